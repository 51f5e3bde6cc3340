package apply

import (
	"context"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// A run sends nothing for a manual step. It counts as done when somebody vouches
// for it, by an attestation or by what the target shows; otherwise it is left to
// a person, and what needs it to a later run. Neither is a failure.

// vouch notes the manual steps that have been done, as far as live tells.
func (r *run) vouch(live *state.Snapshot) {
	if r.Vouched == nil {
		return
	}
	for i := range r.steps {
		if r.report.Steps[i].Outcome == ByHand && r.Vouched(&r.steps[i], live) {
			r.done(i, nil)
			r.report.Steps[i].Vouched, r.report.Steps[i].Manual = true, nil
		}
	}
}

// byHand are the objects of steps that wait for a person: a read of them tells
// whether they do still.
func (r *run) byHand() []state.Ref {
	var out []state.Ref
	for i := range r.steps {
		if r.report.Steps[i].Outcome == ByHand {
			out = append(out, touches(&r.steps[i])...)
			out = append(out, written(&r.steps[i])...)
		}
	}
	return out
}

// leave drops what is believed of the places that people change: whether they
// have done so already is no matter of the calls.
func (x *expected) leave(steps []plan.Step) {
	for i := range steps {
		if steps[i].Kind != plan.Manual {
			continue
		}
		for _, e := range steps[i].Effects {
			x.forget(e)
		}
	}
}

// checklist is all there is of a run that leaves everything to people. Its plan is
// kept, so that their work can be attested by the numbers in it; of one that was
// made before a look tells what they have done since.
func (r *run) checklist(ctx context.Context) error {
	if r.Live == nil && r.look != nil && r.Vouched != nil {
		if refs := sorted(r.byHand()); len(refs) > 0 {
			live, err := r.look(ctx, targets.Scope{Refs: refs})
			if err != nil {
				return err
			}
			r.vouch(live)
		}
	}
	if !slices.ContainsFunc(r.report.Steps, func(s StepReport) bool { return s.Outcome == ByHand }) {
		return nil
	}
	return r.keepPlan()
}
