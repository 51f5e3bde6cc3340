package threecx

import (
	"encoding/json"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// Calls go to extensions, queues and ring groups by their numbers, from within
// values that are trees. The XAPI refuses a destination that is not there, so
// what is called is made before what calls it.

// inReach has every step wait for what its destinations need. Where two new
// things call each other, the one is made without its destinations, which are
// written when the other is there.
func (s *stepping) inReach() {
	maker := map[state.Ref]int{}
	for i := range s.steps {
		for _, e := range s.steps[i].Effects {
			if e.Op == state.OpCreate && !e.Predicted && slices.Contains([]string{User, Queue, RingGroup}, e.Object.Kind) {
				maker[e.Object] = i
			}
		}
	}
	var waits map[int][]int // found when something is called that is not there yet
	for i, n := 0, len(s.steps); i < n; i++ {
		var later []state.Attr
		for _, a := range s.calls(i) {
			need, ok := makers(a.Value, maker, i)
			if !ok {
				continue
			}
			if waits == nil {
				waits = s.waits()
			}
			if slices.ContainsFunc(need, func(m int) bool { return waitsFor(waits, m, i) }) {
				later = append(later, a)
				continue
			}
			for _, m := range need {
				s.steps[i].Needs = draft.Unique(append(s.steps[i].Needs, s.steps[m].ID))
				waits[i] = append(waits[i], m)
			}
		}
		if len(later) > 0 {
			s.callLater(i, later, maker)
		}
	}
}

// calls are the trees that a step writes about its own object or its parts.
func (s *stepping) calls(i int) []state.Attr {
	var out []state.Attr
	for _, e := range s.steps[i].Effects {
		if e.Predicted || e.Op == state.OpDelete {
			continue
		}
		for _, a := range e.Attrs {
			if a.Value.Presence() == state.Set && a.Value.Type() == state.Tree {
				out = append(out, a)
			}
		}
	}
	return out
}

// makers are the steps that make what a tree calls; not ok when there are none.
func makers(v state.Value, maker map[state.Ref]int, but int) ([]int, bool) {
	var out []int
	for _, r := range destinations(v) {
		if m, ok := maker[r]; ok && m != but {
			out = append(out, m)
		}
	}
	return out, len(out) > 0
}

// destinations are the objects that a tree calls, at any depth.
func destinations(v state.Value) []state.Ref {
	var tree any
	if json.Unmarshal([]byte(v.Text()), &tree) != nil {
		return nil
	}
	var out []state.Ref
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				walk(x)
			}
		case map[string]any:
			to, _ := v["To"].(string)
			number, _ := v["Number"].(string)
			if kind := destinationKinds[to].kind; kind != "" && number != "" {
				out = append(out, state.Ref{Kind: kind, Key: number})
			}
			for _, name := range draft.SortedKeys(v) {
				walk(v[name])
			}
		}
	}
	walk(tree)
	return out
}

// waits are the steps that each step needs: those it names, and those that make
// the people it names.
func (s *stepping) waits() map[int][]int {
	place, made := map[string]int{}, map[state.Ref]int{}
	for i := range s.steps {
		place[s.steps[i].ID] = i
		for _, e := range s.steps[i].Effects {
			if e.Op == state.OpCreate && !e.Predicted {
				made[e.Object] = i
			}
		}
	}
	out := map[int][]int{}
	for i := range s.steps {
		for _, id := range s.steps[i].Needs {
			if n, ok := place[id]; ok {
				out[i] = append(out[i], n)
			}
		}
		for _, e := range s.steps[i].Effects {
			k, _ := s.schema.Kind(e.Object.Kind)
			for _, a := range e.Attrs {
				f, ok := k.Field(a.Name)
				if !ok || f.Ref == "" {
					continue
				}
				for key := range a.Value.Keys() {
					if n, ok := made[state.Ref{Kind: f.Ref, Key: key}]; ok && n != i {
						out[i] = append(out[i], n)
					}
				}
			}
		}
	}
	return out
}

// waitsFor reports whether a step waits for another, directly or not.
func waitsFor(waits map[int][]int, from, to int) bool {
	seen := map[int]bool{}
	var walk func(int) bool
	walk = func(i int) bool {
		if i == to {
			return true
		}
		if seen[i] {
			return false
		}
		seen[i] = true
		return slices.ContainsFunc(waits[i], walk)
	}
	return walk(from)
}

// callLater takes attributes out of what makes a queue or ring group, and writes
// them once all that they call is there.
func (s *stepping) callLater(i int, attrs []state.Attr, maker map[state.Ref]int) {
	x := &s.steps[i]
	body, _ := x.Args["Body"].(map[string]any)
	if x.Op != state.OpCreate || body == nil || entitySets[x.Object.Kind] == "" {
		return // what is there already, or has parts of its own, never closes a ring
	}
	names := map[string]bool{}
	content := map[string]any{}
	needs := []string{x.ID}
	for _, a := range attrs {
		names[a.Name] = true
		content[a.Name] = body[a.Name]
		delete(body, a.Name)
		need, _ := makers(a.Value, maker, i)
		for _, m := range need {
			needs = append(needs, s.steps[m].ID)
		}
	}
	for j := range x.Effects {
		if e := &x.Effects[j]; !e.Predicted && e.Object == x.Object {
			e.Attrs = slices.DeleteFunc(slices.Clone(e.Attrs), func(a state.Attr) bool { return names[a.Name] })
		}
	}
	s.add(plan.Step{ID: "update " + x.Object.String() + " destinations", Op: state.OpUpdate, Object: x.Object, Title: s.title("where calls go from", x.Object),
		Covers: slices.Clone(x.Covers), Call: entitySets[x.Object.Kind] + ".Update", Args: plan.Args{"Id": plan.IDOf{Ref: x.Object}, "Body": content},
		Needs: needs, Settle: plan.ByRead, Effects: []state.Effect{{Op: state.OpUpdate, Object: x.Object, Attrs: attrs}}})
}
