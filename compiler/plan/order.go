package plan

import (
	"cmp"
	"container/heap"
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

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
	if g.Vendor.Free == nil {
		return false
	}
	for n, i := range ring {
		e := edge{i, ring[(n+1)%len(ring)]}
		if steps, ok := g.freeing(e); ok {
			for n, h := range g.frees[e] {
				g.insert(steps[n], e, h)
			}
			delete(g.needs[e.step], e.need)
			delete(g.frees, e)
			return true
		}
	}
	return false
}

// freeing are the steps that make one step not wait for another any more; not
// ok where it waits for anything but values, or for one that cannot be freed.
func (g *graph) freeing(e edge) (steps []Step, ok bool) {
	if g.needs[e.step][e.need] {
		return nil, false
	}
	for _, h := range g.frees[e] {
		step, ok := g.Vendor.Free(&g.steps[e.need], h.object, h.field)
		if !ok {
			return nil, false
		}
		steps = append(steps, step)
	}
	return steps, len(steps) > 0
}

// insert adds a freeing step: the first of e waits for it, instead of the
// second, and so does the second, which finds the object as it is by then.
func (g *graph) insert(step Step, e edge, h holding) {
	leaver := e.need
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
	for _, f := range step.Effects {
		if f.Op == state.OpDelete {
			g.notAgain(leaver, f)
		}
		if f.Object.Kind == h.object.Kind && f.LiveKey == h.object.Key && f.Object.Key != f.LiveKey {
			g.renameFrom(leaver, h.object.Key, f.Object)
		}
	}
	g.needs = append(g.needs, nil)
	g.need(e.step, n)
	g.need(leaver, n)
}

// notAgain takes the deletion of an object out of a step: another does it first.
func (g *graph) notAgain(i int, gone state.Effect) {
	s := &g.steps[i]
	s.Effects = slices.DeleteFunc(slices.Clone(s.Effects), func(e state.Effect) bool { return e.Op == state.OpDelete && e.Object == gone.Object })
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
