package rainbow

import (
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// hubPeople are the attributes of a Hub group that are its members: they are
// replaced as one list, with who is logged in.
var hubPeople = []string{"leader", "assistants", "agents", "managers", "delegation", "idle"}

// apartOnHub have a call of their own.
var apartOnHub = []string{"externalNumber", "recordingProfile"}

// hubGroup goes the way that was found for a group of the Hub.
func (s *stepping) hubGroup(c *diff.Change) {
	k, last := s.courseOf(c), ""
	if _, ok := s.cloud(c); !ok {
		return
	}
	switch {
	case c.Op == state.OpDelete:
		s.deleteHubGroup(c, k)
		return
	case c.Op == state.OpCreate:
		last = s.createHubGroup(c, k, nil)
	case s.renewed(c):
		s.deleteHubGroup(c, k)
		live, _ := s.in.Live.Find(c.Live())
		last = s.createHubGroup(c, k, live)
	case len(k.stages) < 2:
		last = s.saveHubGroup(c, k, 0)
	default:
		for n := 1; n < len(k.stages); n++ {
			last = s.saveHubGroup(c, k, n)
		}
	}
	s.hubRest(c, last)
}

func (s *stepping) deleteHubGroup(c *diff.Change, k *course) {
	live := c.Live()
	x := plan.Step{ID: "delete " + k.name, Op: state.OpDelete, Object: live, Title: "remove Hub group " + s.hubName(live), Covers: []string{c.Name()}, Call: "hub.delete",
		Args: plan.Args{"groupId": plan.IDOf{Ref: live}}, Settle: plan.ByKey, Effects: []state.Effect{{Op: state.OpDelete, Object: live}}}
	if o, ok := s.in.Live.Find(live); ok {
		x.Loses = append(losses(o), "voice messages")
		x.Flags.Irreversible = true
	}
	s.add(x)
}

// hubName is what a Hub group is called today.
func (s *stepping) hubName(r state.Ref) string {
	for _, side := range []*state.Snapshot{s.in.Live, s.in.Desired} {
		if o, ok := side.Find(r); ok && o.Get("name").Text() != "" {
			return o.Get("name").Text() + " (" + r.Key + ")"
		}
	}
	return r.Key
}

// createHubGroup makes a group with all its people. A leader whose status is active
// has delegated, so that a new one begins idle unless the site delegates.
func (s *stepping) createHubGroup(c *diff.Change, k *course, was *state.Object) string {
	o := &state.Object{}
	if d, ok := s.in.Desired.Find(c.Object); ok {
		o = d
	}
	want, args := &state.Object{Kind: HubGroup, Key: c.Object.Key}, plan.Args{}
	for _, f := range s.kind(HubGroup).Fields {
		a, managed := o.Attr(f.Name)
		if !managed && was != nil && f.Flags&(state.Computed|state.Runtime) == 0 {
			a = state.Attr{Name: f.Name, Value: was.Get(f.Name).Bare()}
		}
		if a.Value.Presence() == state.Absent || slices.Contains(apartOnHub, f.Name) {
			continue
		}
		want.Put(f.Name, a.Value, o.Paths(a)...)
		if !slices.Contains(hubPeople, f.Name) && a.Value.Presence() == state.Set && f.Name != "type" {
			args[f.Name] = draft.Literal(a.Value)
		}
	}
	if f := want.Get("subType"); f.Text() == "hg_attendant" {
		delete(args, "policy")
	}
	args["members"] = hubMembers(want)
	x := plan.Step{ID: "create " + k.name, Op: state.OpCreate, Object: c.Object, Title: "add Hub group " + want.Get("name").Text() + " (" + c.Object.Key + ")", Covers: []string{c.Name()}, Call: "hub.create",
		Args: args, Settle: plan.ByKey, Effects: []state.Effect{{Op: state.OpCreate, Object: c.Object, Attrs: want.Attrs}}}
	var more []state.Attr
	if _, said := want.Attr("delegation"); !said && bossed(want) {
		more = append(more, state.Attr{Name: "delegation", Value: state.OfBool(false)})
	}
	if _, said := want.Attr("isDDIUpdateByManagerAllowed"); !said {
		more = append(more, state.Attr{Name: "isDDIUpdateByManagerAllowed", Value: state.OfBool(true)}) // its default (NODE)
	}
	if len(more) > 0 {
		x.Effects = append(x.Effects, steps.Predicted(state.OpUpdate, c.Object, more...))
	}
	return s.add(x).ID
}

// hubMembers are the people of a group with their roles and statuses: the leader
// first (MA13).
func hubMembers(o *state.Object) []any {
	status := func(email string) string {
		if slices.Contains(o.Get("idle").Items(), email) {
			return "idle"
		}
		return "active"
	}
	var out []any
	if leader := o.Get("leader").Text(); leader != "" {
		as := "idle"
		if o.Get("delegation").Bool() {
			as = "active"
		}
		out = append(out, map[string]any{"memberId": steps.ID(User, leader), "roles": []any{"leader"}, "status": as})
	}
	managers := o.Get("managers").Items()
	for _, f := range []struct{ field, role string }{{"assistants", "assistant"}, {"agents", "agent"}} {
		for _, email := range o.Get(f.field).Items() {
			roles := []any{f.role}
			if slices.Contains(managers, email) {
				roles = append(roles, "manager")
			}
			out = append(out, map[string]any{"memberId": steps.ID(User, email), "roles": roles, "status": status(email)})
		}
	}
	for _, email := range managers {
		rings := slices.Contains(o.Get("assistants").Items(), email) || slices.Contains(o.Get("agents").Items(), email)
		if !rings && email != o.Get("leader").Text() {
			out = append(out, map[string]any{"memberId": steps.ID(User, email), "roles": []any{"manager"}, "status": status(email)})
		}
	}
	return out
}

// saveHubGroup writes a group at one stage: see saveGroup.
func (s *stepping) saveHubGroup(c *diff.Change, k *course, stage int) string {
	step, e := "update "+k.name, state.Effect{Op: state.OpUpdate, Object: c.Object}
	if stage == k.turn {
		e = s.whole(c, k, func(name string) bool { return !slices.Contains(apartOnHub, name) })
	} else {
		step, e.Attrs = k.entering(stage), s.staged(c, k, stage)
	}
	if len(e.Attrs) == 0 {
		return ""
	}
	args := plan.Args{"groupId": plan.IDOf{Ref: c.Object}}
	for _, a := range e.Attrs {
		if slices.Contains(hubPeople, a.Name) {
			s.members(c, k, stage, c.Object, "shortNumber", args)
			continue
		}
		if v := draft.Literal(a.Value); v != nil {
			args[a.Name] = v
		}
	}
	x := plan.Step{ID: step, Op: state.OpUpdate, Object: c.Object, Title: s.savedHub(c, k, stage, e), Covers: s.covers(c, k), Call: "hub.update", Args: args, Settle: plan.ByRead}
	x.Loses = s.restore(c, k, stage, &e)
	x.Effects = append([]state.Effect{e}, s.leftHub(c, k, stage, e)...)
	s.guardDelegation(&x, c, k, stage)
	return s.add(x).ID
}

// savedHub says what a call does to a group in a few words.
func (s *stepping) savedHub(c *diff.Change, k *course, stage int, e state.Effect) string {
	words := s.moment(k, stage, e)
	if words == "" {
		words = steps.Changed(s.schema, c)
	}
	return fmt.Sprintf("Hub group %s: %s", s.hubName(c.Object), words)
}

// leftHub: who is not in a group any more is not logged out of it either. Who
// administers it besides stays.
func (s *stepping) leftHub(c *diff.Change, k *course, stage int, e state.Effect) []state.Effect {
	live, ok := s.in.Live.Find(c.Live())
	if !ok || len(k.stages) < 2 || writes(e, "idle") {
		return nil
	}
	idle, managers := live.Get("idle").Items(), live.Get("managers").Items()
	stay := slices.DeleteFunc(slices.Clone(idle), func(email string) bool {
		u := s.then(email)
		return (!k.stages[stage].has(u) || slices.Contains(k.returning(stage), u)) && !slices.Contains(managers, email)
	})
	if len(stay) == len(idle) {
		return nil
	}
	return []state.Effect{steps.Predicted(state.OpUpdate, c.Object, state.Attr{Name: "idle", Value: state.OfSet(stay...)})}
}

// hubRest is what a group is given once it is there: a direct number, recording.
func (s *stepping) hubRest(c *diff.Change, last string) {
	last = s.number(c, "Hub group "+s.hubName(c.Object), last)
	v, from, ok := s.recording(c)
	if !ok {
		return
	}
	s.add(plan.Step{ID: "recording " + c.Object.String(), Op: state.OpUpdate, Object: c.Object, Title: fmt.Sprintf("Hub group %s: recording %s", s.hubName(c.Object), v), Covers: []string{c.Name()}, Needs: after(last),
		Call: "hub.recordings", Args: plan.Args{"groupId": plan.IDOf{Ref: c.Object}, "recordingProfile": v.Text()}, Settle: plan.ByRead,
		Effects: []state.Effect{{Op: state.OpUpdate, Object: c.Object, Attrs: []state.Attr{{Name: "recordingProfile", Value: v, From: from}}}}})
}

// recording is what is recorded, where it is to be written: what a site asks, and of
// a group that is made anew what it had.
func (s *stepping) recording(c *diff.Change) (v state.Value, from []string, ok bool) {
	if f, ok := c.Field("recordingProfile"); ok && f.Part.Acts() {
		return f.Desired, f.From, true
	}
	live, there := s.in.Live.Find(c.Live())
	if !there || !s.renewed(c) {
		return v, nil, false
	}
	v = live.Get("recordingProfile").Bare()
	return v, nil, v.Presence() == state.Set && v.Text() != "none"
}
