package state

import "slices"

// identity is a thing on a target, whatever it is called.
type identity struct{ kind, id string }

// Mentions are the objects that a word names beside those that it is about:
// what those refer to, in their keys too. They are what the vendor's ids of can be
// noted with it.
func (schema Schema) Mentions(a *Attestation) []Ref {
	var out []Ref
	schema.each(a, func(k *Kind, o *Object) {
		for _, to := range k.References(o) {
			out = append(out, to)
		}
		if !k.Unread {
			out = append(out, o.Ref())
		}
	})
	slices.SortFunc(out, Ref.Compare)
	return slices.Compact(out)
}

// each calls f for every object that a word is about, with what it says of it.
func (schema Schema) each(a *Attestation, f func(*Kind, *Object)) {
	visit := func(r Ref, attrs []Attr) {
		if k, ok := schema.Kind(r.Kind); ok {
			f(k, k.object(r, attrs))
		}
	}
	if a.Done != nil {
		for _, e := range a.Done.Effects {
			visit(e.Object, e.Attrs)
		}
	}
	if a.Observed == nil {
		return
	}
	for kind, objects := range a.Observed.Objects { // callers sort
		for key, values := range objects {
			var attrs []Attr
			for name, v := range values {
				attrs = append(attrs, Attr{Name: name, Value: v})
			}
			visit(Ref{kind, key}, attrs)
		}
	}
}

// object is one with the attributes of its key and some others.
func (k *Kind) object(r Ref, attrs []Attr) *Object {
	o := &Object{Kind: r.Kind, Key: r.Key}
	for name, v := range k.keyValues(r.Key) {
		o.Put(name, v)
	}
	for _, a := range attrs {
		o.Put(a.Name, a.Value)
	}
	return o
}

// Present returns words in the names that things have on the target by now. What
// a word names goes by the vendor's id that was noted with it, so that it follows
// a thing that was renamed; and what it says of what belongs to a thing that is
// gone, or was made anew under the same name, is dropped. words are not changed.
func (schema Schema) Present(words []Attestation, live *Snapshot) []Attestation {
	if !slices.ContainsFunc(words, func(a Attestation) bool { return len(a.IDs) > 0 }) {
		return words
	}
	p := presence{schema: schema, ids: map[identity]Ref{}, reaches: live.ReachIndex()}
	for i := range live.Objects {
		if o := &live.Objects[i]; o.ID != "" {
			p.ids[identity{o.Kind, o.ID}] = o.Ref()
		}
	}
	out := slices.Clone(words)
	for i := range out {
		if len(out[i].IDs) > 0 {
			p.word(&out[i])
		}
	}
	return out
}

type presence struct {
	schema  Schema
	ids     map[identity]Ref
	reaches *Reaches
}

func (p *presence) word(a *Attestation) {
	renames, gone := map[Ref]Ref{}, map[Ref]bool{}
	for name, id := range a.IDs {
		was := ParseRef(name)
		now, there := p.ids[identity{was.Kind, id}]
		switch {
		case there && now != was:
			renames[was] = now
		case !there && p.reaches.Find(&Object{Kind: was.Kind, Key: was.Key}).Reach == Complete:
			gone[was] = true
		}
	}
	if len(renames)+len(gone) == 0 {
		return
	}
	if a.Done != nil {
		done := *a.Done
		done.Effects = nil
		for _, e := range a.Done.Effects {
			if o, ok := p.now(e.Object, e.Attrs, renames, gone); ok {
				e.Object, e.Attrs = o.Ref(), kept(o, e.Attrs)
				done.Effects = append(done.Effects, e)
			}
		}
		a.Done = &done
	}
	if a.Observed != nil {
		a.Observed = p.sighting(a.Observed, renames, gone)
	}
}

func (p *presence) sighting(s *Sighting, renames map[Ref]Ref, gone map[Ref]bool) *Sighting {
	out := &Sighting{Objects: map[string]map[string]map[string]Value{}, Whole: s.Whole}
	for kind, objects := range s.Objects {
		out.Objects[kind] = map[string]map[string]Value{}
		for key, values := range objects {
			var attrs []Attr
			for name, v := range values {
				attrs = append(attrs, Attr{Name: name, Value: v})
			}
			o, ok := p.now(Ref{kind, key}, attrs, renames, gone)
			if !ok {
				continue
			}
			at := map[string]Value{}
			for _, a := range kept(o, attrs) {
				at[a.Name] = a.Value
			}
			out.Objects[kind][o.Key] = at
		}
	}
	return out
}

// now is an object by the names of now; not ok when what it belongs to is gone.
func (p *presence) now(r Ref, attrs []Attr, renames map[Ref]Ref, gone map[Ref]bool) (*Object, bool) {
	k, ok := p.schema.Kind(r.Kind)
	if !ok {
		return &Object{Kind: r.Kind, Key: r.Key, Attrs: attrs}, true
	}
	o := k.object(r, attrs)
	if gone[r] {
		return nil, false
	}
	for owner := range k.Owners(o) {
		if gone[owner] {
			return nil, false
		}
	}
	return &Rekey(p.schema, &Snapshot{Objects: []Object{*o}}, renames).Objects[0], true
}

// kept are the attributes of an object that some others name.
func kept(o *Object, named []Attr) []Attr {
	out := slices.Clone(named)
	for i := range out {
		out[i].Value = o.Get(out[i].Name)
	}
	return out
}
