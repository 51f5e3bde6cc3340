package load

import (
	"maps"
	"regexp"
	"slices"

	"cuelang.org/go/cue"
)

// shape is what the language allows at one place, as far as it helps to explain
// a mistake. CUE alone judges; a shape that says too little costs a good
// message, never a wrong verdict.
type shape struct {
	name    string         // of the definition, without #: User
	about   string         // its comment, from after the verb: "a person with …"
	note    string         // of a nameless shape: the comment of its field
	kinds   cue.Kind       // what the value may be
	words   []string       // texts allowed; nil: any, or by match
	bools   []bool         // truth values allowed; nil: both
	match   *regexp.Regexp // that a text must match
	filled  bool           // a text must not be empty
	min     *int64         // of a number
	max     *int64         // of a number
	fields  []*member      // of a struct
	index   map[string]int // field by name
	entries []pattern      // of a map
	item    *shape         // of a list
	one     [][]string     // of each set exactly one field is written
	needs   [][2]string    // the first field makes no sense without the second
	by      string         // the field whose value chooses among further fields
	choices map[string]*shape
	message string // what the language itself says to whoever writes this
	open    bool   // anything goes
}

// member is one field of a struct.
type member struct {
	name     string
	about    string // its comment
	required bool
	shape    *shape
}

// pattern is the entries of a map whose names match.
type pattern struct {
	key   *regexp.Regexp // nil: any, or by words
	words []string       // the names that match; nil: by key
	shape *shape
}

func (p pattern) matches(name string) bool {
	if p.words != nil {
		return slices.Contains(p.words, name)
	}
	return p.key == nil || p.key.MatchString(name)
}

// child is what stands below a name, given the names' siblings: the value of
// the field that chooses.
func (s *shape) child(name, choice string) (*member, bool) {
	if c := s.choices[choice]; c.bars(name) {
		return c.fields[c.index[name]], true
	}
	var found *member
	if i, ok := s.index[name]; ok {
		found = s.fields[i]
	}
	if c := s.choices[choice]; c != nil {
		if m, ok := c.child(name, ""); ok {
			if found == nil {
				return m, true
			}
			merged := *found
			merged.shape = both(found.shape, m.shape)
			return &merged, true
		}
	}
	if found != nil {
		return found, true
	}
	for _, p := range s.entries {
		if p.matches(name) {
			return &member{name: name, shape: p.shape}, true
		}
	}
	if s.open {
		return &member{name: name, shape: &shape{open: true, kinds: cue.TopKind}}, true
	}
	return nil, false
}

// names is the fields that may be written, in the language's order; those that
// only carry a message are left out.
func (s *shape) names(choice string) []string {
	var out []string
	c := s.choices[choice]
	for _, m := range s.fields {
		if !m.barred() && !c.bars(m.name) {
			out = append(out, m.name)
		}
	}
	if c == nil {
		return out
	}
	for _, name := range c.names("") {
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// barred reports whether the field is there only to say that it is elsewhere.
func (m *member) barred() bool {
	return m.shape.message != "" && m.shape.words == nil && m.shape.bools == nil
}

func (s *shape) bars(name string) bool {
	if s == nil {
		return false
	}
	i, ok := s.index[name]
	return ok && s.fields[i].barred()
}

// shapeAt is the language's shape at a path. Where a field chooses what its
// siblings may be, chosen says what it is, given the path of their struct; nil,
// and "": not known, so that the first choice that has the field is taken.
func shapeAt(path []string, chosen func(path []string, by string) string) (*shape, bool) {
	s := language()
	for i, name := range path {
		choice := ""
		if s.by != "" && chosen != nil {
			choice = chosen(path[:i], s.by)
		}
		m, ok := s.child(name, choice)
		if !ok && s.choices[choice] == nil {
			m, ok = s.anyChoice(name)
		}
		switch {
		case ok:
			s = m.shape
		case s.item != nil:
			s = s.item
		default:
			return nil, false
		}
	}
	return s, true
}

// anyChoice is the field of the first choice that has it.
func (s *shape) anyChoice(name string) (*member, bool) {
	for _, choice := range slices.Sorted(maps.Keys(s.choices)) {
		if m, ok := s.choices[choice].child(name, ""); ok {
			return m, true
		}
	}
	return nil, false
}

func mustShape(path []string) *shape {
	if s, ok := shapeAt(path, nil); ok {
		return s
	}
	return &shape{open: true}
}
