package apply

import (
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// keepResets puts back into a record what the plan was to undo and is there
// still, whatever kept it: a step that failed, was ignored, skipped or put off.
// Somebody approved that it goes; only as long as the record knows it as ours
// does every later plan list it.
func (r *run) keepResets(out *state.Record, after *state.Snapshot, called called) {
	for i := range r.Section.Changes {
		c := &r.Section.Changes[i]
		if !c.Acts() || called.missing[c.Object] && c.Op != state.OpDelete {
			continue
		}
		name := c.Object
		if at, ok := called.desired[name]; ok && c.Op != state.OpDelete {
			name = at
		}
		o, there := after.Find(name)
		if !there && c.LiveKey != "" {
			name = c.Live()
			o, there = after.Find(name)
		}
		if !there {
			continue
		}
		k, _ := r.Schema.Kind(name.Kind)
		if c.Op == state.OpDelete && c.Part == diff.Reset {
			entryOf(out, c, name, o.ID)
		}
		for j := range c.Fields {
			if f := &c.Fields[j]; f.Part == diff.Reset && (c.Op == state.OpDelete || !isReset(k, f, o)) {
				entryOf(out, c, name, o.ID).put(f.Name, r.declared(k, f, o))
			}
		}
	}
}

// isReset reports whether a field came to what it was to be reset to.
func isReset(k *state.Kind, f *diff.Field, o *state.Object) bool {
	if k == nil {
		return false
	}
	def, ok := k.Field(f.Name)
	return ok && def.Holds(f.Desired, o.Get(f.Name))
}

// kept is an entry that things are put back into.
type kept struct{ *state.Entry }

// entryOf finds the entry of what a change is about, or makes one.
func entryOf(out *state.Record, c *diff.Change, name state.Ref, id string) kept {
	i, ok := slices.BinarySearchFunc(out.Entries, name, func(e state.Entry, ref state.Ref) int { return e.Object.Compare(ref) })
	if !ok {
		out.Entries = slices.Insert(out.Entries, i, state.Entry{Object: name, Canonical: c.Canonical, ID: id})
	}
	return kept{&out.Entries[i]}
}

// declared is the value of a field that was declared, or that is there where none is
// known. It refers to things by the names that they have now, as records do; a part
// of the object's own name is what the object has.
func (r *run) declared(k *state.Kind, f *diff.Field, o *state.Object) state.Value {
	if k == nil {
		return f.Live
	}
	field, ok := k.Field(f.Name)
	switch {
	case ok && slices.Contains(k.Key, f.Name):
		return o.Get(f.Name)
	case f.Last.Presence() != state.Absent:
		return r.expected.names.thenToNow(field, f.Last)
	case f.Base.Presence() != state.Absent:
		return r.expected.names.thenToNow(field, f.Base)
	}
	return r.expected.names.firstToNow(field, f.Live)
}

// put adds a value.
func (e kept) put(name string, v state.Value) {
	i, ok := slices.BinarySearchFunc(e.Attrs, name, func(a state.Attr, name string) int { return strings.Compare(a.Name, name) })
	a := state.Attr{Name: name, Value: v}
	if ok {
		e.Attrs[i] = a
		return
	}
	e.Attrs = slices.Insert(slices.Clip(e.Attrs), i, a)
}
