package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
)

// devices wants every device to say what its kind needs, and nothing else.
func devices(r *run) {
	lines := map[string]*model.Device{}
	for i := range r.site.Devices {
		d := &r.site.Devices[i]
		r.deviceFields(d)
		r.deviceNeeds(d)
		r.address(d, "mac", d.MAC)
		r.address(d, "gateway", d.Gateway)
		r.oneLine(d, lines)
		if d.Clients["crm"] && d.Kind != "webrtc" && r.types["dimensions"] {
			r.fail(problem{
				code: diag.CRMWithoutWebRTC, path: path("devices", d.ID, "clients", "crm"), at: d.Pos,
				message: fmt.Sprintf("device %q serves the CRM client and is of kind %s; that client registers by WebRTC", d.ID, d.Kind),
				hint:    `give the CRM client a device of kind "webrtc"`,
			})
		}
	}
}

// deviceField is a field that devices of some kinds have.
type deviceField struct {
	name    string
	kinds   []string
	written func(*model.Device) bool
}

var deviceFields = []deviceField{
	{"clients", []string{"softphone", "webrtc"}, func(d *model.Device) bool { return d.Clients != nil }},
	{"gateway", []string{"analogue"}, func(d *model.Device) bool { return d.Gateway.Managed() }},
	{"line", []string{"analogue"}, func(d *model.Device) bool { return d.Line.Managed() }},
	{"mac", []string{"deskphone"}, func(d *model.Device) bool { return d.MAC.Managed() }},
	{"network", []string{"deskphone"}, func(d *model.Device) bool { return d.Network.Managed() }},
	{"number", []string{"mobile", "remoteExtension"}, func(d *model.Device) bool { return d.Number.Managed() }},
	{"sbc", []string{"deskphone"}, func(d *model.Device) bool { return d.SBC.Managed() }},
	{"template", []string{"analogue", "deskphone"}, func(d *model.Device) bool { return d.Template.Managed() }},
}

func (r *run) deviceFields(d *model.Device) {
	for _, f := range deviceFields {
		if !f.written(d) || slices.Contains(f.kinds, d.Kind) {
			continue
		}
		r.fail(problem{
			code: diag.DeviceField, path: path("devices", d.ID, f.name), at: d.Pos,
			message: fmt.Sprintf("device %q is of kind %s, which has no %s", d.ID, d.Kind, f.name),
			hint:    f.name + " belongs to devices of kind " + strings.Join(f.kinds, " or "),
		})
	}
}

func (r *run) deviceNeeds(d *model.Device) {
	need := func(field, why string) {
		r.fail(problem{
			code: diag.DeviceNeeds, path: path("devices", d.ID, field), at: d.Pos,
			message: fmt.Sprintf("device %q is of kind %s and has no %s", d.ID, d.Kind, field), hint: why,
		})
	}
	switch d.Kind {
	case "deskphone":
		if d.MAC.Presence() != model.Set && r.setsPhonesUp() {
			need("mac", "write the address on the phone's label: it is how the phone is found")
		}
		_, has := d.SBC.Get()
		if net := d.Network.Or(""); net == "sbc" && !has {
			need("sbc", "name the session border controller that network: \"sbc\" means")
		} else if has && net != "sbc" {
			r.fail(problem{
				code: diag.DeviceNeeds, path: path("devices", d.ID, "sbc"), at: d.Pos,
				message: fmt.Sprintf("device %q names a session border controller and does not connect through one", d.ID),
				hint:    "write network: \"sbc\", or take sbc out",
			})
		}
	case "remoteExtension":
		if d.Number.Presence() != model.Set {
			need("number", "write the number to ring")
		}
	case "analogue":
		if d.Gateway.Presence() != model.Set {
			need("gateway", "write the MAC address of the adapter")
		}
		if d.Line.Presence() != model.Set {
			need("line", "write the adapter's line, counted from 1")
		}
	}
}

// address judges a hardware address that did not come through the language.
func (r *run) address(d *model.Device, field string, f model.Field[string]) {
	s, ok := f.Get()
	if !ok {
		return
	}
	if isMAC(s) {
		return
	}
	r.fail(problem{
		code: diag.BadMAC, path: path("devices", d.ID, field), at: d.Pos,
		message: fmt.Sprintf("%q is no MAC address", s), hint: "it has twelve hexadecimal digits, such as 00:15:65:12:34:56",
	})
}

// setsPhonesUp reports whether any system of the site finds phones by their address.
// An Asterisk waits for whoever logs in.
func (r *run) setsPhonesUp() bool { return len(r.types) != 1 || !r.types["asterisk"] }

// isMAC reports whether s is twelve hexadecimal digits, separated or not.
func isMAC(s string) bool {
	digits := 0
	for _, c := range []byte(s) {
		switch {
		case '0' <= c && c <= '9', 'a' <= c && c <= 'f', 'A' <= c && c <= 'F':
			digits++
		case c != ':' && c != '-' && c != '.':
			return false
		}
	}
	return digits == 12
}

// oneLine wants each line of an adapter once.
func (r *run) oneLine(d *model.Device, lines map[string]*model.Device) {
	gateway, ok := d.Gateway.Get()
	line, has := d.Line.Get()
	if !ok || !has {
		return
	}
	key := fmt.Sprint(bareMAC(gateway), " ", line)
	if other := lines[key]; other != nil {
		r.fail(problem{
			code: diag.DuplicateLine, path: path("devices", d.ID, "line"), at: d.Pos, also: []diag.Pos{r.place(path("devices", other.ID, "line"), other.Pos)},
			message: fmt.Sprintf("devices %q and %q are both line %d of adapter %s", other.ID, d.ID, line, gateway),
			hint:    "give one of them another line",
		})
		return
	}
	lines[key] = d
}
