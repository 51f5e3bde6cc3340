package sim

import (
	"fmt"
	"maps"
	"slices"
)

// checkGroups reads the Groups of a DN and keeps the rules about them.
func (d *draft) checkGroups() {
	rows, sent := d.in["Groups"].([]any)
	switch {
	case sent:
		d.groups = d.readGroups(rows)
	case d.creating():
		d.groups = []membership{{group: d.startGroup(), role: defaultRole}}
	default:
		return
	}
	if d.old != nil {
		d.checkRole(d.old, d.groups, "Groups")
	}
}

// startGroup is where a DN belongs that says nothing about groups.
func (d *draft) startGroup() int {
	if n, ok := d.in["PrimaryGroupId"].(int64); ok && d.w.byID[int(n)] != nil {
		return int(n)
	}
	if d.who != nil && !d.who.global && len(d.who.groups) > 0 {
		return slices.Min(slices.Collect(maps.Keys(d.who.groups)))
	}
	return d.w.defaultGroup().id
}

// readGroups reads a whole list of memberships: what is not in it is gone.
func (d *draft) readGroups(rows []any) []membership {
	var out []membership
	for i, r := range rows {
		row := r.(map[string]any)
		target := fmt.Sprintf("Groups[%d].", i)
		id, ok := row["GroupId"].(int64)
		g := d.w.byID[int(id)]
		switch {
		case !ok:
			d.fail(target+"GroupId", required)
			continue
		case g == nil || g.table.set.name != "Groups" || d.who != nil && !d.who.sees(g):
			d.fail(target+"GroupId", notFound)
			continue
		case slices.ContainsFunc(out, func(m membership) bool { return m.group == g.id }):
			d.fail(target+"GroupId", duplicate)
			continue
		}
		out = append(out, d.readMembership(row, g.id, target))
	}
	return append(out, d.hiddenGroups(out)...)
}

// hiddenGroups are the memberships that a replace leaves alone: favourites if
// the quirk says so, and groups that the caller cannot see.
func (d *draft) hiddenGroups(sent []membership) []membership {
	var out []membership
	if d.old == nil {
		return nil
	}
	for _, m := range d.old.groups {
		g := d.w.byID[m.group]
		hidden := d.w.quirks.FavoritesSurviveReplace && favorites(g) || d.who != nil && !d.who.sees(g)
		if hidden && !slices.ContainsFunc(sent, func(s membership) bool { return s.group == m.group }) {
			out = append(out, m)
		}
	}
	return out
}

// readMembership reads one row of either side.
func (d *draft) readMembership(row map[string]any, group int, target string) membership {
	m := membership{group: group, role: defaultRole}
	m.transcription, _ = row["TranscriptionMode"].(string)
	if gr, ok := row["GroupRights"].(map[string]any); ok {
		d.roleName(gr, target+"GroupRights.")
	}
	rights, ok := row["Rights"].(map[string]any)
	if !ok {
		return m
	}
	if role := d.roleName(rights, target+"Rights."); role != "" {
		m.role = role
	}
	m.overrides = d.readFlags(rights, target+"Rights.")
	return m
}

// roleName reads the role of a Rights value; "" when it names none.
func (d *draft) roleName(rights map[string]any, target string) string {
	role, _ := rights["RoleName"].(string)
	if role != "" && !slices.Contains(roles, role) {
		d.fail(target+"RoleName", invalid)
		return ""
	}
	return role
}

// readFlags reads the flags that a Rights value sets.
func (d *draft) readFlags(rights map[string]any, target string) map[string]bool {
	out := map[string]bool{}
	for _, f := range flags {
		v, sent := rights[f]
		if !sent {
			continue
		}
		on, given := v.(bool)
		if !given && !d.w.quirks.KeepNullOverrides {
			continue
		}
		if on && !d.w.license.professional() && slices.Contains(professional, f) {
			if d.w.quirks.EditionRefused {
				d.fail(target+f, licenseType)
			}
			continue
		}
		out[f] = on
	}
	return out
}

// checkRole refuses to take the last owner's role, or the caller's own.
func (d *draft) checkRole(o *object, groups []membership, target string) {
	was, will := o.role(), (&object{groups: groups}).role()
	if rank(will) >= rank(was) {
		return
	}
	if d.who != nil && d.who.object == o {
		d.fail(target, ownDowngrade)
		return
	}
	if d.who != nil && was == owner && d.w.lastOwner(o) {
		d.fail(target, otherDowngrade)
	}
}

// lastOwner says whether o is the only user with the role system_owners.
func (d *data) lastOwner(o *object) bool { return d.owners[o.id] != nil && len(d.owners) == 1 }
