package run

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// Health is how one finding bears on a run.
type Health string

const (
	Healthy Health = "ok"
	Doubt   Health = "warning"
	Sick    Health = "error"
)

// Finding is one thing that doctor looked at.
type Finding struct {
	What   string
	Result string
	State  Health
	Hint   string
}

// Checkup is what doctor found on one target. Code is how the look ended.
type Checkup struct {
	Target   string
	Type     string
	Findings []Finding
	Code     Code
}

func (c *Checkup) add(what, result string, state Health, hint string) {
	c.Findings = append(c.Findings, Finding{what, result, state, hint})
}

// fail notes why the look cannot go on.
func (c *Checkup) fail(what string, err error) {
	c.add(what, shortReason(err), Sick, Hint(err))
	c.Code = CodeOf(err)
}

// Doctor looks at every chosen target: reachable, what it is, who we are, what
// can be read, and what a plan made now would do.
func (j *Job) Doctor(ctx context.Context) ([]Checkup, error) {
	stages, err := j.stages()
	if err != nil {
		return nil, err
	}
	out, failures := each(ctx, stages, func(ctx context.Context, s *stage) (Checkup, error) {
		c := Checkup{Target: s.target.ID, Type: s.driver.Type}
		s.examine(ctx, &c)
		return c, nil
	})
	for _, f := range failures {
		c := Checkup{Target: f.Target}
		c.fail("driver", f.Err)
		out = append(out, c)
	}
	for _, c := range out {
		for i := range c.Findings {
			if f := &c.Findings[i]; f.State == Sick { // errors may quote what was sent
				f.Result = j.clean(f.Result)
			}
		}
	}
	slices.SortFunc(out, func(a, b Checkup) int { return strings.Compare(a.Target, b.Target) })
	return out, ctx.Err()
}

func (s *stage) examine(ctx context.Context, c *Checkup) {
	reader, closeReader, err := s.reader(ctx)
	if err != nil {
		c.fail("connection", err)
		return
	}
	defer closeReader()
	profile, err := reader.Probe(ctx)
	if err != nil {
		c.fail(troubleOf(err), err)
		return
	}
	c.add("reachable", address(s.target.URL), Healthy, "")
	c.describe(profile)
	for _, d := range resolve.Confirm(s.target, profile) {
		c.add("profile", d.Message, Sick, d.Hint)
		c.Code = max(c.Code, Failed)
	}
	live, err := reader.Read(ctx, targets.Scope{})
	if err != nil {
		c.fail("reading", err)
		return
	}
	live.Target, live.Type, live.Profile = s.target.ID, s.driver.Type, profile
	seen, err := s.saved(live)
	if err != nil {
		c.fail("record", err)
		return
	}
	c.reach(seen.Live, seen.Schema)
	s.examineWords(c, seen)
	if c.Code == OK {
		s.examinePlan(ctx, c, seen)
	}
}

// troubleOf names what kept a target from saying what it is.
func troubleOf(err error) string {
	switch {
	case errors.Is(err, targets.ErrUnauthorized):
		return "credentials"
	case errors.Is(err, targets.ErrForbidden):
		return "account"
	case errors.Is(err, targets.ErrUnsupported):
		return "version"
	}
	return "reachable"
}

func (c *Checkup) describe(p state.Profile) {
	c.add("version", orNotSaid(p.Version), Healthy, "")
	c.add("edition", orNotSaid(p.Edition), Healthy, "")
	account := p.Account.Name
	if len(p.Account.Roles) > 0 {
		account += " (" + strings.Join(p.Account.Roles, ", ") + ")"
	}
	c.add("account", orNotSaid(account), Healthy, "")
	for _, name := range slices.Sorted(maps.Keys(p.Limits)) {
		c.add("limit", fmt.Sprintf("%s: %d", name, p.Limits[name]), Healthy, "")
	}
}

func orNotSaid(s string) string {
	if s == "" {
		return "not said"
	}
	return s
}

// reach says what was read, and what the account could not see. Kinds that a site has
// one word for are told apart by their titles.
func (c *Checkup) reach(live *state.Snapshot, schema state.Schema) {
	sharing := map[string]int{}
	for _, k := range schema.Kinds {
		sharing[k.Plural]++
	}
	var parts []string
	for _, k := range schema.Kinds {
		n := len(live.OfKind(k.Name))
		switch {
		case n == 0:
		case sharing[k.Plural] > 1:
			parts = append(parts, fmt.Sprintf("%d × %s", n, k.Title))
		default:
			parts = append(parts, fmt.Sprintf("%d %s", n, k.Plural))
		}
	}
	c.add("read", orNotSaid(strings.Join(parts, ", ")), Healthy, "")
	for _, cov := range together(live.Coverage) {
		hint, health := "nothing of the kind will be created or deleted; give the account the right to see it all", Doubt
		switch cov.Reach {
		case state.Unreadable:
			hint = "no API shows it: attest what you see in the console with `patchbay attest --observed`"
		case state.Witnessed:
			hint, health = "", Healthy
		}
		c.add("not read", cov.kinds+": "+cov.Reach.String()+reasonOf(cov.Coverage), health, hint)
		if cov.Reach == state.Denied {
			c.Code = Unreachable
		}
	}
}

// unseen is why some kinds were not read in full.
type unseen struct {
	state.Coverage
	kinds string
}

func reasonOf(cov state.Coverage) string {
	if cov.Reason == "" {
		return ""
	}
	return ", " + cov.Reason
}

// together puts kinds that were not read in full for one reason on one line.
func together(all []state.Coverage) []unseen {
	var out []unseen
	for _, cov := range all {
		if cov.Reach == state.Complete {
			continue
		}
		same := func(u unseen) bool { return u.Reach == cov.Reach && u.Reason == cov.Reason }
		if i := slices.IndexFunc(out, same); i >= 0 {
			out[i].kinds += ", " + cov.Kind
			continue
		}
		out = append(out, unseen{cov, cov.Kind})
	}
	return out
}

// soon is how long before its end a word is told of.
const soon = 14 * 24 * time.Hour

// examineWords tells of attestations that do not count, or will not for long.
func (s *stage) examineWords(c *Checkup, seen *Seen) {
	for _, d := range seen.Found {
		c.add("attestation", d.Message, Doubt, d.Hint)
	}
	most, err := s.limits()
	if err != nil {
		c.fail("attestation", err)
		return
	}
	for _, w := range inOrder(attested(seen.Live)) {
		k, _ := seen.Schema.Kind(w.kind)
		d, limited := most.of(k)
		if ends := w.at.Add(d); limited && ends.Sub(s.Now()) <= soon {
			c.add("attestation", fmt.Sprintf("what %s attested of %s on %s counts until %s", w.by, k.Plural, w.at.UTC().Format(time.DateOnly), ends.UTC().Format(time.DateOnly)), Doubt,
				"look again, and attest what you see")
		}
	}
}

// examinePlan says what the plan at hand would need of this account.
func (s *stage) examinePlan(_ context.Context, c *Checkup, seen *Seen) {
	in, err := s.compare(seen)
	if err != nil {
		c.fail("plan", err)
		return
	}
	build := s.buildInput()
	build.Targets = []plan.TargetInput{in.TargetInput}
	p, found := plan.Build(build)
	in.refuse(p)
	if found.HasErrors() {
		c.add("plan", fmt.Sprintf("%d errors", found.Count(diag.Error)), Sick, "see `patchbay plan`")
		c.Code = Failed
		return
	}
	calls, privileged := map[string]int{}, 0
	for _, step := range p.Body.Sections[0].Steps {
		calls[step.Call]++
		if step.Flags.Privileged {
			privileged++
		}
	}
	delete(calls, "")
	if n := len(p.Checklist()); n > 0 {
		c.add("plan needs", fmt.Sprintf("%d × a person, see the checklist of `patchbay plan`", n), Healthy, "")
	}
	if len(calls) == 0 && p.Empty() {
		c.add("plan", "nothing to change", Healthy, "")
		return
	}
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(calls)) {
		parts = append(parts, fmt.Sprintf("%d × %s", calls[name], name))
	}
	if len(parts) > 0 {
		c.add("plan needs", strings.Join(parts, ", "), Healthy, "")
	}
	if privileged > 0 {
		c.add("plan needs", fmt.Sprintf("the right to change others' rights, for %d steps", privileged), Healthy, "")
	}
	for _, r := range p.Refused() {
		c.add("plan", r.Message, Doubt, r.Flag)
	}
}
