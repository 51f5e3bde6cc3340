package sim

import (
	"maps"
	"net/http"
	"slices"
)

func accountRoutes() []endpoint {
	return []endpoint{
		{method: "GET", path: "accounts", do: (*call).listAccounts, scope: readScope, inferred: "accounts"},
		{method: "GET", path: "billing-groups", do: (*call).listBillingGroups, scope: readScope},
		{method: "GET", path: "sms-registrations", do: (*call).listRegistrations, scope: readScope, inferred: "sms-registrations"},
	}
}

func (c *call) listAccounts() *fail {
	return page(c, c.accounts, func(a *account) bool { return c.sees(a.Key) }, func(a *account) map[string]any {
		return map[string]any{"accountKey": a.Key, "name": a.Name, "organizationId": a.OrganizationID}
	})
}

func (c *call) listBillingGroups() *fail {
	account, f := c.account()
	if f != nil {
		return f
	}
	return page(c, c.billingGroups, func(g *named) bool { return c.sees(account) && g.Account == account },
		func(g *named) map[string]any { return map[string]any{"id": g.ID, "name": g.Name} }, account)
}

// listRegistrations is empty: no source shows one.
func (c *call) listRegistrations() *fail {
	if _, f := c.account(); f != nil {
		return f
	}
	return c.answer(http.StatusOK, map[string]any{"items": []any{}})
}

func lineRoutes() []endpoint {
	const lines = "users.v1.lines.read"
	return []endpoint{
		{method: "GET", path: "users", do: (*call).listLinedUsers, scope: "users.v1.read"},
		{method: "GET", path: "users/{user}/lines", do: (*call).readLines, scope: lines},
		{method: "GET", path: "lines", do: (*call).myLines, scope: lines, guard: anyone},
		{method: "GET", path: "me", do: (*call).linedMe, scope: "users.v1.read", guard: anyone},
	}
}

// viewLines are the extensions of a user, the primary one first; the id of a line
// is the extension's.
func (w *World) viewLines(u *user) []any {
	ids := slices.Sorted(maps.Keys(w.lines[u.Key]))
	slices.SortStableFunc(ids, func(a, b string) int {
		return btoi(w.primary[u.Key] != a) - btoi(w.primary[u.Key] != b)
	})
	a := w.accounts.Get(u.Account)
	out := []any{}
	for _, id := range ids {
		e := w.extensions.Get(id)
		out = append(out, map[string]any{
			"id": e.ID, "name": e.Name, "number": e.Number, "primary": e.Primary == u.Key, "region": "us-east-1",
			"organization": map[string]any{"id": a.OrganizationID, "name": a.Name},
		})
	}
	return out
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (w *World) viewLined(u *user) map[string]any {
	return map[string]any{"userKey": u.Key, "userId": u.UserID, "lines": w.viewLines(u)}
}

func (c *call) listLinedUsers() *fail {
	account, f := c.account()
	if f != nil {
		return f
	}
	return page(c, c.users, func(u *user) bool { return c.sees(account) && u.Account == account && c.knows(account, u.Key) }, c.viewLined, account)
}

func (c *call) readLines() *fail {
	u := c.users.Get(c.args["user"])
	if u == nil || u.Account != c.who.Account {
		return notFound()
	}
	return c.answer(http.StatusOK, map[string]any{"items": c.viewLines(u)})
}

func (c *call) myLines() *fail {
	return c.answer(http.StatusOK, map[string]any{"items": c.viewLines(c.who)})
}

func (c *call) linedMe() *fail { return c.one(c.viewLined(c.who)) }
