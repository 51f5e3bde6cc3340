package load

import (
	"slices"

	"cuelang.org/go/cue"
)

func (s *shape) add(m *member) {
	if i, ok := s.index[m.name]; ok {
		old := *s.fields[i]
		old.shape, old.required = both(old.shape, m.shape), old.required || m.required
		if old.about == "" {
			old.about = m.about
		}
		s.fields[i] = &old
		return
	}
	if s.index == nil {
		s.index = map[string]int{}
	}
	s.index[m.name] = len(s.fields)
	s.fields = append(s.fields, m)
}

// both is what a and b allow together.
func both(a, b *shape) *shape {
	s := *a
	s.kinds = overlap(a.kinds, b.kinds)
	s.name, s.about = orElse(a.name, b.name), orElse(a.about, b.about)
	s.words = orSlice(a.words, b.words)
	s.bools = orSlice(a.bools, b.bools)
	s.one = append(slices.Clone(a.one), b.one...)
	s.needs = append(slices.Clone(a.needs), b.needs...)
	s.entries = append(slices.Clone(a.entries), b.entries...)
	s.message = orElse(a.message, b.message)
	s.filled, s.open = a.filled || b.filled, a.open && b.open
	if b.match != nil {
		s.match = b.match
	}
	if b.min != nil {
		s.min = b.min
	}
	if b.max != nil {
		s.max = b.max
	}
	if b.item != nil {
		s.item = b.item
	}
	if b.by != "" {
		s.by, s.choices = b.by, b.choices
	}
	s.fields, s.index = nil, map[string]int{}
	for _, m := range slices.Concat(a.fields, b.fields) {
		s.add(m)
	}
	s.settleOne()
	return &s
}

// settleOne gives "exactly one field" the names it is about.
func (s *shape) settleOne() {
	seen := false
	s.one = slices.DeleteFunc(s.one, func(set []string) bool {
		if len(set) > 0 {
			return false
		}
		drop := seen
		seen = true
		return drop
	})
	for i, set := range s.one {
		if len(set) == 0 && len(s.fields) > 0 {
			var names []string
			for _, m := range s.fields {
				names = append(names, m.name)
			}
			s.one[i] = names
		}
	}
}

func overlap(a, b cue.Kind) cue.Kind {
	if k := a & b; k != 0 {
		return k
	}
	return a | b
}

func orSlice[T any](a, b []T) []T {
	if a == nil {
		return b
	}
	return a
}

// either is what a or b allows.
func either(a, b *shape) *shape {
	if a.kinds == cue.BoolKind && len(a.bools) == 1 && !a.bools[0] && b.kinds&cue.StructKind != 0 {
		s := *b // `false | {…}`: the entry may be taken out
		s.kinds |= cue.BoolKind
		s.bools = a.bools
		return &s
	}
	s := *b
	s.name, s.about = "", ""
	s.kinds = a.kinds | b.kinds
	s.words = nil
	if b.message != "" {
		s = *a
		s.message = b.message
		return &s
	}
	s.words = append(slices.Clone(a.words), b.words...)
	s.bools = append(slices.Clone(a.bools), b.bools...)
	if a.kinds == cue.BoolKind && a.bools == nil || b.kinds == cue.BoolKind && b.bools == nil {
		s.bools = nil
	}
	return &s
}
