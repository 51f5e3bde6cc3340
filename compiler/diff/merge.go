package diff

import (
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// row is one natural key on all four sides; nil is not there.
type row struct{ desired, live, base, last *state.Object }

// kind compares the objects of one kind, by merging the four sorted sides.
func (c *comparer) kind(k *state.Kind) {
	desired, live := ofKind(c.Desired, k.Name), ofKind(c.Live, k.Name)
	base, last := ofKind(c.Base, k.Name), ofKind(c.Last, k.Name)
	for len(desired) > 0 || len(live) > 0 || len(base) > 0 || len(last) > 0 {
		key := lowest(desired, live, base, last)
		var r row
		r.desired, desired = take(desired, key, nil)
		r.live, live = take(live, key, c.picker(k, r.desired))
		r.base, base = take(base, key, r.desired)
		r.last, last = take(last, key, r.desired)
		if r.desired != nil && len(c.blocked) > 0 && c.blocked[r.desired.Ref()] {
			continue
		}
		c.row(k, r)
	}
}

func lowest(sides ...[]state.Object) string {
	key, found := "", false
	for _, s := range sides {
		if len(s) > 0 && (!found || s[0].Key < key) {
			key, found = s[0].Key, true
		}
	}
	return key
}

// take removes the objects called key from the front of side, and returns the
// one of them that is most like want: by vendor id, then by canonical path.
func take(side []state.Object, key string, want *state.Object) (*state.Object, []state.Object) {
	if len(side) == 0 || side[0].Key != key {
		return nil, side
	}
	n := 1
	for n < len(side) && side[n].Key == key {
		n++
	}
	best := &side[0]
	for i := 1; i < n && want != nil; i++ {
		if want.ID != "" && side[i].ID == want.ID || want.ID == "" && want.Canonical != "" && side[i].Canonical == want.Canonical {
			best = &side[i]
		}
	}
	return best, side[n:]
}

// picker says which of several live objects of one name is meant; see
// matcher.duplicates.
func (c *comparer) picker(k *state.Kind, desired *state.Object) *state.Object {
	if desired == nil || c.Record == nil {
		return nil
	}
	e, ok := c.Record.Find(state.Ref{Kind: k.Name, Key: desired.Key})
	if !ok || e.ID == "" {
		return nil
	}
	return &state.Object{ID: e.ID}
}

// row decides what happens to one object.
func (c *comparer) row(k *state.Kind, r row) {
	switch {
	case r.desired != nil && r.live != nil:
		c.matched++
		c.update(k, r)
	case r.desired != nil:
		c.create(k, r)
	case r.live != nil:
		c.undeclared(k, r)
	}
}

func (c *comparer) create(k *state.Kind, r row) {
	d := r.desired
	reach := c.reaches.Find(d)
	if !mayCreate(k, reach.Reach) {
		c.notRead(k, d, reach, "created")
		return
	}
	part := Asked
	if r.last != nil {
		part = Overwrite // it was there when we last applied
	}
	ch := Change{Op: state.OpCreate, Object: d.Ref(), Canonical: d.Canonical, Part: part, Fields: c.createdFields(k, r, part)}
	if reach.Reach == state.Unreadable {
		ch.Part, ch.Unknown = Asked, true
		c.unseen(&ch)
	}
	c.add(k, ch)
}

// mayCreate reports whether what was not seen may be asked for. What no API can
// list or make is made by hand, and a person looks first.
func mayCreate(k *state.Kind, reach state.Reach) bool {
	return reach == state.Complete || (reach == state.Unreadable || reach == state.Witnessed) && k.Can&state.Create == 0
}

// mayDelete reports whether what the site does not declare may go. What only a
// person can delete was attested to be there, since nobody else saw it.
func mayDelete(k *state.Kind, reach state.Reach) bool {
	return reach == state.Complete || (reach == state.Unreadable || reach == state.Witnessed) && k.Can&state.Delete == 0
}

// unseen notes of the fields of what may be there that nobody knows them, with
// what was last said.
func (c *comparer) unseen(ch *Change) {
	said, _ := c.Said.Find(ch.Object)
	for i := range ch.Fields {
		f := &ch.Fields[i]
		f.Live, f.Part = unknown(get(said, f.Name)), Asked
	}
}

// unknown is what nobody knows, with what somebody said of it once.
func unknown(said state.Value) state.Value {
	from := said.Source()
	from.Basis = state.Unknown
	return said.From(from)
}

func (c *comparer) createdFields(k *state.Kind, r row, part Part) []Field {
	d := r.desired
	fields := make([]Field, 0, len(d.Attrs))
	walk := fieldWalk{fields: k.Fields}
	for _, a := range d.Attrs {
		f := walk.find(a.Name)
		if f == nil {
			c.strange(d, "attribute "+a.Name+" is not in the schema")
			continue
		}
		if f.Has(state.Computed | state.Secret) {
			continue
		}
		if f.Has(state.External) {
			c.external(k, d, a, state.Value{})
			continue
		}
		fields = append(fields, Field{Name: a.Name, Desired: a.Value, Base: get(r.base, a.Name), Last: get(r.last, a.Name), Part: part, From: d.Paths(a)})
	}
	return fields
}

// undeclared decides about a live object that the site does not declare.
func (c *comparer) undeclared(k *state.Kind, r row) {
	l := r.live
	if c.goesWithOwner(k, l) {
		return
	}
	known := r.base
	if r.last != nil {
		known = r.last
	}
	if _, claimed := c.claims.Find(l); claimed || c.leaving[l.Ref()] {
		if reach := c.reaches.Find(l); !mayDelete(k, reach.Reach) {
			c.notRead(k, l, reach, "deleted")
			return
		}
		c.add(k, c.deletion(k, l, known, Asked))
		return
	}
	if known != nil {
		c.releasedObject(k, r, known)
	}
}

// deletion lists what goes: what was declared, which is known, and the rest,
// which is only bound. Both are as the target has them now.
func (c *comparer) deletion(k *state.Kind, l, known *state.Object, part Part) Change {
	ch := Change{Op: state.OpDelete, Object: l.Ref(), LiveKey: c.liveKey(l), ID: l.ID, Part: part}
	if known != nil {
		ch.Canonical = known.Canonical
	}
	walk := fieldWalk{fields: k.Fields}
	for _, a := range c.asRead(l).Attrs {
		f := walk.find(a.Name)
		declared := get(known, a.Name).Presence() != state.Absent
		switch {
		case f == nil, f.Has(state.Computed | state.Secret):
		case declared:
			ch.Fields = append(ch.Fields, Field{Name: a.Name, Live: a.Value, Part: part})
		case !f.Has(state.Runtime):
			ch.Fields = append(ch.Fields, Field{Name: a.Name, Live: a.Value, Part: Along})
		}
	}
	return ch
}

// asRead is a live object under the name, and with the references, that it has
// on the target now.
func (c *comparer) asRead(l *state.Object) *state.Object {
	ref := l.Ref()
	if key := c.liveKey(l); key != "" {
		ref.Key = key
	}
	if o, ok := c.original.Find(ref); ok {
		return o
	}
	return l
}

// goesWithOwner reports whether l is taken along by the deletion of what it
// belongs to, which is decided before it since owners come first in a schema.
func (c *comparer) goesWithOwner(k *state.Kind, l *state.Object) bool {
	if len(c.going) == 0 {
		return false
	}
	for ref := range k.Owners(l) {
		if c.going[ref] {
			return true
		}
	}
	return false
}

func (c *comparer) liveKey(o *state.Object) string { return c.liveKeys[o.Ref()] }

func (c *comparer) add(k *state.Kind, ch Change) {
	if ch.Op == state.OpDelete && ch.Acts() {
		c.going[ch.Object] = true
	}
	if ch.Part == Released && givesRights(k, &ch) {
		c.first = append(c.first, ch)
		return
	}
	c.changes = append(c.changes, ch)
}

func givesRights(k *state.Kind, ch *Change) bool {
	for i := range ch.Fields {
		p := ch.Fields[i].Part
		if f, ok := k.Field(ch.Fields[i].Name); ok && f.Has(state.Privilege) && (p == Released || p == Along) {
			return true
		}
	}
	return false
}

func get(o *state.Object, name string) state.Value {
	if o == nil {
		return state.Value{}
	}
	return o.Get(name)
}

// fieldWalk finds fields by name for names that come in order.
type fieldWalk struct {
	fields []state.Field
	at     int
}

func (w *fieldWalk) find(name string) *state.Field {
	for w.at < len(w.fields) && w.fields[w.at].Name < name {
		w.at++
	}
	if w.at < len(w.fields) && w.fields[w.at].Name == name {
		return &w.fields[w.at]
	}
	return nil
}
