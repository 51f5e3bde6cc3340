package gotoconnect

import (
	"encoding/json"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// Keys of the Admin API are JSON numbers that no number type holds, and text in Voice
// Admin. Everything here reads either, and keeps them as text.

// fieldsOf visits the fields of an object; anything else has none.
func fieldsOf(raw []byte, visit func(name string, s *rest.Scan)) {
	if len(raw) == 0 {
		return
	}
	s := rest.NewScan(raw)
	s.Object(func(name []byte) { visit(string(name), s) })
}

// texted is a text, a number or switch in its own spelling, and nothing of a list,
// a map or null.
func texted(s *rest.Scan) string {
	switch s.Kind() {
	case '{', '[':
		s.Skip()
		return ""
	}
	return s.Text()
}

// yes reads a switch.
func yes(s *rest.Scan) bool { return texted(s) == "true" }

// texts are the texts, or keys, of a list.
func texts(s *rest.Scan) []string {
	if s.Kind() != '[' {
		s.Skip()
		return nil
	}
	var out []string
	s.Array(func() {
		if v := texted(s); v != "" {
			out = append(out, v)
		}
	})
	return out
}

// address is an e-mail address as objects are known by it.
func address(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// plainMAC is a MAC address as twelve digits in lower case.
func plainMAC(s string) string {
	return strings.ToLower(strings.NewReplacer(":", "", "-", "", ".", "", " ", "").Replace(s))
}

// more collects fields that the schema does not know.
type more map[string]json.RawMessage

func (m *more) take(name string, s *rest.Scan) {
	if *m == nil {
		*m = more{}
	}
	(*m)[name] = s.Raw()
}

// extra is canonical JSON of such fields; "" of none.
func (m more) extra() string {
	if len(m) == 0 {
		return ""
	}
	b, err := json.Marshal(map[string]json.RawMessage(m))
	if err == nil {
		b, err = state.Canonicalize(b)
	}
	if err != nil {
		return ""
	}
	return string(b)
}

// row is anything with an id and a name.
type row struct{ id, name string }

func readRow(s *rest.Scan) row {
	var r row
	s.Object(func(name []byte) {
		switch string(name) {
		case "id", "key":
			r.id = texted(s)
		case "name":
			r.name = texted(s)
		}
	})
	return r
}

// userRow is a user of the Admin API.
type userRow struct {
	key, email, written          string // written is the address as the service has it
	first, last, status, group   string
	roles, sets, licences, sells []string
	extension                    string // of the primary one, as the Admin API knows it
	more                         more
}

func readUser(s *rest.Scan) userRow {
	var u userRow
	s.Object(func(name []byte) {
		switch n := string(name); n {
		case "key":
			u.key = texted(s)
		case "email":
			u.written = texted(s)
			u.email = address(u.written)
		case "firstName":
			u.first = texted(s)
		case "lastName":
			u.last = texted(s)
		case "status":
			u.status = texted(s)
		case "groupKey":
			u.group = texted(s)
		case "adminRoles":
			u.roles = texts(s)
		case "roleSets":
			u.sets = texts(s)
		case "licenseKeys":
			u.licences = texts(s)
		case "products":
			u.sells = texts(s)
		case "settings":
			u.extension = primaryOf(s)
		case "accountKey":
			s.Skip()
		default:
			u.more.take(n, s)
		}
	})
	return u
}

// primaryOf is settings.JIVE.primaryExtensionNumber.
func primaryOf(s *rest.Scan) (number string) {
	s.Object(func(name []byte) {
		if string(name) != "JIVE" {
			return
		}
		s.Object(func(name []byte) {
			if string(name) == "primaryExtensionNumber" {
				number = texted(s)
			}
		})
	})
	return number
}

// licenceRow is a licence that the account bought.
type licenceRow struct {
	row
	typ      string
	products []string
	switches map[string]bool
	counts   map[string]int64
}

func readLicence(s *rest.Scan) licenceRow {
	l := licenceRow{switches: map[string]bool{}, counts: map[string]int64{}}
	s.Object(func(name []byte) {
		switch n := string(name); n {
		case "key":
			l.id = texted(s)
		case "description":
			l.name = texted(s)
		case "type":
			l.typ = texted(s)
		case "products":
			l.products = texts(s)
		case "devicesAllowed", "devicesOnly", "enabled", "externallyManaged":
			l.switches[n] = yes(s)
		case "deviceCount", "seats", "userCount":
			l.counts[n], _ = s.Int()
		}
	})
	return l
}

// extensionRow is an extension, of the list and of what stands on its own page.
type extensionRow struct {
	row
	number, typ string
	switches    map[string]bool
	primary     string
	secondary   []string
	seen        bool // who has it was read
	ring        []ringStep
	away, last  place
	follows     bool // how it goes on was read
	more        more
}

func readExtension(s *rest.Scan) extensionRow {
	e := extensionRow{switches: map[string]bool{}}
	s.Object(func(name []byte) {
		switch n := string(name); n {
		case "id":
			e.id = texted(s)
		case "name":
			e.name = texted(s)
		case "number", "extensionNumber":
			e.number = texted(s)
		case "type":
			e.typ = texted(s)
		case "omitFromDirectories", "omitFromAutoAttendants", "sharedAppearance":
			e.switches[n] = yes(s)
		case "assignedPrimaryUserKey":
			e.primary, e.seen = texted(s), true
		case "assignedSecondaryUserKeys":
			e.secondary = texts(s)
		case "accountKey", "organizationId":
			s.Skip()
		default:
			e.more.take(n, s)
		}
	})
	return e
}

// place is a destination of find-me-follow-me, with the action of a final step.
type place struct{ action, extension, number string }

func readPlace(s *rest.Scan) place {
	var p place
	s.Object(func(name []byte) {
		switch string(name) {
		case "action":
			p.action = texted(s)
		case "extensionId":
			p.extension = texted(s)
		case "externalNumber":
			p.number = texted(s)
		}
	})
	return p
}

type ringStep struct {
	pass    bool
	timeout int64
	items   []place
}

// follow reads how an extension goes on.
func (e *extensionRow) follow(raw []byte) bool {
	fieldsOf(raw, func(name string, s *rest.Scan) {
		switch name {
		case "ringSteps":
			e.follows = s.Kind() == '['
			s.Array(func() { e.ring = append(e.ring, readRing(s)) })
		case "unavailableStep":
			e.away = readPlace(s)
		case "finalStep":
			e.last = readPlace(s)
		}
	})
	return e.follows
}

func readRing(s *rest.Scan) ringStep {
	var r ringStep
	s.Object(func(name []byte) {
		switch string(name) {
		case "passThruCallerId":
			r.pass = yes(s)
		case "timeout":
			r.timeout, _ = s.Int()
		case "items":
			s.Array(func() { r.items = append(r.items, readPlace(s)) })
		}
	})
	return r
}
