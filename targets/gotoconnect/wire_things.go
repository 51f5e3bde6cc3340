package gotoconnect

import (
	"encoding/json"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// deviceRow is a device: the list shows its name, model, address and user, and its own
// page its licence and location.
type deviceRow struct {
	row
	mac, model, user  string
	licence, location string
	seen              bool // its own page was read
	buttons           []buttonRow
	pressed           bool // its buttons were read, or it has none
	more              rest.More
}

func readDevice(s *rest.Scan) deviceRow {
	var d deviceRow
	s.Object(func(name []byte) {
		switch n := string(name); n {
		case "id":
			d.id = s.Plain()
		case "name":
			d.name = s.Plain()
		case "macAddress":
			d.mac = plainMAC(s.Plain())
		case "modelName":
			d.model = s.Plain()
		case "assignedUserKey":
			d.user = s.Plain()
		case "licenseKey":
			d.licence, d.seen = s.Plain(), true
		case "locationId":
			d.location = s.Plain()
		case "accountKey", "organizationId":
			s.Skip()
		default:
			d.more.Take(n, s)
		}
	})
	return d
}

type buttonRow struct {
	typ, label, extension string
	position              int64
}

func readButton(s *rest.Scan) buttonRow {
	var b buttonRow
	s.Object(func(name []byte) {
		switch string(name) {
		case "type":
			b.typ = s.Plain()
		case "label":
			b.label = s.Plain()
		case "extensionId":
			b.extension = s.Plain()
		case "position":
			b.position, _ = s.Int()
		}
	})
	return b
}

// locationRow is a place with its address.
type locationRow struct {
	row
	address   json.RawMessage
	emergency bool
	users     []string
	more      rest.More
}

func readLocation(s *rest.Scan) locationRow {
	var l locationRow
	s.Object(func(name []byte) {
		switch n := string(name); n {
		case "id":
			l.id = s.Plain()
		case "name":
			l.name = s.Plain()
		case "address":
			l.address = s.Raw()
		case "usedForEmergencyServices":
			l.emergency = yes(s)
		case "accountKey", "organizationId":
			s.Skip()
		default:
			l.more.Take(n, s)
		}
	})
	return l
}

// lines is an address as a value: the lines that it has.
func (l *locationRow) lines() state.Value {
	out := map[string]any{}
	rest.Fields(l.address, func(name string, s *rest.Scan) {
		if v := s.Plain(); v != "" && addressFields[name] {
			out[name] = v
		}
	})
	if len(out) == 0 {
		return state.Nothing()
	}
	return treeOf(out)
}

// numberRow is a public number.
type numberRow struct {
	row
	number, callerID string
	sms              bool
	to               string
	toNumber         bool
	permissions      []permissionRow
	more             rest.More
}

type permissionRow struct {
	user string
	all  []string
}

func readNumber(s *rest.Scan) numberRow {
	var n numberRow
	s.Object(func(name []byte) {
		switch f := string(name); f {
		case "id":
			n.id = s.Plain()
		case "number":
			n.number = s.Plain()
		case "name":
			n.name = s.Plain()
		case "callerIdName":
			n.callerID = s.Plain()
		case "smsEnabled":
			n.sms = yes(s)
		case "routeTo":
			s.Object(func(name []byte) {
				switch string(name) {
				case "id":
					n.to = s.Plain()
				case "type":
					n.toNumber = s.Plain() == "PHONE_NUMBER"
				}
			})
		case "accountKey", "organizationId", "billingGroupId":
			s.Skip()
		default:
			n.more.Take(f, s)
		}
	})
	return n
}

func readPermission(s *rest.Scan) permissionRow {
	var p permissionRow
	s.Object(func(name []byte) {
		switch string(name) {
		case "userKey":
			p.user = s.Plain()
		case "permissions":
			p.all = s.Plains()
		}
	})
	return p
}

// queueRow is a call queue with those that its list of users shows.
type queueRow struct {
	row
	number string
	users  []string
}

func readQueue(s *rest.Scan) queueRow {
	e := readExtension(s)
	return queueRow{row: e.row, number: e.number}
}

func readUserKey(s *rest.Scan) (key string) {
	s.Object(func(name []byte) {
		if string(name) == "userKey" {
			key = s.Plain()
		}
	})
	return key
}
