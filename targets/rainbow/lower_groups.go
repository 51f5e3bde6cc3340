package rainbow

import (
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// groups lowers each group whose kind the product has. Supervision groups are
// known by their name, those of the Hub by their number.
func (l *lowering) groups() {
	named := map[string]*resolve.Group{}
	for i := range l.Desired.Groups {
		g := &l.Desired.Groups[i]
		switch {
		case g.Kind != model.ManagerAssistant && g.Kind != model.Supervision && g.Kind != model.RingGroup:
			continue
		case g.Kind == model.RingGroup && !l.hub():
			l.elsewhere("groups."+string(g.Kind), g.Path, "group "+g.ID, "ring groups are the PBX's: Rainbow has them on the Hub alone", g.Pos)
			continue
		case g.Kind == model.Supervision && l.hub():
			l.elsewhere("groups."+string(g.Kind), g.Path, "group "+g.ID, "supervision groups belong to companies with a PBX of their own", g.Pos)
			continue
		}
		name := l.name(g)
		if other := named[name]; other != nil {
			l.Found.Add(diag.Diagnostic{Code: diag.NameClash, Severity: diag.Error, Target: l.Desired.Target.ID, Path: g.Path, Pos: []diag.Pos{g.Pos, other.Pos},
				Message: fmt.Sprintf("a group called %q is there already: %s", name, other.Path), Hint: "give one of them another title: Rainbow's people know groups by it"})
			continue
		}
		named[name] = g
		if l.hub() {
			l.hubGroup(g)
		} else {
			l.supervision(g)
		}
	}
}

// name is what people call a group.
func (l *lowering) name(g *resolve.Group) string { return g.Title.Or(g.ID) }

// member is a person of a group by login; "" and a diagnostic where there is none.
func (l *lowering) member(path, user string, pos diag.Pos) string {
	email := l.emails[user]
	if email == "" {
		l.Unfit(path, pos, fmt.Sprintf("user %s is not in this company, and everybody in a group is (MA16)", user), fmt.Sprintf("select the user for target %s with an e-mail address, or take them out of the group", l.Desired.Target.ID))
	}
	return email
}

// supervision is a group of product A.
func (l *lowering) supervision(g *resolve.Group) {
	o := l.Object(Supervision, l.name(g), g.Path)
	o.Put("name", state.OfText(o.Key), from(g, g.Title.Managed(), ".title")...)
	src := g.Object
	if g.Kind == model.ManagerAssistant {
		o.Put("type", state.OfText(ManagerAssistant), g.Path)
		l.assistants(o, g)
		l.onHub(g)
	} else {
		src = l.supervisionType(o, g)
		l.supervisors(o, g)
	}
	l.Native(o, &src, g.Path)
}

// onHub reports what only groups of the Hub have.
func (l *lowering) onHub(g *resolve.Group) {
	const at = "groups.managerAssistant"
	if g.Extension.Managed() {
		l.elsewhere(at+".extension", g.Path+".extension", "the number of group "+g.ID, "a group of a PBX has no number: its manager's is called", g.Pos)
	}
	if g.RingSeconds.Managed() {
		l.elsewhere(at+".ringSeconds", g.Path+".ringSeconds", "how long group "+g.ID+" rings", "how long phones ring is the PBX's to decide", g.Pos)
	}
}

// from is the group itself, with a field of it that was written.
func from(g *resolve.Group, written bool, path string) []string {
	if written {
		return []string{g.Path, path}
	}
	return []string{g.Path}
}

// supervisionType is default, or mutual_aid where native says so: it is chosen once.
func (l *lowering) supervisionType(o *state.Object, g *resolve.Group) model.Object {
	src, target := g.Object, l.Desired.Target.ID
	path := g.Path + "." + resolve.Path("native", target, "type")
	v, written := src.Native[target]["type"]
	if !written {
		o.Put("type", state.OfText(DefaultType), g.Path)
		return src
	}
	word, _ := v.(string)
	if word != DefaultType && word != MutualAid {
		l.Unfit(path, g.Pos, "a supervision group is of type default or mutual_aid", "write one of the two")
	}
	o.Put("type", state.OfText(word), g.Path, path)
	rest := model.Native{}
	for _, name := range draft.SortedKeys(src.Native[target]) {
		if name != "type" {
			rest[name] = src.Native[target][name]
		}
	}
	src.Native = map[string]model.Native{target: rest}
	return src
}

// assistants are the manager and who answers for them.
func (l *lowering) assistants(o *state.Object, g *resolve.Group) {
	if manager, ok := g.Manager.Get(); ok {
		o.Put("manager", state.OfText(l.member(g.Path+".manager", manager, g.Pos)), ".manager")
	}
	all, paths := l.everyAssistant(g)
	if len(all) > 0 {
		o.Put("assistants", state.OfSet(all...), paths...)
	}
	draft.Put(o, "delegation", g.Delegation, ".delegation", state.OfBool)
	l.loggedOut(o, g)
}

func (l *lowering) everyAssistant(g *resolve.Group) (all, paths []string) {
	for i := range g.Assistants {
		a := &g.Assistants[i]
		path := "." + resolve.Path("assistants", a.User)
		if email := l.member(g.Path+path, a.User, a.Pos); email != "" {
			all, paths = append(all, email), append(paths, path)
		}
	}
	return all, paths
}

// loggedOut is compared where it is written for all assistants: who is logged out
// is one list.
func (l *lowering) loggedOut(o *state.Object, g *resolve.Group) {
	var out, paths []string
	said := 0
	for i := range g.Assistants {
		a := &g.Assistants[i]
		if !a.LoggedOut.Managed() {
			continue
		}
		said++
		paths = append(paths, "."+resolve.Path("assistants", a.User, "loggedOut"))
		if a.LoggedOut.Or(false) && l.emails[a.User] != "" {
			out = append(out, l.emails[a.User])
		}
	}
	switch {
	case said == 0:
	case said < len(g.Assistants):
		l.Unfit(g.Path+".assistants", g.Pos, fmt.Sprintf("group %s says of some assistants whether they are logged out, and of others not", g.ID), "write loggedOut for all of them, or for none: who is logged out is their own to switch")
	default:
		o.Put("idle", state.OfSet(out...), paths...)
		l.delegates(g, len(out))
	}
}

// supervisors are who sees and picks up the calls of whom.
func (l *lowering) supervisors(o *state.Object, g *resolve.Group) {
	if g.Members != nil {
		var all, paths []string
		for i := range g.Members {
			m := &g.Members[i]
			if !l.There(m.User) {
				continue
			}
			path := "." + resolve.Path("members", m.User)
			if email := l.member(g.Path+path, m.User, m.Pos); email != "" {
				all, paths = append(all, email), append(paths, path)
			}
		}
		if len(paths) == 0 {
			paths = []string{".members"}
		}
		o.Put("supervised", state.OfSet(all...), paths...)
	}
	if g.Supervisors == nil {
		return
	}
	var all, paths []string
	for _, id := range draft.SortedKeys(g.Supervisors) {
		if !g.Supervisors[id] {
			continue
		}
		path := "." + resolve.Path("supervisors", id)
		email := l.member(g.Path+path, id, g.Pos)
		if email == "" {
			continue
		}
		all, paths = append(all, email), append(paths, path)
		l.attends(g, id, path)
	}
	if len(paths) == 0 {
		paths = []string{".supervisors"}
	}
	o.Put("supervisors", state.OfSet(all...), paths...)
}

// ringing is the ids of a group's members as they ring: those that ringOrder names
// first, then the others by id.
func ringing(named, all []string) []string {
	out := slices.DeleteFunc(slices.Clone(named), func(id string) bool { return !slices.Contains(all, id) })
	for _, id := range all {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}
