package sim

import (
	"maps"
	"slices"
	"strings"
)

// membership is one DN's place in one group. It is stored with the DN; the
// group's side is an index, so both sides always agree.
type membership struct {
	group         int
	role          string
	overrides     map[string]bool // only the flags that differ on purpose
	transcription string
}

// The role names that appear in a group's Rights, weakest first; from
// Groups({Id})/Rights of a live PBX.
var roles = []string{"users", "receptionists", "supervisors", "group_admins", "managers", "group_owners", "system_admins", owner, "observers", "system"}

const (
	owner       = "system_owners"
	defaultRole = "users"
)

// rank orders roles by power; roles outside the console's list have none.
func rank(role string) int {
	if role == "observers" || role == "system" {
		return -1
	}
	return slices.Index(roles, role)
}

// role is the strongest role an object holds in any group.
func (o *object) role() string {
	best := ""
	for _, m := range o.groups {
		if best == "" || rank(m.role) > rank(best) {
			best = m.role
		}
	}
	return best
}

// in returns the object's membership in a group.
func (o *object) in(group int) (membership, bool) {
	i := slices.IndexFunc(o.groups, func(m membership) bool { return m.group == group })
	if i < 0 {
		return membership{}, false
	}
	return o.groups[i], true
}

// flags are the rights of Pbx.Rights that can be set, in the schema's order.
var flags = []string{
	"AllowIVR", "AllowParking", "AllowToChangePresence", "AllowToManageCompanyBook", "AssignClearOperations",
	"CanBargeIn", "CanIntercom", "CanSeeGroupCalls", "CanSeeGroupMembers", "CanSeeGroupRecordings",
	"PerformOperations", "ShowMyCalls", "ShowMyPresence", "ShowMyPresenceOutside",
}

// professional are the flags that need the Professional or Enterprise edition.
var professional = []string{"CanBargeIn", "CanSeeGroupRecordings"}

// roleDefaults are the flags that a role has in a new group. The product's own
// table is not public: users may see and park, each role adds to the one below.
var roleDefaults = func() map[string]map[string]bool {
	grants := map[string][]string{
		"users":         {"AllowParking", "CanSeeGroupMembers", "CanSeeGroupCalls", "ShowMyPresence", "ShowMyCalls"},
		"receptionists": {"PerformOperations", "CanIntercom", "AllowToChangePresence", "AssignClearOperations", "AllowIVR"},
		"supervisors":   {"CanBargeIn", "CanSeeGroupRecordings"},
		"group_admins":  {"AllowToManageCompanyBook"},
		"managers":      {"ShowMyPresenceOutside"},
	}
	table := map[string]map[string]bool{}
	row := map[string]bool{}
	for _, f := range flags {
		row[f] = false
	}
	for _, role := range roles[:8] {
		row = maps.Clone(row)
		for _, f := range grants[role] {
			row[f] = true
		}
		table[role] = row
	}
	table["observers"] = maps.Clone(table["users"])
	table["observers"]["ShowMyPresence"], table["observers"]["ShowMyCalls"] = false, false
	table["system"] = maps.Clone(table[owner])
	return table
}()

// groupRow is a group's Rights for a role, every flag present.
func groupRow(g *object, role string) map[string]any {
	row := map[string]any{"RoleName": role, "Invalid": false}
	for _, f := range flags {
		row[f] = roleDefaults[role][f]
	}
	for f, v := range g.rights[role] {
		row[f] = v
	}
	return row
}

// ownRights is a membership's Rights: the role, and the overridden flags only.
func ownRights(m membership) map[string]any {
	row := map[string]any{"RoleName": m.role}
	for f, v := range m.overrides {
		row[f] = v
	}
	return row
}

// userGroup is a membership as the API shows it from either side.
func (d *data) userGroup(o *object, m membership) map[string]any {
	g := d.byID[m.group]
	if g == nil {
		return nil
	}
	row := map[string]any{
		"GroupId": int64(m.group), "Id": int64(o.id), "Name": g.prop("Name"), "Number": o.number(),
		"MemberName": o.displayName(), "Type": o.table.kind.peer, "Tags": o.tags(),
		"CanDelete": !favorites(g), "TranscriptionMode": nil,
		"Rights": ownRights(m), "GroupRights": func() any { return groupRow(g, m.role) }, // which few ask for
	}
	if m.transcription != "" {
		row["TranscriptionMode"] = m.transcription
	}
	return row
}

// memberships are the groups of a DN as the API shows them.
func memberships(w *World, o *object) any {
	out := make([]any, 0, len(o.groups))
	for _, m := range o.groups {
		if row := w.userGroup(o, m); row != nil {
			out = append(out, row)
		}
	}
	return out
}

// groupMembers are the DNs of a group as the API shows them.
func groupMembers(w *World, g *object) any {
	out := []any{}
	for _, o := range w.inGroup(g.id) {
		if !w.listed(o) {
			continue
		}
		m, _ := o.in(g.id)
		out = append(out, w.userGroup(o, m))
	}
	return out
}

// listed says whether a DN shows up in Group.Members.
func (w *World) listed(o *object) bool {
	return w.quirks.AllMembers || o.table.set.name == "Users"
}

// groupRights are the role rows of a group.
func groupRights(_ *World, g *object) any {
	out := make([]any, 0, len(roles))
	for _, r := range roles {
		out = append(out, groupRow(g, r))
	}
	return out
}

// favoritesPrefix begins the name of the hidden group of a user's favourites.
const favoritesPrefix = "___FAVORITES___"

func favorites(g *object) bool { return strings.HasPrefix(g.prop("Name"), favoritesPrefix) }
