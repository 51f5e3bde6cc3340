package bitrix24

import (
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// hand words manual steps for the admin, in French or English. Click paths are
// those of the help pages (17441038, newest menu) and, in French, of the article;
// buttons that neither names are marked as inferred in the package's documentation.
type hand struct{ language plan.Language }

func (h hand) say(en, fr string) string { return words{en, fr}.in(h.language) }

// permissions is the page of access permissions.
func (h hand) permissions() []string {
	if h.language == "fr" {
		return []string{"Téléphonie", "Connexion", "Droits d'accès"}
	}
	return []string{"CRM", "Sales", "Sales channels", "Telephony", "Connection", "Access permissions"}
}

// telephonyUser is the page of one user's telephony.
func (h hand) telephonyUser(person string) []string {
	if h.language == "fr" {
		return []string{"Téléphonie", "Connexion", "Configurer la téléphonie", "Utilisateurs de téléphonie", person, "Configurer"}
	}
	return []string{"Telephony", "Connection", "Configure telephony", "Telephony users", person, "Configure"}
}

func (h hand) device(person string, live state.Value) *plan.ManualWork {
	return &plan.ManualWork{By: "admin", Where: h.telephonyUser(person), Do: []plan.Edit{{Field: h.say("SIP phone", "Téléphone SIP"), From: h.onOff(live, "Connected", "Connecté", "Not connected", "Non connecté"), To: h.say("Not connected", "Non connecté")}}}
}

func (h hand) administrator(person string, live state.Value, on bool) *plan.ManualWork {
	where := []string{"Company", "Employees", person}
	if h.language == "fr" {
		where = []string{"Entreprise", "Employés", person}
	}
	to := h.say("no", "non")
	if on {
		to = h.say("yes", "oui")
	}
	return &plan.ManualWork{By: "admin", Where: where, Do: []plan.Edit{{Field: h.say("Administrator rights", "Droits d'administrateur"), From: h.onOff(live, "yes", "oui", "no", "non"), To: to}}}
}

func (h hand) onOff(v state.Value, on, onFR, off, offFR string) string {
	switch {
	case v.Presence() == state.Absent || v.Basis() == state.Unknown:
		return h.language.Unknown()
	case v.Bool():
		return h.say(on, onFR)
	}
	return h.say(off, offFR)
}

// subject is what people call those that a code is for, as the dialog lists them.
func (h hand) subject(s *stepping, x subject) string {
	switch x.set {
	case Users:
		return s.person(x.item)
	case Departments:
		return fmt.Sprintf(h.say("department %s alone", "service %s seul"), h.named(x.item))
	case Subtrees:
		return fmt.Sprintf(h.say("department %s with its sub-departments", "service %s avec ses sous-services"), h.named(x.item))
	case GroupOwners:
		return fmt.Sprintf(h.say("owner of the group %s", "propriétaire du groupe %s"), x.item)
	case GroupMods:
		return fmt.Sprintf(h.say("moderators of the group %s", "modérateurs du groupe %s"), x.item)
	case GroupMembers:
		return fmt.Sprintf(h.say("all members of the group %s", "tous les membres du groupe %s"), x.item)
	case UserGroups:
		return fmt.Sprintf(h.say("user group %s", "groupe d'utilisateurs %s"), x.item)
	}
	return h.say("all authorized users", "tous les utilisateurs autorisés")
}

func (h hand) named(department string) string {
	if department == Company {
		return h.say("(the company)", "(l'entreprise)")
	}
	return department
}

// roleByHand is what a person sets on the page of access permissions: the eight
// rows of the role, and the list of who holds it.
func (s *stepping) roleByHand(c *diff.Change) {
	if c.Op == state.OpDelete {
		live := c.Live()
		s.add(plan.Step{ID: "delete " + live.String(), Kind: plan.Manual, Op: c.Op, Object: live, Title: fmt.Sprintf(s.hand.say("remove role %s", "supprimer le rôle %s"), live.Key), Covers: []string{c.Name()}, Flags: plan.Flags{Privileged: s.ruling(c)},
			Manual:  &plan.ManualWork{By: "admin", Where: append(s.hand.permissions(), live.Key), Do: []plan.Edit{{Field: s.hand.say("Role", "Rôle"), From: live.Key, To: s.hand.say("delete", "supprimer")}}},
			Effects: []state.Effect{{Op: c.Op, Object: live}}})
		return
	}
	var needs []string
	if e := part(c, false); len(e.Attrs) > 0 {
		x := s.add(plan.Step{ID: string(c.Op) + " " + c.Object.String(), Kind: plan.Manual, Op: c.Op, Object: c.Object, Title: fmt.Sprintf(s.hand.say("role %s: what it may do", "rôle %s : ce qu'il permet"), c.Object.Key), Covers: []string{c.Name()},
			Manual: s.rows(c), Effects: []state.Effect{e}, Flags: plan.Flags{Privileged: s.ruling(c)}})
		needs = []string{x.ID}
	}
	if e := part(c, true); len(e.Attrs) > 0 {
		e.Op, e.LiveKey = state.OpUpdate, ""
		s.add(plan.Step{ID: "update " + c.Object.String() + " access", Kind: plan.Manual, Op: state.OpUpdate, Object: c.Object, Title: fmt.Sprintf(s.hand.say("role %s: who holds it", "rôle %s : qui le détient"), c.Object.Key), Covers: []string{c.Name()},
			Needs: append(needs, s.renames(c)...), Manual: s.holders(c), Effects: []state.Effect{e}, Flags: plan.Flags{Privileged: s.ruling(c)}})
	}
}

// rows are the rows of a role's page, in its order. Those that the site does not
// write are left as they are, which in a new role is denied.
func (s *stepping) rows(c *diff.Change) *plan.ManualWork {
	h := s.hand
	w := &plan.ManualWork{By: "admin", Where: append(h.permissions(), fmt.Sprintf(h.say("pencil beside the role %s; Add where it is not there", "crayon à côté du rôle %s ; Ajouter s'il n'existe pas"), c.Live().Key))}
	if f, ok := c.Field("NAME"); ok && f.Part.Acts() && (c.LiveKey != "" || c.Op == state.OpCreate) {
		w.Do = append(w.Do, plan.Edit{Field: h.say("Role name", "Nom du rôle"), From: h.from(c, f, nil), To: c.Object.Key})
	}
	for _, x := range pairsOf(s.in.Profile) {
		f, ok := c.Field(x.name)
		switch {
		case ok && f.Part.Acts():
			w.Do = append(w.Do, plan.Edit{Field: x.label.in(h.language), From: h.from(c, f, func(v state.Value) string { return x.worded(v.Text(), h.language) }), To: x.worded(f.Desired.Text(), h.language)})
		case c.Op == state.OpCreate:
			w.Do = append(w.Do, plan.Edit{Field: x.label.in(h.language), From: h.language.Unknown(),
				To: h.say("as it is; Access denied. in a new role", "inchangé ; pas d'accès dans un nouveau rôle")})
		}
	}
	return w
}

// from is what a field holds, as far as anybody knows, and on whose word.
func (h hand) from(c *diff.Change, f *diff.Field, show func(state.Value) string) string {
	switch {
	case c.Unknown && f.Live.Source().By == "":
		return h.language.Unknown()
	case c.Op == state.OpCreate && !c.Unknown:
		return "–"
	}
	return h.language.Was(f.Live, show)
}

// holders are the rows of the list of who has which role: one role for each row.
// Where nobody knows the list, what else names the role is taken out.
func (s *stepping) holders(c *diff.Change) *plan.ManualWork {
	h := s.hand
	w := &plan.ManualWork{By: "admin", Where: append(h.permissions(), h.say("Add access permission; Save at the end", "Ajouter un droit d'accès ; Enregistrer à la fin"))}
	certain := true
	for i := range c.Fields {
		f := &c.Fields[i]
		if !f.Part.Acts() || !isBinding(f.Name) {
			continue
		}
		known := !c.Unknown && f.Live.Basis() != state.Unknown
		certain = certain && known
		have, want := s.itemsThen(f), itemsOf(f.Desired)
		for _, item := range want {
			if known && slices.Contains(have, item) {
				continue
			}
			e := plan.Edit{Field: h.subject(s, subject{f.Name, item}), From: h.language.Unknown(), To: c.Object.Key}
			if known {
				e.From = "–"
			}
			w.Do = append(w.Do, e)
		}
		for _, item := range have {
			if known && !slices.Contains(want, item) {
				w.Do = append(w.Do, plan.Edit{Field: h.subject(s, subject{f.Name, item}), From: c.Live().Key, To: h.say("remove the row", "supprimer la ligne")})
			}
		}
	}
	if !certain {
		w.Do = append(w.Do, plan.Edit{Field: fmt.Sprintf(h.say("every other row with the role %s", "toute autre ligne avec le rôle %s"), c.Object.Key), From: h.language.Unknown(), To: h.say("remove the row", "supprimer la ligne")})
	}
	return w
}
