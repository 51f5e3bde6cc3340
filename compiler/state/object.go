package state

import (
	"slices"
	"strings"
)

// Ref names an object by kind and natural key.
type Ref struct {
	Kind string
	Key  string
}

// String is kind/key.
func (r Ref) String() string { return r.Kind + "/" + r.Key }

// ParseRef reads what String wrote; keys may hold slashes.
func ParseRef(s string) Ref {
	kind, key, _ := strings.Cut(s, "/")
	return Ref{kind, key}
}

// MarshalText gives references their short form in files.
func (r Ref) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// AppendCanonical writes the short form without a copy of it: plans are full of
// references.
func (r Ref) AppendCanonical(b []byte) ([]byte, error) {
	from := len(b)
	b, err := AppendText(b, r.Kind)
	slash := len(b) - 1
	if err == nil {
		b, err = AppendText(b, r.Key)
	}
	if err != nil {
		return AppendText(b[:from], r.String()) // which says what is wrong with it
	}
	b[slash] = '/'
	return append(b[:slash+1], b[slash+2:]...), nil
}

// UnmarshalText reads what MarshalText wrote.
func (r *Ref) UnmarshalText(b []byte) error {
	*r = ParseRef(string(b))
	return nil
}

// Compare orders references by kind and key.
func (r Ref) Compare(q Ref) int {
	if c := strings.Compare(r.Kind, q.Kind); c != 0 {
		return c
	}
	return strings.Compare(r.Key, q.Key)
}

// Attr is one attribute of an object. From names the canonical paths that a
// desired value came from; a path that begins with a dot is below the object's
// own canonical path, so that objects of a kind share one slice.
type Attr struct {
	Name  string   `json:"name"`
	Value Value    `json:"value"`
	From  []string `json:"from,omitempty"`
}

// Object is one thing on a target.
type Object struct {
	Kind      string `json:"kind"`
	Key       string `json:"key"`
	ID        string `json:"id,omitempty"`        // the vendor's id; "" on the desired side and for objects without one
	Canonical string `json:"canonical,omitempty"` // canonical path, such as users.alice; "" for what the site does not declare
	Attrs     []Attr `json:"attrs,omitempty"`     // sorted by name
	Initial   []Attr `json:"-"`                   // of a desired object: what is sent along when it is made and never managed, such as an inherited language
	Extra     string `json:"extra,omitempty"`     // canonical JSON of settable vendor fields the schema does not know; kept on update
}

// Ref names the object.
func (o *Object) Ref() Ref { return Ref{o.Kind, o.Key} }

// Get returns an attribute's value; the zero Value when it is not there.
func (o *Object) Get(name string) Value {
	if i, ok := o.find(name); ok {
		return o.Attrs[i].Value
	}
	return Value{}
}

// Attr returns a whole attribute.
func (o *Object) Attr(name string) (Attr, bool) {
	if i, ok := o.find(name); ok {
		return o.Attrs[i], true
	}
	return Attr{}, false
}

// Put sets an attribute, keeping the order. An Absent value removes it.
func (o *Object) Put(name string, v Value, from ...string) {
	i, ok := o.find(name)
	switch {
	case v.presence == Absent && ok:
		o.Attrs = slices.Delete(o.Attrs, i, i+1)
	case v.presence == Absent:
	case ok:
		o.Attrs[i].Value, o.Attrs[i].From = v, from
	default:
		o.Attrs = slices.Insert(o.Attrs, i, Attr{name, v, from})
	}
}

func (o *Object) find(name string) (int, bool) {
	return slices.BinarySearchFunc(o.Attrs, name, attrByName)
}

func attrByName(a Attr, name string) int { return strings.Compare(a.Name, name) }

func compareAttrs(a, b Attr) int { return strings.Compare(a.Name, b.Name) }

// Paths are the canonical paths an attribute came from, made whole.
func (o *Object) Paths(a Attr) []string {
	if len(a.From) == 0 {
		return nil
	}
	out := make([]string, len(a.From))
	for i, p := range a.From {
		if strings.HasPrefix(p, ".") {
			p = o.Canonical + p
		}
		out[i] = p
	}
	return out
}

// Clone copies an object so that Put on the copy leaves the original alone.
func (o *Object) Clone() Object {
	c := *o
	c.Attrs = slices.Clone(o.Attrs)
	return c
}
