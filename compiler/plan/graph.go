package plan

import (
	"cmp"
	"container/heap"
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
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
	needs   []map[int]bool
	creator map[state.Ref]int // who makes an object
	renamer map[state.Ref]int // who gives an object this new name
	moved   map[state.Ref]int // who takes this old name away
	deleter map[state.Ref]int
	taken   map[state.Ref][]int // who deletes an object along with what it belongs to
	frees   map[edge]holding    // unique values that the second step frees for the first
}

type edge struct{ step, need int }

// holding is a unique field of an object whose value another step waits for.
type holding struct {
	object state.Ref
	field  string
}

func newGraph(b *builder) *graph {
	g := &graph{builder: b, steps: b.section.Steps, byID: map[string]int{},
		creator: map[state.Ref]int{}, renamer: map[state.Ref]int{}, moved: map[state.Ref]int{}, deleter: map[state.Ref]int{},
		frees: map[edge]holding{}}
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
	return ok && slices.ContainsFunc(k.Key, func(name string) bool {
		f, ok := k.Field(name)
		return ok && f.Ref != ""
	})
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
		g.needAny(i, g.renamer, e.Object)
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
		g.needGone(i, e.Object) // the natural key is free again
		g.needAny(i, g.moved, e.Object)
		if n, ok := g.moved[e.Object]; ok && n != i && len(k.Key) == 1 {
			g.frees[edge{i, n}] = holding{e.Object, k.Key[0]}
		}
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
	for i := range g.steps {
		for _, e := range g.steps[i].Effects {
			k, ok := g.Vendor.Schema.Kind(e.Object.Kind)
			if !ok || e.Op == state.OpDelete {
				continue
			}
			live := e.Object
			if e.LiveKey != "" {
				live.Key = e.LiveKey
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
	} else if n != t.step {
		g.need(t.step, n)
		g.frees[edge{t.step, n}] = h
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
			if n, ok := g.deleter[o.Ref()]; ok {
				g.need(gone, n)
			} else if c, ok := changes[slot{o.Ref(), field}]; ok && !refersTo(c.value, to.Key) {
				g.need(gone, c.step)
			}
		}
	}
}

func refersTo(v state.Value, key string) bool {
	for k := range v.Keys() {
		if k == key {
			return true
		}
	}
	return false
}

// order sorts the steps so that each comes after what it needs, and otherwise
// by kind in the schema's order, deletions first, and key.
func (g *graph) order() ([]Step, bool) {
	for {
		sequence, rest := g.sequence()
		if len(rest) == 0 {
			return g.inOrder(sequence), true
		}
		if !g.breakCycles(rest) {
			return nil, false
		}
	}
}

func (g *graph) sequence() (sequence, rest []int) {
	rank := g.ranks()
	waiting := make([]int, len(g.steps))
	followers := make([][]int, len(g.steps))
	ready := &readyHeap{rank: rank}
	for i := range g.steps {
		waiting[i] = len(g.needs[i])
		for n := range g.needs[i] {
			followers[n] = append(followers[n], i)
		}
		if waiting[i] == 0 {
			ready.items = append(ready.items, i)
		}
	}
	heap.Init(ready)
	for ready.Len() > 0 {
		i := heap.Pop(ready).(int)
		sequence = append(sequence, i)
		for _, f := range followers[i] {
			if waiting[f]--; waiting[f] == 0 {
				heap.Push(ready, f)
			}
		}
	}
	for i := range g.steps {
		if waiting[i] > 0 {
			rest = append(rest, i)
		}
	}
	slices.SortFunc(rest, func(a, b int) int { return cmp.Compare(rank[a], rank[b]) })
	return sequence, rest
}

// ranks gives every step its place where nothing is needed.
func (g *graph) ranks() []int {
	kinds := map[string]int{}
	for i, k := range g.Vendor.Schema.Kinds {
		kinds[k.Name] = i
	}
	ops := map[state.Op]int{state.OpDelete: 0, state.OpCreate: 1, state.OpUpdate: 2}
	byRank := make([]int, len(g.steps))
	for i := range byRank {
		byRank[i] = i
	}
	slices.SortFunc(byRank, func(a, b int) int {
		s, t := &g.steps[a], &g.steps[b]
		return cmp.Or(cmp.Compare(kinds[s.Object.Kind], kinds[t.Object.Kind]), cmp.Compare(ops[s.Op], ops[t.Op]),
			strings.Compare(s.Object.Key, t.Object.Key), strings.Compare(s.ID, t.ID))
	})
	rank := make([]int, len(g.steps))
	for place, i := range byRank {
		rank[i] = place
	}
	return rank
}

func (g *graph) inOrder(sequence []int) []Step {
	out := make([]Step, 0, len(sequence))
	for _, i := range sequence {
		s := g.steps[i]
		s.Needs = s.Needs[:0:0]
		for n := range g.needs[i] {
			s.Needs = append(s.Needs, g.steps[n].ID)
		}
		slices.Sort(s.Needs)
		out = append(out, s)
	}
	return out
}

// breakCycles goes through the rings among steps that wait, and breaks each. It
// reports the first that cannot be broken.
func (g *graph) breakCycles(rest []int) bool {
	left := map[int]bool{}
	for _, i := range rest {
		left[i] = true
	}
	for _, start := range rest {
		path, ring := g.follow(start, left)
		for _, i := range path {
			delete(left, i)
		}
		if len(ring) > 0 && !g.breakCycle(ring) {
			g.reportCycle(ring)
			return false
		}
	}
	return true
}

// breakCycle puts a step that frees a unique value between two steps that wait
// for each other's. It is false where no value is unique, or the vendor has no
// such step.
func (g *graph) breakCycle(ring []int) bool {
	for n, i := range ring {
		need := ring[(n+1)%len(ring)]
		h, ok := g.frees[edge{i, need}]
		if !ok || g.Vendor.Free == nil {
			continue
		}
		if step, ok := g.Vendor.Free(&g.steps[need], h.object, h.field); ok {
			g.insert(step, i, need, h)
			return true
		}
	}
	return false
}

// insert adds the freeing step: taker waits for it instead of leaver, and
// leaver comes after it, and finds the object under the name it has by then.
func (g *graph) insert(step Step, taker, leaver int, h holding) {
	step.Target = g.Target
	if step.Kind == "" {
		step.Kind = Call
	}
	if step.ID == "" {
		step.ID = fmt.Sprintf("free %s of %s", h.field, h.object)
	}
	if len(step.Covers) == 0 {
		step.Covers = g.steps[leaver].Covers
	}
	if args, err := step.Args.normal(); err == nil {
		step.Args = args
	}
	n := len(g.steps)
	g.steps = append(slices.Clip(g.steps), step)
	for _, e := range step.Effects {
		if e.Object.Kind == h.object.Kind && e.LiveKey == h.object.Key && e.Object.Key != e.LiveKey {
			g.renameFrom(leaver, h.object.Key, e.Object)
		}
	}
	g.needs = append(g.needs, nil)
	delete(g.needs[taker], leaver)
	delete(g.frees, edge{taker, leaver})
	g.need(taker, n)
	g.need(leaver, n)
}

// renameFrom makes a step rename an object that was called old from the
// temporary name it has by then.
func (g *graph) renameFrom(i int, old string, temporary state.Ref) {
	s := &g.steps[i]
	s.Effects = slices.Clone(s.Effects)
	for n := range s.Effects {
		if e := &s.Effects[n]; e.Object.Kind == temporary.Kind && e.LiveKey == old {
			e.LiveKey = temporary.Key
		}
	}
}

// follow walks from a step to one it waits for, and on, among those left. The
// ring is the part of the path that comes back to itself, if it does.
func (g *graph) follow(i int, left map[int]bool) (path, ring []int) {
	at := map[int]int{}
	for i >= 0 && left[i] {
		if start, seen := at[i]; seen {
			return path, path[start:]
		}
		at[i] = len(path)
		path = append(path, i)
		next := -1
		for n := range g.needs[i] {
			if left[n] && (next < 0 || g.steps[n].ID < g.steps[next].ID) {
				next = n
			}
		}
		i = next
	}
	return path, nil
}

func (g *graph) reportCycle(cycle []int) {
	var titles []string
	for _, i := range cycle {
		titles = append(titles, g.steps[i].ID)
	}
	g.diags.Add(diag.Diagnostic{Code: diag.StepCycle, Target: g.Target,
		Message: fmt.Sprintf("these steps wait for each other: %s", strings.Join(titles, " → ")),
		Hint:    "split the change in two: first give one of them a value of its own, apply, then the final one"})
}

// readyHeap holds steps that need nothing more, by rank.
type readyHeap struct {
	items []int
	rank  []int
}

func (h *readyHeap) Len() int           { return len(h.items) }
func (h *readyHeap) Less(i, j int) bool { return h.rank[h.items[i]] < h.rank[h.items[j]] }
func (h *readyHeap) Swap(i, j int)      { h.items[i], h.items[j] = h.items[j], h.items[i] }
func (h *readyHeap) Push(x any)         { h.items = append(h.items, x.(int)) }
func (h *readyHeap) Pop() any {
	n := len(h.items) - 1
	x := h.items[n]
	h.items = h.items[:n]
	return x
}

// narrow keeps the steps that the selection asks for and those they need, and
// the changes that these cover.
func (b *builder) narrow(g *graph) {
	keep := map[int]bool{}
	var visit func(i int)
	visit = func(i int) {
		if keep[i] {
			return
		}
		keep[i] = true
		for n := range g.needs[i] {
			visit(n)
		}
	}
	wanted := map[string]bool{}
	for i := range b.section.Changes {
		if c := &b.section.Changes[i]; b.selects(c) {
			wanted[c.Name()] = true
		}
	}
	for i := range g.steps {
		if slices.ContainsFunc(g.steps[i].Covers, func(name string) bool { return wanted[name] }) {
			visit(i)
		}
	}
	var steps []Step
	for i := range g.steps {
		if keep[i] {
			steps = append(steps, g.steps[i])
			for _, name := range g.steps[i].Covers {
				wanted[name] = true
			}
		}
	}
	var changes []diff.Change
	for _, c := range b.section.Changes {
		if wanted[c.Name()] {
			changes = append(changes, c)
			b.included[cmp.Or(c.Canonical, c.Object.String())] = true
		}
	}
	b.section.Steps, b.section.Changes = steps, changes
}

// selects reports whether a change is asked for by --only.
func (b *builder) selects(c *diff.Change) bool {
	hit := false
	for _, only := range b.in.Only {
		if only == c.Object.String() || within(c.Canonical, only) || slices.ContainsFunc(c.Fields, func(f diff.Field) bool {
			return slices.ContainsFunc(f.From, func(p string) bool { return within(p, only) })
		}) {
			b.selected[only], hit = true, true
		}
	}
	return hit
}

func within(path, outer string) bool {
	return path == outer || strings.HasPrefix(path, outer) && path[len(outer)] == '.'
}
