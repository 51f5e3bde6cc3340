package state

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Presence says whether a value is there, empty on purpose, or not known.
type Presence uint8

const (
	Absent Presence = iota // not managed (desired), not set (live)
	None                   // cleared (desired), empty (live)
	Set
)

// Type is the shape of a value.
type Type uint8

const (
	Null    Type = iota
	Bool         // a switch
	Int          // a number of at most 64 bits
	Text         // a string
	Strset       // strings without order or repetition, kept sorted
	Strlist      // strings in an order that matters
	Tree         // anything deeper, as canonical JSON
)

// Value is one attribute's value. Values are immutable: build them with the
// functions below and do not change what Items returns.
type Value struct {
	presence Presence
	typ      Type
	num      int64
	text     string
	rest     *rest // nil for most values, which keeps them small
}

// rest is what few values have.
type rest struct {
	items  []string
	source *Source // nil: read from the target, or written in the site
}

// Basis says how a value came to be known.
type Basis uint8

const (
	Read      Basis = iota // seen on the target, or written in the site
	Attested               // a person said so
	Applied                // we wrote it, and cannot read it
	Predicted              // the vendor will do it by itself
	Unknown                // nobody knows
)

var basisNames = [...]string{"read", "attested", "applied", "predicted", "unknown"}

func (b Basis) String() string { return basisNames[b] }

// Source is where a value that was not read came from.
type Source struct {
	Basis Basis
	By    string
	At    time.Time
	Seen  bool // of what is attested: they looked at it; else they made it so
}

// Nothing is a value that is empty on purpose.
func Nothing() Value { return Value{presence: None} }

// OfBool is a switch.
func OfBool(b bool) Value {
	v := Value{presence: Set, typ: Bool}
	if b {
		v.num = 1
	}
	return v
}

// OfInt is a number.
func OfInt(n int64) Value { return Value{presence: Set, typ: Int, num: n} }

// OfText is a string; "" is None, as in the language.
func OfText(s string) Value {
	if s == "" {
		return Nothing()
	}
	return Value{presence: Set, typ: Text, text: s}
}

// OfSet is a set of strings, in any order.
func OfSet(items ...string) Value {
	if len(items) == 0 {
		return Nothing()
	}
	sorted := slices.Clone(items)
	slices.Sort(sorted)
	return Value{presence: Set, typ: Strset, rest: &rest{items: slices.Compact(sorted)}}
}

// OfList is a list of strings whose order matters.
func OfList(items ...string) Value {
	if len(items) == 0 {
		return Nothing()
	}
	return Value{presence: Set, typ: Strlist, rest: &rest{items: slices.Clone(items)}}
}

// OfTree is a deeper value, given as canonical JSON.
func OfTree(canonicalJSON string) Value {
	return Value{presence: Set, typ: Tree, text: canonicalJSON}
}

// From returns v with a source.
func (v Value) From(s Source) Value {
	v.rest = &rest{v.Items(), &s}
	return v
}

// Presence says whether the value is there.
func (v Value) Presence() Presence { return v.presence }

// Type is the value's shape; Null unless it is set.
func (v Value) Type() Type { return v.typ }

// Basis says how the value is known.
func (v Value) Basis() Basis {
	if v.rest == nil || v.rest.source == nil {
		return Read
	}
	return v.rest.source.Basis
}

// Source returns where the value came from, the zero Source when it was read.
func (v Value) Source() Source {
	if v.rest == nil || v.rest.source == nil {
		return Source{}
	}
	return *v.rest.source
}

// Bool is the value as a switch; false when it is not one.
func (v Value) Bool() bool { return v.typ == Bool && v.num == 1 }

// Int is the value as a number; 0 when it is not one.
func (v Value) Int() int64 { return v.num }

// Text is the value as a string: of Text and Tree the text itself, "" else.
func (v Value) Text() string { return v.text }

// Items are the members of a set or list.
func (v Value) Items() []string {
	if v.rest == nil {
		return nil
	}
	return v.rest.items
}

// withItems is v with other items.
func (v Value) withItems(items []string) Value {
	r := rest{items: items}
	if v.rest != nil {
		r.source = v.rest.source
	}
	v.rest = &r
	return v
}

// bare is v without a word on how it is known.
func (v Value) bare() Value {
	if v.rest == nil || v.rest.source == nil {
		return v
	}
	if v.rest.items == nil {
		v.rest = nil
		return v
	}
	v.rest = &rest{items: v.rest.items}
	return v
}

// Bare is v as it is asked for: without a word on how it was known.
func (v Value) Bare() Value { return v.bare() }

// Equal compares two values, wherever they came from.
func (v Value) Equal(w Value) bool {
	if v.presence != w.presence {
		return false
	}
	if v.presence != Set {
		return true
	}
	return v.typ == w.typ && v.num == w.num && v.text == w.text && (v.rest == w.rest || slices.Equal(v.Items(), w.Items()))
}

// Same reports whether two values are the same and were both read, at little
// cost; values that it does not say this of may still be equal.
func (v *Value) Same(w *Value) bool {
	return v.presence == w.presence && v.typ == w.typ && v.num == w.num && v.rest == nil && w.rest == nil && v.text == w.text
}

// String shows the value to a person.
func (v Value) String() string {
	switch {
	case v.presence == Absent:
		return "(unset)"
	case v.presence == None:
		return "(none)"
	}
	switch v.typ {
	case Bool:
		return strconv.FormatBool(v.num == 1)
	case Int:
		return strconv.FormatInt(v.num, 10)
	case Strset, Strlist:
		return strings.Join(v.Items(), ", ")
	}
	return v.text
}
