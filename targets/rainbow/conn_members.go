package rainbow

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// place is a role of members of groups, and the attribute that they stand in.
type place struct{ attr, role string }

// The places of a supervision group and of a Hub group, in the order in which
// members are written: on the Hub the leader comes first (MA13).
var (
	supervisionPlaces = []place{{"manager", "manager"}, {"assistants", "assistant"}, {"supervisors", "supervisor"}, {"supervisorAdmins", "supervisor_admin"}, {"supervised", "supervised"}}
	hubPlaces         = []place{{"leader", "leader"}, {"assistants", "assistant"}, {"agents", "agent"}, {"managers", "manager"}}
	// legacyPlaces are those of the deprecated type, whose boss is a manager.
	legacyPlaces = []place{{"leader", "manager"}, {"assistants", "assistant"}, {"agents", "agent"}}
)

// boss reports whether a place has one member.
func (p place) boss() bool { return p.attr == "manager" || p.attr == "leader" }

// in are the logins of the members in a place, in their order.
func (c *conn) in(g *groupRow, p place) []string {
	var out []string
	for i := range g.members {
		if g.members[i].has(p.role) {
			out = append(out, c.known.of(g.members[i].user))
		}
	}
	return out
}

func (c *conn) supervision(g *groupRow) state.Object {
	o := state.Object{Kind: Supervision, Key: g.name, ID: g.id}
	o.Put("name", state.OfText(g.name))
	o.Put("type", state.OfText(g.kind))
	o.Put("description", state.OfText(g.fields["description"]))
	if v, said := g.switches["isEmptyAllowed"]; said {
		o.Put("isEmptyAllowed", state.OfBool(v))
	}
	for _, p := range supervisionPlaces {
		all := c.in(g, p)
		if p.boss() {
			o.Put(p.attr, state.OfText(one(all)))
			continue
		}
		o.Put(p.attr, state.OfSet(all...))
	}
	var idle []string
	delegated, away := false, false
	for i := range g.members {
		switch m := &g.members[i]; {
		case m.has("manager"):
			delegated, away = m.delegated, m.idle
		case m.idle:
			idle = append(idle, c.known.of(m.user))
		}
	}
	o.Put("idle", state.OfSet(idle...))
	if g.kind == ManagerAssistant {
		o.Put("delegation", state.OfBool(delegated))
		o.Put("managerIdle", state.OfBool(away))
	}
	return o
}

// one is who has a place that one member has; of several the first.
func one(all []string) string {
	if len(all) == 0 {
		return ""
	}
	return all[0]
}

// placesOf are the places of a Hub group of a type.
func placesOf(g *groupRow) []place {
	if g.kind == ManagerAssistant {
		return legacyPlaces
	}
	return hubPlaces
}

func (c *conn) hubGroup(d *directory, g *groupRow) state.Object {
	o := state.Object{Kind: HubGroup, Key: g.short, ID: g.id}
	o.Put("shortNumber", state.OfText(g.short))
	o.Put("name", state.OfText(g.name))
	o.Put("type", state.OfText(g.kind))
	o.Put("subType", state.OfText(g.sub))
	o.Put("policy", state.OfText(g.fields["policy"]))
	o.Put("recordingProfile", state.OfText(g.fields["recordingProfile"]))
	o.Put("timeout", number(g.timeout))
	for name := range groupSwitches {
		if v, said := g.switches[name]; said {
			o.Put(name, state.OfBool(v))
		}
	}
	o.Put("externalNumber", state.OfText(d.ddiNumber(g)))
	for _, p := range placesOf(g) {
		switch all := c.in(g, p); {
		case p.boss():
			o.Put(p.attr, state.OfText(one(all)))
		case p.attr == "agents":
			o.Put(p.attr, state.OfList(all...))
		default:
			o.Put(p.attr, state.OfSet(all...))
		}
	}
	var idle, order []string
	for i := range g.members {
		order = append(order, c.known.of(g.members[i].user))
		switch m := &g.members[i]; {
		case m.has("leader"):
			o.Put("delegation", state.OfBool(!m.idle))
		case m.idle:
			idle = append(idle, c.known.of(m.user))
		}
	}
	o.Put("idle", state.OfSet(idle...))
	o.Put("memberOrder", state.OfList(order...))
	return o
}

// ddiNumber is the direct number of a group, as lists of such numbers spell it.
func (d *directory) ddiNumber(g *groupRow) string {
	if g.ddi == "" {
		return ""
	}
	if i := slices.IndexFunc(d.ddis, func(p phoneRow) bool { return p.id == g.ddi }); i >= 0 {
		return d.ddis[i].number
	}
	return g.number
}
