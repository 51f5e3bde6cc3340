package load

import "slices"

// CUE leaves a definition that is limited by matchN open: any field may be added
// to it. What the language means is checked here, for such definitions only.

// settleLoose notes which shapes hold a definition that CUE leaves open.
func (s *shape) settleLoose(seen map[*shape]bool) bool {
	if seen[s] {
		return s.guarded
	}
	seen[s] = true
	s.guarded = s.loose
	note := func(c *shape) {
		if c != nil && c.settleLoose(seen) {
			s.guarded = true
		}
	}
	for _, m := range s.fields {
		note(m.shape)
	}
	for _, p := range s.entries {
		note(p.shape)
	}
	for _, c := range s.choices {
		note(c)
	}
	note(s.item)
	return s.guarded
}

// strays reports whether a field was added to a definition that CUE leaves open.
func (s *shape) strays(parts []part) bool {
	if !s.guarded || len(parts) == 0 {
		return false
	}
	fields := map[string][]part{}
	for _, p := range parts {
		index(fields, p.expr)
	}
	choice := ""
	if s.by != "" {
		choice = (node{parts: fields[s.by]}).text()
	}
	for name, below := range fields {
		m, ok := s.child(name, choice)
		if !ok && s.loose || ok && m.shape.strays(below) {
			return true
		}
	}
	return s.item != nil && slices.ContainsFunc(node{parts: parts}.elements(), func(e node) bool { return s.item.strays(e.parts) })
}
