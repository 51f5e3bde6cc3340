package apply

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// readable reports whether a step writes fields that a vendor may accept and
// ignore.
func (r *run) readable(s *plan.Step) bool {
	return slices.ContainsFunc(s.Effects, func(e state.Effect) bool {
		k, ok := r.Schema.Kind(e.Object.Kind)
		return ok && !e.Predicted && e.Op != state.OpDelete && slices.ContainsFunc(e.Attrs, func(a state.Attr) bool {
			f, ok := k.Field(a.Name)
			return ok && f.Has(state.ReadBack)
		})
	})
}

// due reports whether a step waits to be read back.
func (r *run) due(i int) bool { return slices.Contains(r.unread, i) }

// readBack looks at what the last steps wrote, a page at once, and finds out
// those that the target accepted and ignored.
func (r *run) readBack() {
	if len(r.unread) == 0 {
		return
	}
	waiting := r.unread
	r.unread = nil
	var refs []state.Ref
	for _, i := range waiting {
		refs = append(refs, written(&r.steps[i])...)
	}
	if r.stop != nil && hopeless(r.stop) {
		return // the target does not answer
	}
	r.tell(Event{What: "reading back"})
	live, err := r.Writer.Read(r.calls, targets.Scope{Refs: sorted(refs)})
	if err != nil {
		for _, i := range waiting {
			r.report.Steps[i].Hint = "it could not be read back: " + err.Error()
		}
		if r.stop == nil && hopeless(err) {
			r.stop = err
		}
		return
	}
	r.learn(live)
	for _, i := range waiting {
		r.confirm(i, live)
	}
}

// confirm compares a step's read-back fields. A later step may have written the
// same field: then the later one answers for it.
func (r *run) confirm(i int, live *state.Snapshot) {
	s, out := &r.steps[i], &r.report.Steps[i]
	for _, e := range s.Effects {
		o, ok := live.Find(e.Object)
		if e.Predicted || e.Op == state.OpDelete || !ok {
			continue
		}
		why := r.differs(e, o, state.ReadBack)
		if why == "" || r.overwritten(i, e) {
			continue
		}
		out.Outcome, out.Error = Ignored, "the target accepted it, and "+why
		out.Hint = "the account or the edition may not allow it; change it in the vendor's console"
		r.expected.found(live, []state.Ref{e.Object})
		r.landed = append(r.landed, asFound(e, o))
		r.note(i)
		return
	}
}

// asFound is what a write that was ignored left: the values that are there.
func asFound(e state.Effect, o *state.Object) state.Effect {
	out := state.Effect{Op: state.OpUpdate, Object: e.Object, Attrs: slices.Clone(e.Attrs), Predicted: true}
	for i, a := range out.Attrs {
		out.Attrs[i].Value = o.Get(a.Name)
	}
	return out
}

// overwritten reports whether a step after i, done too, writes the object again.
func (r *run) overwritten(i int, e state.Effect) bool {
	for j := i + 1; j < len(r.steps); j++ {
		if r.report.Steps[j].Outcome == NotRun {
			return false
		}
		if r.report.Steps[j].Outcome == Done && slices.ContainsFunc(r.steps[j].Effects, func(x state.Effect) bool { return x.Object == e.Object }) {
			return true
		}
	}
	return false
}
