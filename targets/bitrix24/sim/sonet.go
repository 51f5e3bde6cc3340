package sim

import (
	"slices"
	"strings"
)

// sonetMethods are those of workgroups and projects, by their older names and
// the newer ones.
func sonetMethods() map[string]method {
	return map[string]method{
		"sonet_group.get":      {scope: sonetScope, do: sonetGet},
		"sonet_group.create":   {scope: sonetScope, writes: true, do: sonetCreate},
		"sonet_group.update":   {scope: sonetScope, writes: true, do: sonetUpdate},
		"sonet_group.delete":   {scope: sonetScope, writes: true, do: sonetDelete},
		"sonet_group.setowner": {scope: sonetScope, writes: true, do: sonetSetOwner},

		"sonet_group.user.get":     {scope: sonetScope, do: sonetMembers},
		"sonet_group.user.groups":  {scope: sonetScope, do: sonetOwnGroups},
		"sonet_group.user.add":     {scope: sonetScope, writes: true, do: sonetAdd},
		"sonet_group.user.invite":  {scope: sonetScope, writes: true, do: sonetInvite},
		"sonet_group.user.request": {scope: sonetScope, writes: true, do: sonetRequest},
		"sonet_group.user.update":  {scope: sonetScope, writes: true, do: sonetPromote},
		"sonet_group.user.delete":  {scope: sonetScope, writes: true, do: sonetRemove},

		"socialnetwork.api.workgroup.list": {scope: sonetScope, do: workgroupList},
		"socialnetwork.api.workgroup.get":  {scope: sonetScope, do: workgroupGet},
	}
}

// membership is one person in a workgroup.
type membership struct {
	user int
	role string // A owner, E moderator, K member, Z invited or asking: no member yet
}

func membersOf(g *row) []membership {
	var out []membership
	for _, v := range many(g.props["MEMBERS"]) {
		m, _ := v.(map[string]any)
		out = append(out, membership{number(m["USER_ID"]), text(m["ROLE"])})
	}
	return out
}

// roleIn is the role of a user in a workgroup, "" for none.
func roleIn(g *row, user int) string {
	for _, m := range membersOf(g) {
		if m.user == user {
			return m.role
		}
	}
	return ""
}

// setMembers stores who is in a workgroup; its owner follows from it.
func (w *World) setMembers(g *row, members []membership) *row {
	g = w.keepMembers(g, members)
	return w.edit(g, map[string]any{"DATE_UPDATE": w.clock.Time().Format(dates)})
}

func (d *data) keepMembers(g *row, members []membership) *row {
	list := make([]any, 0, len(members))
	owner := g.props["OWNER_ID"]
	for _, m := range members {
		list = append(list, map[string]any{"USER_ID": text(m.user), "ROLE": m.role})
		if m.role == "A" {
			owner = text(m.user)
		}
	}
	return d.edit(g, map[string]any{"MEMBERS": list, "OWNER_ID": owner})
}

// setRole gives a user a role in a workgroup; "" takes the user out.
func (w *World) setRole(g *row, user int, role string) *row {
	members := slices.DeleteFunc(membersOf(g), func(m membership) bool { return m.user == user && role == "" })
	for i := range members {
		if members[i].user == user {
			members[i].role = role
			return w.setMembers(g, members)
		}
	}
	if role != "" {
		members = append(members, membership{user, role})
	}
	return w.setMembers(g, members)
}

// sonetColumns are the fields of a workgroup as they are read, with the value
// of one that has none.
var sonetColumns = []struct {
	name   string
	preset any
}{
	{"ID", nil}, {"SITE_ID", "s1"}, {"NAME", ""}, {"DESCRIPTION", nil}, {"DATE_CREATE", ""}, {"DATE_UPDATE", ""}, {"ACTIVE", "Y"},
	{"VISIBLE", "Y"}, {"OPENED", "N"}, {"CLOSED", "N"}, {"SUBJECT_ID", "1"}, {"OWNER_ID", nil}, {"KEYWORDS", nil}, {"NUMBER_OF_MEMBERS", nil},
	{"DATE_ACTIVITY", ""}, {"SUBJECT_NAME", "Workgroups"}, {"PROJECT", "N"}, {"IS_EXTRANET", "N"},
}

func isSonetColumn(name string) bool {
	return slices.ContainsFunc(sonetColumns, func(c struct {
		name   string
		preset any
	}) bool {
		return c.name == name
	})
}

// sonetValue is a field of a workgroup as it is read; all are strings.
func sonetValue(g *row, name string) any {
	switch name {
	case "ID":
		return g.key()
	case "NUMBER_OF_MEMBERS":
		n := 0
		for _, m := range membersOf(g) {
			if m.role != "Z" {
				n++
			}
		}
		return text(n)
	}
	if v, ok := g.props[name]; ok && v != nil {
		return text(v)
	}
	for _, c := range sonetColumns {
		if c.name == name {
			return c.preset
		}
	}
	return nil
}

func showSonet(g *row) any {
	out := make(obj, 0, len(sonetColumns))
	for _, c := range sonetColumns {
		out = append(out, field{c.name, sonetValue(g, c.name)})
	}
	return out
}

func sonetText(g *row, name string) []string { return []string{text(sonetValue(g, name))} }

// sees says whether the caller sees a workgroup: a visible one, or one of the caller's.
func (c *call) sees(g *row, asAdmin bool) bool {
	return asAdmin && c.who.admin() || text(sonetValue(g, "VISIBLE")) == "Y" || roleIn(g, c.who.user.id) != ""
}

func (c *call) pickGroups(p *array, where []condition, asAdmin bool, standard string) []*row {
	rows := slices.DeleteFunc(c.w.table(workgroups).pick(where, sonetText, 0), func(g *row) bool { return !c.sees(g, asAdmin) })
	by, direction := ordering(p.sub("ORDER"))
	if !isSonetColumn(by) {
		by, direction = "ID", standard
	}
	return sortedBy(rows, by, direction, sonetText)
}

// sonetGet lists the workgroups that the caller sees, newest first.
func sonetGet(c *call) (any, *fail) {
	p := c.p.upper()
	where := conditions(orEmpty(p.sub("FILTER")), isSonetColumn)
	if id, ok := p.get("GROUP_ID"); ok {
		where = append(where, condition{field: "ID", values: []string{text(number(id))}})
	}
	return c.list(c.pickGroups(p, where, yes(p.vals["IS_ADMIN"]), "DESC"), showSonet), nil
}

func orEmpty(a *array) *array {
	if a == nil {
		return newArray()
	}
	return a
}

// workgroupList is the newer listing: names in camel case, ID alone unless more is
// selected, and the list inside an object.
func workgroupList(c *call) (any, *fail) {
	p := c.p.upper()
	where := conditions(orEmpty(p.sub("FILTER")), isSonetColumn)
	names := texts(p.sub("SELECT").items())
	if len(names) == 0 {
		names = []string{"ID"}
	}
	rows := c.pickGroups(p, where, yes(p.sub("PARAMS").upper().vals["IS_ADMIN"]), "ASC")
	out := c.list(rows, func(g *row) any { return workgroupView(g, names) })
	out.rows = obj{{"workgroups", out.rows}}
	if c.start() < 0 {
		out.total = -1
	}
	return out, nil
}

func workgroupView(g *row, names []string) any {
	out := obj{}
	for _, n := range append([]string{"ID"}, names...) {
		n = strings.ToUpper(n)
		if _, twice := out.get(camel(n)); twice {
			continue
		}
		switch {
		case n == "TYPE" && text(sonetValue(g, "PROJECT")) == "Y":
			out = out.with("type", "project")
		case n == "TYPE":
			out = out.with("type", "group")
		case isSonetColumn(n) || n == "INITIATE_PERMS":
			out = out.with(camel(n), sonetValue(g, n))
		}
	}
	return out
}

// camel turns NUMBER_OF_MEMBERS into numberOfMembers.
func camel(name string) string {
	parts := strings.Split(strings.ToLower(name), "_")
	for i := 1; i < len(parts); i++ {
		if parts[i] != "" {
			parts[i] = strings.ToUpper(parts[i][:1]) + parts[i][1:]
		}
	}
	return strings.Join(parts, "")
}

// workgroupGet is one workgroup with all its fields, by their usual names.
func workgroupGet(c *call) (any, *fail) {
	params := c.p.upper().sub("PARAMS").upper()
	id := number(params.vals["GROUPID"])
	if id <= 0 {
		return nil, bad("", "Wrong group ID")
	}
	g := c.w.find(workgroups, id)
	if g == nil || !c.sees(g, c.who.admin()) {
		return nil, bad("", "Socialnetwork group not found")
	}
	return showSonet(g), nil
}

// sonetOwnGroups are the workgroups that the caller is in.
func sonetOwnGroups(c *call) (any, *fail) {
	out := []any{}
	for _, g := range c.w.table(workgroups).having(key("member", c.who.user.key())) {
		if role := roleIn(g, c.who.user.id); role != "Z" {
			out = append(out, obj{{"GROUP_ID", g.key()}, {"GROUP_NAME", g.text("NAME")}, {"ROLE", role}})
		}
	}
	return out, nil
}
