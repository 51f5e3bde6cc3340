package threecx

import (
	"fmt"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// unread says of which kinds a plan knows nothing, although the site needs
// nothing of them: "no change" would read as if they had been looked at.
func (s *stepping) unread() {
	needed := map[string]bool{}
	for i := range s.in.Desired.Objects {
		needed[s.in.Desired.Objects[i].Kind] = true
	}
	for _, c := range s.in.Live.Coverage {
		k, ok := s.schema.Kind(c.Kind)
		if !ok || c.Attr != "" || c.Reach == state.Complete || needed[c.Kind] {
			continue
		}
		s.ds.Add(diag.Diagnostic{Code: diag.NotWhollyRead, Severity: diag.Notice, Target: s.in.Live.Target, Path: "targets." + s.in.Live.Target,
			Message: fmt.Sprintf("%s were not read in full, and the plan says nothing about them (%s)", kindWords[k.Name], c.Reason)})
	}
}

// kindWords are the kinds as people speak of several.
var kindWords = map[string]string{
	User: "extensions", Group: "departments", GroupRole: "role defaults", Membership: "memberships", Queue: "queues", RingGroup: "ring groups",
	Parking: "shared parkings", Phone: "phones", Forwarding: "forwarding profiles", Receptionist: "digital receptionists", Fax: "fax extensions",
}
