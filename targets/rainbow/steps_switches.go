package rainbow

import (
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// switches are what people of a group do themselves, where the site writes it:
// who is logged in, and delegation. Delegation is never on without an assistant
// who is logged in (MA10), so that logging in comes first, switching on after it,
// and logging out last; switching off comes before all.
func (s *stepping) switches(c *diff.Change, last string) {
	f, delegates := s.delegation(c)
	if delegates && !f.Desired.Bool() && c.Op != state.OpCreate && !s.renewed(c) {
		last = s.delegate(c, f, last)
	}
	in, out := s.logins(c)
	now := s.idleNow(c)
	for _, email := range in {
		now = slices.DeleteFunc(slices.Clone(now), func(e string) bool { return e == email })
		last = s.log(c, email, "active", now, last)
	}
	if delegates && f.Desired.Bool() {
		last = s.delegate(c, f, last)
	}
	for _, email := range out {
		now = append(slices.Clone(now), email)
		last = s.log(c, email, "idle", now, last)
	}
}

// delegation is what the site asks of it, where there is something to do: in a group
// that is made anew it is off, whatever it was before.
func (s *stepping) delegation(c *diff.Change) (*diff.Field, bool) {
	if f, ok := c.Field("delegation"); ok && f.Part.Acts() {
		return f, !s.renewed(c) || f.Desired.Bool()
	}
	d, ok := s.in.Desired.Find(c.Object)
	if !ok || !s.renewed(c) || !d.Get("delegation").Bool() {
		return nil, false
	}
	a, _ := d.Attr("delegation")
	return &diff.Field{Name: "delegation", Desired: a.Value.Bare(), Live: state.OfBool(false), Part: diff.Asked, From: d.Paths(a)}, true
}

// renewed reports whether a group is deleted and made anew.
func (s *stepping) renewed(c *diff.Change) bool {
	k := s.courseOf(c)
	return k.way == anew || k.replaced
}

// idleNow are those who are logged out of a group once its people are in place.
func (s *stepping) idleNow(c *diff.Change) []string {
	live, ok := s.in.Live.Find(c.Live())
	k := s.courseOf(c)
	if !ok || s.renewed(c) {
		return nil
	}
	var out []string
	for _, email := range live.Get("idle").Items() {
		if then := s.then(email); k.to.has(then) && k.to.boss != then {
			out = append(out, then)
		}
	}
	return out
}

// logins are those whom the site logs in, and those whom it logs out. A group that
// is made has them as they shall be from the start.
func (s *stepping) logins(c *diff.Change) (in, out []string) {
	d, ok := s.in.Desired.Find(c.Object)
	if !ok || c.Op == state.OpCreate || s.renewed(c) {
		return nil, nil
	}
	want, managed := d.Attr("idle")
	if !managed {
		return nil, nil
	}
	if f, acts := c.Field("idle"); !acts || !f.Part.Acts() {
		if len(s.idleNow(c)) == len(want.Value.Items()) {
			return nil, nil
		}
	}
	now := s.idleNow(c)
	for _, email := range now {
		if !slices.Contains(want.Value.Items(), email) {
			in = append(in, email)
		}
	}
	for _, email := range want.Value.Items() {
		if !slices.Contains(now, email) {
			out = append(out, email)
		}
	}
	return in, out
}

func after(last string) []string {
	if last == "" {
		return nil
	}
	return []string{last}
}

func (s *stepping) log(c *diff.Change, email, status string, now []string, last string) string {
	verb := map[string]string{"active": "log in", "idle": "log out"}[status]
	x := plan.Step{ID: verb + " " + c.Object.String() + " " + email, Op: state.OpUpdate, Object: c.Object, Title: fmt.Sprintf("%s %s, group %s", verb, s.person(email), c.Object.Key), Covers: []string{c.Name()},
		Needs: after(last), Call: "supervision.status", Args: plan.Args{"groupId": plan.IDOf{Ref: c.Object}, "userId": steps.ID(User, email), "status": status}, Settle: plan.ByRepeat,
		Effects: []state.Effect{{Op: state.OpUpdate, Object: c.Object, Attrs: []state.Attr{{Name: "idle", Value: state.OfSet(now...)}}}}}
	return s.addOrHand(x, func() *plan.ManualWork { return s.hand.log(c.Object.Key, s.person(email), status) })
}

func (s *stepping) delegate(c *diff.Change, f *diff.Field, last string) string {
	verb := "delegation off"
	if f.Desired.Bool() {
		verb = "delegation on"
	}
	manager := s.courseOf(c).to.boss
	x := plan.Step{ID: verb + " " + c.Object.String(), Op: state.OpUpdate, Object: c.Object, Title: fmt.Sprintf("%s, group %s", verb, c.Object.Key), Covers: []string{c.Name()}, Needs: after(last),
		Call: "supervision.delegation", Args: plan.Args{"groupId": plan.IDOf{Ref: c.Object}, "userId": steps.ID(User, manager), "isDelegationEnabled": f.Desired.Bool()}, Settle: plan.ByRepeat,
		Effects: []state.Effect{{Op: state.OpUpdate, Object: c.Object, Attrs: []state.Attr{{Name: "delegation", Value: state.OfBool(f.Desired.Bool()), From: f.From}}}}}
	return s.addOrHand(x, func() *plan.ManualWork { return s.hand.delegate(c.Object.Key, s.person(manager), f) })
}
