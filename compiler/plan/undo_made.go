package plan

import (
	"maps"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// made dooms what the run made and nobody changed since.
func (t *takingBack) made() {
	for i := range t.left.Objects {
		left := &t.left.Objects[i]
		_, old := tagOf(left)
		k, ok := t.Schema.Kind(left.Kind)
		if _, was := t.before.Find(left.Ref()); old || !ok || was && t.wanted[left.Ref()] != nil && !t.swaps(left.Ref()) {
			continue
		}
		now, there := t.Live.Find(left.Ref())
		if !there {
			continue
		}
		if t.isAnother(now) {
			if want := t.wanted[now.Ref()]; want == nil || !t.swaps(now.Ref()) || !asBefore(k, want, now) {
				delete(t.wanted, now.Ref())
				t.keep(now.Ref(), whyAnother)
			}
			continue
		}
		if field, changed := t.changed(k, left, now); changed {
			t.kept = append(t.kept, Kept{Object: now.Ref(), Field: field, Wrote: left.Get(field), Now: now.Get(field), Why: whyChanged})
			for owner := range k.Owners(now) {
				t.pinned[owner] = true
			}
			continue
		}
		if t.guessed(left.Ref()) {
			t.keep(now.Ref(), whyUnknown)
			continue
		}
		switch {
		case k.Can&state.Delete != 0 || k.Unread:
			t.doomed[now.Ref()] = now
		case k.Can&state.Create != 0:
			t.lasting(k, left, now)
		}
	}
}

// lasting keeps what the run made and the target lets nobody delete. It lets go of what
// else the run made, so that that can go.
func (t *takingBack) lasting(k *state.Kind, left, now *state.Object) {
	t.keep(now.Ref(), whyLasting)
	for field, to := range k.References(now) {
		f, _ := k.Field(field)
		other, made := t.left.Find(to)
		if made {
			_, old := tagOf(other)
			made = !old
		}
		if !made || !t.written[left.Ref()][field] || slices.Contains(k.Key, field) || f.Has(unwritable|state.Immutable|state.Runtime|state.Manual) {
			continue
		}
		t.want(k, now).Put(field, state.Nothing())
	}
}

// guessed reports whether nobody knew if an object was there before the run: then
// it is not for the run to take away.
func (t *takingBack) guessed(r state.Ref) bool {
	return slices.ContainsFunc(t.Section.Changes, func(c diff.Change) bool { return c.Unknown && c.Object == r })
}

// isAnother reports whether what has a name that the run made something under is
// not that.
func (t *takingBack) isAnother(now *state.Object) bool {
	id := t.IDs[now.Ref()]
	return id != "" && now.ID != "" && id != now.ID
}

// swaps reports whether what the run made under a name is not what had the name
// before: that moves, or comes back.
func (t *takingBack) swaps(r state.Ref) bool {
	if t.another(r) {
		return true
	}
	for i := range t.Undo.Former {
		if t.Undo.Former[i].Ref() == r {
			return t.after[i] != nil && t.after[i].Key != r.Key || t.elsewhere(&t.Undo.Former[i])
		}
	}
	return false
}

// elsewhere reports whether what the run made under the name of something that it
// deleted belongs to something else: of two departments that exchanged their names,
// a member who left the one and joined the other is in "Sales" before and after.
func (t *takingBack) elsewhere(was *state.Object) bool {
	made, there := t.left.Find(was.Ref())
	k, ok := t.Schema.Kind(was.Kind)
	if !there || !ok || made.ID != "" || !k.Derived() {
		return false
	}
	var before, after []state.Ref
	for owner := range k.Owners(was) {
		before = append(before, owner)
	}
	for owner := range k.Owners(made) {
		after = append(after, t.formerly(owner))
	}
	return !slices.Equal(before, after)
}

// formerly is the name that something had before the run.
func (t *takingBack) formerly(then state.Ref) state.Ref {
	for i, left := range t.after {
		if left != nil && left.Ref() == then {
			return t.Undo.Former[i].Ref()
		}
	}
	return then
}

// changed names a field of what the run made that is otherwise by now.
func (t *takingBack) changed(k *state.Kind, left, now *state.Object) (string, bool) {
	for _, name := range slices.Sorted(maps.Keys(t.written[left.Ref()])) {
		f, ok := k.Field(name)
		if !ok || !t.written[left.Ref()][name] || f.Has(unwritable|state.Runtime) {
			continue
		}
		if !f.Holds(left.Get(name), now.Get(name)) && !sameRead(left.Get(name), now.Get(name)) {
			return name, true
		}
	}
	return "", false
}
