package sim

import "slices"

func licenceRoutes() []endpoint {
	return []endpoint{{method: "GET", path: "accounts/{account}/licenses", do: (*call).listLicences, scope: identity}}
}

func (c *call) listLicences() *fail {
	yes, f := c.foreign()
	if f != nil {
		return f
	}
	return adminList(c, c.licences, func(l *licence) bool { return !yes && l.Account == c.who.Account }, c.viewLicence)
}

// viewLicence counts who sits in a licence: people, and devices that have it
// themselves. A device of a person uses that person's.
func (c *call) viewLicence(l *licence) map[string]any {
	people, devices := []any{}, []any{}
	for u := range c.users.All {
		if slices.Contains(u.LicenseKeys, l.Key) {
			people = append(people, number(u.Key))
		}
	}
	for d := range c.devices.All {
		if d.User == "" && c.licenceShown(d) == l.Key {
			devices = append(devices, d.ID)
		}
	}
	return map[string]any{
		"key": number(l.Key), "seats": l.Seats, "userCount": len(people), "enabled": l.Enabled, "description": l.Description, "type": l.Type,
		"products": some(l.Products), "userKeys": people, "deviceKeys": devices, "deviceCount": len(devices), "devicesOnly": l.DevicesOnly,
		"devicesAllowed": l.DevicesAllowed, "externallyManaged": l.ExternallyManaged, "entitlements": l.Entitlements,
	}
}
