package sim

import (
	"maps"
	"slices"
	"strings"
	"unicode"
)

func userRoutes() []route {
	const u = "admin/v1.0/users"
	return []route{
		{method: "GET", path: u, do: (*call).listUsers},
		{method: "POST", path: u, do: (*call).createUser},
		{method: "GET", path: u + "/{user}", do: (*call).readUser, guard: anyone},
		{method: "PUT", path: u + "/{user}", do: (*call).updateUser, guard: anyone},
		{method: "DELETE", path: u + "/{user}", do: (*call).deleteUser},
		{method: "GET", path: "enduser/v1.0/users/{user}", do: (*call).readUser, guard: anyone},
		{method: "PUT", path: "enduser/v1.0/users/{user}", do: (*call).updateUser, guard: anyone},
	}
}

// listUsers hides guests and deleted users unless they are asked for.
func (c *call) listUsers() *apiError {
	terminated, e := c.flag("isTerminated")
	if e != nil {
		return e
	}
	keep := c.userFilter(terminated != nil && *terminated)
	candidates := c.tables["users"].list
	if email := c.param("loginEmail"); email != "" {
		candidates = nil
		if u := c.emails[fold(email)]; u != nil {
			candidates = []*object{u}
		}
	}
	return c.list(candidates, "displayName", keep)
}

func (c *call) userFilter(terminated bool) func(*object) bool {
	roles := fields(or(c.param("roles"), "user"))
	company, search, phone := c.param("companyId"), fold(c.param("searchEmail")), c.param("phoneNumbers")
	tags, departments := splitList(c.param("tags")), splitList(c.param("departments"))
	return func(u *object) bool {
		switch {
		case u.is("isTerminated") != terminated, !c.sees(c.who, u):
			return false
		case company != "" && u.str("companyId") != company && !terminated:
			return false
		case !overlap(u.strings("roles"), roles), search != "" && !strings.Contains(fold(u.str("loginEmail")), search):
			return false
		case len(tags) > 0 && !overlap(u.strings("tags"), tags), len(departments) > 0 && !has(departments, u.str("department")):
			return false
		}
		return phone == "" || c.hasPhone(u, phone)
	}
}

// splitList cuts at commas only: names have spaces.
func splitList(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return has(b, s) })
}

func (c *call) hasPhone(u *object, number string) bool {
	for _, p := range u.list("phoneNumbers") {
		if m, _ := p.(map[string]any); m["number"] == number || m["numberE164"] == number {
			return true
		}
	}
	return slices.ContainsFunc(c.of("phoneNumbers", u.id), func(n *object) bool {
		return has([]string{n.str("shortNumber"), n.str("internalNumber"), n.str("number"), n.str("numberE164")}, number)
	})
}

// reach finds the user of the path for a caller that administers it, or is it.
func (c *call) reach() (*object, *apiError) {
	if c.args["user"] == c.who.user.id {
		return c.who.user, nil
	}
	if !c.who.admin() {
		return nil, refuse(notThisUser, "user %s is not in your charge", c.args["user"])
	}
	return c.find("users", "user")
}

func (c *call) readUser() *apiError {
	u, e := c.reach()
	if e != nil {
		return e
	}
	return c.one(u)
}

// createUser adds a user, with the default licence of its company.
func (c *call) createUser() *apiError {
	if c.who.user.str("adminType") == "site_admin" && !c.who.has("superadmin") {
		return refuse(notAllowed, "a site_admin cannot create users")
	}
	raw, e := c.input()
	if e != nil {
		return e
	}
	values, e := c.decodeRaw("users", nil, raw)
	if e != nil {
		return e
	}
	if e := c.place(values); e != nil {
		return e
	}
	if e := c.checkUser(nil, values); e != nil {
		return e
	}
	company := values["companyId"].(string)
	profiles := c.withDefaultProfile(company, nil)
	if must, e := c.flag("mandatoryDefaultSubscription"); e != nil || must != nil && *must && len(profiles) == 0 {
		return or(e, refuse(403623, "the company has no default subscription to assign"))
	}
	if e := c.personalPhones(nil, values, company); e != nil {
		return e
	}
	values["profiles"], values["creationDate"], values["lastUpdateDate"] = profiles, c.now(), c.now()
	return c.created(c.add("users", values))
}

// place puts a new user in a company: the one asked for, or Default.
func (c *call) place(values map[string]any) *apiError {
	company, _ := values["companyId"].(string)
	if company == "" {
		i := slices.IndexFunc(c.tables["companies"].list, func(o *object) bool { return o.str("name") == "Default" })
		values["companyId"] = c.tables["companies"].list[i].id
		return nil
	}
	if c.get("companies", company) == nil {
		return refuse(notFound, "there is no company %s", company)
	}
	if !c.covers(c.who, company) {
		return refuse(notThisFirm, "company %s is not in your charge", company)
	}
	return nil
}

// checkUser holds what a user shall be against the rules; old is nil for a new one.
func (c *call) checkUser(old *object, values map[string]any) *apiError {
	if e := c.checkEmail(old, values); e != nil {
		return e
	}
	if e := c.checkPassword(old, values); e != nil {
		return e
	}
	if e := c.checkRoles(old, values); e != nil {
		return e
	}
	if site, ok := values["siteId"].(string); ok && c.get("sites", site) == nil {
		return invalid([]detail{{"siteId", "there is no such site", site}})
	}
	return checkTags(values)
}

func checkTags(values map[string]any) *apiError {
	tags, _ := values["tags"].([]any)
	for _, t := range tags {
		if s, _ := t.(string); len([]rune(s)) > 64 {
			return invalid([]detail{{"tags", "a tag has at most 64 characters", s}})
		}
	}
	return nil
}

func (c *call) checkEmail(old *object, values map[string]any) *apiError {
	email, given := values["loginEmail"].(string)
	if !given {
		return nil
	}
	if old != nil && old == c.who.user && fold(email) != fold(old.str("loginEmail")) {
		return refuse(notThisUser, "nobody may change the own loginEmail")
	}
	if other := c.emails[fold(email)]; other != nil && other != old {
		e := refuse(conflict, "user with loginEmail %s already created", email)
		return e
	}
	return nil
}

// checkPassword wants length, a capital, a digit and a special character. A new
// user may go without when it is invited by e-mail.
func (c *call) checkPassword(old *object, values map[string]any) *apiError {
	p, given := values["password"].(string)
	if !given {
		invited, e := c.flag("sendInvitationEmail")
		if e != nil || old != nil || invited != nil && *invited {
			return e
		}
		return invalid([]detail{{"password", "password is required", nil}})
	}
	special := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	if len([]rune(p)) < or(c.quirks.PasswordLength, 8) || !strings.ContainsFunc(p, unicode.IsUpper) || !strings.ContainsFunc(p, unicode.IsDigit) || !strings.ContainsFunc(p, special) {
		return invalid([]detail{{"password", "too weak: want " + "length, a capital letter, a digit and a special character", nil}})
	}
	return nil
}

// updateUser changes what the body names. phoneNumbers and customData are
// replaced whole: what the body leaves out of them is gone.
func (c *call) updateUser() *apiError {
	u, e := c.reach()
	if e != nil {
		return e
	}
	values, e := c.decode("users", u)
	if e != nil {
		return e
	}
	if e := c.checkOwn(u, values); e != nil {
		return e
	}
	if e := c.checkUser(u, values); e != nil {
		return e
	}
	phones, e := c.replacePhones(u, values)
	if e != nil {
		return e
	}
	if roles, given := values["roles"]; given && u.hasRole("supervisor") && !slices.Contains(roles.([]any), any("supervisor")) {
		if e := c.leaveAsSupervisor(u); e != nil {
			return e
		}
	}
	for n, v := range phones {
		c.set(n, v)
	}
	if values["password"] != nil {
		values["loginFailures"], values["lockedUntil"] = nil, nil
		c.revoke(u.id)
	}
	values["lastUpdateDate"] = c.now()
	c.set(u, values)
	return c.one(u)
}

func (o *object) hasRole(role string) bool { return has(o.strings("roles"), role) }

// adminsOnly are fields that a plain user cannot change of itself.
var adminsOnly = []string{"tags", "isActive", "accountType", "siteId", "timeToLive", "authenticationType"}

// checkOwn keeps users from what only an admin does to them, and everybody from
// switching off the own account.
func (c *call) checkOwn(u *object, values map[string]any) *apiError {
	if u.is("isTerminated") {
		return refuse(notThisUser, "user %s is deleted", u.id)
	}
	if u != c.who.user {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if has(adminsOnly, name) && !c.who.admin() {
			return refuse(notAllowed, "%s is changed by admins", name)
		}
	}
	if values["isActive"] == false {
		return refuse(notThisUser, "nobody may deactivate the own account")
	}
	return nil
}

// checkRoles: the granter must hold what it grants, nobody changes the own
// roles, an admin needs an adminType that is not above the granter's.
func (c *call) checkRoles(old *object, values map[string]any) *apiError {
	raw, given := values["roles"].([]any)
	before := []string{"user"}
	if old != nil {
		before = old.strings("roles")
	}
	after := before
	if given {
		after = toStrings(raw)
	}
	adminType, typed := values["adminType"].(string)
	if adminType == "undefined" {
		delete(values, "adminType")
		typed = false
	}
	changed := !sameSet(before, after) || typed && old != nil && adminType != old.str("adminType")
	if old != nil && old == c.who.user && changed {
		return refuse(noRoleChange, "nobody may change the own roles")
	}
	if e := c.checkGrant(old, before, after); e != nil {
		return e
	}
	if !has(after, "admin") {
		return nil
	}
	if !typed && (old == nil || old.str("adminType") == "") {
		return invalid([]detail{{"adminType", "adminType is required with the role admin", nil}})
	}
	if changed && slices.Index(adminTypes, adminType) > c.who.rank() {
		return refuse(403304, "you may not make somebody %s", adminType)
	}
	return nil
}

func (c *call) checkGrant(old *object, before, after []string) *apiError {
	for _, r := range after {
		switch {
		case has(before, r):
		case r == "attendant" && old == nil:
			return invalid([]detail{{"roles", "attendant cannot be given at creation", r}})
		case !c.who.has(r) && !c.who.has("superadmin"):
			return refuse(403203, "the role %s is given by those who hold it", r)
		}
	}
	return nil
}

func toStrings(items []any) []string {
	out := make([]string, 0, len(items))
	for _, v := range items {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

func sameSet(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(slices.Compact(a), slices.Compact(b))
}

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
