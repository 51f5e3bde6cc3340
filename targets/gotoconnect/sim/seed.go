package sim

import (
	"bytes"
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
		return fmt.Errorf("goto simulator: %w", err)
	}
	w.data = fresh.data
	return nil
}

func (w *World) load(seed []byte) error {
	if len(bytes.TrimSpace(seed)) == 0 {
		seed = []byte("{}")
	}
	var all map[string]json.RawMessage
	if err := rows.Strict(seed, &all); err != nil {
		return err
	}
	if all == nil {
		return errors.New("want an object")
	}
	w.data = newData()
	l := &loader{w: w, all: all, names: map[string]string{}}
	if err := l.head(); err != nil {
		return err
	}
	for _, p := range w.parts() {
		if err := l.part(p); err != nil {
			return err
		}
	}
	return l.verify()
}

// loader reads the rows of a seed.
type loader struct {
	w     *World
	all   map[string]json.RawMessage
	names map[string]string // part, account and name → key
}

// head reads what is no table, and refuses what is neither.
func (l *loader) head() error {
	known := []string{"quirks", "nextId"}
	for _, p := range l.w.parts() {
		known = append(known, p.Name())
	}
	for _, name := range slices.Sorted(maps.Keys(l.all)) {
		if !has(known, name) {
			return fmt.Errorf("%s: the world has no such part", name)
		}
	}
	if raw := l.all["nextId"]; raw != nil {
		if err := json.Unmarshal(raw, &l.w.nextID); err != nil || l.w.nextID < 0 {
			return errors.New("nextId: want a number from 0")
		}
	}
	if raw := l.all["quirks"]; raw != nil {
		if err := json.Unmarshal(raw, &l.w.written); err != nil {
			return fmt.Errorf("quirks: %w", err)
		}
	}
	var err error
	l.w.quirks, err = Known.Over(l.w.given, product, l.w.written)
	return err
}

// part loads one table, or makes what a fresh world has of it.
func (l *loader) part(p rows.Part) error {
	var given []json.RawMessage
	if raw := l.all[p.Name()]; raw != nil {
		if err := json.Unmarshal(raw, &given); err != nil || given == nil {
			return fmt.Errorf("%s: want a list of objects", p.Name())
		}
	}
	given = append(given, l.fresh(p.Name())...)
	if err := p.Load(given, l.row); err != nil {
		return err
	}
	switch p.Name() {
	case "accounts":
		if len(l.w.accounts.List) == 0 {
			return errors.New("accounts: there is none")
		}
	case "users":
		l.superAdmin()
	case "grants":
		l.refreshToken()
	}
	p.Settle()
	return nil
}

// row completes a row as the service would have when it was made, and refuses
// what it would not.
func (l *loader) row(r rows.Row) error {
	switch r := r.(type) {
	case *account:
		return l.accountRow(r)
	case *oauthClient:
		r.RedirectURIs = some(r.RedirectURIs)
		if r.Scopes == nil {
			r.Scopes = scopes
		}
		return l.want("id", r.ID)
	case *licence:
		return l.licenceRow(r)
	case *named:
		return l.namedRow(r)
	case *user:
		return l.userRow(r)
	case *grant:
		return l.grantRow(r)
	case *scimGroup:
		return l.scimGroupRow(r)
	case *location:
		return l.locationRow(r)
	case *extension:
		return l.extensionRow(r)
	case *phoneNumber:
		return l.numberRow(r)
	case *order:
		return errors.Join(l.account(&r.Account), l.want("id", r.ID), l.has("phoneNumberId", l.w.numbers.Has(r.PhoneNumberID)))
	case *model:
		return errors.Join(l.want("id", r.ID), l.want("name", r.Name), l.has("buttons", r.Buttons >= 0))
	case *device:
		return l.deviceRow(r)
	case *center:
		return r.complete(l)
	}
	return fmt.Errorf("no rule for %T", r)
}

// want refuses what has no value for a field.
func (l *loader) want(field, value string) error {
	if value == "" {
		return fmt.Errorf("%s is required", field)
	}
	return nil
}

// has refuses a field that is not right.
func (l *loader) has(field string, right bool) error {
	if !right {
		return fmt.Errorf("%s is not valid", field)
	}
	return nil
}

// name lets a seed say the name of a row instead of its key.
func (l *loader) name(part, account, name, key string) {
	l.names[part+"\x00"+at(account, fold(name))] = key
}

// resolve turns a name into a key; a key of the table stays what it is, and so
// does nothing.
func (l *loader) resolve(part, account string, ref *string, taken func(string) bool) error {
	if *ref == "" || taken(*ref) {
		return nil
	}
	key := l.names[part+"\x00"+at(account, fold(*ref))]
	if key == "" {
		return fmt.Errorf("there is no %q among %s", *ref, part)
	}
	*ref = key
	return nil
}

// resolveAll does so for a list, which may not name anything twice.
func (l *loader) resolveAll(part, account string, refs []string, taken func(string) bool) error {
	for i := range refs {
		if err := l.resolve(part, account, &refs[i], taken); err != nil {
			return err
		}
		if refs[i] == "" || slices.Contains(refs[:i], refs[i]) {
			return fmt.Errorf("%q is there twice, or empty", refs[i])
		}
	}
	return nil
}

// account resolves the account of a row; without one it is the first.
func (l *loader) account(ref *string) error {
	if *ref == "" {
		*ref = l.w.accounts.List[0].Row.Key
	}
	return l.resolve("accounts", "", ref, l.w.accounts.Has)
}

// users resolves people of an account.
func (l *loader) users(account string, refs []string) error {
	if err := l.resolveAll("users", account, refs, l.w.users.Has); err != nil {
		return err
	}
	for _, key := range refs {
		if l.w.users.Get(key).Account != account {
			return fmt.Errorf("user %s is of another account", key)
		}
	}
	return nil
}

func (l *loader) user(account string, ref *string) error {
	if *ref == "" {
		return nil
	}
	one := []string{*ref}
	err := l.users(account, one)
	*ref = one[0]
	return err
}
