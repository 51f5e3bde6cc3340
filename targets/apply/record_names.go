package apply

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// called says what the objects of a plan are called now: in the record that was
// before, whose names are older, and in what is desired, whose names may not have
// come about.
type called struct {
	record  map[state.Ref]state.Ref // name of an entry → name of its object now
	former  map[state.Ref]bool      // names of entries whose objects are gone
	desired map[state.Ref]state.Ref // name asked for → another name that the object has
	missing map[state.Ref]bool      // names asked for that stand for nothing, or for another object
}

// called goes by what the steps that were done did to each name. That there is
// something under it tells nothing: where names are swapped it may be the other.
func (r *run) called(before *state.Record) called {
	out := called{map[state.Ref]state.Ref{}, map[state.Ref]bool{}, map[state.Ref]state.Ref{}, map[state.Ref]bool{}}
	holds := r.whereabouts()
	now := map[int]state.Ref{}
	for ref, i := range holds {
		if was, twice := now[i]; !twice || was != r.Section.Changes[i].Object {
			now[i] = ref
		}
	}
	entries := entriesOf(before)
	taken := map[state.Ref]state.Ref{}
	for i := range r.Section.Changes {
		c := &r.Section.Changes[i]
		if !r.named(c) {
			continue
		}
		at, there := now[i]
		_, occupied := holds[c.Object]
		switch {
		case c.Op == state.OpDelete:
		case there && at != c.Object:
			out.desired[c.Object] = at
		case !there && (c.Op != state.OpCreate || occupied):
			out.missing[c.Object] = true
		}
		switch entry, known := entries.of(c); {
		case known && there:
			out.record[entry], taken[at] = at, entry
		case known && c.Op != state.OpCreate:
			out.former[entry] = true
		}
	}
	for at, entry := range taken {
		if _, stays := out.record[at]; at != entry && !stays {
			out.former[at] = true
		}
	}
	return out
}

// named reports whether a change is of an object that has a name of its own.
func (r *run) named(c *diff.Change) bool {
	k, known := r.Schema.Kind(c.Object.Kind)
	return known && !k.Derived()
}

// whereabouts follows the objects of the plan through the steps that were done:
// which of the changes, by their place in the plan, is about what a name stands
// for now.
func (r *run) whereabouts() map[state.Ref]int {
	holds, makes := map[state.Ref]int{}, map[state.Ref]int{}
	for i := range r.Section.Changes {
		c := &r.Section.Changes[i]
		if !r.named(c) {
			continue
		}
		if c.Op != state.OpCreate {
			holds[c.Live()] = i
		}
		if c.Op == state.OpCreate || c.Replace {
			makes[c.Object] = i
		}
	}
	for _, e := range r.landed {
		old := state.Ref{Kind: e.Object.Kind, Key: e.LiveKey}
		i, made := makes[e.Object]
		n, held := holds[old]
		switch {
		case e.Op == state.OpDelete:
			delete(holds, e.Object)
		case e.Op == state.OpCreate && made:
			holds[e.Object] = i
		case e.Op == state.OpUpdate && e.LiveKey != "" && old != e.Object && held:
			delete(holds, old)
			holds[e.Object] = n
		}
	}
	return holds
}

// entries finds what a record knows of the object of a change, which may have got
// another name by somebody else since.
type entries struct {
	byCanonical map[state.Ref]state.Ref // kind and canonical id → name
	record      *state.Record
}

func entriesOf(r *state.Record) entries {
	out := entries{map[state.Ref]state.Ref{}, r}
	if r == nil {
		return out
	}
	for i := range r.Entries {
		if e := &r.Entries[i]; e.Canonical != "" {
			out.byCanonical[state.Ref{Kind: e.Object.Kind, Key: e.Canonical}] = e.Object
		}
	}
	return out
}

func (e entries) of(c *diff.Change) (state.Ref, bool) {
	if at, ok := e.byCanonical[state.Ref{Kind: c.Object.Kind, Key: c.Canonical}]; ok && c.Canonical != "" {
		return at, true
	}
	entry, ok := e.record.Find(c.Live())
	return c.Live(), ok && (entry.Canonical == "" || c.Canonical == "")
}

// inPresentNames is a record whose entries go by what their objects are called
// now, without those of objects that are gone.
func (c called) inPresentNames(schema state.Schema, before *state.Record) *state.Record {
	if before == nil || len(c.record)+len(c.former) == 0 {
		return before
	}
	out := *before
	out.Entries = nil
	for _, o := range state.Rekey(schema, without(schema, before.Snapshot(), c.former), c.record).Objects {
		out.Entries = append(out.Entries, state.Entry{Object: o.Ref(), Canonical: o.Canonical, ID: o.ID, Attrs: o.Attrs})
	}
	return &out
}

// wanted is what is desired by the names that there are now, without what did not
// come about where its name stands for something else.
func (c called) wanted(schema state.Schema, desired *state.Snapshot) *state.Snapshot {
	return state.Rekey(schema, without(schema, desired, c.missing), c.desired)
}

// without leaves out objects, and those that are named by them.
func without(schema state.Schema, s *state.Snapshot, out map[state.Ref]bool) *state.Snapshot {
	if s == nil || len(out) == 0 {
		return s
	}
	left := *s
	left.Objects = slices.DeleteFunc(slices.Clone(s.Objects), func(o state.Object) bool { return out[o.Ref()] || namedBy(schema, &o, out) })
	return &left
}

func namedBy(schema state.Schema, o *state.Object, by map[state.Ref]bool) bool {
	k, ok := schema.Kind(o.Kind)
	return ok && slices.ContainsFunc(k.Key, func(name string) bool {
		f, ok := k.Field(name)
		return ok && f.Ref != "" && by[state.Ref{Kind: f.Ref, Key: o.Get(name).Text()}]
	})
}
