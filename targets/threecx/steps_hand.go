package threecx

import (
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// hand words manual steps for the admin, in English, French or Polish. The paths are
// the article's (abonenci → Grupy; abonenci → dany użytkownik → uprawnienia).
type hand struct{ language plan.Language }

func (h hand) say(w called) string {
	switch h.language {
	case "fr":
		return w.fr
	case "pl":
		return w.pl
	}
	return w.en
}

// group is the way to what the roles of a department may do.
func (h hand) group(name string) []string {
	return []string{h.say(called{"Users", "Abonnés", "Abonenci"}), h.say(called{"Groups", "Groupes", "Grupy"}), name, h.say(called{"Rights", "Droits", "Uprawnienia"})}
}

// user is the way to what one person may do in each department.
func (h hand) user(person string) []string {
	return []string{h.say(called{"Users", "Abonnés", "Abonenci"}), person, h.say(called{"Rights", "Droits", "Uprawnienia"})}
}

// handRoles is the step that sets the defaults of a department's roles, by a person.
func (s *stepping) handRoles(group string, changes []*diff.Change, x *plan.Step) {
	x.Kind, x.Call, x.Args, x.Settle = plan.Manual, "", nil, ""
	x.Title = fmt.Sprintf(s.hand.say(called{"what roles may do in %s", "ce que peuvent les rôles dans %s", "uprawnienia ról w grupie %s"}), group)
	x.Manual = &plan.ManualWork{By: "admin", Where: s.hand.group(group)}
	for _, c := range changes {
		r, _ := roleByWire(s.part(c, "RoleName"))
		x.Manual.Do = append(x.Manual.Do, s.hand.edits(r.label, c)...)
	}
}

// handSteps are what a person sets for those who belong to a department already, a
// step for each person.
func (s *stepping) handSteps() {
	for n := 0; n < len(s.handed); {
		number := s.part(s.handed[n], "User")
		first := n
		for n < len(s.handed) && s.part(s.handed[n], "User") == number {
			n++
		}
		changes := s.handed[first:n]
		ref := state.Ref{Kind: User, Key: number}
		x := plan.Step{ID: "update " + ref.String() + " rights", Kind: plan.Manual, Op: state.OpUpdate, Object: ref, Covers: steps.Names(changes), Effects: effects(changes),
			Title:  fmt.Sprintf(s.hand.say(called{"rights of %s", "droits de %s", "uprawnienia: %s"}), s.person(number)),
			Manual: &plan.ManualWork{By: "admin", Where: s.hand.user(s.person(number))}, Flags: plan.Flags{Privileged: privileged(changes)}}
		for _, c := range changes {
			x.Manual.Do = append(x.Manual.Do, s.hand.edits(s.part(c, "Group"), c)...)
		}
		s.add(x)
	}
}

// edits are the switches of one change, in the order of the page, each behind what
// it is of: a role, or a department.
func (h hand) edits(of string, c *diff.Change) []plan.Edit {
	var out []plan.Edit
	if f, ok := c.Field("RoleName"); ok && f.Part.Acts() && c.Object.Kind == Membership {
		role := func(v state.Value) string { r, _ := roleByWire(v.Text()); return r.label }
		out = append(out, plan.Edit{Field: of + " › " + h.say(called{"Role", "Rôle", "Rola"}), From: h.language.Was(f.Live, role), To: role(f.Desired)})
	}
	for _, name := range RightFlags {
		if f, ok := c.Field(name); ok && f.Part.Acts() {
			out = append(out, plan.Edit{Field: of + " › " + h.say(flagWords[name]), From: h.language.Was(f.Live, h.onOff), To: h.onOff(f.Desired)})
		}
	}
	return out
}

// onOff is a switch; one that is not set at all is the role's.
func (h hand) onOff(v state.Value) string {
	switch {
	case v.Presence() != state.Set:
		return h.say(called{"as the role has it", "comme le rôle", "jak w roli"})
	case v.Bool():
		return h.say(called{"on", "activé", "włączone"})
	}
	return h.say(called{"off", "désactivé", "wyłączone"})
}

// takesHand keeps a change of somebody's rights for a person, where the company
// sets those by hand.
func (s *stepping) takesHand(c *diff.Change) bool {
	if !byHand(s.in.Profile, Overrides) || c.Op != state.OpUpdate || c.Replace || c.LiveKey != "" {
		return false
	}
	at, _ := slices.BinarySearchFunc(s.handed, c, func(a, b *diff.Change) int {
		return state.Ref{Kind: s.part(a, "User"), Key: s.part(a, "Group")}.Compare(state.Ref{Kind: s.part(b, "User"), Key: s.part(b, "Group")})
	})
	s.handed = slices.Insert(s.handed, at, c)
	return true
}
