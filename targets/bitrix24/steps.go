package bitrix24

import (
	"fmt"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// Steps turns changes into calls.
//
// Rules:
//   - One user is one call, whatever changes of it; fifty of them are one request.
//   - Nobody is deleted: who goes is dismissed, and who comes back is taken back. A
//     new user gets a message, and the step says so.
//   - A new member of a workgroup begins as a member; an owner is named before the
//     one before may go.
//   - To whom a role is bound is one call for each role, which adds and removes
//     single codes and never writes the whole table.
//   - What no API writes is a manual step: roles without the local module, portal
//     administrators, and a SIP device that is switched off.
//   - voximplant.user.deactivatePhone is never called: it switches on.
//   - Nothing is done to what has a name that another has too.
func Steps(in targets.StepInput) ([]plan.Step, diag.List) {
	s := &stepping{in: in, schema: Schema(in.Profile), hand: hand{in.Language}, along: map[string][]string{}}
	for i := range in.Changes.Changes {
		c := &in.Changes.Changes[i]
		if c.Acts() && !s.ambiguous(c) {
			s.change(c)
		}
	}
	s.together()
	s.comings()
	s.goings()
	s.narrowed()
	s.foreigners()
	return s.steps, append(s.ds, steps.Unread(in, s.schema, nil)...).Sorted()
}

// stepping is one run of Steps.
type stepping struct {
	in     targets.StepInput
	schema state.Schema
	hand   hand
	along  map[string][]string // step → the changes that it does beside its own
	steps  []plan.Step
	ds     diag.List
}

func (s *stepping) change(c *diff.Change) {
	switch c.Object.Kind {
	case Portal:
		s.portal(c)
	case Department:
		s.department(c)
	case User:
		s.user(c)
	case Workgroup:
		s.workgroup(c)
	case Member:
		s.member(c)
	case Role:
		s.role(c)
	}
}

func (s *stepping) add(x plan.Step) *plan.Step { return steps.Add(&s.steps, x) }

func (s *stepping) report(code diag.Code, severity diag.Severity, c *diff.Change, message, hint string) {
	s.ds.Add(steps.About(s.in, code, severity, c, message, hint))
}

// ambiguous refuses a change that touches, or names, what is there twice.
func (s *stepping) ambiguous(c *diff.Change) bool {
	x, twice := steps.Ambiguous(s.in, s.schema, c, "on the portal")
	if twice {
		s.ds.Add(x)
	}
	return twice
}

// portal is the default outgoing line.
func (s *stepping) portal(c *diff.Change) {
	f, ok := c.Field("LINE")
	if !ok || !f.Part.Acts() {
		return
	}
	known := false
	if o, ok := s.in.Live.Find(state.Ref{Kind: Portal, Key: Itself}); ok {
		if o.Get("LINES").Presence() == state.Absent {
			s.report(diag.NotWhollyRead, diag.Error, c, fmt.Sprintf("the lines of the portal cannot be read, and nobody knows whether there is a line %s", f.Desired),
				"give the webhook or application the scope telephony, and its account the right to manage numbers; or take LINE out of native")
			return
		}
		for _, line := range o.Get("LINES").Items() {
			id, _, _ := strings.Cut(line, ": ")
			known = known || id == f.Desired.Text()
		}
		if !known {
			s.report(diag.ValueUnfit, diag.Error, c, fmt.Sprintf("the portal has no line %s", f.Desired), "it has "+strings.Join(o.Get("LINES").Items(), ", "))
			return
		}
	}
	s.add(plan.Step{ID: "update " + c.Object.String(), Op: state.OpUpdate, Object: c.Object, Title: "default outgoing line: " + f.Desired.String(), Covers: []string{c.Name()},
		Call: "voximplant.line.outgoing.set", Args: plan.Args{"LINE_ID": f.Desired.Text()}, Settle: plan.ByRead, Effects: []state.Effect{steps.Effect(c)}})
}

// person is what people call a user: the name with the address.
func (s *stepping) person(email string) string {
	for _, side := range []*state.Snapshot{s.in.Desired, s.in.Live} {
		if side == nil {
			continue
		}
		if o, ok := side.Find(state.Ref{Kind: User, Key: email}); ok {
			if name := strings.TrimSpace(o.Get("NAME").Text() + " " + o.Get("LAST_NAME").Text()); name != "" {
				return name + " (" + email + ")"
			}
		}
	}
	return email
}
