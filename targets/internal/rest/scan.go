package rest

import (
	"encoding/json"
	"strconv"
)

// Scan walks one JSON text from front to back without building anything. The
// text must be valid (Client.Do sees to that): Scan does not look for mistakes.
// Values have the names that encoding/json has for them.
type Scan struct {
	b []byte
	i int
}

// NewScan walks valid JSON.
func NewScan(valid []byte) *Scan { return &Scan{b: valid} }

// Kind is the first byte of the value that comes next: one of { [ " t f n, or
// '0' for a number.
func (s *Scan) Kind() byte {
	s.space()
	switch c := s.b[s.i]; c {
	case '{', '[', '"', 't', 'f', 'n':
		return c
	}
	return '0'
}

// Object calls f with the name of each member; f takes the value with one of
// the other methods, or leaves it and it is skipped. Another value than an
// object has no members. The name is good until f returns.
func (s *Scan) Object(f func(name []byte)) { s.each('{', '}', f) }

// Array calls f for each item.
func (s *Scan) Array(f func()) { s.each('[', ']', func([]byte) { f() }) }

func (s *Scan) each(open, end byte, f func(name []byte)) {
	if s.Kind() != open {
		s.Skip()
		return
	}
	s.i++
	for {
		s.space()
		switch s.b[s.i] {
		case end:
			s.i++
			return
		case ',':
			s.i++
			continue
		}
		var name []byte
		if open == '{' {
			name = s.text()
			s.space()
			s.i++ // the colon
			s.space()
		}
		at := s.i
		f(name)
		if s.i == at {
			s.Skip()
		}
	}
}

// Text is a string; of another value its JSON, and of null "".
func (s *Scan) Text() string { return string(s.Bytes()) }

// Bytes is Text without a copy, good until the next call.
func (s *Scan) Bytes() []byte {
	switch s.Kind() {
	case '"':
		return s.text()
	case 'n':
		s.Skip()
		return nil
	}
	return s.Raw()
}

// Bool is a switch; false when it is not one.
func (s *Scan) Bool() bool { return string(s.Raw()) == "true" }

// Int is a number; ok is false when it is not a whole one of 64 bits.
func (s *Scan) Int() (n int64, ok bool) {
	n, err := strconv.ParseInt(string(s.Raw()), 10, 64)
	return n, err == nil
}

// Raw is the value as it stands in the text.
func (s *Scan) Raw() []byte {
	s.space()
	from := s.i
	s.Skip()
	return s.b[from:s.i]
}

// Skip passes over a value.
func (s *Scan) Skip() {
	switch s.Kind() {
	case '"':
		s.skipString()
	case '{', '[':
		s.skipNested()
	default:
		for s.i < len(s.b) && s.b[s.i] > ' ' && s.b[s.i] != ',' && s.b[s.i] != '}' && s.b[s.i] != ']' {
			s.i++
		}
	}
}

// nesting are the bytes that tell where an array or an object ends.
var nesting = [256]bool{'"': true, '{': true, '}': true, '[': true, ']': true}

func (s *Scan) skipNested() {
	for depth := 0; ; {
		for !nesting[s.b[s.i]] {
			s.i++
		}
		switch s.b[s.i] {
		case '"':
			s.skipString()
			continue
		case '{', '[':
			depth++
		default:
			depth--
		}
		s.i++
		if depth == 0 {
			return
		}
	}
}

func (s *Scan) skipString() {
	b, i := s.b, s.i+1
	for b[i] != '"' {
		if b[i] == '\\' {
			i++
		}
		i++
	}
	s.i = i + 1
}

// text is a string with its escapes undone, good until the next call.
func (s *Scan) text() []byte {
	from := s.i
	escaped := false
	for s.i++; s.b[s.i] != '"'; s.i++ {
		if c := s.b[s.i]; c == '\\' {
			escaped = true
			s.i++
		} else if c >= 0x80 {
			escaped = true // encoding/json mends what is not UTF-8
		}
	}
	s.i++
	if !escaped {
		return s.b[from+1 : s.i-1]
	}
	var out string
	if err := json.Unmarshal(s.b[from:s.i], &out); err != nil {
		return s.b[from+1 : s.i-1]
	}
	return []byte(out)
}

func (s *Scan) space() {
	for s.i < len(s.b) && s.b[s.i] <= ' ' {
		s.i++
	}
}
