package plan

import "github.com/patchbay-dev/patchbay/compiler/state"

// named is an object of today with what it refers to by the names that hold
// afterwards.
func (v *verifier) named(o *state.Object) *state.Object {
	if len(v.names) == 0 {
		return o
	}
	one := state.Snapshot{Objects: []state.Object{*o}}
	return &state.Rekey(v.Schema, &one, v.names).Objects[0]
}

// deleted notes by which names a step may delete what has the name of something
// else in its key, which another step changes.
func (v *verifier) deleted() {
	if len(v.names) == 0 {
		return
	}
	for i := range v.section.Changes {
		c := &v.section.Changes[i]
		o, there := v.Live.Find(c.Live())
		if c.Op != state.OpDelete || !there {
			continue
		}
		if r := v.named(o).Ref(); r != c.Object {
			v.about[r] = append(v.about[r], c)
		}
	}
}
