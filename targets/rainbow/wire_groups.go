package rainbow

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// systemRow is a PBX of a company, or its Cloud PBX.
type systemRow struct {
	id, name, pbx, status, kind string
	hub                         bool
}

func readSystem(s *rest.Scan) systemRow {
	var x systemRow
	s.Object(func(name []byte) {
		switch string(name) {
		case "id":
			x.id = s.Plain()
		case "name":
			x.name = s.Plain()
		case "pbxId":
			x.pbx = s.Plain()
		case "status":
			x.status = s.Plain()
		case "type":
			x.kind = s.Plain()
		}
	})
	return x
}

// subscriptionRow is what a company bought of an offer.
type subscriptionRow struct {
	id, name, reference, status, model string
	isDefault, exclusive               bool
	most, used                         int64 // -1 is not said
}

func readSubscription(s *rest.Scan) subscriptionRow {
	x := subscriptionRow{most: -1, used: -1}
	s.Object(func(name []byte) {
		switch string(name) {
		case "id":
			x.id = s.Plain()
		case "offerName":
			x.name = s.Plain()
		case "offerReference":
			x.reference = s.Plain()
		case "status":
			x.status = s.Plain()
		case "businessModel":
			x.model = s.Plain()
		case "isDefault":
			x.isDefault = yes(s)
		case "isExclusive":
			x.exclusive = yes(s)
		case "maxNumberUsers":
			x.most = count(s)
		case "numberAssignedUsers":
			x.used = count(s)
		}
	})
	return x
}

// count is a number that may be a text; -1 where it is none.
func count(s *rest.Scan) int64 {
	var n int64
	t := s.Plain()
	if t == "" || json.Unmarshal([]byte(t), &n) != nil {
		return -1
	}
	return n
}

// references are the offers whose licences the language has a word for
// (well-known offerReference; custom offers have a name alone).
var references = map[string]string{"RB-Essential": Essential, "RB-Business": Business, "RB-Enterprise": Enterprise}

// beginnings are those of the names of offers without such a reference: attendants,
// and what the Hub's users need for their number.
var beginnings = []struct{ name, word string }{{"attendant", Attendant}, {"voice attendant", Attendant}, {"voice business", Business}, {"voice enterprise", Enterprise}}

// offerWord is what a licence is called: by the reference of its offer, by the
// beginning of its name, and else by the offer's own name.
func offerWord(reference, name string) string {
	if word := references[reference]; word != "" {
		return word
	}
	low := strings.ToLower(name)
	for _, b := range beginnings {
		if strings.HasPrefix(low, b.name) {
			return b.word
		}
	}
	return name
}

// voiced reports whether an offer is one of the Hub's, by its name: without one of
// them nobody becomes a subscriber (403622).
func voiced(offer string) bool { return strings.Contains(strings.ToLower(offer), "voice") }

// groupRow is a group of either product. A list shows it without members.
type groupRow struct {
	id, name, short, kind, sub, company string
	ddi                                 string // externalNumberId
	number                              string // externalNumber
	fields                              map[string]string
	switches                            map[string]bool
	timeout                             int64
	members                             []memberRow
	membersSaid                         bool
	raw                                 json.RawMessage
}

type memberRow struct {
	user      string
	roles     []string
	idle      bool
	delegated bool
	raw       json.RawMessage
}

func (m *memberRow) has(role string) bool { return slices.Contains(m.roles, role) }

var (
	groupFields   = map[string]bool{"description": true, "policy": true, "recordingProfile": true}
	groupSwitches = map[string]bool{"isEmptyAllowed": true, "isDDIUpdateByManagerAllowed": true, "isEmergencyGroup": true}
)

func readGroup(s *rest.Scan) groupRow {
	g := groupRow{fields: map[string]string{}, switches: map[string]bool{}, timeout: -1, raw: s.Raw()}
	rest.Fields(g.raw, func(name string, s *rest.Scan) {
		switch name {
		case "id":
			g.id = s.Plain()
		case "name":
			g.name = s.Plain()
		case "shortNumber":
			g.short = s.Plain()
		case "type":
			g.kind = s.Plain()
		case "subType":
			g.sub = s.Plain()
		case "companyId":
			g.company = s.Plain()
		case "externalNumberId":
			g.ddi = s.Plain()
		case "externalNumber":
			g.number = s.Plain()
		case "timeout":
			g.timeout = count(s)
		case "members":
			if s.Kind() == '[' {
				g.members, g.membersSaid = readMembers(s.Raw()), true
			}
		default:
			switch {
			case groupSwitches[name]:
				g.switches[name] = yes(s)
			case groupFields[name]:
				g.fields[name] = s.Plain()
			}
		}
	})
	return g
}

func readMembers(raw []byte) []memberRow {
	var out []memberRow
	rows(raw, func(s *rest.Scan) {
		m := memberRow{raw: s.Raw()}
		rest.Fields(m.raw, func(name string, s *rest.Scan) {
			switch name {
			case "userId", "memberId":
				m.user = s.Plain()
			case "roles":
				m.roles = s.Plains()
			case "status":
				m.idle = s.Plain() == "idle"
			case "isDelegationEnabled":
				m.delegated = yes(s)
			}
		})
		if m.user != "" {
			out = append(out, m)
		}
	})
	return out
}

// deviceRow is a SIP device of a Cloud PBX.
type deviceRow struct{ id, mac, model, description, phone string }

func readDevice(s *rest.Scan) deviceRow {
	var d deviceRow
	s.Object(func(name []byte) {
		switch string(name) {
		case "id":
			d.id = s.Plain()
		case "macAddress":
			d.mac = normalMAC(s.Plain())
		case "deviceTypeId":
			d.model = s.Plain()
		case "description":
			d.description = s.Plain()
		case "phoneNumberId":
			d.phone = s.Plain()
		}
	})
	return d
}
