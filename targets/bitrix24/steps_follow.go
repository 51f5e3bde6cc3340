package bitrix24

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// A dismissed user stays where it stood: head of departments, member of
// workgroups, bound to roles. Nothing of it counts while the account is off, and
// all of it comes back with it.

// goings says of those who are dismissed what does not count any more.
func (s *stepping) goings() {
	gone := map[state.Ref]*state.Object{}
	before := map[state.Ref]string{}
	for _, c := range s.people(state.OpDelete) {
		x := s.step("delete " + c.Live().String())
		if x == nil {
			continue
		}
		for _, o := range s.in.Live.OfKind(Department) {
			if o.Get("UF_HEAD").Text() == c.Live().Key && !s.changed(o.Ref(), "UF_HEAD") {
				x.Effects = append([]state.Effect{steps.Predicted(state.OpUpdate, s.then(x, o.Ref()), state.Attr{Name: "UF_HEAD", Value: state.Nothing()})}, x.Effects...)
			}
		}
		for _, o := range s.in.Live.OfKind(Role) {
			s.leaves(x, &o, c.Live().Key, gone, before)
		}
	}
}

// leaves takes a user out of those to whom a role is bound. Each of several who
// go has to know what the one before left.
func (s *stepping) leaves(x *plan.Step, o *state.Object, email string, gone map[state.Ref]*state.Object, before map[state.Ref]string) {
	now := gone[o.Ref()]
	if now == nil {
		copied := o.Clone()
		now = &copied
	}
	if !slices.Contains(now.Get(Users).Items(), email) || s.written(o.Ref(), Users) {
		return
	}
	var attrs []state.Attr
	for _, set := range []string{Users, UsersAndAbove} {
		left := slices.DeleteFunc(slices.Clone(now.Get(set).Items()), func(item string) bool { return item == email })
		now.Put(set, state.OfSet(left...))
		attrs = append(attrs, state.Attr{Name: set, Value: state.OfSet(left...)})
	}
	x.Effects = append([]state.Effect{steps.Predicted(state.OpUpdate, s.then(x, o.Ref()), attrs...)}, x.Effects...)
	if before[o.Ref()] != "" {
		x.Needs = draft.Unique(append(x.Needs, before[o.Ref()]))
	}
	gone[o.Ref()], before[o.Ref()] = now, x.ID
}

// comings says of those who are taken back what counts again.
func (s *stepping) comings() {
	for _, c := range s.people(state.OpCreate) {
		number, back := s.dismissed(c.Object.Key)
		if !back || s.step("create "+c.Object.String()) == nil {
			continue
		}
		for _, o := range s.in.Live.OfKind(Workgroup) {
			s.comesBack(c, &o, number)
		}
		for _, o := range s.in.Live.OfKind(Role) {
			s.boundAgain(c, &o, number)
		}
	}
}

// boundAgain: whoever was bound to a role still is. Where the site says to whom it
// is bound, and it is not to them, that goes before they come.
func (s *stepping) boundAgain(c *diff.Change, o *state.Object, number string) {
	var codes []any
	for _, code := range []string{"U" + number, "IU" + number} {
		if slices.Contains(o.Get(OtherCodes).Items(), code) {
			codes = append(codes, map[string]any{"code": code})
		}
	}
	if codes == nil || s.removed(o.Ref()) || s.changed(o.Ref(), Users) && s.holdsThen(o, c.Object.Key) {
		return
	}
	x := s.step("create " + c.Object.String())
	if w, managed := s.in.Desired.Find(s.calledThen(o.Ref())); !managed || w.Get(Users).Presence() == state.Absent {
		x.Effects = append(x.Effects, steps.Predicted(state.OpUpdate, s.then(x, o.Ref()), state.Attr{Name: Users, Value: state.OfSet(append(slices.Clone(o.Get(Users).Items()), c.Object.Key)...)}))
		return
	}
	role := s.calledThen(o.Ref())
	gone := plan.Step{ID: "update " + role.String() + " without " + c.Object.Key, Op: state.OpUpdate, Object: role, Covers: []string{c.Name()}, Settle: plan.ByRead, Call: "patchbay.access",
		Title: fmt.Sprintf("who holds the role %s: without the account from before of %s", role.Key, s.person(c.Object.Key)),
		Args:  plan.Args{"ROLE_ID": plan.IDOf{Ref: role}, "ADD": []any{}, "DELETE": codes}, Flags: plan.Flags{Privileged: o.Get("SETTINGS.MODIFY").Text() == "X"}}
	s.then(&gone, o.Ref())
	left := slices.DeleteFunc(slices.Clone(o.Get(OtherCodes).Items()), func(code string) bool { return code == "U"+number || code == "IU"+number })
	gone.Effects = []state.Effect{steps.Predicted(state.OpUpdate, role, state.Attr{Name: OtherCodes, Value: state.OfSet(left...)})}
	x.Needs = draft.Unique(append(x.Needs, gone.ID))
	s.add(gone)
}

// holdsThen reports whether the site binds a role to a user.
func (s *stepping) holdsThen(o *state.Object, email string) bool {
	w, ok := s.in.Desired.Find(s.calledThen(o.Ref()))
	return ok && slices.Contains(w.Get(Users).Items(), email)
}

// comesBack: whoever was in a workgroup is in it again. Where the site's list of
// members is complete and says otherwise, they leave it before they come.
func (s *stepping) comesBack(c *diff.Change, o *state.Object, number string) {
	email, group := c.Object.Key, s.calledThen(o.Ref())
	letter := s.wasIn(group.Key, email)
	if letter == "" || s.removed(o.Ref()) {
		return
	}
	x := s.step("create " + c.Object.String())
	var handed []string
	if next := s.owner(group.Key); next != nil && letter == "A" && s.end(next, "USER") != email {
		handed, letter = []string{"update " + next.Object.String()}, "E"
	}
	at := state.Ref{Kind: Member, Key: group.Key + "/" + email}
	if _, wanted := s.in.Desired.Find(at); !wanted && s.listed(group.Key) {
		gone := s.leavesBefore(c, o, number)
		gone.Needs = append(gone.Needs, handed...)
		x.Needs = draft.Unique(append(x.Needs, gone.ID))
		s.add(gone)
		return
	}
	s.then(x, o.Ref())
	x.Needs = draft.Unique(append(x.Needs, handed...))
	x.Effects = append(x.Effects, steps.Predicted(state.OpCreate, at, steps.Text("WORKGROUP", group.Key), steps.Text("USER", email), steps.Text("ROLE", letter)))
}

// wasIn is the place that somebody who was dismissed still has in a workgroup, by
// the name that it has after the plan.
func (s *stepping) wasIn(group, email string) string {
	o, ok := s.in.Live.Find(state.Ref{Kind: Workgroup, Key: s.liveName(group)})
	if _, back := s.dismissed(email); !ok || !back {
		return ""
	}
	for _, item := range o.Get("DISMISSED").Items() {
		if who, letter, _ := strings.Cut(item, " "); who == email {
			return letter
		}
	}
	return ""
}

// isBack: a member who comes back is in the workgroup by that, and may have
// another place there than the site says.
func (s *stepping) isBack(c *diff.Change, group, email, letter string) {
	made := "create " + state.Ref{Kind: User, Key: email}.String()
	was := s.wasIn(group, email)
	if next := s.owner(group); next != nil && was == "A" && s.end(next, "USER") != email {
		was = "E" // by then another owns it
	}
	s.alsoDoes(made, c)
	if letter != "" && letter != was {
		s.place(c, group, email, letter, []string{made})
	}
}

// leavesBefore takes the account from before, which no object stands for while it
// is off, out of a workgroup.
func (s *stepping) leavesBefore(c *diff.Change, o *state.Object, number string) plan.Step {
	email, group := c.Object.Key, s.calledThen(o.Ref())
	x := plan.Step{ID: "update " + group.String() + " without " + email, Op: state.OpUpdate, Object: group, Covers: []string{c.Name()}, Settle: plan.ByRead, Call: "sonet_group.user.delete",
		Title: fmt.Sprintf("take the account from before of %s out of %s", s.person(email), group.Key), Args: plan.Args{"GROUP_ID": plan.IDOf{Ref: group}, "USER_ID": number}}
	s.then(&x, o.Ref())
	left := slices.DeleteFunc(slices.Clone(o.Get("DISMISSED").Items()), func(item string) bool { return strings.HasPrefix(item, email+" ") })
	x.Effects = []state.Effect{steps.Predicted(state.OpUpdate, group, state.Attr{Name: "DISMISSED", Value: state.OfSet(left...)})}
	return x
}

// listed reports whether the site's list of a workgroup's members is complete.
func (s *stepping) listed(group string) bool {
	return slices.ContainsFunc(s.in.Desired.Claims, func(e state.Extent) bool {
		return e.Kind == Member && (e.Attr == "" || e.Attr == "WORKGROUP" && e.Value == group)
	})
}

// people are the changes of users of one operation that act.
func (s *stepping) people(op state.Op) []*diff.Change {
	var out []*diff.Change
	for i := range s.in.Changes.Changes {
		if c := &s.in.Changes.Changes[i]; c.Acts() && c.Object.Kind == User && c.Op == op {
			out = append(out, c)
		}
	}
	return out
}

// changed reports whether this plan writes a field of what stays there.
func (s *stepping) changed(r state.Ref, field string) bool {
	return slices.ContainsFunc(s.in.Changes.Changes, func(c diff.Change) bool {
		return c.Live() == r && c.Op != state.OpDelete && c.Acts() && steps.Acts(&c, field)
	})
}

// written reports whether this plan writes a field of what is there, or removes it.
func (s *stepping) written(r state.Ref, field string) bool {
	return s.changed(r, field) || s.removed(r)
}

// removed reports whether this plan removes what is there.
func (s *stepping) removed(r state.Ref) bool {
	return slices.ContainsFunc(s.in.Changes.Changes, func(c diff.Change) bool { return c.Live() == r && c.Acts() && c.Op == state.OpDelete })
}

func (s *stepping) step(id string) *plan.Step {
	i := slices.IndexFunc(s.steps, func(x plan.Step) bool { return x.ID == id })
	if i < 0 {
		return nil
	}
	return &s.steps[i]
}
