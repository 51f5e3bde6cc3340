package model

import "cmp"

// Presence tells a field that nobody wrote from one that is empty on purpose.
type Presence uint8

const (
	Absent Presence = iota // not written: patchbay leaves it alone
	None                   // written as empty: patchbay clears it
	Set                    // written with a value
)

func (p Presence) String() string { return [...]string{"absent", "none", "set"}[p] }

// Field is a value that the site may leave alone, clear or set. The zero Field
// is absent.
type Field[T comparable] struct {
	presence Presence
	value    T
}

// Of is a set field.
func Of[T comparable](v T) Field[T] { return Field[T]{Set, v} }

// Cleared is a field that is empty on purpose.
func Cleared[T comparable]() Field[T] { return Field[T]{presence: None} }

// Text is the field that a string in the language stands for: "" clears.
func Text(s string) Field[string] {
	if s == "" {
		return Cleared[string]()
	}
	return Of(s)
}

// Presence says which of the three the field is.
func (f Field[T]) Presence() Presence { return f.presence }

// Managed reports whether the site says anything about the field.
func (f Field[T]) Managed() bool { return f.presence != Absent }

// Get returns the value, and whether there is one.
func (f Field[T]) Get() (T, bool) { return f.value, f.presence == Set }

// Or returns the value, or alt when none is set.
func (f Field[T]) Or(alt T) T {
	if f.presence == Set {
		return f.value
	}
	return alt
}

// An Entry is one thing of a sorted collection.
type Entry interface{ Ident() string }

// Find looks id up in a collection sorted by id. The pointer is into s.
func Find[E any, P interface {
	*E
	Entry
}](s []E, id string) (P, bool) {
	lo, hi := 0, len(s)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		switch cmp.Compare(P(&s[mid]).Ident(), id) {
		case 0:
			return P(&s[mid]), true
		case -1:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return nil, false
}
