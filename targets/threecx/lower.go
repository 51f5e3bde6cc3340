package threecx

import (
	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// Lower puts what is asked into 3CX's words.
//
// Rules:
//   - A user without an extension, a queue without a number, does not exist for
//     3CX: one diagnostic stands for all that is said about it.
//   - Departments and teams are Groups, known by name; see lower_groups.go.
//   - A right is written only where a grant asks for it, and never wider than it
//     was granted; see lower_rights.go.
//   - A role's defaults in a group are written only where the site declares them.
func Lower(d *resolve.Desired) (*state.Snapshot, diag.List) {
	l := newLowering(d)
	l.groups()
	l.users()
	l.memberships()
	l.queues()
	l.ringGroups()
	l.parkings()
	l.phones()
	l.claims()
	l.Narrowed()
	l.quarreled()
	return l.Snapshot(), l.Found.Sorted()
}

// words are what messages call a 3CX's things.
var words = draft.Words{Product: "3CX", System: "the PBX", Names: "the XAPI's properties", Shape: "write it as the XAPI gives it in a reply"}

// lowering is one run of Lower.
type lowering struct {
	*draft.Draft

	places   []*place          // the Groups, in the order in which they were found
	ofDept   map[string]*place // department id → its Group
	ofGroup  map[string]*place // group id → its Group
	numbers  map[string]string // user id → extension
	members  map[[2]string]*member
	joined   []*member // members in the order in which they were found
	ofUser   map[string][]*member
	switches map[string]map[string]*tally // user id → flag of the extension → who wants what
	quarrels map[string]*quarrel
	reaches  map[string]*subtree
}

func newLowering(d *resolve.Desired) *lowering {
	return &lowering{Draft: draft.New(d, Schema(d.Profile), words),
		ofDept: map[string]*place{}, ofGroup: map[string]*place{}, numbers: map[string]string{},
		members: map[[2]string]*member{}, ofUser: map[string][]*member{}, switches: map[string]map[string]*tally{},
		quarrels: map[string]*quarrel{}, reaches: map[string]*subtree{}}
}

// claims are the extents of which the site's list is complete.
func (l *lowering) claims() {
	kinds := map[string]string{"users": User, "queues": Queue, "ringGroups": RingGroup, "parkings": Parking, "devices": Phone}
	for _, name := range []string{"users", "queues", "ringGroups", "parkings", "devices"} {
		if l.Desired.Target.Manage[name] == model.Exclusive {
			l.Claim(state.Extent{Kind: kinds[name]})
		}
	}
	l.claimGroups()
	if l.Desired.Target.Manage["memberships"] == model.Exclusive {
		l.Claim(state.Extent{Kind: Membership})
		return
	}
	for _, p := range l.places {
		if p.complete {
			l.Claim(state.Extent{Kind: Membership, Attr: "Group", Value: p.name})
		}
	}
}

// claimGroups claims all departments. DEFAULT, which every PBX has, is declared
// along with them so that nobody is asked to delete it.
func (l *lowering) claimGroups() {
	if l.Desired.Target.Manage["groups"] != model.Exclusive {
		return
	}
	l.Claim(state.Extent{Kind: Group})
	o := l.Object(Group, defaultGroup, "")
	if _, declared := o.Attr("Name"); !declared {
		o.Put("Name", state.OfText(defaultGroup), resolve.Path("targets", l.Desired.Target.ID, "manage", "groups"))
	}
}

// defaultGroup is the name of the Group that every PBX has (3CX documentation).
const defaultGroup = "DEFAULT"

// number looks a user's extension up. A user who has none was reported once.
func (l *lowering) number(user string) (string, bool) {
	n, ok := l.numbers[user]
	return n, ok
}

// numbersOf turns ids of users into a set of extensions.
func (l *lowering) numbersOf(users []string) []string {
	var out []string
	for _, u := range users {
		if n, ok := l.number(u); ok {
			out = append(out, n)
		}
	}
	return out
}

// orID is a title, or the id where there is none.
func orID(title model.Field[string], id string) string {
	return title.Or(id)
}
