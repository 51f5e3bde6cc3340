package sim

import (
	"maps"
	"slices"
	"strconv"

	"github.com/patchbay-dev/patchbay/targets/internal/quirk"
)

const hubPath = "admin/v1.0/companies/{company}/groups"

// groupRoutes are the Hub's groups: hunting groups, call queues, and the
// manager/assistant groups of product B, where the boss is the leader and
// "manager" is who administers the group.
func groupRoutes() []route {
	const g = hubPath
	return []route{
		{method: "GET", path: g, do: (*call).listGroups},
		{method: "POST", path: g, do: (*call).createGroup},
		{method: "GET", path: g + "/{group}", do: (*call).readGroup, guard: anyone},
		{method: "PUT", path: g + "/{group}", do: (*call).updateGroup, guard: anyone},
		{method: "DELETE", path: g + "/{group}", do: (*call).deleteGroup},
		{method: "PUT", path: g + "/{group}/recordings", do: (*call).setRecordings},
		{method: "PUT", path: g + "/{group}/analytic-settings", do: (*call).setAnalytics},
		// The vendor's comment says one, its code the other.
		{method: "GET", path: "admin/v1.0/companies/{company}/groups-members", do: (*call).groupMembers},
		{method: "GET", path: "admin/v1.0/companies/{company}/group-members", do: (*call).groupMembers},
	}
}

// isBossGroup says whether a Hub group is one of a boss and assistants.
func isBossGroup(props map[string]any) bool {
	return props["subType"] == kindA || props["type"] == kindA
}

// bossRole is the Hub's word for the boss; the deprecated type says manager.
func bossRole(props map[string]any) string {
	if props["type"] == kindA {
		return "manager"
	}
	return "leader"
}

// administers says whether a member only administers a group, and takes no calls.
func (m member) administers() bool { return len(m.roles) == 1 && m.has("manager") }

// viewGroup shows how many members a group has in lists, and who they are alone.
func (w *World) viewGroup(g *object, format level, out map[string]any) {
	if format < full {
		out["nbMembers"] = len(g.list("members"))
		if w.quirks.NumericShortNumbers {
			out["shortNumber"] = numeric(out["shortNumber"])
		}
		return
	}
	members := make([]any, 0, len(g.list("members")))
	for _, m := range membersOf(g) {
		row := m.saved("memberId")
		row["connected"] = "connected"
		if m.status == "idle" {
			row["connected"] = "disconnected"
		}
		if u := w.get("users", m.user); u != nil {
			row["displayName"] = displayName(u)
		}
		members = append(members, row)
	}
	out["members"] = members
}

func (c *call) listGroups() *apiError {
	co, e := c.company()
	if e != nil {
		return e
	}
	types, member := quirk.Words(c.param("type")), c.param("memberId")
	candidates := c.of("groups", co.id)
	if member != "" {
		candidates = c.of("groups", member)
	}
	return c.listAs(candidates, "name", func(g *object) bool {
		for _, name := range []string{"name", "shortNumber", "externalNumber"} {
			if v := c.param(name); v != "" && g.str(name) != v {
				return false
			}
		}
		return g.str("companyId") == co.id && (len(types) == 0 || has(types, g.str("type")))
	}, func(g *object, _ level) map[string]any { return c.view(g, medium) })
}

// group resolves the company and the group of the path for a caller that
// administers one or the other.
func (c *call) group() (*object, *apiError) {
	g := c.get("groups", c.args["group"])
	if g == nil || g.str("companyId") != c.args["company"] {
		return nil, refuse(notFound, "there is no group %s", c.args["group"])
	}
	if c.who.admin() && c.sees(c.who, g) || c.manages(g) {
		return g, nil
	}
	return nil, refuse(notThisFirm, "group %s is not in your charge", g.id)
}

// manages says whether the caller is the administrator of a Hub group.
func (c *call) manages(g *object) bool {
	all := membersOf(g)
	i := find(all, c.who.user.id)
	return i >= 0 && all[i].has("manager")
}

func (c *call) readGroup() *apiError {
	g, e := c.group()
	if e != nil {
		return e
	}
	return c.one(g)
}

func (c *call) createGroup() *apiError {
	co, e := c.company()
	if e != nil {
		return e
	}
	if c.who.rank() < slices.Index(adminTypes, "company_admin") {
		return refuse(notAllowed, "groups are created by company admins and superadmins")
	}
	pbx := c.cloudOf(co.id)
	if pbx == nil {
		return refuse(notFound, "company %s has no Cloud PBX", co.id)
	}
	values, e := c.decode("groups", nil)
	if e != nil {
		return e
	}
	if values["type"] == kindA && !c.quirks.LegacyGroups {
		return invalid([]detail{{"type", "manager_assistant is deprecated: use hunting_group with subType manager_assistant", kindA}})
	}
	delete(values, "externalNumberId") // a DDI is given by an update
	values["companyId"], values["systemId"] = co.id, pbx.id
	short, _ := values["shortNumber"].(string)
	if e := planned(pbx, short); e != nil {
		return e
	}
	if e := c.freeShort(pbx, short); e != nil {
		return e
	}
	raw, _ := values["members"].([]any)
	values["members"] = hubMembers(raw, nil)
	if e := c.finishGroup(values); e != nil {
		return refuse(badRequest, "%v", e)
	}
	values["createdBy"] = c.who.user.id
	if e := c.checkGroup("", values, false); e != nil {
		return e
	}
	return c.created(c.add("groups", values))
}

// hubMembers reads members of a body: everybody is an agent and logged in unless
// it says otherwise. Who was there before keeps the status that it does not say.
func hubMembers(items []any, before []member) []any {
	var out []member
	for _, m := range readMembers(items) {
		if len(m.roles) == 0 {
			m.roles = []string{"agent"}
		}
		if i := find(before, m.user); m.status == "" && i >= 0 {
			m.status = before[i].status
		}
		m.status = or(m.status, "active")
		out = append(out, m)
	}
	return savedMembers(out, "memberId")
}

// finishGroup completes a Hub group: how it rings, and what the service makes
// for it.
func (w *World) finishGroup(props map[string]any) error {
	if props["systemId"] == nil {
		return refuse(badRequest, "systemId: the company has no Cloud PBX")
	}
	if props["policy"] == nil {
		props["policy"] = "parallel"
		if isBossGroup(props) {
			props["policy"] = "serial"
		}
	}
	if props["members"] == nil {
		props["members"] = []any{}
	}
	if props["analyticSettings"] == nil {
		props["analyticSettings"] = map[string]any{"isManagersAllowedToSeeMembersAnalytics": false}
	}
	for _, name := range []string{"phoneNumberId", "roomId"} {
		if props[name] == nil {
			props[name] = w.mint()
		}
	}
	if props["subscriberId"] == nil {
		n, _ := strconv.ParseInt(w.token("subscriber", props["roomId"])[:8], 16, 64)
		props["subscriberId"] = n
	}
	if props["creationDate"] == nil {
		props["creationDate"] = w.now()
	}
	return nil
}

// updateGroup changes a group; members, where given, replace the whole ordered
// list. A group's own manager may change members, and the DDI where it is let.
func (c *call) updateGroup() *apiError {
	g, e := c.group()
	if e != nil {
		return e
	}
	raw, e := c.input()
	if e != nil {
		return e
	}
	values, e := c.decodeRaw("groups", g, raw)
	if e != nil {
		return e
	}
	if e := c.mayUpdate(g, values); e != nil {
		return e
	}
	if items, given := values["members"].([]any); given {
		values["members"] = hubMembers(items, membersOf(g))
	}
	after := maps.Clone(g.props)
	maps.Copy(after, values)
	if e := c.checkGroup(g.id, after, false); e != nil {
		return e
	}
	if e := c.moveDDI(g, values); e != nil {
		return e
	}
	c.set(g, values)
	return c.one(g)
}

func (c *call) deleteGroup() *apiError {
	g, e := c.group()
	if e != nil {
		return e
	}
	c.freeDDI(g)
	c.drop(g)
	return c.deleted("Group", g.id)
}
