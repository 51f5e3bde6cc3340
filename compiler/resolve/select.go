package resolve

import (
	"cmp"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/model"
)

// choose narrows the site to what goes to the target. A user goes there when
// listed, or when a listed department or one above it holds the user; without
// either list everybody does. Departments go there when they, or one above or
// below them, are listed. The group of a department goes where its department
// does, unless groups are listed: then a listed one brings its department.
func (d *Desired) choose() {
	tree := newTree(d.Site.Departments)
	sel := d.Target.Select
	within := map[string]bool{}
	for i := range d.Site.Departments {
		id := d.Site.Departments[i].ID
		within[id] = sel.Departments == nil || sel.Departments[id] || slices.ContainsFunc(tree.above[id], func(a string) bool { return sel.Departments[a] })
	}
	members := map[string][]string{}
	for i := range d.Site.Users {
		u := &d.Site.Users[i]
		if !d.chosenUser(u, within) {
			continue
		}
		r := User{User: u, Path: Path("users", u.ID), Position: u.Position[d.Target.ID]}
		r.Language = d.inheritLanguage(tree, u.Language, below(r.Path, "language"), u.Department.Or(""))
		d.Users = append(d.Users, r)
		if dept, ok := u.Department.Get(); ok {
			members[dept] = append(members[dept], u.ID)
		}
	}
	needed := d.neededDepartments(tree, within, members)
	for i := range d.Site.Departments {
		dept := &d.Site.Departments[i]
		if !needed[dept.ID] {
			continue
		}
		r := Department{Department: dept, Path: Path("departments", dept.ID), Ancestors: tree.above[dept.ID],
			Subtree: tree.subtree(dept.ID), Users: members[dept.ID]}
		r.Language = d.inheritLanguage(tree, dept.Language, below(r.Path, "language"), dept.Parent.Or(""))
		r.Timezone = d.inheritTimezone(tree, dept.Timezone, below(r.Path, "timezone"), dept.Parent.Or(""))
		d.Departments = append(d.Departments, r)
	}
	for i := range d.Site.Groups {
		if g := &d.Site.Groups[i]; d.chosenGroup(g, needed) {
			r := Group{Group: g, Path: Path("groups", g.ID)}
			r.Language = d.inheritLanguage(tree, g.Language, below(r.Path, "language"), g.Department.Or(""))
			d.Groups = append(d.Groups, r)
		}
	}
	for i := range d.Site.Devices {
		if v := &d.Site.Devices[i]; sel.Devices == nil && d.owned(v) || sel.Devices[v.ID] {
			d.Devices = append(d.Devices, Device{v, Path("devices", v.ID)})
		}
	}
}

func (d *Desired) chosenUser(u *model.User, within map[string]bool) bool {
	sel := d.Target.Select
	switch {
	case sel.Users[u.ID]:
		return true
	case sel.Departments != nil:
		return within[u.Department.Or("")]
	}
	return sel.Users == nil
}

func (d *Desired) chosenGroup(g *model.Group, needed map[string]bool) bool {
	if listed := d.Target.Select.Groups; listed != nil {
		return listed[g.ID]
	}
	dept, ok := g.Department.Get()
	return g.Kind != model.DepartmentGroup || !ok || needed[dept]
}

// owned reports whether a device belongs to a selected user, or to nobody.
func (d *Desired) owned(v *model.Device) bool {
	owner, ok := v.Owner.Get()
	if !ok {
		return true
	}
	_, ok = d.User(owner)
	return ok
}

// neededDepartments are the selected ones, those of selected users, those of
// listed groups that are their own, and all above them.
func (d *Desired) neededDepartments(tree tree, within map[string]bool, members map[string][]string) map[string]bool {
	all := d.Target.Select.Departments == nil && d.Target.Select.Users == nil
	needed, own := map[string]bool{}, map[string]bool{}
	for i := range d.Site.Groups {
		if g := &d.Site.Groups[i]; g.Kind == model.DepartmentGroup && d.Target.Select.Groups[g.ID] {
			own[g.Department.Or("")] = true
		}
	}
	for i := range d.Site.Departments {
		id := d.Site.Departments[i].ID
		listed := d.Target.Select.Departments != nil && within[id]
		if !all && !listed && !own[id] && len(members[id]) == 0 {
			continue
		}
		needed[id] = true
		for _, a := range tree.above[id] {
			needed[a] = true
		}
	}
	return needed
}

func (d *Desired) inheritLanguage(t tree, own model.Field[string], path, department string) Default {
	org := Default{Value: d.Site.Organization.Language.Or(""), From: "organization.language"}
	return inherit(own, path, t, department, org, func(x *model.Department) (model.Field[string], string) { return x.Language, "language" })
}

func (d *Desired) inheritTimezone(t tree, own model.Field[string], path, department string) Default {
	org := Default{Value: d.Site.Organization.Timezone.Or(""), From: "organization.timezone"}
	return inherit(own, path, t, department, org, func(x *model.Department) (model.Field[string], string) { return x.Timezone, "timezone" })
}

// inherit looks a field up on the object, then up the tree, then on the
// organization. A field that is cleared on purpose inherits nothing.
func inherit(own model.Field[string], path string, t tree, department string, last Default, of func(*model.Department) (model.Field[string], string)) Default {
	if own.Managed() {
		return Default{Value: own.Or(""), Written: true, From: path}
	}
	for _, id := range append([]string{department}, t.above[department]...) {
		x, ok := t.byID[id]
		if !ok {
			continue
		}
		if f, name := of(x); f.Managed() {
			return Default{Value: f.Or(""), From: Path("departments", id, name)}
		}
	}
	if last.Value == "" {
		return Default{}
	}
	return last
}

// tree is the organization's departments by their places. A cycle, which
// package check reports, ends where it closes.
type tree struct {
	byID     map[string]*model.Department
	above    map[string][]string
	children map[string][]string
}

func newTree(departments []model.Department) tree {
	t := tree{map[string]*model.Department{}, map[string][]string{}, map[string][]string{}}
	for i := range departments {
		t.byID[departments[i].ID] = &departments[i]
	}
	for i := range departments {
		x := &departments[i]
		if p := x.Parent.Or(model.Root); t.byID[p] != nil {
			t.children[p] = append(t.children[p], x.ID)
		}
		for at := x.Parent.Or(model.Root); t.byID[at] != nil && at != x.ID && !slices.Contains(t.above[x.ID], at); at = t.byID[at].Parent.Or(model.Root) {
			t.above[x.ID] = append(t.above[x.ID], at)
		}
	}
	return t
}

// subtree is id and everything below it, sorted.
func (t tree) subtree(id string) []string {
	out, seen := []string{id}, map[string]bool{id: true}
	for i := 0; i < len(out); i++ {
		for _, c := range t.children[out[i]] {
			if !seen[c] {
				seen[c] = true
				out = append(out, c)
			}
		}
	}
	slices.SortFunc(out, cmp.Compare[string])
	return out
}
