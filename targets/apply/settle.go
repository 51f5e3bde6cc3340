package apply

import (
	"context"
	"fmt"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
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

// settle looks at what a step writes. The error is that of the look.
func (r *run) settle(ctx context.Context, s *plan.Step) (verdict, string, *state.Snapshot, error) {
	live, err := r.Writer.Read(ctx, targets.Scope{Refs: written(s)})
	if err != nil {
		return unclear, "", nil, err
	}
	v, why := r.judge(s, r.sight(live))
	return v, why, live, nil
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
	live, why := at.live, ""
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

// differs names the first attribute of an effect that an object does not hold.
// Only fields with all of the flags count; those that cannot be read back do not.
func (r *run) differs(e state.Effect, o *state.Object, flags state.Flag) string {
	k, ok := r.Schema.Kind(o.Kind)
	if !ok {
		return ""
	}
	for _, a := range e.Attrs {
		f, ok := k.Field(a.Name)
		if !ok || f.Has(state.Secret|state.Computed|state.Runtime|state.Manual|state.External) || flags != 0 && !f.Has(flags) {
			continue
		}
		if have := o.Get(a.Name); !f.Holds(a.Value, have) {
			return fmt.Sprintf("%s.%s is %s, not %s", e.Object, a.Name, have, a.Value)
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
