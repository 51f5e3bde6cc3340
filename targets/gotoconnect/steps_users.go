package gotoconnect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

func (s *stepping) user(c *diff.Change) {
	var needs []string
	if c.Op == state.OpDelete || c.Replace {
		needs = []string{s.deleteUser(c)}
	}
	switch {
	case c.Op == state.OpDelete:
		return
	case c.Op == state.OpCreate || c.Replace:
		s.createUser(c, needs)
		needs = []string{"create " + c.Object.String()}
	default:
		s.updateUser(c)
		s.licences(c)
	}
	s.role(c, needs)
	s.placeUser(c, needs)
	s.centerUser(c, needs)
}

// createUser makes a user with licences. Whoever has the address already comes back as
// they are, which is why names and licences are read back.
func (s *stepping) createUser(c *diff.Change, needs []string) {
	args := plan.Args{"email": c.Object.Key}
	for _, name := range []string{"firstName", "lastName"} {
		v, ok := s.written(c, name)
		if !ok || v.Text() == "" {
			s.report(diag.ValueUnfit, c, fmt.Sprintf("a new user of GoTo has a first and a last name, and %s of %s is not written", map[string]string{"firstName": "the first one", "lastName": "the last one"}[name], c.Object.Key), "write both")
			return
		}
		args[name] = v.Text()
	}
	x := plan.Step{ID: "create " + c.Object.String(), Op: state.OpCreate, Object: c.Object, Title: "add " + s.person(c.Object.Key), Covers: []string{c.Name()}, Call: "user.create", Args: args, Settle: plan.ByKey, Needs: needs,
		Effects: []state.Effect{s.part(c, state.OpCreate, "email", "firstName", "lastName", "licenseKeys")}, Flags: plan.Flags{Notifies: s.in.Profile.Facts[invites] != ""}}
	if v, ok := s.written(c, "licenseKeys"); ok && len(v.Items()) > 0 {
		args["licenseKeys"] = ids(Licence, v)
		x.Flags.Costs, x.Charges = true, v.Items()
		if !s.seats(c, v.Items()) {
			return
		}
	}
	if begins := s.begins(c); len(begins.Attrs) > 0 {
		x.Effects = append(x.Effects, begins)
	}
	s.add(x)
}

// begins is what a new user is not: nobody gave them a place in the contact centre.
func (s *stepping) begins(c *diff.Change) state.Effect {
	e := steps.Predicted(state.OpUpdate, c.Object)
	for _, name := range []string{"contactAdmin", "contactCenter"} {
		if _, asked := s.written(c, name); !asked {
			e.Attrs = append(e.Attrs, state.Attr{Name: name, Value: state.OfBool(false)})
		}
	}
	return e
}

// ids are vendor ids that execution fills in.
func ids(kind string, v state.Value) []any {
	out := []any{}
	for _, key := range v.Items() {
		out = append(out, steps.ID(kind, key))
	}
	return out
}

// seats refuses licences that the account does not have.
func (s *stepping) seats(c *diff.Change, names []string) bool {
	for _, name := range names {
		o, ok := s.in.Live.Find(ref(Licence, name))
		switch {
		case !ok:
			s.report(diag.NoSeat, c, fmt.Sprintf("the account has no licence %q", name), "write one that it bought, by its name; patchbay never buys")
		case !o.Get("enabled").Bool() || o.Get("devicesOnly").Bool():
			s.report(diag.NoSeat, c, fmt.Sprintf("the licence %q is not for users", name), "write another that the account bought")
		default:
			continue
		}
		return false
	}
	return true
}

func (s *stepping) updateUser(c *diff.Change) {
	e := s.part(c, state.OpUpdate, "firstName", "lastName")
	if len(e.Attrs) == 0 {
		return
	}
	args := plan.Args{"userKey": plan.IDOf{Ref: c.Object}}
	for _, a := range e.Attrs {
		args[a.Name] = a.Value.Text()
	}
	s.add(plan.Step{ID: "update " + c.Object.String(), Op: state.OpUpdate, Object: c.Object, Title: "rename " + s.person(c.Object.Key), Covers: []string{c.Name()}, Call: "user.update", Args: args, Settle: plan.ByRead, Effects: []state.Effect{e}})
}

// licences are replaced whole. One that is added costs; a user's device has the user's.
func (s *stepping) licences(c *diff.Change) {
	f, ok := c.Field("licenseKeys")
	if !ok || !f.Part.Acts() {
		return
	}
	var added []string
	for _, name := range f.Desired.Items() {
		if !slices.Contains(f.Live.Items(), name) {
			added = append(added, name)
		}
	}
	if !s.seats(c, added) {
		return
	}
	x := plan.Step{ID: "licences " + c.Object.String(), Op: state.OpUpdate, Object: c.Object, Title: fmt.Sprintf("licences of %s: %s", s.person(c.Object.Key), listed(f.Desired.Items())), Covers: []string{c.Name()}, Call: "user.licences",
		Args: plan.Args{"userKey": plan.IDOf{Ref: c.Object}, "licenseKeys": ids(Licence, f.Desired)}, Settle: plan.ByRead, Effects: []state.Effect{s.part(c, state.OpUpdate, "licenseKeys")},
		Flags: plan.Flags{Costs: len(added) > 0}, Charges: added}
	s.addOrHand(x, func() *plan.ManualWork { return s.hand.licences(s.person(c.Object.Key), f) })
}

func listed(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return steps.Few(names)
}

// role takes what somebody has and may not keep, and then gives what they shall have.
// Whoever has a custom role is taken it before another one is given.
func (s *stepping) role(c *diff.Change, needs []string) {
	admin, custom := s.movesOf(c, "adminRoles"), s.movesOf(c, "roleSets")
	x := plan.Step{Op: state.OpUpdate, Object: c.Object, Covers: []string{c.Name()}, Args: plan.Args{"userKey": plan.IDOf{Ref: c.Object}}, Settle: plan.ByRead, Needs: needs, Flags: plan.Flags{Privileged: true}}
	if custom.acts && len(custom.was) > 0 {
		y := x
		y.ID, y.Call, y.Args = "uncustom "+c.Object.String(), "user.uncustom", plan.Args{"email": c.Object.Key}
		y.Title = fmt.Sprintf("%s is no longer %s", s.person(c.Object.Key), listed(custom.was))
		y.Effects = []state.Effect{{Op: state.OpUpdate, Object: c.Object, Attrs: []state.Attr{{Name: "roleSets", Value: state.Nothing(), From: s.from(c, "roleSets")}}}}
		s.add(y)
		x.Needs = append(slices.Clone(needs), y.ID)
	}
	if admin.acts && (len(admin.was) > 0 || len(admin.is) > 0) {
		y := x
		y.ID, y.Call, y.Title = "role "+c.Object.String(), "user.role", s.promoted(c, admin)
		y.Args = plan.Args{"userKey": plan.IDOf{Ref: c.Object}, "adminRoles": admin.is}
		y.Effects = []state.Effect{s.part(c, state.OpUpdate, "adminRoles")}
		s.add(y)
		x.Needs = append(slices.Clone(x.Needs), y.ID)
	}
	if custom.acts && len(custom.is) > 0 {
		y := x
		y.ID, y.Call = "custom "+c.Object.String(), "user.custom"
		y.Args = plan.Args{"roleSet": steps.ID(RoleSet, custom.is[0]), "email": c.Object.Key}
		y.Title = fmt.Sprintf("%s is %s", s.person(c.Object.Key), custom.is[0])
		y.Needs = append(slices.Clone(x.Needs), s.needs(ref(RoleSet, custom.is[0]))...)
		y.Effects = []state.Effect{s.part(c, state.OpUpdate, "roleSets")}
		s.add(y)
	}
}

// moves are what an attribute held and shall hold.
type moves struct {
	acts    bool
	was, is []string
}

func (s *stepping) movesOf(c *diff.Change, name string) moves {
	v, acts := s.written(c, name)
	m := moves{acts: acts, is: v.Items()}
	if f, ok := c.Field(name); ok && c.Op == state.OpUpdate && !c.Replace {
		m.was = f.Live.Items()
	}
	return m
}

// roleNames are the built-in roles as the administration calls them.
var roleNames = map[string]string{superUser: "Super admin", manageAccount: "Admin"}

func (s *stepping) promoted(c *diff.Change, m moves) string {
	called := func(roles []string) string {
		var out []string
		for _, r := range roles {
			if name := roleNames[r]; name != "" {
				r = name
			}
			out = append(out, r)
		}
		return strings.Join(out, ", ")
	}
	if len(m.is) == 0 {
		return fmt.Sprintf("%s is no longer %s", s.person(c.Object.Key), called(m.was))
	}
	return fmt.Sprintf("%s is %s", s.person(c.Object.Key), called(m.is))
}

// deleteUser: the extension, the phone and the numbers stay, and are nobody's. It
// returns the step.
func (s *stepping) deleteUser(c *diff.Change) string {
	live := c.Live()
	x := plan.Step{ID: "delete " + live.String(), Op: state.OpDelete, Object: live, Title: "remove " + s.person(live.Key), Covers: []string{c.Name()}, Call: "user.delete",
		Args: plan.Args{"userKey": plan.IDOf{Ref: live}}, Settle: plan.ByKey, Flags: plan.Flags{Irreversible: true}, Loses: []string{"history and personal settings"}}
	if o, ok := s.in.Live.Find(live); ok {
		x.Flags.Privileged = len(o.Get("adminRoles").Items())+len(o.Get("roleSets").Items()) > 0
	}
	x.Effects = append(s.leftBehind(live.Key), state.Effect{Op: state.OpDelete, Object: live})
	return s.addOrHand(x, func() *plan.ManualWork { return s.hand.deleteUser(s.person(live.Key)) })
}

// leftBehind is what forgets somebody who is deleted, beside what is theirs alone.
func (s *stepping) leftBehind(email string) []state.Effect {
	var out []state.Effect
	for _, o := range s.with(Device, "user", email) {
		out = append(out, steps.Predicted(state.OpUpdate, o.Ref(), state.Attr{Name: "user", Value: state.Nothing()}))
	}
	for _, x := range []struct{ kind, attr string }{{Extension, "secondaryUsers"}, {UserGroup, "members"}, {Queue, "agents"}, {Queue, "supervisors"}} {
		for _, o := range s.with(x.kind, x.attr, email) {
			out = append(out, steps.Predicted(state.OpUpdate, o.Ref(), state.Attr{Name: x.attr, Value: without(o.Get(x.attr), s.gone(o, x.attr, email)...)}))
		}
	}
	return out
}

// gone are those of a list who are deleted up to somebody, in the order of deletions.
func (s *stepping) gone(o *state.Object, attr, email string) []string {
	var out []string
	for _, key := range o.Get(attr).Items() {
		if _, goes := s.going(ref(User, key)); goes && key <= email {
			out = append(out, key)
		}
	}
	return out
}

// placeUser moves a user, out of wherever they were: they are in one place.
func (s *stepping) placeUser(c *diff.Change, needs []string) {
	v, ok := s.written(c, "location")
	if !ok {
		return
	}
	was := ""
	if f, there := c.Field("location"); there && c.Op == state.OpUpdate && !c.Replace {
		was = f.Live.Text()
	}
	if s.stuck(c, was) || v.Text() == was {
		return
	}
	x := plan.Step{ID: "place " + c.Object.String(), Op: state.OpUpdate, Object: c.Object, Title: fmt.Sprintf("%s is in %s", s.person(c.Object.Key), v.Text()), Covers: []string{c.Name()}, Call: "user.place",
		Args: plan.Args{"location": steps.ID(Location, v.Text()), "userKey": plan.IDOf{Ref: c.Object}}, Settle: plan.ByRead, Needs: append(slices.Clone(needs), s.needs(ref(Location, v.Text()))...),
		Effects: []state.Effect{s.part(c, state.OpUpdate, "location")}}
	if v.Text() == "" {
		x.Call, x.Title = "user.unplace", fmt.Sprintf("%s is no longer in %s", s.person(c.Object.Key), was)
		x.Args = plan.Args{"location": steps.ID(Location, s.then(Location, was)), "userKey": plan.IDOf{Ref: c.Object}}
	}
	s.add(x)
}

// stuck refuses to take anything out of a location for emergency services.
func (s *stepping) stuck(c *diff.Change, location string) bool {
	o, ok := s.in.Live.Find(ref(Location, location))
	if !ok || !o.Get("usedForEmergencyServices").Bool() {
		return false
	}
	s.report(diag.ValueUnfit, c, fmt.Sprintf("%s is in %s, which is for emergency services: nobody and nothing is taken out of it by the API", c.Object.Key, location), "leave the location as it is, or change it in the administration")
	return true
}
