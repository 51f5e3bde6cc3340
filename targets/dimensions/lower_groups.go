package dimensions

import (
	"fmt"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// reportingGroups are the user groups, which a person keeps.
func (l *lowering) reportingGroups() {
	named := map[string]*resolve.Group{}
	for i := range l.Desired.Groups {
		g := &l.Desired.Groups[i]
		if g.Kind != model.Reporting {
			continue
		}
		name := g.Title.Or(g.ID)
		if first := named[name]; first != nil {
			l.clash(g.Path, g.Pos, first.Path, first.Pos, "group", name)
			continue
		}
		named[name] = g
		l.groups[g.ID] = name
		o := l.Object(Group, name, g.Path)
		from := []string{g.Path}
		if g.Title.Managed() {
			from = append(from, ".title")
		}
		o.Put("name", state.OfText(name), from...)
		l.members(o, g)
		l.Native(o, &g.Object, g.Path)
	}
	l.primaryGroups()
}

func (l *lowering) clash(path string, pos diag.Pos, first string, firstPos diag.Pos, what, name string) {
	l.Found.Add(diag.Diagnostic{Code: diag.NameClash, Severity: diag.Error, Target: l.Desired.Target.ID, Path: path, Pos: []diag.Pos{pos, firstPos},
		Message: fmt.Sprintf("a %s called %q is there already: %s", what, name, first), Hint: "give one of them another title: the portal knows them by it"})
}

func (l *lowering) members(o *state.Object, g *resolve.Group) {
	if g.Members == nil {
		return
	}
	var all, from []string
	for i := range g.Members {
		m := &g.Members[i]
		path := "." + resolve.Path("members", m.User)
		if login := l.logins[m.User]; login != "" {
			all, from = append(all, login), append(from, path)
		}
	}
	if len(from) == 0 {
		from = []string{".members"}
	}
	o.Put("members", state.OfSet(all...), from...)
}

// primaryGroups: a user has one at most, and is a member of it (R12). Being one
// follows from where the site writes it.
func (l *lowering) primaryGroups() {
	first := map[string]string{} // user → path
	for i := range l.Desired.Groups {
		g := &l.Desired.Groups[i]
		name, ours := l.groups[g.ID]
		for j := range g.Members {
			m := &g.Members[j]
			o := l.Find(User, l.logins[m.User])
			if !ours || o == nil || !m.Primary.Managed() {
				continue
			}
			path := resolve.Path("groups", g.ID, "members", m.User, "primary")
			was, _ := o.Attr("primaryGroup")
			switch {
			case !m.Primary.Or(false) && first[m.User] != "":
				o.Put("primaryGroup", was.Value, append(was.From, path)...)
			case !m.Primary.Or(false):
				o.Put("primaryGroup", state.Nothing(), append(was.From, path)...)
			case first[m.User] != "":
				l.rule(path, m.Pos, fmt.Sprintf("user %s would have two primary groups (R12)", m.User), "keep one of them: "+first[m.User])
			default:
				first[m.User] = path
				o.Put("primaryGroup", state.OfText(name), append(was.From, path)...)
			}
		}
	}
}

// workspaces are shared areas, with who has access and as what.
func (l *lowering) workspaces() {
	named := map[string]*model.Workspace{}
	for i := range l.Desired.Site.Workspaces {
		w := &l.Desired.Site.Workspaces[i]
		name, path := w.Title.Or(w.ID), resolve.Path("workspaces", w.ID)
		if first := named[name]; first != nil {
			l.clash(path, w.Pos, resolve.Path("workspaces", first.ID), first.Pos, "workspace", name)
			continue
		}
		named[name] = w
		o := l.Object(Workspace, name, path)
		from := []string{path}
		if w.Title.Managed() {
			from = append(from, ".title")
		}
		o.Put("name", state.OfText(name), from...)
		l.Native(o, &w.Object, path)
		if w.Members != nil {
			l.access(o, w, path)
		}
	}
}

func (l *lowering) access(o *state.Object, w *model.Workspace, path string) {
	l.Claim(state.Extent{Kind: Access, Attr: "workspace", Value: o.Key})
	for _, user := range draft.SortedKeys(w.Members) {
		login := l.logins[user]
		if login == "" {
			continue
		}
		at := path + "." + resolve.Path("members", user)
		a := l.Object(Access, o.Key+"/"+login, at)
		a.Put("workspace", state.OfText(o.Key), at)
		a.Put("user", state.OfText(login), at)
		a.Put("role", state.OfText(w.Members[user]), at)
	}
}
