package sim

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
)

func meRoutes() []endpoint {
	return []endpoint{{method: "GET", path: "me", do: (*call).me, scope: identity, guard: anyone}}
}

// identity is the scope of the Admin API.
const identity = "identity:"

func userRoutes() []endpoint {
	const u = "accounts/{account}/users"
	return []endpoint{
		{method: "GET", path: u, do: (*call).listUsers, scope: identity},
		{method: "POST", path: u, do: (*call).createUsers, scope: identity, guard: supers},
		{method: "GET", path: u + "/{user}", do: (*call).readUser, scope: identity},
		{method: "PUT", path: u + "/{user}", do: (*call).updateUser, scope: identity, guard: supers},
		{method: "DELETE", path: u + "/{users}", do: (*call).deleteUsers, scope: identity, guard: supers, inferred: "user-delete"},
	}
}

// me is the caller's own record, with the account's key at the root.
func (c *call) me() *fail {
	out := c.viewUser(c.who)
	out["accountKey"] = json.Number(c.who.Account)
	return c.one(out)
}

// number writes a decimal key as the Admin API does: a bare JSON number, which
// may not fit 53 or even 64 bits.
func number(key string) any {
	if key == "" {
		return nil
	}
	return json.Number(key)
}

func numbers(keys []string) []any {
	out := make([]any, 0, len(keys))
	for _, k := range keys {
		out = append(out, number(k))
	}
	return out
}

// viewUser is a user of the Admin API.
func (w *World) viewUser(u *user) map[string]any {
	out := map[string]any{
		"key": number(u.Key), "email": u.Email, "firstName": u.FirstName, "lastName": u.LastName, "status": u.Status,
		"adminRoles": some(u.AdminRoles), "roleSets": numbers(u.RoleSets), "licenseKeys": numbers(u.LicenseKeys), "products": w.products(u),
	}
	if u.GroupKey != "" {
		out["groupKey"] = number(u.GroupKey)
	}
	if e := w.extensions.Get(w.primary[u.Key]); e != nil {
		out["settings"] = map[string]any{"JIVE": map[string]any{"primaryExtensionNumber": e.Number}}
	}
	return out
}

// products are what the user's licences are for.
func (w *World) products(u *user) []string {
	out := []string{}
	for _, key := range u.LicenseKeys {
		for _, p := range w.licences.Get(key).Products {
			if !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	return out
}

// foreign says whether a path names an account that is not the caller's; what is
// answered then is either f or an empty list.
func (c *call) foreign() (yes bool, f *fail) {
	if c.sees(c.args["account"]) {
		return false, nil
	}
	if c.quirks.adminForeign == "refuse" {
		return true, unauthorized()
	}
	return true, nil
}

// mine refuses writes to, and single objects of, accounts of others.
func (c *call) mine() *fail {
	if yes, f := c.foreign(); yes {
		if f != nil {
			return f
		}
		return notFound()
	}
	return nil
}

func (c *call) listUsers() *fail {
	yes, f := c.foreign()
	if f != nil {
		return f
	}
	return adminList(c, c.users, func(u *user) bool { return !yes && u.Account == c.who.Account }, c.viewUser)
}

// person is the user of a path.
func (c *call) person() (*user, *fail) {
	if f := c.mine(); f != nil {
		return nil, f
	}
	u := c.users.Get(c.args["user"])
	if u == nil || u.Account != c.who.Account {
		return nil, notFound()
	}
	return u, nil
}

func (c *call) readUser() *fail {
	u, f := c.person()
	if f != nil {
		return f
	}
	return c.one(c.picked(c.viewUser(u)))
}

// deleteUsers takes a list of keys that commas part, and all of them or none.
func (c *call) deleteUsers() *fail {
	if f := c.mine(); f != nil {
		return f
	}
	keys := strings.Split(c.args["users"], ",")
	for _, key := range keys {
		u := c.users.Get(key)
		if u == nil || u.Account != c.who.Account {
			return notFound()
		}
	}
	if c.quirks.lastAdmin == "refuse" && !c.superBesides(keys...) {
		return bad("INVALID_ROLE", "The last super admin cannot be deleted")
	}
	for _, key := range keys {
		c.removeUser(key)
	}
	return c.done(http.StatusNoContent)
}

// superBesides says whether the account has a super admin who is none of those.
func (c *call) superBesides(keys ...string) bool {
	return c.users.First(func(u *user) bool {
		return u.Account == c.who.Account && u.super() && !slices.Contains(keys, u.Key)
	}) != nil
}

// removeUser takes a user out of everything that names it. Its extension, its
// device and the numbers stay.
func (w *World) removeUser(key string) {
	for _, id := range slices.Sorted(maps.Keys(w.lines[key])) {
		e := *w.extensions.Get(id)
		e.Secondary = without(e.Secondary, key)
		if e.Primary == key {
			e.Primary = ""
			w.promoted(&e, false)
		}
		w.extensions.Put(&e)
	}
	w.devices.Each(func(d *device) (*device, bool) {
		next := *d
		next.User, next.LicenseKey = "", ""
		return &next, d.User == key
	})
	w.numbers.Each(func(n *phoneNumber) (*phoneNumber, bool) {
		next := *n
		next.Permissions = slices.DeleteFunc(slices.Clone(n.Permissions), func(p permission) bool { return p.User == key })
		return &next, len(next.Permissions) != len(n.Permissions)
	})
	w.extensions.Each(func(e *extension) (*extension, bool) { return e.withoutAgent(key) })
	w.grants.Each(func(g *grant) (*grant, bool) {
		if g.User == key {
			w.grants.Drop(g.Token)
		}
		return g, false
	})
	w.forgetMember(w.users.Get(key).ScimID)
	w.contactCenter.Each(func(x *center) (*center, bool) { return x.withoutUser(key) })
	w.users.Drop(key)
}
