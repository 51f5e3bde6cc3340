package sim

import (
	"maps"
	"net/http"
	"slices"
)

const voicePath = "voice/v1.0/groups"

// voiceRoutes are what members of Hub groups do themselves: join, leave, forward
// the boss's calls; and what a group's manager does to its members.
func voiceRoutes() []route {
	const v = voicePath
	return []route{
		{method: "GET", path: v, do: (*call).myGroups, guard: anyone},
		{method: "POST", path: v + "/join", do: (*call).joinAll, guard: anyone},
		{method: "POST", path: v + "/leave", do: (*call).leaveAll, guard: anyone},
		{method: "PUT", path: v + "/{group}", do: (*call).updateVoiceGroup, guard: anyone},
		{method: "POST", path: v + "/{group}/members", do: (*call).addVoiceMember, guard: anyone},
		{method: "PUT", path: v + "/{group}/members/{user}", do: (*call).changeVoiceMember, guard: anyone},
		{method: "DELETE", path: v + "/{group}/members/{user}", do: (*call).removeVoiceMember, guard: anyone},
		{method: "POST", path: v + "/{group}/join", do: (*call).join, guard: anyone},
		{method: "POST", path: v + "/{group}/leave", do: (*call).leaveGroup, guard: anyone},
		{method: "GET", path: v + "/{group}/forwards", do: (*call).forwards, guard: anyone},
		{method: "PUT", path: v + "/{group}/forwards/{kind}", do: (*call).setForward, guard: anyone},
	}
}

func (c *call) myGroups() *apiError {
	typ := c.param("type")
	return c.listAs(c.of("groups", c.who.user.id), "name", func(g *object) bool {
		return typ == "" || g.str("type") == typ
	}, func(g *object, _ level) map[string]any { return c.view(g, full) })
}

// mine resolves a group that the caller is in.
func (c *call) mine() (g *object, all []member, at int, e *apiError) {
	g = c.get("groups", c.args["group"])
	if g == nil {
		return nil, nil, 0, refuse(notFound, "there is no group %s", c.args["group"])
	}
	all = membersOf(g)
	if at = find(all, c.who.user.id); at < 0 {
		return nil, nil, 0, refuse(notFound, "you are not in group %s", g.id)
	}
	return g, all, at, nil
}

// managed resolves a group whose manager the caller is.
func (c *call) managed() (*object, []member, *apiError) {
	g, all, at, e := c.mine()
	if e != nil {
		return nil, nil, e
	}
	if !all[at].has("manager") {
		return nil, nil, refuse(notAllowed, "members of group %s are changed by its manager", g.id)
	}
	return g, all, nil
}

// keep saves members after the rules of groups have been asked.
func (c *call) keep(g *object, all []member) *apiError {
	after := maps.Clone(g.props)
	after["members"] = savedMembers(all, "memberId")
	if e := c.checkGroup(g.id, after, false); e != nil {
		return e
	}
	c.set(g, map[string]any{"members": after["members"]})
	return c.one(g)
}

func (c *call) updateVoiceGroup() *apiError {
	g, all, e := c.managed()
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
		all = readMembers(hubMembers(items, all))
	}
	return c.keep(g, all)
}

func (c *call) addVoiceMember() *apiError {
	g, all, e := c.managed()
	if e != nil {
		return e
	}
	raw, e := c.input()
	if e != nil {
		return e
	}
	added := readMembers(hubMembers([]any{raw}, nil))
	at := len(all)
	if n, ok := raw["position"].(int64); ok && n >= 0 && int(n) < at {
		at = int(n)
	}
	return c.keep(g, slices.Insert(all, at, added...))
}

func (c *call) changeVoiceMember() *apiError {
	g, all, e := c.managed()
	if e != nil {
		return e
	}
	at := find(all, c.args["user"])
	if at < 0 {
		return refuse(notFound, "user %s is not in group %s", c.args["user"], g.id)
	}
	raw, e := c.input()
	if e != nil {
		return e
	}
	m := readMember(raw)
	if len(m.roles) > 0 {
		all[at].roles = m.roles
	}
	all[at].status = or(m.status, all[at].status)
	if n, ok := raw["position"].(int64); ok && n >= 0 && int(n) < len(all) {
		moved := all[at]
		all = slices.Insert(slices.Delete(all, at, at+1), int(n), moved)
	}
	return c.keep(g, all)
}

func (c *call) removeVoiceMember() *apiError {
	g, all, e := c.managed()
	if e != nil {
		return e
	}
	at := find(all, c.args["user"])
	if at < 0 {
		return refuse(notDeleted, "user %s is not in group %s", c.args["user"], g.id)
	}
	return c.keep(g, slices.Delete(all, at, at+1))
}

func (c *call) join() *apiError       { return c.turn("active") }
func (c *call) leaveGroup() *apiError { return c.turn("idle") }

func (c *call) turn(status string) *apiError {
	g, all, at, e := c.mine()
	if e != nil {
		return e
	}
	return c.turnIn(g, all, at, status)
}

// turnIn logs a member in or out. The last active assistant that leaves a group
// of the deprecated type takes its forward along.
func (c *call) turnIn(g *object, all []member, at int, status string) *apiError {
	all[at].status = status
	if e := mayTurn(g, all, status); e != nil {
		return e
	}
	c.set(g, map[string]any{"members": savedMembers(all, "memberId")})
	ready := slices.ContainsFunc(with(all, "assistant"), func(m member) bool { return m.status == "active" })
	if g.str("type") == kindA && !ready {
		c.set(g, map[string]any{"forwards": nil})
	}
	return c.one(g)
}

// mayTurn: the last active member of a manager/assistant group stays, and that of
// another group where it may not be empty (Node SDK, isEmptyAllowed).
func mayTurn(g *object, all []member, status string) *apiError {
	active := slices.ContainsFunc(all, func(m member) bool { return m.status == "active" && !m.administers() })
	if status == "active" || active || g.str("type") == kindA || g.is("isEmptyAllowed") && !isBossGroup(g.props) {
		return nil
	}
	return refuse(notAllowed, "the last active member of group %s cannot leave", g.id)
}

func (c *call) joinAll() *apiError  { return c.turnAll("active") }
func (c *call) leaveAll() *apiError { return c.turnAll("idle") }

// turnAll logs the caller in or out everywhere it may.
func (c *call) turnAll(status string) *apiError {
	for _, g := range c.of("groups", c.who.user.id) {
		all := membersOf(g)
		at := find(all, c.who.user.id)
		if at < 0 {
			continue
		}
		all[at].status = status
		if mayTurn(g, all, status) == nil {
			c.set(g, map[string]any{"members": savedMembers(all, "memberId")})
		}
	}
	return c.done("Status of all groups is %s.", status)
}

func (c *call) forwards() *apiError {
	g, _, _, e := c.mine()
	if e != nil {
		return e
	}
	list := g.list("forwards")
	if list == nil {
		list = []any{}
	}
	return c.data(http.StatusOK, list)
}

// setForward forwards a group's calls. Manager/assistant groups know only
// immediate forwarding to the assistants: that is delegation, and of the
// deprecated type it needs one who is logged in.
func (c *call) setForward() *apiError {
	g, all, _, e := c.mine()
	if e != nil {
		return e
	}
	raw, e := c.input()
	if e != nil {
		return e
	}
	kind, to := c.args["kind"], raw["destinationType"]
	if kind != "immediate" && kind != "overflow" {
		return refuse(notFound, "there is no forward %s", kind)
	}
	on, ok := raw["activate"].(bool)
	if !ok {
		return invalid([]detail{{"activate", "want a boolean", raw["activate"]}})
	}
	if isBossGroup(g.props) && (kind != "immediate" || on && to != "managersecretary") {
		return invalid([]detail{{"destinationType", "manager/assistant groups forward immediately, to managersecretary", to}})
	}
	ready := slices.ContainsFunc(with(all, "assistant"), func(m member) bool { return m.status == "active" })
	if g.str("type") == kindA && on && !ready {
		return broken(badRequest, "MA10", "no assistant is logged in")
	}
	rest := slices.DeleteFunc(slices.Clone(g.list("forwards")), func(f any) bool { return f.(map[string]any)["callForwardType"] == kind })
	if on {
		rest = append(rest, forward(kind, raw))
	}
	c.set(g, map[string]any{"forwards": rest})
	return c.data(http.StatusOK, rest)
}

// forward keeps what the vendor's SDK sends.
func forward(kind string, raw map[string]any) map[string]any {
	out := map[string]any{"callForwardType": kind, "activated": true}
	for _, name := range []string{"destinationType", "number", "noReplyDelay", "managerIds", "rvcpAutoAttendantId"} {
		if v, given := raw[name]; given {
			out[name] = v
		}
	}
	return out
}
