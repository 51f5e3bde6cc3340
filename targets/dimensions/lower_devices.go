package dimensions

import (
	"fmt"

	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// clients are a site's words for the clients that register as a device.
var clients = map[string]string{"crm": CRMDevice, "desktop": DesktopDevice, "mobile": MobileDevice, "web": WebDevice}

// deviceID is what native says of a device: its id on the phone system, which the
// API takes for it and shows nowhere.
const deviceID = "deviceId"

// device says as which of the user's devices a client registers.
func (l *lowering) device(d *resolve.Device) {
	if d.Kind != "softphone" && d.Kind != "webrtc" {
		return
	}
	o := l.Find(User, l.logins[d.Owner.Or("")])
	if o == nil {
		l.Unfit(d.Path+".owner", d.Pos, fmt.Sprintf("device %s belongs to nobody who is on this target", d.ID), fmt.Sprintf("write its owner, or leave it out with targets.%s.select", l.Desired.Target.ID))
		return
	}
	native := resolve.Path("native", l.Desired.Target.ID)
	bag := d.Native[l.Desired.Target.ID]
	id, _ := bag[deviceID].(string)
	if id == "" {
		l.Unfit(d.Path+"."+native, d.Pos, fmt.Sprintf("device %s has no id of the phone system", d.ID), fmt.Sprintf("write %s.%s.%s: the id that the phone system gives the device", d.Path, native, deviceID))
		return
	}
	for _, name := range draft.SortedKeys(bag) {
		if name != deviceID {
			l.Unfit(d.Path+"."+native+"."+resolve.Path(name), d.Pos, fmt.Sprintf("a device here has no attribute %s", name), "there is deviceId alone: devices are the phone system's")
		}
	}
	l.imported(o, d.Path)
	l.also(o, d.Path, d.Path+".owner", d.Path+"."+native+"."+deviceID)
	l.registers(o, d, id)
}

// registers gives a device to clients: one device serves one type, and one type has
// one device (R10); the CRM client registers by WebRTC (R11).
func (l *lowering) registers(o *state.Object, d *resolve.Device, id string) {
	serves := ""
	for _, name := range draft.SortedKeys(d.Clients) {
		path := d.Path + "." + resolve.Path("clients", name)
		attr := clients[name]
		was, _ := o.Attr(attr)
		switch {
		case !d.Clients[name] && was.Value.Presence() == state.Set:
			o.Put(attr, was.Value, append(was.From, path)...)
		case !d.Clients[name]:
			o.Put(attr, state.Nothing(), append(was.From, path)...)
		case serves != "":
			l.rule(path, d.Pos, fmt.Sprintf("device %s would serve the clients %s and %s, and a device serves one (R10)", d.ID, serves, name), "give each client a device of its own")
		case was.Value.Presence() == state.Set:
			l.rule(path, d.Pos, fmt.Sprintf("two devices of user %s would serve the client %s (R10)", d.Owner.Or(""), name), "keep one of them")
		case name == "crm" && d.Kind != "webrtc":
			l.rule(path, d.Pos, fmt.Sprintf("device %s is of kind %s, and the CRM client registers by WebRTC (R11)", d.ID, d.Kind), `give the CRM client a device of kind "webrtc"`)
		default:
			serves = name
			o.Put(attr, state.OfText(id), append(was.From, path)...)
			l.professional(d, path)
		}
	}
}

// professional: a softphone is of professional users (R9). Where licences are not
// written, Steps look at what is there.
func (l *lowering) professional(d *resolve.Device, path string) {
	u, ok := l.Desired.User(d.Owner.Or(""))
	if ok && u.Licences != nil && u.Licences[Professional] != "true" {
		l.rule(path, d.Pos, fmt.Sprintf("user %s has a softphone without the professional licence that it needs (R9)", u.ID), "write licences: professional: true, with ucClient: true")
	}
}
