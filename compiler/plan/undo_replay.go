package plan

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// replay applies what was done to what was there.
func (t *takingBack) replay() {
	t.before = tagged(t.Undo.Former)
	t.written, t.wrote = map[state.Ref]map[string]bool{}, map[state.Ref]map[string]state.Value{}
	var effects []state.Effect
	for i := range t.Section.Steps {
		s := &t.Section.Steps[i]
		done := t.Done[s.ID]
		if done == NotDone {
			continue
		}
		for _, e := range s.Effects {
			whole := e
			if done == Unclear && !t.shows(&e) {
				t.unsaid(s, whole)
				continue
			}
			effects = append(effects, e)
			if e.Op != state.OpDelete {
				t.note(e)
			}
		}
	}
	t.left, _ = t.Schema.Apply(t.before, effects)
	t.after = make([]*state.Object, len(t.before.Objects))
	for i := range t.left.Objects {
		if n, ok := tagOf(&t.left.Objects[i]); ok {
			t.after[n] = &t.left.Objects[i]
		}
	}
}

// unsaid notes what a step for a person was about, where the target does not show
// whether it was done and nobody said so.
func (t *takingBack) unsaid(s *Step, e state.Effect) {
	k, ok := t.Schema.Kind(e.Object.Kind)
	o, there := t.Live.Find(e.Object)
	dark := ok && k.Unread && !there
	if there {
		dark = slices.ContainsFunc(e.Attrs, func(a state.Attr) bool { return o.Get(a.Name).Basis() != state.Read })
	}
	told := slices.ContainsFunc(t.kept, func(k Kept) bool { return k.Object == e.Object && k.Why == whyUnsaid })
	if s.Kind == Manual && dark && !told {
		t.keep(e.Object, whyUnsaid)
	}
}

// attempts notes what earlier attempts wrote.
func (t *takingBack) attempts() {
	t.tried = map[state.Ref]map[string][]state.Value{}
	for _, e := range t.Attempts {
		if t.tried[e.Object] == nil {
			t.tried[e.Object] = map[string][]state.Value{}
		}
		for _, a := range e.Attrs {
			t.tried[e.Object][a.Name] = append(t.tried[e.Object][a.Name], a.Value)
		}
	}
}

// attempted reports whether an attempt to take the run back left a value.
func (t *takingBack) attempted(r state.Ref, f *state.Field, have state.Value) bool {
	return slices.ContainsFunc(t.tried[r][f.Name], func(v state.Value) bool { return sameRead(v, have) || f.Holds(v, have) })
}

func (t *takingBack) note(e state.Effect) {
	if t.wrote[e.Object] == nil {
		t.wrote[e.Object], t.written[e.Object] = map[string]state.Value{}, map[string]bool{}
	}
	for _, a := range e.Attrs {
		t.wrote[e.Object][a.Name] = a.Value
		t.written[e.Object][a.Name] = t.written[e.Object][a.Name] || !e.Predicted
	}
}

// shows reports whether the target looks as if an effect came about, and cuts
// the effect down to what shows.
func (t *takingBack) shows(e *state.Effect) bool {
	k, ok := t.Schema.Kind(e.Object.Kind)
	if !ok {
		return false
	}
	o, there := t.Live.Find(e.Object)
	if e.Op == state.OpDelete || !there {
		return (e.Op == state.OpDelete) != there
	}
	if e.Op == state.OpCreate {
		i := slices.IndexFunc(t.Undo.Former, func(was state.Object) bool { return was.Ref() == e.Object })
		return i < 0 || !asBefore(k, &t.Undo.Former[i], o) // else what had the name is back
	}
	var attrs []state.Attr
	for _, a := range e.Attrs {
		if f, ok := k.Field(a.Name); ok && f.Holds(a.Value, o.Get(a.Name)) {
			attrs = append(attrs, a)
		}
	}
	e.Attrs = attrs
	return len(attrs) > 0
}
