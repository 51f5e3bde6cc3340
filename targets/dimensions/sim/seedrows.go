package sim

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/patchbay-dev/patchbay/targets/internal/rows"
)

// tenantID is the form of a tenant's id: the vendor's own is not known.
var tenantID = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,64}$`)

// tenant completes a row of one of the three levels.
func (l *loader) tenant(label string, id *string, name string, taken func(string) bool) error {
	if *id == "" {
		*id = l.w.mint(label, taken)
	}
	for _, other := range []func(string) bool{l.w.enterprises.Has, l.w.accounts.Has, l.w.customers.Has} {
		if other(*id) {
			return fmt.Errorf("%q is there twice", *id)
		}
	}
	if !tenantID.MatchString(*id) {
		return fmt.Errorf("id %q: want letters, digits, -, _ and dots", *id)
	}
	l.name("tenants", "", name, *id)
	return rows.Required("name", name)
}

func (l *loader) enterpriseRow(e *enterprise) error {
	return l.tenant("enterprise", &e.ID, e.Name, l.w.enterprises.Has)
}

func (l *loader) accountRow(a *account) error {
	if a.Enterprise == "" && len(l.w.enterprises.List) > 0 {
		a.Enterprise = l.w.enterprises.List[0].Row.ID
	}
	if err := l.Resolve("tenants", "", &a.Enterprise, l.w.enterprises.Has); err != nil {
		return err
	}
	if err := rows.Valid("enterprise", l.w.enterprises.Has(a.Enterprise)); err != nil {
		return err
	}
	on := yes(a.Enabled)
	a.Enabled = &on
	if a.Made.IsZero() {
		a.Made = l.w.now()
	}
	return l.tenant("account", &a.ID, a.Name, l.w.accounts.Has)
}

func (l *loader) customerRow(c *customer) error {
	if c.Account == "" && len(l.w.accounts.List) > 0 {
		c.Account = l.w.accounts.List[0].Row.ID
	}
	if err := l.Resolve("tenants", "", &c.Account, l.w.accounts.Has); err != nil {
		return err
	}
	if err := errors.Join(rows.Valid("account", l.w.accounts.Has(c.Account)), l.tenant("customer", &c.ID, c.Name, l.w.customers.Has)); err != nil {
		return err
	}
	on := yes(c.Enabled)
	c.Enabled = &on
	if c.Made.IsZero() {
		c.Made = l.w.now()
	}
	c.PBX.Type, c.PBX.AccountID = or(c.PBX.Type, kazoo), or(c.PBX.AccountID, digest("pbx", c.ID)[:32])
	return nil
}

// pbxUserRow is of the first customer's PBX unless it says another. Names are the
// extension and the e-mail address.
func (l *loader) pbxUserRow(p *pbxUser) error {
	if p.PBX == "" && len(l.w.customers.List) > 0 {
		p.PBX = l.w.customers.List[0].Row.PBX.AccountID
	}
	if p.ID == "" {
		p.ID = l.w.mint("pbx user", l.w.pbxUsers.Has)
	}
	for i := range p.Devices {
		d := &p.Devices[i]
		if d.ID == "" {
			d.ID = digest("device", []any{p.ID, i})[:32]
		}
		d.Type = or(d.Type, "softphone")
		if !contains([]string{"webrtc", "softphone", "deskphone", "mobile"}, d.Type) {
			return fmt.Errorf("devices: there is no type %q", d.Type)
		}
	}
	l.name("pbxUsers", p.PBX, p.Extension, p.ID)
	l.name("pbxUsers", p.PBX, p.Email, p.ID)
	return errors.Join(rows.Required("pbx", p.PBX), rows.Required("displayName", p.DisplayName), rows.Valid("email", p.Email == "" || isEmail(p.Email)))
}

// userRow: without an access it is a portal user of the first customer.
func (l *loader) userRow(u *user) error {
	if u.ID == "" {
		u.ID = l.w.mint("user", l.w.users.Has)
	}
	if u.Primary == "" && len(u.Access) > 0 {
		u.Primary = u.Access[0].Tenant
	}
	if u.Primary == "" && len(l.w.customers.List) > 0 {
		u.Primary = l.w.customers.List[0].Row.ID
	}
	if err := l.Resolve("tenants", "", &u.Primary, l.w.tenant); err != nil {
		return err
	}
	if !l.seed.Saved() && len(u.Access) == 0 {
		u.Access = []access{{Roles: []string{websiteAccess}}}
	}
	u.Access = slices.Clip(append([]access{}, u.Access...))
	seen := map[string]bool{}
	for i := range u.Access {
		a := &u.Access[i]
		if err := l.accessRow(u, a); err != nil {
			return err
		}
		if seen[a.Tenant] {
			return fmt.Errorf("access: %s is there twice", a.Tenant)
		}
		seen[a.Tenant] = true
	}
	l.name("users", "", u.Email, u.ID)
	l.name("users", "", u.DisplayName, u.ID)
	if err := errors.Join(rows.Valid("primaryTenant", seen[u.Primary]), rows.Required("displayName", u.DisplayName)); err != nil {
		return err
	}
	if f := l.w.login(u, "portal"); f != nil {
		return errors.New(f.message)
	}
	return nil
}

// tenant says whether an id is that of a tenant of any level.
func (w *World) tenant(id string) bool {
	return w.enterprises.Has(id) || w.accounts.Has(id) || w.customers.Has(id)
}

func (l *loader) accessRow(u *user, a *access) error {
	a.Tenant, a.Roles = or(a.Tenant, u.Primary), append([]string{}, a.Roles...)
	if err := l.Resolve("tenants", "", &a.Tenant, l.w.tenant); err != nil {
		return err
	}
	for i, name := range a.Roles { // a seed may name permissions as the web pages do
		if key := l.w.keyOf(name); key != "" {
			a.Roles[i] = key
		}
	}
	o := l.w.customers.Get(a.Tenant)
	if o == nil {
		return rows.Valid("access: pbxUser, clients, primaryGroup and workspaces of a reseller's user", a.PBXUser == "" && a.Clients == nil && a.PrimaryGroup == "" && a.Workspaces == nil)
	}
	if err := l.onPBX(u, o, a); err != nil {
		return err
	}
	if err := l.workspaces(a); err != nil {
		return err
	}
	return l.roles(a)
}

// onPBX resolves who somebody is on the PBX, and the devices of clients.
func (l *loader) onPBX(u *user, o *customer, a *access) error {
	if err := l.Resolve("pbxUsers", o.PBX.AccountID, &a.PBXUser, l.w.pbxUsers.Has); err != nil {
		return err
	}
	if p := l.w.pbxUsers.Get(a.PBXUser); p != nil {
		if p.PBX != o.PBX.AccountID || l.w.imported[at(o.ID, p.ID)] != "" {
			return fmt.Errorf("pbxUser %q is on another PBX, or another user's", a.PBXUser)
		}
		if !l.seed.Saved() {
			u.DisplayName, u.Email = or(u.DisplayName, p.DisplayName), or(u.Email, p.Email)
		}
	}
	seen := map[string]bool{}
	for _, kind := range slices.Sorted(maps.Keys(a.Clients)) {
		id := a.Clients[kind]
		if !contains(clientTypes, kind) || l.w.deviceOf(*a, id) == nil || seen[id] {
			return fmt.Errorf("clients: %s: %q is no device of the user, or is another client's", kind, id)
		}
		seen[id] = true
	}
	return nil
}

func (l *loader) workspaces(a *access) error {
	if a.Workspaces == nil {
		return nil
	}
	out := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(a.Workspaces)) {
		id := name
		if err := l.Resolve("workspaces", a.Tenant, &id, l.w.workspaces.Has); err != nil {
			return err
		}
		out[id] = a.Workspaces[name]
	}
	a.Workspaces = out
	return nil
}

// roles makes of roles what the service would: a saved world is taken as it is.
func (l *loader) roles(a *access) error {
	w := l.w
	if l.seed.Saved() {
		return nil
	}
	var before []string // what no client can give
	if a.PBXUser != "" {
		before = append(before, essential)
		a.Roles = append([]string{essential}, less(a.Roles, essential)...)
	}
	for _, key := range a.Roles {
		if key != essential && (w.role(key) == nil || w.meaning(key).readOnly) {
			before = append(before, key)
		}
	}
	roles, f := w.settle(before, a.Roles, a.PBXUser != "")
	if f != nil {
		return fmt.Errorf("access: %s", f.message)
	}
	a.Roles = roles
	return nil
}

func (l *loader) groupRow(g *group) error {
	if err := l.named("groups", &g.ID, &g.Customer, g.Name, l.w.groups.Has); err != nil {
		return err
	}
	g.Members = append([]string{}, g.Members...)
	for i := range g.Members {
		if err := l.Resolve("users", "", &g.Members[i], l.w.users.Has); err != nil {
			return err
		}
		u := l.w.users.Get(g.Members[i])
		if u == nil || u.in(g.Customer) == nil || contains(g.Members[:i], u.ID) {
			return fmt.Errorf("members: %q is no user of the customer, or is there twice", g.Members[i])
		}
	}
	return nil
}

// primaryGroups resolves the groups of users, which came before them: one that the
// user is a member of (R12).
func (l *loader) primaryGroups() error {
	for u := range l.w.users.All {
		for i := range u.Access {
			a := &u.Access[i]
			if a.PrimaryGroup == "" {
				continue
			}
			if err := l.Resolve("groups", a.Tenant, &a.PrimaryGroup, l.w.groups.Has); err != nil {
				return fmt.Errorf("users: %s: primaryGroup: %w", u.DisplayName, err)
			}
			if g := l.w.groups.Get(a.PrimaryGroup); g.Customer != a.Tenant || !contains(g.Members, u.ID) {
				return fmt.Errorf("users: %s: primaryGroup: is no member of %s", u.DisplayName, g.Name)
			}
		}
	}
	return nil
}

func (l *loader) grantRow(g *grant) error {
	if err := l.Resolve("users", "", &g.User, l.w.users.Has); err != nil {
		return err
	}
	if l.w.clients.Get(g.Client) == nil || !l.w.users.Has(g.User) {
		return errors.New("client and user must be there")
	}
	if g.Scopes == nil {
		g.Scopes = scopes
	}
	if g.Issued.IsZero() {
		g.Issued = l.w.now()
	}
	return rows.Required("token", g.Token)
}
