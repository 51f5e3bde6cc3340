package asterisk

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// Lower puts what is asked into Asterisk's words.
//
// Rules:
//   - A user is an extension: one without is not known here, and one diagnostic stands
//     for all that is said about them.
//   - No endpoint is without auth: it would take calls from whoever reaches it. That of
//     a user without a device names one that is not there, that of a user who is shut
//     out the one called disabled, which nothing makes.
//   - A class of service that has no context is an error where the usual context could
//     be wider.
//   - What the site writes of a user holds of the endpoints of all devices of the user;
//     what it writes of a device, of that one's.
func Lower(d *resolve.Desired) (*state.Snapshot, diag.List) {
	l := &lowering{Draft: draft.New(d, Schema(d.Profile), vendorWords), phones: map[string][]*resolve.Device{}, groups: map[string]*belonging{}, classes: map[string]*class{}, nothing: map[string][]string{}, unsets: map[string]string{}}
	l.devices()
	l.holdings()
	l.groupsOf()
	for i := range d.Users {
		l.user(&d.Users[i])
	}
	for i := range d.Groups {
		l.queue(&d.Groups[i])
	}
	l.claims()
	l.Narrowed()
	return l.Snapshot(), l.Found.Sorted()
}

var vendorWords = draft.Words{Product: "Asterisk", System: "Asterisk", Names: "PJSIP's attributes and the variables of queues.conf", Shape: "write it as ARI shows it"}

// lowering is one run of Lower.
type lowering struct {
	*draft.Draft
	phones   map[string][]*resolve.Device // by user: the one that has the extension first
	groups   map[string]*belonging        // by user: the groups of calls that they are in
	grouped  []string                     // paths of groups whose members are written
	hollow   []string                     // paths of those among them that nobody is in, and of their members
	classes  map[string]*class            // by user: what they may call
	unsets   map[string]string            // path of the first device with a field that sets phones up, by its name
	homeless string                       // path of the first address that is kept nowhere
	nothing  map[string][]string          // by user: grants of what nobody has without an account
}

// disabled is the auth of users who are shut out. Nothing makes it, so that nobody can
// register or call.
const disabled = "disabled"

// registers are the kinds of device that log in, in the order in which they get the
// user's extension.
var registers = []string{"deskphone", "softphone", "webrtc"}

// devices sorts those that register by who has them.
func (l *lowering) devices() {
	for i := range l.Desired.Devices {
		x := &l.Desired.Devices[i]
		if !slices.Contains(registers, x.Kind) {
			continue
		}
		switch owner, ok := x.Owner.Get(); {
		case !ok:
			l.common(x)
		case l.number(owner) != "":
			l.phones[owner] = append(l.phones[owner], x)
		default:
			l.ownerless(x, owner)
		}
	}
	for _, user := range draft.SortedKeys(l.phones) {
		all := l.phones[user]
		u, _ := l.Desired.User(user)
		first := l.first(u, all)
		slices.SortFunc(all, func(a, b *resolve.Device) int {
			return cmp.Or(rank(a.ID == first, b.ID == first), cmp.Compare(slices.Index(registers, a.Kind), slices.Index(registers, b.Kind)), strings.Compare(a.ID, b.ID))
		})
	}
}

// rank puts what is first before what is not.
func rank(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// line is the attribute under native of a user that names the device with the extension.
const line = "line"

// first is the device that native line of a user names; "" is none.
func (l *lowering) first(u *resolve.User, all []*resolve.Device) string {
	v, written := u.Native[l.Desired.Target.ID][line]
	id, _ := v.(string)
	if written && !slices.ContainsFunc(all, func(x *resolve.Device) bool { return x.ID == id }) {
		l.Unfit(u.Path+"."+resolve.Path("native", l.Desired.Target.ID, line), u.Pos, fmt.Sprintf("%s of user %s is the id of one of the user's devices", line, u.ID), "write one of "+draft.People(ids(all)))
		return ""
	}
	return id
}

func ids(all []*resolve.Device) []string {
	out := make([]string, len(all))
	for i, x := range all {
		out[i] = x.ID
	}
	return out
}

// number is the extension of a user; "" is none.
func number(u *resolve.User) string { return u.Extension.Or("") }

// number is the extension of a user who is here; "" is none.
func (l *lowering) number(user string) string {
	u, ok := l.Desired.User(user)
	if !ok {
		return ""
	}
	return number(u)
}

// ownerless reports a device whose owner has no endpoint.
func (l *lowering) ownerless(x *resolve.Device, owner string) {
	if _, there := l.Desired.User(owner); !there {
		l.Lost(resolve.Unsupported, x.Path, "device "+x.ID, "its owner is not on this target", x.Pos)
		return
	}
	l.Report(diag.NoNumber, diag.Error, x.Path, x.Pos, fmt.Sprintf("device %s belongs to %s, who has no extension, by which Asterisk knows people", x.ID, owner), fmt.Sprintf("write users.%s.extension, or take the owner out", owner))
}

// named refuses an id of PJSIP that is another's, or that no auth may have.
func (l *lowering) named(id string, x *resolve.Device) bool {
	if id == disabled {
		l.Report(diag.ReservedName, diag.Error, x.Path, x.Pos, fmt.Sprintf("device %s would have the auth %s, which users who are shut out name because it is not there", x.ID, id), "give it another id")
		return false
	}
	if other := l.Find(Endpoint, id); other != nil {
		l.Report(diag.NameClash, diag.Error, x.Path, x.Pos, fmt.Sprintf("device %s would be the endpoint %s, as %s is", x.ID, id, other.Canonical), "give one of them another id")
		return false
	}
	return true
}

// claims are the extents of which the site's list is complete: endpoints are those of
// users, whatever device has them, and auths those of devices. Endpoints whose id is no
// extension, such as trunks, are in none; what belongs to an endpoint goes with it.
func (l *lowering) claims() {
	t := l.Desired.Target
	for _, x := range []struct{ word, kind string }{{"users", Endpoint}, {"devices", Auth}} {
		if t.Manage[x.word] == model.Exclusive {
			l.Claim(state.Extent{Kind: x.kind, Attr: "station", Value: StationDevice})
			l.Claim(state.Extent{Kind: x.kind, Attr: "station", Value: StationLine})
		}
	}
	if t.Manage["queues"] == model.Exclusive {
		l.Claim(state.Extent{Kind: Queue})
	}
}
