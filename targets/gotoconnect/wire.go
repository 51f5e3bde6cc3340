package gotoconnect

import (
	"strings"

	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// Keys of the Admin API are JSON numbers that no number type holds, and text in Voice
// Admin. Everything here reads either, and keeps them as text.

// yes reads a switch.
func yes(s *rest.Scan) bool { return s.Plain() == "true" }

// address is an e-mail address as objects are known by it.
func address(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// plainMAC is a MAC address as twelve digits in lower case.
func plainMAC(s string) string {
	return strings.ToLower(strings.NewReplacer(":", "", "-", "", ".", "", " ", "").Replace(s))
}

// row is anything with an id and a name.
type row struct{ id, name string }

func readRow(s *rest.Scan) row {
	var r row
	s.Object(func(name []byte) {
		switch string(name) {
		case "id", "key":
			r.id = s.Plain()
		case "name":
			r.name = s.Plain()
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
	more                         rest.More
}

func readUser(s *rest.Scan) userRow {
	var u userRow
	s.Object(func(name []byte) {
		switch n := string(name); n {
		case "key":
			u.key = s.Plain()
		case "email":
			u.written = s.Plain()
			u.email = address(u.written)
		case "firstName":
			u.first = s.Plain()
		case "lastName":
			u.last = s.Plain()
		case "status":
			u.status = s.Plain()
		case "groupKey":
			u.group = s.Plain()
		case "adminRoles":
			u.roles = s.Plains()
		case "roleSets":
			u.sets = s.Plains()
		case "licenseKeys":
			u.licences = s.Plains()
		case "products":
			u.sells = s.Plains()
		case "settings":
			u.extension = primaryOf(s)
		case "accountKey":
			s.Skip()
		default:
			u.more.Take(n, s)
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
				number = s.Plain()
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
			l.id = s.Plain()
		case "description":
			l.name = s.Plain()
		case "type":
			l.typ = s.Plain()
		case "products":
			l.products = s.Plains()
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
	more        rest.More
}

func readExtension(s *rest.Scan) extensionRow {
	e := extensionRow{switches: map[string]bool{}}
	s.Object(func(name []byte) {
		switch n := string(name); n {
		case "id":
			e.id = s.Plain()
		case "name":
			e.name = s.Plain()
		case "number", "extensionNumber":
			e.number = s.Plain()
		case "type":
			e.typ = s.Plain()
		case "omitFromDirectories", "omitFromAutoAttendants", "sharedAppearance":
			e.switches[n] = yes(s)
		case "assignedPrimaryUserKey":
			e.primary, e.seen = s.Plain(), true
		case "assignedSecondaryUserKeys":
			e.secondary = s.Plains()
		case "accountKey", "organizationId":
			s.Skip()
		default:
			e.more.Take(n, s)
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
			p.action = s.Plain()
		case "extensionId":
			p.extension = s.Plain()
		case "externalNumber":
			p.number = s.Plain()
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
	rest.Fields(raw, func(name string, s *rest.Scan) {
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
