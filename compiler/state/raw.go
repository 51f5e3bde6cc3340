package state

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Raw is a value as a person writes it down: a word, a list of words, or a tree
// as JSON. The zero Raw is no value at all, which is not the same as "".
type Raw struct {
	Shape RawShape
	Text  string // of a word; of a tree the JSON
	Items []string
}

// RawShape is how a person wrote a value.
type RawShape uint8

const (
	Blank RawShape = iota
	OneWord
	ManyWords
	JSONText
)

// Parse reads a value for a field. The empty word and the empty list are none.
func (f *Field) Parse(r Raw) (Value, error) {
	if r.Shape == OneWord && r.Text == "" {
		return Nothing(), nil
	}
	switch want := typeWords[f.Type]; {
	case r.Shape == Blank:
		return Value{}, fmt.Errorf(`%s has no value: write what is there, "" for nothing, or take the line out`, f.Name)
	case f.Type == Tree:
		return f.parseTree(r)
	case r.Shape == JSONText, (f.Type == Strset || f.Type == Strlist) != (r.Shape == ManyWords):
		return Value{}, fmt.Errorf("%s holds %s", f.Name, want)
	}
	switch f.Type {
	case Bool:
		switch strings.ToLower(r.Text) {
		case "true", "yes", "on":
			return OfBool(true), nil
		case "false", "no", "off":
			return OfBool(false), nil
		}
	case Int:
		if n, err := strconv.ParseInt(r.Text, 10, 64); err == nil {
			return OfInt(n), nil
		}
	case Text:
		return OfText(r.Text), f.oneOf(r.Text)
	case Strset:
		return OfSet(r.Items...), f.oneOf(r.Items...)
	case Strlist:
		return OfList(r.Items...), f.oneOf(r.Items...)
	}
	return Value{}, fmt.Errorf("%s holds %s, not %q", f.Name, typeWords[f.Type], r.Text)
}

// oneOf refuses words that a field does not have.
func (f *Field) oneOf(words ...string) error {
	for _, w := range words {
		if f.Values != nil && !slices.Contains(f.Values, w) {
			return fmt.Errorf("%s has no %q: it is one of %s", f.Name, w, strings.Join(f.Values, ", "))
		}
	}
	return nil
}

func (f *Field) parseTree(r Raw) (Value, error) {
	c, err := Canonicalize([]byte(r.Text))
	if r.Shape == ManyWords || err != nil {
		return Value{}, fmt.Errorf("%s holds %s", f.Name, typeWords[Tree])
	}
	return OfTree(string(c)), nil
}

var typeWords = [...]string{Null: "nothing", Bool: "true or false", Int: "a number", Text: "a text", Strset: "a list of texts", Strlist: "a list of texts", Tree: "a tree"}

// Observed reads what a person saw of an attribute. What the target shows by
// itself, or may never be shown, is refused; hint is what to do about it.
func (k *Kind) Observed(attr string, r Raw) (v Value, hint string, err error) {
	f, ok := k.Field(attr)
	switch {
	case !ok:
		var names []string
		for i := range k.Fields {
			if k.Hidden(&k.Fields[i]) && !k.Fields[i].Has(Secret|Computed) {
				names = append(names, k.Fields[i].Name)
			}
		}
		hint = "the API shows everything of " + k.Plural + ": take it out"
		if len(names) > 0 {
			hint = "what people see of it is " + strings.Join(names, ", ")
		}
		return v, hint, fmt.Errorf("%s has no attribute %q", k.Name, attr)
	case f.Has(Secret):
		return v, "take it out", fmt.Errorf("%s is a secret, and no file may hold it", attr)
	case f.Has(Computed) || !k.Hidden(f):
		return v, "take it out: the next plan reads it", fmt.Errorf("the API shows %s: no one needs to attest it", attr)
	}
	if r, err = f.fromConsole(r); err == nil {
		v, err = f.Parse(r)
	}
	return v, "", err
}
