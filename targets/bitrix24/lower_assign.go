package bitrix24

import (
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
)

// codeSets are the sets of a role, in the order of their names.
var codeSets = []string{Departments, Subtrees, UserGroups, Users, GroupMembers, GroupMods, GroupOwners}

// withSuperiors reports whether users are bound as the portal's own dialog does.
func withSuperiors(t *model.Target) bool { return t.Options["userAccess"] == "withSuperiors" }

// assign adds the code of one assignment. Whom it names was checked elsewhere;
// who is not on this portal is passed over, as resolve does.
func (x *rolling) assign(c *codes, i int) {
	a := &x.role.Assign[i]
	at := x.path + "." + resolve.Path("assign", a.Name)
	switch {
	case a.User != "":
		x.bindUser(c, a.User, at)
	case a.HeadOf != "":
		if d, ok := x.Desired.Department(a.HeadOf); ok {
			x.bindUser(c, d.Head.Or(""), at)
		}
	case a.Department == model.Root:
		c.add(Subtrees, Company, at)
	case a.Department != "":
		x.bindDepartment(c, a, at)
	case a.Workgroup != "":
		x.bindWorkgroup(c, a.Workgroup, a.As, at)
	case a.Group != "":
		x.bindGroup(c, a.Group, at)
	case a.UserGroup != "":
		x.bindUserGroup(c, a, at)
	case a.Everyone:
		x.bindEverybody(c, a, at)
	}
}

// bindEverybody: the code AU, which everybody with an account holds, is none of
// those that the portal's dialog takes (SRC, its patterns): whoever saved that
// page would lose it. The company with all below it is every employee.
func (x *rolling) bindEverybody(c *codes, a *model.Assignment, at string) {
	x.Lost(resolve.Approximated, at, "everyone", "no access code that the page of access permissions takes is everybody's; bound to the company with all its departments instead, which guests from outside (extranet) do not belong to", a.Pos)
	c.add(Subtrees, Company, at)
}

func (x *rolling) bindUser(c *codes, user, at string) {
	if email := x.emails[user]; email != "" {
		c.add(Users, email, at)
	}
}

// bindDepartment: the code D of a department is held by its head too, wherever
// the head belongs.
func (x *rolling) bindDepartment(c *codes, a *model.Assignment, at string) {
	name := x.departments[a.Department]
	d, ok := x.Desired.Department(a.Department)
	switch {
	case !ok || name == "":
		return
	case a.Subdepartments:
		c.add(Subtrees, name, at)
		return
	}
	if head, led := d.Head.Get(); led && x.emails[head] != "" && !slices.Contains(d.Users, head) && !slices.Contains(x.otherwise(a), head) {
		x.Report(diag.WouldWiden, diag.Error, at, a.Pos, fmt.Sprintf("a role that is bound to department %s reaches its head %s too, who does not belong to it", d.ID, head),
			fmt.Sprintf("give %s the role as well, with user or headOf, or bind the users one by one", head))
		return
	}
	c.add(Departments, name, at)
}

// otherwise are those who hold the role without an assignment.
func (x *rolling) otherwise(a *model.Assignment) []string {
	var out []string
	here := x.path + "." + resolve.Path("assign", a.Name)
	for i := range x.Desired.Holdings {
		if h := &x.Desired.Holdings[i]; h.Role == x.role.ID && !slices.Contains(h.From, here) {
			out = append(out, h.User)
		}
	}
	return out
}

// bindWorkgroup: an owner holds the codes of moderators and members as well, and
// a moderator that of members. Where those are not meant, the others are bound one
// by one.
func (x *rolling) bindWorkgroup(c *codes, id, as, at string) {
	name := x.workgroups[id]
	g, ok := x.Desired.Group(id)
	if name == "" || !ok {
		return
	}
	set := map[string]string{"": GroupMembers, "member": GroupMembers, "moderator": GroupMods, "owner": GroupOwners}[as]
	wide := as != "" && slices.ContainsFunc(g.Members, func(m model.Member) bool {
		return above[m.As.Or("member")] > above[as] && x.emails[m.User] != "" && !slices.Contains(x.holders, m.User)
	})
	if !wide {
		c.add(set, name, at)
		return
	}
	for i := range g.Members {
		if m := &g.Members[i]; m.As.Or("member") == as {
			x.bindUser(c, m.User, at)
		}
	}
}

// above orders the places in a workgroup: who is higher has the codes below too.
var above = map[string]int{"member": 1, "moderator": 2, "owner": 3}

// bindGroup: a group that is a workgroup is one; any other is those who belong to
// it, of whom the portal knows nothing.
func (x *rolling) bindGroup(c *codes, id, at string) {
	if x.workgroups[id] != "" {
		x.bindWorkgroup(c, id, "", at)
		return
	}
	for i := range x.Desired.Holdings {
		if h := &x.Desired.Holdings[i]; h.Role == x.role.ID && slices.Contains(h.From, at) {
			x.bindUser(c, h.User, at)
		}
	}
}

func (x *rolling) bindUserGroup(c *codes, a *model.Assignment, at string) {
	g, ok := x.Desired.Group(a.UserGroup)
	if !ok {
		return
	}
	if !onPremise(x.Desired.Profile) {
		x.Lost(resolve.Unsupported, at, "user group "+g.ID, "roles are bound to user groups On-Premise only; name a workgroup or a department", a.Pos)
		return
	}
	c.add(UserGroups, g.Title.Or(g.ID), at)
}
