package draft

import (
	"fmt"

	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// There reports whether a user is selected for this target.
func (l *Draft) There(user string) bool {
	_, ok := l.Desired.User(user)
	return ok
}

// Owner puts whose a device is, as user: an e-mail address. Emails are those of the
// users who are in what the vendor calls within.
func (l *Draft) Owner(o *state.Object, v *resolve.Device, emails map[string]string, within string) {
	id, ok := v.Owner.Get()
	switch {
	case !v.Owner.Managed():
	case !ok:
		o.Put("user", state.Nothing(), ".owner")
	case emails[id] != "":
		o.Put("user", state.OfText(emails[id]), ".owner")
	case !l.There(id):
		l.Lost(resolve.Unsupported, v.Path+".owner", "the owner of device "+v.ID, "the user is not on this target", v.Pos)
	default:
		l.Unfit(v.Path+".owner", v.Pos, fmt.Sprintf("user %s is not in this %s", id, within), "see what is said about the user")
	}
}
