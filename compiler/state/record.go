package state

import (
	"slices"
	"time"
)

// Record is what was last applied to a target, and which canonical id is which
// vendor id. It is a hint: losing it costs knowledge (drift is no longer told
// from a change that was asked for), never correctness.
type Record struct {
	Target  string    `json:"target"`
	Type    string    `json:"type"`
	Inputs  string    `json:"inputs,omitempty"` // digest of the sources that were applied
	Commit  string    `json:"commit,omitempty"`
	Run     string    `json:"run,omitempty"`
	At      time.Time `json:"at,omitzero"`
	Entries []Entry   `json:"entries,omitempty"` // sorted by object
}

// Entry is what is known about one object.
type Entry struct {
	Object    Ref    `json:"object"` // its kind and natural key when it was applied
	Canonical string `json:"canonical,omitempty"`
	ID        string `json:"id,omitempty"`
	Attrs     []Attr `json:"attrs,omitempty"` // the managed fields as last applied, sorted by name
}

var recordHead = Head{"patchbay.record", 1}

type recordFile struct {
	Head
	Record
}

// EncodeRecord writes a record file, in canonical form.
func EncodeRecord(r *Record) ([]byte, error) { return Canonical(recordFile{recordHead, *r}) }

// DecodeRecord reads a record file.
func DecodeRecord(data []byte) (*Record, error) {
	f, err := openRecord(data)
	if err != nil {
		return nil, err
	}
	for i := range f.Entries {
		slices.SortFunc(f.Entries[i].Attrs, compareAttrs)
	}
	if !slices.IsSortedFunc(f.Entries, compareEntries) {
		slices.SortStableFunc(f.Entries, compareEntries)
	}
	f.Entries = slices.CompactFunc(f.Entries, func(a, b Entry) bool { return a.Object == b.Object })
	return &f.Record, nil
}

func compareEntries(a, b Entry) int { return a.Object.Compare(b.Object) }

func openRecord(data []byte) (f recordFile, err error) {
	if entries, rest, ok := plainEntries(data); ok && Open(rest, recordHead, &f) == nil && f.Entries == nil {
		f.Entries = entries
		return f, nil
	}
	f = recordFile{}
	return f, Open(data, recordHead, &f)
}

// Find looks an entry up; the pointer is into the record.
func (r *Record) Find(ref Ref) (*Entry, bool) {
	if r == nil {
		return nil, false
	}
	i, ok := slices.BinarySearchFunc(r.Entries, ref, func(e Entry, ref Ref) int { return e.Object.Compare(ref) })
	if !ok {
		return nil, false
	}
	return &r.Entries[i], true
}

// Snapshot is what was last applied, as a side of a comparison; nil when
// nothing is recorded.
func (r *Record) Snapshot() *Snapshot {
	if r == nil || len(r.Entries) == 0 {
		return nil
	}
	s := &Snapshot{Target: r.Target, Type: r.Type, Objects: make([]Object, len(r.Entries))}
	for i, e := range r.Entries {
		s.Objects[i] = Object{Kind: e.Object.Kind, Key: e.Object.Key, ID: e.ID, Canonical: e.Canonical, Attrs: e.Attrs}
	}
	return s
}

// Settled is the record after a target was brought to, or found at, the desired
// state: live is what is there now. An object that did not get there keeps the
// entry it had. A value that cannot be read back is recorded as applied when
// applied says that a step wrote it, and stays what it was otherwise.
func (r *Record) Settled(schema Schema, desired, live *Snapshot, applied func(Ref, string) bool) *Record {
	out := &Record{Target: desired.Target, Type: desired.Type}
	if r != nil {
		*out = *r
		out.Target, out.Type, out.Entries = desired.Target, desired.Type, nil
	}
	for i := range desired.Objects {
		d := &desired.Objects[i]
		k, ok := schema.Kind(d.Kind)
		if !ok {
			continue
		}
		before, _ := r.Find(d.Ref())
		l, there := live.Find(d.Ref())
		switch {
		case !there && before != nil:
			out.Entries = append(out.Entries, *before)
		case there:
			out.Entries = append(out.Entries, settledEntry(k, d, l, before, applied))
		}
	}
	return out
}

func settledEntry(k *Kind, d, l *Object, before *Entry, applied func(Ref, string) bool) Entry {
	e := Entry{Object: d.Ref(), Canonical: d.Canonical, ID: l.ID}
	for _, a := range d.Attrs {
		f, ok := k.Field(a.Name)
		if !ok || f.Has(Secret|Computed) {
			continue
		}
		wrote := applied != nil && applied(d.Ref(), a.Name)
		switch holds := f.Holds(a.Value, l.Get(a.Name)); {
		case wrote && (!holds || k.Hidden(f)): // what is there follows from the step, and nobody has seen it
			a.Value = a.Value.From(Source{Basis: Applied})
		case !holds || k.Hidden(f) && before.applied(a.Name):
			if before != nil {
				e.keep(before, a.Name)
			}
			continue
		}
		e.Attrs = append(e.Attrs, Attr{Name: a.Name, Value: a.Value})
	}
	return e
}

// applied reports whether an entry holds a value that was written and cannot be
// read.
func (e *Entry) applied(name string) bool {
	if e == nil {
		return false
	}
	i, ok := slices.BinarySearchFunc(e.Attrs, name, attrByName)
	return ok && e.Attrs[i].Value.Basis() == Applied
}

// keep copies one attribute of an earlier entry.
func (e *Entry) keep(before *Entry, name string) {
	i, ok := slices.BinarySearchFunc(before.Attrs, name, attrByName)
	if ok {
		e.Attrs = append(e.Attrs, before.Attrs[i])
	}
}

// Overlay says what one attribute holds where the target cannot be asked: a
// person attested it, or we applied it and cannot read it back.
type Overlay struct {
	Object Ref    `json:"object"`
	Attr   string `json:"attr"`
	Value  Value  `json:"value"` // with its source
}

// Over returns s with overlays in the places that could not be read. What was
// read is never hidden, and objects that were not seen are not made up. Of two
// overlays for one place the later one counts.
func (s *Snapshot) Over(overlays []Overlay) *Snapshot {
	if len(overlays) == 0 {
		return s
	}
	out := *s
	out.Objects = slices.Clone(s.Objects)
	owned := map[Ref]bool{}
	for _, v := range overlays {
		o, ok := out.Find(v.Object)
		if !ok {
			continue
		}
		if was, _ := s.Find(v.Object); was.Get(v.Attr).Basis() == Read && was.Get(v.Attr).presence != Absent {
			continue
		}
		if !owned[v.Object] {
			*o, owned[v.Object] = o.Clone(), true
		}
		o.Put(v.Attr, v.Value)
	}
	return &out
}

// Overlays are the values of a record that were applied and cannot be read.
func (r *Record) Overlays() []Overlay {
	if r == nil {
		return nil
	}
	var out []Overlay
	for _, e := range r.Entries {
		for _, a := range e.Attrs {
			if a.Value.Basis() == Applied {
				out = append(out, Overlay{e.Object, a.Name, a.Value})
			}
		}
	}
	return out
}
