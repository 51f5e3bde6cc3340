package sim

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// checkGroup keeps the rules of a group, and reads its Rights and Members.
func checkGroup(d *draft) {
	d.need("Name")
	d.checkGroupName()
	d.preset("Language", "EN")
	d.preset("TimeZoneId", d.w.system.TimeZone)
	d.preset("PromptSet", "")
	if d.rights == nil {
		d.rights = map[string]map[string]bool{}
	}
	if rows, ok := d.in["Rights"].([]any); ok {
		d.rights = d.readRoleRows(rows)
	}
	if rows, ok := d.in["Members"].([]any); ok {
		d.readMembers(rows)
	}
}

func (d *draft) checkGroupName() {
	name, ok := d.sent("Name")
	if !ok || name == "" || d.w.quirks.DuplicateGroupNames {
		return
	}
	if g := d.w.names[strings.ToLower(name)]; g != nil && g != d.old {
		d.fail("Name", duplicate)
	}
}

// readRoleRows lays rows over a group's Rights, role by role. A role that is not
// among them keeps its row: there is one for each, always.
func (d *draft) readRoleRows(rows []any) map[string]map[string]bool {
	out := maps.Clone(d.rights)
	for i, r := range rows {
		row := r.(map[string]any)
		target := fmt.Sprintf("Rights[%d].", i)
		role := d.roleName(row, target)
		if role == "" {
			if name, _ := row["RoleName"].(string); name == "" {
				d.fail(target+"RoleName", required)
			}
			continue
		}
		changed := maps.Clone(out[role])
		if changed == nil {
			changed = map[string]bool{}
		}
		for f, v := range d.readFlags(row, target) {
			changed[f] = v
			if roleDefaults[role][f] == v {
				delete(changed, f)
			}
		}
		out[role] = changed
	}
	return out
}

// readMembers reads a whole list of members: who is not in it leaves the group.
func (d *draft) readMembers(rows []any) {
	group := newGroup
	if d.old != nil {
		group = d.old.id
	}
	seen := map[*object]bool{}
	for i, r := range rows {
		row := r.(map[string]any)
		target := fmt.Sprintf("Members[%d].", i)
		n, _ := row["Number"].(string)
		o := d.w.numbers[n]
		switch {
		case n == "":
			d.fail(target+"Number", required)
			continue
		case o == nil || o.table.set.name == "Groups" || d.who != nil && !d.who.sees(o):
			d.fail(target+"Number", noSuchNumber)
			continue
		case seen[o]:
			d.fail(target+"Number", duplicate)
			continue
		}
		seen[o] = true
		m := d.readMembership(row, group, target)
		groups := slices.Clone(o.groups)
		if at := slices.IndexFunc(groups, func(g membership) bool { return g.group == group }); at >= 0 {
			groups[at] = m
		} else {
			groups = append(groups, m)
		}
		d.setMember(o, groups)
	}
	if d.old == nil {
		return
	}
	for _, o := range d.w.inGroup(group) {
		if !seen[o] && d.w.listed(o) {
			d.setMember(o, slices.DeleteFunc(slices.Clone(o.groups), func(m membership) bool { return m.group == group }))
		}
	}
}

func (d *draft) setMember(o *object, groups []membership) {
	d.checkRole(o, groups, "Members")
	if o.table.set.name == "Users" {
		groups = d.checkPrimary(groups, o.primaryGroup(), "Members")
	}
	d.members[o] = groups
}

// hasMembers says whether a group has users, or is somebody's primary group.
func (w *World) hasMembers(g *object) bool {
	if w.primary[g.id] > 0 {
		return true
	}
	for _, o := range w.data.members[g.id] {
		if w.listed(o) {
			return true
		}
	}
	return false
}

func keepGroup(w *World, who *caller, g *object) string {
	switch {
	case g.isDefault():
		return groupKept
	case who != nil && w.hasMembers(g):
		return groupInUse
	}
	return ""
}
