package threecx

import (
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

func (s *stepping) groupSteps() {
	for _, c := range s.groups {
		switch c.Op {
		case state.OpCreate:
			s.createGroup(c)
		case state.OpUpdate:
			if s.renamesDefault(c) {
				continue
			}
			x := plan.Step{ID: "update " + c.Object.String(), Op: state.OpUpdate, Object: c.Object, Title: fmt.Sprintf("department %s: %s", c.Live().Key, steps.Changed(s.schema, c)),
				Covers: []string{c.Name()}, Call: "Groups.Update", Args: plan.Args{"Id": plan.IDOf{Ref: c.Object}, "Body": s.body(c)}, Settle: plan.ByRead,
				Effects: []state.Effect{steps.Effect(c)}}
			s.add(x)
		case state.OpDelete:
			s.deleteGroup(c)
		}
	}
}

// renamesDefault refuses another name for the default department. It is the whole
// PBX's, and is known by that name to whoever sets one up (3CX documentation); a
// site that manages departments exclusively counts on it too.
func (s *stepping) renamesDefault(c *diff.Change) bool {
	o, ok := s.in.Live.Find(c.Live())
	if c.LiveKey == "" || c.Object.Key == defaultGroup || !ok || !o.Get("IsDefault").Bool() {
		return false
	}
	s.report(diag.ReservedName, c, fmt.Sprintf("%s is the default department, which every 3CX has under that name, and it would become %s", c.LiveKey, c.Object.Key),
		fmt.Sprintf("write title: %q here, and declare %s as a department of its own", c.LiveKey, c.Object.Key))
	return true
}

// createGroup makes a department. The PBX gives it a row of defaults for each
// role, whose values are the vendor's and not known beforehand.
func (s *stepping) createGroup(c *diff.Change) {
	x := plan.Step{ID: "create " + c.Object.String(), Op: state.OpCreate, Object: c.Object, Title: "add department " + c.Object.Key,
		Covers: []string{c.Name()}, Call: "Groups.Create", Args: plan.Args{"Body": s.body(c)}, Settle: plan.ByKey,
		Effects: []state.Effect{steps.Effect(c)}}
	x.Effects = append(x.Effects, s.begin(c.Object, x.Args["Body"].(map[string]any))...)
	for _, r := range roleTable {
		x.Effects = append(x.Effects, steps.Predicted(state.OpCreate, state.Ref{Kind: GroupRole, Key: c.Object.Key + "/" + r.wire}, steps.Text("Group", c.Object.Key), steps.Text("RoleName", r.wire)))
	}
	s.add(x)
}

// deleteGroup: the PBX keeps its default department, and any that has members or
// is somebody's own. The members are let go of first.
func (s *stepping) deleteGroup(c *diff.Change) {
	live := c.Live()
	o, ok := s.in.Live.Find(live)
	if ok && o.Get("IsDefault").Bool() {
		s.report(diag.NotDeletable, c, fmt.Sprintf("%s is the default department, which every 3CX has", live.Key), "declare a department or team called "+live.Key)
		return
	}
	needs, stay := s.leaving(live.Key)
	if len(stay) > 0 {
		s.report(diag.NotDeletable, c, fmt.Sprintf("department %s is the own one of %s", live.Key, draft.People(stay)), "give those users another department, or declare this one")
		return
	}
	var gone []state.Effect
	for _, m := range s.owned(Membership, "Group", live.Key) {
		if !s.deleted[m.Get("User").Text()] {
			gone = append(gone, steps.Predicted(state.OpDelete, m.Ref())) // no change names it: it goes with its department
		}
	}
	x := plan.Step{ID: "delete " + live.String(), Op: state.OpDelete, Object: live, Title: "remove department " + live.Key, Covers: []string{c.Name()},
		Call: "Groups.Delete", Args: plan.Args{"Id": plan.IDOf{Ref: live}}, Settle: plan.ByKey, Needs: needs, Flags: plan.Flags{Irreversible: true}}
	if len(gone) > 0 {
		members := s.add(plan.Step{ID: "update " + live.String() + " members", Op: state.OpUpdate, Object: live, Title: "let the members of " + live.Key + " go",
			Covers: []string{c.Name()}, Call: "Groups.Update", Args: plan.Args{"Id": plan.IDOf{Ref: live}, "Body": map[string]any{"Members": after(Membership, "Group", live.Key)}},
			Settle: plan.ByRead, Needs: needs, Effects: gone})
		x.Needs = append(slices.Clone(needs), members.ID)
	}
	x.Effects = append(s.follow(live, Group, GroupRole), state.Effect{Op: state.OpDelete, Object: live})
	s.add(x)
}

// leaving are the steps by which those who have a department as their own get
// another or go, and the users for whom there is no such step.
func (s *stepping) leaving(group string) (needs, stay []string) {
	for _, m := range s.owned(Membership, "Group", group) {
		if n := m.Get("User").Text(); s.deleted[n] {
			needs = append(needs, "delete "+state.Ref{Kind: User, Key: n}.String())
		}
	}
	for _, u := range s.primary[group] {
		x := s.carriers[u.Key]
		moved := false
		if x != nil && x.user != nil {
			f, ok := x.user.Field("PrimaryGroup")
			moved = ok && f.Part.Acts()
		}
		switch {
		case s.deleted[u.Key]:
		case moved:
			needs = append(needs, "update "+u.Ref().String())
		default:
			stay = append(stay, u.Key)
		}
	}
	return draft.Unique(needs), stay
}

// roleSteps writes the defaults of a group's roles, all in one request.
func (s *stepping) roleSteps() {
	for _, g := range draft.SortedKeys(s.roles) {
		changes := s.roles[g]
		ref := state.Ref{Kind: Group, Key: g}
		x := plan.Step{ID: rolesStep(g), Op: state.OpUpdate, Object: ref, Title: "what roles may do in " + g, Covers: steps.Names(changes),
			Call: "Groups.Update", Args: plan.Args{"Id": plan.IDOf{Ref: ref}, "Body": map[string]any{"Rights": after(GroupRole, "Group", g)}}, Settle: plan.ByRead}
		_, there := s.in.Live.Find(ref)
		for _, c := range changes {
			e := steps.Effect(c)
			if r, known := roleByWire(s.part(c, "RoleName")); e.Op == state.OpCreate && known && !there {
				e.Object, e.Op = state.Ref{Kind: GroupRole, Key: g + "/" + r.wire}, state.OpUpdate // the new group has the row already
			}
			x.Effects = append(x.Effects, e)
			r, _ := roleByWire(s.part(c, "RoleName"))
			x.Flags.Privileged = x.Flags.Privileged || r.privileged()
		}
		if byHand(s.in.Profile, RoleDefaults) {
			s.handRoles(g, changes, &x)
		}
		s.add(x)
	}
}

// sideSteps writes memberships with their group.
func (s *stepping) sideSteps() {
	for _, g := range draft.SortedKeys(s.sides) {
		changes := s.sides[g]
		ref := state.Ref{Kind: Group, Key: g}
		x := plan.Step{ID: "update " + ref.String() + " members", Op: state.OpUpdate, Object: ref, Title: "members and their rights in " + g, Covers: steps.Names(changes),
			Call: "Groups.Update", Args: plan.Args{"Id": plan.IDOf{Ref: ref}, "Body": map[string]any{"Members": after(Membership, "Group", g)}}, Settle: plan.ByRead,
			Effects: effects(changes), Flags: plan.Flags{Privileged: privileged(changes)}}
		s.add(x)
	}
}
