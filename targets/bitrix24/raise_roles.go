package bitrix24

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/raised"
)

func (r *raising) roles() {
	r.each(Role, func(o *state.Object) {
		id, _ := r.id(Role, o.Key)
		role := model.Role{Object: model.Object{ID: id}, Title: model.Of(o.Key)}
		for _, x := range pairs {
			r.pair(&role, x, o.Get(x.name))
		}
		slices.SortFunc(role.Grants, func(a, b model.Grant) int { return strings.Compare(a.Permission, b.Permission) })
		role.Assign = r.assignments(o)
		if codes := foreign(o); len(codes) > 0 {
			r.left[fmt.Sprintf("role %s, which is bound to %s as well: no site can write that", o.Key, strings.Join(codes, ", "))]++
			return
		}
		if why := r.reachesMore(o); why != "" {
			r.left[fmt.Sprintf("role %s, which %s: a site that grants it would have to mean that", o.Key, why)]++
			return
		}
		if role.Assign == nil {
			r.left["roles that are bound to nobody whom a site can name"]++
			return
		}
		r.site.Roles = append(r.site.Roles, role)
	})
}

func (r *raising) pair(role *model.Role, x pair, v state.Value) {
	if v.Presence() == state.Absent || v.Basis() == state.Unknown {
		return
	}
	c, ok := cellFor(x.name, v.Text())
	if !ok {
		r.left["levels that no role should have: "+x.name+" "+v.Text()]++
		return
	}
	role.Grants = append(role.Grants, model.Grant{Permission: c.permission, Level: c.level})
}

// assignments are those to whom a role is bound; nil when some of them cannot be
// said, or when there are none: a role that nobody holds is none of this portal's.
func (r *raising) assignments(o *state.Object) []model.Assignment {
	var out []model.Assignment
	whole := len(o.Get(OtherCodes).Items()) == 0 && !o.Get(Everyone).Bool()
	add := func(a model.Assignment, name string, ok bool) {
		a.Name = name
		out, whole = append(out, a), whole && ok
	}
	for _, key := range o.Get(Users).Items() {
		id, ok := r.id(User, key)
		add(model.Assignment{User: id}, "user-"+id, ok)
	}
	for _, key := range o.Get(Departments).Items() {
		id, ok := r.id(Department, key)
		add(model.Assignment{Department: id}, "department-"+id, ok)
	}
	for _, key := range o.Get(Subtrees).Items() {
		id, ok := r.id(Department, key)
		if key == Company {
			add(model.Assignment{Department: model.Root, Subdepartments: true}, "everybody", true)
			continue
		}
		add(model.Assignment{Department: id, Subdepartments: true}, "below-"+id, ok)
	}
	for set, as := range map[string]string{GroupMembers: "", GroupMods: "moderator", GroupOwners: "owner"} {
		for _, key := range o.Get(set).Items() {
			id, ok := r.id(Workgroup, key)
			add(model.Assignment{Workgroup: id, As: as}, strings.Trim("workgroup-"+id+"-"+as, "-"), ok)
		}
	}
	r.userGroups(o, add)
	if !whole {
		return nil
	}
	slices.SortFunc(out, func(a, b model.Assignment) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// userGroups are declared along with the role that is bound to them: the site
// knows nothing of them but their names.
func (r *raising) userGroups(o *state.Object, add func(model.Assignment, string, bool)) {
	for _, name := range o.Get(UserGroups).Items() {
		at := state.Ref{Kind: "userGroup", Key: name}
		id, known := r.IDs[at]
		if !known {
			pool := raised.Pool{}
			for _, g := range r.site.Groups {
				pool[g.ID] = true
			}
			id = pool.Take(raised.Slug(name), name)
			r.IDs[at] = id
			r.site.Groups = append(r.site.Groups, model.Group{Object: model.Object{ID: id}, Kind: model.UserGroup, Title: model.Of(name)})
		}
		add(model.Assignment{UserGroup: id}, "usergroup-"+id, true)
	}
}
