package plan

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// dropOut adds to each step that deletes something what the vendor then does by
// itself to the lists that name it: it is in none of them any more, whether the
// site declares them or not.
func (b *builder) dropOut(steps []Step) {
	gone := map[state.Ref]bool{}
	for i := range steps {
		for _, e := range steps[i].Effects {
			if e.Op == state.OpDelete {
				gone[e.Object] = true
			}
		}
	}
	held := b.holding(gone)
	if len(held.Objects) == 0 {
		return
	}
	for i := range steps {
		var drops []state.Effect
		for _, e := range steps[i].Effects {
			held = b.track(held, e)
			if e.Op == state.OpDelete {
				drops = append(drops, b.without(held, e.Object)...)
			}
		}
		if len(drops) > 0 {
			steps[i].Effects = slices.Concat(steps[i].Effects, drops)
		}
	}
}

// holding are copies of the live objects with a list that names some of these.
func (b *builder) holding(gone map[state.Ref]bool) *state.Snapshot {
	out := &state.Snapshot{}
	if len(gone) == 0 {
		return out
	}
	for _, k := range b.Vendor.Schema.Kinds {
		lists := listsOf(&k, "")
		if len(lists) == 0 {
			continue
		}
		live := b.Live.OfKind(k.Name)
		for i := range live {
			if slices.ContainsFunc(lists, func(f state.Field) bool {
				return slices.ContainsFunc(live[i].Get(f.Name).Items(), func(key string) bool { return gone[state.Ref{Kind: f.Ref, Key: key}] })
			}) {
				out.Objects = append(out.Objects, live[i].Clone())
			}
		}
	}
	out.Sort()
	return out
}

// listsOf are the fields of a kind that list objects of another; "" is of any.
func listsOf(k *state.Kind, kind string) []state.Field {
	var out []state.Field
	for _, f := range k.Fields {
		if (f.Type == state.Strset || f.Type == state.Strlist) && f.Ref != "" && (kind == "" || f.Ref == kind) {
			out = append(out, f)
		}
	}
	return out
}

// track is what an effect makes of the objects that are followed.
func (b *builder) track(held *state.Snapshot, e state.Effect) *state.Snapshot {
	if e.Op == state.OpUpdate && e.LiveKey != "" && e.LiveKey != e.Object.Key {
		held = state.Rekey(b.Vendor.Schema, held, map[state.Ref]state.Ref{{Kind: e.Object.Kind, Key: e.LiveKey}: e.Object})
	}
	o, ok := held.Find(e.Object)
	switch {
	case !ok:
	case e.Op == state.OpDelete:
		held.Objects = slices.DeleteFunc(held.Objects, func(x state.Object) bool { return x.Ref() == e.Object })
	default:
		for _, a := range e.Attrs {
			o.Put(a.Name, a.Value)
		}
	}
	return held
}

// without takes an object out of the lists that are followed, and says so.
func (b *builder) without(held *state.Snapshot, r state.Ref) []state.Effect {
	var out []state.Effect
	for i := range held.Objects {
		o := &held.Objects[i]
		k, ok := b.Vendor.Schema.Kind(o.Kind)
		if !ok {
			continue
		}
		e := state.Effect{Op: state.OpUpdate, Object: o.Ref(), Predicted: true}
		for _, f := range listsOf(k, r.Kind) {
			items := o.Get(f.Name).Items()
			if !slices.Contains(items, r.Key) {
				continue
			}
			stay := slices.DeleteFunc(slices.Clone(items), func(key string) bool { return key == r.Key })
			v := state.OfList(stay...)
			if f.Type == state.Strset {
				v = state.OfSet(stay...)
			}
			o.Put(f.Name, v)
			e.Attrs = append(e.Attrs, state.Attr{Name: f.Name, Value: v})
		}
		if len(e.Attrs) > 0 {
			out = append(out, e)
		}
	}
	return out
}
