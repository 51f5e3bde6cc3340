package run

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/source"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/schema"
	"github.com/patchbay-dev/patchbay/schema/permission"
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
	return j.planned(ctx, stages, j.buildInput(), func(ctx context.Context, s *stage) (compared, error) {
		seen, err := s.seen(ctx, live)
		if err != nil {
			return compared{}, err
		}
		return s.compare(seen)
	})
}

// planned compares every stage and builds a plan of what comes of it.
func (j *Job) planned(ctx context.Context, stages []*stage, in plan.BuildInput, compare func(context.Context, *stage) (compared, error)) (*Planned, error) {
	done, failures := each(ctx, stages, compare)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	out := &Planned{Job: j, Failures: failures, Schemas: map[string]state.Schema{}, sides: map[string]sides{}}
	for _, c := range done {
		in.Targets = append(in.Targets, c.TargetInput)
		out.Schemas[c.Target] = c.Vendor.Schema
		if in.Undoes == "" {
			out.sides[c.Target] = sides{c.Desired, c.Live}
		}
	}
	for _, f := range failures {
		t, _ := model.Find(j.Site.Site.Targets, f.Target)
		in.Targets = append(in.Targets, plan.TargetInput{Target: f.Target, Type: t.Type, URL: address(t.URL), Failed: j.clean(shortReason(f.Err))})
	}
	out.Plan, out.Found = plan.Build(in)
	for _, c := range done {
		out.Found = append(out.Found, c.refuse(out.Plan)...)
		out.Plan.Words = append(out.Plan.Words, c.noted...)
	}
	out.Plan.Words = out.Plan.Words.Sorted()
	out.Plan.Body.Windows = j.schedule(out.Plan)
	j.judge(out)
	return out, nil
}

// compared is one target on its way to a section, with what the site has to say
// a word about before the section may be applied.
type compared struct {
	plan.TargetInput
	refused diag.List
	noted   diag.List // about attestations: no part of the plan, which they do not make stale
}

// refuse notes in the target's section what waits for a word from the site, and
// returns it. A partial plan waits only for what it holds.
func (c *compared) refuse(p *plan.Plan) diag.List {
	section, ok := p.Section(c.Target)
	if !ok {
		return nil
	}
	var held map[string]bool
	if p.Body.Partial {
		held = map[string]bool{}
		for _, ch := range section.Changes {
			held[ch.Canonical] = true
		}
	}
	var out diag.List
	for _, d := range c.refused {
		if held == nil || held[ownerOf(d.Path)] {
			section.Refusals = append(section.Refusals, plan.Refusal{Guard: "released", Message: d.Message + "; " + d.Hint})
			out = append(out, d)
		}
	}
	return out
}

// ownerOf is the object that a canonical path leads into.
func ownerOf(path string) string {
	parts := model.SplitPath(path)
	return resolve.Path(parts[:min(2, len(parts))]...)
}

// waits tells what is refused until the site says a word about it from what
// cannot be compared at all.
func waits(found diag.List) (refused, rest diag.List) {
	for _, d := range found {
		if d.Severity == diag.Error && slices.Contains(guards, d.Code) {
			refused = append(refused, d)
			continue
		}
		rest = append(rest, d)
	}
	return refused, rest
}

// seen is what the target holds, or what a snapshot of it says.
func (s *stage) seen(ctx context.Context, live *state.Snapshot) (*Seen, error) {
	if live != nil {
		return s.saved(live)
	}
	return s.lookWhile(ctx, s.compileAhead)
}

// compare takes one target from what it holds to the steps that change it.
func (s *stage) compare(seen *Seen) (compared, error) {
	s.progress("comparing", 0, 0)
	c := s.compiled(seen.Profile)
	if err := c.Losses.Err(); err != nil {
		return compared{}, err
	}
	in := diff.Input{Target: seen.Target, Schema: seen.Schema, Desired: c.Desired, Live: seen.Live, Record: seen.Record,
		Said: seen.Said, Previously: former(s.Site), Released: releases(s.target)}
	if s.Base != nil {
		in.Base = s.compile(s.Base, seen.Profile).Desired
	}
	changes, all := diff.Compare(in)
	refused, found := waits(placed(s.Site, all))
	if err := found.Err(); err != nil {
		return compared{}, err
	}
	steps, more := s.steps(targets.StepInput{Profile: seen.Profile, Desired: c.Desired, Live: seen.Live, Changes: changes})
	if more = placed(s.Site, more); more.HasErrors() {
		return compared{}, more.Err()
	}
	out := s.targetInput(seen, c.Desired, changes, steps)
	out.Losses = slices.Concat(c.Losses, found, more, s.powerless(seen, out.BreakGlass, c.Desired), s.narrowed(seen, c.Desired, changes))
	formers, named := namesOfFormers(seen.Schema, seen.Live, changes.Changes), naming{s.Site.Site, seen.Schema, []*state.Snapshot{seen.Live, in.Base, c.Desired}}
	out.Names = func(ref string) string { return cmp.Or(formers[ref], named.of(ref)) }
	return compared{out, refused, slices.Concat(seen.Found, s.unlisted(seen, c.Desired))}, nil
}

// targetInput is what a section is built from, whatever it is for.
func (s *stage) targetInput(seen *Seen, desired *state.Snapshot, changes diff.ChangeSet, steps []plan.Step) plan.TargetInput {
	held := s.driver.Rights
	if len(seen.Said.Objects) > 0 { // rights may rest on somebody's word
		held = func(at *state.Snapshot) rights.Table { return s.driver.Rights(at).Grounded(at) }
	}
	return plan.TargetInput{Target: seen.Target, Type: seen.Type, URL: seen.URL, Profile: seen.Profile,
		Vendor:  plan.Vendor{Schema: seen.Schema, Rights: held, Free: s.driver.Free, AtMost: permission.AtMost},
		Desired: desired, Live: seen.Live, Changes: changes, Steps: steps, BreakGlass: s.breakGlass(seen, desired), Called: s.called(seen)}
}

// buildInput is what a plan rests on beside its targets.
func (j *Job) buildInput() plan.BuildInput {
	now := j.Now().UTC()
	in := plan.BuildInput{
		Site: j.Site.Site.Package, Only: j.Only, Consent: j.Consent,
		Bindings: plan.Bindings{Inputs: j.Site.Digest, Files: j.Site.Sums, Tool: j.Tool, Schema: schema.Version},
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

// rules is the site of the revision whose guards hold: the base's where there is
// one, else that of the last apply, so that a change cannot lift the limits that
// it is held to.
func (j *Job) rules() *model.Site { return j.revision().Site }

// LastCommit is what the site was made from when it was last applied from this
// folder to any of the chosen targets; "" is not known.
func (j *Job) LastCommit() string {
	var last *state.Record
	for i := range j.Site.Site.Targets {
		id := j.Site.Site.Targets[i].ID
		if len(j.Targets) > 0 && !slices.Contains(j.Targets, id) {
			continue
		}
		r, err := j.ledger().Record(id)
		if err == nil && r != nil && (last == nil || r.At.After(last.At)) {
			last = r
		}
	}
	if last == nil {
		return ""
	}
	return strings.TrimSuffix(last.Commit, source.Dirty)
}

// NeverApplied are the chosen targets without a record in this folder.
func (j *Job) NeverApplied() []string {
	var out []string
	for i := range j.Site.Site.Targets {
		id := j.Site.Site.Targets[i].ID
		if len(j.Targets) > 0 && !slices.Contains(j.Targets, id) {
			continue
		}
		if r, err := j.ledger().Record(id); err != nil || r == nil {
			out = append(out, id)
		}
	}
	return out
}

// budgets are the site's limits; what it does not write has none.
func budgets(p model.Policies) []plan.Budget {
	var out []plan.Budget
	for _, b := range p.Budgets {
		out = append(out, plan.Budget{Kind: b.Kind, Delete: int(b.Delete.Or(-1)), DeletePercent: int(b.DeletePercent.Or(-1)),
			Modify: int(b.Modify.Or(-1)), ModifyPercent: int(b.ModifyPercent.Or(-1)), Disable: int(b.Disable.Or(-1)), DisablePercent: int(b.DisablePercent.Or(-1))})
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
	return strings.ReplaceAll(err.Error(), "\n", "; ")
}
