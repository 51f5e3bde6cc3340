package sim

import (
	"net/http"
	"slices"
)

func deviceRoutes() []route {
	const d = cloudPath + "/{cloud}/devices"
	return []route{
		{method: "GET", path: cloudPath + "/{cloud}/devicemodels", do: (*call).deviceModels},
		{method: "GET", path: cloudPath + "/{cloud}/devicemodels/{model}", do: (*call).deviceModel},
		{method: "GET", path: d, do: (*call).listDevices},
		{method: "POST", path: d, do: (*call).createDevice},
		{method: "GET", path: d + "/{device}", do: (*call).readDevice},
		{method: "PUT", path: d + "/{device}", do: (*call).updateDevice},
		{method: "DELETE", path: d + "/{device}", do: (*call).deleteDevice},
		{method: "GET", path: d + "/{device}/registrations", do: (*call).deviceRegistrations},
		{method: "POST", path: d + "/{device}/reboot", do: (*call).operateDevice},
		{method: "POST", path: d + "/{device}/reset", do: (*call).operateDevice},
		{method: "POST", path: d + "/{device}/debug", do: (*call).operateDevice},
		{method: "DELETE", path: d + "/{device}/debug", do: (*call).operateDevice},
	}
}

// models are a few types of device, enough to tell desk phones from others. The
// vendor's list is not known.
var models = []map[string]any{
	{"deviceTypeId": "ALE-300", "displayName": "ALE-300 Enterprise DeskPhone", "family": "deskphone", "macAddressMandatory": true},
	{"deviceTypeId": "ALE-20h", "displayName": "ALE-20h Essential DeskPhone", "family": "deskphone", "macAddressMandatory": true},
	{"deviceTypeId": "generic-sip", "displayName": "Generic SIP device", "family": "other", "macAddressMandatory": false},
}

func model(id string) map[string]any {
	i := slices.IndexFunc(models, func(m map[string]any) bool { return m["deviceTypeId"] == id })
	if i < 0 {
		return nil
	}
	return models[i]
}

func (c *call) deviceModels() *apiError {
	if _, e := c.cloud(); e != nil {
		return e
	}
	return c.data(http.StatusOK, models)
}

func (c *call) deviceModel() *apiError {
	if _, e := c.cloud(); e != nil {
		return e
	}
	m := model(c.args["model"])
	if m == nil {
		return refuse(notFound, "there is no device type %s", c.args["model"])
	}
	return c.data(http.StatusOK, m)
}

func (c *call) listDevices() *apiError {
	p, e := c.cloud()
	if e != nil {
		return e
	}
	assigned, e := c.flag("assigned")
	if e != nil {
		return e
	}
	number := c.param("phoneNumberId")
	return c.list(c.of("devices", p.id), "description", func(d *object) bool {
		return (assigned == nil || (d.str("phoneNumberId") != "") == *assigned) && (number == "" || d.str("phoneNumberId") == number)
	})
}

func (c *call) createDevice() *apiError {
	p, e := c.cloud()
	if e != nil {
		return e
	}
	values, e := c.decode("devices", nil)
	if e != nil {
		return e
	}
	m := model(values["deviceTypeId"].(string))
	if m == nil {
		return refuse(notFound, "there is no device type %v", values["deviceTypeId"])
	}
	if m["macAddressMandatory"] == true && values["macAddress"] == nil {
		return invalid([]detail{{"macAddress", "macAddress is required for desk phones", nil}})
	}
	if e := c.freeMAC(values, nil); e != nil {
		return e
	}
	values["systemId"], values["creationDate"] = p.id, c.now()
	return c.created(c.add("devices", values))
}

func (c *call) freeMAC(values map[string]any, own *object) *apiError {
	mac, _ := values["macAddress"].(string)
	if d := c.macs["\x00"+mac]; mac != "" && d != nil && d != own {
		return refuse(409560, "MAC address %s is already used", mac)
	}
	return nil
}

// device resolves the Cloud PBX and the device of the path.
func (c *call) device() (*object, *apiError) {
	p, e := c.cloud()
	if e != nil {
		return nil, e
	}
	return c.deviceIn(p, c.args["device"])
}

func (c *call) deviceIn(p *object, id string) (*object, *apiError) {
	d := c.get("devices", id)
	if d == nil {
		return nil, refuse(notFound, "there is no device %s", id)
	}
	if d.str("systemId") != p.id {
		return nil, refuse(409563, "device %s is used by another system", id)
	}
	return d, nil
}

func (c *call) readDevice() *apiError {
	d, e := c.device()
	if e != nil {
		return e
	}
	return c.one(d)
}

func (c *call) updateDevice() *apiError {
	d, e := c.device()
	if e != nil {
		return e
	}
	values, e := c.decode("devices", d)
	if e != nil {
		return e
	}
	if e := c.freeMAC(values, d); e != nil {
		return e
	}
	c.set(d, values)
	return c.one(d)
}

func (c *call) deleteDevice() *apiError {
	d, e := c.device()
	if e != nil {
		return e
	}
	if d.str("phoneNumberId") != "" {
		return refuse(409561, "device %s is still used by a user", d.id)
	}
	c.drop(d)
	return c.deleted("Device", d.id)
}

// deviceRegistrations: no phone ever registers here.
func (c *call) deviceRegistrations() *apiError {
	if _, e := c.device(); e != nil {
		return e
	}
	return c.data(http.StatusOK, []any{})
}

// operateDevice accepts what changes nothing that is configured.
func (c *call) operateDevice() *apiError {
	d, e := c.device()
	if e != nil {
		return e
	}
	return c.done("Request for device %s accepted.", d.id)
}
