package sim

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/targets/internal/rows"
)

// accountBase is what keys of accounts count from: they fit 64 bits, not 53.
const accountBase = "2000000000002159000"

func (l *loader) accountRow(a *account) error {
	if a.Key == "" {
		a.Key = l.w.mintNumber(accountBase, l.w.accounts.Has)
	}
	a.Name, a.Domains = or(a.Name, "Patchbay"), some(a.Domains)
	a.OrganizationID = or(a.OrganizationID, uuid("organization", a.Key))
	l.Call("accounts", "", a.Name, a.Key)
	return errors.Join(rows.Valid("key", decimal.MatchString(a.Key)), rows.Valid("extensionLength", a.ExtensionLength >= 0))
}

// licenceBase is what keys of licences count from.
const licenceBase = "9007199254740993000"

func (l *loader) licenceRow(r *licence) error {
	if r.Key == "" {
		r.Key = l.w.mintNumber(licenceBase, l.w.licences.Has)
	}
	if err := l.account(&r.Account); err != nil {
		return err
	}
	r.Products, r.Type = some(r.Products), or(r.Type, "STANDARD")
	if r.Entitlements == nil {
		r.Entitlements = map[string]any{}
	}
	l.Call("licenses", r.Account, r.Description, r.Key)
	return errors.Join(rows.Valid("key", decimal.MatchString(r.Key)), rows.Valid("seats", r.Seats >= 0))
}

// namedRow names the row for every table of named things: a seed's names are
// looked for in one of them at a time, and two tables may share a name.
func (l *loader) namedRow(n *named) error {
	if err := l.account(&n.Account); err != nil {
		return err
	}
	if n.ID == "" {
		n.ID = l.w.mintNumber(namedBase, func(id string) bool {
			return slices.ContainsFunc(l.w.namedTables(), func(t *rows.Table[*named]) bool { return t.Has(id) })
		})
	}
	return nil
}

func (d *data) namedTables() []*rows.Table[*named] {
	return []*rows.Table[*named]{d.rolesets, d.groups, d.attributes, d.templates, d.billingGroups}
}

// namedRef resolves the name of a custom role, a group or a billing group.
func (l *loader) namedRef(t *rows.Table[*named], account string, ref *string) error {
	if *ref == "" {
		return nil
	}
	found := t.First(func(n *named) bool { return n.Account == account && (n.ID == *ref || fold(n.Name) == fold(*ref)) })
	if found == nil {
		return fmt.Errorf("there is no %q among %s", *ref, t.Name())
	}
	*ref = found.ID
	return nil
}

func (l *loader) userRow(u *user) error {
	if err := l.account(&u.Account); err != nil {
		return err
	}
	if u.Key == "" {
		u.Key = l.w.mintNumber(userBase, l.w.users.Has)
	}
	u.Status = or(u.Status, "ACTIVE")
	u.complete()
	for i := range u.RoleSets {
		if err := l.namedRef(l.w.rolesets, u.Account, &u.RoleSets[i]); err != nil {
			return err
		}
	}
	err := cmp.Or(l.namedRef(l.w.groups, u.Account, &u.GroupKey), l.resolveAll("licenses", u.Account, u.LicenseKeys, l.w.licences.Has),
		l.Resolve("locations", u.Account, &u.LocationID, l.w.locations.Has))
	if err != nil {
		return err
	}
	if l.w.emails[at(u.Account, fold(u.Email))] != "" || l.w.scimIDs[u.ScimID] != "" {
		return fmt.Errorf("%q is there twice", u.Email)
	}
	l.Call("users", u.Account, u.Email, u.Key)
	return cmp.Or(rows.Valid("key", decimal.MatchString(u.Key)), rows.Valid("email", isEmail(u.Email)), l.userRoles(u), rows.Valid("status", has([]string{"ACTIVE", "INACTIVE", "INVITED"}, u.Status)))
}

// userRoles: a built-in role, or a custom one, or none.
func (l *loader) userRoles(u *user) error {
	for _, r := range u.AdminRoles {
		if r != "SUPER_USER" && r != "MANAGE_ACCOUNT" {
			return fmt.Errorf("adminRoles: there is no %q", r)
		}
	}
	return rows.Valid("adminRoles and roleSets", len(u.AdminRoles)+len(u.RoleSets) <= 1)
}

// grantRow takes the e-mail address of a user of any account.
func (l *loader) grantRow(g *grant) error {
	if u := l.w.users.First(func(u *user) bool { return fold(u.Email) == fold(g.User) }); u != nil {
		g.User = u.Key
	}
	app := l.w.clients.Get(g.Client)
	if app == nil || !l.w.users.Has(g.User) {
		return errors.New("client and user must be there")
	}
	if g.Scopes == nil {
		g.Scopes = app.Scopes
	}
	if g.Issued.IsZero() {
		g.Issued = l.w.now()
	}
	return rows.Required("token", g.Token)
}

func (l *loader) scimGroupRow(g *scimGroup) error {
	if err := l.account(&g.Account); err != nil {
		return err
	}
	if g.ID == "" {
		g.ID = l.w.mint("scimGroup", l.w.scimGroups.Has)
	}
	g.Members = some(g.Members)
	for i := range g.Members {
		m := &g.Members[i]
		if key := l.Called("users", g.Account, m.Value); key != "" {
			m.Value = l.w.users.Get(key).ScimID
		}
	}
	return rows.Required("displayName", g.DisplayName)
}

func (l *loader) locationRow(r *location) error {
	if err := l.account(&r.Account); err != nil {
		return err
	}
	if r.ID == "" {
		r.ID = l.w.mint("location", l.w.locations.Has)
	}
	l.Call("locations", r.Account, r.Name, r.ID)
	return rows.Required("name", r.Name)
}

func (l *loader) extensionRow(e *extension) error {
	if err := l.account(&e.Account); err != nil {
		return err
	}
	if e.ID == "" {
		e.ID = l.w.mint("extension", l.w.extensions.Has)
	}
	e.Type = or(e.Type, direct)
	e.complete()
	if e.Type == sharedBox && e.Box == nil {
		e.Box = &sharedMail{Addresses: []string{}, Format: audioFormats[0]}
	}
	l.Call("extensions", e.Account, e.Number, e.ID)
	return cmp.Or(l.extensionPeople(e), l.extensionForm(e))
}

func (l *loader) extensionForm(e *extension) error {
	if id := l.w.dials[at(e.Account, e.Number)]; id != "" {
		return fmt.Errorf("%q is there twice", e.Number)
	}
	return cmp.Or(rows.Required("name", e.Name), rows.Valid("type", has(extensionTypes, e.Type)), rows.Valid("number", l.w.isDial(e.Account)(e.Number)),
		rows.Valid("sharedVoicemail", (e.Box != nil) == (e.Type == sharedBox)), rows.Valid("queue", e.Queue == nil || e.Type == callQueue))
}

// extensionPeople: each user is primary once, and of direct extensions only.
func (l *loader) extensionPeople(e *extension) error {
	if err := cmp.Or(l.user(e.Account, &e.Primary), l.users(e.Account, e.Secondary)); err != nil {
		return err
	}
	if held := l.w.primary[e.Primary]; e.Primary != "" && held != "" {
		return fmt.Errorf("user %s is primary twice", e.Primary)
	}
	if slices.Contains(e.Secondary, e.Primary) || e.Type != direct && len(e.people()) > 0 {
		return errors.New("primaryUser and secondaryUsers are not valid")
	}
	if e.Queue == nil {
		return nil
	}
	q := e.Queue
	q.Agents, q.Supervisors, q.LoggedIn = some(q.Agents), some(q.Supervisors), some(q.LoggedIn)
	return cmp.Or(l.users(e.Account, q.Agents), l.users(e.Account, q.Supervisors), l.users(e.Account, q.LoggedIn), rows.Valid("wrapUpSeconds", q.WrapUp >= 0))
}

func (l *loader) numberRow(n *phoneNumber) error {
	if err := l.account(&n.Account); err != nil {
		return err
	}
	if n.ID == "" {
		n.ID = l.w.mint("phoneNumber", l.w.numbers.Has)
	}
	n.Name, n.Permissions = or(n.Name, n.Number), some(n.Permissions)
	everywhere := "E.164\x00" + n.Number // a number is one account's in the world
	if l.Names[everywhere] != "" {
		return fmt.Errorf("%q is there twice", n.Number)
	}
	l.Names[everywhere] = n.ID
	l.Call("phoneNumbers", n.Account, n.Number, n.ID)
	for i := range n.Permissions {
		p := &n.Permissions[i]
		if err := l.user(n.Account, &p.User); err != nil || p.User == "" {
			return cmp.Or(err, rows.Required("userKey", p.User))
		}
	}
	return cmp.Or(l.namedRef(l.w.billingGroups, n.Account, &n.BillingGroupID), rows.Valid("number", e164.MatchString(n.Number)))
}

func (l *loader) deviceRow(d *device) error {
	if err := l.account(&d.Account); err != nil {
		return err
	}
	if d.ID == "" {
		d.ID = l.w.mint("device", l.w.devices.Has)
	}
	mac, ok := plainMAC(d.MAC)
	d.MAC, d.Buttons = mac, some(d.Buttons)
	if l.w.macs[at(d.Account, mac)] != "" {
		return fmt.Errorf("%q is there twice", mac)
	}
	err := cmp.Or(rows.Valid("macAddress", ok), rows.Required("name", d.Name), rows.Valid("modelId", l.w.models.Has(d.ModelID)), l.user(d.Account, &d.User),
		l.Resolve("licenses", d.Account, &d.LicenseKey, l.w.licences.Has), l.Resolve("locations", d.Account, &d.LocationID, l.w.locations.Has))
	if err != nil || d.User == "" || d.LicenseKey != "" {
		return err
	}
	held := l.w.phoneLicences(l.w.users.Get(d.User))
	if len(held) != 1 {
		return fmt.Errorf("user %s has %d licences", d.User, len(held))
	}
	d.LicenseKey = held[0]
	return nil
}
