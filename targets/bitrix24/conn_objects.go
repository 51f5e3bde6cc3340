package bitrix24

import (
	"slices"
	"strconv"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// number is a text as a number; -1 when it is none.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

// objects adds those of a kind that the directory holds.
func (d *directory) objects(c *conn, kind string, out *state.Snapshot) {
	switch kind {
	case Portal:
		out.Objects = append(out.Objects, d.portal())
	case Department:
		for i := range d.departments {
			out.Objects = append(out.Objects, d.department(&d.departments[i]))
		}
	case User:
		for i := range d.users {
			if d.users[i].active {
				out.Objects = append(out.Objects, d.user(c, &d.users[i]))
			}
		}
	case Workgroup:
		for i := range d.groups {
			out.Objects = append(out.Objects, d.workgroup(&d.groups[i]))
		}
	case Member:
		for i := range d.groups {
			out.Objects = append(out.Objects, d.membersOf(&d.groups[i])...)
		}
	case Role:
		d.roleObjects(out)
	}
}

func (d *directory) portal() state.Object {
	o := state.Object{Kind: Portal, Key: Itself, ID: "0"}
	o.Put("PORTAL", state.OfText(Itself))
	if d.lineErr == nil {
		o.Put("LINE", state.OfText(d.line))
		o.Put("LINES", state.OfSet(d.lines...))
	}
	var gone []string
	for i := range d.users {
		if u := &d.users[i]; !u.active && u.email != "" {
			gone = append(gone, u.email+" #"+u.id)
		}
	}
	o.Put("DISMISSED", state.OfSet(gone...))
	return o
}

func (d *directory) department(x *departmentRow) state.Object {
	o := state.Object{Kind: Department, Key: x.key(), ID: x.id}
	o.Put("NAME", state.OfText(x.key()))
	if x.key() == Company {
		o.Put("COMPANY", state.OfText(x.name))
	} else {
		o.Put("PARENT", state.OfText(d.names[x.parent]))
	}
	o.Put("UF_HEAD", state.OfText(d.active(x.head)))
	if n := number(x.sort); n >= 0 {
		o.Put("SORT", state.OfInt(int64(n)))
	}
	return o
}

func (d *directory) user(c *conn, u *userRow) state.Object {
	o := state.Object{Kind: User, Key: u.key(), ID: u.id, Extra: u.more.Canonical()}
	o.Put("EMAIL", state.OfText(u.key()))
	for name, v := range u.fields {
		if name == "PERSONAL_MOBILE" || strings.HasSuffix(name, "_PHONE") {
			v = phoneNumber(v)
		}
		o.Put(name, state.OfText(v))
	}
	var in []string
	for _, id := range u.departments {
		if name := d.names[id]; name != "" {
			in = append(in, name)
		}
	}
	o.Put("UF_DEPARTMENT", state.OfSet(in...))
	if on, seen := d.devices[u.id]; seen {
		o.Put("SIP_DEVICE", state.OfBool(on))
	}
	switch {
	case d.within != nil:
		o.Put("PORTAL_ADMIN", state.OfBool(slices.Contains(d.within[u.id], administrators)))
		o.Put(WithinGroups, state.OfSet(d.groupsOf(u.id)...))
	case u.id == c.us:
		o.Put("PORTAL_ADMIN", state.OfBool(c.admin()))
	}
	return o
}

// The user groups that every portal has (SRC): who is in the first administers the
// portal, and everybody is in the second.
const (
	administrators = "1"
	everybody      = "2"
)

// groupsOf are the names of the user groups that somebody is in. One whose name
// another has too has no name here, as in subjects.
func (d *directory) groupsOf(id string) []string {
	var out []string
	for _, g := range d.within[id] {
		if name := d.userGroup(g); name != "" {
			out = append(out, name)
		}
	}
	return out
}

// userGroup is the name of a user group by which a site can mean it, or "".
func (d *directory) userGroup(id string) string {
	name := d.userGroups[id]
	if id == administrators || id == everybody || d.named(name) != 1 {
		return ""
	}
	return name
}

// named is how many user groups have a name.
func (d *directory) named(name string) int {
	n := 0
	for _, other := range d.userGroups {
		if other == name {
			n++
		}
	}
	return n
}

func (d *directory) workgroup(g *groupRow) state.Object {
	o := state.Object{Kind: Workgroup, Key: g.name, ID: g.id}
	o.Put("NAME", state.OfText(g.name))
	for _, name := range []string{"VISIBLE", "OPENED", "CLOSED", "PROJECT"} {
		if v, ok := g.fields[name]; ok {
			o.Put(name, state.OfBool(yes(v)))
		}
	}
	for _, name := range []string{"DESCRIPTION", "INITIATE_PERMS"} {
		if v, ok := g.fields[name]; ok {
			o.Put(name, state.OfText(v))
		}
	}
	var gone []string
	for _, m := range g.members {
		if i, ok := d.userAt[m.user]; ok && !d.users[i].active && d.users[i].email != "" {
			gone = append(gone, d.users[i].email+" "+m.role)
		}
	}
	o.Put("DISMISSED", state.OfSet(gone...))
	return o
}

func (d *directory) membersOf(g *groupRow) []state.Object {
	var out []state.Object
	for _, m := range g.members {
		email := d.active(m.user)
		if email == "" {
			continue
		}
		o := state.Object{Kind: Member, Key: g.name + "/" + email, ID: g.id + "/" + m.user}
		o.Put("WORKGROUP", state.OfText(g.name))
		o.Put("USER", state.OfText(email))
		o.Put("ROLE", state.OfText(m.role))
		out = append(out, o)
	}
	return out
}

func (d *directory) roleObjects(out *state.Snapshot) {
	sets := map[string]map[string][]string{} // role → set → items
	everyone := map[string]bool{}
	for _, a := range d.access {
		if sets[a.role] == nil {
			sets[a.role] = map[string][]string{}
		}
		if a.code == "AU" {
			everyone[a.role] = true
			continue
		}
		for set, item := range d.subjects(a.code) {
			sets[a.role][set] = append(sets[a.role][set], item)
		}
	}
	for i := range d.roles {
		r := &d.roles[i]
		o := state.Object{Kind: Role, Key: r.name, ID: r.id, Extra: r.more.Canonical()}
		o.Put("NAME", state.OfText(r.name))
		for _, x := range pairs {
			if letter, ok := r.letters[x.name]; ok {
				o.Put(x.name, state.OfText(letter))
			}
		}
		for _, set := range append(slices.Clone(codeSets), UsersAndAbove, OtherCodes) {
			o.Put(set, state.OfSet(sets[r.id][set]...))
		}
		o.Put(Everyone, state.OfBool(everyone[r.id]))
		out.Objects = append(out.Objects, o)
	}
}

// subjects are the sets that a code stands in. What it is of is not there any
// more, or has no name here, stays a code.
func (d *directory) subjects(code string) map[string]string {
	before, id, behind := splitCode(code)
	item := ""
	set := map[string]string{"U": Users, "IU": Users, "D": Departments, "DR": Subtrees, "G": UserGroups, "SG_A": GroupOwners, "SG_E": GroupMods, "SG_K": GroupMembers}[strings.TrimSuffix(before+"_"+behind, "_")]
	switch before {
	case "U", "IU":
		item = d.active(id)
	case "D", "DR":
		item = d.names[id]
	case "SG":
		item = d.groupNames[id]
	case "G":
		item = d.userGroup(id)
	}
	if set == "" || item == "" {
		return map[string]string{OtherCodes: code}
	}
	if before == "IU" {
		return map[string]string{Users: item, UsersAndAbove: item}
	}
	return map[string]string{set: item}
}
