package plan

import (
	"cmp"
	"maps"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// back puts it together.
func (t *takingBack) back() Back {
	restored := &state.Snapshot{}
	for _, r := range slices.SortedFunc(maps.Keys(t.wanted), state.Ref.Compare) {
		restored.Objects = append(restored.Objects, *t.wanted[r])
	}
	restored = state.Rekey(t.Schema, restored, t.stayed)
	gone := state.Rekey(t.Schema, t.claimed(), t.renamed)
	out := Back{Desired: &state.Snapshot{Target: t.Section.Target, Type: t.Section.Type, Objects: slices.Clone(restored.Objects), Claims: gone.Claims}, Kept: t.kept}
	restored.Sort()
	for _, o := range gone.Objects {
		if _, twice := restored.Find(o.Ref()); !twice {
			out.Desired.Objects = append(out.Desired.Objects, o)
		}
	}
	out.Desired.Sort()
	out.Record = t.record(out.Desired)
	out.Last = t.last(out.Desired)
	for _, l := range t.Undo.Lost {
		if t.carriedOut(l.Change) {
			out.Lost = append(out.Lost, l)
		}
	}
	slices.SortFunc(out.Kept, func(a, b Kept) int { return cmp.Or(a.Object.Compare(b.Object), cmp.Compare(a.Field, b.Field)) })
	return out
}

// claimed claims what is doomed and nothing beside it: where no extent is of one
// object alone, the others in it are declared, as they are.
func (t *takingBack) claimed() *state.Snapshot {
	out := &state.Snapshot{}
	extents := map[state.Extent]bool{}
	for _, r := range slices.SortedFunc(maps.Keys(t.doomed), state.Ref.Compare) {
		k, _ := t.Schema.Kind(r.Kind)
		e := state.Extent{Kind: r.Kind, Attr: k.Key[0], Value: t.doomed[r].Get(k.Key[0]).Text()}
		if e.Value == "" {
			e.Attr = ""
		}
		if !extents[e] && !t.belongs(k, t.doomed[r]) {
			extents[e] = true
			out.Claims = append(out.Claims, e)
		}
	}
	index := out.ClaimIndex()
	for i := range t.Live.Objects {
		o := &t.Live.Objects[i]
		if _, claimed := index.Find(o); !claimed || t.doomed[o.Ref()] != nil {
			continue
		}
		k, _ := t.Schema.Kind(o.Kind)
		bare := state.Object{Kind: o.Kind, Key: o.Key}
		for _, name := range k.Key {
			bare.Put(name, o.Get(name))
		}
		out.Objects = append(out.Objects, bare)
	}
	return out
}

// carriedOut reports whether a step that covers the change was done, or may have
// been.
func (t *takingBack) carriedOut(change string) bool {
	return slices.ContainsFunc(t.Section.Steps, func(s Step) bool {
		return t.Done[s.ID] != NotDone && slices.Contains(s.Covers, change)
	})
}
