package sim

import "slices"

// updateDevice changes name and model, or the user alone, or the licence alone.
func (c *call) updateDevice() *fail {
	d, f := c.device()
	if f != nil {
		return f
	}
	in := c.fields()
	next := *d
	user, licence := in.given("assignedUserKey"), in.given("licenseKey")
	if user && licence || (user || licence) && (in.given("name") || in.given("modelId")) {
		in.wrong(bad("ASSIGNMENTS_MUST_BE_ALONE", "An assignment must be the only change of a request"))
	}
	in.required("name", "INVALID_NAME", &next.Name, isName)
	in.required("modelId", "INVALID_MODEL", &next.ModelID, c.models.Has)
	if user {
		c.assignUser(in, &next)
	}
	if licence {
		c.assignLicence(in, &next)
	}
	if in.fail != nil {
		return in.fail
	}
	if next.LicenseKey != d.LicenseKey && c.quirks.licenceDelay > 0 {
		next.Former, next.Settled = d.LicenseKey, c.now().Add(c.quirks.licenceDelay)
	}
	c.devices.Put(&next)
	out := c.viewDevice(&next)
	out["licenseKey"] = orNull(c.licenceShown(&next))
	return c.one(out)
}

// pending refuses a change of the licence while the last one is on its way.
func (c *call) pending(in *fields, d *device) {
	if c.clock.Time().Before(d.Settled) {
		in.wrong(clash("LICENSE_CONFLICT", "A change of the licence of device %s is on its way", d.ID))
	}
}

// assignUser makes a device a person's, or nobody's. It takes that person's one
// licence with it.
func (c *call) assignUser(in *fields, d *device) {
	c.pending(in, d)
	standalone := d.User == "" && d.LicenseKey != ""
	if in.null("assignedUserKey") {
		if !standalone {
			d.User, d.LicenseKey = "", ""
		}
		return
	}
	key, ok := in.text("assignedUserKey")
	if !ok {
		return
	}
	u := c.users.Get(key)
	switch {
	case standalone:
		in.wrong(bad("INVALID_DEVICE_TYPE", "A standalone device has no user"))
	case u == nil || u.Account == d.Account && !c.knows(d.Account, key):
		in.wrong(bad("INVALID_USER_KEY", "User key %s is not valid", key))
	case u.Account != d.Account:
		in.wrong(bad("INVALID_USER_FOR_ACCOUNT", "User %s is not a user of account %s", key, d.Account))
	default:
		held := c.phoneLicences(u)
		if len(held) != 1 {
			in.wrong(bad("INVALID_USER_LICENSE", "User %s has %d licences", key, len(held)))
			return
		}
		d.User, d.LicenseKey = key, held[0]
	}
}

// phone is the product of the PBX.
const phone = "JIVE"

// phoneLicences are a user's licences for the PBX; those for other products do
// not matter to a device.
func (w *World) phoneLicences(u *user) []string {
	var out []string
	for _, key := range u.LicenseKeys {
		if slices.Contains(w.licences.Get(key).Products, phone) {
			out = append(out, key)
		}
	}
	return out
}

// assignLicence makes a device a standalone one, or takes that away.
func (c *call) assignLicence(in *fields, d *device) {
	c.pending(in, d)
	if d.User != "" {
		in.wrong(bad("INVALID_DEVICE_TYPE", "A user's device has no licence of its own"))
		return
	}
	if in.null("licenseKey") {
		d.LicenseKey = ""
		return
	}
	key, ok := keyOf(in.all["licenseKey"])
	l := c.licences.Get(key)
	switch {
	case !ok || l == nil || l.Account != d.Account:
		in.wrong(bad("INVALID_LICENSE_KEY", "The licence key is not valid"))
	case !l.DevicesAllowed && !l.DevicesOnly || !l.Enabled:
		in.wrong(bad("INVALID_DEVICE_LICENSE", "Licence %s is not for devices", key))
	case key != d.LicenseKey && c.seats[key] >= l.Seats:
		in.wrong(bad("LICENSE_FULL", "Licence %s has no seat left", key))
	default:
		d.LicenseKey = key
	}
}
