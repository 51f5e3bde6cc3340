package main

import (
	"errors"
	"fmt"
	"sync"

	"github.com/spf13/cobra"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/targets/run"
)

const approvedHelp = `

--approved DIGEST runs a plan that people agreed to, however long ago and from
whatever commit it was made: the plan is made anew and runs without a question
if it says exactly the same, to the last step and right. Otherwise nothing is
written and the exit code is 4; with the approved plan's file as well, what
differs is listed. The digest stands at the end of what plan prints; twelve
digits of it are enough. --base, --only and consents are part of what was
approved: give them as they were.`

// approvedFlag adds --approved to apply.
func approvedFlag(cmd *cobra.Command, digest *string) {
	cmd.Flags().StringVar(digest, "approved", "", "run only a plan with this `digest`, made anew; asks nothing")
}

// approvedPlan makes the plan anew and returns it if it is the one that was
// approved, or the saved one when a run of that was cut off.
func (a *app) approvedPlan(cmd *cobra.Command, args []string, f *planFlags, x *run.Execution, digest string) (*run.Job, *plan.Plan, error) {
	approval, err := run.ParseApproval(digest)
	if err != nil {
		return nil, nil, err
	}
	var approved *plan.Plan
	if len(args) > 0 {
		job, saved, err := a.planToApply(cmd, args, f, x)
		if err != nil {
			return nil, nil, err
		}
		if err := approval.Allow(saved, nil); err != nil {
			return nil, nil, hinted{fmt.Errorf("%s: %w", args[0], err), "give the file of the plan that was approved, or leave it out"}
		}
		begun, err := job.Begun(saved)
		if err != nil || begun {
			return job, saved, err
		}
		approved = saved
		if len(a.targets) == 0 {
			a.targets = sectionsOf(saved)
		}
	}
	job, p, err := a.planToApply(cmd, nil, f, x)
	if err != nil {
		return nil, nil, err
	}
	if approved != nil && p.Empty() && len(x.Planned.Failures) == 0 {
		x.Planned = nil // it seems to be done already, which is for the run to prove
		return job, approved, nil
	}
	if refused := approval.Allow(p, approved); refused != nil {
		if p, err = a.approvedBefore(cmd, f, x, approval); err != nil || p == nil {
			return nil, nil, errors.Join(refused, err)
		}
	}
	a.say("The plan is the one that was approved: %s", approval)
	return job, p, nil
}

// approvedBefore is the plan that was approved, where all that differs is what
// people have done and attested since; nil when it is not.
func (a *app) approvedBefore(cmd *cobra.Command, f *planFlags, x *run.Execution, approval run.Approval) (*plan.Plan, error) {
	if f.rollback != "" {
		return nil, nil
	}
	planned, err := approval.Before(cmd.Context(), x.Planned.Job)
	if err != nil || planned == nil {
		return nil, err
	}
	x.Planned = planned
	return planned.Plan, nil
}

// sectionsOf are the targets that a plan is for and that the site may still have.
func sectionsOf(p *plan.Plan) []string {
	var out []string
	for i := range p.Body.Sections {
		out = append(out, p.Body.Sections[i].Target)
	}
	return out
}

// digestMeanwhile begins to work out a plan's digest, which takes about as long as to
// draw it, and returns what waits for it. A crash comes up there.
func digestMeanwhile(p *plan.Plan) func() (string, error) {
	digest := sync.OnceValues(p.Digest)
	go func() {
		defer func() { _ = recover() }()
		_, _ = digest()
	}()
	return digest
}
