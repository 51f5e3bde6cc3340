package sim

import (
	"net/http"
	"net/mail"
	"slices"
)

// scope is a tenant of which users are asked: a customer, or a reseller.
type scope struct {
	id       string
	customer *customer // nil: a reseller's own users
}

// resellerUserRoutes are those of resellers' own users: an enterprise names the
// reseller in the path.
func resellerUserRoutes() []endpoint {
	out := userRoutes("accounts/{account}/users")
	for _, e := range userRoutes("users") {
		e.inferred = "own-users"
		out = append(out, e)
	}
	return out
}

// userRoutes are those of a tenant's users below a path.
func userRoutes(users string) []endpoint {
	return []endpoint{
		{method: "GET", path: users, do: (*call).listUsers},
		{method: "POST", path: users, do: (*call).createUser},
		{method: "GET", path: users + "/{user}", do: (*call).readUser},
		{method: "PATCH", path: users + "/{user}", do: (*call).changeUser},
		{method: "DELETE", path: users + "/{user}", do: (*call).deleteUser},
	}
}

// scope is the tenant that the path names.
func (c *call) scope() (scope, *fail) {
	if _, ok := c.args["customer"]; ok {
		o, f := c.customerOf()
		if f != nil {
			return scope{}, f
		}
		return scope{o.ID, o}, nil
	}
	a, f := c.accountOf()
	if f != nil {
		return scope{}, f
	}
	return scope{id: a.ID}, nil
}

// userOf is the user that the path names, in its tenant.
func (c *call) userOf() (scope, *user, *fail) {
	s, f := c.scope()
	if f != nil {
		return s, nil, f
	}
	u := c.users.Get(c.args["user"])
	if u == nil || u.in(s.id) == nil {
		return s, nil, notFound()
	}
	return s, u, nil
}

// parent says whether a user is configured above a customer.
func (c *call) parent(s scope, u *user) bool {
	return s.customer != nil && !c.customers.Has(u.Primary)
}

// viewListed is what a list shows of a user: no roles.
func (c *call) viewListed(s scope, u *user) map[string]any {
	return map[string]any{"id": u.ID, "displayName": u.DisplayName, "email": u.Email, "primaryTenant": u.Primary, "isParent": c.parent(s, u)}
}

func (c *call) viewUser(s scope, u *user) map[string]any {
	v := c.viewListed(s, u)
	roles := []any{}
	for _, r := range c.ordered(u.in(s.id).Roles) {
		roles = append(roles, r)
	}
	v["roles"] = roles
	return v
}

// ordered are roles in the order in which they are shown, and patched by place.
func (c *call) ordered(roles []string) []string {
	switch c.quirks.roleOrder {
	case "sorted":
		return slices.Sorted(slices.Values(roles))
	case "moving":
		if len(roles) > 0 {
			n := c.answered % len(roles)
			return append(slices.Clone(roles[n:]), roles[:n]...)
		}
	}
	return roles
}

// listUsers shows all of them: no paging is documented. With an option it comes in
// pages, as the list of customers does.
func (c *call) listUsers() *fail {
	s, f := c.scope()
	if f != nil {
		return f
	}
	var rows []map[string]any
	for _, u := range c.users.Among(c.members[s.id]) {
		rows = append(rows, c.viewListed(s, u))
	}
	if n := c.quirks.pageUsers; n > 0 {
		return c.page(rows, paging{usual: n, most: n, next: true})
	}
	return c.whole(rows)
}

func (c *call) readUser() *fail {
	s, u, f := c.userOf()
	if f != nil {
		return f
	}
	return c.one(http.StatusOK, c.viewUser(s, u))
}

// isEmail says whether text is an address and nothing else.
func isEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s
}
