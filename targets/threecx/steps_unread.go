package threecx

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// unread says of which kinds a plan knows nothing, although the site needs
// nothing of them: "no change" would read as if they had been looked at.
func (s *stepping) unread() {
	needed := map[string]bool{}
	for i := range s.in.Desired.Objects {
		needed[s.in.Desired.Objects[i].Kind] = true
	}
	kinds := map[string][]string{} // by why
	for _, c := range s.in.Live.Coverage {
		if k, ok := s.schema.Kind(c.Kind); ok && c.Attr == "" && c.Reach != state.Complete && !needed[c.Kind] {
			kinds[c.Reason] = append(kinds[c.Reason], kindWords[k.Name])
		}
	}
	for _, why := range draft.SortedKeys(kinds) {
		slices.Sort(kinds[why])
		s.ds.Add(diag.Diagnostic{Code: diag.NotWhollyRead, Severity: diag.Notice, Target: s.in.Live.Target, Path: "targets." + s.in.Live.Target,
			Message: fmt.Sprintf("%s were not read in full, and the plan says nothing about them (%s)", strings.Join(kinds[why], ", "), why)})
	}
}

// kindWords are the kinds as people speak of several.
var kindWords = map[string]string{
	User: "extensions", Group: "departments", GroupRole: "role defaults", Membership: "memberships", Queue: "queues", RingGroup: "ring groups",
	Parking: "shared parkings", Phone: "phones", Forwarding: "forwarding profiles", Receptionist: "digital receptionists", Fax: "fax extensions",
}
