package plan

import (
	"cmp"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Vendors with rules about who may stand where leave some changes no way but
// through what nobody asks to change: somebody is taken out of a list for a moment
// and put back, or what they stand in is deleted and made anew. Steps may do either,
// to what the site declares alone: a run that ends between the two is then mended by
// the next plan. A list may shrink on the way and never grow, and Verify proves that
// it is whole in the end.

// lends reports whether an effect takes nothing but entries of declared lists out
// of an object, for a moment.
func (v *verifier) lends(k *state.Kind, e state.Effect) bool {
	if e.Op != state.OpUpdate || e.LiveKey != "" {
		return false
	}
	live, there := v.Live.Find(e.Object)
	if there {
		live = v.named(live)
	}
	return there && !slices.ContainsFunc(e.Attrs, func(a state.Attr) bool {
		f, ok := k.Field(a.Name)
		return !ok || !f.Holds(a.Value, live.Get(a.Name)) && !v.lent(f, live, e.Object, a)
	})
}

// lent reports whether a value is a declared list without some of what stands in it
// now. desired is the name that the object has afterwards.
func (v *verifier) lent(f *state.Field, live *state.Object, desired state.Ref, a state.Attr) bool {
	if f.Type != state.Strset && f.Type != state.Strlist {
		return false
	}
	o, ok := v.Desired.Find(desired)
	if !ok || o.Get(a.Name).Presence() == state.Absent {
		return false
	}
	has := v.named(live).Get(a.Name).Items()
	return !slices.ContainsFunc(a.Value.Items(), func(x string) bool { return !slices.Contains(has, x) })
}

// borrowed are changes of what the site declares and asks no change of, and what the
// steps delete and make anew all the same: they need consent like any other.
func (b *builder) borrowed(gone, made map[state.Ref]bool) []diff.Change {
	about := map[state.Ref]bool{}
	for i := range b.section.Changes {
		about[b.section.Changes[i].Object], about[b.section.Changes[i].Live()] = true, true
	}
	var out []diff.Change
	for r := range gone {
		live, there := b.Live.Find(r)
		want, declared := b.Desired.Find(r)
		if gone[r] && made[r] && there && declared && !about[r] {
			out = append(out, diff.Change{Op: state.OpUpdate, Object: r, ID: live.ID, Canonical: want.Canonical, Part: diff.Asked, Replace: true})
		}
	}
	slices.SortFunc(out, func(c, d diff.Change) int { return c.Object.Compare(d.Object) })
	return out
}

// insert puts changes among those of the section: by kind in the schema's order, and
// by key, behind what was released.
func (b *builder) insert(more []diff.Change) {
	kinds := map[string]int{}
	for i := range b.Vendor.Schema.Kinds {
		kinds[b.Vendor.Schema.Kinds[i].Name] = i
	}
	for i := range more {
		at := len(b.section.Changes)
		for at > 0 && behind(kinds, b.section.Changes[at-1].Object, more[i].Object) {
			at--
		}
		b.section.Changes = slices.Insert(b.section.Changes, at, more[i])
	}
}

// behind reports whether one object is listed behind another.
func behind(kinds map[string]int, r, other state.Ref) bool {
	return cmp.Or(cmp.Compare(kinds[r.Kind], kinds[other.Kind]), strings.Compare(r.Key, other.Key)) > 0
}
