package threecx

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// An extension that gets another number is deleted and made anew. With the old
// one go its places in queues and ring groups and the calls that are sent to it,
// also where the site does not speak of them. Those are put back under the new
// number; what cannot be is said.

// putBack adds a step for each queue, ring group and department that would lose
// somebody by a change of number.
func (s *stepping) putBack() {
	if len(s.renumbered) == 0 {
		return
	}
	for _, kind := range []string{Group, Queue, RingGroup} {
		for _, o := range s.in.Live.OfKind(kind) {
			s.putBackIn(&o)
		}
	}
	for _, old := range draft.SortedKeys(s.renumbered) {
		s.lostWith(old, s.renumbered[old])
	}
}

// unmanaged reports whether the site leaves an attribute of what is there alone.
func (s *stepping) unmanaged(o *state.Object, name string) bool {
	for i := range s.in.Changes.Changes {
		if c := &s.in.Changes.Changes[i]; c.Live() == o.Ref() && (steps.Acts(c, name) || c.Acts() && (c.Op == state.OpDelete || c.Replace)) {
			return false
		}
	}
	d, ok := s.in.Desired.Find(o.Ref())
	return !ok || d.Get(name).Presence() == state.Absent
}

func (s *stepping) putBackIn(o *state.Object) {
	content := map[string]any{}
	var attrs []state.Attr
	var reads, olds []string
	if l, ok := rotas[o.Kind]; ok && s.unmanaged(o, l.people) {
		if among := s.renumberedIn(o.Get(l.people)); len(among) > 0 {
			s.leave(o, l, among)
			attrs, content[l.prop] = append(attrs, s.rejoin(o, l)...), s.line(o, l)
			olds = append(olds, among...)
			reads = append(reads, o.Ref().String()+"."+l.people, o.Ref().String()+"."+l.order)
		}
	}
	if o.Kind == Queue && s.unmanaged(o, "Managers") {
		if among := s.renumberedIn(o.Get("Managers")); len(among) > 0 {
			s.leave(o, rota{people: "Managers"}, among)
			v := state.OfSet(s.renumber(o.Get("Managers").Items())...)
			attrs, content["Managers"] = append(attrs, state.Attr{Name: "Managers", Value: v}), byNumber(v.Items())
			olds = append(olds, among...)
			reads = append(reads, o.Ref().String()+".Managers")
		}
	}
	for _, a := range o.Attrs {
		if v, among := s.redirect(a.Value); len(among) > 0 && s.unmanaged(o, a.Name) {
			attrs, content[a.Name] = append(attrs, state.Attr{Name: a.Name, Value: v}), draft.Literal(v)
			olds = append(olds, among...)
		}
	}
	if len(attrs) == 0 {
		return
	}
	x := plan.Step{ID: "update " + o.Ref().String() + " new numbers", Op: state.OpUpdate, Object: o.Ref(), Title: s.title("", o.Ref()) + ": " + s.exchanged(draft.Unique(olds)),
		Call: "Groups.Update", Args: plan.Args{"Id": plan.IDOf{Ref: o.Ref()}, "Body": content}, Settle: plan.ByRepeat, Reads: reads,
		Effects: []state.Effect{steps.Predicted(state.OpUpdate, o.Ref(), attrs...)}}
	if set, ok := entitySets[o.Kind]; ok {
		x.Call = set + ".Update"
	}
	for _, old := range draft.Unique(olds) {
		made := state.Ref{Kind: User, Key: s.renumbered[old]}
		x.Needs = append(x.Needs, "create "+made.String())
		x.Covers = append(x.Covers, s.carriers[made.Key].user.Name())
	}
	_, x.Flags.Privileged = content["Managers"]
	s.add(x)
}

// exchanged says which number comes in the place of which.
func (s *stepping) exchanged(olds []string) string {
	out := make([]string, len(olds))
	for i, old := range olds {
		out[i] = s.renumbered[old] + " in the place of " + old
	}
	return steps.Few(out)
}

// renumberedIn are those of some numbers that change, sorted.
func (s *stepping) renumberedIn(v state.Value) []string {
	var out []string
	for _, n := range v.Items() {
		if _, ok := s.renumbered[n]; ok {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out
}

func (s *stepping) renumber(numbers []string) []string {
	out := slices.Clone(numbers)
	for i, n := range out {
		if to, ok := s.renumbered[n]; ok {
			out[i] = to
		}
	}
	return out
}

// leave says of the steps that delete extensions that the PBX takes these out of
// a queue or ring group. Each has to know what the one before left.
func (s *stepping) leave(o *state.Object, l rota, olds []string) {
	gone, before := map[string]bool{}, ""
	stays := func(items []string) []string {
		return slices.DeleteFunc(slices.Clone(items), func(n string) bool {
			number, _, _ := strings.Cut(n, ":")
			return gone[number]
		})
	}
	for _, old := range olds {
		gone[old] = true
		id := "delete " + state.Ref{Kind: User, Key: old}.String()
		i := slices.IndexFunc(s.steps, func(x plan.Step) bool { return x.ID == id })
		attrs := []state.Attr{{Name: l.people, Value: state.OfSet(stays(o.Get(l.people).Items())...)}}
		if l.order != "" {
			attrs = append(attrs, state.Attr{Name: l.order, Value: state.OfList(stays(o.Get(l.order).Items())...)})
		}
		if l.skills != "" {
			attrs = append(attrs, state.Attr{Name: l.skills, Value: state.OfSet(stays(o.Get(l.skills).Items())...)})
		}
		s.steps[i].Effects = append([]state.Effect{steps.Predicted(state.OpUpdate, o.Ref(), attrs...)}, s.steps[i].Effects...)
		if before != "" {
			s.steps[i].Needs = draft.Unique(append(s.steps[i].Needs, before))
		}
		before = id
	}
}

// rejoin is who is in line again, each in the old place.
func (s *stepping) rejoin(o *state.Object, l rota) []state.Attr {
	out := []state.Attr{{Name: l.people, Value: state.OfSet(s.renumber(o.Get(l.people).Items())...)},
		{Name: l.order, Value: state.OfList(s.renumber(o.Get(l.order).Items())...)}}
	if l.skills != "" {
		var items []string
		for _, item := range o.Get(l.skills).Items() {
			n, skill, _ := strings.Cut(item, ":")
			items = append(items, s.renumber([]string{n})[0]+":"+skill)
		}
		out = append(out, state.Attr{Name: l.skills, Value: state.OfSet(items...)})
	}
	return out
}

// line is the collection on the wire that rejoin speaks of.
func (s *stepping) line(o *state.Object, l rota) []any {
	skills := map[string]string{}
	if l.skills != "" {
		for _, item := range o.Get(l.skills).Items() {
			n, skill, _ := strings.Cut(item, ":")
			skills[n] = skill
		}
	}
	order := o.Get(l.order).Items()
	if len(order) == 0 {
		order = o.Get(l.people).Items()
	}
	out := make([]any, 0, len(order))
	for _, n := range order {
		entry := map[string]any{"Number": s.renumber([]string{n})[0]}
		if skills[n] != "" {
			entry["SkillGroup"] = skills[n]
		}
		out = append(out, entry)
	}
	return out
}

// redirect is a tree with calls to old numbers sent to the new ones.
func (s *stepping) redirect(v state.Value) (state.Value, []string) {
	if v.Presence() != state.Set || v.Type() != state.Tree {
		return v, nil
	}
	var olds []string
	for _, r := range destinations(v) {
		if _, ok := s.renumbered[r.Key]; ok && r.Kind == User {
			olds = append(olds, r.Key)
		}
	}
	if olds == nil {
		return v, nil
	}
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				walk(x)
			}
		case map[string]any:
			number, _ := v["Number"].(string)
			if to, ok := s.renumbered[number]; ok {
				if to1, _ := v["To"].(string); destinationKinds[to1].kind == User {
					v["Number"] = to
				}
			}
			for _, name := range draft.SortedKeys(v) {
				walk(v[name])
			}
		}
	}
	tree := draft.Decoded(v.Text())
	walk(tree)
	text, err := state.Canonical(tree)
	if err != nil {
		return v, nil
	}
	return state.OfTree(string(text)), olds
}

// called is the name that a department of today has afterwards.
func (s *stepping) called(group string) string {
	for _, c := range s.groups {
		if c.Op == state.OpUpdate && c.Live().Key == group {
			return c.Object.Key
		}
	}
	return group
}

// lostWith says what a change of number takes along and nothing puts back.
func (s *stepping) lostWith(old, number string) {
	var lost []string
	for _, m := range s.ofUser(Membership, old) {
		group := m.Get("Group").Text()
		again := state.Ref{Kind: Membership, Key: s.called(group) + "/" + number}
		if _, ok := s.in.Desired.Find(again); !ok && group != s.fallback {
			lost = append(lost, fmt.Sprintf("its place in department %s as %s", group, m.Get("RoleName").Text()))
		}
	}
	for _, p := range s.in.Live.OfKind(Forwarding) {
		if user := p.Get("User").Text(); !s.deleted[user] && slices.ContainsFunc(p.Attrs, func(a state.Attr) bool {
			_, among := s.redirect(a.Value)
			return slices.Contains(among, old) && s.unmanaged(&p, a.Name)
		}) {
			lost = append(lost, fmt.Sprintf("calls that %s forwards to it (%s)", s.person(user), p.Get("Name").Text()))
		}
	}
	for _, u := range s.in.Live.OfKind(User) {
		if !s.deleted[u.Key] && strings.Contains(u.Get("Blfs").Text(), `"`+old+`"`) && s.unmanaged(&u, "Blfs") {
			lost = append(lost, "keys of "+s.person(u.Key)+" for it")
		}
	}
	for _, o := range s.in.Live.OfKind(Receptionist) {
		if slices.Contains(o.Get("Calls").Items(), old) {
			lost = append(lost, "calls that "+s.title("", o.Ref())+" sends to it")
		}
	}
	if len(lost) == 0 {
		return
	}
	c := s.carriers[number].user
	s.ds.Add(diag.Diagnostic{Code: diag.LostByNumber, Severity: diag.Warning, Target: s.in.Live.Target, Path: c.Canonical,
		Message: fmt.Sprintf("extension %s is made anew as %s, and this is not put back: %s", old, number, strings.Join(lost, "; ")),
		Hint:    "declare it in the site, or see to it on the PBX afterwards"})
}
