package rainbow

import (
	"encoding/json"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// The vendor's examples write one field now as a number and now as a text, a list
// that is empty as null, an id as id or phoneNumberId, and adminType of nobody as
// "undefined". Everything here reads any of these.

// rows visits the items of a list; anything else has none.
func rows(raw []byte, visit func(*rest.Scan)) {
	if len(raw) == 0 {
		return
	}
	s := rest.NewScan(raw)
	s.Array(func() { visit(s) })
}

// dataOf is what a reply holds under data; nil when it has none.
func dataOf(body []byte) (data []byte) {
	rest.Fields(body, func(name string, s *rest.Scan) {
		if name == "data" {
			data = s.Raw()
		}
	})
	return data
}

// yes reads a switch, which may be a text.
func yes(s *rest.Scan) bool { return s.Plain() == "true" }

// login is a loginEmail as objects are known by it.
func login(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// normalMAC is a MAC address as twelve digits in lower case.
func normalMAC(s string) string {
	return strings.ToLower(strings.NewReplacer(":", "", "-", "", ".", "", " ", "").Replace(s))
}

// userRow is a user as the admin portal shows one in full.
type userRow struct {
	id, login, company, site string
	fields                   map[string]string
	roles, tags              []string
	adminType                string
	active, initialized      bool
	terminated               bool
	phones                   []phoneRow
	phonesSaid               bool
	custom                   json.RawMessage
	profiles                 []profileRow
	profilesSaid             bool
	more                     rest.More // fields that the schema does not know and an update takes
}

// userFields are the fields that stand in an attribute of the same name.
var userFields = map[string]bool{"firstName": true, "lastName": true, "jobTitle": true, "department": true, "language": true, "country": true, "nickName": true,
	"state": true, "timezone": true, "title": true, "userInfo1": true, "userInfo2": true, "visibility": true}

func readUser(s *rest.Scan) userRow {
	u := userRow{fields: map[string]string{}, active: true}
	s.Object(func(name []byte) {
		switch n := string(name); n {
		case "id":
			u.id = s.Plain()
		case "loginEmail":
			u.login = login(s.Plain())
		case "companyId":
			u.company = s.Plain()
		case "siteId":
			u.site = s.Plain()
		case "roles":
			u.roles = s.Plains()
		case "tags":
			u.tags = s.Plains()
		case "adminType":
			if u.adminType = s.Plain(); u.adminType == "undefined" {
				u.adminType = ""
			}
		case "isActive":
			u.active = yes(s)
		case "isInitialized":
			u.initialized = yes(s)
		case "isTerminated":
			u.terminated = yes(s)
		case "phoneNumbers":
			u.phones, u.phonesSaid = readPhones(s), true
		case "profiles":
			u.profilesSaid = true
			u.profiles = readProfiles(s.Raw())
		case "customData":
			u.custom = s.Raw()
		default:
			switch {
			case userFields[n]:
				u.fields[n] = s.Plain()
			case settable(n):
				u.more.Take(n, s)
			}
		}
	})
	return u
}

// ownFields are those of a user that the service writes itself, beside dates and
// addresses of its messaging; the password is never shown, and no attribute if it is.
var ownFields = map[string]bool{"displayName": true, "companyName": true, "organisationId": true, "guestMode": true, "isInDefaultCompany": true, "password": true}

// settable reports whether a field that the schema does not know may be one that an
// update takes. What sounds like a secret is none.
func settable(name string) bool {
	low := strings.ToLower(name)
	return !ownFields[name] && !strings.HasPrefix(low, "jid_") && !strings.HasSuffix(low, "date") && !strings.Contains(low, "password") && !strings.Contains(low, "token") && !strings.Contains(low, "secret")
}

// has reports whether a user has a role.
func (u *userRow) has(role string) bool {
	for _, r := range u.roles {
		if r == role {
			return true
		}
	}
	return false
}

// guest reports whether a user is no member of the company but a guest of it.
func (u *userRow) guest() bool { return u.has("guest") && !u.has("user") }

// phoneRow is a phone number, of a user or in a list.
type phoneRow struct {
	id, short, internal, number, system, user string
	fromSystem, ddi                           bool
	device                                    string // deviceType
	fields                                    map[string]string
	switches                                  map[string]bool
	raw                                       json.RawMessage
}

// phoneFields are the fields of an extension that stand in an attribute of the same name.
var (
	phoneFields   = map[string]bool{"deviceName": true, "deviceType": true, "firstName": true, "lastName": true, "type": true, "number": true, "internalNumber": true}
	phoneSwitches = map[string]bool{"isMonitored": true, "isVisibleByOthers": true}
)

func readPhones(s *rest.Scan) []phoneRow {
	var out []phoneRow
	rows(s.Raw(), func(s *rest.Scan) {
		if s.Kind() == '{' {
			out = append(out, readPhone(s))
		}
	})
	return out
}

func readPhone(s *rest.Scan) phoneRow {
	p := phoneRow{fields: map[string]string{}, switches: map[string]bool{}, raw: s.Raw()}
	rest.Fields(p.raw, func(name string, s *rest.Scan) {
		switch name {
		case "id", "phoneNumberId":
			if v := s.Plain(); v != "" {
				p.id = v
			}
		case "shortNumber":
			p.short = s.Plain()
		case "systemId":
			p.system = s.Plain()
		case "userId":
			p.user = s.Plain()
		case "isFromSystem":
			p.fromSystem = yes(s)
		case "isCloudPbxDDI":
			p.ddi = yes(s)
		default:
			switch {
			case phoneSwitches[name]:
				p.switches[name] = yes(s)
			case phoneFields[name]:
				p.fields[name] = s.Plain()
			}
		}
	})
	p.number, p.internal, p.device = p.fields["number"], p.fields["internalNumber"], p.fields["deviceType"]
	return p
}

// ofSystem reports whether a number belongs to a PBX, and not to its user.
func (p *phoneRow) ofSystem() bool { return p.fromSystem || p.system != "" }

// profileRow is a licence of a user.
type profileRow struct {
	subscription, name, reference, status string
	isDefault                             bool
}

func readProfiles(raw []byte) []profileRow {
	var out []profileRow
	rows(raw, func(s *rest.Scan) {
		var p profileRow
		s.Object(func(name []byte) {
			switch string(name) {
			case "subscriptionId":
				p.subscription = s.Plain()
			case "offerName":
				p.name = s.Plain()
			case "offerReference":
				p.reference = s.Plain()
			case "status":
				p.status = s.Plain()
			case "isDefault":
				p.isDefault = yes(s)
			}
		})
		if p.subscription != "" {
			out = append(out, p)
		}
	})
	return out
}

// tree is JSON as a value; nothing where it says nothing.
func tree(raw []byte) state.Value {
	switch strings.TrimSpace(string(raw)) {
	case "", "null", "{}", "[]":
		return state.Nothing()
	}
	b, err := state.Canonicalize(raw)
	if err != nil {
		return state.Value{}
	}
	return state.OfTree(string(b))
}
