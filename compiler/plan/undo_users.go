package plan

import (
	"maps"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// users are the doomed objects that something which stays refers to.
func (t *takingBack) users() map[state.Ref]bool {
	out := maps.Clone(t.pinned)
	if len(t.doomed) == 0 {
		return out
	}
	for i := range t.Live.Objects {
		o := &t.Live.Objects[i]
		k, ok := t.Schema.Kind(o.Kind)
		if !ok || t.doomed[o.Ref()] != nil || k.Can&state.Create == 0 && t.belongs(k, o) {
			continue
		}
		former := o.Ref()
		if to, ok := t.renamed[former]; ok {
			former = to
		}
		want := t.wanted[former]
		for field, to := range k.References(o) {
			if t.doomed[to] == nil {
				continue
			}
			if want != nil {
				if a, ok := want.Attr(field); ok && !refersTo(a.Value, to.Key) {
					continue
				}
			}
			out[to] = true
		}
	}
	return out
}

// belongs reports whether an object goes with something that is doomed.
func (t *takingBack) belongs(k *state.Kind, o *state.Object) bool {
	for r := range k.Owners(o) {
		if t.doomed[r] != nil {
			return true
		}
	}
	return false
}

// ownerStays reports whether the run made what an object belongs to, and that
// stays.
func (t *takingBack) ownerStays(r state.Ref) bool {
	k, _ := t.Schema.Kind(r.Kind)
	for owner := range k.Owners(t.doomed[r]) {
		left, ours := t.left.Find(owner)
		if _, there := t.Live.Find(owner); there && ours && left.ID == "" && t.doomed[owner] == nil && t.wanted[owner] == nil {
			return true
		}
	}
	return false
}
