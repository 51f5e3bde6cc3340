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
	seat, unseat := s.namesOf(s.seats), s.namesOf(s.unseats)
	var makers []*plan.Step
	for i := range s.steps {
		if x := &s.steps[i]; x.Op != state.OpDelete && covers(x, seat) && !handset(x) {
			makers = append(makers, x)
		}
	}
	for i := range s.steps {
		x := &s.steps[i]
		if x.Op != state.OpUpdate || handset(x) || !covers(x, unseat) {
			continue
		}
		for _, m := range makers {
			if m.ID != x.ID && !slices.Contains(m.Needs, x.ID) {
				x.Needs = draft.Unique(append(x.Needs, m.ID))
			}
		}
	}
}

// namesOf is the names of memberships' changes of some sort. They are gathered
// once: a look through all changes for each step is quadratic.
func (s *stepping) namesOf(is func(*diff.Change) bool) map[string]bool {
	out := map[string]bool{}
	for i := range s.in.Changes.Changes {
		if c := &s.in.Changes.Changes[i]; c.Object.Kind == Membership && c.Acts() && is(c) {
			out[c.Name()] = true
		}
	}
	return out
}

// covers reports whether a step covers one of the changes named.
func covers(x *plan.Step, changes map[string]bool) bool {
	return slices.ContainsFunc(x.Covers, func(name string) bool { return changes[name] })
}

func handset(x *plan.Step) bool {
	return slices.ContainsFunc(x.Effects, func(e state.Effect) bool { return e.Object.Kind == Phone })
}
