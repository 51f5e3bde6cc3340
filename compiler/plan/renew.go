package plan

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// renew marks the changes that the steps carry out by deleting what is there and
// making it anew, although no field asks for it: a driver that finds no order of
// single changes in which the vendor's rules hold has nothing else left. Where what
// is there asks for no change at all, there is one now. What is given to another owner in this way stays what it is.
func (b *builder) renew() {
	gone, made := map[state.Ref]bool{}, map[state.Ref]bool{}
	for i := range b.section.Steps {
		for _, e := range b.section.Steps[i].Effects {
			gone[e.Object] = gone[e.Object] || e.Op == state.OpDelete && !e.Predicted
			made[e.Object] = made[e.Object] || e.Op == state.OpCreate && !e.Predicted
		}
	}
	more := b.borrowed(gone, made)
	copied := len(more) > 0
	if copied {
		b.section.Changes = slices.Clone(b.section.Changes)
		b.insert(more)
	}
	for i := range b.section.Changes {
		c := &b.section.Changes[i]
		k, ok := b.Vendor.Schema.Kind(c.Object.Kind)
		if !ok || c.Op != state.OpUpdate || c.Replace || !c.Acts() || !gone[c.Live()] || !made[c.Object] || changesOwner(k, c) {
			continue
		}
		if !copied {
			b.section.Changes, copied = slices.Clone(b.section.Changes), true
		}
		b.section.Changes[i].Replace = true
	}
}
