package plan

import (
	"cmp"
	"math/bits"
	"slices"
)

// chain orders steps that an invariant would otherwise not survive: those that
// only give come before those that take, so that there is always somebody. Where
// whoever keeps a right is left alone by enough steps, nothing is chained, and a
// step that fails holds no others up.
//
// It says nothing when no order helps: then a guard refuses.
func (b *builder) chain(g *graph) {
	if b.world.worlds() == nil {
		return
	}
	for n := range b.world.worlds().invariants() {
		v := b.world.worlds()
		inv := v.invariants()[n]
		if v.prove(inv).holds {
			continue
		}
		edges := v.chain(inv)
		if len(edges) == 0 {
			continue
		}
		places := map[string]int{}
		for i := range g.steps {
			places[g.steps[i].ID] = i
		}
		for _, e := range edges {
			g.need(places[b.section.Steps[e.step].ID], places[b.section.Steps[e.need].ID])
		}
		steps, _ := g.order()
		b.arrange(steps)
	}
}

// chain finds what else must wait for what, by places.
func (v *worlds) chain(inv invariant) []edge {
	for _, link := range []func(*frame, []keeper) []edge{(*frame).giveFirst, (*frame).oneByOne} {
		for _, some := range v.choices(inv) {
			f, err := v.frame(holdersOf(some))
			if err != nil {
				continue
			}
			links := link(f, some)
			before := slices.Clone(f.before)
			for _, l := range links {
				tie(before, l)
			}
			if !f.prove(before, some).holds {
				continue
			}
			for i := range links {
				links[i] = edge{f.steps[links[i].step], f.steps[links[i].need]}
			}
			return links
		}
	}
	return nil
}

// tie makes a step, and all that need it, wait for another, in a closed relation.
func tie(before []uint64, e edge) {
	more := before[e.need] | 1<<e.need
	for n := range before {
		if n == e.step || before[n]&(1<<e.step) != 0 {
			before[n] |= more
		}
	}
}

// turn is whether a step gives or takes what is demanded.
type turn int

const (
	gives turn = iota
	both
	takes
	neither
)

// turns looks at each step twice: as early as it can come, and as late.
func (f *frame) turns(some []keeper) []turn {
	out := make([]turn, len(f.steps))
	for n := range f.steps {
		late := f.everything() &^ (1 << n)
		for m := range f.steps {
			if f.before[m]&(1<<n) != 0 {
				late &^= 1 << m
			}
		}
		give, take := false, false
		for _, at := range []uint64{f.before[n], late} {
			old, young := f.view(at), f.view(at|1<<n)
			for _, k := range some {
				was, is := old.keeps(f.World, k), young.keeps(f.World, k)
				give, take = give || is && !was, take || was && !is
			}
		}
		switch {
		case give && take:
			out[n] = both
		case give:
			out[n] = gives
		case take:
			out[n] = takes
		default:
			out[n] = neither
		}
	}
	return out
}

// giveFirst lets what takes wait for all that gives, but for what waits for it.
func (f *frame) giveFirst(some []keeper) []edge {
	turns := f.turns(some)
	before := slices.Clone(f.before)
	var out []edge
	for n := range f.steps {
		for m := range f.steps {
			if turns[n] == neither || turns[m] >= turns[n] || before[n]&(1<<m) != 0 || before[m]&(1<<n) != 0 {
				continue
			}
			tie(before, edge{n, m})
			out = append(out, edge{n, m})
		}
	}
	return out
}

// oneByOne puts all that gives or takes in one line.
func (f *frame) oneByOne(some []keeper) []edge {
	turns := f.turns(some)
	var left, done uint64
	for n, t := range turns {
		if t != neither {
			left |= 1 << n
		}
	}
	all := left
	var out []edge
	last := -1
	for left != 0 {
		next := -1
		for rest := left; rest != 0; rest &= rest - 1 {
			n := bits.TrailingZeros64(rest)
			if f.before[n]&all&^done == 0 && (next < 0 || cmp.Compare(turns[n], turns[next]) < 0) {
				next = n
			}
		}
		if last >= 0 && f.before[next]&(1<<last) == 0 {
			out = append(out, edge{next, last})
		}
		last, left, done = next, left&^(1<<next), done|1<<next
	}
	return out
}
