package sim

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

const (
	scimScope = "identity:scim.org"
	getgoPart = "urn:scim:schemas:extension:getgo:1.0"
	workPart  = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
)

func scimRoutes() []endpoint {
	return []endpoint{
		{method: "GET", path: "Users", do: (*call).scimUsers, scope: scimScope},
		{method: "POST", path: "Users", do: (*call).scimCreate, scope: scimScope, guard: supers},
		{method: "GET", path: "Users/me", do: (*call).scimMe, scope: "identity:scim.me", guard: anyone},
		{method: "GET", path: "Users/{user}", do: (*call).scimRead, scope: scimScope},
		{method: "PATCH", path: "Users/{user}", do: (*call).scimPatch, scope: scimScope, guard: supers},
		{method: "PUT", path: "Users/{user}", do: (*call).scimPatch, scope: scimScope, guard: supers, inferred: "scim-put"},
		{method: "DELETE", path: "Users/{user}", do: (*call).scimDelete, scope: scimScope, guard: supers, inferred: "scim-delete"},
	}
}

// domain refuses an account without a verified domain: it is no organization.
func (c *call) domain() *fail {
	if len(c.accounts.Get(c.who.Account).Domains) == 0 {
		return refuse(http.StatusForbidden, "UNAUTHORIZED", "the account has no verified domain")
	}
	return nil
}

func (c *call) viewScim(u *user) map[string]any {
	out := map[string]any{
		"id": u.ScimID, "userName": u.Email, "active": u.Status != "INACTIVE", "name": map[string]any{"givenName": u.FirstName, "familyName": u.LastName},
		"emails": []any{map[string]any{"value": u.Email, "primary": true}},
		"meta":   map[string]any{"created": u.Made, "location": scimAPI + "Users/" + u.ScimID},
	}
	if u.ExternalID != "" {
		out["externalId"] = u.ExternalID
	}
	work := map[string]any{}
	for name, p := range u.work() {
		if *p != "" {
			work[name] = *p
		}
	}
	if len(work) > 0 {
		out[workPart] = work
	}
	return out
}

// work are the fields of the enterprise extension that the Entra connector syncs.
func (u *user) work() map[string]*string {
	return map[string]*string{"department": &u.Department, "employeeNumber": &u.EmployeeNumber, "costCenter": &u.CostCenter, "division": &u.Division}
}

var userNameFilter = regexp.MustCompile(`^userName eq "([^"]*)"$`)

// scimUsers lists all at once: clients take the list as unpaged.
func (c *call) scimUsers() *fail {
	if f := c.domain(); f != nil {
		return f
	}
	want := ""
	if text := c.query["filter"]; text != "" {
		m := userNameFilter.FindStringSubmatch(text)
		if m == nil {
			return wrongParameter("filter", "INVALID")
		}
		want = m[1]
	}
	list := []any{}
	for u := range c.users.All {
		if u.Account == c.who.Account && (want == "" || fold(u.Email) == fold(want)) {
			list = append(list, c.shown(c.viewScim(u)))
		}
	}
	return c.scimList(list)
}

// scimList is the envelope, with resources in lower case.
func (c *call) scimList(list []any) *fail {
	if c.shifted() && len(list) > 1 {
		list = append(list[1:], list[0])
	}
	return c.answer(http.StatusOK, map[string]any{"resources": list, "totalResults": len(list)})
}

// scimMe is the caller's own record, with the account and what it may do there.
func (c *call) scimMe() *fail {
	a := c.accounts.Get(c.who.Account)
	rights := []string{"jive"}
	if c.who.admin() {
		rights = []string{"acctadmin", "jive"}
	}
	out := c.viewScim(c.who)
	out[getgoPart] = map[string]any{"accounts": []any{map[string]any{"value": a.Key, "display": a.Name, "entitlements": rights}}}
	return c.one(out)
}

func (c *call) scimUser() (*user, *fail) {
	if f := c.domain(); f != nil {
		return nil, f
	}
	u := c.users.Get(c.scimIDs[c.args["user"]])
	if u == nil || u.Account != c.who.Account {
		return nil, notFound()
	}
	return u, nil
}

func (c *call) scimRead() *fail {
	u, f := c.scimUser()
	if f != nil {
		return f
	}
	return c.one(c.viewScim(u))
}

// scimFields reads what the Entra connector writes.
func (in *fields) scimFields(u *user) {
	in.nullable("externalId", "INVALID_NAME", &u.ExternalID, isName)
	active := u.Status != "INACTIVE"
	in.bool("active", &active)
	switch {
	case !active:
		u.Status = "INACTIVE"
	case u.Status == "INACTIVE":
		u.Status = "ACTIVE"
	}
	name := in.inside("name")
	name.required("givenName", "INVALID_NAME", &u.FirstName, isName)
	name.required("familyName", "INVALID_NAME", &u.LastName, isName)
	work := in.inside(workPart)
	values := u.work()
	for _, field := range slices.Sorted(maps.Keys(values)) {
		work.nullable(field, "INVALID_NAME", values[field], isName)
	}
	for _, part := range []*fields{name, work} {
		if part.fail != nil {
			in.wrong(part.fail)
		}
	}
}

// inside reads an object in a field.
func (in *fields) inside(name string) *fields {
	out := &fields{}
	if in.given(name) {
		out.all, out.fail = objectOf(in.all[name])
	}
	return out
}

func (c *call) scimCreate() *fail {
	in := c.fields()
	u := &user{Account: c.who.Account, Status: "ACTIVE"}
	in.mandatory("userName")
	in.required("userName", "INVALID_EMAIL", &u.Email, isEmail)
	in.scimFields(u)
	if f := c.domain(); f != nil || in.fail != nil {
		return or(f, in.fail)
	}
	_, host, _ := strings.Cut(u.Email, "@")
	switch {
	case !slices.Contains(c.accounts.Get(c.who.Account).Domains, fold(host)):
		return bad("INVALID_EMAIL", "%s is no verified domain", host)
	case c.emails[at(u.Account, fold(u.Email))] != "":
		return clash("USER_EXISTS", "userName %s exists", u.Email)
	case u.FirstName == "" || u.LastName == "":
		return missing("name")
	}
	return c.answer(http.StatusCreated, c.viewScim(c.newUser(u)))
}

// scimPatch takes a partial object, and so does PUT here. userName is for ever.
func (c *call) scimPatch() *fail {
	u, f := c.scimUser()
	if f != nil {
		return f
	}
	in := c.fields()
	next := *u
	var name string
	in.required("userName", "INVALID_EMAIL", &name, isEmail)
	if name != "" && fold(name) != fold(u.Email) {
		in.wrong(bad("INVALID_EMAIL", "userName cannot be changed"))
	}
	in.scimFields(&next)
	if in.fail != nil {
		return in.fail
	}
	c.users.Put(&next)
	return c.one(c.viewScim(&next))
}

func (c *call) scimDelete() *fail {
	u, f := c.scimUser()
	if f != nil {
		return f
	}
	if c.quirks.lastAdmin == "refuse" && u.super() && !c.superBesides(u.Key) {
		return bad("INVALID_ROLE", "%s is the last super admin", u.Email)
	}
	c.removeUser(u.Key)
	return c.done(http.StatusNoContent)
}
