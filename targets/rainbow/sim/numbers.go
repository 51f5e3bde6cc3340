package sim

import (
	"maps"
	"strings"
)

func numberRoutes() []route {
	const n = "admin/v1.0/systems/{system}/phone-numbers"
	routes := []route{
		{method: "GET", path: n, do: (*call).listNumbers},
		{method: "GET", path: n + "/{number}", do: (*call).readNumber},
		{method: "PUT", path: n + "/{number}", do: (*call).updateNumber},
	}
	// The gateway's own routes. The gateway of this world is the world itself:
	// extensions come and go through the control plane, and nobody who logs in
	// is a gateway.
	const pcg = "pcg/v1.0/pbxs/{pbx}/phone-numbers"
	for _, r := range []string{"GET " + pcg, "POST " + pcg, "GET " + pcg + "/short-number/{short}", "PUT " + pcg + "/short-number/{short}", "DELETE " + pcg + "/short-number/{short}"} {
		method, path, _ := strings.Cut(r, " ")
		routes = append(routes, route{method: method, path: path, do: (*call).gatewayOnly, guard: anyone})
	}
	return routes
}

func (c *call) gatewayOnly() *apiError {
	return refuse(notAllowed, "reserved for the PBX gateway")
}

func (c *call) listNumbers() *apiError {
	s, e := c.find("systems", "system")
	if e != nil {
		return e
	}
	assigned, e := c.flag("isAssignedToUser")
	if e != nil {
		return e
	}
	monitored, e := c.flag("isMonitored")
	if e != nil {
		return e
	}
	return c.list(c.systemNumbers(s), "shortNumber", func(n *object) bool {
		for _, name := range []string{"shortNumber", "internalNumber"} {
			if v := c.param(name); v != "" && !strings.HasPrefix(n.str(name), v) {
				return false
			}
		}
		for _, name := range []string{"pbxUserId", "userId", "deviceName", "companyPrefix"} {
			if v := c.param(name); v != "" && n.str(name) != v {
				return false
			}
		}
		if v := fold(c.param("name")); v != "" && !strings.HasPrefix(fold(n.str("firstName")), v) && !strings.HasPrefix(fold(n.str("lastName")), v) {
			return false
		}
		return (assigned == nil || (n.str("userId") != "") == *assigned) && (monitored == nil || n.is("isMonitored") == *monitored)
	})
}

// systemNumbers are the extensions of a PBX that can match: all, or the one
// that a user is asked for.
func (c *call) systemNumbers(s *object) []*object {
	if u := c.param("userId"); u != "" {
		var out []*object
		for _, n := range c.of("phoneNumbers", u) {
			if n.str("systemId") == s.id {
				out = append(out, n)
			}
		}
		return out
	}
	return c.of("phoneNumbers", s.id)
}

// extension resolves the system and the extension of the path.
func (c *call) extension() (*object, *apiError) {
	s, e := c.find("systems", "system")
	if e != nil {
		return nil, e
	}
	n := c.get("phoneNumbers", c.args["number"])
	if n == nil || n.str("systemId") != s.id {
		return nil, refuse(notFound, "system %s has no phone number %s", s.id, c.args["number"])
	}
	return n, nil
}

func (c *call) readNumber() *apiError {
	n, e := c.extension()
	if e != nil {
		return e
	}
	return c.one(n)
}

// updateNumber changes an extension, and associates it with a user.
func (c *call) updateNumber() *apiError {
	n, e := c.extension()
	if e != nil {
		return e
	}
	raw, e := c.input()
	if e != nil {
		return e
	}
	if u, given := raw["userId"]; given && u == nil && n.str("userId") != "" && c.quirks.without(routeDissociate) {
		return invalid([]detail{{"userId", "must be a string", nil}})
	}
	values, e := c.decodeRaw("phoneNumbers", n, raw)
	if e != nil {
		return e
	}
	if e := c.checkNumber(n, values); e != nil {
		return e
	}
	if values["isVisibleByOthers"] == false {
		return invalid([]detail{{"isVisibleByOthers", "numbers of a system are always visible", false}})
	}
	if e := c.checkAssociation(n, values); e != nil {
		return e
	}
	c.set(n, values)
	return c.one(n)
}

// checkNumber holds new values of an extension against its neighbours.
func (c *call) checkNumber(n *object, values map[string]any) *apiError {
	internal, given := values["internalNumber"].(string)
	if given && internal != n.str("internalNumber") {
		if s := c.get("systems", n.str("systemId")); s != nil && s.is("isShared") {
			return refuse(409553, "internalNumber cannot be changed on a multi-tenant system")
		}
		if other := c.internal[c.systemGroup(n.str("systemId"))+"\x00"+internal]; other != nil && other != n {
			return refuse(409552, "internalNumber %s is already used", internal)
		}
	}
	if v, given := values["internalNumber"]; given && v == nil {
		values["internalNumber"] = n.str("shortNumber")
	}
	if _, given := values["number"]; !given {
		return nil
	}
	after := maps.Clone(n.props)
	maps.Copy(after, values)
	if e := c.computeE164(after); e != nil {
		return e
	}
	values["numberE164"] = after["numberE164"]
	return nil
}

// checkAssociation: the user must be of a company of the PBX, and the extension
// nobody else's.
func (c *call) checkAssociation(n *object, values map[string]any) *apiError {
	v, given := values["userId"]
	if !given {
		return nil
	}
	id, _ := v.(string)
	had := n.str("userId")
	if id == had {
		return nil
	}
	if id != "" {
		u := c.get("users", id)
		if u == nil {
			return refuse(notFound, "there is no user %s", id)
		}
		if !has(c.owners(n), u.str("companyId")) {
			return refuse(notThisFirm, "user %s is not of a company of this system", id)
		}
		if had != "" && !c.quirks.Takeover {
			return refuse(conflict, "the extension is associated with user %s: dissociate it first (simulated)", had)
		}
	}
	if had != "" {
		return c.stillReachable(had, func(o *object) bool { return o == n })
	}
	return nil
}

// stillReachable keeps members of supervision groups from losing their last
// device; gone says which extensions go.
func (c *call) stillReachable(user string, gone func(*object) bool) *apiError {
	if user == "" || c.quirks.LooseMembers || c.devicesOf(user, gone) > 0 {
		return nil
	}
	for _, g := range c.of("supervisionGroups", user) {
		return broken(notAllowed, "MA9", "user %s is in group %s, whose members need a device in the PBX", user, g.id)
	}
	return nil
}

// devicesOf counts a user's extensions in PBXs, without those that are gone.
func (w *World) devicesOf(user string, gone func(*object) bool) int {
	n := 0
	for _, o := range w.links["phoneNumbers/"+user] {
		if w.get("systems", o.str("systemId")) != nil && (gone == nil || !gone(o)) {
			n++
		}
	}
	return n
}
