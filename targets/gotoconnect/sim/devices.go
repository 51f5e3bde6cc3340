package sim

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
)

func deviceRoutes() []endpoint {
	return []endpoint{
		{method: "GET", path: "devices", do: (*call).listDevices, scope: readScope},
		{method: "POST", path: "devices", do: (*call).createDevice, scope: writeScope},
		{method: "GET", path: "devices/{id}", do: (*call).readDevice, scope: readScope},
		{method: "PATCH", path: "devices/{id}", do: (*call).updateDevice, scope: writeScope},
		{method: "POST", path: "devices/{id}/reboot", do: (*call).nudge, scope: writeScope},
		{method: "POST", path: "devices/{id}/resync", do: (*call).nudge, scope: writeScope},
		{method: "GET", path: "device-models", do: (*call).listModels, scope: readScope, guard: anyone},
	}
}

// listDevices leaves out what is no desk phone. What it shows and what the single
// device shows is not the same: a client wants both.
func (c *call) listDevices() *fail {
	account, f := c.account()
	if f != nil {
		return f
	}
	return page(c, c.devices, func(d *device) bool { return c.sees(account) && d.Account == account && !d.Unlisted }, c.viewDevice, account)
}

func (c *call) viewDevice(d *device) map[string]any {
	return map[string]any{"id": d.ID, "modelName": c.models.Get(d.ModelID).Name, "macAddress": c.writtenMAC(d.MAC), "name": d.Name, "assignedUserKey": orNull(d.User)}
}

var macForm = regexp.MustCompile(`^[0-9A-F]{12}$`)

// plainMAC is a MAC address as it is stored, and whether it is one.
func plainMAC(s string) (string, bool) {
	s = strings.ToUpper(strings.NewReplacer(":", "", "-", "", ".", "").Replace(s))
	return s, macForm.MatchString(s)
}

// writtenMAC is a MAC address as reads show it.
func (c *call) writtenMAC(mac string) string {
	switch c.quirks.mac {
	case "lower":
		return strings.ToLower(mac)
	case "colons":
		var parts []string
		for pair := range slices.Chunk([]byte(mac), 2) {
			parts = append(parts, string(pair))
		}
		return strings.Join(parts, ":")
	}
	return mac
}

// createDevice makes a device that belongs to nobody yet.
func (c *call) createDevice() *fail {
	in := c.fields()
	in.mandatory("name", "accountKey", "modelId", "macAddress")
	d := &device{Account: c.own(in), Buttons: []button{}}
	in.required("name", "INVALID_NAME", &d.Name, isName)
	in.required("modelId", "INVALID_MODEL", &d.ModelID, c.models.Has)
	var mac string
	in.required("macAddress", "MALFORMED_MAC_ADDRESS", &mac, func(s string) bool { _, ok := plainMAC(s); return ok })
	d.MAC, _ = plainMAC(mac)
	if c.macs[at(d.Account, d.MAC)] != "" {
		in.wrong(clash("MAC_ADDRESS_EXISTS", "MAC address %s already exists", mac))
	}
	if in.fail != nil {
		return in.fail
	}
	d.ID = c.mint("device", c.devices.Has)
	c.devices.Put(d)
	out := c.viewDevice(d)
	out["licenseKey"] = nil
	return c.answer(http.StatusCreated, out)
}

func (c *call) device() (*device, *fail) {
	d := c.devices.Get(c.args["id"])
	if d == nil || !c.sees(d.Account) {
		return nil, notFound()
	}
	return d, nil
}

// readDevice shows the licence and the place, and nothing of what the list shows.
func (c *call) readDevice() *fail {
	d, f := c.device()
	if f != nil {
		return f
	}
	return c.one(map[string]any{"id": d.ID, "licenseKey": orNull(c.licenceShown(d)), "locationId": orNull(d.LocationID)})
}

// licenceShown is the licence that reads show: the former one for a while.
func (w *World) licenceShown(d *device) string {
	if w.clock.Time().Before(d.Settled) {
		return d.Former
	}
	return d.LicenseKey
}

// nudge is a reboot or a resync: accepted, whether the device hears it or not.
func (c *call) nudge() *fail {
	if _, f := c.device(); f != nil {
		return f
	}
	return c.done(http.StatusAccepted)
}

// listModels is the same for everybody.
func (c *call) listModels() *fail {
	return page(c, c.models, func(*model) bool { return true }, func(m *model) map[string]any { return map[string]any{"id": m.ID, "name": m.Name} })
}
