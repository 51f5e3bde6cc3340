package sim

import "slices"

// deleteUser really deletes who never logged in; others are renamed, emptied and
// moved to the company Terminated, so that the address is free again.
func (c *call) deleteUser() *apiError {
	u, e := c.find("users", "user")
	if e != nil {
		return e
	}
	if u == c.who.user {
		return refuse(notThisUser, "nobody may delete the own account")
	}
	if e := c.removable(u); e != nil {
		return e
	}
	c.detach(u)
	c.revoke(u.id)
	for _, k := range c.of("apiKeys", u.id) {
		c.drop(k)
	}
	if u.is("guestMode") || u.hasRole("guest") || !u.is("isInitialized") && u.str("firstLoginDate") == "" {
		c.drop(u)
	} else {
		c.terminate(u)
	}
	return c.deleted("User", u.id)
}

func (c *call) terminate(u *object) {
	i := slices.IndexFunc(c.tables["companies"].list, func(o *object) bool { return o.str("name") == "Terminated" })
	c.set(u, map[string]any{
		"loginEmail": "terminated_" + u.id + "@" + domain, "password": nil, "isTerminated": true, "isActive": false, "formerCompanyId": u.str("companyId"),
		"companyId": c.tables["companies"].list[i].id, "siteId": nil, "phoneNumbers": nil, "profiles": []any{}, "lastUpdateDate": c.now(),
	})
}

// removable says whether a user can go: not while a Cloud PBX or a
// manager/assistant group needs it.
func (c *call) removable(u *object) *apiError {
	for _, n := range c.of("phoneNumbers", u.id) {
		if c.subscribes(n) {
			return refuse(409557, "user %s is tied to a Cloud PBX", u.id)
		}
	}
	if c.quirks.LooseMembers {
		return nil
	}
	return c.needed(u.id, "delete the user")
}

// detach takes a user out of its extensions and groups.
func (c *call) detach(u *object) {
	for _, n := range c.of("phoneNumbers", u.id) {
		c.set(n, map[string]any{"userId": nil})
	}
	for _, kind := range []string{"supervisionGroups", "groups"} {
		for _, g := range c.of(kind, u.id) {
			rest := slices.DeleteFunc(g.list("members"), func(m any) bool { return readMember(m.(map[string]any)).user == u.id })
			c.set(g, map[string]any{"members": rest})
		}
	}
}
