package resolve

import (
	"cmp"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
)

// Place is where a role is held: in a group, in a department (the user's own,
// for roles that are assigned to people rather than to a group), or nowhere in
// particular.
type Place struct {
	Kind string // "group", "department", ""
	ID   string
}

// Holding is one role that one user holds in one place, with what it grants
// there. A member's own overrides have replaced what the role says.
type Holding struct {
	User   string
	Place  Place
	Role   string // a role of the site; "" when a base role is named directly, or none
	Base   string // the vendor role whose defaults it starts from; "" is none
	Grants []Granted
	From   []string // paths that give the role to the user
	Named  []string // paths that name the base
	Pos    diag.Pos
}

// Granted is one permission at one level, and where it was written.
type Granted struct {
	Permission string
	Level      string
	Path       string
	Override   bool // written for this member alone
	Pos        diag.Pos
}

// Grant returns what a holding says about a permission.
func (h *Holding) Grant(permission string) (Granted, bool) {
	i, ok := slices.BinarySearchFunc(h.Grants, permission, func(g Granted, p string) int { return strings.Compare(g.Permission, p) })
	if !ok {
		return Granted{}, false
	}
	return h.Grants[i], true
}

// hold expands members and assignments.
func (d *Desired) hold() {
	roles := make(map[string]spelled, len(d.Site.Roles))
	for i := range d.Site.Roles {
		roles[d.Site.Roles[i].ID] = spell(&d.Site.Roles[i])
	}
	for i := range d.Groups {
		for j := range d.Groups[i].Members {
			d.holdMember(&d.Groups[i], &d.Groups[i].Members[j], roles)
		}
	}
	for i := range d.Site.Roles {
		for j := range d.Site.Roles[i].Assign {
			a := &d.Site.Roles[i].Assign[j]
			d.holdAssigned(roles[d.Site.Roles[i].ID], a)
		}
	}
	slices.SortStableFunc(d.Holdings, func(a, b Holding) int {
		return cmp.Or(strings.Compare(a.User, b.User), strings.Compare(a.Place.Kind, b.Place.Kind),
			strings.Compare(a.Place.ID, b.Place.ID), strings.Compare(a.Role, b.Role), strings.Compare(strings.Join(a.From, " "), strings.Join(b.From, " ")))
	})
}

func (d *Desired) holdMember(g *Group, m *model.Member, roles map[string]spelled) {
	role, named := m.Role.Get()
	if _, ok := d.User(m.User); !ok || !named && m.Overrides == nil {
		return
	}
	at := below(below(g.Path, "members"), m.User)
	h := Holding{User: m.User, Place: Place{"group", g.ID}, From: []string{at}, Pos: m.Pos}
	if r, ok := roles[role]; ok {
		h.take(r)
		h.From = []string{below(at, "role")}
	} else if named {
		h.Base, h.Named = role, []string{below(at, "role")}
	}
	h.override(m.Overrides, below(at, "overrides"))
	d.Holdings = append(d.Holdings, h)
}

// spelled is what a role of the site says, made once for all who hold it.
type spelled struct {
	role, base string
	named      []string
	grants     []Granted
}

func spell(r *model.Role) spelled {
	path := Path("roles", r.ID)
	s := spelled{role: r.ID}
	if base, ok := r.Base.Get(); ok {
		s.base, s.named = base, []string{below(path, "base")}
	}
	for _, g := range r.Grants {
		s.grants = append(s.grants, Granted{g.Permission, g.Level, below(below(path, "grants"), g.Permission), false, g.Pos})
	}
	return s
}

func (h *Holding) take(s spelled) {
	h.Role, h.Base, h.Named, h.Grants = s.role, s.base, s.named, s.grants
}

// override replaces what the role says by what was written for this member.
func (h *Holding) override(grants model.Grants, path string) {
	if len(grants) > 0 {
		h.Grants = slices.Clone(h.Grants)
	}
	for _, g := range grants {
		o := Granted{g.Permission, g.Level, below(path, g.Permission), true, g.Pos}
		i, ok := slices.BinarySearchFunc(h.Grants, g.Permission, func(x Granted, p string) int { return strings.Compare(x.Permission, p) })
		if ok {
			h.Grants[i] = o
		} else {
			h.Grants = slices.Insert(h.Grants, i, o)
		}
	}
}

// holder is one user in one place.
type holder struct {
	user  string
	place Place
}

func (d *Desired) holdAssigned(s spelled, a *model.Assignment) {
	from := []string{Path("roles", s.role, "assign", a.Name)}
	for _, at := range d.assignees(a) {
		h := Holding{User: at.user, Place: at.place, From: from, Pos: a.Pos}
		h.take(s)
		d.Holdings = append(d.Holdings, h)
	}
}

// assignees are the users whom an assignment reaches and where they then hold
// the role.
func (d *Desired) assignees(a *model.Assignment) []holder {
	switch {
	case a.User != "":
		if u, ok := d.User(a.User); ok {
			return []holder{d.atHome(u)}
		}
	case a.Department != "":
		return d.inDepartment(a.Department, a.Subdepartments)
	case a.HeadOf != "":
		dept, ok := d.Department(a.HeadOf)
		if !ok {
			return nil
		}
		head, ok := d.User(dept.Head.Or(""))
		if !ok {
			return nil
		}
		return []holder{{head.ID, Place{"department", dept.ID}}}
	case a.Group != "":
		return d.inGroup(a.Group, nil)
	case a.Workgroup != "":
		return d.inGroup(a.Workgroup, func(m *model.Member) bool { return a.As == "" || m.As.Or("member") == a.As })
	case a.UserGroup != "":
		return d.inGroup(a.UserGroup, nil)
	case a.Everyone:
		out := make([]holder, len(d.Users))
		for i := range d.Users {
			out[i] = d.atHome(&d.Users[i])
		}
		return out
	}
	return nil
}

// atHome is a user in the own department.
func (d *Desired) atHome(u *User) holder {
	if dept, ok := d.Department(u.Department.Or("")); ok {
		return holder{u.ID, Place{"department", dept.ID}}
	}
	return holder{user: u.ID}
}

func (d *Desired) inDepartment(id string, subtree bool) []holder {
	dept, ok := d.Department(id)
	if !ok {
		return nil
	}
	departments := []string{id}
	if subtree {
		departments = dept.Subtree
	}
	var out []holder
	for _, id := range departments {
		x, ok := d.Department(id)
		if !ok {
			continue
		}
		for _, u := range x.Users {
			out = append(out, holder{u, Place{"department", id}})
		}
	}
	return out
}

// inGroup are those who belong to a group in whatever way its kind has.
func (d *Desired) inGroup(id string, choose func(*model.Member) bool) []holder {
	g, ok := d.Group(id)
	if !ok {
		return nil
	}
	in := map[string]bool{}
	for i := range g.Members {
		if m := &g.Members[i]; choose == nil || choose(m) {
			in[m.User] = true
		}
	}
	if choose == nil {
		for _, a := range g.Agents {
			in[a.User] = true
		}
	}
	var out []holder
	for i := range d.Users {
		if in[d.Users[i].ID] {
			out = append(out, holder{d.Users[i].ID, Place{"group", id}})
		}
	}
	return out
}
