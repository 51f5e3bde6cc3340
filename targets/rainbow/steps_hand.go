package rainbow

import (
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// hand words manual steps for the admin, in French or English. The click path is
// the article's; what it does not name is marked in the package's documentation.
type hand struct{ language plan.Language }

func (h hand) say(en, fr string) string {
	if h.language == "fr" {
		return fr
	}
	return en
}

// addOrHand appends a step, as a manual one where the site's company does not rely
// on the route that its call would take. It returns the step's id.
func (s *stepping) addOrHand(x plan.Step, work func() *plan.ManualWork) string {
	if byHand(s.in.Profile, x.Call) {
		x.Kind, x.Call, x.Args, x.Settle, x.Manual = plan.Manual, "", nil, "", work()
	}
	return s.add(x).ID
}

// groups is the way to the window of groups.
func (h hand) groups() []string {
	if h.language == "fr" {
		return []string{"Gérer votre entreprise", "MA SOCIÉTÉ", "(nom de la société)", "Communication", "Supervision"}
	}
	return []string{"Manage your company", "MY COMPANY", "(company name)", "Communication", "Supervision"}
}

// group is the way into one group.
func (h hand) group(name string) []string {
	return append(h.groups(), name, h.say("Manager/assistant", "Gestionnaire/assistant"))
}

// typeNames are the types of groups as the field Type offers them. Default and
// mutual aid are the C# SDK's words.
func (h hand) typeName(typ string) string {
	switch typ {
	case ManagerAssistant:
		return "Manager / Assistant"
	case MutualAid:
		return h.say("Mutual aid", "Entraide")
	}
	return h.say("Default", "Par défaut")
}

// roleTitle is what the window calls those with a role.
func (h hand) roleTitle(field string) string {
	switch field {
	case "manager":
		return h.say("manager", "gestionnaire")
	case "assistants":
		return h.say("assistant", "assistant")
	case "supervisors":
		return h.say("supervisor", "superviseur")
	case "supervisorAdmins":
		return h.say("supervisor who administers", "superviseur administrateur")
	}
	return h.say("supervised", "supervisé")
}

func (h hand) createGroup(s *stepping, o *state.Object) *plan.ManualWork {
	w := &plan.ManualWork{By: "admin", Where: append(h.groups(), h.say("Create", "Créer")), Do: []plan.Edit{
		{Field: h.say("Name of the group", "Nom du groupe"), From: "–", To: o.Get("name").Text()},
		{Field: "Type", From: "–", To: h.typeName(o.Get("type").Text())}}}
	for _, f := range roleFields {
		for email := range o.Get(f.field).Keys() {
			w.Do = append(w.Do, plan.Edit{Field: s.person(email), From: "–", To: h.roleTitle(f.field)})
		}
	}
	for _, email := range o.Get("idle").Items() {
		w.Do = append(w.Do, plan.Edit{Field: s.person(email), From: h.say("logged in", "authentifié"), To: h.say("logged out", "déconnecté")})
	}
	w.Do = append(w.Do, plan.Edit{Field: h.say("then", "puis"), From: "–", To: h.say("Add", "Ajouter")})
	return w
}

// saveGroup lists who leaves first: the article removes the manager before it adds
// the new one.
func (h hand) saveGroup(s *stepping, c *diff.Change, e state.Effect) *plan.ManualWork {
	w := &plan.ManualWork{By: "admin", Where: h.group(c.Live().Key)}
	live, _ := s.in.Live.Find(c.Live())
	var adds []plan.Edit
	for _, a := range e.Attrs {
		role := h.roleTitle(a.Name)
		if !slices.Contains(peopleFields, a.Name) {
			f, _ := s.kind(Supervision).Field(a.Name)
			adds = append(adds, plan.Edit{Field: f.Title, From: live.Get(a.Name).String(), To: a.Value.String()})
			continue
		}
		was, is := slices.Collect(live.Get(a.Name).Keys()), slices.Collect(a.Value.Keys())
		for _, email := range was {
			if !slices.Contains(is, s.then(email)) {
				w.Do = append(w.Do, plan.Edit{Field: s.person(email), From: role, To: h.say("Remove member", "Supprimer un membre")})
			}
		}
		for _, email := range is {
			if !slices.ContainsFunc(was, func(x string) bool { return s.then(x) == email }) {
				adds = append(adds, plan.Edit{Field: s.person(email), From: "–", To: role})
			}
		}
	}
	w.Do = append(w.Do, adds...)
	w.Do = append(w.Do, plan.Edit{Field: h.say("then", "puis"), From: "–", To: h.say("Update", "Mettre à jour")})
	return w
}

func (h hand) deleteGroup(name string) *plan.ManualWork {
	return &plan.ManualWork{By: "admin", Where: h.groups(), Do: []plan.Edit{{Field: fmt.Sprintf(h.say("icon beside %s", "icône en face de %s"), name), From: name, To: h.say("Delete group, Delete", "Supprimer le groupe, Supprimer")}}}
}

// delegate is the users' own to switch: the manager's or an assistant's.
func (h hand) delegate(group, manager string, f *diff.Field) *plan.ManualWork {
	word := func(v state.Value) string {
		switch {
		case v.Presence() != state.Set:
			return h.language.Unknown()
		case v.Bool():
			return h.say("on", "activée")
		}
		return h.say("off", "désactivée")
	}
	return &plan.ManualWork{By: "user", Where: []string{"Rainbow", manager, group}, Do: []plan.Edit{{Field: h.say("Delegation", "Délégation"), From: word(f.Live), To: word(f.Desired)}}}
}

func (h hand) log(group, person, status string) *plan.ManualWork {
	from, to := h.say("logged in", "authentifié"), h.say("logged out", "déconnecté")
	if status == "active" {
		from, to = to, from
	}
	return &plan.ManualWork{By: "user", Where: []string{"Rainbow", person, group}, Do: []plan.Edit{{Field: h.say("Group", "Groupe"), From: from, To: to}}}
}

// dissociate is by the list of the company's people, or by the CSV action detach,
// which is the one that is verified.
func (h hand) dissociate(person, system, number string) *plan.ManualWork {
	return &plan.ManualWork{By: "admin", Where: []string{h.say("Manage your company", "Gérer votre entreprise"), h.say("MY COMPANY", "MA SOCIÉTÉ"), h.say("(company name)", "(nom de la société)"), h.say("Members", "Membres"), person},
		Do: []plan.Edit{{Field: fmt.Sprintf(h.say("Telephony, extension of %s", "Téléphonie, poste de %s"), system), From: number, To: h.say("none (or CSV action detach)", "aucun (ou action CSV detach)")}}}
}
