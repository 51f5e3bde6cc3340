package sim

import (
	"encoding/json"
	"fmt"
)

// What a fresh world has, and a seed that does not say otherwise.
const (
	resellerAdmin   = "admin@patchbay.example"
	enterpriseAdmin = "enterprise@patchbay.example"
	defaultPassword = "Patchbay-1"
	defaultClient   = "patchbay"
	defaultSecret   = "patchbay"
	defaultRedirect = "http://127.0.0.1:8000"
)

// freshParts are what a part has that a seed does not name.
var freshParts = map[string]string{
	"enterprises": `[{"name": "Patchbay Enterprise"}]`,
	"accounts":    `[{"name": "Patchbay Reseller"}]`,
	"customers":   `[{"name": "Patchbay Customer", "countryCode": "US", "timezone": "America/Los_Angeles"}]`,
	"clients":     `[{"id": "` + defaultClient + `", "secret": "` + defaultSecret + `"}]`,
}

// fresh is what a part has when the seed does not name it.
func (l *loader) fresh(name string) []json.RawMessage {
	if l.seed[name] != nil || freshParts[name] == "" {
		return nil
	}
	var rows []json.RawMessage
	if err := json.Unmarshal([]byte(freshParts[name]), &rows); err != nil {
		panic(fmt.Sprintf("dimensions simulator: %s: %v", name, err))
	}
	return rows
}

// admins adds an administrator to the first reseller and the first enterprise of a
// seed where nobody may onboard.
func (l *loader) admins() {
	if l.seed.Saved() {
		return
	}
	if len(l.w.accounts.List) > 0 {
		l.admin(l.w.accounts.List[0].Row.ID, resellerAdmin, "Reseller Admin")
	}
	l.admin(l.w.enterprises.List[0].Row.ID, enterpriseAdmin, "Enterprise Admin")
}

func (l *loader) admin(tenant, email, name string) {
	w := l.w
	if w.onboarder(tenant) != nil || len(w.emails[email]) > 0 {
		return
	}
	u := &user{ID: w.mint("user", w.users.Has), DisplayName: name, Email: email, Primary: tenant, Password: defaultPassword}
	u.Access = []access{{Tenant: tenant, Roles: []string{resellerAccess, resellerUsers, "customer.admin", onboarding, w.keyOf(manageBillable)}}}
	w.users.Put(u)
	l.name("users", "", email, u.ID)
}

// onboarder is the first user of a tenant that may use the API, or nil.
func (w *World) onboarder(tenant string) *user {
	return w.users.First(func(u *user) bool { return u.Primary == tenant && u.in(tenant).has(onboarding) })
}

// refreshTokens gives the first client a refresh token of an administrator of the
// first reseller and of one of the first enterprise, unless the seed says which
// tokens there are.
func (l *loader) refreshTokens() {
	w := l.w
	if l.seed["grants"] != nil || len(w.clients.List) == 0 {
		return
	}
	tenants := []string{w.enterprises.List[0].Row.ID}
	if len(w.accounts.List) > 0 {
		tenants = append([]string{w.accounts.List[0].Row.ID}, tenants...)
	}
	for _, tenant := range tenants {
		if u := w.onboarder(tenant); u != nil {
			w.newGrant(w.clients.List[0].Row.ID, u.ID, scopes)
		}
	}
}
