package sim

import (
	"encoding/json"
	"fmt"
)

// What a fresh world has, and a seed that does not say otherwise.
const (
	defaultAdmin    = "admin@patchbay.example"
	defaultPassword = "Patchbay-1"
	defaultClient   = "patchbay"
	defaultSecret   = "patchbay"
	defaultRedirect = "http://127.0.0.1/callback"
)

// freshParts are what a part has that a seed does not name. The ids of models are
// in the form of the reference's sample; the names of licences are made up.
var freshParts = map[string]string{
	"accounts": `[{"name": "Patchbay", "domains": ["patchbay.example"]}]`,
	"clients":  `[{"id": "` + defaultClient + `", "secret": "` + defaultSecret + `", "redirectUris": ["` + defaultRedirect + `"]}]`,
	"licenses": `[
		{"description": "GoTo Connect", "seats": 50, "enabled": true, "products": ["JIVE", "G2M"], "devicesAllowed": true},
		{"description": "GoTo Contact Center", "seats": 10, "enabled": true, "products": ["G2C"]},
		{"description": "Common area phone", "seats": 5, "enabled": true, "products": ["JIVE"], "devicesOnly": true, "devicesAllowed": true}]`,
	"locations":     `[{"name": "Head office", "usedForEmergencyServices": true, "address": {"line1": "1 Main Street", "city": "Montreal", "state": "QC", "postalCode": "H2X 1Y4", "country": "CA"}}]`,
	"contactCenter": `[{}]`,
	"billingGroups": `[{"name": "Default"}]`,
	"deviceModels": `[
		{"id": "aastra.480i", "name": "Aastra 480i", "buttons": 6}, {"id": "polycom.vvx411", "name": "Polycom VVX 411", "buttons": 12},
		{"id": "yealink.t46u", "name": "Yealink T46U", "buttons": 10}, {"id": "yealink.t54w", "name": "Yealink T54W", "buttons": 10},
		{"id": "yealink.w60b", "name": "Yealink W60B", "buttons": 0}]`,
}

// fresh is what a part has when the seed does not name it.
func (l *loader) fresh(name string) []json.RawMessage {
	if l.seed[name] != nil {
		return nil
	}
	if name == "phoneNumbers" {
		return freshNumbers()
	}
	var rows []json.RawMessage
	if text := freshParts[name]; text != "" {
		if err := json.Unmarshal([]byte(text), &rows); err != nil {
			panic(fmt.Sprintf("goto simulator: %s: %v", name, err))
		}
	}
	return rows
}

// freshNumbers are public numbers that ring nowhere.
func freshNumbers() []json.RawMessage {
	var out []json.RawMessage
	for i := range 10 {
		out = append(out, fmt.Appendf(nil, `{"number": "+1514555010%d", "smsEnabled": %v}`, i, i%2 == 0))
	}
	return out
}

// superAdmin adds the administrator where the first account of a seed has no super
// admin. In a world that was saved the last one may be gone.
func (l *loader) superAdmin() {
	w := l.w
	if l.seed.Saved() {
		return
	}
	home := w.accounts.List[0].Row.Key
	if w.users.First(func(u *user) bool { return u.Account == home && u.super() }) != nil || w.emails[at(home, defaultAdmin)] != "" {
		return
	}
	u := &user{
		Key: w.mintNumber(userBase, w.users.Has), Account: home, Email: defaultAdmin, FirstName: "Admin", LastName: "Patchbay", Status: "ACTIVE",
		AdminRoles: []string{"SUPER_USER"}, Password: defaultPassword,
	}
	u.complete()
	w.users.Put(u)
	l.Call("users", home, u.Email, u.Key)
}

// refreshToken gives the first client a refresh token of the first super admin,
// unless the seed says which tokens there are.
func (l *loader) refreshToken() {
	w := l.w
	if l.seed["grants"] != nil || len(w.clients.List) == 0 {
		return
	}
	app := w.clients.List[0].Row
	if u := w.principal(); u != nil {
		w.newGrant(app.ID, u.Key, app.Scopes)
	}
}

// principal is the first super admin of the first account, or nil.
func (w *World) principal() *user {
	return w.users.First(func(u *user) bool { return u.Account == w.accounts.List[0].Row.Key && u.super() })
}
