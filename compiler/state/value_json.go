package state

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// In files a value is an object with one member that names its shape, so that
// the number 5 and the text "5" stay apart: {"bool":true}, {"int":5},
// {"int":"9007199254740993"}, {"text":"x"}, {"set":["a"]}, {"list":["a"]},
// {"tree":{…}}, {"none":true}; {} is absent. Beside it stand basis, by and at
// when the value was not read.

var valueNames = [...]string{Bool: "bool", Int: "int", Text: "text", Strset: "set", Strlist: "list", Tree: "tree"}

// IsZero reports whether the value is absent and nothing is known about it.
func (v Value) IsZero() bool { return v.presence == Absent && (v.rest == nil || v.rest.source == nil) }

// AppendCanonical writes the value as files hold it.
func (v Value) AppendCanonical(b []byte) ([]byte, error) {
	var err error
	b = append(b, '{')
	name := valueNames[v.typ]
	if v.presence == None {
		name = "none"
	}
	if v.presence == Absent {
		name = ""
	}
	var source *Source
	if v.rest != nil {
		source = v.rest.source
	}
	// Members in order: at, basis, bool, by, how, int, list, none, set, text, tree.
	wrote := false
	member := func(name string) {
		if wrote {
			b = append(b, ',')
		}
		wrote = true
		b = append(b, '"')
		b = append(b, name...)
		b = append(b, '"', ':')
	}
	if source != nil && !source.At.IsZero() {
		member("at")
		b = append(b, '"')
		b = source.At.UTC().AppendFormat(b, time.RFC3339Nano)
		b = append(b, '"')
	}
	if source != nil {
		member("basis")
		if b, err = AppendText(b, source.Basis.String()); err != nil {
			return b, err
		}
	}
	if name == "bool" {
		member(name)
		b = strconv.AppendBool(b, v.num == 1)
	}
	if source != nil && source.By != "" {
		member("by")
		if b, err = AppendText(b, source.By); err != nil {
			return b, err
		}
	}
	if source != nil && source.Seen {
		member("how")
		b = append(b, `"seen"`...)
	}
	if name != "" && name != "bool" {
		member(name)
		if b, err = v.appendContent(b); err != nil {
			return b, err
		}
	}
	return append(b, '}'), nil
}

func (v Value) appendContent(b []byte) ([]byte, error) {
	switch {
	case v.presence == None:
		return append(b, "true"...), nil
	case v.typ == Int && (v.num > maxExact || v.num < -maxExact):
		return AppendText(b, strconv.FormatInt(v.num, 10))
	case v.typ == Int:
		return strconv.AppendInt(b, v.num, 10), nil
	case v.typ == Text:
		return AppendText(b, v.text)
	case v.typ == Tree:
		c, err := Canonicalize([]byte(v.text))
		return append(b, c...), err
	}
	var err error
	b = append(b, '[')
	for i, s := range v.Items() {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = AppendText(b, s); err != nil {
			return b, err
		}
	}
	return append(b, ']'), nil
}

// MarshalJSON writes the value as files hold it.
func (v Value) MarshalJSON() ([]byte, error) { return v.AppendCanonical(nil) }

// plainValue reads the forms that nearly all values have, without a decoder.
func plainValue(data string) (Value, bool) {
	if text, ok := strings.CutPrefix(data, `{"text":"`); ok {
		text, ok = strings.CutSuffix(text, `"}`)
		return OfText(text), ok && !strings.ContainsAny(text, "\"\\") && utf8.ValidString(text)
	}
	switch data {
	case `{"none":true}`:
		return Nothing(), true
	case `{"bool":true}`:
		return OfBool(true), true
	case `{"bool":false}`:
		return OfBool(false), true
	}
	return Value{}, false
}

// wireValue is a value as it is read from a file.
type wireValue struct {
	Bool  *bool            `json:"bool"`
	Int   *json.RawMessage `json:"int"`
	Text  *string          `json:"text"`
	Set   *[]string        `json:"set"`
	List  *[]string        `json:"list"`
	Tree  *json.RawMessage `json:"tree"`
	None  *bool            `json:"none"`
	Basis *Basis           `json:"basis"`
	By    string           `json:"by"`
	How   string           `json:"how"`
	At    time.Time        `json:"at"`
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (v *Value) UnmarshalJSON(data []byte) error {
	if plain, ok := plainValue(string(data)); ok {
		*v = plain
		return nil
	}
	var w wireValue
	if err := unmarshalStrict(data, &w); err != nil {
		return err
	}
	got, n, err := w.value()
	if err != nil {
		return err
	}
	if n > 1 {
		return fmt.Errorf("a value with %d shapes", n)
	}
	if w.Basis != nil {
		got = got.From(Source{Basis: *w.Basis, By: w.By, At: w.At, Seen: w.How == "seen"})
	}
	*v = got
	return nil
}

// value returns what the members say, and how many shapes are among them.
func (w *wireValue) value() (v Value, n int, err error) {
	if w.Bool != nil {
		v, n = OfBool(*w.Bool), n+1
	}
	if w.Int != nil {
		var i int64
		if i, err = wireInt(*w.Int); err != nil {
			return v, n, err
		}
		v, n = OfInt(i), n+1
	}
	if w.Text != nil {
		v, n = OfText(*w.Text), n+1
	}
	if w.Set != nil {
		v, n = OfSet(*w.Set...), n+1
	}
	if w.List != nil {
		v, n = OfList(*w.List...), n+1
	}
	if w.Tree != nil {
		c, err := Canonicalize(*w.Tree)
		if err != nil {
			return v, n, err
		}
		v, n = OfTree(string(c)), n+1
	}
	if w.None != nil {
		if !*w.None {
			return v, n, fmt.Errorf(`"none" is true or not there`)
		}
		v, n = Nothing(), n+1
	}
	return v, n, nil
}

// wireInt reads an integer, which is text when it is beyond 2^53.
func wireInt(raw json.RawMessage) (int64, error) {
	s := string(raw)
	if u, err := strconv.Unquote(s); err == nil {
		s = u
	}
	return strconv.ParseInt(s, 10, 64)
}

// MarshalText gives a basis its name.
func (b Basis) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// AppendCanonical writes the name without a copy of it.
func (b Basis) AppendCanonical(to []byte) ([]byte, error) { return AppendText(to, b.String()) }

// UnmarshalText reads what MarshalText wrote.
func (b *Basis) UnmarshalText(text []byte) error {
	i := slices.Index(basisNames[:], string(text))
	if i < 0 {
		return fmt.Errorf("unknown basis %q", text)
	}
	*b = Basis(i)
	return nil
}

// MarshalText gives a reach its name.
func (r Reach) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (r *Reach) UnmarshalText(text []byte) error {
	i := slices.Index(reachNames[:], string(text))
	if i < 0 {
		return fmt.Errorf("unknown reach %q", text)
	}
	*r = Reach(i)
	return nil
}
