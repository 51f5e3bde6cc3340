package check

import (
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
)

// references wants something behind every id.
func references(r *run) {
	r.departmentReferences()
	r.userReferences()
	for i := range r.site.Groups {
		r.groupReferences(&r.site.Groups[i])
	}
	for i := range r.site.Roles {
		r.roleReferences(&r.site.Roles[i])
	}
	for i := range r.site.Devices {
		d := &r.site.Devices[i]
		r.wantUserIn(d.Owner, "devices", &d.Object, "owner")
		r.wantNative("devices", &d.Object)
	}
	for i := range r.site.Workspaces {
		w := &r.site.Workspaces[i]
		wantUsers(r, w.Members, w.Pos, "workspaces", w.ID, "members")
		r.wantNative("workspaces", &w.Object)
	}
	for i := range r.site.Targets {
		r.targetReferences(&r.site.Targets[i])
	}
	wantUsers(r, r.site.Policies.BreakGlass, diag.Pos{}, "policies", "breakGlass")
}

func (r *run) departmentReferences() {
	for i := range r.site.Departments {
		d := &r.site.Departments[i]
		if parent, ok := d.Parent.Get(); ok && parent != model.Root {
			r.wantDepartment(parent, d.Pos, "departments", d.ID, "parent")
		}
		r.wantUserIn(d.Head, "departments", &d.Object, "head")
		r.wantNative("departments", &d.Object)
	}
}

func (r *run) userReferences() {
	for i := range r.site.Users {
		u := &r.site.Users[i]
		if d, ok := u.Department.Get(); ok && d != model.Root {
			r.wantDepartment(d, u.Pos, "users", u.ID, "department")
		}
		for _, t := range ids(u.Position) {
			r.wantTarget(t, u.Pos, "users", u.ID, "position", t)
		}
		for _, t := range ids(u.ContactAdmin) {
			r.wantTarget(t, u.Pos, "users", u.ID, "contactAdmin", t)
		}
		r.wantNative("users", &u.Object)
		if u.Forwarding == nil {
			continue
		}
		for _, rule := range u.Forwarding.Rules {
			r.wantDestination(rule.Internal, u.Forwarding.Pos, "users", u.ID, "forwarding", "rules", rule.Situation, "internal")
			r.wantDestination(rule.External, u.Forwarding.Pos, "users", u.ID, "forwarding", "rules", rule.Situation, "external")
		}
		for i := range u.Forwarding.FollowMe {
			r.wantDestination(&u.Forwarding.FollowMe[i].To, u.Forwarding.Pos, "users", u.ID, "forwarding", "followMe", nth(i), "to")
		}
	}
}

func (r *run) groupReferences(g *model.Group) {
	if d, ok := g.Department.Get(); ok && d != model.Root {
		r.wantDepartment(d, g.Pos, "groups", g.ID, "department")
	}
	for _, m := range g.Members {
		r.wantUser(m.User, m.Pos, "groups", g.ID, "members", m.User)
		if role, ok := m.Role.Get(); ok {
			r.wantRole(role, m.Pos, "groups", g.ID, "members", m.User, "role")
		}
	}
	for _, a := range g.Agents {
		r.wantUser(a.User, a.Pos, "groups", g.ID, "agents", a.User)
	}
	for _, a := range g.Assistants {
		r.wantUser(a.User, a.Pos, "groups", g.ID, "assistants", a.User)
	}
	wantUsers(r, g.Supervisors, g.Pos, "groups", g.ID, "supervisors")
	r.wantUserIn(g.Manager, "groups", &g.Object, "manager")
	for _, id := range ids(g.Groups) {
		r.wantGroup(id, g.Pos, "groups", g.ID, "groups", id)
	}
	for i, id := range g.RingOrder {
		r.wantUser(id, g.Pos, "groups", g.ID, "ringOrder", nth(i))
	}
	r.wantDestination(g.NoAnswer, g.Pos, "groups", g.ID, "noAnswer")
	r.wantNative("groups", &g.Object)
}

func (r *run) roleReferences(role *model.Role) {
	for _, a := range role.Assign {
		labels := []string{"roles", role.ID, "assign", a.Name}
		switch {
		case a.User != "":
			r.wantUser(a.User, a.Pos, append(labels, "user")...)
		case a.Department != "" && a.Department != model.Root:
			r.wantDepartment(a.Department, a.Pos, append(labels, "department")...)
		case a.HeadOf != "":
			r.wantDepartment(a.HeadOf, a.Pos, append(labels, "headOf")...)
		case a.Group != "":
			r.wantGroup(a.Group, a.Pos, append(labels, "group")...)
		case a.Workgroup != "":
			r.wantGroup(a.Workgroup, a.Pos, append(labels, "workgroup")...)
		case a.UserGroup != "":
			r.wantGroup(a.UserGroup, a.Pos, append(labels, "userGroup")...)
		}
	}
	r.wantNative("roles", &role.Object)
}

func (r *run) targetReferences(t *model.Target) {
	s := t.Select
	wantUsers(r, s.Users, t.Pos, "targets", t.ID, "select", "users")
	for _, id := range ids(s.Departments) {
		if id != model.Root {
			r.wantDepartment(id, t.Pos, "targets", t.ID, "select", "departments", id)
		}
	}
	for _, id := range ids(s.Groups) {
		r.wantGroup(id, t.Pos, "targets", t.ID, "select", "groups", id)
	}
	for _, id := range ids(s.Devices) {
		if r.device(id) == nil && r.site.Knows("devices", id) {
			r.unknown(diag.UnknownDevice, "device", id, t.Pos, "targets", t.ID, "select", "devices", id)
		}
	}
	r.wantNative("targets", &t.Object)
}

func (r *run) wantUser(id string, at diag.Pos, labels ...string) {
	if r.users[id] == nil && r.site.Knows("users", id) {
		r.unknown(diag.UnknownUser, "user", id, at, labels...)
	}
}

// wantUserIn is wantUser for a field that may be absent or none.
func (r *run) wantUserIn(f model.Field[string], family string, o *model.Object, field string) {
	if id, ok := f.Get(); ok {
		r.wantUser(id, o.Pos, family, o.ID, field)
	}
}

// wantUsers is wantUser for the keys of a set, in order.
func wantUsers[V any](r *run, set map[string]V, at diag.Pos, labels ...string) {
	for _, id := range ids(set) {
		r.wantUser(id, at, append(slices.Clone(labels), id)...)
	}
}

func (r *run) wantDepartment(id string, at diag.Pos, labels ...string) {
	if r.departments[id] == nil && r.site.Knows("departments", id) {
		r.unknown(diag.UnknownDepartment, "department", id, at, labels...)
	}
}

func (r *run) wantGroup(id string, at diag.Pos, labels ...string) {
	if r.groups[id] == nil && r.site.Knows("groups", id) {
		r.unknown(diag.UnknownGroup, "group", id, at, labels...)
	}
}

func (r *run) wantTarget(id string, at diag.Pos, labels ...string) {
	if r.targets[id] == nil && r.site.Knows("targets", id) {
		r.unknown(diag.UnknownTarget, "target", id, at, labels...)
	}
}

// wantRole accepts the site's roles and the roles that 3CX has by itself, the
// one system on which members of a group hold roles.
func (r *run) wantRole(id string, at diag.Pos, labels ...string) {
	if r.roles[id] == nil && !slices.Contains(baseRoles, id) && r.site.Knows("roles", id) {
		r.unknown(diag.UnknownRole, "role", id, at, labels...)
	}
}

// baseRoles are 3CX's own roles in the language's spelling.
var baseRoles = []string{"user", "receptionist", "supervisor", "departmentAdmin", "manager", "owner", "systemAdmin", "systemOwner", "observer"}

func (r *run) wantNative(family string, o *model.Object) {
	for _, t := range ids(o.Native) {
		r.wantTarget(t, o.Pos, family, o.ID, "native", t)
	}
}

// wantDestination looks behind a destination: somebody must be there, and a
// group must be one that calls can reach.
func (r *run) wantDestination(d *model.Destination, at diag.Pos, labels ...string) {
	switch {
	case d == nil:
	case d.Voicemail != "" && d.Voicemail != "self":
		r.wantUser(d.Voicemail, at, append(labels, "voicemail")...)
	case d.User != "":
		r.wantUser(d.User, at, append(labels, "user")...)
	case d.Group != "":
		labels = append(labels, "group")
		g := r.groups[d.Group]
		if g == nil {
			r.wantGroup(d.Group, at, labels...)
			return
		}
		if _, has := g.Extension.Get(); !has && !numbered(g.Kind) {
			r.fail(problem{
				code: diag.UnreachableGroup, path: path(labels...), at: at, also: []diag.Pos{g.Pos},
				message: fmt.Sprintf("calls cannot be sent to group %q: it is of kind %s and has no extension", g.ID, g.Kind),
				hint:    "send them to a queue or ring group, or give the group an extension",
			})
		}
	}
}

// hinted is for how many unknown names of one site the nearest is looked up: a
// search through all names costs more than everything else here.
const hinted = 100

func (r *run) unknown(code diag.Code, what, id string, at diag.Pos, labels ...string) {
	hint := "declare it, or take it out here"
	if r.hints++; r.hints <= hinted {
		hint = nearest(id, r.names(what), hint)
	}
	r.fail(problem{code: code, path: path(labels...), at: at, message: fmt.Sprintf("there is no %s %q", what, id), hint: hint})
}
