package apply

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// insists reports whether a step writes fields that a vendor is known to accept
// and ignore: what rests on it waits until it was read back.
func (r *run) insists(s *plan.Step) bool {
	return slices.ContainsFunc(s.Effects, func(e state.Effect) bool {
		k, ok := r.Schema.Kind(e.Object.Kind)
		return ok && !e.Predicted && e.Op != state.OpDelete && slices.ContainsFunc(e.Attrs, func(a state.Attr) bool {
			f, ok := k.Field(a.Name)
			return ok && f.Has(state.ReadBack)
		})
	})
}

// due reports whether a step waits to be read back, and others wait for that.
func (r *run) due(i int) bool { return slices.Contains(r.unread, i) && r.insists(&r.steps[i]) }

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
	at, err := r.watch(sorted(refs), r.acted, func(at *sight) bool {
		return !slices.ContainsFunc(waiting, func(i int) bool { return !r.visible(i, at) })
	})
	if err != nil {
		for _, i := range waiting {
			r.report.Steps[i].Hint = "it could not be read back: " + err.Error()
		}
		if r.stop == nil && hopeless(err) {
			r.stop = err
		}
		return
	}
	r.learn(at.live)
	if at.early {
		return // it was accepted, and was not to be seen yet when the run was interrupted
	}
	for _, i := range waiting {
		r.confirm(i, at)
	}
}

// confirm compares what a step wrote with what is there. A later step may have
// written the same object: then the later one answers for it.
func (r *run) confirm(i int, at *sight) {
	s, out := &r.steps[i], &r.report.Steps[i]
	for _, e := range s.Effects {
		if e.Predicted || r.overwritten(i, e) {
			continue
		}
		o, there := at.live.Find(e.Object)
		why := r.undone(e, o, there, at)
		if why == "" {
			continue
		}
		out.Outcome, out.Error = Ignored, "the target accepted it, and "+why
		out.Hint = "plan again; if it happens again, the account or the edition may not allow it: change it in the vendor's console"
		r.expected.found(at.live, []state.Ref{e.Object})
		if there && e.Op != state.OpDelete {
			r.landed = append(r.landed, asFound(e, o))
		} else {
			r.unland(e)
		}
		r.note(i)
		return
	}
}

// undone says how a read shows that a write came to nothing, "" when it does
// not. What a vendor is known to ignore must be as it was written. Of another
// field only the value of before counts, since vendors keep some values in
// another form (a number in E.164).
func (r *run) undone(e state.Effect, o *state.Object, there bool, at *sight) string {
	switch {
	case there && e.Op == state.OpDelete:
		return e.Object.String() + " is still there"
	case there:
		if why := r.differs(e, o, state.ReadBack); why != "" {
			return why
		}
		return r.unchanged(e, o)
	case e.Op != state.OpDelete && at.seen(e.Object):
		return e.Object.String() + " is not there"
	}
	return ""
}

// unchanged names the first attribute of an effect that has the value of before.
func (r *run) unchanged(e state.Effect, o *state.Object) string {
	c, ok := r.changes[e.Object]
	if !ok || e.Op != state.OpUpdate || c.Op != state.OpUpdate || c.Replace {
		return ""
	}
	attrs := slices.DeleteFunc(slices.Clone(e.Attrs), func(a state.Attr) bool {
		f, ok := c.Field(a.Name)
		if !ok {
			return true
		}
		have := r.expected.read(o, a.Name)
		return !f.Live.Equal(have) || f.Live.Presence() != have.Presence()
	})
	return r.differs(state.Effect{Op: e.Op, Object: e.Object, Attrs: attrs}, o, 0)
}

// unland takes back that an effect came about.
func (r *run) unland(e state.Effect) {
	for i := len(r.landed) - 1; i >= 0; i-- {
		if r.landed[i].Object == e.Object && r.landed[i].Op == e.Op {
			r.landed = slices.Delete(r.landed, i, i+1)
			break
		}
	}
	if e.Op != state.OpDelete {
		delete(r.ids, e.Object)
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
		if r.report.Steps[j].Outcome == Done && slices.ContainsFunc(r.steps[j].Effects, func(x state.Effect) bool {
			return x.Object == e.Object || x.LiveKey == e.Object.Key && x.Object.Kind == e.Object.Kind
		}) {
			return true
		}
	}
	return false
}
