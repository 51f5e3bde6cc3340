package dimensions

import (
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// groups are raised with all their members or without a word on them, since a list
// is complete once written.
func (r *raising) groups() {
	primary := map[[2]string]bool{} // group, user
	for i := range r.s.OfKind(User) {
		o := &r.s.OfKind(User)[i]
		primary[[2]string{o.Get("primaryGroup").Text(), o.Key}] = true
	}
	groups := r.s.OfKind(Group)
	for i := range groups {
		o := &groups[i]
		if r.Twice[o.Ref()] {
			r.left["user groups with a name that another has too"]++
			continue
		}
		g := model.Group{Object: model.Object{ID: r.IDs[o.Ref()]}, Kind: model.Reporting, Title: model.Of(o.Key)}
		g.Members = r.members(o, primary)
		r.site.Groups = append(r.site.Groups, g)
	}
}

func (r *raising) members(o *state.Object, primary map[[2]string]bool) []model.Member {
	v := o.Get("members")
	if v.Presence() == state.Absent {
		return nil
	}
	out := []model.Member{}
	for _, login := range v.Items() {
		id, ok := r.user(login)
		if !ok {
			r.left["user groups with members whom a site cannot name"]++
			return nil
		}
		m := model.Member{User: id}
		if primary[[2]string{o.Key, login}] {
			m.Primary = model.Of(true)
		}
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b model.Member) int { return strings.Compare(a.User, b.User) })
	return out
}

func (r *raising) workspaces() {
	access := map[string]map[string]string{}
	unsaid := map[string]bool{}
	for i := range r.s.OfKind(Access) {
		a := &r.s.OfKind(Access)[i]
		name := a.Get("workspace").Text()
		id, ok := r.user(a.Get("user").Text())
		if !ok || a.Get("role").Text() == "" {
			unsaid[name] = true
			continue
		}
		if access[name] == nil {
			access[name] = map[string]string{}
		}
		access[name][id] = a.Get("role").Text()
	}
	workspaces := r.s.OfKind(Workspace)
	for i := range workspaces {
		o := &workspaces[i]
		if r.Twice[o.Ref()] {
			r.left["workspaces with a name that another has too"]++
			continue
		}
		w := model.Workspace{Object: model.Object{ID: r.IDs[o.Ref()]}, Title: model.Of(o.Key), Members: access[o.Key]}
		if unsaid[o.Key] {
			r.left["workspaces with members whom a site cannot name"]++
			w.Members = nil
		}
		r.site.Workspaces = append(r.site.Workspaces, w)
	}
	slices.SortFunc(r.site.Workspaces, func(a, b model.Workspace) int { return strings.Compare(a.ID, b.ID) })
}
