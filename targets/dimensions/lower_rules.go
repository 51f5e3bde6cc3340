package dimensions

import (
	"fmt"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
)

// Where each rule of the vendor's page is held. Whatever a site leaves unwritten is
// looked at again with what the target holds, in steps_rules.go.
//
//	R1   nobody gives or takes Essential: package check of essential: false, the schema
//	R2   Lower: who has a licence, a client or a softphone is one of the phone system; Steps
//	R3   lower_rights.go needsWebsite; Steps
//	R4   lower_rights.go website: asked for with the level and the client
//	R5   lower_rights.go needsWebsite and below; Steps, against all who use the portal
//	R6   lower_rights.go: grants add up to one level; Steps take the other one away
//	R7   lower_rights.go supervisor: predicted
//	R8   as R2: the client is of users of the phone system
//	R9   lower.go licences, lower_devices.go professional; Steps
//	R10  lower_devices.go registers; Steps predict what a move takes away
//	R11  package check, lower_devices.go registers
//	R12  lower_groups.go primaryGroups
//	R13  Steps: what costs, by an account that may not, is refused before anything is sent
//	R14  driver_keys.go: item
//	R15  Steps: a warning
//	R16  Steps: the message says whom to ask
//	R17  lower.go ofProvider; the schema: External
//	R18  lower_rights.go website; Steps

// rule reports that a user breaks one.
func (l *lowering) rule(path string, pos diag.Pos, message, hint string) {
	l.Once(diag.UserRule, diag.Error, path, pos, message, hint)
}

// uniqueAddresses: two who use the portal have addresses of their own (R5). That two
// share one who do not is fine.
func (l *lowering) uniqueAddresses() {
	first := map[string]*resolve.User{}
	for i := range l.Desired.Users {
		u := &l.Desired.Users[i]
		o, address := l.Find(User, l.logins[u.ID]), strings.ToLower(u.Email.Or(""))
		if o == nil || address == "" || !o.Get(Website).Bool() {
			continue
		}
		other := first[address]
		if other == nil {
			first[address] = u
			continue
		}
		l.rule(u.Path+".email", u.Pos, fmt.Sprintf("users %s and %s use the portal with one e-mail address (R5)", other.ID, u.ID), "give one of them another address, or take portal.access from one")
	}
}
