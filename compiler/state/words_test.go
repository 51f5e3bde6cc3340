package state

import (
	"slices"
	"strings"
	"testing"
)

// sayNumber calls what an object with a number names.
func sayNumber(object map[string]any) ([]Word, bool) {
	number, ok := object["number"].(string)
	return []Word{{Text: "calls "}, {Ref: Ref{"user", number}}}, ok
}

func TestTreesReadAsWords(t *testing.T) {
	for _, tt := range []struct{ tree, want string }{
		{`{"number":"101"}`, "calls <user/101>"},
		{`{"after":{"number":"101"},"loud":true}`, "after calls <user/101>, loud true"},
		{`{"b":2,"a":{"x":1.50,"y":null}}`, "a (x 1.50, y (none)), b 2"},
		{`{"hours":[{"from":"8","to":"12"},{"from":"13","to":"17"}]}`, "hours [from 8, to 12; from 13, to 17]"},
		{`{"big":12345678901234567890}`, "big 12345678901234567890"},
		{`{}`, "(empty)"},
		{`[]`, "[]"},
		{`not JSON`, "not JSON"},
	} {
		var b strings.Builder
		f := Field{Say: sayNumber}
		for _, w := range f.Words(OfTree(tt.tree)) {
			b.WriteString(w.Text)
			if w.Ref != (Ref{}) {
				b.WriteString("<" + w.Ref.String() + ">")
			}
		}
		if b.String() != tt.want {
			t.Errorf("%s reads %q, want %q", tt.tree, b.String(), tt.want)
		}
	}
	f := Field{Say: sayNumber}
	for _, tt := range []struct {
		v    Value
		want string
	}{{OfTree(`{"after":{"number":"101"}}`), "after calls 101"}, {OfText("x"), "x"}, {Nothing(), "(none)"}, {Value{}, "(unset)"}} {
		if got := f.Said(tt.v); got != tt.want {
			t.Errorf("%v is said as %q, want %q", tt.v, got, tt.want)
		}
	}
	if words := (&Field{}).Words(OfText("x")); words != nil {
		t.Errorf("a text has words: %v", words)
	}
}

func TestMentions(t *testing.T) {
	for _, tt := range []struct {
		field Field
		value Value
		want  []Ref
	}{
		{Field{Ref: "user"}, OfSet("101", "102"), []Ref{{"user", "101"}, {"user", "102"}}},
		{Field{}, OfText("101"), nil},
		{Field{Say: sayNumber}, OfTree(`{"x":[{"number":"7"}],"y":{"number":"8"}}`), []Ref{{"user", "7"}, {"user", "8"}}},
		{Field{}, OfTree(`{"number":"7"}`), nil},
	} {
		if got := slices.Collect(tt.field.Mentions(tt.value)); !slices.Equal(got, tt.want) {
			t.Errorf("%v mentions %v, want %v", tt.value, got, tt.want)
		}
	}
}
