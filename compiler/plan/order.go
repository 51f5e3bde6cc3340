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
