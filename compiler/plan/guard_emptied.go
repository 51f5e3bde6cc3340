package plan

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// An empty set is more often a mistake in the site (a file not found, a selector
// gone wrong) than meant. Sets of one or two are too small to tell, but for those
// of who answers calls: whatever was meant, nobody does afterwards.
const smallSet = 2

// emptied refuses to delete everything of a kind.
func emptied(w *World) []Refusal {
	var out []Refusal
	for _, c := range w.counts() {
		if len(c.deleted) <= smallSet || len(c.deleted) < c.there || len(w.After.OfKind(c.kind.Name)) > 0 {
			continue
		}
		out = append(out, Refusal{Guard: "emptied", Kind: plural(c.kind), Count: len(c.deleted), Objects: few(c.deleted), Flag: deleteFlag(c),
			Message: fmt.Sprintf("all %d %s would be deleted", len(c.deleted), plural(c.kind))})
	}
	return out
}

// hollowed refuses to leave groups, or what else has members, without any. Who
// becomes a member of another, or goes altogether, does not count.
func hollowed(w *World) []Refusal {
	var out []Refusal
	for _, c := range w.counts() {
		place := placeOf(c.kind)
		if place == nil || len(c.gone) <= smallSet {
			continue
		}
		left := map[string]int{} // place → members afterwards
		for _, o := range w.After.OfKind(c.kind.Name) {
			left[o.Get(place.Name).String()]++
		}
		moved := w.arriving(c.kind)
		lost := map[state.Ref]int{}
		n := 0
		for _, ch := range c.gone {
			o, ok := w.Live.Find(ch.Live())
			if !ok {
				continue
			}
			at := w.called(state.Ref{Kind: place.Ref, Key: o.Get(place.Name).String()})
			_, stays := w.After.Find(at)
			if stays && left[at.Key] == 0 && !moved[ownerOf(c.kind, o)] && w.staysOn(ownerOf(c.kind, o)) {
				lost[at]++
				n++
			}
		}
		if n <= smallSet || n == c.there {
			continue // of them all another guard speaks
		}
		places := sortedRefs(lost)
		k, _ := w.Schema.Kind(place.Ref)
		out = append(out, Refusal{Guard: "emptied", Kind: plural(c.kind), Count: len(places), Objects: few(places), Flag: deleteFlag(c),
			Message: fmt.Sprintf("%s would be left without any of %s %d %s", number(len(places), k), theirs(len(places)), n, plural(c.kind))})
	}
	return out
}

func theirs(n int) string {
	if n == 1 {
		return "its"
	}
	return "their"
}

// placeOf is the part of a key that says where an object is a member: what its
// key names beside its owner. Nil for what is no membership.
func placeOf(k *state.Kind) *state.Field {
	for _, name := range k.Key {
		if f, ok := k.Field(name); ok && f.Ref != "" && f.Ref != k.Owner {
			return f
		}
	}
	return nil
}

func ownerOf(k *state.Kind, o *state.Object) state.Ref {
	for r := range k.Owners(o) {
		if r.Kind == k.Owner {
			return r
		}
	}
	return state.Ref{}
}

// arriving are the owners of what the section makes of a kind.
func (w *World) arriving(k *state.Kind) map[state.Ref]bool {
	out := map[state.Ref]bool{}
	for i := range w.Section.Changes {
		c := &w.Section.Changes[i]
		if c.Object.Kind != k.Name || c.Op != state.OpCreate || !c.Acts() {
			continue
		}
		if o, ok := w.After.Find(c.Object); ok {
			out[ownerOf(k, o)] = true
		}
	}
	return out
}

func (w *World) staysOn(r state.Ref) bool {
	if r.Kind == "" {
		return true
	}
	_, ok := w.After.Find(w.called(r))
	return ok
}

func sortedRefs(refs map[state.Ref]int) []state.Ref {
	out := make([]state.Ref, 0, len(refs))
	for r := range refs {
		out = append(out, r)
	}
	slices.SortFunc(out, state.Ref.Compare)
	return out
}

// cleared refuses to leave lists of others, such as a queue's agents, empty.
func cleared(w *World) []Refusal {
	var out []Refusal
	for _, c := range w.counts() {
		n, objects, what, answering := 0, map[state.Ref]int{}, "", false
		for _, ch := range c.changed {
			for i := range ch.Fields {
				f, ok := c.kind.Field(ch.Fields[i].Name)
				if ok && f.Ref != "" && f.Type == state.Strset && clears(&ch.Fields[i]) {
					n += len(ch.Fields[i].Live.Items())
					objects[ch.Object]++
					what, answering = cmp.Or(f.Title, f.Name), answering || f.Has(state.Answering)
				}
			}
		}
		if n == 0 || n <= smallSet && !answering {
			continue
		}
		list := sortedRefs(objects)
		out = append(out, Refusal{Guard: "emptied", Kind: plural(c.kind), Count: len(list), Objects: few(list), Flag: modifyFlag(c),
			Message: fmt.Sprintf("%s would be left without any of %s %d %s", number(len(list), c.kind), theirs(len(list)), n, what)})
	}
	return out
}

func clears(f *diff.Field) bool {
	return f.Part.Acts() && len(f.Live.Items()) > 0 && len(f.Desired.Items()) == 0
}
