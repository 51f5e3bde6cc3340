package gotoconnect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// hand words manual steps for the admin, in French or English. The way to the settings
// of the contact centre, and their labels, are the article's; the other ways are inferred
// and marked so in the package's documentation.
type hand struct{ language plan.Language }

func (h hand) say(en, fr string, args ...any) string {
	text := words{en, fr}.in(h.language)
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// addOrHand appends a step, as a manual one where the site's profile does not rely on
// the route that its call would take. It returns the step's id.
func (s *stepping) addOrHand(x plan.Step, work func() *plan.ManualWork) string {
	if byHand(s.in.Profile, x.Call) {
		x.Kind, x.Call, x.Args, x.Settle, x.Manual = plan.Manual, "", nil, "", work()
	}
	return s.add(x).ID
}

// center is the way into the contact centre's administration.
func (h hand) center(more ...string) []string {
	return append([]string{h.say("Contact Center", "Centre de contact"), "Admin"}, more...)
}

// permissionsPage is the page with the thirteen settings; a tab is the last of it.
func (h hand) permissionsPage(tab string) []string {
	out := h.center(h.say("General settings", "Paramètres généraux"), h.say("Permissions", "Autorisations"), tabs[tab].in(h.language))
	if tab == tabOrganization { // the only tab of which the article says so
		out = append(out, h.say("Save at the end", "Enregistrer à la fin"))
	}
	return out
}

// people is the way to one person in the administration (People > Users; what follows is
// inferred).
func (h hand) people(more ...string) []string {
	return append([]string{"GoTo Admin", h.say("People", "Personnes")}, more...)
}

func (h hand) onOff(v state.Value) string {
	if v.Presence() != state.Set {
		return h.say("off", "désactivé")
	}
	if v.Bool() {
		return h.say("on", "activé")
	}
	return h.say("off", "désactivé")
}

func (h hand) yesNo(v state.Value) string {
	if v.Bool() {
		return h.say("yes", "oui")
	}
	return h.say("no", "non")
}

// account is what a Contact Admin sets on each tab of the page.
func (s *stepping) account(c *diff.Change) {
	for _, tab := range []string{tabOrganization, tabSupervisor, tabAgent} {
		w := &plan.ManualWork{By: "contactAdmin", Where: s.hand.permissionsPage(tab)}
		var names []string
		for _, x := range settings {
			f, ok := c.Field(x.attr())
			if x.tab != tab || !ok || !f.Part.Acts() {
				continue
			}
			names = append(names, x.attr())
			w.Do = append(w.Do, plan.Edit{Field: x.label.in(s.hand.language), From: s.hand.language.Was(f.Live, s.hand.onOff), To: s.hand.onOff(f.Desired)})
		}
		if len(names) == 0 {
			continue
		}
		s.add(plan.Step{ID: "update " + c.Object.String() + " " + tab, Kind: plan.Manual, Op: state.OpUpdate, Object: c.Object, Title: s.settingsTitle(c, tab), Covers: []string{c.Name()}, Manual: w,
			Effects: []state.Effect{s.part(c, state.OpUpdate, names...)}})
	}
}

// settingsTitle says what opens every queue to every supervisor (CC2).
func (s *stepping) settingsTitle(c *diff.Change, tab string) string {
	f, ok := c.Field(limitToAssigned)
	if tab == tabSupervisor && ok && f.Part.Acts() && !f.Desired.Bool() {
		return s.hand.say("contact centre, supervisors: every supervisor reaches every queue", "centre de contact, superviseurs : chaque superviseur accède à toutes les files")
	}
	return s.hand.say("contact centre: settings of the tab %s", "centre de contact : paramètres de l'onglet %s", tabs[tab].in(s.hand.language))
}

// centerUser is what a Contact Admin gives somebody, or takes away.
func (s *stepping) centerUser(c *diff.Change, needs []string) {
	w := &plan.ManualWork{By: "contactAdmin", Where: s.hand.center(s.hand.say("Users", "Utilisateurs"), s.person(c.Object.Key))}
	var names []string
	for _, x := range []struct{ name, label string }{{"contactCenter", s.hand.say("Contact Center licence", "Licence Centre de contact")}, {"contactAdmin", s.hand.say("GoTo Contact Admin", "GoTo Contact Administrateur")}} {
		v, ok := s.written(c, x.name)
		if !ok {
			continue
		}
		from := s.hand.language.Unknown()
		if f, there := c.Field(x.name); there && !c.Replace && c.Op == state.OpUpdate {
			from = s.hand.language.Was(f.Live, s.hand.yesNo)
		} else if c.Op == state.OpCreate {
			from = "–"
		}
		names = append(names, x.name)
		w.Do = append(w.Do, plan.Edit{Field: x.label, From: from, To: s.hand.yesNo(v)})
	}
	if len(names) == 0 {
		return
	}
	s.add(plan.Step{ID: "center " + c.Object.String(), Kind: plan.Manual, Op: state.OpUpdate, Object: c.Object, Title: s.hand.say("contact centre: %s", "centre de contact : %s", s.person(c.Object.Key)), Covers: []string{c.Name()}, Needs: needs, Manual: w,
		Effects: []state.Effect{s.part(c, state.OpUpdate, names...)}, Flags: plan.Flags{Privileged: slices.Contains(names, "contactAdmin"), Costs: s.takesLicence(c)}, Charges: s.centerCharge(c)})
}

// takesLicence reports whether a step gives somebody the Contact Center licence.
func (s *stepping) takesLicence(c *diff.Change) bool {
	v, ok := s.written(c, "contactCenter")
	return ok && v.Bool()
}

func (s *stepping) centerCharge(c *diff.Change) []string {
	if s.takesLicence(c) {
		return []string{"Contact Center"}
	}
	return nil
}

// permits are the boxes of a custom role that change.
func (h hand) permits(c *diff.Change) *plan.ManualWork {
	w := &plan.ManualWork{By: "admin", Where: h.people(h.say("Roles", "Rôles"), c.Object.Key)}
	for _, a := range allowances {
		f, ok := c.Field(a.attr)
		if !ok || !f.Part.Acts() {
			continue
		}
		from := "–"
		if c.Op == state.OpUpdate {
			from = h.language.Was(f.Live, h.onOff)
		}
		w.Do = append(w.Do, plan.Edit{Field: a.label, From: from, To: h.onOff(f.Desired)})
	}
	return w
}

func (h hand) licences(person string, f *diff.Field) *plan.ManualWork {
	show := func(v state.Value) string {
		if len(v.Items()) == 0 {
			return h.say("none", "aucune")
		}
		return strings.Join(v.Items(), ", ")
	}
	return &plan.ManualWork{By: "admin", Where: h.people(h.say("Users", "Utilisateurs"), person), Do: []plan.Edit{{Field: h.say("Licences", "Licences"), From: h.language.Was(f.Live, show), To: show(f.Desired)}}}
}

func (h hand) deleteUser(person string) *plan.ManualWork {
	return &plan.ManualWork{By: "admin", Where: h.people(h.say("Users", "Utilisateurs"), person), Do: []plan.Edit{{Field: h.say("User", "Utilisateur"), From: person, To: h.say("delete", "supprimer")}}}
}

func (h hand) group(s *stepping, group string, emails []string, from, to string) *plan.ManualWork {
	w := &plan.ManualWork{By: "admin", Where: h.people(h.say("User groups", "Groupes d'utilisateurs"), group)}
	for _, email := range emails {
		w.Do = append(w.Do, plan.Edit{Field: s.person(email), From: from, To: to})
	}
	return w
}

func (h hand) permission(s *stepping, c *diff.Change, number, email string) *plan.ManualWork {
	show := func(v state.Value) string {
		if len(v.Items()) == 0 {
			return h.say("none", "aucune")
		}
		return strings.Join(v.Items(), ", ")
	}
	e := plan.Edit{Field: s.person(email), From: "–", To: show(state.Value{})}
	if f, ok := c.Field("permissions"); ok {
		e.From = h.language.Was(f.Live, show)
		if c.Op != state.OpDelete {
			e.To = show(f.Desired)
		}
	}
	return &plan.ManualWork{By: "admin", Where: []string{"GoTo Admin", h.say("Phone system", "Système téléphonique"), h.say("Phone numbers", "Numéros de téléphone"), number, h.say("Permissions", "Autorisations")}, Do: []plan.Edit{e}}
}
