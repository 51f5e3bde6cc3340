package check

import (
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
)

// groups wants members to carry what their group's kind knows, and parkings to
// serve groups of people.
func groups(r *run) {
	primary := map[string]*model.Member{}
	home := map[string]*model.Group{}
	for i := range r.site.Groups {
		g := &r.site.Groups[i]
		for j := range g.Members {
			m := &g.Members[j]
			r.memberFields(g, m)
			if !m.Primary.Or(false) || !counts(g.Kind) {
				continue
			}
			if other := primary[m.User]; other != nil {
				r.twoPrimaries(m, g, other, home[m.User])
				continue
			}
			primary[m.User], home[m.User] = m, g
		}
		r.parkingGroups(g)
	}
}

func (r *run) twoPrimaries(m *model.Member, g *model.Group, other *model.Member, home *model.Group) {
	r.fail(problem{
		code: diag.TwoPrimaryGroups, path: path("groups", g.ID, "members", m.User, "primary"), at: m.Pos, also: []diag.Pos{other.Pos},
		message: fmt.Sprintf("user %q has two primary groups, %q and %q", m.User, home.ID, g.ID),
		hint:    "calls are counted to one group only: keep primary in one of them",
	})
}

// memberFields reports fields of a member that its group has no place for.
func (r *run) memberFields(g *model.Group, m *model.Member) {
	misplaced := func(field, belongs string) {
		r.fail(problem{
			code: diag.MemberField, path: path("groups", g.ID, "members", m.User, field), at: m.Pos,
			message: fmt.Sprintf("members of a group of kind %s have no %s", g.Kind, field),
			hint:    field + " belongs to members of groups of kind " + belongs,
		})
	}
	if m.Role.Managed() && !team(g.Kind) {
		misplaced("role", "team or department")
	}
	if m.Overrides != nil && !team(g.Kind) {
		misplaced("overrides", "team or department")
	}
	if m.As.Managed() && g.Kind != model.Workgroup {
		misplaced("as", "workgroup")
	}
	if m.Primary.Managed() && !counts(g.Kind) {
		misplaced("primary", "team, department or reporting")
	}
}

func (r *run) parkingGroups(g *model.Group) {
	for _, id := range ids(g.Groups) {
		other := r.groups[id]
		if other == nil || team(other.Kind) {
			continue
		}
		r.fail(problem{
			code: diag.WrongKind, path: path("groups", g.ID, "groups", id), at: g.Pos, also: []diag.Pos{other.Pos},
			message: fmt.Sprintf("parking %q is for group %q, which is of kind %s", g.ID, id, other.Kind),
			hint:    "a parking is shared by teams and departments; name the team of those people",
		})
	}
}

// memberOf lists who is in a group, in whatever way its kind has members.
func memberOf(g *model.Group) []string {
	var out []string
	for _, m := range g.Members {
		out = append(out, m.User)
	}
	for _, a := range g.Agents {
		out = append(out, a.User)
	}
	for _, a := range g.Assistants {
		out = append(out, a.User)
	}
	if manager, ok := g.Manager.Get(); ok {
		out = append(out, manager)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
