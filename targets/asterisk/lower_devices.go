package asterisk

import (
	"fmt"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// nativeID is the attribute under native of a device that says what its objects are
// called, where that is not what follows from the site.
const nativeID = "id"

// called is what the objects of a device with an endpoint of its own are called.
func (l *lowering) called(x *resolve.Device, usual string) string {
	v, written := x.Native[l.Desired.Target.ID][nativeID]
	if !written {
		return usual
	}
	id, ok := v.(string)
	if !ok || id == "" || strings.ContainsAny(id, "/,; \t\r\n\"<>@") {
		l.Unfit(x.Path+"."+resolve.Path("native", l.Desired.Target.ID, nativeID), x.Pos, fmt.Sprintf("%v is no id of PJSIP", v), "letters, digits, and - . _")
		return usual
	}
	return id
}

// from is where the name of a device's objects was written.
func (l *lowering) from(x *resolve.Device) []string {
	if _, written := x.Native[l.Desired.Target.ID][nativeID]; !written {
		return []string{x.Path}
	}
	return []string{x.Path, "." + resolve.Path("native", l.Desired.Target.ID, nativeID)}
}

// login is what a device registers with: the user name is the id of the endpoint.
func (l *lowering) login(x *resolve.Device, id string) *state.Object {
	o := l.Object(Auth, id, x.Path)
	from := l.from(x)
	if x.Owner.Managed() {
		from = append(from, ".owner")
	}
	l.unset(x)
	o.Put("id", state.OfText(id), from...)
	o.Put(belongs.Name, state.OfText(id), from...)
	o.Put("username", state.OfText(id), from...)
	if x.Password == nil {
		return o
	}
	path := x.Path + ".password"
	o.Put("password", state.OfText(path), ".password")
	o.Put("auth_type", state.Nothing(), ".password") // the usual one: with another the password would not count
	return o
}

// rings is what an endpoint and its aor have of the device that registers there.
func (l *lowering) rings(e, a *state.Object, x *resolve.Device) {
	e.Put("webrtc", webrtcValue(x.Kind), x.Path)
	initial(a, "max_contacts", state.OfInt(1), x.Path)
	initial(a, "remove_existing", state.OfBool(true), x.Path)
	if x.Title.Managed() && x.Owner.Or("") != "" {
		l.Lost(resolve.Unsupported, x.Path+".title", "the title of device "+x.ID, "its endpoint shows the name of its owner", x.Pos)
	}
}

// triple is a device of a user beside the first: an endpoint, aor and auth of its own,
// with all that the user's endpoint has.
func (l *lowering) triple(x *resolve.Device, id string, u *resolve.User) {
	if !l.named(id, x) {
		return
	}
	e, a := l.trio(x, id)
	l.admit(e, u, id, x.Path)
	l.said(e, u)
	if hasMailbox(u) {
		e.Put("mailboxes", state.OfSet(mailboxOf(l.Desired.Profile, number(u))), u.Path+".voicemail")
	} else if u.Voicemail != nil {
		e.Put("mailboxes", state.Nothing(), u.Path+".voicemail.enabled")
	}
	l.native(writing{src: &x.Object, path: x.Path, over: inherited}, e, a, l.Find(Auth, id))
	l.usual(e)
}

// trio are the three objects of a device.
func (l *lowering) trio(x *resolve.Device, id string) (e, a *state.Object) {
	e, a = l.Object(Endpoint, id, x.Path), l.Object(AOR, id, x.Path)
	e.Put("id", state.OfText(id), x.Path)
	a.Put("id", state.OfText(id), x.Path)
	a.Put(belongs.Name, state.OfText(id), x.Path)
	l.login(x, id)
	l.rings(e, a, x)
	e.Put("aors", state.OfList(id), x.Path)
	return e, a
}

// common is a device that is nobody's: a phone in the hall. It is called by its id.
func (l *lowering) common(x *resolve.Device) {
	id := l.called(x, x.ID)
	if !l.named(id, x) {
		return
	}
	e, a := l.trio(x, id)
	e.Put("auth", state.OfSet(id), x.Path)
	if title, ok := x.Title.Get(); ok {
		e.Put("callerid", state.OfText(callerID(l.plain(title, x.Path+".title", x.Pos), "")), x.Path+".title")
	} else if x.Title.Managed() {
		e.Put("callerid", state.Nothing(), x.Path+".title")
	}
	l.native(writing{src: &x.Object, path: x.Path, over: inherited}, e, a, l.Find(Auth, id))
	l.usual(e)
}

// webrtcValue is whether an endpoint speaks WebRTC: not to is what it does by itself.
func webrtcValue(kind string) state.Value {
	if kind == "webrtc" {
		return state.OfBool(true)
	}
	return state.Nothing()
}

// unset notes what would set a phone up. One warning is for all devices.
func (l *lowering) unset(x *resolve.Device) {
	for _, f := range []struct {
		field      model.Field[string]
		name, what string
	}{{x.MAC, "mac", "the hardware address"}, {x.Model, "model", "the model"}, {x.Template, "template", "the template"}} {
		if !f.field.Managed() {
			continue
		}
		if l.unsets[f.name] == "" {
			l.unsets[f.name] = x.Path + "." + f.name
		}
		l.NarrowTo(l.unsets[f.name], resolve.Unsupported, f.what, x.ID, byProvisioner, x.Pos)
	}
}
