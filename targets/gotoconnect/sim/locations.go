package sim

import "net/http"

func locationRoutes() []endpoint {
	return []endpoint{
		{method: "GET", path: "locations", do: (*call).listLocations, scope: readScope},
		{method: "POST", path: "locations", do: (*call).createLocation, scope: writeScope},
		{method: "PATCH", path: "locations/{id}", do: (*call).updateLocation, scope: writeScope}, // and no GET
		{method: "DELETE", path: "locations/{id}", do: (*call).deleteLocation, scope: writeScope},
	}
}

func viewLocation(l *location) map[string]any {
	return map[string]any{"id": l.ID, "accountKey": l.Account, "name": l.Name, "address": l.Address, "usedForEmergencyServices": l.Emergency}
}

func (c *call) listLocations() *fail {
	account, f := c.account()
	if f != nil {
		return f
	}
	return page(c, c.locations, func(l *location) bool { return c.sees(account) && l.Account == account }, viewLocation, account)
}

// locationFields reads a name and an address; an address is replaced whole.
func (c *call) locationFields(in *fields, l *location) {
	in.required("name", "INVALID_NAME", &l.Name, isName)
	var a address
	if in.read("address", &a) {
		l.Address = a
	}
	if in.null("address") {
		in.wrong(malformed("The address cannot be null"))
	}
	emergency := l.Emergency
	in.bool("usedForEmergencyServices", &emergency)
	if emergency {
		in.wrong(bad("UNSUPPORTED_LOCATION_TYPE", "Locations for emergency services are not supported"))
	}
}

func (c *call) createLocation() *fail {
	in := c.fields()
	in.mandatory("name", "accountKey")
	l := &location{Account: c.own(in)}
	c.locationFields(in, l)
	if in.fail != nil {
		return in.fail
	}
	l.ID = c.mint("location", c.locations.Has)
	c.locations.Put(l)
	return c.answer(http.StatusCreated, viewLocation(l))
}

func (c *call) location() (*location, *fail) {
	l := c.locations.Get(c.args["id"])
	if l == nil || !c.sees(l.Account) {
		return nil, notFound()
	}
	return l, nil
}

// ordinary is the location of the path, if clients may change it.
func (c *call) ordinary(code string) (*location, *fail) {
	l, f := c.location()
	if f == nil && l.Emergency {
		f = bad(code, "Location %s is used for emergency services", l.ID)
	}
	return l, f
}

func (c *call) updateLocation() *fail {
	l, f := c.ordinary("UNSUPPORTED_LOCATION_TYPE")
	if f != nil {
		return f
	}
	in := c.fields()
	next := *l
	c.locationFields(in, &next)
	if in.fail != nil {
		return in.fail
	}
	c.locations.Put(&next)
	return c.one(viewLocation(&next))
}

// deleteLocation leaves its users and devices without one.
func (c *call) deleteLocation() *fail {
	l, f := c.ordinary("UNSUPPORTED_LOCATION_TYPE")
	if f != nil {
		return f
	}
	c.users.Each(func(u *user) (*user, bool) {
		next := *u
		next.LocationID = ""
		return &next, u.LocationID == l.ID
	})
	c.devices.Each(func(d *device) (*device, bool) {
		next := *d
		next.LocationID = ""
		return &next, d.LocationID == l.ID
	})
	c.locations.Drop(l.ID)
	return c.done(http.StatusNoContent)
}
