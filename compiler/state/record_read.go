package state

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"
)

// Records are as large as what a site declares, and read before every plan.
// Their entries are read here in the form in which EncodeRecord writes them, at a
// quarter of what a decoder takes; whatever is written in another way, and all
// that is wrong, is left to the decoder.

// plainEntries returns the entries of a record file, and the file without them.
// ok is false when it is not in the usual form.
func plainEntries(data []byte) (entries []Entry, rest []byte, ok bool) {
	r := &recordReader{text: string(data)}
	if !utf8.ValidString(r.text) || !r.take('{') {
		return nil, nil, false
	}
	for {
		from := r.i
		name, ok := r.name()
		if !ok {
			return nil, nil, false
		}
		if name == "entries" {
			entries, ok = list(r, make([]Entry, 0, strings.Count(r.text, `"object":`)), (*recordReader).entry)
			if !ok || !r.take(',') {
				return nil, nil, false
			}
			rest = append(append(make([]byte, 0, from+len(data)-r.i), data[:from]...), data[r.i:]...)
			return entries, rest, !bytes.Contains(rest, []byte("null")) // as which they could stand there again
		}
		if _, ok := r.string(); !ok || !r.take(',') {
			return nil, nil, false
		}
	}
}

// recordReader walks a record file. What it returns are parts of the text.
type recordReader struct {
	text  string
	i     int
	attrs []Attr // of the entry before
}

func (r *recordReader) take(c byte) bool {
	if r.i < len(r.text) && r.text[r.i] == c {
		r.i++
		return true
	}
	return false
}

// string takes a string.
func (r *recordReader) string() (string, bool) {
	from := r.i
	escaped, ok := r.pass()
	if !ok {
		return "", false
	}
	if !escaped {
		return r.text[from+1 : r.i-1], true
	}
	var out string
	return out, json.Unmarshal([]byte(r.text[from:r.i]), &out) == nil && utf8.ValidString(out)
}

// pass passes over a string and reports whether something in it is escaped.
func (r *recordReader) pass() (escaped, ok bool) {
	if !r.take('"') {
		return false, false
	}
	for r.i < len(r.text) && r.text[r.i] >= ' ' {
		switch r.text[r.i] {
		case '"':
			r.i++
			return escaped, true
		case '\\':
			escaped = true
			r.i++
		}
		r.i++
	}
	return false, false
}

// name takes a member's name with its colon.
func (r *recordReader) name() (string, bool) {
	name, ok := r.string()
	return name, ok && r.take(':')
}

// list takes an array that is not empty, by way of out, which is empty.
func list[T any](r *recordReader, out []T, item func(*recordReader) (T, bool)) ([]T, bool) {
	if !r.take('[') {
		return nil, false
	}
	for {
		x, ok := item(r)
		if !ok {
			return nil, false
		}
		out = append(out, x)
		if !r.take(',') {
			return out, r.take(']')
		}
	}
}

// members takes an object that is not empty. Each of the names stands in it at
// most once, in their order.
func (r *recordReader) members(names []string, member func(name string) bool) bool {
	if !r.take('{') {
		return false
	}
	for next := 0; ; {
		name, ok := r.name()
		for next < len(names) && names[next] != name {
			next++
		}
		if !ok || next == len(names) || !member(name) {
			return false
		}
		next++
		if !r.take(',') {
			return r.take('}')
		}
	}
}

func (r *recordReader) entry() (e Entry, ok bool) {
	ok = r.members([]string{"attrs", "canonical", "id", "object"}, func(name string) (ok bool) {
		var ref string
		switch name {
		case "attrs":
			r.attrs, ok = list(r, r.attrs[:0], (*recordReader).attr)
			e.Attrs = slices.Clone(r.attrs)
		case "canonical":
			e.Canonical, ok = r.string()
		case "id":
			e.ID, ok = r.string()
		case "object":
			ref, ok = r.string()
			e.Object = ParseRef(ref)
		}
		return ok
	})
	return e, ok
}

func (r *recordReader) attr() (a Attr, ok bool) {
	ok = r.members([]string{"name", "value"}, func(name string) (ok bool) {
		if name == "name" {
			a.Name, ok = r.string()
			return ok
		}
		a.Value, ok = r.value()
		return ok
	})
	return a, ok
}

// value takes an object in which no other lies, as most values are.
func (r *recordReader) value() (v Value, ok bool) {
	from := r.i
	if !r.take('{') {
		return v, false
	}
	for r.i < len(r.text) {
		switch r.text[r.i] {
		case '"':
			if _, ok := r.pass(); !ok {
				return v, false
			}
			continue
		case '{':
			return v, false
		case '}':
			r.i++
			raw := r.text[from:r.i]
			if v, ok = plainValue(raw); !ok {
				ok = v.UnmarshalJSON([]byte(raw)) == nil
			}
			return v, ok
		}
		r.i++
	}
	return v, false
}
