package run

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/ledger"
)

// Approval is the digest of a plan's body that people agreed to, whole or the
// beginning of it. It says nothing of what the plan was made from: a plan that is
// made anew and says the same is the one that was approved.
type Approval struct{ digits string }

// shortest is how many hexadecimal digits tell a plan from all others.
const shortest = 12

// ErrApproval is what is no digest of a plan.
var ErrApproval = errors.New("no digest of a plan")

const digestKind = "sha256:"

// ParseApproval reads a digest as `patchbay plan` prints it: sha256: and 64
// hexadecimal digits, of which the first twelve are enough, with or without the
// word in front.
func ParseApproval(s string) (Approval, error) {
	digits := strings.TrimPrefix(strings.ToLower(strings.TrimSpace(s)), digestKind)
	if len(digits) < shortest || len(digits) > 64 || strings.Trim(digits, "0123456789abcdef") != "" {
		return Approval{}, advised{fmt.Errorf("%q is %w", s, ErrApproval), fmt.Sprintf("it is the line Digest of the plan: at least %d hexadecimal digits, such as sha256:0123456789ab", shortest)}
	}
	return Approval{digits}, nil
}

// String is the digest as it was given.
func (a Approval) String() string { return digestKind + a.digits }

// Holds reports whether a digest is the one that was approved.
func (a Approval) Holds(digest string) bool {
	return strings.HasPrefix(strings.TrimPrefix(digest, digestKind), a.digits)
}

// Allow refuses a plan whose body is not the one that was approved. approved is
// that one, to say what differs; nil is not at hand.
func (a Approval) Allow(p, approved *plan.Plan) error {
	digest, err := p.Digest()
	if err != nil || a.Holds(digest) {
		return err
	}
	lines := []string{"the plan is not the one that was approved"}
	if approved != nil {
		lines = append(lines, differences(approved, p)...)
	}
	lines = append(lines, "approved "+a.String(), "now      "+digest)
	hint := "look at the plan as it is now and approve that; with the approved plan as a file, apply says what differs"
	if approved != nil {
		hint = "look at the plan as it is now and approve that; --base, --only and consents have to be as they were"
	}
	return advised{fmt.Errorf("%w: %s", ErrStale, strings.Join(lines, "\n")), hint}
}

// mostBefore is how many attestations back an approved plan is looked for.
const mostBefore = 20

// Before plans again without the newest attestations, one after the other, until
// a plan is the one that was approved: a step that a person has done since is no
// reason to approve it anew. nil: none is. The plan is applied with every word
// counting, so that such a step counts as done.
func (a Approval) Before(ctx context.Context, j *Job) (*Planned, error) {
	times, err := j.wordTimes()
	if err != nil {
		return nil, err
	}
	defer func() { j.Until = time.Time{} }()
	for _, at := range times[:min(mostBefore, len(times))] {
		j.Until = at
		planned, err := j.Plan(ctx, nil)
		if err != nil {
			return nil, err
		}
		digest, err := planned.Plan.Digest()
		if err != nil || a.Holds(digest) && !planned.Found.HasErrors() {
			return planned, err
		}
	}
	return nil, nil
}

// wordTimes are when people attested something of the chosen targets, newest
// first.
func (j *Job) wordTimes() ([]time.Time, error) {
	stages, err := j.stages()
	if err != nil {
		return nil, err
	}
	var out []time.Time
	for _, s := range stages {
		words, _, err := ledger.Heard(s.Dir, s.target.ID)
		if err != nil {
			return nil, err
		}
		for i := range words {
			out = append(out, words[i].At)
		}
	}
	slices.SortFunc(out, func(a, b time.Time) int { return b.Compare(a) })
	return slices.CompactFunc(out, time.Time.Equal), nil
}

// Begun reports whether a run of exactly this plan was cut off on a target of
// the site: then it is gone on with, since the plan that would be made now is
// only of what is left.
func (j *Job) Begun(p *plan.Plan) (bool, error) {
	digest, err := p.Digest()
	if err != nil {
		return false, err
	}
	book := ledger.Open(j.Dir)
	for i := range p.Body.Sections {
		all, err := book.Unfinished(p.Body.Sections[i].Target)
		if err != nil {
			return false, err
		}
		begun := slices.ContainsFunc(all, func(j *ledger.Journal) bool { return j.Plan == digest })
		for _, j := range all {
			err = errors.Join(err, j.Close())
		}
		if begun || err != nil {
			return begun, err
		}
	}
	return false, nil
}

// shownDifferences is how many lines tell two plans apart.
const shownDifferences = 8

// differences say in a few lines what of a plan is another by now.
func differences(was, now *plan.Plan) []string {
	var out []string
	switch {
	case was.Body.Site != now.Body.Site:
		out = append(out, fmt.Sprintf("it was of the site %s, and this is %s", was.Body.Site, now.Body.Site))
	case was.Body.Partial != now.Body.Partial || !slices.Equal(was.Body.Only, now.Body.Only):
		out = append(out, "another part of the site was planned")
	}
	for i := range was.Body.Sections {
		before := &was.Body.Sections[i]
		after, ok := now.Section(before.Target)
		if !ok {
			out = append(out, before.Target+": no longer in the plan")
			continue
		}
		out = append(out, sectionDifferences(before, after)...)
	}
	for i := range now.Body.Sections {
		if s := &now.Body.Sections[i]; !has(was, s.Target) {
			out = append(out, fmt.Sprintf("%s: new in the plan, with %d steps", s.Target, len(s.Steps)))
		}
	}
	if len(out) == 0 && !same(body(was), body(now)) {
		out = append(out, "what is said about the whole plan differs")
	}
	if n := len(out); n > shownDifferences {
		out = append(out[:shownDifferences], fmt.Sprintf("and %d more differences", n-shownDifferences))
	}
	return out
}

func has(p *plan.Plan, target string) bool {
	_, ok := p.Section(target)
	return ok
}

// body is a plan's body without its sections.
func body(p *plan.Plan) plan.Body {
	b := p.Body
	b.Sections = nil
	return b
}

func sectionDifferences(was, now *plan.Section) []string {
	var out []string
	say := func(format string, args ...any) {
		out = append(out, was.Target+": "+fmt.Sprintf(format, args...))
	}
	if now.Failed != was.Failed {
		if now.Failed != "" {
			return []string{was.Target + ": there is no plan for it now: " + now.Failed}
		}
		return []string{was.Target + ": there was no plan for it: " + was.Failed}
	}
	for i := range was.Steps {
		s := &was.Steps[i]
		after, ok := now.Step(s.ID)
		switch {
		case !ok:
			say("no longer a step: %s", titled(s))
		case !same(s, after):
			say("another step by now: %s", titled(after))
		}
	}
	for i := range now.Steps {
		if _, ok := was.Step(now.Steps[i].ID); !ok {
			say("a new step: %s", titled(&now.Steps[i]))
		}
	}
	if len(out) == 0 {
		for _, words := range changeDifferences(was, now) {
			say("%s", words)
		}
	}
	if len(out) > 0 {
		return out
	}
	for _, part := range []struct {
		words    string
		was, now any
	}{
		{"the order of the steps differs", ids(was), ids(now)},
		{"who gains or loses a right differs", was.Rights, now.Rights},
		{"what guards refuse differs", was.Refusals, now.Refusals},
		{"what the target cannot hold differs", was.Losses, now.Losses},
		{"what is said about the steps differs", was, now},
	} {
		if !same(part.was, part.now) {
			say("%s", part.words)
			break
		}
	}
	return out
}

// changeDifferences name what was compared to other ends, where the steps are
// the same all the same.
func changeDifferences(was, now *plan.Section) []string {
	var out []string
	for i := range was.Changes {
		c := &was.Changes[i]
		after, ok := now.Change(c.Name())
		if !ok {
			out = append(out, "differed before and no longer does: "+c.Object.String())
			continue
		}
		for _, f := range c.Fields {
			g, ok := after.Field(f.Name)
			if !ok || !same(f, *g) {
				out = append(out, fmt.Sprintf("%s.%s is not what it was", c.Live(), f.Name))
			}
		}
	}
	for i := range now.Changes {
		if c := &now.Changes[i]; !slices.ContainsFunc(was.Changes, func(b diff.Change) bool { return b.Name() == c.Name() }) {
			out = append(out, "differs by now: "+c.Object.String())
		}
	}
	return out
}

func titled(s *plan.Step) string {
	if s.Title == "" {
		return s.ID
	}
	return s.Title
}

func ids(s *plan.Section) []string {
	var out []string
	for i := range s.Steps {
		out = append(out, s.Steps[i].ID)
	}
	return out
}

// same compares as files do.
func same(a, b any) bool {
	x, err := state.Canonical(a)
	if err != nil {
		return false
	}
	y, err := state.Canonical(b)
	return err == nil && string(x) == string(y)
}
