package sim

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
)

func systemRoutes() []route {
	const s = "admin/v1.0/systems"
	return []route{
		{method: "GET", path: s, do: (*call).listSystems},
		{method: "POST", path: s, do: (*call).createSystem},
		{method: "GET", path: s + "/countries", do: (*call).systemCountries},
		{method: "GET", path: s + "/pbxid/{pbx}", do: (*call).systemByPbx},
		{method: "GET", path: s + "/groups", do: (*call).systemGroups},
		{method: "GET", path: s + "/{system}", do: (*call).readSystem},
		{method: "PUT", path: s + "/{system}", do: (*call).updateSystem},
		{method: "DELETE", path: s + "/{system}", do: (*call).deleteSystem},
		{method: "GET", path: s + "/{system}/state", do: (*call).systemState},
		{method: "PUT", path: s + "/{system}/groups/{group}", do: (*call).joinSystemGroup},
		{method: "DELETE", path: s + "/{system}/groups/{group}", do: (*call).leaveSystemGroup},
	}
}

func (c *call) listSystems() *apiError {
	company, site := c.param("companyId"), c.param("siteId")
	var bools [3]*bool
	for i, name := range []string{"isShared", "isCentrex", "isOxoManaged"} {
		v, e := c.flag(name)
		if e != nil {
			return e
		}
		bools[i] = v
	}
	return c.list(c.tables["systems"].list, "name", func(s *object) bool {
		for i, name := range []string{"isShared", "isCentrex", "isOxoManaged"} {
			if bools[i] != nil && s.is(name) != *bools[i] {
				return false
			}
		}
		for _, name := range []string{"name", "type", "status", "bpId"} {
			if v := c.param(name); v != "" && s.str(name) != v {
				return false
			}
		}
		return c.sees(c.who, s) && (company == "" || has(c.owners(s), company)) && (site == "" || has(s.strings("siteId"), site))
	})
}

// createSystem declares a PBX. It stays "created": only its agent activates it.
func (c *call) createSystem() *apiError {
	raw, e := c.input()
	if e != nil {
		return e
	}
	if s, ok := raw["siteId"].(string); ok {
		raw["siteId"] = []any{s}
	}
	values, e := c.decodeRaw("systems", nil, raw)
	if e != nil {
		return e
	}
	if values["isShared"] == true && values["isCentrex"] == true {
		return invalid([]detail{{"isCentrex", "isShared and isCentrex exclude each other", true}})
	}
	for _, id := range toStrings(values["siteId"].([]any)) {
		if site := c.get("sites", id); site == nil || !c.sees(c.who, site) {
			return refuse(notFound, "there is no site %s", id)
		}
	}
	if values["pbxId"] == nil {
		values["pbxId"] = "PBX" + c.token("pbx", c.mint())[:16]
	}
	c.systemSecrets(values)
	values["creationDate"] = c.now()
	return c.created(c.add("systems", values))
}

func (c *call) readSystem() *apiError {
	s, e := c.find("systems", "system")
	if e != nil {
		return e
	}
	return c.one(s)
}

func (c *call) systemByPbx() *apiError {
	for _, s := range c.tables["systems"].list {
		if s.str("pbxId") == c.args["pbx"] && c.sees(c.who, s) {
			return c.one(s)
		}
	}
	return refuse(notFound, "there is no system with pbxId %s", c.args["pbx"])
}

// systemState tells which channels of a PBX are up, in the Node SDK's words.
func (c *call) systemState() *apiError {
	s, e := c.find("systems", "system")
	if e != nil {
		return e
	}
	format, e := c.format()
	if e != nil {
		return e
	}
	up := strconv.FormatBool(s.str("status") == "activated")
	out := map[string]any{"timestamp": strconv.FormatInt(c.clock.Time().Unix(), 10)}
	if format == small {
		out["connection"] = up
		return c.data(http.StatusOK, out)
	}
	out["conf"], out["csta"], out["http"] = up, up, up
	if format == full {
		out["xmpp"] = up
	}
	return c.data(http.StatusOK, out)
}

func (c *call) systemCountries() *apiError {
	list := make([]any, 0, len(plans))
	for _, name := range slices.Sorted(maps.Keys(plans)) {
		list = append(list, map[string]any{"country": name, "internationalCode": plans[name].code})
	}
	return c.data(http.StatusOK, list)
}

func (c *call) updateSystem() *apiError {
	s, e := c.find("systems", "system")
	if e != nil {
		return e
	}
	values, e := c.decode("systems", s)
	if e != nil {
		return e
	}
	after := maps.Clone(s.props)
	maps.Copy(after, values)
	if after["isShared"] == true && after["isCentrex"] == true {
		return invalid([]detail{{"isCentrex", "isShared and isCentrex exclude each other", true}})
	}
	c.set(s, values)
	return c.one(s)
}

// deleteSystem takes its extensions with it, and frees their users.
func (c *call) deleteSystem() *apiError {
	s, e := c.find("systems", "system")
	if e != nil {
		return e
	}
	numbers := c.of("phoneNumbers", s.id)
	for _, n := range numbers {
		if e := c.stillReachable(n.str("userId"), func(o *object) bool { return o.str("systemId") == s.id }); e != nil {
			return e
		}
	}
	for _, n := range numbers {
		c.drop(n)
	}
	c.drop(s)
	return c.deleted("System", s.id)
}

// Groups of systems are PBXs that share a dial plan; a group is there while a
// system is in it.
func (c *call) systemGroups() *apiError {
	seen := map[string][]any{}
	for _, s := range c.tables["systems"].list {
		if g := s.str("systemGroupId"); g != "" && c.sees(c.who, s) {
			seen[g] = append(seen[g], s.id)
		}
	}
	p, e := c.paging("id")
	if e != nil {
		return e
	}
	ids := slices.Sorted(maps.Keys(seen))
	return c.page(len(ids), p, func(i int) any { return map[string]any{"id": ids[i], "systemIds": seen[ids[i]]} })
}

func (c *call) joinSystemGroup() *apiError {
	s, e := c.find("systems", "system")
	if e != nil {
		return e
	}
	numbers := c.of("phoneNumbers", s.id)
	for _, n := range numbers {
		if o := c.internal[c.args["group"]+"\x00"+n.str("internalNumber")]; o != nil && o.str("systemId") != s.id {
			return refuse(409552, "internalNumber %s is used in the group", n.str("internalNumber"))
		}
	}
	c.regroup(s, numbers, c.args["group"])
	return c.one(s)
}

func (c *call) leaveSystemGroup() *apiError {
	s, e := c.find("systems", "system")
	if e != nil {
		return e
	}
	if s.str("systemGroupId") != c.args["group"] {
		return refuse(notDeleted, "system %s is not in group %s", s.id, c.args["group"])
	}
	c.regroup(s, c.of("phoneNumbers", s.id), nil)
	return c.done("System %s removed from group %s.", s.id, c.args["group"])
}

// regroup moves a system's numbers in the index along with it.
func (c *call) regroup(s *object, numbers []*object, group any) {
	for _, n := range numbers {
		c.leave(n)
	}
	c.set(s, map[string]any{"systemGroupId": group})
	for _, n := range numbers {
		c.enter(n)
	}
}
