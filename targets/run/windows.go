package run

import (
	"fmt"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/plan"
)

// schedule is when the disturbing steps of a plan may run, by the word of the
// revision whose guards hold; nil where they may always, or there are none.
func (j *Job) schedule(p *plan.Plan) *plan.Schedule {
	site := j.rules()
	if len(site.Policies.Windows) == 0 || p.Body.Disturbing() == 0 {
		return nil
	}
	out := &plan.Schedule{Outside: plan.Refuse}
	if site.Policies.OutsideWindow == plan.Defer {
		out.Outside = plan.Defer
	}
	for _, w := range site.Policies.Windows {
		out.Windows = append(out.Windows, plan.Window{Name: w.Name, Days: w.Days, From: w.From, To: w.To, Zone: zoneOf(site, w)})
	}
	return out
}

// zoneOf is where a window's clock hangs: its own place, the organization's, or
// at Greenwich, as vet warns.
func zoneOf(site *model.Site, w model.Window) string {
	switch {
	case w.Timezone != "":
		return w.Timezone
	case site.Organization.Timezone.Or("") != "":
		return site.Organization.Timezone.Or("")
	}
	return "UTC"
}

// InWindow refuses a plan whose disturbing steps may not run now, unless the site
// lets them wait.
func (j *Job) InWindow(p *plan.Plan) error {
	s := p.Body.Windows
	if s == nil {
		return nil
	}
	open, err := s.Open(j.Now())
	if err != nil {
		return advised{fmt.Errorf("%w: %w", ErrGuarded, err), "write the zone as Area/City, or put the time zone data of the system in order"}
	}
	if open != nil || s.Outside == plan.Defer {
		return nil
	}
	n := p.Body.Disturbing()
	what := "1 step disturbs people (a phone reboots, a call drops, a message goes out) and runs"
	if n != 1 {
		what = fmt.Sprintf("%d steps disturb people (phones reboot, calls drop, messages go out) and run", n)
	}
	return advised{fmt.Errorf("%w: %s only in a window; %s", ErrGuarded, what, j.until(s)), "apply it then; `outsideWindow: \"defer\"` in the site's policies lets such steps wait and does the rest"}
}

// until says when the next window opens, on its own clock and on ours.
func (j *Job) until(s *plan.Schedule) string {
	next, err := s.Next(j.Now())
	if err != nil || next == nil {
		return "none opens any more"
	}
	text := "the next is " + next.String()
	if here := next.From.In(j.Now().Location()); here.Format("Mon 15:04") != next.From.Format("Mon 15:04") {
		text += ", here " + here.Format("Mon 2 Jan 15:04")
	}
	return text
}

// wait says of a step why it may not be begun at this moment; "" when it may.
// It is asked before each step, since a window may shut while a plan is carried
// out.
func (j *Job) wait(s *plan.Schedule) func(*plan.Step) string {
	if s == nil {
		return nil
	}
	return func(step *plan.Step) string {
		if !step.Disturbs() {
			return ""
		}
		open, err := s.Open(j.Now())
		switch {
		case err != nil:
			return err.Error()
		case open != nil:
			return ""
		}
		return "no window is open; " + j.until(s)
	}
}
