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
	more              more
}

func readDevice(s *rest.Scan) deviceRow {
	var d deviceRow
	s.Object(func(name []byte) {
		switch n := string(name); n {
		case "id":
			d.id = texted(s)
		case "name":
			d.name = texted(s)
		case "macAddress":
			d.mac = plainMAC(texted(s))
		case "modelName":
			d.model = texted(s)
		case "assignedUserKey":
			d.user = texted(s)
		case "licenseKey":
			d.licence, d.seen = texted(s), true
		case "locationId":
			d.location = texted(s)
		case "accountKey", "organizationId":
			s.Skip()
		default:
			d.more.take(n, s)
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
			b.typ = texted(s)
		case "label":
			b.label = texted(s)
		case "extensionId":
			b.extension = texted(s)
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
	more      more
}

func readLocation(s *rest.Scan) locationRow {
	var l locationRow
	s.Object(func(name []byte) {
		switch n := string(name); n {
		case "id":
			l.id = texted(s)
		case "name":
			l.name = texted(s)
		case "address":
			l.address = s.Raw()
		case "usedForEmergencyServices":
			l.emergency = yes(s)
		case "accountKey", "organizationId":
			s.Skip()
		default:
			l.more.take(n, s)
		}
	})
	return l
}

// lines is an address as a value: the lines that it has.
func (l *locationRow) lines() state.Value {
	out := map[string]any{}
	fieldsOf(l.address, func(name string, s *rest.Scan) {
		if v := texted(s); v != "" && addressFields[name] {
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
	more             more
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
			n.id = texted(s)
		case "number":
			n.number = texted(s)
		case "name":
			n.name = texted(s)
		case "callerIdName":
			n.callerID = texted(s)
		case "smsEnabled":
			n.sms = yes(s)
		case "routeTo":
			s.Object(func(name []byte) {
				switch string(name) {
				case "id":
					n.to = texted(s)
				case "type":
					n.toNumber = texted(s) == "PHONE_NUMBER"
				}
			})
		case "accountKey", "organizationId", "billingGroupId":
			s.Skip()
		default:
			n.more.take(f, s)
		}
	})
	return n
}

func readPermission(s *rest.Scan) permissionRow {
	var p permissionRow
	s.Object(func(name []byte) {
		switch string(name) {
		case "userKey":
			p.user = texted(s)
		case "permissions":
			p.all = texts(s)
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
			key = texted(s)
		}
	})
	return key
}
