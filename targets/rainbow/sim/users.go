package sim

import (
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/targets/internal/quirk"
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
	roles := quirk.Words(or(c.param("roles"), "user"))
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

// reach finds the user of the path for a caller that administers it, or is it:
// the portal of end users says "me" too, which is how the SDK starts with an API
// key.
func (c *call) reach() (*object, *apiError) {
	if id := c.args["user"]; id == c.who.user.id || id == "me" && strings.HasPrefix(c.r.URL.Path, base+"enduser/") {
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

// guestLife is the timeToLive of a new guest, in seconds: two days.
const guestLife = 172800

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
	if _, given := raw["timeToLive"]; !given && slices.Contains(toStrings(values["roles"].([]any)), "guest") {
		values["timeToLive"] = int64(guestLife)
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
