package sim

import (
	"maps"
	"net/http"
	"strings"

	"github.com/patchbay-dev/patchbay/targets/internal/rows"
)

func groupRoutes() []endpoint {
	const a = "accounts/{account}/"
	return []endpoint{
		{method: "GET", path: a + "groups", do: (*call).listGroups, scope: identity},
		{method: "POST", path: a + "groups", do: (*call).createGroup, scope: identity, guard: supers},
		{method: "PUT", path: a + "groups/{group}/users/{users}", do: (*call).joinGroup, scope: identity, guard: supers, inferred: "group-users"},
		{method: "DELETE", path: a + "users/{users}/groups", do: (*call).leaveGroups, scope: identity, guard: supers, inferred: "group-users"},
		{method: "GET", path: a + "attributes", do: (*call).listAttributes, scope: identity},
		{method: "POST", path: a + "attributes", do: (*call).createAttribute, scope: identity, guard: supers},
		{method: "GET", path: a + "templates", do: (*call).listTemplates, scope: identity},
		{method: "POST", path: a + "templates", do: (*call).createTemplate, scope: identity, guard: supers},
	}
}

// listGroups names the id key; the answer to a POST names it id.
func (c *call) listGroups() *fail {
	return c.namedList(c.groups, func(n *named) map[string]any { return map[string]any{"key": number(n.ID), "name": n.Name} })
}

func (c *call) createGroup() *fail {
	in := c.fields()
	n := &named{Account: c.who.Account}
	in.mandatory("name")
	in.required("name", "INVALID_NAME", &n.Name, isName)
	if f := c.mine(); f != nil || in.fail != nil {
		return or(f, in.fail)
	}
	n.ID = c.mintNumber(namedBase, c.groups.Has)
	c.groups.Put(n)
	return c.answer(http.StatusOK, map[string]any{"id": number(n.ID)})
}

// several are the users of a path, whose keys commas part.
func (c *call) several() ([]*user, *fail) {
	if f := c.mine(); f != nil {
		return nil, f
	}
	var out []*user
	for key := range strings.SplitSeq(c.args["users"], ",") {
		u := c.users.Get(key)
		if u == nil || u.Account != c.who.Account {
			return nil, notFound()
		}
		out = append(out, u)
	}
	return out, nil
}

// joinGroup puts users into a group; they are in one at most.
func (c *call) joinGroup() *fail {
	people, f := c.several()
	if f != nil {
		return f
	}
	g := c.groups.Get(c.args["group"])
	if g == nil || g.Account != c.who.Account {
		return notFound()
	}
	return c.regroup(people, g.ID)
}

func (c *call) leaveGroups() *fail {
	people, f := c.several()
	if f != nil {
		return f
	}
	return c.regroup(people, "")
}

func (c *call) regroup(people []*user, group string) *fail {
	for _, u := range people {
		next := *u
		next.GroupKey = group
		c.users.Put(&next)
	}
	return c.done(http.StatusNoContent)
}

// viewPosted is what was posted, with a key.
func viewPosted(n *named) map[string]any {
	out := maps.Clone(n.Body)
	if out == nil {
		out = map[string]any{}
	}
	out["key"], out["name"] = n.ID, n.Name
	return out
}

func (c *call) listAttributes() *fail { return c.namedList(c.attributes, viewPosted) }
func (c *call) listTemplates() *fail  { return c.namedList(c.templates, viewPosted) }

func (c *call) createAttribute() *fail { return c.createPosted(c.attributes, "attribute") }
func (c *call) createTemplate() *fail  { return c.createPosted(c.templates, "template") }

// createPosted keeps whatever was posted; the answer is a bare JSON string.
func (c *call) createPosted(t *rows.Table[*named], label string) *fail {
	if f := c.mine(); f != nil {
		return f
	}
	in := c.fields()
	if in.fail != nil {
		return in.fail
	}
	n := &named{Account: c.who.Account, Body: map[string]any{}}
	for name := range in.all {
		var v any
		if in.read(name, &v) {
			n.Body[name] = v
		}
	}
	if s, ok := n.Body["name"].(string); ok {
		n.Name = s
	}
	n.ID = c.mint(label, t.Has)
	t.Put(n)
	return c.answer(http.StatusOK, n.ID)
}
