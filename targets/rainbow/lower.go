package rainbow

import (
	"fmt"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// Lower puts what is asked into Rainbow's words, for the product that the company
// has.
//
// Rules:
//   - A user without an e-mail address cannot log in and is not known here: one
//     diagnostic stands for all that is said about them.
//   - An extension is one of the PBX that is associated with the user, on the Hub
//     the number of a subscriber. Once written it is the only one of the user.
//   - Licences are complete once written; what comes with the account is none.
//   - The rules of groups, MA1 to MA16, are held of what is asked: those that only
//     Rainbow has in lower_rules.go, the rest by package check.
func Lower(d *resolve.Desired) (*state.Snapshot, diag.List) {
	l := &lowering{Draft: draft.New(d, Schema(d.Profile), vendorWords), product: productOf(d), emails: map[string]string{}}
	for i := range d.Users {
		l.address(&d.Users[i])
	}
	for i := range d.Users {
		if u := &d.Users[i]; l.emails[u.ID] != "" {
			l.user(u)
		}
	}
	l.groups()
	for i := range d.Devices {
		l.device(&d.Devices[i])
	}
	l.claims()
	return l.Snapshot(), l.Found.Sorted()
}

var vendorWords = draft.Words{Product: "Rainbow", System: "the service", Names: "the fields of its REST API", Shape: "write it as the REST API takes it"}

// lowering is one run of Lower.
type lowering struct {
	*draft.Draft
	product string
	emails  map[string]string // user id → login, of those who are in the company
}

// hub reports whether the company has the Cloud PBX.
func (l *lowering) hub() bool { return l.product == ProductHub }

func (l *lowering) address(u *resolve.User) {
	email, ok := u.Email.Get()
	if !ok {
		l.Report(diag.LossUnsupported, l.Desired.Target.Losses.Unsupported, u.Path, u.Pos, fmt.Sprintf("user %s has no e-mail address, and people log in to Rainbow with theirs", u.ID),
			fmt.Sprintf("write %s.email, or leave the user out with targets.%s.select", u.Path, l.Desired.Target.ID))
		return
	}
	l.emails[u.ID] = strings.ToLower(email)
}

// elsewhere reports what the other product of Rainbow has. Where the profile says
// which product it is, package resolve has said so already.
func (l *lowering) elsewhere(noun, path, what, note string, pos diag.Pos) {
	if l.Desired.Caps.Noun(noun).Support == resolve.Exact {
		l.Lost(resolve.Unsupported, path, what, note, pos)
	}
}

// claims are the extents of which the site's list is complete.
func (l *lowering) claims() {
	kinds := []struct{ name, kind string }{{"associations", Association}, {"devices", Device}, {"groups", Supervision}, {"hubGroups", HubGroup}, {"licences", Licence},
		{"subscribers", Subscriber}, {"users", User}}
	for _, k := range kinds {
		if l.Desired.Target.Manage[k.name] == model.Exclusive {
			l.Claim(state.Extent{Kind: k.kind})
		}
	}
}
