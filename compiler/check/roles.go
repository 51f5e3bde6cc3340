package check

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
)

// roles wants roles to reach people in the way they say.
func roles(r *run) {
	for i := range r.site.Roles {
		role := &r.site.Roles[i]
		r.shadow(role)
		r.base(role)
		for _, a := range role.Assign {
			r.assignment(role, a)
		}
	}
	for i := range r.site.Groups {
		g := &r.site.Groups[i]
		for _, m := range g.Members {
			r.overridesOfNoRole(g, m)
		}
		for _, d := range g.RoleDefaults {
			r.defaultsOfSiteRole(g, d)
		}
	}
	for i := range r.site.Users {
		if u := &r.site.Users[i]; len(u.Position) > 0 {
			r.positions(u)
		}
	}
}

// vendorPositions are the roles of a vendor that users.<u>.position may name, by type
// of target. "custom:" stands for any role of that beginning.
var vendorPositions = map[string][]string{
	"3cx":      baseRoles,
	"goto":     {"superAdmin", "admin", "member", "custom:"},
	"bitrix24": {"portalAdmin"},
	"rainbow":  {"companyAdmin", "siteAdmin", "user"},
}

func (r *run) positions(u *model.User) {
	for _, name := range ids(u.Position) {
		t, position := r.targets[name], u.Position[name]
		if t == nil || position == "" {
			continue
		}
		known := vendorPositions[t.Type]
		custom, isCustom := strings.CutPrefix(position, "custom:")
		if isCustom && custom != "" && slices.Contains(known, "custom:") || !isCustom && slices.Contains(known, position) {
			continue
		}
		otherwise := "there are no positions on " + t.Type
		if len(known) > 0 {
			otherwise = t.Type + " has " + strings.Join(known, ", ")
		}
		r.fail(problem{
			code: diag.UnknownPosition, path: path("users", u.ID, "position", name), at: u.Pos, target: name,
			message: fmt.Sprintf("user %q has the position %q on %q, which targets of type %s do not have", u.ID, position, name, t.Type),
			hint:    nearest(position, known, otherwise),
		})
	}
}

// vendorBases are the roles that a vendor has by itself, which a role may start
// from, by type of target.
var vendorBases = map[string][]string{
	"3cx":      baseRoles,
	"bitrix24": {"administrator", "chiefExecutive", "departmentHead", "manager"},
}

// base wants a role to start from one that a target of the site has.
func (r *run) base(role *model.Role) {
	base, ok := role.Base.Get()
	if !ok {
		return
	}
	var known, vendors []string
	for _, x := range []struct{ typ, name string }{{"3cx", "3CX"}, {"bitrix24", "Bitrix24"}} {
		if r.types[x.typ] {
			known, vendors = append(known, vendorBases[x.typ]...), append(vendors, x.name)
		}
	}
	if len(known) == 0 || slices.Contains(known, base) {
		return
	}
	vendor := strings.Join(vendors, " or ")
	r.fail(problem{
		code: diag.UnknownBase, path: path("roles", role.ID, "base"), at: role.Pos,
		message: fmt.Sprintf("role %q starts from %q, which is no role of %s", role.ID, base, vendor),
		hint:    nearest(base, known, vendor+" has "+strings.Join(known, ", ")),
	})
}

// shadow reports a role with the name of one that 3CX has by itself: members
// would not say which of the two they hold.
func (r *run) shadow(role *model.Role) {
	if r.types["3cx"] && slices.Contains(baseRoles, role.ID) {
		r.fail(problem{
			code: diag.RoleShadows, path: path("roles", role.ID), at: role.Pos,
			message: fmt.Sprintf("role %q has the name of a role that 3CX has by itself", role.ID),
			hint:    fmt.Sprintf("call it something else, with base: %q and previously: %q: true", role.ID, role.ID),
		})
	}
}

// assignment wants workgroup and userGroup to name groups of that kind, and
// headOf a department that has a head.
func (r *run) assignment(role *model.Role, a model.Assignment) {
	switch {
	case a.Workgroup != "":
		r.assignedKind(role, a, "workgroup", a.Workgroup, model.Workgroup)
	case a.UserGroup != "":
		r.assignedKind(role, a, "userGroup", a.UserGroup, model.UserGroup)
	case a.Group != "":
		if g := r.groups[a.Group]; g != nil && g.Kind == model.Parking {
			r.wrongKind(role, a, "group", g, "a group with members")
		}
	case a.HeadOf != "":
		if d := r.departments[a.HeadOf]; d != nil && d.Head.Presence() != model.Set {
			r.warn(problem{
				code: diag.NoHead, path: path("roles", role.ID, "assign", a.Name, "headOf"), at: a.Pos, also: []diag.Pos{d.Pos},
				message: fmt.Sprintf("role %q is given to the head of department %q, which has none", role.ID, d.ID),
				hint:    fmt.Sprintf("write departments.%s.head, or take the assignment out", d.ID),
			})
		}
	}
}

func (r *run) assignedKind(role *model.Role, a model.Assignment, field, id string, kind model.GroupKind) {
	if g := r.groups[id]; g != nil && g.Kind != kind {
		r.wrongKind(role, a, field, g, "a group of kind "+string(kind))
	}
}

func (r *run) wrongKind(role *model.Role, a model.Assignment, field string, g *model.Group, want string) {
	right := "group"
	switch g.Kind {
	case model.Workgroup:
		right = "workgroup"
	case model.UserGroup:
		right = "userGroup"
	}
	hint := fmt.Sprintf("write %s: %q", right, g.ID)
	if right == field {
		hint = "name another group"
	}
	r.fail(problem{
		code: diag.WrongKind, path: path("roles", role.ID, "assign", a.Name, field), at: a.Pos, also: []diag.Pos{g.Pos},
		message: fmt.Sprintf("role %q is given to the %s %q, which is of kind %s; it must be %s", role.ID, field, g.ID, g.Kind, want),
		hint:    hint,
	})
}

func (r *run) overridesOfNoRole(g *model.Group, m model.Member) {
	if len(m.Overrides) == 0 || m.Role.Presence() == model.Set {
		return
	}
	r.fail(problem{
		code: diag.OverridesWithoutRole, path: path("groups", g.ID, "members", m.User, "overrides"), at: m.Pos,
		message: fmt.Sprintf("user %q has overrides in group %q and no role there that they differ from", m.User, g.ID),
		hint:    `write role, such as "user" or "manager"`,
	})
}

// defaultsOfSiteRole reports defaults of a role that a vendor does not know: a
// site's own role brings its grants itself.
func (r *run) defaultsOfSiteRole(g *model.Group, d model.RoleDefault) {
	role := r.roles[d.Role]
	if !r.types["3cx"] || slices.Contains(baseRoles, d.Role) {
		return
	}
	hint := nearest(d.Role, baseRoles, "3CX has "+strings.Join(baseRoles, ", "))
	if role != nil {
		hint = fmt.Sprintf("write them in roles.%s.grants, or for its base %s", d.Role, strconv.Quote(role.Base.Or("user")))
	}
	r.fail(problem{
		code: diag.DefaultsOfRole, path: path("groups", g.ID, "roleDefaults", d.Role), at: d.Pos,
		message: fmt.Sprintf("group %q has defaults for role %q, which is no role of 3CX", g.ID, d.Role), hint: hint,
	})
}

// assigned lists the users whom a role reaches.
func (r *run) assigned(role *model.Role) []string {
	var out []string
	for _, a := range role.Assign {
		out = append(out, r.reached(a)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (r *run) reached(a model.Assignment) []string {
	switch {
	case a.User != "":
		return []string{a.User}
	case a.Everyone:
		return idents(r.site.Users)
	case a.Department != "":
		var out []string
		for i := range r.site.Users {
			u := &r.site.Users[i]
			if d := u.Department.Or(""); d == a.Department || a.Subdepartments && d != "" && r.below(d, a.Department) {
				out = append(out, u.ID)
			}
		}
		return out
	case a.HeadOf != "":
		if d := r.departments[a.HeadOf]; d != nil {
			if head, ok := d.Head.Get(); ok {
				return []string{head}
			}
		}
		return nil
	}
	for _, id := range []string{a.Group, a.Workgroup, a.UserGroup} {
		if g := r.groups[id]; g != nil {
			return memberOf(g)
		}
	}
	return nil
}
