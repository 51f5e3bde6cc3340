package sim

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
)

// What a fresh world has: one company with a PBX and its site, an administrator,
// the catalogue, and more licences than a test uses up.
const (
	defaultLogin    = "admin@patchbay.example"
	defaultPassword = "Patchbay-1"
	freshCompany    = "Patchbay"
)

// reservedCompanies are there in every world: where users without a company
// land, and where deleted ones go.
var reservedCompanies = []string{"Default", "Terminated"}

func reserved(company *object) bool { return has(reservedCompanies, company.str("name")) }

// fresh is what a part has besides what the seed says.
func (l *loader) fresh(kind string, given []map[string]any) []map[string]any {
	_, said := l.all[kind]
	switch {
	case kind == "companies":
		return l.freshCompanies(given)
	case kind == "users":
		return l.freshUsers(given)
	case said:
		return nil
	case kind == "sites":
		return []map[string]any{{"name": "Head office", "status": "active"}}
	case kind == "systems":
		return []map[string]any{{"name": "PBX", "type": "oxe", "status": "activated", "country": "FRA", "version": "R101.0"}}
	case kind == "phoneNumbers":
		return l.freshNumbers()
	case kind == "offers":
		return catalogue()
	case kind == "subscriptions":
		return l.freshSubscriptions()
	case kind == "externalTrunks":
		return []map[string]any{{"name": "Trunk"}}
	}
	return nil
}

func (l *loader) freshCompanies(given []map[string]any) []map[string]any {
	named := func(name string) bool {
		return slices.ContainsFunc(given, func(r map[string]any) bool { return r["name"] == name })
	}
	var out []map[string]any
	if _, said := l.all["companies"]; !said {
		out = append(out, map[string]any{"name": freshCompany})
	}
	for _, name := range reservedCompanies {
		if !named(name) {
			out = append(out, map[string]any{"name": name})
		}
	}
	return out
}

// freshUsers adds the administrator when nobody could log in as one.
func (l *loader) freshUsers(given []map[string]any) []map[string]any {
	for _, u := range given {
		roles, _ := u["roles"].([]any)
		if u["password"] != nil && (slices.Contains(roles, any("admin")) || slices.Contains(roles, any("superadmin"))) {
			return nil
		}
	}
	login, password := or(l.w.opt.Login, defaultLogin), or(l.w.opt.Password, defaultPassword)
	return []map[string]any{{
		"loginEmail": login, "password": password, "firstName": "Admin", "lastName": "Patchbay",
		"roles": []any{"user", "admin"}, "adminType": "company_admin", "isInitialized": true,
	}}
}

// freshNumbers are the extensions of a PBX that nobody described.
func (l *loader) freshNumbers() []map[string]any {
	if _, said := l.all["systems"]; said {
		return nil
	}
	var out []map[string]any
	for i := range max(or(l.w.quirks.Extensions, 20), 0) {
		out = append(out, map[string]any{"shortNumber": fmt.Sprint(1001 + i), "pbxUserId": fmt.Sprint(1 + i), "deviceName": "ALE-300"})
	}
	return out
}

// catalogue are the offers whose names the vendor's texts mention. The four
// references are the well-known ones; the others are not known, so they are
// missing. Which offers exclude each other, and which are at least Business, is
// inferred.
func catalogue() []map[string]any {
	offer := func(name, ref string, more map[string]any) map[string]any {
		o := map[string]any{"name": name, "profileName": name}
		if ref != "" {
			o["offerReference"] = ref
		}
		for k, v := range more {
			o[k] = v
		}
		return o
	}
	type m = map[string]any
	return []map[string]any{
		offer("Essential", "RB-Essential", m{"isDefault": true, "canBeSold": false, "businessModel": "none"}),
		offer("Business", "RB-Business", m{"isExclusive": true, "atLeastBusiness": true}),
		offer("Enterprise", "RB-Enterprise", m{"isExclusive": true, "atLeastBusiness": true}),
		offer("Conference", "RB-Conference", m{"businessModel": "usage"}),
		offer("Enterprise Custom", "", m{"isExclusive": true, "atLeastBusiness": true}),
		offer("Attendant Custom", "", m{"attendant": true}),
		offer("Voice Attendant Custom", "", m{"attendant": true, "voice": true}),
		offer("Voice Enterprise Custom", "", m{"isExclusive": true, "atLeastBusiness": true, "attendant": true, "voice": true}),
		offer("Voice Enterprise 3-Year prepaid", "", m{"isExclusive": true, "isPrepaid": true, "atLeastBusiness": true, "voice": true}),
		offer("Alert Custom", "", nil),
	}
}

// freshSubscriptions are what the first company has bought.
func (l *loader) freshSubscriptions() []map[string]any {
	bought := map[string]int64{"Business": 200, "Enterprise": 100, "Attendant Custom": 50, "Voice Enterprise Custom": 100, "Voice Attendant Custom": 50}
	var out []map[string]any
	for _, o := range l.w.tables["offers"].list {
		n, sold := bought[o.str("name")]
		if !sold && !o.is("isDefault") {
			continue
		}
		s := map[string]any{"offerId": o.id}
		if sold {
			s["maxNumberUsers"] = n
		}
		out = append(out, s)
		if o.is("isDefault") {
			out = append(out, l.essentials(o)...)
		}
	}
	return out
}

// essentials give every other company the default offer too.
func (l *loader) essentials(offer *object) []map[string]any {
	var out []map[string]any
	for _, c := range l.w.tables["companies"].list {
		if c.id != l.home {
			out = append(out, map[string]any{"offerId": offer.id, "companyId": c.id})
		}
	}
	return out
}

// token is text that looks random and is the same for the same world.
func (w *World) token(label string, of any) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%v", w.app.ID, label, of))
	return hex.EncodeToString(sum[:])
}

// systemSecrets are the accounts of a PBX's agent and gateway.
func (w *World) systemSecrets(props map[string]any) {
	id := props["pbxId"]
	for _, part := range []string{"jid_pbxagent", "jid_pbxpcg"} {
		if props[part] == nil {
			props[part] = w.token(part, id)[:32] + "@" + domain
		}
		if props[part+"_password"] == nil {
			props[part+"_password"] = w.token(part+"_password", id)[:24]
		}
	}
}

// domain is the part after the @ in addresses that the service makes.
const domain = "openrainbow.example"
