package apply

import (
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/ledger"
)

// already reports whether the target is as all steps together leave it: the plan
// was applied before, or somebody else has done it. Then the steps count as done
// and nothing is sent. It never says so while anything differs, or cannot be
// compared and no run says that it was done.
func (r *run) already(at *sight) bool {
	was, err := r.Ledger.Ended(r.Section.Target, r.Plan, string(Applied))
	if err != nil {
		return false // a history that cannot be read is no proof
	}
	end := outcome(r.steps)
	if !r.isAt(end, at, was != nil) {
		return false
	}
	for _, b := range r.Bound {
		if end[b.Object] != nil {
			continue
		}
		if o, _ := at.live.Find(b.Object); b.Moved(o) != "" {
			return false
		}
	}
	r.conclusion(was, at.live)
	return true
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

// isAt reports whether a read shows everything to be as a sum says. trust is for
// what no read shows: a run noted that it was done.
func (r *run) isAt(end map[state.Ref]*place, at *sight, trust bool) bool {
	compared := 0
	for ref, want := range end {
		o, there := at.live.Find(ref)
		compared++
		switch {
		case want.unsure:
			compared--
		case !there && !at.seen(ref), there == want.gone:
			return false
		case there && !r.holdsAll(want.attrs, o, trust):
			return false
		}
	}
	return compared > 0
}

func (r *run) holdsAll(attrs map[string]state.Value, o *state.Object, trust bool) bool {
	k, ok := r.Schema.Kind(o.Kind)
	if !ok {
		return false
	}
	for name, want := range attrs {
		f, ok := k.Field(name)
		switch {
		case !ok:
			return false
		case f.Has(state.Computed | state.Runtime):
		case f.Has(state.Secret):
			if !trust {
				return false
			}
		case !f.Holds(want, o.Get(name)):
			return false
		}
	}
	return true
}
