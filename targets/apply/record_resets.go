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
				entryOf(out, c, name, o.ID).put(f)
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

// put adds the value that was declared, or that is there where none is known.
func (e kept) put(f *diff.Field) {
	v := f.Live
	for _, declared := range []state.Value{f.Base, f.Last} {
		if declared.Presence() != state.Absent {
			v = declared
		}
	}
	i, ok := slices.BinarySearchFunc(e.Attrs, f.Name, func(a state.Attr, name string) int { return strings.Compare(a.Name, name) })
	a := state.Attr{Name: f.Name, Value: v}
	if ok {
		e.Attrs[i] = a
		return
	}
	e.Attrs = slices.Insert(slices.Clip(e.Attrs), i, a)
}
