package gotoconnect

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

// roleSet makes a custom role, by its name; what it permits is set on its page.
func (s *stepping) roleSet(c *diff.Change) {
	var needs []string
	if c.Op == state.OpCreate {
		x := s.add(plan.Step{ID: "create " + c.Object.String(), Op: state.OpCreate, Object: c.Object, Title: "add custom role " + c.Object.Key, Covers: []string{c.Name()}, Call: "role.create", Args: plan.Args{"name": c.Object.Key},
			Settle: plan.ByKey, Effects: []state.Effect{s.part(c, state.OpCreate, "name")}})
		needs = []string{x.ID}
	}
	var names []string
	for _, a := range allowances {
		names = append(names, a.attr)
	}
	e := s.part(c, state.OpUpdate, names...)
	if len(e.Attrs) == 0 {
		return
	}
	s.add(plan.Step{ID: "permit " + c.Object.String(), Kind: plan.Manual, Op: state.OpUpdate, Object: c.Object, Title: s.hand.say("custom role %s: what it permits", "rôle personnalisé %s : ce qu'il permet", c.Object.Key), Covers: []string{c.Name()},
		Needs: needs, Manual: s.hand.permits(c), Effects: []state.Effect{e}, Flags: plan.Flags{Privileged: steps.Acts(c, "manageLicenses")}})
}

// userGroup makes a group, takes out of it who shall not be there, and puts in who
// shall. Whoever is in another group is taken out of that first.
func (s *stepping) userGroup(c *diff.Change) {
	var needs []string
	if c.Op == state.OpCreate {
		x := s.add(plan.Step{ID: "create " + c.Object.String(), Op: state.OpCreate, Object: c.Object, Title: "add user group " + c.Object.Key, Covers: []string{c.Name()}, Call: "group.create", Args: plan.Args{"name": c.Object.Key},
			Settle: plan.ByKey, Effects: []state.Effect{s.part(c, state.OpCreate, "name")}})
		needs = []string{x.ID}
	}
	v, ok := s.written(c, "members")
	if !ok {
		return
	}
	var live state.Value
	if o, there := s.in.Live.Find(c.Live()); there {
		live = o.Get("members")
	}
	live, freed := s.surviving(live)
	needs = append(needs, freed...)
	rest := s.leave(c, live, v, &needs)
	s.join(c, rest, v, needs)
}

// surviving are those of a list who are not deleted, and the steps that delete others.
func (s *stepping) surviving(v state.Value) (state.Value, []string) {
	var gone, by []string
	for _, email := range v.Items() {
		if step, goes := s.going(ref(User, email)); goes {
			gone, by = append(gone, email), append(by, step)
		}
	}
	return without(v, gone...), by
}

func (s *stepping) leave(c *diff.Change, live, desired state.Value, needs *[]string) state.Value {
	leaving := without(live, desired.Items()...)
	if len(leaving.Items()) == 0 {
		return live
	}
	rest := without(live, leaving.Items()...)
	x := plan.Step{ID: "leave " + c.Object.String(), Op: state.OpUpdate, Object: c.Object, Title: fmt.Sprintf("out of user group %s: %s", c.Object.Key, listed(leaving.Items())), Covers: []string{c.Name()}, Call: "user.ungroup",
		Args: plan.Args{"userKeys": ids(User, leaving)}, Settle: plan.ByRead, Needs: slices.Clone(*needs), Effects: []state.Effect{s.members(c, rest)}}
	*needs = append(*needs, s.addOrHand(x, func() *plan.ManualWork {
		return s.hand.group(s, c.Object.Key, leaving.Items(), c.Object.Key, s.hand.say("none", "aucun"))
	}))
	return rest
}

func (s *stepping) members(c *diff.Change, v state.Value) state.Effect {
	return state.Effect{Op: state.OpUpdate, Object: c.Object, Attrs: []state.Attr{{Name: "members", Value: v, From: s.from(c, "members")}}}
}

func (s *stepping) join(c *diff.Change, rest, desired state.Value, needs []string) {
	joining := without(desired, rest.Items()...)
	if len(joining.Items()) == 0 {
		return
	}
	effects := []state.Effect{s.members(c, desired)}
	for _, email := range joining.Items() {
		needs = append(needs, s.needs(ref(User, email))...)
		for _, o := range s.with(UserGroup, "members", email) {
			if o.Ref() == c.Live() {
				continue
			}
			if other := s.changes[o.Ref()]; other != nil && steps.Acts(other, "members") {
				needs = append(needs, "leave "+other.Object.String())
				continue
			}
			if _, goes := s.going(ref(User, email)); !goes {
				effects = append(effects, steps.Predicted(state.OpUpdate, o.Ref(), state.Attr{Name: "members", Value: without(o.Get("members"), joining.Items()...)}))
			}
		}
	}
	slices.SortFunc(effects[1:], func(a, b state.Effect) int { return a.Object.Compare(b.Object) })
	effects = slices.CompactFunc(effects, func(a, b state.Effect) bool { return a.Object == b.Object })
	x := plan.Step{ID: "join " + c.Object.String(), Op: state.OpUpdate, Object: c.Object, Title: fmt.Sprintf("into user group %s: %s", c.Object.Key, listed(joining.Items())), Covers: []string{c.Name()}, Call: "user.group",
		Args: plan.Args{"group": plan.IDOf{Ref: c.Object}, "userKeys": ids(User, joining)}, Settle: plan.ByRead, Needs: needs, Effects: effects}
	s.addOrHand(x, func() *plan.ManualWork {
		return s.hand.group(s, c.Object.Key, joining.Items(), "–", c.Object.Key)
	})
}

// location makes, changes and removes a place. Who and what was in one that goes is in
// none.
func (s *stepping) location(c *diff.Change) {
	if o, ok := s.in.Live.Find(c.Live()); ok && o.Get("usedForEmergencyServices").Bool() {
		s.report(diag.NotDeletable, c, fmt.Sprintf("location %s is for emergency services, and no request changes it", c.Live().Key), "change it in the administration, or leave it out of the site")
		return
	}
	args := plan.Args{}
	for _, name := range []string{"name", "address"} {
		if v, ok := s.written(c, name); ok {
			if args[name] = draft.Literal(v); args[name] == nil {
				args[name] = map[string]any{}
			}
		}
	}
	x := plan.Step{ID: string(c.Op) + " " + c.Object.String(), Op: c.Op, Object: c.Object, Covers: []string{c.Name()}, Args: args, Settle: plan.ByKey, Effects: []state.Effect{s.part(c, c.Op, "address", "name")}}
	switch c.Op {
	case state.OpCreate:
		x.Call, x.Title = "location.create", "add location "+c.Object.Key
	case state.OpUpdate:
		x.Call, x.Title, x.Settle = "location.update", fmt.Sprintf("location %s: %s", c.Live().Key, steps.Changed(s.schema, c)), plan.ByRead
		args["id"] = plan.IDOf{Ref: c.Object}
	default:
		live := c.Live()
		x.ID, x.Object, x.Call, x.Title, x.Args = "delete "+live.String(), live, "location.delete", "remove location "+live.Key, plan.Args{"id": plan.IDOf{Ref: live}}
		x.Needs, x.Effects = s.unplaced(live.Key)
		x.Effects = append(x.Effects, state.Effect{Op: state.OpDelete, Object: live})
	}
	s.add(x)
}

// unplaced are who and what stands in a location that goes, and the steps that take
// others out of it before.
func (s *stepping) unplaced(location string) (needs []string, effects []state.Effect) {
	for _, kind := range []string{User, Device} {
		for _, o := range s.with(kind, "location", location) {
			c := s.changes[o.Ref()]
			switch step, goes := s.going(o.Ref()); {
			case goes:
				needs = append(needs, step)
			case c != nil && steps.Acts(c, "location"):
				needs = append(needs, "place "+c.Object.String())
			default:
				effects = append(effects, steps.Predicted(state.OpUpdate, o.Ref(), state.Attr{Name: "location", Value: state.Nothing()}))
			}
		}
	}
	return needs, effects
}
