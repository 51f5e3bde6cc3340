package plan

import (
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// graph finds what must come before what among the steps of one section:
//   - what is made before what refers to it, by id, by key or in a field;
//   - what is renamed before what uses the new name;
//   - a unique value, and a natural key, freed before it is taken;
//   - references removed before what they point to is deleted.
type graph struct {
	*builder
	steps   []Step
	byID    map[string]int
	needs   []map[int]bool    // by step: the steps it needs; false where only frees says why
	creator map[state.Ref]int // who makes an object
	renamer map[state.Ref]int // who gives an object this new name
	moved   map[state.Ref]int // who takes this old name away
	deleter map[state.Ref]int
	taken   map[state.Ref][]int // who deletes an object along with what it belongs to
	frees   map[edge][]holding  // values and names that the second step frees for the first
}

type edge struct{ step, need int }

// holding is a unique field of an object whose value another step waits for.
type holding struct {
	object state.Ref
	field  string
}

func newGraph(b *builder) *graph {
	g := &graph{builder: b, steps: b.section.Steps, byID: make(map[string]int, len(b.section.Steps)),
		creator: make(map[state.Ref]int, len(b.section.Steps)), renamer: map[state.Ref]int{}, moved: map[state.Ref]int{}, deleter: map[state.Ref]int{},
		frees: map[edge][]holding{}}
	g.needs = make([]map[int]bool, len(g.steps))
	_, g.taken = b.takenAlong(g.steps)
	for i := range g.steps {
		g.byID[g.steps[i].ID] = i
		for _, e := range g.steps[i].Effects {
			switch {
			case e.Op == state.OpCreate:
				g.creator[e.Object] = i
			case e.Op == state.OpDelete:
				g.deleter[e.Object] = i
			case e.LiveKey != "" && e.LiveKey != e.Object.Key && !g.derived(e.Object.Kind):
				g.renamer[e.Object] = i
				g.moved[state.Ref{Kind: e.Object.Kind, Key: e.LiveKey}] = i
			}
		}
	}
	return g
}

// derived reports whether a kind's keys are made of references, so that its
// objects are renamed along with others and never by themselves.
func (g *graph) derived(kind string) bool {
	k, ok := g.Vendor.Schema.Kind(kind)
	return ok && k.Derived()
}

func (g *graph) need(step, need int) {
	if step == need {
		return
	}
	if g.needs[step] == nil {
		g.needs[step] = map[int]bool{}
	}
	g.needs[step][need] = true
}

// needFreed is need for a value that could also be freed by a step of its own.
func (g *graph) needFreed(step, need int, h holding) {
	if step == need || slices.Contains(g.frees[edge{step, need}], h) {
		return
	}
	g.frees[edge{step, need}] = append(g.frees[edge{step, need}], h)
	if firm := g.needs[step][need]; !firm {
		g.need(step, need)
		g.needs[step][need] = false
	}
}

func (g *graph) needAny(step int, by map[state.Ref]int, r state.Ref) {
	if n, ok := by[r]; ok {
		g.need(step, n)
	}
}

func (g *graph) needGone(step int, r state.Ref) bool {
	g.needAny(step, g.deleter, r)
	for _, n := range g.taken[r] {
		g.need(step, n)
	}
	_, gone := g.deleter[r]
	return gone || len(g.taken[r]) > 0
}

func (g *graph) connect() {
	for i := range g.steps {
		s := &g.steps[i]
		for _, id := range s.Needs {
			if n, ok := g.byID[id]; ok {
				g.need(i, n)
			}
		}
		s.Args.Walk(func(_ string, v any) {
			if id, ok := v.(IDOf); ok {
				g.identify(i, id.Ref)
			}
		})
		for _, e := range s.Effects {
			g.effect(i, e)
		}
	}
	g.followRenames()
	g.unique()
	g.references()
}

// mention: what is made or renamed comes before what uses it.
func (g *graph) mention(i int, r state.Ref) {
	g.needAny(i, g.creator, r)
	g.needAny(i, g.renamer, r)
}

// identify: what is on the target is known by its id there, whatever becomes of
// its name, unless it is deleted and made again.
func (g *graph) identify(i int, r state.Ref) {
	if _, there := g.Live.Find(r); !there {
		g.mention(i, r)
	} else if g.deleter[r] != i {
		g.needAny(i, g.creator, r)
	}
}

func (g *graph) effect(i int, e state.Effect) {
	if e.Op == state.OpDelete {
		if _, there := g.Live.Find(e.Object); !there { // else it is what has the name now
			g.needAny(i, g.renamer, e.Object)
		}
		return
	}
	if e.Op == state.OpUpdate && g.creator[e.Object] != i {
		g.mention(i, e.Object)
	}
	k, ok := g.Vendor.Schema.Kind(e.Object.Kind)
	if !ok {
		return
	}
	if e.Op == state.OpCreate || e.LiveKey != "" {
		g.claim(i, k, e.Object)
	}
	if e.Predicted && g.steps[i].Op == state.OpDelete {
		return // what stays in a list that something drops out of was there before
	}
	for _, a := range e.Attrs {
		f, ok := k.Field(a.Name)
		if !ok || f.Ref == "" {
			continue
		}
		for key := range a.Value.Keys() {
			g.mention(i, state.Ref{Kind: f.Ref, Key: key})
		}
	}
}

// claim: a natural key is free again before it is taken. Of what is deleted for
// good it cannot be freed before.
func (g *graph) claim(i int, k *state.Kind, r state.Ref) {
	if len(k.Key) != 1 {
		g.needGone(i, r)
		g.needAny(i, g.moved, r)
		return
	}
	for _, n := range g.taken[r] {
		g.need(i, n)
	}
	h := holding{r, k.Key[0]}
	if n, ok := g.deleter[r]; ok && g.steps[n].Op == state.OpDelete {
		g.need(i, n)
	} else if ok {
		g.needFreed(i, n, h)
	}
	if n, ok := g.moved[r]; ok {
		g.needFreed(i, n, h)
	}
}

// followRenames: what is changed under a name that follows from another's new
// name waits for that.
func (g *graph) followRenames() {
	if len(g.moved) == 0 {
		return
	}
	waits := map[string][]int{} // change → steps that rename what its key is made of
	for i := range g.section.Changes {
		c := &g.section.Changes[i]
		k, ok := g.Vendor.Schema.Kind(c.Object.Kind)
		if !ok || c.LiveKey == "" || !g.derived(k.Name) {
			continue
		}
		if o, ok := g.Live.Find(c.Live()); ok {
			for r := range k.Owners(o) {
				if n, ok := g.moved[r]; ok {
					waits[c.Name()] = append(waits[c.Name()], n)
				}
			}
		}
	}
	for i := range g.steps {
		for _, name := range g.steps[i].Covers {
			for _, n := range waits[name] {
				g.need(i, n)
			}
		}
	}
}

// unique: a value that no two objects may hold is freed before it is taken.
func (g *graph) unique() {
	type value struct{ kind, field, fold string }
	takers := map[value][]taker{}
	leaves := map[holding]int{} // who changes the field of an object
	home := g.homes()
	for i := range g.steps {
		for _, e := range g.steps[i].Effects {
			k, ok := g.Vendor.Schema.Kind(e.Object.Kind)
			if !ok || e.Op == state.OpDelete {
				continue
			}
			live := e.Object
			switch {
			case e.LiveKey != "":
				live.Key = e.LiveKey
			case e.Op == state.OpUpdate:
				live = home(e.Object)
			}
			for _, a := range e.Attrs {
				f, ok := k.Field(a.Name)
				if !ok || !f.Has(state.Unique) {
					continue
				}
				if _, first := leaves[holding{live, a.Name}]; !first && e.Op == state.OpUpdate {
					leaves[holding{live, a.Name}] = i
				}
				if a.Value.Presence() == state.Set {
					v := value{k.Name, a.Name, f.Fold(a.Value)}
					takers[v] = append(takers[v], taker{i, live})
				}
			}
		}
	}
	if len(takers) == 0 {
		return
	}
	for ki := range g.Vendor.Schema.Kinds {
		k := &g.Vendor.Schema.Kinds[ki]
		objects := g.Live.OfKind(k.Name)
		for fi := range k.Fields {
			f := &k.Fields[fi]
			if !f.Has(state.Unique) {
				continue
			}
			for oi := range objects {
				o := &objects[oi]
				held := o.Get(f.Name)
				if held.Presence() != state.Set {
					continue
				}
				for _, t := range takers[value{k.Name, f.Name, f.Fold(held)}] {
					g.freed(t, holding{o.Ref(), f.Name}, held, leaves)
				}
			}
		}
	}
}

// homes finds what something is called on the target now: it may be named by what
// another step calls it.
func (g *graph) homes() func(state.Ref) state.Ref {
	was := map[state.Ref]state.Ref{}
	for i := range g.section.Changes {
		if c := &g.section.Changes[i]; c.Op == state.OpUpdate && c.LiveKey != "" {
			was[c.Object] = c.Live()
		}
	}
	return func(r state.Ref) state.Ref {
		if live, ok := was[r]; ok {
			return live
		}
		return r
	}
}

// taker is an object that a step gives a unique value.
type taker struct {
	step   int
	object state.Ref
}

func (g *graph) freed(t taker, h holding, held state.Value, leaves map[holding]int) {
	if t.object == h.object || g.needGone(t.step, h.object) {
		return
	}
	n, ok := leaves[h]
	if !ok {
		g.diags.Add(diag.Diagnostic{Code: diag.ValueTaken, Target: g.Target, Message: fmt.Sprintf("%s of %s would be %s, which %s has and keeps", h.field, t.object, held, h.object),
			Hint: fmt.Sprintf("give %s another one, or declare what becomes of %s", t.object, h.object)})
	} else {
		g.needFreed(t.step, n, h)
	}
}

// references: what points to an object lets go of it before it is deleted.
func (g *graph) references() {
	if len(g.deleter) == 0 {
		return
	}
	type slot struct {
		object state.Ref
		field  string
	}
	type change struct {
		step  int
		value state.Value
	}
	changes := map[slot]change{}
	for i := range g.steps {
		for _, e := range g.steps[i].Effects {
			for _, a := range e.Attrs {
				if e.Op == state.OpUpdate {
					changes[slot{e.Object, a.Name}] = change{i, a.Value}
				}
			}
		}
	}
	for oi := range g.Live.Objects {
		o := &g.Live.Objects[oi]
		k, ok := g.Vendor.Schema.Kind(o.Kind)
		if !ok {
			continue
		}
		for field, to := range k.References(o) {
			gone, ok := g.deleter[to]
			if !ok {
				continue
			}
			if c, ok := changes[slot{o.Ref(), field}]; ok && !refersTo(c.value, to.Key) && !g.comesAfter(c.step, gone) {
				g.need(gone, c.step)
			} else if n, ok := g.deleter[o.Ref()]; ok {
				g.need(gone, n)
			}
		}
	}
}

// comesAfter reports whether a step refers to something that is made only once
// another is done: what takes the place of a thing that has to go first.
func (g *graph) comesAfter(step, other int) bool {
	for n := range g.needs[step] {
		if _, waits := g.needs[n][other]; waits || n == other {
			return true
		}
	}
	return false
}

func refersTo(v state.Value, key string) bool {
	for k := range v.Keys() {
		if k == key {
			return true
		}
	}
	return false
}
