package bitrix24

import (
	"fmt"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

func (s *stepping) workgroup(c *diff.Change) {
	switch c.Op {
	case state.OpCreate:
		s.createWorkgroup(c)
	case state.OpUpdate:
		args := plan.Args(s.body(c))
		args["GROUP_ID"] = plan.IDOf{Ref: c.Object}
		s.add(plan.Step{ID: "update " + c.Object.String(), Op: c.Op, Object: c.Object, Title: fmt.Sprintf("workgroup %s: %s", c.Live().Key, steps.Changed(s.schema, c)),
			Covers: []string{c.Name()}, Call: "sonet_group.update", Args: args, Settle: plan.ByRead, Effects: []state.Effect{steps.Effect(c)}})
	case state.OpDelete:
		live := c.Live()
		x := plan.Step{ID: "delete " + live.String(), Op: c.Op, Object: live, Title: "remove workgroup " + live.Key, Covers: []string{c.Name()}, Call: "sonet_group.delete",
			Args: plan.Args{"GROUP_ID": plan.IDOf{Ref: live}}, Settle: plan.ByKey, Flags: plan.Flags{Irreversible: true}, Loses: []string{"its files, tasks and conversations"},
			Effects: []state.Effect{{Op: state.OpDelete, Object: live}}}
		s.unbound(&x, live)
		s.add(x)
	}
}

// createWorkgroup makes a group with its owner, who is a member from the start.
// Without one among the declared members it is our own account's.
func (s *stepping) createWorkgroup(c *diff.Change) {
	args := plan.Args(s.body(c))
	x := plan.Step{ID: "create " + c.Object.String(), Op: c.Op, Object: c.Object, Title: "add workgroup " + c.Object.Key, Covers: []string{c.Name()},
		Call: "sonet_group.create", Args: args, Settle: plan.ByKey, Effects: []state.Effect{steps.Effect(c)}}
	if m := s.owner(c.Object.Key); m != nil {
		email := s.end(m, "USER")
		args["OWNER_ID"] = steps.ID(User, email)
		x.Covers = append(x.Covers, m.Name())
		x.Effects = append(x.Effects, steps.Effect(m))
	} else if us := s.in.Profile.Account.Name; us != "" {
		args["OWNER_ID"] = steps.ID(User, us)
		x.Effects = append(x.Effects, steps.Predicted(state.OpCreate, state.Ref{Kind: Member, Key: c.Object.Key + "/" + us},
			steps.Text("WORKGROUP", c.Object.Key), steps.Text("USER", us), steps.Text("ROLE", "A")))
	}
	s.add(x)
}

// made reports whether a workgroup is made in this plan.
func (s *stepping) made(name string) bool {
	for i := range s.in.Changes.Changes {
		if c := &s.in.Changes.Changes[i]; c.Acts() && c.Op == state.OpCreate && c.Object == (state.Ref{Kind: Workgroup, Key: name}) {
			return true
		}
	}
	return false
}

// owner is the change that gives a workgroup its owner, or nil.
func (s *stepping) owner(name string) *diff.Change {
	for i := range s.in.Changes.Changes {
		c := &s.in.Changes.Changes[i]
		if f, ok := c.Field("ROLE"); ok && c.Object.Kind == Member && c.Acts() && c.Op != state.OpDelete && f.Part.Acts() && f.Desired.Text() == "A" && s.end(c, "WORKGROUP") == name {
			return c
		}
	}
	return nil
}

func (s *stepping) end(c *diff.Change, name string) string { return steps.End(s.in, c, name) }

func (s *stepping) member(c *diff.Change) {
	group, email := s.end(c, "WORKGROUP"), s.end(c, "USER")
	f, written := c.Field("ROLE")
	letter := ""
	if written && f.Part.Acts() {
		letter = f.Desired.Text()
	}
	switch {
	case c.Op == state.OpDelete:
		s.removeMember(c, group, email)
	case c.Op == state.OpCreate && letter == "A" && s.made(group):
		// made along with the workgroup
	case c.Op == state.OpCreate && s.wasIn(group, email) != "":
		s.isBack(c, group, email, letter)
	case c.Op == state.OpCreate:
		s.addMember(c, group, email, letter)
	case letter != "":
		s.place(c, group, email, letter, nil)
	}
}

func memberArgs(group, email string) plan.Args {
	return plan.Args{"GROUP_ID": steps.ID(Workgroup, group), "USER_ID": steps.ID(User, email)}
}

// addMember: whoever is added begins as a member.
func (s *stepping) addMember(c *diff.Change, group, email, letter string) {
	e := steps.Effect(c)
	for i := range e.Attrs {
		if e.Attrs[i].Name == "ROLE" && letter != "K" {
			e.Attrs[i].Value = state.OfText("K")
		}
	}
	effects := []state.Effect{e}
	if letter == "" {
		effects = append(effects, steps.Predicted(state.OpUpdate, c.Object, steps.Text("ROLE", "K")))
	}
	x := s.add(plan.Step{ID: "create " + c.Object.String(), Op: c.Op, Object: c.Object, Title: fmt.Sprintf("add %s to %s", s.person(email), group), Covers: []string{c.Name()},
		Call: "sonet_group.user.add", Args: memberArgs(group, email), Settle: plan.ByKey, Effects: effects})
	if letter == "A" || letter == "E" {
		s.place(c, group, email, letter, []string{x.ID})
	}
}

// placeNames are the places as people call them.
var placeNames = map[string]string{"A": "owner", "E": "moderator", "K": "member"}

// place gives a member another place. Who was the owner becomes a moderator when
// another is named (inferred), and the place that the site gives waits for that.
func (s *stepping) place(c *diff.Change, group, email, letter string, needs []string) {
	x := plan.Step{ID: "update " + c.Object.String(), Op: state.OpUpdate, Object: c.Object, Title: fmt.Sprintf("%s is %s of %s", s.person(email), placeNames[letter], group), Covers: []string{c.Name()},
		Needs: needs, Args: memberArgs(group, email), Settle: plan.ByRead, Effects: []state.Effect{{Op: state.OpUpdate, Object: c.Object, Attrs: []state.Attr{steps.Text("ROLE", letter)}}}}
	old := s.ownerNow(group)
	switch {
	case letter == "A":
		x.Call = "sonet_group.setowner"
		if old != nil && old.Get("USER").Text() != email {
			x.Effects = append(x.Effects, steps.Predicted(state.OpUpdate, s.calledThen(old.Ref()), steps.Text("ROLE", "E")))
		}
	case old != nil && old.Get("USER").Text() == email:
		next := s.owner(group)
		if next == nil {
			s.report(diag.NotDeletable, diag.Error, c, fmt.Sprintf("%s owns workgroup %s, which always has an owner", s.person(email), group), `write as: "owner" for another member`)
			return
		}
		if letter == "E" { // naming the other does it
			s.alsoDoes("update "+next.Object.String(), c)
			return
		}
		x.Needs = append(x.Needs, "update "+next.Object.String())
		x.Call, x.Args["ROLE"] = "sonet_group.user.update", letter
	default:
		x.Call, x.Args["ROLE"] = "sonet_group.user.update", letter
	}
	s.add(x)
}

// then is what is there today by the name that it has after the plan, for which a
// step waits.
func (s *stepping) then(x *plan.Step, r state.Ref) state.Ref {
	now := s.calledThen(r)
	if now != r {
		x.Needs = draft.Unique(append(x.Needs, "update "+now.String()))
	}
	return now
}

// memberThen is a membership by the names that its two ends have after the plan.
func (s *stepping) memberThen(x *plan.Step, m *state.Object) state.Ref {
	group := s.then(x, state.Ref{Kind: Workgroup, Key: m.Get("WORKGROUP").Text()})
	return state.Ref{Kind: Member, Key: group.Key + "/" + s.then(x, state.Ref{Kind: User, Key: m.Get("USER").Text()}).Key}
}

// calledThen is what is there today by the name that it has afterwards.
func (s *stepping) calledThen(r state.Ref) state.Ref {
	for i := range s.in.Changes.Changes {
		if c := &s.in.Changes.Changes[i]; c.Live() == r {
			return c.Object
		}
	}
	return r
}

// ownerNow is the membership of a workgroup's present owner.
func (s *stepping) ownerNow(group string) *state.Object {
	members := s.in.Live.OfKind(Member)
	for i := range members {
		if m := &members[i]; m.Get("WORKGROUP").Text() == s.liveName(group) && m.Get("ROLE").Text() == "A" {
			return m
		}
	}
	return nil
}

// liveName is what a workgroup is called on the portal today.
func (s *stepping) liveName(group string) string {
	for i := range s.in.Changes.Changes {
		if c := &s.in.Changes.Changes[i]; c.Object == (state.Ref{Kind: Workgroup, Key: group}) {
			return c.Live().Key
		}
	}
	return group
}

// removeMember takes somebody out of a workgroup by the names that both have then:
// who goes waits for whoever gives another name.
func (s *stepping) removeMember(c *diff.Change, group, email string) {
	group, email = s.calledThen(state.Ref{Kind: Workgroup, Key: group}).Key, s.calledThen(state.Ref{Kind: User, Key: email}).Key
	x := plan.Step{ID: "delete " + c.Object.String(), Op: c.Op, Object: c.Object, Title: fmt.Sprintf("take %s out of %s", s.person(email), group), Covers: []string{c.Name()},
		Call: "sonet_group.user.delete", Args: memberArgs(group, email), Settle: plan.ByKey, Effects: []state.Effect{{Op: state.OpDelete, Object: c.Object}}}
	if o, ok := s.in.Live.Find(c.Live()); ok && o.Get("ROLE").Text() == "A" {
		next := s.owner(group)
		if next == nil {
			s.report(diag.NotDeletable, diag.Error, c, fmt.Sprintf("%s owns workgroup %s, which always has an owner", s.person(email), group), `write as: "owner" for another member`)
			return
		}
		x.Needs = []string{"update " + next.Object.String()}
	}
	s.add(x)
}

// alsoDoes notes that a step does a change beside its own.
func (s *stepping) alsoDoes(step string, c *diff.Change) {
	s.along[step] = append(s.along[step], c.Name())
}

// together lets a step cover the changes that it does along with its own.
func (s *stepping) together() {
	for i := range s.steps {
		if names := s.along[s.steps[i].ID]; names != nil {
			s.steps[i].Covers = draft.Unique(append(s.steps[i].Covers, names...))
		}
	}
}
