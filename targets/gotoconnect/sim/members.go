package sim

import "net/http"

func memberRoutes() []endpoint {
	const l = "locations/{id}/"
	return []endpoint{
		{method: "GET", path: l + "users", do: (*call).listPlaced, scope: readScope},
		{method: "POST", path: l + "users", do: (*call).placeUser, scope: writeScope},
		{method: "DELETE", path: l + "users/{user}", do: (*call).unplaceUser, scope: writeScope},
		{method: "GET", path: l + "devices", do: (*call).listPlacedDevices, scope: readScope},
		{method: "POST", path: l + "devices", do: (*call).placeDevice, scope: writeScope},
		{method: "DELETE", path: l + "devices/{device}", do: (*call).unplaceDevice, scope: writeScope},
	}
}

// Codes of locations for emergency services: not the same for both.
const (
	fixedUser   = "UNSUPPORTED_LOCATION_TYPE"
	fixedDevice = "UNSUPPORTED_LOCATION_TYPE_OPERATION"
)

// stuck refuses to take anything out of a location for emergency services.
func (w *World) stuck(from, code string) *fail {
	if l := w.locations.Get(from); l != nil && l.Emergency {
		return bad(code, "Location %s is used for emergency services", from)
	}
	return nil
}

func (c *call) listPlaced() *fail {
	l, f := c.location()
	if f != nil {
		return f
	}
	return page(c, c.users, func(u *user) bool { return u.LocationID == l.ID }, func(u *user) map[string]any { return map[string]any{"userKey": u.Key} })
}

// placeUser puts a user there, out of wherever it was: it is in one place.
func (c *call) placeUser() *fail {
	l, f := c.ordinary(fixedUser)
	if f != nil {
		return f
	}
	in := c.fields()
	in.mandatory("userKey")
	key, _ := in.text("userKey")
	if in.fail == nil && !c.knows(l.Account, key) {
		in.wrong(bad("INVALID_USER_KEY", "User key %s is not valid", key))
	}
	if in.fail != nil {
		return in.fail
	}
	return c.moveUser(key, l.ID)
}

func (c *call) moveUser(key, to string) *fail {
	next := *c.users.Get(key)
	if f := c.stuck(next.LocationID, fixedUser); f != nil {
		return f
	}
	next.LocationID = to
	c.users.Put(&next)
	return c.done(http.StatusNoContent)
}

func (c *call) unplaceUser() *fail {
	l, f := c.ordinary(fixedUser)
	if f != nil {
		return f
	}
	u := c.users.Get(c.args["user"])
	if u == nil || u.LocationID != l.ID {
		return notFound()
	}
	return c.moveUser(u.Key, "")
}

func (c *call) listPlacedDevices() *fail {
	l, f := c.location()
	if f != nil {
		return f
	}
	return page(c, c.devices, func(d *device) bool { return d.LocationID == l.ID }, func(d *device) map[string]any { return map[string]any{"deviceId": d.ID} })
}

func (c *call) placeDevice() *fail {
	l, f := c.ordinary(fixedDevice)
	if f != nil {
		return f
	}
	in := c.fields()
	in.mandatory("deviceId")
	id, _ := in.text("deviceId")
	if d := c.devices.Get(id); in.fail == nil && (d == nil || d.Account != l.Account) {
		in.wrong(bad("INVALID_DEVICE_ID", "Device %s is not valid", id))
	}
	if in.fail != nil {
		return in.fail
	}
	return c.moveDevice(id, l.ID)
}

func (c *call) moveDevice(id, to string) *fail {
	next := *c.devices.Get(id)
	if f := c.stuck(next.LocationID, fixedDevice); f != nil {
		return f
	}
	next.LocationID = to
	c.devices.Put(&next)
	return c.done(http.StatusNoContent)
}

func (c *call) unplaceDevice() *fail {
	l, f := c.ordinary(fixedDevice)
	if f != nil {
		return f
	}
	d := c.devices.Get(c.args["device"])
	if d == nil || d.LocationID != l.ID {
		return notFound()
	}
	return c.moveDevice(d.ID, "")
}
