package sim

import (
	"errors"
	"fmt"
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
	return l.verify()
}

// loader reads the rows of a seed.
type loader struct {
	w    *World
	seed rows.Seed
	rows.Names
}

// head reads what is no table, and refuses what is neither.
func (l *loader) head() error {
	h, err := l.seed.Head(l.w.parts())
	if err != nil {
		return err
	}
	l.w.nextID, l.w.written = h.NextID, h.Quirks
	l.w.quirks, err = Known.Over(l.w.given, product, l.w.written)
	return err
}

// part loads one table, or makes what a fresh world has of it.
func (l *loader) part(p rows.Part) error {
	if err := l.seed.Load(p, l.fresh(p.Name()), l.row); err != nil {
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
		return rows.Required("id", r.ID)
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
		return errors.Join(l.account(&r.Account), rows.Required("id", r.ID), rows.Valid("phoneNumberId", l.w.numbers.Has(r.PhoneNumberID)))
	case *model:
		return errors.Join(rows.Required("id", r.ID), rows.Required("name", r.Name), rows.Valid("buttons", r.Buttons >= 0))
	case *device:
		return l.deviceRow(r)
	case *center:
		return r.complete(l)
	}
	return fmt.Errorf("no rule for %T", r)
}

// resolveAll does so for a list, which may not name anything twice.
func (l *loader) resolveAll(part, account string, refs []string, taken func(string) bool) error {
	for i := range refs {
		if err := l.Resolve(part, account, &refs[i], taken); err != nil {
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
	return l.Resolve("accounts", "", ref, l.w.accounts.Has)
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
