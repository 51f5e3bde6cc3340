package plan

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// survivors restores the fields of what was changed.
func (t *takingBack) survivors() {
	for i := range t.Undo.Former {
		was, left := &t.Undo.Former[i], t.after[i]
		if left == nil {
			left = t.remade(was)
		}
		k, ok := t.Schema.Kind(was.Kind)
		if left == nil || !ok {
			continue
		}
		now, there := t.Live.Find(left.Ref())
		if !there {
			now, there = t.Live.Find(was.Ref()) // somebody gave it its name back
		}
		switch {
		case !there:
			t.keep(left.Ref(), whyGone)
		case t.after[i] != nil && was.ID != "" && now.ID != "" && was.ID != now.ID:
			if !asBefore(k, was, now) {
				t.keep(left.Ref(), whyAnother)
			}
		default:
			t.restore(k, was, left, now)
		}
	}
}

// remade is what stands under the name of an object that was deleted and made
// anew, as a phone that changes hands is.
func (t *takingBack) remade(was *state.Object) *state.Object {
	if left, ok := t.left.Find(was.Ref()); ok && left.ID == "" && !t.another(was.Ref()) && !t.elsewhere(was) {
		return left
	}
	return nil
}

// another reports whether what was made anew under a name had another name
// before, so that it is not what had this one.
func (t *takingBack) another(r state.Ref) bool {
	for former, then := range t.replaces {
		if then == r && former != r {
			return true
		}
	}
	return false
}

// restore wants each field of an object back that is as the run left it.
func (t *takingBack) restore(k *state.Kind, was, left, now *state.Object) {
	want := state.Object{Kind: was.Kind, Key: was.Key, Canonical: t.canonical[was.Ref()]}
	renames := was.Key != now.Key && !k.Derived()
	if _, taken := t.Live.Find(was.Ref()); renames && taken && !t.vacated(was.Ref()) {
		t.keep(now.Ref(), whyTaken)
		renames = false
	}
	for _, a := range was.Attrs {
		f, ok := k.Field(a.Name)
		isKey := slices.Contains(k.Key, a.Name)
		if !ok || f.Has(unwritable) || isKey && was.Key != now.Key && !renames && !k.Derived() {
			continue
		}
		wrote, have := left.Get(a.Name), now.Get(a.Name)
		switch {
		case isKey, f.Holds(wrote, have) || sameRead(wrote, have), t.attempted(now.Ref(), f, have):
			if isKey || !sameRead(a.Value, have) || f.Ref != "" && t.passedOn(f.Ref, a.Value) {
				want.Put(a.Name, given(f, a.Value), t.from[was.Ref()][a.Name]...)
			}
		case sameRead(a.Value, have) || sameRead(a.Value, wrote):
		default:
			t.kept = append(t.kept, Kept{Object: now.Ref(), Field: a.Name, Wrote: wrote, Now: have, Why: whyChanged})
		}
	}
	if k.Can&state.Create == 0 && len(want.Attrs) == len(k.Key) {
		return // the vendor makes it with what it belongs to
	}
	if renames {
		t.renamed[now.Ref()] = was.Ref()
	} else if was.Key != now.Key && !k.Derived() {
		t.stayed[was.Ref()] = now.Ref()
	}
	t.wanted[was.Ref()] = &want
}

// passedOn reports whether something that a value names had another name after the
// run: by the same name it may mean another one now.
func (t *takingBack) passedOn(kind string, v state.Value) bool {
	for key := range v.Keys() {
		for i := range t.Undo.Former {
			was := &t.Undo.Former[i]
			if was.Kind == kind && was.Key == key && t.after[i] != nil && t.after[i].Key != key {
				return true
			}
		}
	}
	return false
}

// vacated reports whether what has a name now gives it up in the same plan.
func (t *takingBack) vacated(r state.Ref) bool {
	for i, left := range t.after {
		if left != nil && left.Ref() == r && t.Undo.Former[i].Key != r.Key {
			return true
		}
	}
	o, made := t.left.Find(r)
	return made && o.ID == ""
}

// given is a value in the form in which it is asked for: what was not shown is
// cleared, or gets what the vendor fills in.
func given(f *state.Field, v state.Value) state.Value {
	switch {
	case v.Presence() != state.Absent:
		return v.Bare()
	case f.Default.Presence() == state.Set:
		return f.Default
	}
	return state.Nothing()
}

// vanished wants back what was deleted and is not there.
func (t *takingBack) vanished() {
	for i := range t.Undo.Former {
		was := &t.Undo.Former[i]
		k, ok := t.Schema.Kind(was.Kind)
		if !ok || t.after[i] != nil || t.remade(was) != nil {
			continue
		}
		if now, there := t.Live.Find(was.Ref()); there {
			if !t.vacated(was.Ref()) {
				t.again(k, was, now)
				continue
			}
		}
		want := state.Object{Kind: was.Kind, Key: was.Key, Canonical: t.canonical[was.Ref()]}
		settable := false
		for _, a := range was.Attrs {
			if a.Value.Presence() == state.Set { // what is made begins without the rest
				want.Put(a.Name, a.Value.Bare(), t.from[was.Ref()][a.Name]...)
				settable = settable || !slices.Contains(k.Key, a.Name)
			}
		}
		if settable || k.Can&state.Create != 0 || k.Unread {
			t.wanted[was.Ref()] = &want
		}
	}
}

// again: an object that was deleted is there, by somebody else's doing.
func (t *takingBack) again(k *state.Kind, was, now *state.Object) {
	if k.Can&state.Create != 0 && !asBefore(k, was, now) {
		t.keep(now.Ref(), whyAgain)
	}
}

// asBefore reports whether an object is what it was, maybe under another id: an
// earlier attempt, or somebody, has brought it back.
func asBefore(k *state.Kind, was, now *state.Object) bool {
	return !slices.ContainsFunc(was.Attrs, func(a state.Attr) bool {
		f, ok := k.Field(a.Name)
		return ok && !f.Has(unwritable) && !sameRead(a.Value, now.Get(a.Name)) && !f.Holds(a.Value, now.Get(a.Name))
	})
}
