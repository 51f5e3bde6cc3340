package state

import (
	"slices"
	"strings"
)

// Equal compares two values as this field's vendor does.
func (f *Field) Equal(a, b Value) bool {
	if !f.Has(CaseFold) {
		return a.Equal(b)
	}
	if a.presence != b.presence || a.presence != Set {
		return a.presence == b.presence
	}
	if a.typ != b.typ || a.num != b.num || !strings.EqualFold(a.text, b.text) {
		return false
	}
	p, q := a.Items(), b.Items()
	if a.typ == Strset {
		p, q = folded(p), folded(q)
	}
	return slices.EqualFunc(p, q, strings.EqualFold)
}

// folded is a set without regard to case.
func folded(items []string) []string {
	out := make([]string, len(items))
	for i, s := range items {
		out[i] = strings.ToLower(s)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Holds reports whether a target with the live value already has what is
// desired. Clearing is done when the target shows nothing, or what the vendor
// fills in for nothing; and a field that the target does not show holds its
// default. A value that nobody knows holds nothing.
func (f *Field) Holds(desired, live Value) bool {
	if live.Basis() == Unknown {
		return false
	}
	if desired.presence == live.presence && f.Equal(desired, live) {
		return true
	}
	switch {
	case desired.presence == None:
		return live.presence == Absent || f.Default.presence == Set && f.Equal(f.Default, live)
	case live.presence == Absent:
		return f.Default.presence == Set && f.Equal(f.Default, desired)
	}
	return false
}

// Fold is what two values of a Unique field may not share, as text.
func (f *Field) Fold(v Value) string {
	s := v.String()
	if f.Has(CaseFold) {
		s = strings.ToLower(s)
	}
	return s
}
