package sim

import (
	"maps"
	"slices"
)

const supervisionPath = "telephonysupervision/v1.0/groups"

// supervisionRoutes are the three that the vendor's C# SDK calls. The others are
// in inferred.go.
func supervisionRoutes() []route {
	const g = supervisionPath
	return []route{
		{method: "GET", path: g, do: (*call).listSupervision, guard: anyone},
		{method: "GET", path: g + "/{group}", do: (*call).readSupervision, guard: anyone},
		{method: "PUT", path: g + "/{group}/members/{user}", do: (*call).updateMember, guard: anyone},
	}
}

// viewSupervision adds both lists of users that the SDK reads. Members are left
// out of lists, see membersInLists.
func (w *World) viewSupervision(g *object, format level, out map[string]any) {
	if format < full {
		return
	}
	supervised, supervisors := []any{}, []any{}
	for _, m := range membersOf(g) {
		if m.has("supervised") {
			supervised = append(supervised, m.user)
		}
		if m.supervises() {
			supervisors = append(supervisors, m.user)
		}
	}
	out["supervisedUsers"], out["supervisorUsers"] = supervised, supervisors
	if out["members"] == nil {
		out["members"] = []any{}
	}
}

func (c *call) listSupervision() *apiError {
	user, company, typ, name := c.param("userId"), c.param("companyId"), c.param("type"), c.param("name")
	candidates := c.tables["supervisionGroups"].list
	if user != "" {
		candidates = c.of("supervisionGroups", user)
	}
	view := func(g *object, l level) map[string]any {
		out := c.view(g, l)
		if !c.quirks.MembersInLists {
			for _, name := range []string{"members", "supervisedUsers", "supervisorUsers"} {
				delete(out, name)
			}
		}
		return out
	}
	return c.listAs(candidates, "name", func(g *object) bool {
		return c.seesGroup(g) && (company == "" || g.str("companyId") == company) && (typ == "" || g.str("type") == typ) && (name == "" || g.str("name") == name)
	}, view)
}

// seesGroup: admins see those of their companies, users those they are in.
func (c *call) seesGroup(g *object) bool {
	if c.who.admin() && c.sees(c.who, g) {
		return true
	}
	return find(membersOf(g), c.who.user.id) >= 0
}

func (c *call) supervision() (*object, *apiError) {
	g := c.get("supervisionGroups", c.args["group"])
	if g == nil || !c.seesGroup(g) {
		return nil, refuse(notFound, "there is no group %s", c.args["group"])
	}
	return g, nil
}

func (c *call) readSupervision() *apiError {
	g, e := c.supervision()
	if e != nil {
		return e
	}
	return c.one(g)
}

// createSupervision makes a group whole: there is no moment without members.
func (c *call) createSupervision() *apiError {
	values, e := c.decode("supervisionGroups", nil)
	if e != nil {
		return e
	}
	company, _ := values["companyId"].(string)
	if company == "" {
		company = c.who.user.str("companyId")
	}
	if !c.covers(c.who, company) {
		return refuse(notThisFirm, "company %s is not in your charge", company)
	}
	values["companyId"] = company
	raw, _ := values["members"].([]any)
	all, e := c.newMembers(raw, nil)
	if e != nil {
		return e
	}
	if e := c.checkSupervision("", values, all); e != nil {
		return e
	}
	values["members"], values["creationDate"] = savedMembers(all, "userId"), c.now()
	g := c.add("supervisionGroups", values)
	c.syncMembers(nil, all)
	return c.created(g)
}

// newMembers reads members of a body. Who is new is logged in (MA11); who was
// there keeps what the body does not say.
func (c *call) newMembers(items []any, old []member) ([]member, *apiError) {
	out := make([]member, 0, len(items))
	for _, item := range items {
		raw := item.(map[string]any)
		m := readMember(raw)
		before := member{status: "active"}
		if i := find(old, m.user); i >= 0 && !c.quirks.ReplaceResets {
			before = old[i]
		}
		m.status = or(m.status, before.status)
		if _, said := raw["isDelegationEnabled"]; !said && m.has("manager") {
			m.delegation = before.delegation
		}
		if _, said := raw["inOutPermission"]; !said {
			m.inOut = before.inOut
		}
		if c.get("users", m.user) == nil {
			return nil, invalid([]detail{{"members.userId", "there is no such user", m.user}})
		}
		out = append(out, m)
	}
	return out, nil
}

// checkSupervision holds a group as it shall be against all rules; id is empty
// for a new one.
func (c *call) checkSupervision(id string, props map[string]any, all []member) *apiError {
	typ, _ := props["type"].(string)
	company, _ := props["companyId"].(string)
	if e := c.shapeOf(typ, all); e != nil {
		return e
	}
	if len(all) == 0 && props["isEmptyAllowed"] != true {
		return broken(badRequest, "isEmptyAllowed", "the group may not be empty")
	}
	if e := c.checkBosses(id, typ, company, rank(all, "manager"), all); e != nil {
		return e
	}
	if e := c.checkPrerequisites(typ, all); e != nil {
		return e
	}
	name, _ := props["name"].(string)
	return c.checkName(id, company, name)
}

func (c *call) checkName(id, company, name string) *apiError {
	if !c.quirks.UniqueGroupNames {
		return nil
	}
	for _, g := range c.of("supervisionGroups", company) {
		if g.id != id && g.str("companyId") == company && fold(g.str("name")) == fold(name) {
			return refuse(conflict, "there is a group named %s already (simulated)", name)
		}
	}
	return nil
}

// replaceSupervision puts a whole new group in the place of an old one: name,
// description and the list of members. Its type stays (MA15).
func (c *call) replaceSupervision() *apiError {
	g, e := c.find("supervisionGroups", "group")
	if e != nil {
		return e
	}
	values, e := c.decode("supervisionGroups", g)
	if e != nil {
		return e
	}
	before := membersOf(g)
	all := before
	if raw, given := values["members"]; given {
		items, _ := raw.([]any)
		if all, e = c.newMembers(items, before); e != nil {
			return e
		}
	}
	after := maps.Clone(g.props)
	maps.Copy(after, values)
	if e := c.checkSupervision(g.id, after, all); e != nil {
		return e
	}
	if e := c.mayDelegate(before, all); e != nil {
		return e
	}
	values["members"] = savedMembers(all, "userId")
	c.set(g, values)
	c.syncMembers(before, all)
	return c.one(g)
}

// mayDelegate: who switches delegation on needs an assistant that is there.
func (c *call) mayDelegate(before, after []member) *apiError {
	for _, m := range with(after, "manager") {
		was := find(before, m.user)
		if !m.delegation || was >= 0 && before[was].delegation {
			continue
		}
		ready := slices.ContainsFunc(with(after, "assistant"), func(a member) bool { return a.status == "active" })
		if !ready && !c.quirks.DelegationWithoutActive {
			return broken(badRequest, "MA10", "delegation needs an assistant who is logged in")
		}
	}
	return nil
}

func (c *call) deleteSupervision() *apiError {
	g, e := c.find("supervisionGroups", "group")
	if e != nil {
		return e
	}
	before := membersOf(g)
	c.drop(g)
	c.syncMembers(before, nil)
	return c.deleted("Group", g.id)
}
