package apply

import (
	"fmt"
	"slices"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// verdict is what a look at the target says about a step whose outcome is
// unknown.
type verdict uint8

const (
	unclear verdict = iota // the look gave no certain answer
	wasDone                // everything that the step writes is there
	notDone                // nothing stands in the way of sending it again
	another                // something else is there
)

// settle looks at what a step writes, for as long as it may take to be seen. The
// error is that of the look.
func (r *run) settle(s *plan.Step, sent time.Time) (verdict, string, *state.Snapshot, error) {
	at, err := r.watch(written(s), sent, func(at *sight) bool { return r.decided(s, at) })
	if err != nil {
		return unclear, "", nil, err
	}
	v, why := r.judge(s, at)
	return v, why, at.live, nil
}

// decided reports whether waiting cannot change what a look says of a step.
func (r *run) decided(s *plan.Step, at *sight) bool {
	v, _ := r.judge(s, at)
	return v != notDone || !lags(s)
}

// written are the objects that a step writes, by the keys they have after it.
func written(s *plan.Step) []state.Ref {
	var out []state.Ref
	for _, e := range s.Effects {
		if !e.Predicted {
			out = append(out, e.Object)
		}
	}
	return out
}

// judge compares what is there with what the step leaves behind. A create may be
// sent again only when it is certain that its object is not there; an update or
// delete is the same however often it is sent.
func (r *run) judge(s *plan.Step, at *sight) (verdict, string) {
	v, why := r.compare(s, at)
	if v == notDone && at.early && lags(s) {
		return unclear, why + ", and it is too early to be sure"
	}
	return v, why
}

func (r *run) compare(s *plan.Step, at *sight) (verdict, string) {
	live, why := at.live, ""
	if s.Op == state.OpUpdate && !r.readable(s) {
		return notDone, "what it writes cannot be read back"
	}
	for _, e := range s.Effects {
		if e.Predicted {
			continue
		}
		o, there := live.Find(e.Object)
		if !there && !at.seen(e.Object) {
			return unclear, e.Object.String() + ": no certain answer"
		}
		switch {
		case e.Op == state.OpDelete && there:
			why = e.Object.String() + " is still there"
		case e.Op == state.OpDelete:
		case !there && e.Op == state.OpUpdate && e.LiveKey == "" && e.Object == s.Object:
			return another, e.Object.String() + " is gone"
		case !there:
			why = e.Object.String() + " is not there"
		default:
			if m := r.differs(e, o, 0); m != "" {
				why = m
			}
		}
	}
	if why == "" {
		return wasDone, ""
	}
	if s.Op == state.OpCreate {
		if _, there := live.Find(s.Object); there {
			return another, why
		}
	}
	return notDone, why
}

// readable reports whether anything that a step writes can be compared with what
// is there.
func (r *run) readable(s *plan.Step) bool {
	return slices.ContainsFunc(s.Effects, func(e state.Effect) bool {
		k, ok := r.Schema.Kind(e.Object.Kind)
		if !ok || e.Predicted {
			return false
		}
		return e.Op != state.OpUpdate || e.LiveKey != "" || slices.ContainsFunc(e.Attrs, func(a state.Attr) bool {
			f, ok := k.Field(a.Name)
			return ok && !f.Has(blind)
		})
	})
}

// blind are the flags of fields that a read does not answer for.
const blind = state.Secret | state.Computed | state.Runtime | state.Manual | state.External | state.Unread

// differs names the first attribute of an effect that an object does not hold.
// Only fields with all of the flags count; those that cannot be read back do not.
func (r *run) differs(e state.Effect, o *state.Object, flags state.Flag) string {
	k, ok := r.Schema.Kind(o.Kind)
	if !ok {
		return ""
	}
	for _, a := range e.Attrs {
		f, ok := k.Field(a.Name)
		if !ok || f.Has(blind) || flags != 0 && !f.Has(flags) {
			continue
		}
		have := o.Get(a.Name)
		if !f.Holds(r.expected.names.ofThen(f, a.Value), r.expected.read(o, a.Name)) {
			return fmt.Sprintf("%s.%s is %s, not %s", e.Object, a.Name, f.Said(have), f.Said(a.Value))
		}
	}
	return ""
}

// adopt takes over the ids of objects that a look found.
func (r *run) adopt(s *plan.Step, live *state.Snapshot) map[state.Ref]string {
	ids := map[state.Ref]string{}
	for _, ref := range written(s) {
		if o, ok := live.Find(ref); ok && o.ID != "" {
			ids[ref] = o.ID
		}
	}
	return ids
}

// reopen decides a step that the run before announced and never concluded: as a
// person says, else by what is there.
func (r *run) reopen(i int, at *sight) {
	s, out := &r.steps[i], &r.report.Steps[i]
	out.Settled = s.Settle
	v, why := r.judge(s, at)
	done, said := r.Said[s.ID]
	switch {
	case said && done:
		v = wasDone
	case said:
		v = notDone
	case s.Settle == plan.ByAsk:
		v, why = unclear, "sent by the run that was cut off; nobody knows whether it was done"
	case s.Settle == plan.ByRepeat && v == unclear:
		v = notDone
	}
	switch v {
	case wasDone:
		r.done(i, r.adopt(s, at.live))
	case another:
		out.Outcome, out.Error = Differs, why
	case unclear:
		out.Outcome, out.Error, out.Hint = Unknown, why, r.askHint(s)
	case notDone:
		out.Outcome = NotRun // to be sent again
		if s.Op != state.OpCreate {
			r.expected.found(at.live, written(s)) // it may have been carried out in part
		}
	}
	r.note(i)
}

// askHint is what a person can do about a step that only looking at the target
// decides.
func (r *run) askHint(s *plan.Step) string {
	return fmt.Sprintf("look at %s, then run apply with --settle %q, or with =not if it was not done", r.Section.Target, s.ID+"=done")
}
