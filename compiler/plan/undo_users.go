package plan

import (
	"maps"
	"slices"

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
				if a, ok := want.Attr(field); ok && (!refersTo(a.Value, to.Key) || t.wanted[to] != nil) {
					continue // by its former name it is what comes back
				}
			}
			out[to] = true
		}
	}
	return out
}

// lists wants the lists of the run written again that name, before and after it,
// numbers which were swapped: who has a number goes, the PBX takes the number out
// of the list, and who had it before comes back.
func (t *takingBack) lists() {
	for _, r := range slices.SortedFunc(maps.Keys(t.wrote), state.Ref.Compare) {
		o, there := t.Live.Find(r)
		k, known := t.Schema.Kind(r.Kind)
		if !there || !known || t.doomed[r] != nil {
			continue
		}
		for field, to := range k.References(o) {
			f, _ := k.Field(field)
			if slices.Contains(k.Key, field) || t.doomed[to] == nil || t.wanted[to] == nil || !f.Holds(t.wrote[r][field], o.Get(field)) {
				continue
			}
			want := t.want(k, o)
			if _, asked := want.Attr(field); !asked {
				want.Put(field, o.Get(field))
			}
		}
	}
}

// want is what is restored of something on the target; so far, maybe, nothing.
func (t *takingBack) want(k *state.Kind, now *state.Object) *state.Object {
	former := now.Ref()
	if to, ok := t.renamed[former]; ok {
		former = to
	}
	for was, is := range t.stayed {
		if is == now.Ref() {
			former = was
		}
	}
	if t.wanted[former] == nil {
		made := &state.Object{Kind: former.Kind, Key: former.Key, Canonical: t.canonical[former]}
		for _, name := range k.Key {
			made.Put(name, now.Get(name))
		}
		t.wanted[former] = made
	}
	return t.wanted[former]
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
