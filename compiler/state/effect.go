package state

import "slices"

// Op is what happens to an object.
type Op string

const (
	OpCreate Op = "create"
	OpUpdate Op = "update"
	OpDelete Op = "delete"
)

// Effect is one object-level write: what a step does to a target, including
// what the vendor then does by itself.
type Effect struct {
	Op        Op     `json:"op"`
	Object    Ref    `json:"object"`            // by the natural key it has afterwards
	LiveKey   string `json:"liveKey,omitempty"` // update: the natural key before, where the effect renames
	Attrs     []Attr `json:"attrs,omitempty"`   // create, update: the values afterwards; None clears
	Predicted bool   `json:"predicted,omitempty"`
}

// Apply is Schema.Apply where nothing is renamed that others refer to.
func Apply(s *Snapshot, effects []Effect) (*Snapshot, []int) { return Schema{}.Apply(s, effects) }

// Apply returns the state that effects lead to, leaving s as it is. A rename
// takes every reference to the object with it, as a vendor's ids do. Creating
// what is there, and changing or deleting what is not, are errors of whoever
// wrote the effects, and are reported by index. The cost is linear in objects,
// effects and renamed references.
func (schema Schema) Apply(s *Snapshot, effects []Effect) (*Snapshot, []int) {
	if len(effects) == 0 {
		out := *s
		out.Objects = slices.Clone(s.Objects)
		out.Sort()
		return &out, nil
	}
	w := newWorld(schema, s, len(effects))
	var wrong []int
	for n, e := range effects {
		if !w.apply(e) {
			wrong = append(wrong, n)
		}
	}
	return w.snapshot(s), wrong
}

// world is a snapshot while effects are applied to it.
type world struct {
	schema    Schema
	before    []Object // as they were, sorted; nil when they are all in index
	objects   []Object // those first, in their places
	own       []bool   // objects whose attributes are not shared with the original
	gone      []bool
	index     map[Ref]int   // of what is not where it was; none: not there any more
	referrers map[Ref][]int // built at the first rename; may hold stale entries
}

// none is the place of what is not there.
const none = -1

// newWorld has room for what so many effects may create. What is sorted is found
// without an index: nearly always there is much and few effects.
func newWorld(schema Schema, s *Snapshot, effects int) *world {
	size := len(s.Objects) + effects
	w := &world{schema: schema, before: s.Objects, objects: append(make([]Object, 0, size), s.Objects...), index: map[Ref]int{}}
	w.own, w.gone = make([]bool, len(w.objects), size), make([]bool, len(w.objects), size)
	if s.ascending(1) {
		return w
	}
	w.before, w.index = nil, make(map[Ref]int, size)
	for i := range w.objects {
		w.index[w.objects[i].Ref()] = i
	}
	return w
}

// place is where the object of a name is.
func (w *world) place(r Ref) (int, bool) {
	if i, ok := w.index[r]; ok {
		return i, i != none
	}
	return placeOf(w.before, r)
}

func (w *world) apply(e Effect) bool {
	i, ok := w.place(e.Object)
	if e.Op == OpUpdate && e.LiveKey != "" && e.LiveKey != e.Object.Key {
		if old, there := w.place(Ref{e.Object.Kind, e.LiveKey}); there {
			if ok {
				return false // the new name is taken
			}
			w.rename(old, e.Object.Key)
			i, ok = old, true
		}
	}
	switch {
	case (e.Op == OpCreate) == ok:
		return false
	case e.Op == OpDelete:
		w.gone[i] = true
		w.index[e.Object] = none
		return true
	case e.Op == OpCreate:
		i = len(w.objects)
		w.objects = append(w.objects, Object{Kind: e.Object.Kind, Key: e.Object.Key, Attrs: make([]Attr, 0, len(e.Attrs))})
		w.own, w.gone = append(w.own, true), append(w.gone, false)
		w.index[e.Object] = i
	}
	for _, a := range e.Attrs {
		w.put(i, a, e.Predicted)
	}
	return true
}

func (w *world) put(i int, a Attr, predicted bool) {
	o := w.owned(i)
	v := a.Value
	if predicted && v.Presence() != Absent {
		v = v.From(Source{Basis: Predicted})
	}
	o.Put(a.Name, v, a.From...)
	if w.referrers != nil {
		w.refer(i, a)
	}
}

// owned makes an object's attributes safe to change.
func (w *world) owned(i int) *Object {
	if !w.own[i] {
		w.objects[i], w.own[i] = w.objects[i].Clone(), true
	}
	return &w.objects[i]
}

func (w *world) refer(i int, a Attr) {
	f := w.field(i, a.Name)
	if f == nil || f.Ref == "" {
		return
	}
	for key := range a.Value.keys() {
		r := Ref{f.Ref, key}
		w.referrers[r] = append(w.referrers[r], i)
	}
}

func (w *world) field(i int, name string) *Field {
	k, ok := w.schema.Kind(w.objects[i].Kind)
	if !ok {
		return nil
	}
	f, _ := k.Field(name)
	return f
}

// rename gives object i a new key and takes what refers to it along, including
// objects that have the reference in their own key.
func (w *world) rename(i int, key string) {
	if w.referrers == nil {
		w.referrers = map[Ref][]int{}
		for j := range w.objects {
			for _, a := range w.objects[j].Attrs {
				w.refer(j, a)
			}
		}
	}
	o := w.owned(i)
	from, to := o.Ref(), Ref{o.Kind, key}
	k, _ := w.schema.Kind(o.Kind)
	k.setKey(o, key)
	w.index[from], w.index[to] = none, i
	referring := w.referrers[from]
	delete(w.referrers, from)
	for _, j := range referring {
		if !w.gone[j] {
			w.repoint(j, from, to)
		}
	}
}

// repoint makes object j refer to to instead of from.
func (w *world) repoint(j int, from, to Ref) {
	o := w.owned(j)
	k, ok := w.schema.Kind(o.Kind)
	if !ok {
		return
	}
	changed := false
	for n, a := range o.Attrs {
		f, ok := k.Field(a.Name)
		if !ok || f.Ref != from.Kind {
			continue
		}
		if v, hit := a.Value.rekeyed(map[string]string{from.Key: to.Key}); hit {
			o.Attrs[n].Value, changed = v, true
			w.referrers[to] = append(w.referrers[to], j)
		}
	}
	if key, ok := k.KeyOf(o); changed && ok && key != o.Key {
		w.rename(j, key)
	}
}

func (w *world) snapshot(s *Snapshot) *Snapshot {
	out := *s
	out.Objects = make([]Object, 0, len(w.objects))
	for i := range w.objects {
		if !w.gone[i] {
			out.Objects = append(out.Objects, w.objects[i])
		}
	}
	out.Sort()
	return &out
}
