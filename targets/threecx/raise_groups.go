package threecx

import (
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/raised"
)

func (r *raising) raiseGroups() {
	for i, groups := 0, r.s.OfKind(Group); i < len(groups); i++ {
		if o := &groups[i]; r.home[o.Key] {
			r.raiseDepartment(o)
		} else {
			r.raiseTeam(o)
		}
	}
}

// raiseDepartment makes the department and the group that is one with it.
func (r *raising) raiseDepartment(o *state.Object) {
	t := r.take(o)
	d := model.Department{Object: r.object(o), Title: model.Of(o.Key), Language: t.language(), Timezone: t.Text("TimeZoneId", raised.IsTimezone)}
	g := model.Group{Object: model.Object{ID: d.ID}, Kind: model.DepartmentGroup, Department: model.Of(d.ID), Published: t.Bool("GloballyVisible")}
	t.Done["Name"] = true
	d.Native = t.Native(r.s.Target)
	r.site.Departments = append(r.site.Departments, d)
	r.raiseMembers(&g, o.Key)
	r.site.Groups = append(r.site.Groups, g)
}

func (r *raising) raiseTeam(o *state.Object) {
	t := r.take(o)
	g := model.Group{Object: r.object(o), Kind: model.Team, Title: model.Of(o.Key), Language: t.language(), Published: t.Bool("GloballyVisible")}
	t.Done["Name"] = true
	g.Native = t.Native(r.s.Target)
	r.raiseMembers(&g, o.Key)
	r.site.Groups = append(r.site.Groups, g)
}

// language takes a language whose word is the one that lowering would use.
func (t taking) language() (f model.Field[string]) {
	v := t.Object.Get("Language")
	tag := strings.ToLower(v.Text())
	if word, exact := languageWord(tag); v.Presence() != state.Set || !exact || word != v.Text() || !raised.IsLanguage(tag) {
		return f
	}
	t.Done["Language"] = true
	return model.Of(tag)
}

func (r *raising) raiseMembers(g *model.Group, name string) {
	for _, o := range r.rows[name] {
		r.raiseDefaults(g, o)
	}
	slices.SortFunc(g.RoleDefaults, func(a, b model.RoleDefault) int { return strings.Compare(a.Role, b.Role) })
	if r.unseen {
		r.skipped["memberships: they were not all read"] += len(r.members[name])
		return
	}
	for _, o := range r.members[name] {
		r.raiseMember(g, o)
	}
	slices.SortFunc(g.Members, func(a, b model.Member) int { return strings.Compare(a.User, b.User) })
}

func (r *raising) raiseDefaults(g *model.Group, o *state.Object) {
	x, ok := roleByWire(o.Get("RoleName").Text())
	grants := r.flags(o)
	switch {
	case len(grants) == 0:
	case !ok || x.base == "":
		r.left("defaults of a role that no site can name")
	default:
		g.RoleDefaults = append(g.RoleDefaults, model.RoleDefault{Role: x.base, Grants: grants})
	}
}

func (r *raising) raiseMember(g *model.Group, o *state.Object) {
	number := o.Get("User").Text()
	id, ok := r.id(User, number)
	if !ok {
		r.left("members that are no users")
		return
	}
	m := model.Member{User: id}
	if v := o.Get("RoleName"); v.Presence() == state.Set {
		if x, ok := roleByWire(v.Text()); ok && x.base != "" {
			m.Role = model.Of(x.base)
		} else {
			r.left("memberships with a role that no site can name")
		}
	}
	m.Overrides = r.flags(o)
	if r.at[number] == o {
		m.Overrides = r.atHome(number, o, m.Overrides)
	}
	g.Members = append(g.Members, m)
}

// flags are the flags of an object as grants. A Professional right that the
// profile lacks has no effect there, and could not be written again.
func (r *raising) flags(o *state.Object) model.Grants {
	var out model.Grants
	basic := r.s.Profile.Edition != "" && !hasPro(r.s.Profile.Edition)
	for _, name := range RightFlags {
		v := o.Get(name)
		if v.Presence() != state.Set {
			continue
		}
		i := slices.IndexFunc(cells, func(c cell) bool {
			return c.support == resolve.Exact && c.sets != nil && c.sets[0] == setting{flag: name, on: v.Bool()}
		})
		if cells[i].pro && basic {
			r.left("rights of a higher edition")
			continue
		}
		out = append(out, model.Grant{Permission: cells[i].permission, Level: cells[i].level})
	}
	slices.SortFunc(out, func(a, b model.Grant) int { return strings.Compare(a.Permission, b.Permission) })
	return out
}

// atHome adds the switches of the extension to the overrides at home. Recordings
// are one permission there: own recordings and those of the group are told
// together. Where that cannot be told, none of the overrides is: they would be
// complete without it, and lowering them would give the right back.
func (r *raising) atHome(number string, m *state.Object, grants model.Grants) model.Grants {
	u, ok := r.s.Find(state.Ref{Kind: User, Key: number})
	if !ok {
		return grants
	}
	if !told(u, m) {
		r.left("overrides of a member: group recordings are taken away beside own recordings that are half on")
		return nil
	}
	add := func(permission, level string) {
		i, _ := slices.BinarySearchFunc(grants, permission, func(g model.Grant, p string) int { return strings.Compare(g.Permission, p) })
		grants = slices.Insert(grants, i, model.Grant{Permission: permission, Level: level})
	}
	if level, ok := placeLevel(u); ok {
		add("calls.place", level)
	}
	if level, ok := deleteLevel(u); ok {
		add("recordings.delete", level)
	}
	if noGroupRecordings(m) {
		i := slices.IndexFunc(grants, func(g model.Grant) bool { return g.Permission == "recordings.listen" })
		grants[i].Level, _ = ownLevel(u)
	}
	return grants
}

// told reports whether the language can tell the overrides of a membership at
// home.
func told(u, m *state.Object) bool {
	_, ok := ownLevel(u)
	return ok || !noGroupRecordings(m)
}

func noGroupRecordings(m *state.Object) bool {
	v := m.Get("CanSeeGroupRecordings")
	return v.Presence() == state.Set && !v.Bool()
}

// placeLevel, deleteLevel and ownLevel are the switches as levels. Each is not
// ok when the snapshot does not say.
func placeLevel(u *state.Object) (string, bool) {
	v := u.Get("Internal")
	if v.Bool() {
		return "internal", true
	}
	return "any", v.Presence() == state.Set
}

func deleteLevel(u *state.Object) (string, bool) {
	v := u.Get("MyPhoneAllowDeleteRecordings")
	if v.Bool() {
		return "own", true
	}
	return "none", v.Presence() == state.Set
}

func ownLevel(u *state.Object) (string, bool) {
	a, b := u.Get("AllowOwnRecordings"), u.Get("MyPhoneShowRecordings")
	if a.Bool() {
		return "own", b.Bool()
	}
	return "none", a.Presence() == state.Set && b.Presence() == state.Set && !b.Bool()
}
