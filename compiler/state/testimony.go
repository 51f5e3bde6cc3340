package state

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Testimony is what people's words on a target come to: objects and values that
// they attest, and the lists that they saw from one end to the other. Nobody
// read any of it.
type Testimony struct {
	Objects []Object   // sorted; every value is attested, by whom and when
	Whole   []Coverage // Witnessed
	Gone    []Ref      // sorted: what is said to have been taken away
}

// Find looks an attested object up.
func (t Testimony) Find(r Ref) (*Object, bool) {
	s := Snapshot{Objects: t.Objects}
	return s.Find(r)
}

// Counts says whether a word on a kind still counts; nil is always.
type Counts func(a *Attestation, kind *Kind) bool

// Hear brings words in the order of time and returns what they come to: of two
// on one place the newer one is believed. What the schema does not know is left
// out. words are not changed.
func (schema Schema) Hear(words []Attestation, counts Counts) Testimony {
	sorted := slices.Clone(words)
	slices.SortStableFunc(sorted, func(a, b Attestation) int {
		return cmp.Or(a.At.Compare(b.At), strings.Compare(a.Name, b.Name))
	})
	h := hearing{schema: schema, counts: counts, objects: map[Ref]*Object{}, whole: map[Extent]Coverage{}, gone: map[Ref]bool{}}
	for i := range sorted {
		h.word(&sorted[i])
	}
	return h.testimony()
}

type hearing struct {
	schema  Schema
	counts  Counts
	objects map[Ref]*Object
	whole   map[Extent]Coverage
	gone    map[Ref]bool
}

// kind is the kind a word is about, when the word counts for it.
func (h *hearing) kind(a *Attestation, name string) (*Kind, bool) {
	k, ok := h.schema.Kind(name)
	return k, ok && (h.counts == nil || h.counts(a, k))
}

func (h *hearing) word(a *Attestation) {
	if a.Done != nil {
		for _, e := range a.Done.Effects {
			h.deed(a, e)
		}
	}
	if a.Observed != nil {
		h.sighting(a, a.Observed)
	}
}

func (h *hearing) deed(a *Attestation, e Effect) {
	k, ok := h.kind(a, e.Object.Kind)
	if !ok {
		return
	}
	if e.Op == OpDelete {
		delete(h.objects, e.Object)
		h.gone[e.Object] = true
		return
	}
	if was := (Ref{e.Object.Kind, e.LiveKey}); e.LiveKey != "" && was != e.Object && h.objects[was] != nil {
		o := h.objects[was]
		delete(h.objects, was)
		h.gone[was] = true
		h.objects[e.Object], o.Key = o, e.Object.Key
		h.name(a, k, o)
	}
	o := h.object(a, k, e.Object)
	for _, v := range e.Attrs {
		h.put(a, k, o, v.Name, v.Value)
	}
}

func (h *hearing) sighting(a *Attestation, s *Sighting) {
	for _, e := range s.Whole {
		if k, ok := h.kind(a, e.Kind); ok {
			h.seenWhole(a, k, e, s.Objects[e.Kind])
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(s.Objects)) {
		k, ok := h.kind(a, kind)
		if !ok {
			continue
		}
		for _, key := range slices.Sorted(maps.Keys(s.Objects[kind])) {
			o := h.object(a, k, Ref{kind, key})
			for _, name := range slices.Sorted(maps.Keys(s.Objects[kind][key])) {
				h.put(a, k, o, name, s.Objects[kind][key][name])
			}
		}
	}
}

// seenWhole forgets the objects of a list that were said before and are not
// among those that were seen.
func (h *hearing) seenWhole(a *Attestation, k *Kind, e Extent, seen map[string]map[string]Value) {
	for r, o := range h.objects {
		if _, there := seen[r.Key]; !there && e.Holds(o) {
			delete(h.objects, r)
		}
	}
	h.whole[e] = Coverage{Extent: e, Reach: Witnessed, Reason: "as " + a.By + " saw on " + a.At.UTC().Format(time.DateOnly)}
}

// object is the one that a word is about, as far as it is known by then.
func (h *hearing) object(a *Attestation, k *Kind, r Ref) *Object {
	delete(h.gone, r)
	if o := h.objects[r]; o != nil {
		return o
	}
	o := &Object{Kind: r.Kind, Key: r.Key}
	h.objects[r] = o
	h.name(a, k, o)
	return o
}

// name gives an object the attributes that its key is made of.
func (h *hearing) name(a *Attestation, k *Kind, o *Object) {
	for name, v := range k.keyValues(o.Key) {
		h.put(a, k, o, name, v)
	}
}

func (h *hearing) put(a *Attestation, k *Kind, o *Object, name string, v Value) {
	f, ok := k.Field(name)
	if !ok || f.Has(Secret|Computed) {
		return
	}
	if v.presence == Absent {
		v = Nothing()
	}
	o.Put(name, v.From(Source{Basis: Attested, By: a.By, At: a.At, Seen: a.Observed != nil}))
}

func (h *hearing) testimony() Testimony {
	var t Testimony
	for _, o := range h.objects {
		t.Objects = append(t.Objects, *o)
	}
	slices.SortFunc(t.Objects, func(a, b Object) int { return a.Ref().Compare(b.Ref()) })
	for _, c := range h.whole {
		t.Whole = append(t.Whole, c)
	}
	t.Gone = slices.SortedFunc(maps.Keys(h.gone), Ref.Compare)
	slices.SortFunc(t.Whole, func(a, b Coverage) int {
		return cmp.Or(strings.Compare(a.Kind, b.Kind), strings.Compare(a.Attr, b.Attr), strings.Compare(a.Value, b.Value))
	})
	return t
}

// keyValues are the attributes that a natural key is made of. A key of several
// parts of which one holds a slash gives none.
func (k *Kind) keyValues(key string) map[string]Value {
	parts := []string{key}
	if len(k.Key) > 1 {
		parts = strings.Split(key, "/")
	}
	if len(parts) != len(k.Key) {
		return nil
	}
	out := map[string]Value{}
	for i, name := range k.Key {
		out[name] = OfText(parts[i])
		if f, ok := k.Field(name); ok && f.Type == Int {
			if n, err := strconv.ParseInt(parts[i], 10, 64); err == nil {
				out[name] = OfInt(n)
			}
		}
	}
	return out
}

// Attest returns live with what people say in the places that the target does
// not show: objects of kinds and extents that cannot be read, and fields that
// cannot. What was read is never hidden, and nothing is made up where it could
// have been read. A value that was applied since stands against an older word.
func (schema Schema) Attest(live *Snapshot, t Testimony, applied time.Time) *Snapshot {
	if len(t.Objects)+len(t.Whole) == 0 {
		return live
	}
	out := *live
	out.Objects = slices.Clone(live.Objects)
	reaches := live.ReachIndex()
	added := false
	for i := range t.Objects {
		said := &t.Objects[i]
		k, ok := schema.Kind(said.Kind)
		if !ok {
			continue
		}
		if at, there := live.index(said.Ref()); there {
			out.Objects[at] = k.fill(live.Objects[at], said, applied)
		} else if k.Unread || reaches.Find(said).Reach == Unreadable {
			out.Objects, added = append(out.Objects, said.Clone()), true
		}
	}
	if added {
		out.Sort()
	}
	out.Coverage = schema.witnessed(live.Coverage, t.Whole)
	return &out
}

// index is the place of an object.
func (s *Snapshot) index(r Ref) (int, bool) {
	return slices.BinarySearchFunc(s.Objects, r, func(o Object, r Ref) int { return o.Ref().Compare(r) })
}

// fill puts what is said of an object that was read into fields that were not.
func (k *Kind) fill(o Object, said *Object, applied time.Time) Object {
	owned := false
	for _, a := range said.Attrs {
		f, ok := k.Field(a.Name)
		was := o.Get(a.Name)
		shown := was.Basis() == Read && (was.presence != Absent || !ok || !f.Has(Unread))
		if shown || was.Basis() == Applied && !a.Value.Source().At.After(applied) {
			continue
		}
		if !owned {
			o, owned = o.Clone(), true
		}
		o.Put(a.Name, a.Value)
	}
	return o
}

// witnessed is coverage with the lists that people saw whole in place of those
// that nobody could read.
func (schema Schema) witnessed(read, whole []Coverage) []Coverage {
	out := slices.Clone(read)
	for _, w := range whole {
		i := slices.IndexFunc(out, func(c Coverage) bool { return c.Extent == w.Extent })
		k, ok := schema.Kind(w.Kind)
		switch {
		case i >= 0 && out[i].Reach == Unreadable:
			out[i] = w
		case i < 0 && ok && k.Unread:
			out = append(out, w)
		}
	}
	return out
}

// Unattested returns s without what people said when it was made: who uses it
// later hears them anew.
func (s *Snapshot) Unattested() *Snapshot {
	out := *s
	out.Objects = nil
	for i := range s.Objects {
		o := s.Objects[i].Clone()
		o.Attrs = slices.DeleteFunc(o.Attrs, func(a Attr) bool { return a.Value.Basis() == Attested })
		if len(o.Attrs) > 0 || len(s.Objects[i].Attrs) == 0 {
			out.Objects = append(out.Objects, o)
		}
	}
	out.Coverage = slices.Clone(s.Coverage)
	for i := range out.Coverage {
		if c := &out.Coverage[i]; c.Reach == Witnessed {
			c.Reach, c.Reason = Unreadable, ""
		}
	}
	return &out
}
