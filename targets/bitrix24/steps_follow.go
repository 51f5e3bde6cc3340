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
			s.comesBack(c, &o)
		}
		x := s.step("create " + c.Object.String())
		for _, o := range s.in.Live.OfKind(Role) {
			if slices.Contains(o.Get(OtherCodes).Items(), "U"+number) && !s.written(o.Ref(), Users) {
				x.Effects = append(x.Effects, steps.Predicted(state.OpUpdate, s.then(x, o.Ref()), state.Attr{Name: Users, Value: state.OfSet(append(slices.Clone(o.Get(Users).Items()), c.Object.Key)...)}))
			}
		}
	}
}

// comesBack: whoever was in a workgroup is in it again. Where the site's list of
// members is complete and says otherwise, that is undone.
func (s *stepping) comesBack(c *diff.Change, o *state.Object) {
	for _, item := range o.Get("DISMISSED").Items() {
		email, letter, _ := strings.Cut(item, " ")
		if email != c.Object.Key || s.removed(o.Ref()) {
			continue
		}
		x := s.step("create " + c.Object.String())
		group := s.then(x, o.Ref()).Key
		at := state.Ref{Kind: Member, Key: group + "/" + email}
		if _, wanted := s.in.Desired.Find(at); wanted {
			continue
		}
		x.Effects = append(x.Effects, steps.Predicted(state.OpCreate, at, steps.Text("WORKGROUP", group), steps.Text("USER", email), steps.Text("ROLE", letter)))
		if s.listed(group) {
			s.leavesAgain(c, at, group, x.ID)
		}
	}
}

// leavesAgain takes somebody who came back out of a workgroup where the site does
// not have them.
func (s *stepping) leavesAgain(c *diff.Change, at state.Ref, group, needs string) {
	x := plan.Step{ID: "delete " + at.String(), Op: state.OpDelete, Object: at, Title: fmt.Sprintf("take %s out of %s, where the account from before is", s.person(c.Object.Key), group), Covers: []string{c.Name()},
		Needs: []string{needs}, Call: "sonet_group.user.delete", Args: memberArgs(group, c.Object.Key), Settle: plan.ByKey, Effects: []state.Effect{{Op: state.OpDelete, Object: at}}}
	if next := s.owner(group); next != nil {
		x.Needs = append(x.Needs, "update "+next.Object.String())
	}
	s.add(x)
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
