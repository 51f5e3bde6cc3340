package state

import (
	"iter"
	"slices"
	"strings"
)

// KeyOf makes an object's natural key from its key attributes. It is not ok
// when one of them is missing.
func (k *Kind) KeyOf(o *Object) (string, bool) {
	if k == nil || len(k.Key) == 0 {
		return "", false
	}
	if len(k.Key) == 1 {
		v := o.Get(k.Key[0])
		return v.String(), v.presence == Set
	}
	parts := make([]string, len(k.Key))
	for i, name := range k.Key {
		v := o.Get(name)
		if v.presence != Set {
			return "", false
		}
		parts[i] = v.String()
	}
	return strings.Join(parts, "/"), true
}

// setKey gives an object a key, and its key attributes the values that make it.
func (k *Kind) setKey(o *Object, key string) {
	o.Key = key
	if k == nil {
		return
	}
	parts := []string{key}
	if len(k.Key) > 1 {
		parts = strings.Split(key, "/")
	}
	if len(parts) != len(k.Key) {
		return // a part holds a slash: repointing sets the attributes one by one
	}
	for i, name := range k.Key {
		if a, ok := o.Attr(name); !ok || a.Value.typ == Text {
			o.Put(name, OfText(parts[i]), a.From...)
		}
	}
}

// Rekey gives objects new natural keys and takes every reference to them along:
// in attributes, in keys that are made of references, in extents. The renames
// happen all at once, so that two objects can swap. s is left as it is.
func Rekey(schema Schema, s *Snapshot, renames map[Ref]Ref) *Snapshot {
	if len(renames) == 0 {
		return s
	}
	all := derived(schema, s, renames)
	byKind := map[string]map[string]string{}
	for from, to := range all {
		if byKind[from.Kind] == nil {
			byKind[from.Kind] = map[string]string{}
		}
		byKind[from.Kind][from.Key] = to.Key
	}
	out := *s
	out.Objects = slices.Clone(s.Objects)
	for i := range out.Objects {
		rekeyObject(schema, &out.Objects[i], renames, byKind)
	}
	out.Coverage = slices.Clone(s.Coverage)
	for i := range out.Coverage {
		rekeyExtent(schema, &out.Coverage[i].Extent, byKind)
	}
	out.Claims = slices.Clone(s.Claims)
	for i := range out.Claims {
		rekeyExtent(schema, &out.Claims[i], byKind)
	}
	out.Sort()
	return &out
}

// derived adds to renames the objects whose keys are made of renamed
// references. Each round reads the original keys, so that swaps stay swaps.
func derived(schema Schema, s *Snapshot, renames map[Ref]Ref) map[Ref]Ref {
	all := make(map[Ref]Ref, len(renames))
	for from, to := range renames {
		all[from] = to
	}
	for range schema.Kinds {
		before := len(all)
		for _, k := range schema.Kinds {
			if !k.Derived() {
				continue
			}
			objects := s.OfKind(k.Name)
			for i := range objects {
				o := &objects[i]
				if _, known := all[o.Ref()]; known {
					continue
				}
				if key, ok := k.renamedKey(o, all); ok && key != o.Key {
					all[o.Ref()] = Ref{o.Kind, key}
				}
			}
		}
		if len(all) == before {
			break
		}
	}
	return all
}

// Derived reports whether objects are named by others: a part of their key is a
// reference.
func (k *Kind) Derived() bool {
	return slices.ContainsFunc(k.Key, func(name string) bool {
		f, ok := k.Field(name)
		return ok && f.Ref != ""
	})
}

func (k *Kind) renamedKey(o *Object, renames map[Ref]Ref) (string, bool) {
	parts := make([]string, len(k.Key))
	for i, name := range k.Key {
		v := o.Get(name)
		if v.presence != Set {
			return "", false
		}
		parts[i] = v.String()
		if f, ok := k.Field(name); ok && f.Ref != "" {
			if to, hit := renames[Ref{f.Ref, parts[i]}]; hit {
				parts[i] = to.Key
			}
		}
	}
	return strings.Join(parts, "/"), true
}

func rekeyObject(schema Schema, o *Object, renames map[Ref]Ref, byKind map[string]map[string]string) {
	k, ok := schema.Kind(o.Kind)
	if !ok {
		return
	}
	cloned := false
	own := func() {
		if !cloned {
			*o, cloned = o.Clone(), true
		}
	}
	from := o.Ref()
	if to, ok := byKind[o.Kind][o.Key]; ok {
		own()
		o.Key = to
	}
	for n, a := range o.Attrs {
		f, ok := k.Field(a.Name)
		if !ok || f.Ref == "" || byKind[f.Ref] == nil {
			continue
		}
		if v, hit := a.Value.rekeyed(byKind[f.Ref]); hit {
			own()
			o.Attrs[n].Value = v
		}
	}
	if to, ok := renames[from]; ok {
		k.setKey(o, to.Key)
	}
}

func rekeyExtent(schema Schema, e *Extent, byKind map[string]map[string]string) {
	k, ok := schema.Kind(e.Kind)
	if !ok || e.Attr == "" {
		return
	}
	names := byKind[e.Kind] // an extent by the kind's own key
	if f, ok := k.Field(e.Attr); ok && f.Ref != "" {
		names = byKind[f.Ref]
	} else if !slices.Equal(k.Key, []string{e.Attr}) {
		return
	}
	if to, ok := names[e.Value]; ok {
		e.Value = to
	}
}

// keys are the natural keys that a reference names.
func (v Value) keys() iter.Seq[string] {
	return func(yield func(string) bool) {
		if v.typ == Text {
			yield(v.text)
			return
		}
		for _, s := range v.Items() {
			if !yield(s) {
				return
			}
		}
	}
}

// Keys are the natural keys that a value names, for fields with a Ref.
func (v Value) Keys() iter.Seq[string] { return v.keys() }

// Rekeyed is v with other keys for what it refers to. name gives a key's new one;
// it is not ok where a key stays. Rekeyed is not ok when none changed.
func (v Value) Rekeyed(name func(key string) (string, bool)) (Value, bool) {
	if v.typ == Text {
		to, hit := name(v.text)
		if hit {
			v.text = to
		}
		return v, hit
	}
	var items []string
	for i, s := range v.Items() {
		to, hit := name(s)
		if !hit {
			continue
		}
		if items == nil {
			items = slices.Clone(v.Items())
		}
		items[i] = to
	}
	if items == nil {
		return v, false
	}
	if v.typ == Strset {
		slices.Sort(items)
		items = slices.Compact(items)
	}
	return v.withItems(items), true
}

func (v Value) rekeyed(names map[string]string) (Value, bool) {
	return v.Rekeyed(func(key string) (string, bool) {
		to, hit := names[key]
		return to, hit
	})
}
