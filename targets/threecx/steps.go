package threecx

import (
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// Steps turns changes into as few requests as the XAPI allows.
//
// Rules:
//   - Memberships, phones and forwarding profiles are written with their user:
//     one POST for a new user, one PATCH for another, whatever changes.
//   - Where only memberships of one group change, for several users who have no
//     other change, the group is written instead.
//   - The defaults of a group's roles are one PATCH of the group.
//   - A new number is a new object: the old one goes first, and the step says
//     that it cannot be undone.
//   - Effects include what the PBX does by itself: ten role rows in a new group,
//     five forwarding profiles of a new user, and all that goes with what goes.
func Steps(in targets.StepInput) ([]plan.Step, diag.List) {
	s := newStepping(in)
	s.sort()
	s.groupSteps()
	s.roleSteps()
	s.chooseSides()
	s.userSteps()
	s.sideSteps()
	s.handSteps()
	s.succession()
	s.defaultsInOrder()
	s.numberedSteps()
	s.putBack()
	s.deadEnds()
	s.dropOuts()
	s.homes()
	s.taken()
	s.shared(User, "EmailAddress", "the e-mail address of extension")
	s.shared(Group, "Name", "the name of department")
	s.lengths()
	s.unset()
	s.inSight()
	s.inReach()
	return s.steps, append(s.ds, steps.Unread(in, s.schema, kindWords)...).Sorted()
}

// stepping is one run of Steps.
type stepping struct {
	in     targets.StepInput
	schema state.Schema
	hand   hand
	steps  []plan.Step
	ds     diag.List

	groups     []*diff.Change
	roles      map[string][]*diff.Change // by group
	numbered   []*diff.Change            // queues, ring groups, parkings
	carriers   map[string]*carrier       // users, and what is written with them, by extension
	numbers    []string                  // keys of carriers, sorted
	handed     []*diff.Change            // memberships whose rights a person sets, by user and group
	sides      map[string][]*diff.Change // memberships that are written with their group
	primary    map[string][]*state.Object
	deleted    map[string]bool   // extensions that go
	renumbered map[string]string // of those, the ones that come back under another number
	owners     map[[3]string][]*state.Object
	fallback   string // the department of those who are given none
}

// carrier is all that one user's request carries.
type carrier struct {
	number      string
	user        *diff.Change // nil: the user itself stays as it is
	memberships []*diff.Change
	phones      []*diff.Change
	profiles    []*diff.Change
	leaving     []*diff.Change // phones that another user takes over
}

func newStepping(in targets.StepInput) *stepping {
	return &stepping{in: in, schema: Schema(in.Profile), hand: hand{in.Language}, roles: map[string][]*diff.Change{}, carriers: map[string]*carrier{},
		sides: map[string][]*diff.Change{}, primary: map[string][]*state.Object{}, deleted: map[string]bool{}, renumbered: map[string]string{}}
}

// sort puts each change that acts to what carries it.
func (s *stepping) sort() {
	for i := range s.in.Changes.Changes {
		c := &s.in.Changes.Changes[i]
		if !c.Acts() {
			continue
		}
		switch c.Object.Kind {
		case Group:
			s.groups = append(s.groups, c)
		case GroupRole:
			group := s.part(c, "Group")
			s.roles[group] = append(s.roles[group], c)
		case User:
			s.carrier(c.Object.Key).user = c
			if c.Op == state.OpDelete || c.Replace {
				s.deleted[c.Live().Key] = true
			}
			if c.Replace {
				s.renumbered[c.Live().Key] = c.Object.Key
			}
		case Membership:
			if s.takesHand(c) {
				continue
			}
			x := s.carrier(s.part(c, "User"))
			x.memberships = append(x.memberships, c)
		case Phone:
			s.phone(c)
		case Forwarding:
			x := s.carrier(s.part(c, "User"))
			x.profiles = append(x.profiles, c)
		default:
			s.numbered = append(s.numbered, c)
		}
	}
	s.numbers = draft.SortedKeys(s.carriers)
	for _, g := range s.in.Live.OfKind(Group) {
		if g.Get("IsDefault").Bool() {
			s.fallback = g.Key
		}
	}
	for i, users := 0, s.in.Live.OfKind(User); i < len(users); i++ {
		g := users[i].Get("PrimaryGroup").Text()
		s.primary[g] = append(s.primary[g], &users[i])
	}
}

func (s *stepping) carrier(number string) *carrier {
	if x, ok := s.carriers[number]; ok {
		return x
	}
	x := &carrier{number: number}
	s.carriers[number] = x
	return x
}

// phone puts a phone to its user; one that changes hands leaves the other first,
// unless that one goes. Users are sorted before phones.
func (s *stepping) phone(c *diff.Change) {
	to := s.part(c, "User")
	if f, ok := c.Field("User"); ok && c.Op == state.OpUpdate && f.Part.Acts() && !s.deleted[f.Live.Text()] {
		from := s.carrier(f.Live.Text())
		from.leaving = append(from.leaving, c)
	}
	x := s.carrier(to)
	x.phones = append(x.phones, c)
}

// part is one of the references that make an object's key, as it will be.
func (s *stepping) part(c *diff.Change, name string) string {
	if f, ok := c.Field(name); ok && f.Desired.Presence() == state.Set && f.Part.Acts() {
		return f.Desired.Text()
	}
	text := ""
	if o, ok := s.in.Live.Find(c.Live()); ok {
		text = o.Get(name).Text()
	}
	if name == "Group" && c.LiveKey != "" { // the group has a new name
		if user := s.part(c, "User"); user != "" {
			return strings.TrimSuffix(c.Object.Key, "/"+user)
		}
	}
	return text
}

// chooseSides finds groups that can be written instead of users: at least two
// users would be written for one membership of the group and nothing else.
func (s *stepping) chooseSides() {
	single := map[string][]string{}
	for _, n := range s.numbers {
		if x := s.carriers[n]; x.onlyMembership() && !s.touched(s.part(x.memberships[0], "Group")) {
			g := s.part(x.memberships[0], "Group")
			single[g] = append(single[g], n)
		}
	}
	for _, g := range draft.SortedKeys(single) {
		if len(single[g]) < 2 || slices.ContainsFunc(single[g], func(n string) bool { return s.unseats(s.carriers[n].memberships[0]) }) {
			continue
		}
		for _, n := range single[g] {
			s.sides[g] = append(s.sides[g], s.carriers[n].memberships...)
			delete(s.carriers, n)
		}
	}
	s.numbers = draft.SortedKeys(s.carriers)
}

func (x *carrier) onlyMembership() bool {
	return x.user == nil && len(x.memberships) == 1 && len(x.phones)+len(x.profiles)+len(x.leaving) == 0
}

// touched reports whether a group is made, renamed or deleted in this plan.
func (s *stepping) touched(group string) bool {
	return slices.ContainsFunc(s.groups, func(c *diff.Change) bool {
		return (c.Object.Key == group || c.Live().Key == group) && (c.Op != state.OpUpdate || c.LiveKey != "")
	})
}

func (s *stepping) add(x plan.Step) *plan.Step { return steps.Add(&s.steps, x) }

func (s *stepping) report(code diag.Code, c *diff.Change, message, hint string) {
	s.ds.Add(steps.About(s.in, code, diag.Error, c, message, hint))
}

// effects are what changes do, with what the PBX adds: a member who is given no
// role is a user (observed by integrators; written out, since rights hang on it).
func effects(changes []*diff.Change) []state.Effect {
	var out []state.Effect
	for _, c := range changes {
		out = append(out, steps.Effect(c))
		if f, ok := c.Field("RoleName"); c.Object.Kind == Membership && c.Op == state.OpCreate && (!ok || f.Desired.Presence() != state.Set) {
			out = append(out, steps.Predicted(state.OpUpdate, c.Object, steps.Text("RoleName", "users")))
		}
	}
	return out
}

// privileged reports whether a change gives or takes a role that may change the
// rights of others.
func privileged(changes []*diff.Change) bool {
	is := func(v state.Value) bool {
		r, ok := roleByWire(v.Text())
		return ok && r.privileged()
	}
	return slices.ContainsFunc(changes, func(c *diff.Change) bool {
		f, ok := c.Field("RoleName")
		return ok && c.Object.Kind == Membership && (is(f.Desired) || is(f.Live))
	})
}

// person is what people call an extension: its number and name.
func (s *stepping) person(number string) string {
	return personOf(number, s.in.Desired, s.in.Live)
}

// personNow is a number with the name of who has it now, whoever gets it.
func (s *stepping) personNow(number string) string {
	return personOf(number, s.in.Live, s.in.Desired)
}

func personOf(number string, sides ...*state.Snapshot) string {
	for _, side := range sides {
		if side == nil {
			continue
		}
		if o, ok := side.Find(state.Ref{Kind: User, Key: number}); ok {
			if name := strings.TrimSpace(o.Get("FirstName").Text() + " " + o.Get("LastName").Text()); name != "" {
				return number + " " + name
			}
		}
	}
	return number
}
