package apply

import (
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// names tells objects apart while some of them are renamed. A step names what it
// refers to as it is called once all is done, and a read as it is called at that
// moment; both are brought to the name that it had when the plan began.
type names struct {
	then    map[state.Ref]state.Ref // name once all is done → first name
	present map[state.Ref]state.Ref // name at present → first name, of what has been renamed
	moved   map[state.Ref]state.Ref // the other way
	keys    keys
}

func namesOf(schema state.Schema, changes []diff.Change) names {
	n := names{map[state.Ref]state.Ref{}, map[state.Ref]state.Ref{}, map[state.Ref]state.Ref{}, keys{}}
	n.keys.ofChanges(schema, changes)
	for i := range changes {
		if c := &changes[i]; c.Op == state.OpUpdate && !c.Replace && c.LiveKey != "" {
			n.then[c.Object] = c.Live()
		}
	}
	return n
}

// ofThen is a value that is in the names of once all is done.
func (n names) ofThen(f *state.Field, v state.Value) state.Value { return translated(n.then, f, v) }

// ofNow is a value that was read.
func (n names) ofNow(f *state.Field, v state.Value) state.Value { return translated(n.present, f, v) }

// thenToNow brings a value from the names of once all is done to those of now.
func (n names) thenToNow(f *state.Field, v state.Value) state.Value {
	return renamed(f, v, func(r state.Ref) (state.Ref, bool) { return n.atPresent(r), true })
}

// firstToNow brings a value from first names to those of now.
func (n names) firstToNow(f *state.Field, v state.Value) state.Value {
	return translated(n.moved, f, v)
}

func translated(of map[state.Ref]state.Ref, f *state.Field, v state.Value) state.Value {
	if len(of) == 0 {
		return v
	}
	return renamed(f, v, func(r state.Ref) (state.Ref, bool) {
		to, ok := of[r]
		return to, ok
	})
}

// renamed gives what a value refers to other names.
func renamed(f *state.Field, v state.Value, name func(state.Ref) (state.Ref, bool)) state.Value {
	if f == nil || f.Ref == "" {
		return v
	}
	out, _ := v.Rekeyed(func(key string) (string, bool) {
		to, ok := name(state.Ref{Kind: f.Ref, Key: key})
		return to.Key, ok
	})
	return out
}

// firstOf is the first name of what has a name at present.
func (n names) firstOf(r state.Ref) state.Ref {
	if was, ok := n.present[r]; ok {
		return was
	}
	return r
}

// atPresent is the name at present of what is called r once all is done.
func (n names) atPresent(r state.Ref) state.Ref {
	was, ok := n.then[r]
	if !ok {
		return r
	}
	if now, renamed := n.moved[was]; renamed {
		return now
	}
	return was
}

// done follows an effect that was carried out.
func (n names) done(e state.Effect) {
	old := state.Ref{Kind: e.Object.Kind, Key: e.LiveKey}
	switch {
	case renames(e):
		was := n.firstOf(old)
		delete(n.present, old)
		n.present[e.Object], n.moved[was] = was, e.Object
	case e.Op == state.OpCreate:
		delete(n.present, e.Object)
	}
}

// inFirst is what was read, by first names.
func (n names) inFirst(schema state.Schema, s *state.Snapshot) *state.Snapshot {
	return state.Rekey(schema, s, n.present)
}

// nowOf are the names under which an object may be found that had a name when the
// plan began, that one among them. There are several only where a part of the name
// may hold a slash and nobody has seen the object.
func (n names) nowOf(schema state.Schema, was state.Ref) []state.Ref {
	return append([]state.Ref{was}, n.spellings(schema, was, n.moved)...)
}

// beforeOf are the names that an object may have had when the plan began.
func (n names) beforeOf(schema state.Schema, now state.Ref) []state.Ref {
	return append([]state.Ref{now}, n.spellings(schema, now, n.present)...)
}

// passedOn reports whether a name is that of another object until something is
// renamed.
func (n names) passedOn(schema state.Schema, then state.Ref) bool {
	return len(n.spellings(schema, then, n.then)) > 0
}

// spellings are the other names of an object where it, or what its key names, is
// called differently.
func (n names) spellings(schema state.Schema, r state.Ref, to map[state.Ref]state.Ref) []state.Ref {
	if len(to) == 0 {
		return nil
	}
	var out []state.Ref
	if other, ok := to[r]; ok {
		out = append(out, other)
	}
	k, ok := schema.Kind(r.Kind)
	if !ok || !k.Derived() {
		return out
	}
	for _, parts := range n.keys.readings(k, r) {
		if other, ok := respelt(k, parts, to); ok {
			out = append(out, state.Ref{Kind: r.Kind, Key: joined(other)})
		}
	}
	return out
}
