package sim

import (
	"encoding/json"
	"net/http"
	"slices"
)

func scimGroupRoutes() []endpoint {
	return []endpoint{
		{method: "GET", path: "Groups", do: (*call).scimGroupList, scope: scimScope},
		{method: "POST", path: "Groups", do: (*call).scimGroupCreate, scope: scimScope, guard: supers},
		{method: "GET", path: "Groups/{group}", do: (*call).scimGroupRead, scope: scimScope},
		{method: "PATCH", path: "Groups/{group}", do: (*call).scimGroupPatch, scope: scimScope, guard: supers},
	}
}

func viewScimGroup(g *scimGroup) map[string]any {
	out := map[string]any{
		"id": g.ID, "displayName": g.DisplayName, "members": some(g.Members),
		"meta": map[string]any{"created": g.Made, "location": scimAPI + "Groups/" + g.ID},
	}
	if g.ExternalID != "" {
		out["externalId"] = g.ExternalID
	}
	return out
}

func (c *call) scimGroupList() *fail {
	if f := c.domain(); f != nil {
		return f
	}
	list := []any{}
	for g := range c.scimGroups.All {
		if g.Account == c.who.Account {
			list = append(list, c.shown(viewScimGroup(g)))
		}
	}
	return c.scimList(list)
}

func (c *call) scimGroup() (*scimGroup, *fail) {
	if f := c.domain(); f != nil {
		return nil, f
	}
	g := c.scimGroups.Get(c.args["group"])
	if g == nil || g.Account != c.who.Account {
		return nil, notFound()
	}
	return g, nil
}

func (c *call) scimGroupRead() *fail {
	g, f := c.scimGroup()
	if f != nil {
		return f
	}
	return c.one(viewScimGroup(g))
}

func (c *call) scimGroupFields(in *fields, g *scimGroup) {
	in.required("displayName", "INVALID_NAME", &g.DisplayName, isName)
	in.nullable("externalId", "INVALID_NAME", &g.ExternalID, isName)
	var raw []json.RawMessage
	if !in.read("members", &raw) {
		return
	}
	g.Members = []scimMember{}
	for _, text := range raw {
		var m scimMember
		if json.Unmarshal(text, &m) != nil || !c.scimKnows(m) {
			in.wrong(bad("INVALID_MEMBER", "there is no such member"))
			return
		}
		if !slices.Contains(g.Members, m) {
			g.Members = append(g.Members, m)
		}
	}
}

// scimKnows says whether a member is a user or a group of the caller's account.
func (c *call) scimKnows(m scimMember) bool {
	if m.Type == "group" {
		g := c.scimGroups.Get(m.Value)
		return g != nil && g.Account == c.who.Account
	}
	u := c.users.Get(c.scimIDs[m.Value])
	return m.Type == "user" && u != nil && u.Account == c.who.Account
}

func (c *call) scimGroupCreate() *fail {
	in := c.fields()
	g := &scimGroup{Account: c.who.Account, Members: []scimMember{}, Made: c.now()}
	in.mandatory("displayName")
	c.scimGroupFields(in, g)
	if f := c.domain(); f != nil || in.fail != nil {
		return or(f, in.fail)
	}
	g.ID = c.mint("scimGroup", c.scimGroups.Has)
	c.scimGroups.Put(g)
	return c.answer(http.StatusCreated, viewScimGroup(g))
}

func (c *call) scimGroupPatch() *fail {
	g, f := c.scimGroup()
	if f != nil {
		return f
	}
	in := c.fields()
	next := *g
	c.scimGroupFields(in, &next)
	if in.fail != nil {
		return in.fail
	}
	c.scimGroups.Put(&next)
	return c.one(viewScimGroup(&next))
}

// forgetMember takes a user out of every group of the identity service.
func (w *World) forgetMember(id string) {
	w.scimGroups.Each(func(g *scimGroup) (*scimGroup, bool) {
		next := *g
		next.Members = slices.DeleteFunc(slices.Clone(g.Members), func(m scimMember) bool { return m.Type == "user" && m.Value == id })
		return &next, len(next.Members) != len(g.Members)
	})
}
