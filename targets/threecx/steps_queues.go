package threecx

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// entitySets are the entity sets of kinds that have a number and nothing else.
var entitySets = map[string]string{Queue: "Queues", RingGroup: "RingGroups", Parking: "Parkings"}

func (s *stepping) numberedSteps() {
	for _, c := range s.numbered {
		switch {
		case c.Op == state.OpDelete:
			s.deleteNumbered(c)
		case c.Replace:
			s.deleteNumbered(c)
			s.createNumbered(c, "delete "+c.Live().String())
		case c.Op == state.OpCreate:
			s.createNumbered(c)
		default:
			s.updateNumbered(c)
		}
	}
}

func (s *stepping) title(verb string, ref state.Ref) string {
	k, _ := s.schema.Kind(ref.Kind)
	return strings.TrimSpace(fmt.Sprintf("%s %s %s", verb, k.Title, s.named(ref)))
}

// named is a number with the name it has, or begins with.
func (s *stepping) named(ref state.Ref) string {
	desired, _ := s.in.Desired.Find(ref)
	live, there := s.in.Live.Find(ref)
	for _, o := range []*state.Object{desired, live} {
		if name := calledOf(o); name != "" {
			return ref.Key + " " + name
		}
	}
	if !there && desired != nil {
		for _, a := range desired.Initial {
			if a.Name == "Name" {
				return ref.Key + " " + a.Value.Text()
			}
		}
	}
	return ref.Key
}

func calledOf(o *state.Object) string {
	if o == nil {
		return ""
	}
	return o.Get("Name").Text()
}

func (s *stepping) deleteNumbered(c *diff.Change) {
	live := c.Live()
	s.add(plan.Step{ID: "delete " + live.String(), Op: state.OpDelete, Object: live, Title: s.title("remove", live), Covers: []string{c.Name()},
		Call: entitySets[live.Kind] + ".Delete", Args: plan.Args{"Id": plan.IDOf{Ref: live}}, Settle: plan.ByKey,
		Effects: []state.Effect{{Op: state.OpDelete, Object: live}}, Flags: plan.Flags{Irreversible: true, Disruption: live.Kind != Parking}})
}

func (s *stepping) createNumbered(c *diff.Change, needs ...string) {
	content, e := s.body(c), steps.Effect(c)
	if c.Replace {
		content = s.wholeBody(c.Object)
		o, _ := s.in.Desired.Find(c.Object)
		e = state.Effect{Op: state.OpCreate, Object: c.Object, Attrs: slices.Clone(o.Attrs)}
	}
	s.served(c, content)
	x := plan.Step{ID: "create " + c.Object.String(), Op: state.OpCreate, Object: c.Object, Title: s.title("add", c.Object), Covers: []string{c.Name()},
		Call: entitySets[c.Object.Kind] + ".Create", Args: plan.Args{"Body": content}, Settle: plan.ByKey, Needs: needs, Effects: []state.Effect{e},
		Flags: plan.Flags{Irreversible: c.Replace}}
	x.Effects = append(append(x.Effects, s.begin(c.Object, content)...), s.reordered(c)...)
	s.add(x)
}

func (s *stepping) updateNumbered(c *diff.Change) {
	content := s.body(c)
	reads := s.served(c, content)
	x := plan.Step{ID: "update " + c.Object.String(), Op: state.OpUpdate, Object: c.Object, Title: s.title("", c.Object) + ": " + steps.Changed(s.schema, c), Covers: []string{c.Name()},
		Call: entitySets[c.Object.Kind] + ".Update", Args: plan.Args{"Id": plan.IDOf{Ref: c.Object}, "Body": content}, Settle: plan.ByRead,
		Effects: append([]state.Effect{steps.Effect(c)}, s.reordered(c)...), Reads: reads}
	s.add(x)
}

// wholeBody is all that the site says of an object that is made anew.
func (s *stepping) wholeBody(ref state.Ref) map[string]any {
	o, ok := s.in.Desired.Find(ref)
	if !ok {
		return map[string]any{}
	}
	all := diff.Change{Op: state.OpCreate, Object: ref}
	k, _ := s.schema.Kind(ref.Kind)
	for _, a := range o.Attrs {
		if f, ok := k.Field(a.Name); ok && !f.Has(state.Secret) {
			all.Fields = append(all.Fields, diff.Field{Name: a.Name, Desired: a.Value, Part: diff.Asked})
		}
	}
	return s.body(&all)
}

// rota is a queue's or ring group's people: the attributes that are one
// collection on the wire.
type rota struct{ people, order, skills, prop string }

var rotas = map[string]rota{
	Queue:     {"Agents", "AgentOrder", "Skills", "Agents"},
	RingGroup: {"Members", "MemberOrder", "", "Members"},
}

// served puts the whole collection into the body, since a PATCH replaces it
// (observed by integrators), and returns what the decision rested on besides.
func (s *stepping) served(c *diff.Change, content map[string]any) (reads []string) {
	l, ok := rotas[c.Object.Kind]
	if !ok || !c.Replace && !steps.Acts(c, l.people) && !steps.Acts(c, l.order) && !steps.Acts(c, l.skills) {
		return nil
	}
	order, skills := s.queueOf(c, l)
	out := make([]any, 0, len(order))
	for _, n := range order {
		entry := map[string]any{"Number": n}
		if skill := skills[n]; skill != "" {
			entry["SkillGroup"] = skill
		}
		out = append(out, entry)
	}
	content[l.prop] = out
	for _, name := range []string{l.people, l.order, l.skills} {
		if name != "" && !steps.Acts(c, name) && c.Op == state.OpUpdate && !c.Replace {
			reads = append(reads, c.Live().String()+"."+name)
		}
	}
	return reads
}

// queueOf is who is in line and in which order: the site's order where there is
// one; else those who were there keep their places, under their new numbers, and
// the new ones follow.
func (s *stepping) queueOf(c *diff.Change, l rota) (order []string, skills map[string]string) {
	people := s.becomes(c, l.people).Items()
	for _, n := range s.becomes(c, l.order).Items() {
		n = s.numberOf(n, people)
		if slices.Contains(people, n) && !slices.Contains(order, n) {
			order = append(order, n)
		}
	}
	for _, n := range people {
		if !slices.Contains(order, n) {
			order = append(order, n)
		}
	}
	skills = map[string]string{}
	for _, item := range s.becomes(c, l.skills).Items() {
		n, skill, _ := strings.Cut(item, ":")
		skills[s.numberOf(n, people)] = skill
	}
	return order, skills
}

// numberOf is the number by which people holds who had the number n.
func (s *stepping) numberOf(n string, people []string) string {
	if to, ok := s.renumbered[n]; ok && slices.Contains(people, to) && !slices.Contains(people, n) {
		return to
	}
	return n
}

// becomes is an attribute's value afterwards.
func (s *stepping) becomes(c *diff.Change, name string) state.Value {
	if f, ok := c.Field(name); ok && f.Part.Acts() {
		return f.Desired
	}
	if o, ok := s.in.Desired.Find(c.Object); ok && c.Part != diff.Reset {
		if v := o.Get(name); v.Presence() != state.Absent {
			return v
		}
	}
	if o, ok := s.in.Live.Find(c.Live()); ok && !c.Replace {
		return o.Get(name)
	}
	return state.Value{}
}

// reordered is what becomes of order and skills that the site does not manage,
// because people came or went.
func (s *stepping) reordered(c *diff.Change) []state.Effect {
	l, ok := rotas[c.Object.Kind]
	if !ok || !steps.Acts(c, l.people) {
		return nil
	}
	order, skills := s.queueOf(c, l)
	var attrs []state.Attr
	managed := func(name string) bool {
		o, ok := s.in.Desired.Find(c.Object)
		return steps.Acts(c, name) || ok && o.Get(name).Presence() != state.Absent
	}
	if !managed(l.order) {
		attrs = append(attrs, state.Attr{Name: l.order, Value: state.OfList(order...)})
	}
	if l.skills != "" && !managed(l.skills) {
		var items []string
		for _, n := range order {
			if skills[n] != "" {
				items = append(items, n+":"+skills[n])
			}
		}
		attrs = append(attrs, state.Attr{Name: l.skills, Value: state.OfSet(items...)})
	}
	if attrs == nil {
		return nil
	}
	return []state.Effect{steps.Predicted(state.OpUpdate, c.Object, attrs...)}
}
