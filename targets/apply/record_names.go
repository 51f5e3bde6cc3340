package apply

import (
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// called says what objects that the plan renames, or makes anew under another
// key, are called now: in the record that was before, whose names are older, and
// in what is desired, whose names may not have come about.
type called struct {
	record  map[state.Ref]state.Ref // former name → name that came about
	desired map[state.Ref]state.Ref // name asked for → name that stayed
}

// called looks for each object under both of its names.
func (r *run) called(after *state.Snapshot) called {
	out := called{map[state.Ref]state.Ref{}, map[state.Ref]state.Ref{}}
	for i := range r.Section.Changes {
		c := &r.Section.Changes[i]
		k, known := r.Schema.Kind(c.Object.Kind)
		if !known || c.LiveKey == "" || c.Op != state.OpUpdate && !c.Replace || k.Derived() {
			continue
		}
		_, came := after.Find(c.Object)
		_, stayed := after.Find(c.Live())
		switch {
		case came:
			out.record[c.Live()] = c.Object
		case stayed:
			out.desired[c.Object] = c.Live()
		}
	}
	return out
}

// inPresentNames is a record whose entries go by what their objects are called
// now.
func (c called) inPresentNames(schema state.Schema, before *state.Record) *state.Record {
	if before == nil || len(c.record) == 0 {
		return before
	}
	out := *before
	out.Entries = nil
	for _, o := range state.Rekey(schema, before.Snapshot(), c.record).Objects {
		out.Entries = append(out.Entries, state.Entry{Object: o.Ref(), Canonical: o.Canonical, ID: o.ID, Attrs: o.Attrs})
	}
	return &out
}
