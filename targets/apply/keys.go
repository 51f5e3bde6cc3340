package apply

import (
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// keys are the parts of keys that are made of several and cannot be taken apart by
// looking at them, since a part holds a slash: "North/South/101". They come from
// the attributes of objects, which hold each part for itself.
type keys map[state.Ref][]string

const slash = "/"

func joined(parts []string) string { return strings.Join(parts, slash) }

// plainly takes a key apart that has as many parts as it can have.
func plainly(k *state.Kind, key string) ([]string, bool) {
	parts := strings.Split(key, slash)
	return parts, len(parts) == len(k.Key)
}

// note keeps the parts of an object's key, where they are needed.
func (x keys) note(k *state.Kind, r state.Ref, attr func(string) state.Value) {
	if _, plain := plainly(k, r.Key); plain {
		return
	}
	parts := make([]string, len(k.Key))
	for i, name := range k.Key {
		parts[i] = attr(name).Text()
	}
	if joined(parts) == r.Key {
		x[r] = parts
	}
}

// ofChanges notes those of what changes, before and afterwards.
func (x keys) ofChanges(schema state.Schema, changes []diff.Change) {
	for i := range changes {
		c := &changes[i]
		k, ok := schema.Kind(c.Object.Kind)
		if !ok || !k.Derived() {
			continue
		}
		side := func(of func(*diff.Field) state.Value) func(string) state.Value {
			return func(name string) state.Value {
				f, ok := c.Field(name)
				if !ok {
					return state.Value{}
				}
				return of(f)
			}
		}
		x.note(k, c.Object, side(func(f *diff.Field) state.Value { return f.Desired }))
		x.note(k, c.Live(), side(func(f *diff.Field) state.Value { return f.Live }))
	}
}

// ofRead notes those of what was read.
func (x keys) ofRead(schema state.Schema, live *state.Snapshot) {
	for _, k := range schema.Kinds {
		if !k.Derived() {
			continue
		}
		objects := live.OfKind(k.Name)
		for i := range objects {
			x.note(&k, objects[i].Ref(), objects[i].Get)
		}
	}
}

// readings are the ways in which a key can be taken apart: one, but for a key with
// slashes to spare of an object that nobody has seen.
func (x keys) readings(k *state.Kind, r state.Ref) [][]string {
	parts, plain := plainly(k, r.Key)
	if plain {
		return [][]string{parts}
	}
	if known, ok := x[r]; ok {
		return [][]string{known}
	}
	return groupings(parts, len(k.Key))
}

// groupings are the ways to make n parts of more.
func groupings(parts []string, n int) [][]string {
	if n == 1 && len(parts) > 0 {
		return [][]string{{joined(parts)}}
	}
	var out [][]string
	for first := 1; first < len(parts) && n > 1; first++ {
		for _, rest := range groupings(parts[first:], n-1) {
			out = append(out, append([]string{joined(parts[:first])}, rest...))
		}
	}
	return out
}

// respelt is a key whose parts have other names; not ok where none has.
func respelt(k *state.Kind, parts []string, to map[state.Ref]state.Ref) ([]string, bool) {
	out := slices.Clone(parts)
	for i, name := range k.Key {
		f, ok := k.Field(name)
		if !ok || f.Ref == "" {
			continue
		}
		if other, renamed := to[state.Ref{Kind: f.Ref, Key: parts[i]}]; renamed {
			out[i] = other.Key
		}
	}
	return out, !slices.Equal(out, parts)
}
