package run

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/schema"
	"github.com/patchbay-dev/patchbay/targets"
)

// Planned is a plan with what shows and applies it.
type Planned struct {
	Job      *Job
	Plan     *plan.Plan
	Found    diag.List // about the plan as a whole
	Failures []Failure // targets without a plan; each has a section that says so
	Schemas  map[string]state.Schema

	sides map[string]sides
}

// sides are what a section was made from, for the record of its apply.
type sides struct{ desired, live *state.Snapshot }

// Plan reads the chosen targets and works out what would bring them to what the
// site asks. With live, that snapshot stands in for the one target it is of.
func (j *Job) Plan(ctx context.Context, live *state.Snapshot) (*Planned, error) {
	stages, err := j.stages()
	if err != nil {
		return nil, err
	}
	type compared struct {
		input  plan.TargetInput
		schema state.Schema
		sides  sides
	}
	done, failures := each(ctx, stages, func(ctx context.Context, s *stage) (compared, error) {
		seen, err := s.seen(ctx, live)
		if err != nil {
			return compared{}, err
		}
		input, err := s.compare(seen)
		return compared{input, seen.Schema, sides{input.Desired, seen.Live}}, err
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	out := &Planned{Job: j, Failures: failures, Schemas: map[string]state.Schema{}, sides: map[string]sides{}}
	in := j.buildInput()
	for _, c := range done {
		in.Targets = append(in.Targets, c.input)
		out.Schemas[c.input.Target], out.sides[c.input.Target] = c.schema, c.sides
	}
	for _, f := range failures {
		t, _ := model.Find(j.Site.Site.Targets, f.Target)
		in.Targets = append(in.Targets, plan.TargetInput{Target: f.Target, Type: t.Type, URL: t.URL, Failed: shortReason(f.Err)})
	}
	out.Plan, out.Found = plan.Build(in)
	return out, nil
}

// seen is what the target holds, or what a snapshot of it says.
func (s *stage) seen(ctx context.Context, live *state.Snapshot) (*Seen, error) {
	if live != nil {
		return s.saved(live)
	}
	return s.look(ctx)
}

// compare takes one target from what it holds to the steps that change it.
func (s *stage) compare(seen *Seen) (plan.TargetInput, error) {
	s.progress("comparing", 0, 0)
	c := s.compile(s.Site, seen.Profile)
	if err := c.Losses.Err(); err != nil {
		return plan.TargetInput{}, err
	}
	in := diff.Input{Target: seen.Target, Schema: seen.Schema, Desired: c.Desired, Live: seen.Live, Record: seen.Record,
		Previously: former(s.Site), Released: releases(s.target)}
	if s.Base != nil {
		in.Base = s.compile(s.Base, seen.Profile).Desired
	}
	changes, found := diff.Compare(in)
	if err := found.Err(); err != nil {
		return plan.TargetInput{}, err
	}
	steps, more := s.driver.Steps(targets.StepInput{Profile: seen.Profile, Desired: c.Desired, Live: seen.Live, Changes: changes})
	if err := more.Err(); err != nil {
		return plan.TargetInput{}, err
	}
	return plan.TargetInput{Target: seen.Target, Type: seen.Type, URL: seen.URL, Profile: seen.Profile,
		Vendor:  plan.Vendor{Schema: seen.Schema, Rights: s.driver.Rights},
		Desired: c.Desired, Live: seen.Live, Changes: changes, Steps: steps,
		Losses: slices.Concat(c.Losses, found, more), Names: namesOf(s.Site.Site, seen.Schema, seen.Live, in.Base, c.Desired)}, nil
}

// buildInput is what a plan rests on beside its targets.
func (j *Job) buildInput() plan.BuildInput {
	now := j.Now().UTC()
	in := plan.BuildInput{
		Site: j.Site.Site.Package, Only: j.Only, Consent: j.Consent,
		Bindings: plan.Bindings{Inputs: j.Site.Digest, Tool: j.Tool, Schema: schema.Version},
		Envelope: plan.Envelope{Created: now, Commit: j.Commit},
		Budgets:  budgets(j.rules().Policies),
		Causes: func(path string) []plan.Cause {
			var out []plan.Cause
			for _, c := range j.Site.Causes.Cause(path) {
				out = append(out, plan.Cause{Path: path, Pos: c.Pos, Role: string(c.Role)})
			}
			return out
		},
	}
	if text, ok := j.Site.Site.Policies.PlanExpiry.Get(); ok {
		if d, err := age(text); err == nil {
			in.Envelope.Expires = now.Add(d)
		}
	}
	return in
}

// rules is the revision whose guards hold: the base's where there is one, so
// that a change cannot lift the limits that it is held to.
func (j *Job) rules() *model.Site {
	if j.Base != nil {
		return j.Base.Site
	}
	return j.Site.Site
}

// budgets are the site's limits; what it does not write has none.
func budgets(p model.Policies) []plan.Budget {
	var out []plan.Budget
	for _, b := range p.Budgets {
		out = append(out, plan.Budget{Kind: b.Kind, Delete: int(b.Delete.Or(-1)), DeletePercent: int(b.DeletePercent.Or(-1)),
			Modify: int(b.Modify.Or(-1)), ModifyPercent: int(b.ModifyPercent.Or(-1))})
	}
	return out
}

// age reads a Go duration, or a number of days: "36h", "90d".
func age(text string) (time.Duration, error) {
	var days int
	if n, err := fmt.Sscanf(text, "%dd", &days); err == nil && n == 1 && text == fmt.Sprintf("%dd", days) {
		return time.Duration(days) * 24 * time.Hour, nil
	}
	return time.ParseDuration(text)
}

// releases is the site's word on what is no longer declared.
func releases(t *model.Target) map[string]diff.Release {
	out := map[string]diff.Release{}
	for _, kind := range slices.Sorted(maps.Keys(t.Released)) {
		out[kind] = diff.Release(t.Released[kind])
	}
	return out
}

// shortReason is why a target has no plan, in a line.
func shortReason(err error) string {
	var list diag.List
	if errors.As(err, &list) {
		if n := list.Count(diag.Error); n != 1 {
			return fmt.Sprintf("%d errors in what the site asks of it", n)
		}
		for _, d := range list {
			if d.Severity == diag.Error {
				return d.Message
			}
		}
	}
	var one diag.Diagnostic
	if errors.As(err, &one) {
		return one.Message
	}
	return err.Error()
}
