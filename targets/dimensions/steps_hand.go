package dimensions

import (
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// hand words manual steps for the admin, in French or English. Names of pages and
// boxes are the article's; what it does not name is marked in the package's
// documentation.
type hand struct{ language plan.Language }

func (h hand) say(en, fr string) string {
	if h.language == "fr" {
		return fr
	}
	return en
}

// user is the way to a user's page, or to one of its tabs.
func (h hand) user(person string, tab ...string) []string {
	return append([]string{h.say("Users", "Utilisateurs"), person, h.say("Edit", "Modifier")}, tab...)
}

// settings is the way to the page of user groups.
func (h hand) groups() []string {
	return []string{h.say("Settings", "Paramètres"), h.say("User Groups", "Groupes d'utilisateurs")}
}

func (h hand) workspaces() []string {
	return []string{h.say("Settings", "Paramètres"), h.say("Workspaces", "Espaces de travail")}
}

// box is what the page calls an attribute.
func (h hand) box(name string) string {
	switch r := roleNamed(name); {
	case r != nil:
		return h.say(r.title, r.fr)
	case name == "primaryGroup":
		return h.say("Primary Group", "Groupe primaire")
	}
	return h.say("Softphone, ", "Téléphone logiciel, ") + h.say(clientTitles[name][0], clientTitles[name][1])
}

// clientTitles are the clients as the page lists them (the article); the browser's is
// inferred from the API's word.
var clientTitles = map[string][2]string{
	DesktopDevice: {"Desktop", "Ordinateurs de bureau"}, MobileDevice: {"Mobile", "Mobiles"}, CRMDevice: {"CRM", "CRM"}, WebDevice: {"WebRTC", "WebRTC"},
}

// shown is a value as the page has it.
func (h hand) shown(v state.Value) string {
	switch {
	case v.Presence() != state.Set:
		return h.say("none", "aucun")
	case v.Type() == state.Bool && v.Bool():
		return h.say("ticked", "coché")
	case v.Type() == state.Bool:
		return h.say("not ticked", "non coché")
	}
	return v.Text()
}

func (h hand) softphone(person, attr string) *plan.ManualWork {
	return &plan.ManualWork{By: "admin", Where: h.user(person), Do: []plan.Edit{{Field: h.box(attr), From: h.language.Unknown(), To: h.shown(state.Nothing())}}}
}

// was is what a field holds, as far as anybody knows, and on whose word.
func (h hand) was(c *diff.Change, f *diff.Field) string {
	if f.Live.Basis() == state.Unknown && f.Live.Source().By == "" || c.Op == state.OpCreate && c.Unknown && f.Live.Source().By == "" {
		return h.language.Unknown()
	}
	if c.Op == state.OpCreate && !c.Unknown {
		return h.shown(state.Nothing())
	}
	return h.language.Was(f.Live, h.shown)
}

// page is what a person sets on a user's page: what has no key that is known, and
// the primary group, of which the user is a member first (R12).
func (s *stepping) page(c *diff.Change, after string) {
	e := effect(c, s.byPerson)
	if len(e.Attrs) == 0 {
		return
	}
	e.Op, e.LiveKey = state.OpUpdate, ""
	w := &plan.ManualWork{By: "admin", Where: s.hand.user(s.called(c.Object.Key))}
	x := plan.Step{ID: "set " + c.Object.String(), Kind: plan.Manual, Op: state.OpUpdate, Object: c.Object, Title: fmt.Sprintf(s.hand.say("%s: boxes of the page", "%s : cases de la page"), s.called(c.Object.Key)), Covers: []string{c.Name()}, Manual: w, Effects: []state.Effect{e}}
	for _, a := range e.Attrs {
		f, _ := c.Field(a.Name)
		w.Do = append(w.Do, plan.Edit{Field: s.hand.box(a.Name), From: s.hand.was(c, f), To: s.hand.shown(a.Value)})
		r := roleNamed(a.Name)
		x.Flags.Privileged = x.Flags.Privileged || a.Name == ManageUsers || a.Name == ManageBillable
		if r != nil && r.item != "" && a.Value.Bool() {
			x.Flags.Costs, x.Charges = true, append(x.Charges, r.item)
		}
		if a.Name == "primaryGroup" {
			x.Needs = append(x.Needs, s.groupSteps(a.Value.Text())...)
		}
	}
	if after != "" {
		x.Needs = append(x.Needs, after)
	}
	s.add(x)
}

// groupSteps are the steps that put people into a group.
func (s *stepping) groupSteps(name string) []string {
	c := s.changes[state.Ref{Kind: Group, Key: name}]
	if c == nil || c.Op == state.OpDelete {
		return nil
	}
	return []string{string(c.Op) + " " + c.Object.String()}
}

func (s *stepping) group(c *diff.Change) {
	if c.Op == state.OpDelete {
		s.remove(c, s.hand.groups(), fmt.Sprintf(s.hand.say("remove the user group %s", "supprimer le groupe d'utilisateurs %s"), c.Live().Key))
		return
	}
	w := &plan.ManualWork{By: "admin", Where: append(s.hand.groups(), fmt.Sprintf(s.hand.say("%s; add it where it is not there", "%s ; l'ajouter s'il n'existe pas"), c.Live().Key))}
	if c.LiveKey != "" {
		w.Do = append(w.Do, plan.Edit{Field: s.hand.say("Name", "Nom"), From: c.LiveKey, To: c.Object.Key})
	}
	if f, ok := c.Field("members"); ok && f.Part.Acts() {
		w.Do = append(w.Do, s.memberEdits(c, f)...)
	}
	if len(w.Do) == 0 {
		w.Do = []plan.Edit{{Field: s.hand.say("Name", "Nom"), From: s.hand.language.Unknown(), To: c.Object.Key}}
	}
	s.byHand(c, w, fmt.Sprintf(s.hand.say("user group %s", "groupe d'utilisateurs %s"), c.Object.Key))
}

// memberEdits are who comes and who goes. Where nobody knows who is in it, everybody
// else goes.
func (s *stepping) memberEdits(c *diff.Change, f *diff.Field) []plan.Edit {
	known := !c.Unknown && f.Live.Basis() != state.Unknown
	in, out := s.hand.say("member", "membre"), s.hand.say("no member", "non membre")
	var edits []plan.Edit
	for _, login := range f.Desired.Items() {
		switch {
		case !known:
			edits = append(edits, plan.Edit{Field: s.called(login), From: s.hand.language.Unknown(), To: in})
		case !slices.Contains(f.Live.Items(), login):
			edits = append(edits, plan.Edit{Field: s.called(login), From: out, To: in})
		}
	}
	if !known {
		return append(edits, plan.Edit{Field: s.hand.say("everybody else", "toute autre personne"), From: s.hand.language.Unknown(), To: out})
	}
	for _, login := range f.Live.Items() {
		if !slices.Contains(f.Desired.Items(), login) {
			edits = append(edits, plan.Edit{Field: s.called(login), From: in, To: out})
		}
	}
	return edits
}

func (s *stepping) workspace(c *diff.Change) {
	if c.Op == state.OpDelete {
		s.remove(c, s.hand.workspaces(), fmt.Sprintf(s.hand.say("remove the workspace %s", "supprimer l'espace de travail %s"), c.Live().Key))
		return
	}
	from := s.hand.language.Unknown()
	if c.LiveKey != "" {
		from = c.LiveKey
	}
	w := &plan.ManualWork{By: "admin", Where: append(s.hand.workspaces(), fmt.Sprintf(s.hand.say("%s; add it where it is not there", "%s ; l'ajouter s'il n'existe pas"), c.Live().Key)),
		Do: []plan.Edit{{Field: s.hand.say("Name", "Nom"), From: from, To: c.Object.Key}}}
	s.byHand(c, w, fmt.Sprintf(s.hand.say("workspace %s", "espace de travail %s"), c.Object.Key))
}

// access is one row of the tab Workspaces of a user's page.
func (s *stepping) access(c *diff.Change) {
	workspace, login := steps.End(s.in, c, "workspace"), steps.End(s.in, c, "user")
	w := &plan.ManualWork{By: "admin", Where: s.hand.user(s.called(login), s.hand.say("Workspaces", "Espaces de travail"))}
	title := fmt.Sprintf(s.hand.say("%s in the workspace %s", "%s dans l'espace de travail %s"), s.called(login), workspace)
	if c.Op == state.OpDelete {
		w.Do = []plan.Edit{{Field: workspace, From: s.hand.say("access", "accès"), To: s.hand.say("none", "aucun")}}
		s.add(plan.Step{ID: "delete " + c.Live().String(), Kind: plan.Manual, Op: c.Op, Object: c.Live(), Title: title, Covers: []string{c.Name()}, Manual: w, Effects: []state.Effect{{Op: c.Op, Object: c.Live()}}})
		return
	}
	if f, ok := c.Field("role"); ok && f.Part.Acts() {
		w.Do = []plan.Edit{{Field: workspace, From: s.hand.was(c, f), To: s.hand.shown(f.Desired)}}
	}
	s.byHand(c, w, title)
}

func (s *stepping) byHand(c *diff.Change, w *plan.ManualWork, title string) {
	s.add(plan.Step{ID: string(c.Op) + " " + c.Object.String(), Kind: plan.Manual, Op: c.Op, Object: c.Object, Title: title, Covers: []string{c.Name()}, Manual: w, Effects: []state.Effect{effect(c, func(string) bool { return true })}})
}

func (s *stepping) remove(c *diff.Change, where []string, title string) {
	s.add(plan.Step{ID: "delete " + c.Live().String(), Kind: plan.Manual, Op: c.Op, Object: c.Live(), Title: title, Covers: []string{c.Name()},
		Manual: &plan.ManualWork{By: "admin", Where: append(where, c.Live().Key), Do: []plan.Edit{{Field: s.hand.say("Name", "Nom"), From: c.Live().Key, To: s.hand.say("delete", "supprimer")}}}, Effects: []state.Effect{{Op: c.Op, Object: c.Live()}}})
}
