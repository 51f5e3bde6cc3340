package rainbow

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// A group that goes a longer way is written once for each of its stages: its lists
// are those of today before the turn, and those that the site asks for from then on,
// each without whoever is out at that stage.

// listAt is who stands in a list of a group at one stage, by the names that people
// have afterwards.
func (s *stepping) listAt(c *diff.Change, k *course, name string, stage int) []string {
	var all []string
	live, _ := s.in.Live.Find(c.Live())
	v := live.Get(name)
	if f, ok := c.Field(name); ok && f.Part.Acts() && stage >= k.turn {
		v = f.Desired
	}
	for _, email := range v.Items() {
		if email = s.then(email); k.stages[stage].has(email) {
			all = append(all, email)
		}
	}
	if name == "agents" {
		return all
	}
	return draft.Unique(all)
}

// staged are the lists that a group comes to a stage with, where they are not those
// of the stage before.
func (s *stepping) staged(c *diff.Change, k *course, stage int) []state.Attr {
	live, ok := s.in.Live.Find(c.Live())
	if !ok {
		return nil
	}
	var out []state.Attr
	for _, name := range listsOf(live) {
		all := s.listAt(c, k, name, stage)
		if slices.Equal(all, s.listAt(c, k, name, stage-1)) {
			continue
		}
		a := state.Attr{Name: name, Value: state.OfSet(all...)}
		if name == "agents" { // they ring in the order of their list
			a.Value = state.OfList(all...)
		}
		if f, ok := c.Field(name); ok && f.Part.Acts() {
			a.From = f.From
		}
		out = append(out, a)
	}
	return out
}

// whole is what the call writes by which a group turns from what it is to what it
// shall be.
func (s *stepping) whole(c *diff.Change, k *course, keep func(string) bool) state.Effect {
	e := effect(c, keep)
	if len(k.stages) < 2 { // nobody comes or goes
		return e
	}
	live, _ := s.in.Live.Find(c.Live())
	e.Attrs = slices.DeleteFunc(e.Attrs, func(a state.Attr) bool { return slices.Contains(listsOf(live), a.Name) })
	e.Attrs = append(e.Attrs, s.staged(c, k, k.turn)...)
	slices.SortFunc(e.Attrs, func(a, b state.Attr) int { return strings.Compare(a.Name, b.Name) })
	return e
}

// returning are those who come back at a stage to where they were.
func (c *course) returning(stage int) []string {
	if stage < 2 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(c.stages[stage].others), func(u string) bool { return !c.from.has(u) || c.stages[stage-1].has(u) })
}

// leaving are those who are taken out at a stage and come back later.
func (c *course) leaving(stage int) []string {
	return slices.DeleteFunc(slices.Clone(c.stages[stage-1].others), func(u string) bool { return c.stages[stage].has(u) || !c.to.has(u) })
}

// moment says of a call that does nothing else whom it takes out, or brings back; ""
// for others.
func (s *stepping) moment(k *course, stage int, e state.Effect) string {
	if len(k.stages) < 2 || slices.ContainsFunc(e.Attrs, func(a state.Attr) bool { return !slices.Contains(peopleFields, a.Name) }) {
		return ""
	}
	was, is := k.stages[stage-1], k.stages[stage]
	moved := func(p, q standing) int {
		return len(slices.DeleteFunc(slices.Clone(p.people()), func(u string) bool { return q.has(u) }))
	}
	out, back := k.leaving(stage), k.returning(stage)
	switch {
	case len(out) > 0 && len(out) == moved(was, is) && moved(is, was) == 0:
		return "without " + s.persons(out) + " for a moment"
	case len(back) > 0 && len(back) == moved(is, was) && moved(was, is) == 0:
		return s.persons(back) + " again"
	}
	return ""
}

// covers are the changes for the sake of which a step of a group is made: its own, or
// those that bring what somebody in it is without for a moment.
func (s *stepping) covers(c *diff.Change, k *course) []string {
	if !k.lent || k.way == anew || s.asksFor(c) {
		return []string{c.Name()}
	}
	var out []string
	for _, u := range k.from.people() {
		for _, class := range s.order.missed(k, u) {
			n := s.order.needs[needKey{u, class}]
			for _, step := range n.gains {
				if x := s.changeBy(step); x != nil {
					out = append(out, x.Name())
				}
			}
		}
	}
	return draft.Unique(out)
}

// asksFor reports whether a change is one of the comparison, rather than made for a
// group that nobody asks to change.
func (s *stepping) asksFor(c *diff.Change) bool { return len(c.Fields) > 0 }

// changeBy is the change that a step carries out.
func (s *stepping) changeBy(step string) *diff.Change {
	for i := range s.in.Changes.Changes {
		c := &s.in.Changes.Changes[i]
		if c.Acts() && (step == "delete "+c.Live().String() && c.Op == state.OpDelete || step == "create "+c.Object.String() && c.Op == state.OpCreate) {
			return c
		}
	}
	return nil
}

// lend makes changes for groups that nobody asks to change, and that somebody has to
// be out of for a moment.
func (s *stepping) lend() {
	for i := range s.order.courses {
		k := &s.order.courses[i]
		if len(k.stages) < 2 || !k.lent || s.changeOf(k) != nil {
			continue
		}
		ref := state.ParseRef(k.name)
		live, _ := s.in.Live.Find(ref)
		d, _ := s.in.Desired.Find(ref)
		c := &diff.Change{Op: state.OpUpdate, Object: ref, ID: live.ID, Canonical: d.Canonical, Part: diff.Asked}
		s.changes[ref], s.lent = c, append(s.lent, c)
	}
}

// stuck says for whom there is no way.
func (s *stepping) stuck(all []string) {
	said := false
	for _, name := range all {
		i, ok := s.courses[name]
		if !ok {
			continue
		}
		k := &s.order.courses[i]
		for _, u := range k.from.people() {
			for _, class := range s.order.stuckIn(k, u) {
				s.betweenTwo(k, u, class)
				said = true
			}
		}
	}
	if !said {
		s.ds.Add(diag.Diagnostic{Code: diag.GroupRule, Severity: diag.Error, Target: s.in.Live.Target, Path: "targets." + s.in.Live.Target,
			Message: "no order of changes keeps the rules of groups at every moment: " + steps.Few(all), Hint: "take the people out of the groups in one change, apply it, and write the rest in the next"})
	}
}

// betweenTwo: of two licences that exclude each other, or of numbers that go round,
// somebody has neither for a moment, in a group that patchbay may not take them out of.
func (s *stepping) betweenTwo(k *course, user, class string) {
	n := s.order.needs[needKey{user, class}]
	var c *diff.Change
	for _, step := range slices.Concat(n.gains, n.loses) {
		if c == nil {
			c = s.changeBy(step)
		}
	}
	if c == nil {
		return
	}
	s.report(diag.GroupRule, diag.Error, c, fmt.Sprintf("%s is in group %s, and would have no %s for a moment%s: the one goes before the other comes", s.person(user), label(k), equipped[class].what, equipped[class].rule),
		fmt.Sprintf("declare group %s with all its people, so that patchbay takes them out for that moment; or take them out in Rainbow first", label(k)))
}

// restore brings back, with those who come back, who of them was logged out: whoever
// comes is logged in. Where that cannot be said it is lost, and returned in words.
func (s *stepping) restore(c *diff.Change, k *course, stage int, e *state.Effect) (loses []string) {
	live, ok := s.in.Live.Find(c.Live())
	if !ok || len(k.stages) < 2 || writes(*e, "idle") {
		return nil
	}
	var idle, again []string
	for _, email := range live.Get("idle").Items() {
		email = s.then(email)
		if k.stages[stage].has(email) || !k.from.has(email) { // who administers a group of the Hub is in it besides
			idle = append(idle, email)
		}
		if slices.Contains(k.returning(stage), email) {
			again = append(again, email)
		}
	}
	switch {
	case len(again) == 0:
		return nil
	case len(idle) == len(live.Get("idle").Items()) || steps.Acts(c, "idle"):
		e.Attrs = append(e.Attrs, state.Attr{Name: "idle", Value: state.OfSet(idle...)})
		slices.SortFunc(e.Attrs, func(a, b state.Attr) int { return strings.Compare(a.Name, b.Name) })
		return nil
	}
	return []string{"that " + s.persons(again) + " was logged out"}
}

// writes reports whether an effect is on a field.
func writes(e state.Effect, field string) bool {
	return slices.ContainsFunc(e.Attrs, func(a state.Attr) bool { return a.Name == field })
}

// members is the argument by which a call replaces the people of a group. On the Hub
// they ring in the order of their list, so that whoever comes back does so in the
// place that they had.
func (s *stepping) members(c *diff.Change, k *course, stage int, ref state.Ref, attr string, args plan.Args) {
	args["members"] = plan.After{Extent: state.Extent{Kind: ref.Kind, Attr: attr, Value: ref.Key}}
	live, ok := s.in.Live.Find(c.Live())
	if !ok || ref.Kind != HubGroup || len(k.stages) < 2 || len(k.returning(stage)) == 0 {
		return
	}
	var order []any
	for _, email := range live.Get("memberOrder").Items() {
		if email = s.then(email); k.stages[stage].has(email) {
			order = append(order, steps.ID(User, email))
		}
	}
	if len(order) > 0 {
		args["memberOrder"] = order
	}
}
