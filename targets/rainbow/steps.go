package rainbow

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// Steps turns changes into calls.
//
// Rules:
//   - One user, one seat, one extension and one group is one call each. A group is
//     saved with all its people at once, since a manager is replaced in no other way
//     (MA12).
//   - Where people change places between groups, or lose what groups ask of them,
//     the steps wait for each other so that MA1 to MA16 hold in every world on the
//     way: see steps_order.go. Where no order of single calls does that, one group
//     is deleted and created again, and the plan says so.
//   - An extension that the PBX does not have, and a licence of which no seat is
//     left, are errors: nothing is made or bought.
//   - Our own login, roles and account are left alone.
//   - What the profile says is not to be done by the API is a manual step.
//   - Nothing is done to what has a name that another has too.
func Steps(in targets.StepInput) ([]plan.Step, diag.List) {
	s := &stepping{in: in, schema: Schema(in.Profile), hand: hand{in.Language}, changes: map[state.Ref]*diff.Change{}, numbers: devicesOf(in.Live),
		find: &index{live: in.Live, was: map[string]string{}}, asked: &index{live: in.Desired}, courses: map[string]int{}, coming: map[state.Ref][]*diff.Change{}, made: map[string]*diff.Change{}}
	var all []*diff.Change
	for i := range in.Changes.Changes {
		c := &in.Changes.Changes[i]
		if c.Acts() && !s.ambiguous(c) {
			all = append(all, c)
			if _, there := in.Live.Find(c.Object); c.Op != state.OpCreate || !there {
				s.changes[c.Live()] = c
			}
			if c.Op == state.OpCreate && (c.Object.Kind == Subscriber || c.Object.Kind == Licence) {
				owner := state.Ref{Kind: c.Object.Kind, Key: s.end(c, "user")}
				s.coming[owner] = append(s.coming[owner], c)
			}
			if c.Object.Kind == User && c.LiveKey != "" {
				s.find.was[c.Object.Key] = c.LiveKey
			}
		}
	}
	s.rename(all)
	s.seats(all)
	s.passed(all)
	s.arrange(all)
	s.direct(all)
	for _, c := range append(all, s.lent...) {
		s.change(c)
	}
	s.wait()
	return s.steps, s.ds.Sorted()
}

// stepping is one run of Steps.
type stepping struct {
	in      targets.StepInput
	schema  state.Schema
	hand    hand
	changes map[state.Ref]*diff.Change   // by the name on the target now
	numbers map[string]int               // user → how many numbers of PBXs
	find    *index                       // among what is there
	asked   *index                       // among what is asked for
	seat    map[string]string            // licence → subscription
	courses map[string]int               // group → its place in the order's courses
	lent    []*diff.Change               // groups that nobody asks to change, and that somebody is out of for a moment
	coming  map[state.Ref][]*diff.Change // licences and subscribers that are made, by their kind and user
	made    map[string]*diff.Change      // groups that are new, by the names of their courses
	directs *directs
	order   *ordering
	then    func(email string) string // what somebody is called afterwards
	steps   []plan.Step
	ds      diag.List
}

func (s *stepping) change(c *diff.Change) {
	switch c.Object.Kind {
	case User:
		s.user(c)
	case Licence:
		s.licence(c)
	case Extension:
		s.extension(c)
	case Association:
		s.association(c)
	case Subscriber:
		s.subscriber(c)
	case Device:
		s.device(c)
	case Supervision:
		s.supervision(c)
	case HubGroup:
		s.hubGroup(c)
	}
}

func (s *stepping) add(x plan.Step) *plan.Step { return steps.Add(&s.steps, x) }

// wait lets steps wait for those that the order of places asks for.
func (s *stepping) wait() {
	there := map[string]bool{}
	for i := range s.steps {
		there[s.steps[i].ID] = true
	}
	for i := range s.steps {
		x := &s.steps[i]
		for _, n := range s.order.before(x.ID) {
			if there[n] {
				x.Needs = append(x.Needs, n)
			}
		}
		x.Needs = draft.Unique(x.Needs)
	}
}

func (s *stepping) report(code diag.Code, severity diag.Severity, c *diff.Change, message, hint string) {
	s.ds.Add(steps.About(s.in, code, severity, c, message, hint))
}

// ambiguous refuses a change that touches, or names, what is there twice.
func (s *stepping) ambiguous(c *diff.Change) bool {
	x, twice := steps.Ambiguous(s.in, s.schema, c, "in Rainbow")
	if twice {
		s.ds.Add(x)
	}
	return twice
}

// person is what people call a user: the name with the login.
func (s *stepping) person(email string) string {
	for _, side := range []*state.Snapshot{s.in.Desired, s.in.Live} {
		if side == nil {
			continue
		}
		if o, ok := side.Find(state.Ref{Kind: User, Key: email}); ok {
			if name := textOf(o); name != "" {
				return name + " (" + email + ")"
			}
		}
	}
	return email
}

// values are what a change writes, by field.
func values(c *diff.Change, skip ...string) map[string]any {
	out := map[string]any{}
	for i := range c.Fields {
		f := &c.Fields[i]
		if !f.Part.Acts() || slices.Contains(skip, f.Name) {
			continue
		}
		v := draft.Literal(f.Desired)
		if v == nil {
			v = ""
		}
		out[f.Name] = v
	}
	return out
}

// effect is what a change writes, without some fields, or with those alone.
func effect(c *diff.Change, keep func(string) bool) state.Effect {
	e := steps.Effect(c)
	e.Attrs = slices.DeleteFunc(e.Attrs, func(a state.Attr) bool { return !keep(a.Name) })
	return e
}

func (s *stepping) end(c *diff.Change, name string) string { return steps.End(s.in, c, name) }

// complete reports whether all of a kind was read.
func (s *stepping) complete(kind string) bool { return seen(s.in.Live, kind) }
