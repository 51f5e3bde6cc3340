package state

import (
	"iter"
	"slices"
)

// Owners names the objects that take o with them when they go: what its key is
// made of, and what it refers to of the kind's owner.
func (k *Kind) Owners(o *Object) iter.Seq[Ref] {
	return func(yield func(Ref) bool) {
		for _, a := range o.Attrs {
			f, ok := k.Field(a.Name)
			if !ok || f.Ref == "" || f.Ref != k.Owner && !slices.Contains(k.Key, f.Name) {
				continue
			}
			for key := range a.Value.Keys() {
				if !yield(Ref{f.Ref, key}) {
					return
				}
			}
		}
	}
}

// References names the objects that o refers to.
func (k *Kind) References(o *Object) iter.Seq2[string, Ref] {
	return func(yield func(string, Ref) bool) {
		for _, a := range o.Attrs {
			f, ok := k.Field(a.Name)
			if !ok || f.Ref == "" {
				continue
			}
			for key := range a.Value.Keys() {
				if !yield(a.Name, Ref{f.Ref, key}) {
					return
				}
			}
		}
	}
}

// OwnersFirst lists the kinds so that those in keys and Owner come before what
// belongs to them; otherwise in the schema's order.
func (s Schema) OwnersFirst() []*Kind {
	var out []*Kind
	done := map[string]bool{}
	var visit func(k *Kind)
	visit = func(k *Kind) {
		if done[k.Name] {
			return
		}
		done[k.Name] = true
		for i := range k.Fields {
			f := &k.Fields[i]
			if owner, ok := s.Kind(f.Ref); ok && (f.Ref == k.Owner || slices.Contains(k.Key, f.Name)) {
				visit(owner)
			}
		}
		out = append(out, k)
	}
	for i := range s.Kinds {
		visit(&s.Kinds[i])
	}
	return out
}
