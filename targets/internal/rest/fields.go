package rest

import (
	"encoding/json"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Fields visits the members of an object; anything else has none, nor has no text.
func Fields(valid []byte, visit func(name string, s *Scan)) {
	if len(valid) == 0 {
		return
	}
	s := NewScan(valid)
	s.Object(func(name []byte) { visit(string(name), s) })
}

// Plain is a text, a number or switch in its own spelling, and nothing of a list, an
// object or null.
func (s *Scan) Plain() string {
	switch s.Kind() {
	case '{', '[':
		s.Skip()
		return ""
	}
	return s.Text()
}

// Plains are the plain items of a list, those that are empty left out; anything else
// has none.
func (s *Scan) Plains() []string {
	if s.Kind() != '[' {
		s.Skip()
		return nil
	}
	var out []string
	s.Array(func() {
		if v := s.Plain(); v != "" {
			out = append(out, v)
		}
	})
	return out
}

// More are fields that a schema does not know, as they stand in a reply.
type More map[string]json.RawMessage

// Take keeps the value that comes next.
func (m *More) Take(name string, s *Scan) {
	if *m == nil {
		*m = More{}
	}
	(*m)[name] = s.Raw()
}

// Canonical is all of it as canonical JSON; "" of none, and of what JSON cannot say.
func (m More) Canonical() string {
	if len(m) == 0 {
		return ""
	}
	b, err := json.Marshal(map[string]json.RawMessage(m))
	if err == nil {
		b, err = state.Canonicalize(b)
	}
	if err != nil {
		return ""
	}
	return string(b)
}
