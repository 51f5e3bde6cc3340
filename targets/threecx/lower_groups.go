package threecx

import (
	"fmt"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// place is one Group of the PBX: a department, a team, or a department with the
// team that names it.
type place struct {
	name     string
	object   *state.Object
	dept     *resolve.Department
	groups   []*resolve.Group
	members  []*member
	complete bool // the site's list of members is complete
	defaults map[string]*defaults
}

// defaults are what the site declares of one role in one Group.
type defaults struct {
	object *state.Object
	flags  map[string]bool
}

// groups lowers departments first, then groups of kind team and department.
// A group that names a department and has its name, or is of kind department,
// is one Group with it.
func (l *lowering) groups() {
	byName := map[string]*place{}
	for i := range l.Desired.Departments {
		x := &l.Desired.Departments[i]
		name := orID(x.Title, x.ID)
		if l.reserved(name, x.Path, x.Pos) {
			continue
		}
		if other := byName[name]; other != nil {
			l.clash(x.Path, x.Pos, name, other)
			continue
		}
		p := l.place(name, x.Path)
		p.dept = x
		byName[name], l.ofDept[x.ID] = p, p
		l.department(p, x)
	}
	for i := range l.Desired.Groups {
		g := &l.Desired.Groups[i]
		if g.Kind != model.Team && g.Kind != model.DepartmentGroup {
			continue
		}
		l.team(byName, g)
	}
}

// reserved refuses names that begin like those of the hidden groups in which 3CX
// keeps favourites: nobody would see such a department again.
func (l *lowering) reserved(name, path string, pos diag.Pos) bool {
	if !strings.HasPrefix(name, favourites) {
		return false
	}
	l.Report(diag.ReservedName, diag.Error, path, pos, fmt.Sprintf("%q is a name that 3CX keeps for the favourites of an extension", name), "give it another title")
	return true
}

func (l *lowering) place(name, canonical string) *place {
	p := &place{name: name, object: l.Object(Group, name, canonical), defaults: map[string]*defaults{}}
	l.places = append(l.places, p)
	return p
}

func (l *lowering) clash(path string, pos diag.Pos, name string, other *place) {
	hint := "give one of them another title"
	if other.dept != nil {
		hint = fmt.Sprintf("if both are meant to be one, write department: %q in the group; else give one of them another title", other.dept.ID)
	}
	l.Report(diag.NameClash, diag.Error, path, pos, fmt.Sprintf("a department called %q is there already: %s", name, other.object.Canonical), hint)
}

func (l *lowering) department(p *place, x *resolve.Department) {
	o := p.object
	from := []string{x.Path}
	if x.Title.Managed() {
		from = append(from, ".title")
	}
	o.Put("Name", state.OfText(p.name), from...)
	draft.Put(o, "Language", x.Department.Language, ".language", l.language(x.Path+".language", x.Pos))
	draft.Put(o, "TimeZoneId", x.Department.Timezone, ".timezone", state.OfText)
	l.Native(o, &x.Object, x.Path)
	draft.Initial(o, "Language", inheritedLanguage(x.Language), x.Language.From)
	if !x.Timezone.Written {
		draft.Initial(o, "TimeZoneId", x.Timezone.Value, x.Timezone.From)
	}
}

func (l *lowering) team(byName map[string]*place, g *resolve.Group) {
	dept := l.ofDept[g.Department.Or("")]
	name := orID(g.Title, g.ID)
	merged := dept != nil && (g.Kind == model.DepartmentGroup || name == dept.name)
	p := byName[name]
	switch {
	case l.reserved(name, g.Path, g.Pos):
		return
	case merged && g.Title.Managed() && name != dept.name:
		l.clash(g.Path, g.Pos, name, dept)
		return
	case merged && len(dept.groups) > 0:
		l.Report(diag.NameClash, diag.Error, g.Path, g.Pos, fmt.Sprintf("%s is one with the department %q already", dept.groups[0].Path, dept.name), "a department is one Group, with one list of members")
		return
	case merged:
		p = dept
	case p != nil:
		l.clash(g.Path, g.Pos, name, p)
		return
	default:
		p = l.place(name, g.Path)
		byName[name] = p
	}
	p.groups = append(p.groups, g)
	l.ofGroup[g.ID] = p
	l.teamFields(p, g)
}

func (l *lowering) teamFields(p *place, g *resolve.Group) {
	o := p.object
	name, _ := o.Attr("Name")
	from := append(name.From, g.Path)
	for _, f := range []struct {
		name    string
		written bool
	}{{"title", g.Title.Managed()}, {"department", g.Department.Managed() && p.dept != nil}} {
		if f.written {
			from = append(from, g.Path+"."+f.name)
		}
	}
	o.Put("Name", state.OfText(p.name), from...)
	if g.Department.Managed() && p.dept == nil {
		l.Lost(resolve.Unsupported, g.Path+".department", "the department of a team with another name", "on 3CX a team is a department of its own", g.Pos)
	}
	if g.Group.Language.Managed() {
		if have, ok := o.Attr("Language"); ok && p.dept != nil && p.dept.Department.Language != g.Group.Language {
			l.Unfit(g.Path+".language", g.Pos, fmt.Sprintf("the department %q has the language %s already", p.name, have.Value), "they are one on 3CX: write it once")
		} else {
			from := append(have.From, g.Path+".language")
			draft.Put(o, "Language", g.Group.Language, "", l.language(g.Path+".language", g.Pos))
			o.Put("Language", o.Get("Language"), from...)
		}
	}
	draft.Put(o, "GloballyVisible", g.Published, g.Path+".published", state.OfBool)
	l.Native(o, &g.Object, g.Path)
	l.roleDefaults(p, g)
}

// language is 3CX's word for a language: the primary subtag in capitals
// (observed by integrators). A region has no place there.
func (l *lowering) language(path string, pos diag.Pos) func(string) state.Value {
	return func(tag string) state.Value {
		word, exact := languageWord(tag)
		if !exact {
			l.Lost(resolve.Approximated, path, "language "+tag, "3CX knows languages without regions: it is set to "+word, pos)
		}
		return state.OfText(word)
	}
}

// roleDefaults are what a role may do in a Group. A right that is a switch of
// the extension, or follows from a role, is no default of a Group.
func (l *lowering) roleDefaults(p *place, g *resolve.Group) {
	for _, rd := range g.RoleDefaults {
		at := g.Path + "." + resolve.Path("roleDefaults", rd.Role)
		r, ok := roleByBase(rd.Role)
		if !ok {
			l.unknownRole(at, rd.Pos, rd.Role)
			continue
		}
		o := l.Object(GroupRole, p.name+"/"+r.wire, at)
		o.Put("Group", state.OfText(p.name), at)
		o.Put("RoleName", state.OfText(r.wire), at)
		def := &defaults{o, map[string]bool{}}
		p.defaults[r.wire] = def
		for _, grant := range rd.Grants {
			l.roleDefault(def, grant, at+"."+resolve.Path(grant.Permission))
		}
	}
}

func (l *lowering) roleDefault(def *defaults, grant model.Grant, path string) {
	c, ok := cellOf(grant.Permission, grant.Level)
	if !ok || c.support == resolve.Unsupported || c.support == resolve.Implied {
		return // resolve has said so
	}
	own := grant.Permission == "recordings.listen" && grant.Level == "own"
	for _, s := range c.sets {
		if !s.user && !own {
			def.flags[s.flag] = s.on
			def.object.Put(s.flag, state.OfBool(s.on), path)
		}
	}
	switch {
	case c.support == resolve.ByRole:
		l.Lost(resolve.Unsupported, path, "a default of "+grant.Permission, c.note, grant.Pos)
	case own || def.unset(c):
		l.Lost(resolve.Unsupported, path, fmt.Sprintf("a default of %s: %s", grant.Permission, grant.Level), "it is a switch of the extension, not of a department", grant.Pos)
	case c.support == resolve.Approximated:
		l.Lost(resolve.Approximated, path, grant.Permission+": "+grant.Level, c.note, grant.Pos)
	}
}

// unset reports whether a cell set nothing among the defaults.
func (d *defaults) unset(c cell) bool {
	for _, s := range c.sets {
		if !s.user {
			return false
		}
	}
	return true
}

func (l *lowering) unknownRole(path string, pos diag.Pos, name string) {
	hint := "3CX has user, receptionist, supervisor, departmentAdmin, manager, owner, systemAdmin, systemOwner, observer"
	candidates := baseNames()
	for i := range l.Desired.Site.Roles {
		candidates = append(candidates, l.Desired.Site.Roles[i].ID)
	}
	if near, ok := diag.Nearest(name, candidates); ok {
		hint = fmt.Sprintf("did you mean %s?", near)
	}
	l.Report(diag.RoleUnknown, diag.Error, path, pos, fmt.Sprintf("%q is neither a role of the site nor one of 3CX", name), hint)
}
