package plan

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// demand is one right that somebody must have.
type demand struct {
	permission, level string
	scope             string // with exact: the scope, in the names that things have now
	exact             bool
	whole             bool // over everybody
	read              bool // somebody is known to have it: one of whom people only say so will not do
}

// keeper is a holder, by identity, who would satisfy an invariant.
type keeper struct {
	holder  state.Ref
	demands []demand
}

// invariant must hold in every reachable world: one of the keepers has its
// account, which is on, and all that is demanded of it.
type invariant struct {
	keepers []keeper // sorted by holder
}

// everybody is the scope that holds every other one.
const everybody = "organization"

func whole(scope string) bool { return scope == "" || scope == everybody }

// meets reports whether a row of a holder is what is demanded.
func (d demand) meets(w *World, r *rights.Row, scope string) bool {
	switch {
	case r.Permission != d.permission || !r.Privileged || r.Answer != rights.Yes || d.read && r.Basis == state.Attested:
		return false
	case d.exact:
		return r.Level == d.level && scope == d.scope || r.Level == "" && r.Scope == everybody
	}
	return w.atLeast(r.Permission, r.Level, d.level) && (!d.whole || whole(r.Scope))
}

// atLeast reports whether a level holds another.
func (w *World) atLeast(permission, level, other string) bool {
	return level == other || w.AtMost != nil && w.AtMost(permission, other, level)
}

// keeps reports whether one holder satisfies its demands in a world.
func (v *view) keeps(w *World, k keeper) bool {
	name, ok := v.name(k.holder)
	if !ok {
		return false
	}
	if v.rights.IsOff(name) {
		return false
	}
	rows := held(v.rights, name)
	for _, d := range k.demands {
		if !slices.ContainsFunc(rows, func(r rights.Row) bool { return d.meets(w, &r, v.former(r.Scope)) }) {
			return false
		}
	}
	return true
}

// held are the rows of one holder.
func held(t rights.Table, holder state.Ref) []rights.Row {
	find := func(r rights.Row, h state.Ref) int { return r.Holder.Compare(h) }
	lo, _ := slices.BinarySearchFunc(t.Rows, holder, find)
	hi := lo
	for hi < len(t.Rows) && t.Rows[hi].Holder == holder {
		hi++
	}
	return t.Rows[lo:hi]
}

// former is a scope in the names that things have on the target now.
func (v *view) former(scope string) string {
	kind, key, ok := strings.Cut(scope, ":")
	if !ok {
		return scope
	}
	if was, ok := v.was[state.Ref{Kind: kind, Key: key}]; ok {
		return kind + ":" + was.Key
	}
	return scope
}

// verdict is what came of looking at the worlds of an invariant.
type verdict struct {
	holds bool
	many  bool     // there were too many to look at
	done  []string // else: the steps that are done in a world in which it does not hold
	end   bool     // and these are all
}

// prove looks for a few keepers who see to it, between them, that the invariant
// holds in every world. First those are asked whom fewest steps touch.
func (v *worlds) prove(inv invariant) verdict {
	if _, end := v.ends(); !slices.ContainsFunc(inv.keepers, func(k keeper) bool { return v.satisfied(k, end) }) {
		return verdict{end: true}
	}
	worst := verdict{many: true}
	for _, some := range v.choices(inv) {
		f, err := v.frame(holdersOf(some))
		if err != nil {
			continue
		}
		got := f.prove(f.before, some)
		if got.holds {
			return got
		}
		if !got.many {
			worst = got
		}
	}
	return worst
}

func (f *frame) prove(before []uint64, some []keeper) verdict {
	bad := verdict{holds: true}
	err := f.reachable(before, func(done uint64) bool {
		w := f.view(done)
		if slices.ContainsFunc(some, func(k keeper) bool { return w.keeps(f.World, k) }) {
			return true
		}
		bad = verdict{done: f.titles(done), end: done == f.everything()}
		return false
	})
	if errors.Is(err, errMany) {
		return verdict{many: true}
	}
	return bad
}

func (f *frame) titles(done uint64) []string {
	out := []string{}
	for n, i := range f.steps {
		if done&(1<<n) != 0 {
			s := &f.Section.Steps[i]
			out = append(out, cmp.Or(s.Title, s.ID))
		}
	}
	return out
}

func holdersOf(some []keeper) []state.Ref {
	out := make([]state.Ref, len(some))
	for i := range some {
		out[i] = some[i].holder
	}
	return out
}

// choices are sets of keepers that may do, small ones first: who has the right
// now and afterwards, then who has it now together with who has it then.
func (v *worlds) choices(inv invariant) [][]keeper {
	start, end := v.ends()
	var now, then, stay []keeper
	for _, k := range v.byTouch(inv.keepers) {
		is, will := v.satisfied(k, start), v.satisfied(k, end)
		if is && will {
			stay = append(stay, k)
		}
		if is {
			now = append(now, k)
		}
		if will {
			then = append(then, k)
		}
	}
	var out [][]keeper
	for _, n := range []int{1, 3} {
		out = append(out, stay[:min(n, len(stay))])
	}
	for _, n := range []int{1, 2, 4} {
		out = append(out, slices.Concat(now[:min(n, len(now))], then[:min(n, len(then))]),
			slices.Concat(stay[:min(n, len(stay))], now[:min(n, len(now))], then[:min(n, len(then))]))
	}
	for i := range out {
		slices.SortFunc(out[i], func(a, b keeper) int { return a.holder.Compare(b.holder) })
		out[i] = slices.CompactFunc(out[i], func(a, b keeper) bool { return a.holder == b.holder })
	}
	return slices.DeleteFunc(out, func(some []keeper) bool { return len(some) == 0 })
}

// byTouch puts those first whom fewest steps touch.
func (v *worlds) byTouch(keepers []keeper) []keeper {
	steps := map[state.Ref]int{}
	for _, k := range keepers {
		steps[k.holder] = len(v.touching[k.holder])
		for r := range v.rests[k.holder] {
			steps[k.holder] += len(v.touching[r])
		}
	}
	out := slices.Clone(keepers)
	slices.SortStableFunc(out, func(a, b keeper) int { return cmp.Compare(steps[a.holder], steps[b.holder]) })
	return out
}

// ends are the first and the last world, whole.
func (v *worlds) ends() (start, end *view) {
	if v.first != nil {
		return v.first, v.last
	}
	called := make(map[state.Ref]state.Ref, len(v.home))
	for then, was := range v.home {
		called[was] = then
	}
	v.first = &view{rights: v.Now, name: func(r state.Ref) (state.Ref, bool) {
		_, there := v.Live.Find(r)
		return r, there
	}}
	v.last = &view{rights: v.Then, was: v.home, name: func(r state.Ref) (state.Ref, bool) {
		if then, ok := called[r]; ok {
			r = then
		}
		_, there := v.After.Find(r)
		return r, there
	}}
	return v.first, v.last
}

func (v *worlds) satisfied(k keeper, at *view) bool { return at.keeps(v.World, k) }

// administration are the invariants of a target: for each right with which one
// may change the rights of others, somebody has it.
func (v *worlds) administration() []administration {
	start, _ := v.ends()
	classes := map[demand]bool{} // whether anybody has it who was read to
	for i := range v.Now.Rows {
		if r := &v.Now.Rows[i]; r.Privileged && r.Answer == rights.Yes && !v.Now.IsOff(r.Holder) {
			class := demand{permission: r.Permission, level: r.Level, whole: whole(r.Scope)}
			classes[class] = classes[class] || r.Basis != state.Attested
		}
	}
	var holders []state.Ref
	for h := range v.rests {
		holders = append(holders, h)
	}
	slices.SortFunc(holders, state.Ref.Compare)
	var out []administration
	for _, d := range slices.SortedFunc(maps.Keys(classes), demand.compare) {
		d.read = classes[d]
		a := administration{demand: d}
		for _, h := range holders {
			k := keeper{h, []demand{d}}
			a.keepers = append(a.keepers, k)
			if v.satisfied(k, start) {
				a.now = append(a.now, h)
			}
		}
		out = append(out, a)
	}
	return out
}

// administration is one such right, with who has it now.
type administration struct {
	demand
	invariant
	now []state.Ref
}

func (d demand) compare(e demand) int {
	if d.whole != e.whole {
		if d.whole {
			return -1
		}
		return 1
	}
	return cmp.Or(strings.Compare(d.permission, e.permission), strings.Compare(d.level, e.level))
}

// lastAdministrator keeps somebody, in every reachable world, who may change the
// rights of others: for each such right that anybody has now.
func lastAdministrator(w *World) []Refusal {
	v := w.worlds()
	if v == nil {
		return nil
	}
	var lost []administration
	var why verdict
	all := v.administration()
	for _, a := range all {
		if got := v.prove(a.invariant); !got.holds {
			lost, why = append(lost, a), got
		}
	}
	if len(lost) == 0 {
		return nil
	}
	who := lost[0].now
	what := "who may change rights on this target"
	if len(lost) < len(all) {
		what = "with " + listed(permissionsOf(lost)) + " on this target, which is a right to change those of others"
	}
	return []Refusal{{Guard: "last-administrator", Count: len(who), Objects: few(who), Message: "nobody would be left " + what + why.when(),
		Hint: "let somebody whom this plan leaves alone have the right, or give it to another one and apply that first"}}
}

func permissionsOf(lost []administration) []string {
	var out []string
	for _, a := range lost {
		out = append(out, strings.TrimSpace(a.permission+" "+a.level))
	}
	return sortedSet(out)
}

// when says in which world an invariant fails, where it is not the last.
func (v verdict) when() string {
	switch {
	case v.many || len(v.done) == 0 && !v.end:
		return ", or it cannot be told: too many steps touch those who would be"
	case v.end:
		return ""
	}
	return fmt.Sprintf(" if the run ended after %s", listed(quoted(v.done)))
}

func quoted(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = fmt.Sprintf("%q", w)
	}
	return out
}

// listed is "a, b and c".
func listed(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
