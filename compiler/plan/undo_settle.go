package plan

import (
	"maps"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// settle lets what is doomed stay where others have come to rest on it, and what
// is wanted where it has nothing to belong to, until nothing more follows.
func (t *takingBack) settle() {
	for again := true; again; {
		again = false
		for _, former := range slices.SortedFunc(maps.Keys(t.replaces), state.Ref.Compare) {
			again = t.displaced(former) || again
		}
		for _, r := range slices.SortedFunc(maps.Keys(t.wanted), state.Ref.Compare) {
			again = t.orphaned(r) || again
		}
		again = t.clash() || again
		t.lists()
		users := t.users()
		for _, r := range slices.SortedFunc(maps.Keys(t.doomed), state.Ref.Compare) {
			if users[r] {
				delete(t.doomed, r)
				t.keep(r, whyUsed)
				again = true
			} else if t.ownerStays(r) {
				delete(t.doomed, r)
				again = true
			}
		}
	}
}

// displaced leaves what was made anew under another number as it is, where it
// cannot have its former one back: somebody came to rest on it, or what has the
// former number by now, the other of two that swapped, stays.
func (t *takingBack) displaced(former state.Ref) bool {
	now := t.replaces[former]
	made, came := t.left.Find(now)
	o, there := t.Live.Find(now)
	switch {
	case t.wanted[former] == nil || !there || !came || made.ID != "":
		return false // the run did not come that far
	case t.isAnother(o) && t.swaps(now):
		return false // an earlier attempt has brought back who had the number
	}
	if t.doomed[now] == nil {
		delete(t.wanted, former) // it is not brought back beside what took its place
		return false
	}
	if _, taken := t.Live.Find(former); !taken || t.doomed[former] != nil || !t.another(former) {
		return false
	}
	delete(t.wanted, former)
	delete(t.doomed, now)
	t.keep(now, whyTaken)
	return true
}

// orphaned gives up what would refer to something that is not there and does not
// come back: the field or, where it belongs to that, the object.
func (t *takingBack) orphaned(r state.Ref) bool {
	want := t.wanted[r]
	k, _ := t.Schema.Kind(want.Kind)
	for name, to := range k.References(want) {
		if t.remains(to) {
			continue
		}
		if f, _ := k.Field(name); slices.Contains(k.Key, name) || f.Ref == k.Owner {
			delete(t.wanted, r)
			t.keep(r, whyOrphan)
			return true
		}
		t.kept = append(t.kept, Kept{Object: r, Field: name, Former: want.Get(name), Why: whyNowhere})
		less := want.Clone()
		less.Put(name, state.Value{})
		t.wanted[r] = &less
		return true
	}
	return false
}

// clash gives up a former value that only one may have, and somebody else has by
// now.
func (t *takingBack) clash() bool {
	type value struct{ kind, field, fold string }
	holders := map[value]state.Ref{}
	each := func(o *state.Object, visit func(*state.Field, state.Value)) {
		k, _ := t.Schema.Kind(o.Kind)
		for _, a := range o.Attrs {
			if f, ok := k.Field(a.Name); ok && a.Value.Presence() == state.Set && (f.Has(state.Unique) || len(k.Key) == 1 && k.Key[0] == a.Name) {
				visit(f, a.Value)
			}
		}
	}
	for i := range t.Live.Objects {
		o := &t.Live.Objects[i]
		if t.doomed[o.Ref()] != nil {
			continue
		}
		former := o.Ref()
		if to, ok := t.renamed[former]; ok {
			former = to
		}
		each(o, func(f *state.Field, v state.Value) {
			if want := t.wanted[former]; want == nil || want.Get(f.Name).Presence() == state.Absent {
				holders[value{o.Kind, f.Name, f.Fold(v)}] = former
			}
		})
	}
	for _, r := range slices.SortedFunc(maps.Keys(t.wanted), state.Ref.Compare) {
		var lost *state.Field
		each(t.wanted[r], func(f *state.Field, v state.Value) {
			at := value{r.Kind, f.Name, f.Fold(v)}
			if holder, taken := holders[at]; taken && holder != r && t.stayed[r] != holder {
				lost = f
			}
		})
		if lost != nil {
			t.giveUp(r, lost)
			return true
		}
	}
	return false
}

// giveUp leaves a field of what is wanted as it is now. Without its name what
// was deleted does not come back, and what was renamed keeps its new name.
func (t *takingBack) giveUp(r state.Ref, f *state.Field) {
	want := t.wanted[r]
	k, _ := t.Schema.Kind(r.Kind)
	t.kept = append(t.kept, Kept{Object: r, Field: f.Name, Former: want.Get(f.Name), Why: whyHeld})
	less := want.Clone()
	less.Put(f.Name, state.Value{})
	t.wanted[r] = &less
	if !slices.Contains(k.Key, f.Name) {
		return
	}
	for now, former := range t.renamed {
		if former == r {
			delete(t.renamed, now)
			t.stayed[r] = now
			return
		}
	}
	delete(t.wanted, r)
}

// remains reports whether something will be there, by its former name.
func (t *takingBack) remains(r state.Ref) bool {
	if t.wanted[r] != nil {
		return true
	}
	if to, ok := t.stayed[r]; ok {
		r = to
	} else if o, made := t.left.Find(r); made && o.ID == "" && t.another(r) {
		return false // what has the name now is not what is meant
	}
	_, there := t.Live.Find(r)
	return there && t.doomed[r] == nil
}
