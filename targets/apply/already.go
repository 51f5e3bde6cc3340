package apply

import (
	"cmp"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/ledger"
)

// already reports whether the target is as all steps together leave it: the plan
// was applied before, or somebody else has done it. Then the steps count as done
// and nothing is sent. It never says so while anything differs, or cannot be
// compared and no run says that it was done. Of a plan that was applied before the
// report names what differs from its outcome, not from its beginning.
func (r *run) already(at *sight) bool {
	was, err := r.Ledger.Ended(r.Section.Target, r.Plan, string(Applied))
	if err != nil {
		return false // a history that cannot be read is no proof
	}
	end := outcome(r.steps)
	moves, compared := r.offFrom(end, at, was != nil)
	for _, b := range r.Bound {
		if end[b.Object] != nil {
			continue
		}
		o, _ := at.live.Find(b.Object)
		if what := b.Moved(o); what != "" {
			moves = append(moves, Move{Object: b.Object, Want: "as planned", Have: what})
		}
	}
	switch {
	case len(moves) == 0 && compared:
		r.conclusion(was, at.live)
		return true
	case was != nil:
		slices.SortStableFunc(moves, func(a, b Move) int { return cmp.Or(a.Object.Compare(b.Object), cmp.Compare(a.Field, b.Field)) })
		r.report.Moved, r.report.Before = moves, was.Opening.Run
	}
	return false
}

func (r *run) conclusion(was *ledger.Journal, live *state.Snapshot) {
	r.report.Ending, r.report.Moved = Already, nil
	if was != nil {
		r.report.Before = was.Opening.Run
	}
	for i := range r.steps {
		if r.report.Steps[i].Outcome == NotRun {
			r.done(i, r.adopt(&r.steps[i], live))
		}
	}
}

// place is what all steps together leave of one object.
type place struct {
	gone   bool
	attrs  map[string]state.Value
	unsure bool // the vendor was to change it by itself
}

// outcome sums up what steps leave behind, in their order.
func outcome(steps []plan.Step) map[state.Ref]*place {
	out := map[state.Ref]*place{}
	for i := range steps {
		if steps[i].Kind != plan.Call {
			continue
		}
		for _, e := range steps[i].Effects {
			sum(out, e)
		}
	}
	return out
}

func sum(out map[state.Ref]*place, e state.Effect) {
	at := out[e.Object]
	if old := (state.Ref{Kind: e.Object.Kind, Key: e.LiveKey}); e.LiveKey != "" && old != e.Object {
		at = out[old]
		out[old] = &place{gone: true}
	}
	if at == nil || e.Op == state.OpCreate {
		at = &place{attrs: map[string]state.Value{}}
	}
	switch {
	case e.Op == state.OpDelete:
		at = &place{gone: true, unsure: e.Predicted}
	case e.Predicted:
		at.unsure = at.unsure || e.Op == state.OpCreate
		for _, a := range e.Attrs {
			delete(at.attrs, a.Name)
		}
	default:
		at.gone, at.unsure = false, false
		for _, a := range e.Attrs {
			if at.attrs == nil {
				at.attrs = map[string]state.Value{}
			}
			at.attrs[a.Name] = a.Value
		}
	}
	out[e.Object] = at
}

// offFrom lists what a read shows to be another than a sum says, and whether there
// was anything to compare. trust is for what no read shows: a run noted that it
// was done.
func (r *run) offFrom(end map[state.Ref]*place, at *sight, trust bool) (moves []Move, compared bool) {
	for ref, want := range end { // callers sort
		if want.unsure {
			continue
		}
		compared = true
		o, there := at.live.Find(ref)
		switch {
		case !there && !at.seen(ref):
			moves = append(moves, Move{Object: ref, Want: presence(!want.gone), Have: "no certain answer"})
		case there == want.gone:
			moves = append(moves, Move{Object: ref, Want: presence(!want.gone), Have: presence(there)})
		case there && r.impostor(ref, o):
			moves = append(moves, Move{Object: ref, Want: "the object that had another name", Have: "another one"})
		case there:
			moves = append(moves, r.off(want.attrs, o, trust)...)
		}
	}
	return moves, compared
}

// impostor reports whether what has the name that another object was to get is
// not that object: where two swap their names each stands where the other belongs.
func (r *run) impostor(ref state.Ref, o *state.Object) bool {
	c := r.changes[ref]
	return c != nil && c.Op == state.OpUpdate && !c.Replace && c.LiveKey != "" && c.ID != "" && o.ID != "" && o.ID != c.ID
}

func (r *run) off(attrs map[string]state.Value, o *state.Object, trust bool) []Move {
	k, ok := r.Schema.Kind(o.Kind)
	if !ok {
		return []Move{{Object: o.Ref(), Want: "a kind that is known", Have: o.Kind}}
	}
	var out []Move
	for name, want := range attrs { // callers sort
		f, ok := k.Field(name)
		switch {
		case ok && f.Has(state.Computed|state.Runtime):
		case !ok, f.Has(state.Secret) && !trust:
			out = append(out, Move{Object: o.Ref(), Field: name, Want: "as planned", Have: "what cannot be compared"})
		case f.Has(state.Secret):
		case !f.Holds(want, o.Get(name)):
			out = append(out, movedField(o.Ref(), f, want, o.Get(name)))
		}
	}
	return out
}
