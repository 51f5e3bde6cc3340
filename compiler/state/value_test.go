package state_test

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

func TestValueForms(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	tests := []struct {
		v    state.Value
		want string
	}{
		{state.Value{}, `{}`},
		{state.Nothing(), `{"none":true}`},
		{state.OfBool(false), `{"bool":false}`},
		{state.OfInt(5), `{"int":5}`},
		{state.OfInt(1<<53 + 1), `{"int":"9007199254740993"}`},
		{state.OfText("5"), `{"text":"5"}`},
		{state.OfText(""), `{"none":true}`},
		{state.OfSet("b", "a", "b"), `{"set":["a","b"]}`},
		{state.OfList("b", "a", "b"), `{"list":["b","a","b"]}`},
		{state.OfTree(`{"a":[1]}`), `{"tree":{"a":[1]}}`},
		{state.OfBool(true).From(state.Source{Basis: state.Attested, By: "alice", At: at}), `{"at":"2026-01-02T03:04:05Z","basis":"attested","bool":true,"by":"alice"}`},
		{state.Nothing().From(state.Source{Basis: state.Unknown}), `{"basis":"unknown","none":true}`},
	}
	for _, tt := range tests {
		b, err := json.Marshal(tt.v)
		if err != nil || string(b) != tt.want {
			t.Errorf("got %s, %v, want %s", b, err, tt.want)
		}
		var back state.Value
		if err := json.Unmarshal(b, &back); err != nil || !back.Equal(tt.v) || back.Source() != tt.v.Source() || back.Type() != tt.v.Type() {
			t.Errorf("%s comes back as %v, %v", b, back, err)
		}
	}
}

func TestValuesRefused(t *testing.T) {
	for _, text := range []string{`{"bool":true,"text":"x"}`, `{"none":false}`, `{"int":1.5}`, `{"int":"x"}`, `{"shoe":1}`, `{"basis":"hearsay","text":"x"}`, `5`, `{"tree":}`} {
		var v state.Value
		if err := json.Unmarshal([]byte(text), &v); err == nil {
			t.Errorf("%s is read as %v", text, v)
		}
	}
}

func TestHolds(t *testing.T) {
	unknown := state.OfText("a").From(state.Source{Basis: state.Unknown})
	on := state.Field{Type: state.Bool, Default: state.OfBool(true)}
	fold := state.Field{Flags: state.CaseFold}
	tests := []struct {
		name          string
		field         state.Field
		desired, live state.Value
		want          bool
	}{
		{"equal", state.Field{}, state.OfText("a"), state.OfText("a"), true},
		{"wherever it came from", state.Field{}, state.OfText("a"), state.OfText("a").From(state.Source{Basis: state.Attested}), true},
		{"different", state.Field{}, state.OfText("a"), state.OfText("b"), false},
		{"another type", state.Field{}, state.OfText("1"), state.OfInt(1), false},
		{"sets have no order", state.Field{}, state.OfSet("a", "b"), state.OfSet("b", "a"), true},
		{"lists have", state.Field{}, state.OfList("a", "b"), state.OfList("b", "a"), false},
		{"case", state.Field{}, state.OfText("a"), state.OfText("A"), false},
		{"case folded", fold, state.OfText("a"), state.OfText("A"), true},
		{"case folded in sets, which sort by case", fold, state.OfSet("B", "a"), state.OfSet("A", "b"), true},
		{"case folded in lists", fold, state.OfList("B", "a"), state.OfList("b", "A"), true},
		{"none and not shown", state.Field{}, state.Nothing(), state.Value{}, true},
		{"none and empty", state.Field{}, state.Nothing(), state.Nothing(), true},
		{"none and something", state.Field{}, state.Nothing(), state.OfText("a"), false},
		{"none and the default", on, state.Nothing(), state.OfBool(true), true},
		{"the default, not shown", on, state.OfBool(true), state.Value{}, true},
		{"not the default, not shown", on, state.OfBool(false), state.Value{}, false},
		{"the default, shown empty", on, state.OfBool(true), state.Nothing(), false},
		{"nobody knows", state.Field{}, state.OfText("a"), unknown, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.field.Holds(tt.desired, tt.live); got != tt.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func drawValue(t *rapid.T) state.Value {
	items := rapid.SliceOfN(rapid.String(), 0, 3)
	v := rapid.OneOf(
		rapid.Just(state.Nothing()),
		rapid.Map(rapid.Bool(), state.OfBool),
		rapid.Map(rapid.Int64(), state.OfInt),
		rapid.Map(rapid.String(), state.OfText),
		rapid.Map(items, func(s []string) state.Value { return state.OfSet(s...) }),
		rapid.Map(items, func(s []string) state.Value { return state.OfList(s...) }),
		rapid.Just(state.OfTree(`{"a":[1,"x",null]}`)),
	).Draw(t, "value")
	if rapid.Bool().Draw(t, "has a source") {
		v = v.From(state.Source{Basis: state.Basis(rapid.IntRange(0, int(state.Unknown)).Draw(t, "basis")), By: rapid.String().Draw(t, "by"),
			At: time.Unix(rapid.Int64Range(0, 1<<32).Draw(t, "at"), 0).UTC()})
	}
	return v
}
