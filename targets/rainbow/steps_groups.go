package rainbow

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// ownFields are attributes of a supervision group that are not written with it:
// people switch them, each by a call of its own.
func ownField(name string) bool {
	return name == "delegation" || name == "idle" || name == "managerIdle"
}

// supervision goes the way that was found for a group.
func (s *stepping) supervision(c *diff.Change) {
	k := s.courseOf(c)
	last := ""
	switch {
	case c.Op == state.OpDelete:
		s.deleteGroup(c, k)
		return
	case c.Op == state.OpCreate:
		last = s.createGroup(c, k, nil)
	case s.renewed(c):
		s.deleteGroup(c, k)
		live, _ := s.in.Live.Find(c.Live())
		last = s.createGroup(c, k, live)
	default:
		last = s.updateGroup(c, k)
	}
	s.switches(c, last)
}

// deleteGroup: what people have switched in a group goes with it.
func (s *stepping) deleteGroup(c *diff.Change, k *course) {
	live := c.Live()
	x := plan.Step{ID: "delete " + k.name, Op: state.OpDelete, Object: live, Title: "remove group " + live.Key, Covers: []string{c.Name()}, Call: "supervision.delete",
		Args: plan.Args{"groupId": plan.IDOf{Ref: live}}, Settle: plan.ByKey, Effects: []state.Effect{{Op: state.OpDelete, Object: live}}}
	if o, ok := s.in.Live.Find(live); ok {
		x.Loses = losses(o)
		x.Flags.Irreversible = o.Get("delegation").Bool()
	}
	s.addOrHand(x, func() *plan.ManualWork { return s.hand.deleteGroup(live.Key) })
}

// losses are what people have switched in a group, in words.
func losses(o *state.Object) []string {
	var out []string
	if o.Get("delegation").Bool() {
		out = append(out, "the delegation that is on")
	}
	if len(o.Get("idle").Items()) > 0 || o.Get("managerIdle").Bool() {
		out = append(out, "who is logged out")
	}
	return out
}

// roleFields are the attributes of people with their roles, in the order in which
// they are sent.
var roleFields = []struct{ field, role string }{
	{"manager", "manager"}, {"assistants", "assistant"}, {"supervisors", "supervisor"}, {"supervisorAdmins", "supervisor_admin"}, {"supervised", "supervised"},
}

// createGroup makes a group with all its people: there is no moment without them.
// Everybody is logged in but whom the site logs out (MA11). was is the group that
// is made anew; what the site does not write of it is taken over.
func (s *stepping) createGroup(c *diff.Change, k *course, was *state.Object) string {
	o := &state.Object{}
	if d, ok := s.in.Desired.Find(c.Object); ok {
		o = d
	}
	want := &state.Object{Kind: Supervision, Key: c.Object.Key}
	args, schema := plan.Args{}, s.kind(Supervision)
	for _, f := range schema.Fields {
		a, managed := o.Attr(f.Name)
		if !managed && was != nil && !ownField(f.Name) && f.Flags&state.Computed == 0 && (!slices.Contains(peopleFields, f.Name) || standIn(o, was, f.Name)) {
			a = state.Attr{Name: f.Name, Value: was.Get(f.Name).Bare()}
		}
		if a.Value.Presence() == state.Absent || f.Name == "delegation" || f.Name == "managerIdle" {
			continue
		}
		want.Put(f.Name, a.Value, o.Paths(a)...)
		if f.Ref == "" && a.Value.Presence() == state.Set {
			args[f.Name] = draft.Literal(a.Value)
		}
	}
	args["members"] = newMembers(want)
	x := plan.Step{ID: "create " + k.name, Op: state.OpCreate, Object: c.Object, Title: s.groupTitle("add group", want), Covers: []string{c.Name()}, Call: "supervision.create",
		Args: args, Settle: plan.ByKey, Effects: []state.Effect{{Op: state.OpCreate, Object: c.Object, Attrs: want.Attrs}, steps.Predicted(state.OpUpdate, c.Object, s.begins(want)...)}}
	if was != nil {
		x.Title = "add group " + c.Object.Key + " again"
	}
	return s.addOrHand(x, func() *plan.ManualWork { return s.hand.createGroup(s, want) })
}

// standIn reports whether a group that is made anew has the places of the one before:
// it may be of another type.
func standIn(o, was *state.Object, field string) bool {
	if bossed(o) != bossed(was) {
		return false
	}
	return field == "manager" || slices.Contains(listsOf(was), field)
}

// begins is what a new group has without anybody asking: nobody is logged out, and
// nothing is delegated.
func (s *stepping) begins(o *state.Object) []state.Attr {
	var out []state.Attr
	if _, said := o.Attr("idle"); !said {
		out = append(out, state.Attr{Name: "idle", Value: state.Nothing()})
	}
	if bossed(o) {
		out = append(out, state.Attr{Name: "delegation", Value: state.OfBool(false)}, state.Attr{Name: "managerIdle", Value: state.OfBool(false)})
	}
	return out
}

func (s *stepping) kind(name string) *state.Kind {
	k, _ := s.schema.Kind(name)
	return k
}

// newMembers are the people of a group with their roles, as a create sends them.
func newMembers(o *state.Object) []any {
	roles := map[string][]any{}
	var order []string
	for _, f := range roleFields {
		for email := range o.Get(f.field).Keys() {
			if roles[email] == nil {
				order = append(order, email)
			}
			roles[email] = append(roles[email], f.role)
		}
	}
	out := make([]any, 0, len(order))
	for _, email := range order {
		m := map[string]any{"userId": steps.ID(User, email), "roles": roles[email]}
		if slices.Contains(o.Get("idle").Items(), email) {
			m["status"] = "idle"
		}
		out = append(out, m)
	}
	return out
}

// groupTitle names a group with its people.
func (s *stepping) groupTitle(verb string, o *state.Object) string {
	if manager := o.Get("manager").Text(); manager != "" {
		return fmt.Sprintf("%s %s: manager %s, assistants %s", verb, o.Key, s.person(manager), s.persons(o.Get("assistants").Items()))
	}
	return verb + " " + o.Key
}

func (s *stepping) persons(emails []string) string {
	var out []string
	for _, e := range emails {
		out = append(out, s.person(e))
	}
	return steps.Few(out)
}

// updateGroup is one call, or where its way is parted two or three: without those
// who leave, with the new manager, with all. It returns the last one.
func (s *stepping) updateGroup(c *diff.Change, k *course) string {
	last := ""
	if s.renamedApart(c) {
		last = s.renameGroup(c)
	}
	if len(k.stages) < 2 { // nobody comes or goes
		return cmp.Or(s.saveGroup(c, k, 0), last)
	}
	for n := 1; n < len(k.stages); n++ {
		last = s.saveGroup(c, k, n)
	}
	return last
}

// renamedApart reports whether a group takes the name that another has, or gives its
// own to another. Then a call does nothing else: names that go round wait for each
// other in another way than people do, and may go by a name for a moment (Free). So it
// is where a group is written more than once, which then has one name for all.
func (s *stepping) renamedApart(c *diff.Change) bool {
	if c.LiveKey == "" || c.Op != state.OpUpdate {
		return false
	}
	_, taken := s.in.Live.Find(c.Object)
	_, given := s.in.Desired.Find(c.Live())
	return taken || given || len(s.courseOf(c).stages) > 2
}

func (s *stepping) renameGroup(c *diff.Change) string {
	e := effect(c, func(name string) bool { return name == "name" })
	x := plan.Step{ID: "rename " + c.Live().String(), Op: state.OpUpdate, Object: c.Object, Title: fmt.Sprintf("group %s: is called %s", c.LiveKey, c.Object.Key), Covers: []string{c.Name()}, Call: "supervision.update",
		Args: plan.Args{"groupId": plan.IDOf{Ref: c.Object}, "name": c.Object.Key}, Settle: plan.ByRead, Effects: []state.Effect{e}}
	return s.addOrHand(x, func() *plan.ManualWork { return s.hand.saveGroup(s, c, e) })
}

// saveGroup writes a group at one stage: at the turn all that the change writes, at
// another who is in its lists alone.
func (s *stepping) saveGroup(c *diff.Change, k *course, stage int) string {
	step, ref, apart := "update "+k.name, c.Object, s.renamedApart(c)
	e := state.Effect{Op: state.OpUpdate, Object: ref}
	if stage == k.turn {
		e = s.whole(c, k, func(name string) bool { return !ownField(name) && !(apart && name == "name") })
	} else {
		step, e.Attrs = k.entering(stage), s.staged(c, k, stage)
	}
	if len(e.Attrs) == 0 {
		return ""
	}
	if apart {
		e.LiveKey = ""
	}
	args, people := plan.Args{"groupId": plan.IDOf{Ref: c.Object}}, false
	for _, a := range e.Attrs {
		if slices.Contains(peopleFields, a.Name) {
			people = true
			continue
		}
		v := draft.Literal(a.Value)
		if v == nil {
			v = ""
		}
		args[a.Name] = v
	}
	if people {
		s.members(c, k, stage, ref, "name", args)
	}
	x := plan.Step{ID: step, Op: state.OpUpdate, Object: ref, Title: s.saved(c, k, stage, e), Covers: s.covers(c, k), Call: "supervision.update", Args: args, Settle: plan.ByRead}
	if apart {
		x.Needs = []string{"rename " + c.Live().String()}
	}
	x.Loses = s.restore(c, k, stage, &e)
	x.Effects = append([]state.Effect{e}, s.left(c, k, ref, stage, e)...)
	s.guardDelegation(&x, c, k, stage)
	return s.addOrHand(x, func() *plan.ManualWork { return s.hand.saveGroup(s, c, e) })
}

// saved says what a call does to a group in a few words.
func (s *stepping) saved(c *diff.Change, k *course, stage int, e state.Effect) string {
	if words := s.moment(k, stage, e); words != "" {
		return fmt.Sprintf("group %s: %s", c.Live().Key, words)
	}
	var out []string
	for _, a := range e.Attrs {
		f, _ := s.kind(Supervision).Field(a.Name)
		switch a.Name {
		case "manager":
			out = append(out, "manager "+s.person(a.Value.Text()))
		case "assistants", "supervisors", "supervised":
			out = append(out, f.Title+" "+s.persons(a.Value.Items()))
		default:
			out = append(out, f.Title)
		}
	}
	return fmt.Sprintf("group %s: %s", c.Live().Key, steps.Few(out))
}

// left: who is not in a group any more is not logged out of it either.
func (s *stepping) left(c *diff.Change, k *course, ref state.Ref, stage int, e state.Effect) []state.Effect {
	live, ok := s.in.Live.Find(c.Live())
	if !ok || len(k.stages) < 2 {
		return nil
	}
	var attrs []state.Attr
	p, idle := k.stages[stage], live.Get("idle").Items()
	gone := func(email string) bool {
		u := s.then(email)
		return !p.has(u) || u == p.boss || slices.Contains(k.returning(stage), u)
	}
	if stay := slices.DeleteFunc(slices.Clone(idle), gone); len(stay) < len(idle) && !writes(e, "idle") {
		attrs = append(attrs, state.Attr{Name: "idle", Value: state.OfSet(stay...)})
	}
	if s.then(live.Get("manager").Text()) != p.boss {
		attrs = append(attrs, state.Attr{Name: "delegation", Value: state.OfBool(false)}, state.Attr{Name: "managerIdle", Value: state.OfBool(false)})
	}
	if len(attrs) == 0 {
		return nil
	}
	return []state.Effect{steps.Predicted(state.OpUpdate, ref, attrs...)}
}

// guardDelegation asks for a word before somebody who answers for a manager while
// delegation is on, or that manager, is taken out.
func (s *stepping) guardDelegation(x *plan.Step, c *diff.Change, k *course, stage int) {
	live, ok := s.in.Live.Find(c.Live())
	if !ok || len(k.stages) < 2 || !live.Get("delegation").Bool() {
		return
	}
	var out []string
	for _, email := range append(slices.Clone(live.Get("assistants").Items()), live.Get("manager").Text()+live.Get("leader").Text()) {
		if email != "" && !k.stages[stage].has(s.then(email)) {
			out = append(out, email)
		}
	}
	if len(out) > 0 {
		x.Flags.Irreversible = true
		x.Loses = append(x.Loses, fmt.Sprintf("the part of %s in the delegation that is on", s.persons(out)))
	}
}
