package sim

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/patchbay-dev/patchbay/targets/internal/rows"
)

// Load implements simhttp.Vendor: it replaces the world by a seed, or by what Save
// wrote. See the package documentation for the format.
func (w *World) Load(seed []byte) error {
	fresh := &World{given: w.given, clock: w.clock}
	if err := fresh.load(seed); err != nil {
		return fmt.Errorf("dimensions simulator: %w", err)
	}
	w.data = fresh.data
	return nil
}

func (w *World) load(text []byte) error {
	seed, err := rows.ReadSeed(text)
	if err != nil {
		return err
	}
	w.data = newData()
	l := &loader{w: w, seed: seed, Names: rows.Names{}}
	if err := l.head(); err != nil {
		return err
	}
	for _, p := range w.parts() {
		if err := l.part(p); err != nil {
			return err
		}
	}
	return nil
}

// loader reads the rows of a seed.
type loader struct {
	w    *World
	seed rows.Seed
	rows.Names
}

// head reads what is no table, and refuses what is neither.
func (l *loader) head() error {
	h, err := l.seed.Head(l.w.parts(), "permissionKeys", "licences")
	if err != nil {
		return err
	}
	l.w.nextID, l.w.written = h.NextID, h.Quirks
	if l.w.quirks, err = Known.Over(l.w.given, product, l.w.written); err != nil {
		return err
	}
	return l.keys()
}

// keys reads which role keys the permissions have that the vendor does not
// document; those that are not named have the usual ones.
func (l *loader) keys() error {
	l.w.permissionKeys = usualKeys()
	var given map[string]string
	if raw := l.seed["permissionKeys"]; raw != nil {
		if err := json.Unmarshal(raw, &given); err != nil {
			return fmt.Errorf("permissionKeys: %w", err)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if _, ok := l.w.permissionKeys[name]; !ok && name != manageUsers {
			return fmt.Errorf("permissionKeys: there is no permission %q", name)
		}
		l.w.permissionKeys[name] = given[name]
	}
	return l.meanings()
}

// meanings finds the permission of each key, of which no two have the same.
func (l *loader) meanings() error {
	w := l.w
	w.permissions = map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(w.permissionKeys)) {
		key := w.permissionKeys[name]
		if key == "" || w.permissions[key] != "" || slices.ContainsFunc(customerRoles, func(r role) bool { return r.key == key }) {
			return fmt.Errorf("permissionKeys: %s: %q is empty, or the key of something else", name, key)
		}
		w.permissions[key] = name
	}
	return nil
}

// part loads one table, or makes what a fresh world has of it.
func (l *loader) part(p rows.Part) error {
	if err := l.seed.Load(p, l.fresh(p.Name()), l.row); err != nil {
		return err
	}
	if err := l.after(p.Name()); err != nil {
		return err
	}
	p.Settle()
	return nil
}

// after does what a table needs once all of it is there.
func (l *loader) after(part string) error {
	switch part {
	case "accounts", "customers", "enterprises":
		if !l.seed.Saved() && len(l.w.enterprises.List) == 0 {
			return errors.New("enterprises: there is none")
		}
	case "users":
		l.admins()
		if !l.seed.Saved() {
			l.w.synchronize()
			l.w.customers.Settle()
		}
	case "groups":
		return l.primaryGroups()
	case "grants":
		l.refreshTokens()
	}
	return nil
}

// row completes a row as the service would have when it was made, and refuses
// what it would not.
func (l *loader) row(r rows.Row) error {
	switch r := r.(type) {
	case *enterprise:
		return l.enterpriseRow(r)
	case *account:
		return l.accountRow(r)
	case *customer:
		return l.customerRow(r)
	case *pbxUser:
		return l.pbxUserRow(r)
	case *oauthClient:
		if r.RedirectURIs == nil {
			r.RedirectURIs = []string{defaultRedirect}
		}
		return rows.Required("id", r.ID)
	case *workspace:
		return l.named("workspaces", &r.ID, &r.Customer, r.Name, l.w.workspaces.Has)
	case *user:
		return l.userRow(r)
	case *group:
		return l.groupRow(r)
	case *grant:
		return l.grantRow(r)
	case *letter:
		return rows.Required("id", r.ID)
	}
	return fmt.Errorf("no rule for %T", r)
}

// name lets a seed say the name of a row instead of its id. The first of a name has it.
func (l *loader) name(part, tenant, name, id string) {
	if name != "" && l.Called(part, tenant, name) == "" {
		l.Call(part, tenant, name, id)
	}
}

// named completes a row that is little more than a name in a customer.
func (l *loader) named(part string, id, tenant *string, name string, taken func(string) bool) error {
	if err := l.customer(tenant); err != nil {
		return err
	}
	if *id == "" {
		*id = l.w.mint(part, taken)
	}
	l.name(part, *tenant, name, *id)
	return rows.Required("name", name)
}

// customer resolves the customer of a row; without one it is the first.
func (l *loader) customer(ref *string) error {
	if *ref == "" && len(l.w.customers.List) > 0 {
		*ref = l.w.customers.List[0].Row.ID
	}
	return errors.Join(rows.Required("customer", *ref), l.Resolve("tenants", "", ref, l.w.customers.Has))
}
