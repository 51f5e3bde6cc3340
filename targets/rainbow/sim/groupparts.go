package sim

import (
	"maps"
	"slices"
	"strings"
)

func (c *call) mayUpdate(g *object, values map[string]any) *apiError {
	if v, given := values["policy"]; given && v != g.props["policy"] && g.str("subType") != "default" {
		return invalid([]detail{{"policy", "only groups of subType default have a policy to choose", v}})
	}
	if c.who.admin() && c.sees(c.who, g) {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		ddi := name == "externalNumberId" && g.is("isDDIUpdateByManagerAllowed")
		if name != "members" && !ddi && values[name] != g.props[name] {
			return refuse(notAllowed, "a group's manager changes its members, not %s", name)
		}
	}
	return nil
}

// moveDDI gives a group another public number, or none.
func (c *call) moveDDI(g *object, values map[string]any) *apiError {
	v, given := values["externalNumberId"]
	id, _ := v.(string)
	if !given || id == g.str("externalNumberId") {
		return nil
	}
	values["externalNumber"] = nil
	if id != "" {
		n := c.get("phoneNumbers", id)
		if n == nil || !n.is("isCloudPbxDDI") || n.str("systemId") != g.str("systemId") {
			return refuse(notFound, "there is no DDI %s", id)
		}
		if n.str("userId")+n.str("groupId") != "" {
			return refuse(409251, "DDI %s is already associated", n.str("number"))
		}
		c.set(n, map[string]any{"groupId": g.id})
		values["externalNumber"] = n.str("numberE164")
	}
	c.freeDDI(g)
	return nil
}

func (c *call) freeDDI(g *object) {
	if old := c.get("phoneNumbers", g.str("externalNumberId")); old != nil {
		c.set(old, map[string]any{"groupId": nil})
	}
}

func (c *call) setRecordings() *apiError {
	g, e := c.group()
	if e != nil {
		return e
	}
	raw, e := c.input()
	if e != nil {
		return e
	}
	v, msg := convert(kinds()["groups"].byName["recordingProfile"], raw["recordingProfile"])
	if msg != "" {
		return invalid([]detail{{"recordingProfile", msg, raw["recordingProfile"]}})
	}
	c.set(g, map[string]any{"recordingProfile": v, "isRecordingActivated": v != "none"})
	return c.one(g)
}

func (c *call) setAnalytics() *apiError {
	g, e := c.group()
	if e != nil {
		return e
	}
	raw, e := c.input()
	if e != nil {
		return e
	}
	v, ok := raw["isManagersAllowedToSeeMembersAnalytics"].(bool)
	if !ok {
		return invalid([]detail{{"isManagersAllowedToSeeMembersAnalytics", "want a boolean", raw["isManagersAllowedToSeeMembersAnalytics"]}})
	}
	c.set(g, map[string]any{"analyticSettings": map[string]any{"isManagersAllowedToSeeMembersAnalytics": v}})
	return c.one(g)
}

// groupMembers lists who is in groups of a company, each with its groups: the
// shape is that of the Node SDK's example.
func (c *call) groupMembers() *apiError {
	co, e := c.company()
	if e != nil {
		return e
	}
	name, number := fold(c.param("displayName")), c.param("internalNumber")
	var users []*object
	for _, u := range c.of("users", co.id) {
		if len(c.links["groups/"+u.id]) > 0 {
			users = append(users, u)
		}
	}
	return c.listAs(users, "displayName", func(u *object) bool {
		return strings.Contains(fold(displayName(u)), name) && strings.Contains(c.internalOf(u), number)
	}, c.memberRow)
}

// internalOf is the number of a user in the Cloud PBX, if it is a subscriber.
func (w *World) internalOf(u *object) string {
	if n := w.subscriberOf(u.id); n != nil {
		return n.str("internalNumber")
	}
	return ""
}

func (c *call) memberRow(u *object, _ level) map[string]any {
	groups := []any{}
	for _, g := range c.of("groups", u.id) {
		groups = append(groups, map[string]any{"id": g.id, "name": g.str("name")})
	}
	return map[string]any{"id": u.id, "firstName": u.str("firstName"), "lastName": u.str("lastName"), "internalNumber": c.internalOf(u), "lastAvatarUpdateDate": nil, "groups": groups}
}
