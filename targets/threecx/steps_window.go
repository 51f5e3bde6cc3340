package threecx

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// What a member may do follows from two requests: the one that writes what roles
// may do in a department, and the one that writes who has which role there. A run
// may end between them, and then nobody may have what neither the PBX gave before
// nor the site gives. Of a department that is made nobody knows what its roles may
// do until that is written (the vendor publishes no table), so that members come
// after it. POST /Groups takes Rights by the specification's shape (3CX OpenAPI
// 20.0.10); whether a PBX heeds them there is not observed, and not relied on.
//
// Rules:
//   - Who would have more under the old defaults comes after the new ones.
//   - Who would have more under the new defaults goes before them.
//   - Where there are both, what roles may no longer do is written first, then the
//     members, then what roles may do beside.

// seat is the place of somebody in a department: a role and the own values of its
// flags. Nil is none.
type seat struct {
	role  string
	flags map[string]state.Value
}

// may reports whether a seat gives a right, by the defaults of roles.
func (x *seat) may(flag string, defaults func(role, flag string) rights.Answer) rights.Answer {
	if x == nil {
		return rights.No
	}
	if v := x.flags[flag]; v.Presence() == state.Set {
		return answer(v)
	}
	return defaults(x.role, flag)
}

// defaultsInOrder has members and what their roles may do follow one another in
// the order in which nobody has more on the way.
func (s *stepping) defaultsInOrder() {
	if len(s.roles) == 0 {
		return
	}
	moves := s.seatMoves()
	for _, g := range draft.SortedKeys(s.roles) {
		before, after := s.around(g, moves[g])
		i := slices.IndexFunc(s.steps, func(x plan.Step) bool { return x.ID == rolesStep(g) })
		once := s.steps[i].Kind == plan.Manual // a person is sent there one time, not before and after
		switch {
		case len(before) == 0 || len(after) == 0 || once:
			s.steps[i].Needs = draft.Unique(append(s.steps[i].Needs, before...))
		default:
			s.widenLater(i, steps.Names(s.roles[g]), before)
		}
		for j := range s.steps {
			if id := s.steps[j].ID; slices.Contains(after, id) && !(once && slices.Contains(before, id)) {
				s.steps[j].Needs = draft.Unique(append(s.steps[j].Needs, s.steps[i].ID))
			}
		}
	}
}

func rolesStep(group string) string {
	return "update " + state.Ref{Kind: Group, Key: group}.String() + " roles"
}

// move is a step that changes the seat of somebody in a department.
type move struct {
	step    string
	was, is *seat
}

// seatMoves are all of them in departments of which it is written what roles may
// do.
func (s *stepping) seatMoves() map[string][]move {
	covering := map[string]string{}
	for i := range s.steps {
		for _, name := range s.steps[i].Covers {
			covering[name] = s.steps[i].ID
		}
	}
	out := map[string][]move{}
	for i := range s.in.Changes.Changes {
		c := &s.in.Changes.Changes[i]
		if c.Object.Kind != Membership || !c.Acts() {
			continue
		}
		if g := s.part(c, "Group"); s.roles[g] != nil && covering[c.Name()] != "" {
			was, is := s.seatsOf(c)
			out[g] = append(out[g], move{covering[c.Name()], was, is})
		}
	}
	for _, number := range draft.SortedKeys(s.deleted) {
		for _, m := range s.ofUser(Membership, number) {
			if g := s.called(m.Get("Group").Text()); s.roles[g] != nil {
				out[g] = append(out[g], move{"delete " + state.Ref{Kind: User, Key: number}.String(), seatOf(m), nil})
			}
		}
	}
	return out
}

// around are the steps about members of a department that have to come before what
// roles may do there is written, and those that have to come after it.
func (s *stepping) around(g string, moves []move) (before, after []string) {
	old, now := s.defaultsOf(g)
	for _, m := range moves {
		for _, flag := range RightFlags {
			if m.was.may(flag, old) != rights.No || m.is.may(flag, now) != rights.No {
				continue // the PBX gives it, or the site does
			}
			if m.was.may(flag, now) != rights.No {
				before = append(before, m.step)
			}
			if m.is.may(flag, old) != rights.No {
				after = append(after, m.step)
			}
		}
	}
	return draft.Unique(before), draft.Unique(after)
}

// defaultsOf are what roles may do in a department now, and what they may do once
// that is written.
func (s *stepping) defaultsOf(g string) (old, now func(role, flag string) rights.Answer) {
	changed := map[[2]string]state.Value{}
	live := g
	for _, c := range s.roles[g] {
		role := s.part(c, "RoleName")
		for i := range c.Fields {
			if f := &c.Fields[i]; f.Part.Acts() {
				changed[[2]string{role, f.Name}] = f.Desired
			}
		}
		if o, ok := s.in.Live.Find(c.Live()); ok {
			live = o.Get("Group").Text()
		}
	}
	old = func(role, flag string) rights.Answer {
		o, ok := s.in.Live.Find(state.Ref{Kind: GroupRole, Key: live + "/" + role})
		if !ok {
			return rights.Unknown
		}
		return answer(o.Get(flag))
	}
	now = func(role, flag string) rights.Answer {
		if v, ok := changed[[2]string{role, flag}]; ok {
			return answer(v)
		}
		return old(role, flag)
	}
	return old, now
}

// seatsOf are a membership as it is and as it will be.
func (s *stepping) seatsOf(c *diff.Change) (was, is *seat) {
	if o, ok := s.in.Live.Find(c.Live()); ok && c.Op != state.OpCreate {
		was = seatOf(o)
	}
	if c.Op == state.OpDelete {
		return was, nil
	}
	is = &seat{role: "users", flags: map[string]state.Value{}}
	if was != nil {
		is.role = was.role
		for name, v := range was.flags {
			is.flags[name] = v
		}
	}
	for i := range c.Fields {
		f := &c.Fields[i]
		switch {
		case !f.Part.Acts():
		case f.Name == "RoleName" && f.Desired.Presence() == state.Set:
			is.role = f.Desired.Text()
		default:
			is.flags[f.Name] = f.Desired
		}
	}
	return was, is
}

func seatOf(m *state.Object) *seat {
	x := &seat{role: m.Get("RoleName").Text(), flags: map[string]state.Value{}}
	for _, flag := range RightFlags {
		x.flags[flag] = m.Get(flag)
	}
	return x
}

// widenLater splits the step that writes what roles may do: what they may do
// beside comes in a step of its own, after some others. There is an effect for each
// change, in their order.
func (s *stepping) widenLater(i int, changes, before []string) {
	x := &s.steps[i]
	later := *x
	later.ID, later.Title = x.ID+" wider", x.Title+", beside"
	later.Needs = draft.Unique(append([]string{x.ID}, before...))
	all := x.Effects
	x.Covers, x.Effects, later.Covers, later.Effects = nil, nil, nil, nil
	for n, e := range all {
		less, more := e, e
		less.Attrs, more.Attrs = nil, nil
		for _, a := range e.Attrs {
			if answer(a.Value) == rights.Yes && slices.Contains(RightFlags, a.Name) {
				more.Attrs = append(more.Attrs, a)
			} else {
				less.Attrs = append(less.Attrs, a)
			}
		}
		if len(less.Attrs) > 0 {
			x.Covers, x.Effects = append(x.Covers, changes[n]), append(x.Effects, less)
		}
		if len(more.Attrs) > 0 {
			more.Op = state.OpUpdate
			later.Covers, later.Effects = append(later.Covers, changes[n]), append(later.Effects, more)
		}
	}
	s.add(later)
}
