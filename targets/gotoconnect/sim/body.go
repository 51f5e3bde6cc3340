package sim

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"
)

// fields are a body's: what is not there is absent, what is there may be null.
// Each reader takes one field and keeps the first thing that is wrong. Fields
// that nobody reads are ignored.
type fields struct {
	all  map[string]json.RawMessage
	fail *fail
}

// fields reads the body as a JSON object.
func (c *call) fields() *fields {
	in := &fields{}
	in.all, in.fail = objectOf(c.body)
	return in
}

// objectOf reads one JSON object; nothing is an empty one.
func objectOf(body []byte) (map[string]json.RawMessage, *fail) {
	if len(bytes.TrimSpace(body)) == 0 {
		return map[string]json.RawMessage{}, nil
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	var all map[string]json.RawMessage
	if err := dec.Decode(&all); err != nil || all == nil {
		return map[string]json.RawMessage{}, malformed("The body is not a JSON object")
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return map[string]json.RawMessage{}, malformed("The body is more than one JSON value")
	}
	return all, nil
}

// wrong keeps the first thing that is wrong.
func (in *fields) wrong(f *fail) {
	if in.fail == nil {
		in.fail = f
	}
}

func (in *fields) given(name string) bool { return in.all[name] != nil }

func (in *fields) null(name string) bool { return string(in.all[name]) == "null" }

// read decodes a field that is there and not null.
func (in *fields) read(name string, into any) bool {
	if !in.given(name) || in.null(name) {
		return false
	}
	dec := json.NewDecoder(bytes.NewReader(in.all[name]))
	dec.UseNumber()
	if err := dec.Decode(into); err != nil {
		in.wrong(malformed("The field %s has the wrong type", name))
		return false
	}
	return true
}

// text is a string; null and absent are false.
func (in *fields) text(name string) (string, bool) {
	var s string
	ok := in.read(name, &s)
	if ok && !utf8.ValidString(s) {
		in.wrong(malformed("The field %s is not text", name))
	}
	return s, ok
}

// bool sets a flag if the field is there.
func (in *fields) bool(name string, into *bool) {
	var b bool
	if in.read(name, &b) {
		*into = b
	}
	if in.null(name) {
		in.wrong(malformed("The field %s cannot be null", name))
	}
}

// texts is a list of strings.
func (in *fields) texts(name string) ([]string, bool) {
	var list []string
	ok := in.read(name, &list)
	return list, ok
}

// keys is a list of decimal keys, written as numbers or as text.
func (in *fields) keys(name string) ([]string, bool) {
	var list []json.RawMessage
	if !in.read(name, &list) {
		return nil, false
	}
	out := []string{}
	for _, raw := range list {
		s, ok := keyOf(raw)
		if !ok {
			in.wrong(malformed("The field %s wants keys", name))
			return nil, false
		}
		out = append(out, s)
	}
	return out, true
}

// keyOf reads a decimal key, written as a number or as text.
func keyOf(raw json.RawMessage) (string, bool) {
	var n json.Number // takes both
	if json.Unmarshal(raw, &n) != nil || !decimal.MatchString(n.String()) {
		return "", false
	}
	return n.String(), true
}

// nullable sets text that null takes away; it is right when check says so, and
// wrong with a code when not.
func (in *fields) nullable(name, code string, into *string, check func(string) bool) {
	if in.null(name) {
		*into = ""
		return
	}
	s, ok := in.text(name)
	if !ok {
		return
	}
	if !check(s) {
		in.wrong(bad(code, "%s is not valid", name))
		return
	}
	*into = s
}

// required sets text that cannot be taken away.
func (in *fields) required(name, code string, into *string, check func(string) bool) {
	if in.null(name) {
		in.wrong(bad(code, "%s cannot be unset", name))
		return
	}
	in.nullable(name, code, into, check)
}

// mandatory fails unless all of some fields are there.
func (in *fields) mandatory(names ...string) {
	for _, name := range names {
		if !in.given(name) || in.null(name) {
			in.wrong(missing(name))
		}
	}
}

// own is the account in a body that creates something: the caller's, as text.
func (c *call) own(in *fields) string {
	key, _ := in.text("accountKey")
	if in.fail == nil && !c.sees(key) {
		in.wrong(bad("INVALID_ACCOUNT_KEY", "The account key is not valid"))
	}
	return key
}

// some is a list that JSON writes as one when it is empty.
func some[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// isName checks a name: something, of at most 100 characters. The vendor's limit
// is not known.
func isName(s string) bool {
	return len(s) > 0 && utf8.RuneCountInString(s) <= 100 && utf8.ValidString(s)
}
