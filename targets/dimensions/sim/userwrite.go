package sim

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// newcomer is the body of a create.
type newcomer struct {
	Email       string   `json:"email"`
	DisplayName string   `json:"displayName"`
	Roles       []string `json:"roles"`
}

// createUser makes a user by hand, who is not on the PBX. Whoever is made gets
// website access and an e-mail to activate it, asked for or not.
func (c *call) createUser() *fail {
	s, f := c.scope()
	if f != nil {
		return f
	}
	if !c.may(resellerUsers) {
		return forbidden()
	}
	in, f := c.newcomer()
	if f != nil {
		return f
	}
	old, f := c.taken(s, in.Email)
	if f != nil {
		return f
	}
	roles, f := c.rolesFor(s, nil, append(c.portalRole(s), in.Roles...), false)
	if f != nil {
		return f
	}
	next := old
	if old == nil {
		next = &user{DisplayName: in.DisplayName, Email: in.Email, Primary: s.id}
	}
	next = next.with(access{Tenant: s.id, Roles: roles})
	if f := c.login(next, c.quirks.duplicates); f != nil {
		return f
	}
	if f := c.allowIn(s, nil, roles, c.quirks.chargedCreate); f != nil {
		return f
	}
	if old == nil {
		next.ID = c.mint("user", c.users.Has)
	}
	c.users.Put(next)
	c.write(s.id, next.Email, "activation")
	return c.created(next.ID, c.viewUser(s, next))
}

func (c *call) newcomer() (*newcomer, *fail) {
	var in newcomer
	if json.Unmarshal(c.body, &in) != nil {
		return nil, bad("The request body is not valid JSON.")
	}
	return &in, checkPerson(in.DisplayName, in.Email, true)
}

// checkPerson holds a name and an address to the schema.
func checkPerson(name, email string, wanted bool) *fail {
	switch {
	case strings.TrimSpace(name) == "":
		return required("displayName")
	case email == "" && wanted:
		return required("email")
	case email != "" && !isEmail(email):
		return invalid(email)
	}
	if f := fits("displayName", name, 100); f != nil {
		return f
	}
	return fits("email", email, 200)
}

// taken refuses an address that somebody of the tenant has. One that is the login
// of another tenant's user is that user.
func (c *call) taken(s scope, email string) (*user, *fail) {
	exists := bad("The user '%s' already exists.", email)
	exists.status, _ = strconv.Atoi(c.quirks.exists)
	var login *user
	for _, u := range c.users.Among(c.emails[fold(email)]) {
		if u.in(s.id) != nil {
			return nil, exists
		}
		if u.portal() {
			login = u
		}
	}
	if login != nil && c.quirks.joinTenants == "refuse" {
		return nil, exists
	}
	return login, nil
}

// portalRole is what every user that is made in a tenant has.
func (c *call) portalRole(s scope) []string {
	if s.customer == nil {
		return []string{resellerAccess}
	}
	return []string{websiteAccess}
}

// rolesFor are the roles that somebody will have who is asked to have others.
func (c *call) rolesFor(s scope, before, asked []string, pbx bool) ([]string, *fail) {
	if s.customer != nil {
		return c.settle(before, asked, pbx)
	}
	out := []string{}
	for _, key := range asked {
		if !contains(resellerRoles, key) && key != c.keyOf(manageBillable) && key != trials && !contains(before, key) {
			return nil, invalid(key)
		}
		if !contains(out, key) {
			out = append(out, key)
		}
	}
	if len(out) > 0 && !contains(out, resellerAccess) {
		return nil, bad("The role '%s' requires the role '%s'.", out[0], resellerAccess)
	}
	return out, nil
}

// allowIn is allow for a tenant: roles of resellers cost nothing, and are given by
// those who have Manage Billable Items where they are that.
func (c *call) allowIn(s scope, before, after []string, always bool) *fail {
	return c.allow(before, after, always && s.customer != nil)
}

// changeUser applies a JSON Patch. What it makes of the user is checked as a whole:
// all of it happens or nothing does.
func (c *call) changeUser() *fail {
	s, u, f := c.userOf()
	if f != nil {
		return f
	}
	if c.parent(s, u) || !c.may(resellerUsers) {
		return forbidden()
	}
	var doc newcomer
	if f := c.patchInto(c.viewUser(s, u), []string{"id", "primaryTenant", "isParent"}, &doc); f != nil {
		return f
	}
	now := *u.in(s.id)
	if f := checkPerson(doc.DisplayName, doc.Email, now.PBXUser == ""); f != nil {
		return f
	}
	after := now
	if after.Roles, f = c.rolesFor(s, now.Roles, c.stored(now.Roles, doc.Roles), now.PBXUser != ""); f != nil {
		return f
	}
	after.Clients = c.clientsLeft(after)
	next := u.with(after)
	next.DisplayName, next.Email = doc.DisplayName, doc.Email
	if f := c.login(next, c.quirks.duplicates); f != nil {
		return f
	}
	if f := c.allowIn(s, now.Roles, after.Roles, false); f != nil {
		return f
	}
	c.users.Put(next)
	c.welcome(s, next, now.Roles, after.Roles)
	return c.done(http.StatusOK)
}

// stored puts roles of a patched document into the order in which they were stored;
// new ones come last.
func (c *call) stored(before, after []string) []string {
	if c.quirks.roleOrder == "stored" {
		return after
	}
	var out []string
	for _, r := range before {
		if contains(after, r) {
			out = append(out, r)
		}
	}
	for _, r := range after {
		if !contains(before, r) {
			out = append(out, r)
		}
	}
	return out
}

// welcome sends the e-mails that a change brings with it, unless the customer has
// turned them off.
func (c *call) welcome(s scope, u *user, before, after []string) {
	if s.customer == nil || u.Email == "" {
		return
	}
	gained := func(role string) bool { return contains(after, role) && !contains(before, role) }
	if gained(websiteAccess) && yes(s.customer.NewUserMail) {
		c.write(s.id, u.Email, "activation")
	}
	if gained(client) && yes(s.customer.ConnectMail) {
		c.write(s.id, u.Email, "welcome")
	}
}

// write sends an e-mail.
func (c *call) write(tenant, to, kind string) {
	c.letters.Put(&letter{ID: c.mint("letter", c.letters.Has), Tenant: tenant, To: to, Kind: kind, Sent: c.now()})
}

// patchType wants a type of body that a patch can have.
func (c *call) patchType() *fail {
	kind, _, _ := strings.Cut(c.r.Header.Get("Content-Type"), ";")
	if !slices.Contains([]string{"application/json", "application/json-patch+json"}, strings.ToLower(strings.TrimSpace(kind))) {
		return refuse(http.StatusUnsupportedMediaType, "Unsupported Media Type")
	}
	return nil
}

// deleteUser takes a user out of the tenant, or, in the primary tenant, out of all
// of them: then the login is gone. Whoever is on the PBX comes back with the next
// import.
func (c *call) deleteUser() *fail {
	s, u, f := c.userOf()
	if f != nil {
		return f
	}
	if c.parent(s, u) || !c.may(resellerUsers) || u.ID == c.who.ID {
		return forbidden()
	}
	if u.Primary != s.id {
		c.leaveGroups(u, s.id)
		c.users.Put(u.without(s.id))
		return c.done(http.StatusOK)
	}
	for _, a := range u.Access {
		c.leaveGroups(u, a.Tenant)
	}
	c.users.Drop(u.ID)
	for _, e := range slices.Clone(c.grants.List) {
		if e.Row.User == u.ID {
			c.grants.Drop(e.Row.Token)
		}
	}
	return c.done(http.StatusOK)
}

// leaveGroups takes a user out of the groups of a tenant.
func (c *call) leaveGroups(u *user, tenant string) {
	c.groups.Each(func(g *group) (*group, bool) {
		if g.Customer != tenant || !contains(g.Members, u.ID) {
			return g, false
		}
		next := *g
		next.Members = less(g.Members, u.ID)
		return &next, true
	})
}
