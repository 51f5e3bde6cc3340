package sim

import (
	"net/http"

	"github.com/patchbay-dev/patchbay/targets/internal/rows"
)

func roleRoutes() []endpoint {
	const a = "accounts/{account}/"
	return []endpoint{
		{method: "GET", path: a + "rolesets", do: (*call).listRolesets, scope: identity},
		{method: "POST", path: a + "rolesets", do: (*call).createRoleset, scope: identity, guard: supers},
		{method: "PUT", path: a + "rolesets/{roleset}/users", do: (*call).giveRoleset, scope: identity, guard: supers},
		{method: "DELETE", path: a + "users/rolesets", do: (*call).takeRolesets, scope: identity, guard: supers},
	}
}

// namedList lists one of the tables of named things in the caller's account.
func (c *call) namedList(t *rows.Table[*named], view func(*named) map[string]any) *fail {
	yes, f := c.foreign()
	if f != nil {
		return f
	}
	return adminList(c, t, func(n *named) bool { return !yes && n.Account == c.who.Account }, view)
}

// namedBase is what keys of groups and custom roles count from; they fit 64 bits
// and not 53.
const namedBase = "9007199254740992000"

func (c *call) listRolesets() *fail {
	return c.namedList(c.rolesets, func(n *named) map[string]any {
		return map[string]any{"id": number(n.ID), "name": n.Name, "permissions": some(n.Permissions)}
	})
}

func (c *call) createRoleset() *fail {
	in := c.fields()
	n := &named{Account: c.who.Account}
	in.mandatory("name")
	in.required("name", "INVALID_NAME", &n.Name, isName)
	n.Permissions, _ = in.texts("permissions")
	if f := c.mine(); f != nil || in.fail != nil {
		return or(f, in.fail)
	}
	n.ID = c.mintNumber(namedBase, c.rolesets.Has)
	c.rolesets.Put(n)
	return c.answer(http.StatusOK, map[string]any{"id": number(n.ID)})
}

// filtered are the users that the parameter filter names. Without it these routes
// would be about everybody, so it is wanted.
func (c *call) filtered() ([]*user, *fail) {
	if f := c.mine(); f != nil {
		return nil, f
	}
	text, given := c.query["filter"]
	if !given || text == "" {
		return nil, wrongParameter("filter", "REQUIRED")
	}
	keep, f := parseFilter(text, c.quirks.caseFilter)
	if f != nil {
		return nil, f
	}
	var out []*user
	for u := range c.users.All {
		if u.Account == c.who.Account && keep(c.viewUser(u)) {
			out = append(out, u)
		}
	}
	if len(out) == 0 {
		return nil, notFound()
	}
	return out, nil
}

// giveRoleset gives a custom role. A user has one at most, and none beside a
// built-in one.
func (c *call) giveRoleset() *fail {
	people, f := c.filtered()
	if f != nil {
		return f
	}
	role := c.rolesets.Get(c.args["roleset"])
	if role == nil || role.Account != c.who.Account {
		return notFound()
	}
	for _, u := range people {
		other := len(u.RoleSets) > 0 && u.RoleSets[0] != role.ID
		if c.quirks.roleSwitch == "refuse" && (other || len(u.AdminRoles) > 0) {
			return bad("INVALID_ROLE", "user %s has another role", u.Email)
		}
		if c.quirks.lastAdmin == "refuse" && u.super() && !c.superBesides(u.Key) {
			return bad("INVALID_ROLE", "the last super admin cannot lose the role")
		}
	}
	for _, u := range people {
		next := *u
		next.AdminRoles, next.RoleSets = []string{}, []string{role.ID}
		c.users.Put(&next)
	}
	return c.done(http.StatusNoContent)
}

func (c *call) takeRolesets() *fail {
	people, f := c.filtered()
	if f != nil {
		return f
	}
	for _, u := range people {
		next := *u
		next.RoleSets = []string{}
		c.users.Put(&next)
	}
	return c.done(http.StatusNoContent)
}
