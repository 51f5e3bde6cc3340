package threecx

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// A PBX never is without an owner: it refuses to take the role from the last one
// (OTHER_USER_ROLE_DOWNGRADE, 3CX OpenAPI 20.0.10), also where the same request
// gives it to another. So owners are named before others cease to be, by user.

// ownerRole is the role that one person at least has.
const ownerRole = "system_owners"

// unseats reports whether somebody ceases to be an owner in a department.
func (s *stepping) unseats(c *diff.Change) bool {
	m, ok := s.in.Live.Find(c.Live())
	if !ok || c.Object.Kind != Membership || m.Get("RoleName").Text() != ownerRole {
		return false
	}
	return c.Op == state.OpDelete || steps.Acts(c, "RoleName")
}

// seats reports whether somebody becomes one.
func (s *stepping) seats(c *diff.Change) bool {
	f, ok := c.Field("RoleName")
	return ok && c.Object.Kind == Membership && f.Part.Acts() && f.Desired.Text() == ownerRole
}

// succession lets the steps that make owners go before those that unmake them.
// Who hands a phone over in the same request keeps the order that the phone asks.
func (s *stepping) succession() {
	var makers []*plan.Step
	for i := range s.steps {
		if x := &s.steps[i]; x.Op != state.OpDelete && s.about(x, s.seats) && !handset(x) {
			makers = append(makers, x)
		}
	}
	for i := range s.steps {
		x := &s.steps[i]
		if x.Op != state.OpUpdate || handset(x) || !s.about(x, s.unseats) {
			continue
		}
		for _, m := range makers {
			if m.ID != x.ID && !slices.Contains(m.Needs, x.ID) {
				x.Needs = draft.Unique(append(x.Needs, m.ID))
			}
		}
	}
}

// about reports whether a step covers a change of some sort.
func (s *stepping) about(x *plan.Step, is func(*diff.Change) bool) bool {
	for i := range s.in.Changes.Changes {
		if c := &s.in.Changes.Changes[i]; c.Object.Kind == Membership && c.Acts() && is(c) && slices.Contains(x.Covers, c.Name()) {
			return true
		}
	}
	return false
}

func handset(x *plan.Step) bool {
	return slices.ContainsFunc(x.Effects, func(e state.Effect) bool { return e.Object.Kind == Phone })
}
