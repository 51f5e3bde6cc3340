package diff

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// findReplaced notes the objects that an update would delete and create again,
// before anything is compared: what refers to them has to be written again too,
// whatever the order of kinds. Objects that belong to others in their keys go
// with those.
func (c *comparer) findReplaced() {
	for i := range c.Schema.Kinds {
		k := &c.Schema.Kinds[i]
		if refersByKey(k) || !slices.ContainsFunc(k.Fields, func(f state.Field) bool { return f.Has(state.Immutable) }) {
			continue
		}
		keyOnly := !slices.ContainsFunc(k.Fields, func(f state.Field) bool { return f.Has(state.Immutable) && !slices.Contains(k.Key, f.Name) })
		desired := ofKind(c.Desired, k.Name)
		for j := range desired {
			d := &desired[j]
			if keyOnly && (len(c.liveKeys) == 0 || c.liveKey(d) == "") || c.blocked[d.Ref()] {
				continue // its key is as it was, and nothing else is fixed
			}
			if l, ok := c.Live.Find(d.Ref()); ok && c.replaces(k, d, l) {
				c.replaced[d.Ref()] = true
			}
		}
	}
}

// replaces reports whether a field differs that can be set only at creation.
func (c *comparer) replaces(k *state.Kind, d, l *state.Object) bool {
	original := c.asRead(l)
	return slices.ContainsFunc(d.Attrs, func(a state.Attr) bool {
		f, ok := k.Field(a.Name)
		if !ok || !f.Has(state.Immutable) || f.Flags&(state.Computed|state.Secret|state.External) != 0 {
			return false
		}
		live := l.Get(a.Name)
		if f.Ref == "" {
			live = original.Get(a.Name)
		}
		return live.Presence() != state.Absent && live.Basis() != state.Unknown && !f.Holds(a.Value, live)
	})
}
