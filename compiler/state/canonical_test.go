package state_test

import (
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"testing"
	"time"

	"github.com/gowebpki/jcs"
	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

func TestCanonical(t *testing.T) {
	type inner struct {
		Z int    `json:"z"`
		A string `json:"a,omitempty"`
	}
	tests := []struct {
		name string
		in   any
		want string
	}{
		{"members are sorted", struct {
			B int `json:"b"`
			A int `json:"a"`
		}{1, 2}, `{"a":2,"b":1}`},
		{"embedded members too", struct {
			inner
			M int `json:"m"`
		}{inner{Z: 1, A: "x"}, 2}, `{"a":"x","m":2,"z":1}`},
		{"empty ones are left out", inner{}, `{"z":0}`},
		{"map keys by UTF-16", map[string]int{"\ufb33": 1, "\U0001f600": 2, "a": 3}, "{\"a\":3,\"\U0001f600\":2,\"\ufb33\":1}"},
		{"escapes", "\x00\x1f\b\t\n\f\r\"\\/<>&\u2028é", `"\u0000\u001f\b\t\n\f\r\"\\/<>&` + "\u2028é" + `"`},
		{"floats", []float64{1e21, 1e-7, 0.1, math.Copysign(0, -1), 1e20, 123456789.5}, `[1e+21,1e-7,0.1,0,100000000000000000000,123456789.5]`},
		{"nothing", []any{nil, (*int)(nil), []int(nil)}, `[null,null,null]`},
		{"references are text", state.Ref{Kind: "user", Key: "101"}, `"user/101"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := state.Canonical(tt.in)
			if err != nil || string(got) != tt.want {
				t.Errorf("got %s, %v\nwant %s", got, err, tt.want)
			}
		})
	}
}

func TestNoCanonicalForm(t *testing.T) {
	for name, in := range map[string]any{
		"not a number":        math.NaN(),
		"too great to keep":   int64(1)<<53 + 1,
		"too great and whole": uint64(1) << 60,
		"not UTF-8":           "a\xff",
		"a function":          func() {},
		"keys that are no text": map[int]int{
			1: 1,
		},
	} {
		if b, err := state.Canonical(in); !errors.Is(err, state.ErrUnfit) {
			t.Errorf("%s: got %s, %v", name, b, err)
		}
	}
}

// TestCanonicalAsOthersDo holds the encoder against another implementation of
// RFC 8785.
func TestCanonicalAsOthersDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := drawJSON(t, 3)
		plain, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		want, err := jcs.Transform(plain)
		if err != nil {
			t.Skip(err)
		}
		got, err := state.Canonical(v)
		if err != nil || string(got) != string(want) {
			t.Fatalf("got  %s, %v\nwant %s", got, err, want)
		}
		if again, err := state.Canonicalize(plain); err != nil || string(again) != string(want) {
			t.Fatalf("from text: %s, %v", again, err)
		}
	})
}

func drawJSON(t *rapid.T, depth int) any {
	most := 5
	if depth == 0 {
		most = 3
	}
	switch rapid.IntRange(0, most).Draw(t, "shape") {
	case 0:
		return rapid.String().Draw(t, "text")
	case 1:
		return rapid.Float64Range(-1e15, 1e15).Draw(t, "number")
	case 2:
		return rapid.Int64Range(-1<<53, 1<<53).Draw(t, "int")
	case 3:
		return rapid.SampledFrom([]any{nil, true, false, 1e-9, 1e300, 5e-324}).Draw(t, "word")
	case 4:
		return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) any { return drawJSON(t, depth-1) }), 0, 4).Draw(t, "list")
	}
	m := rapid.MapOfN(rapid.String(), rapid.Custom(func(t *rapid.T) any { return drawJSON(t, depth-1) }), 0, 4).Draw(t, "map")
	return map[string]any(m)
}

func FuzzCanonicalize(f *testing.F) {
	f.Add([]byte(`{"b":[1e2,"\u00e9"],"a":{}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		once, err := state.Canonicalize(data)
		if err != nil {
			return
		}
		if twice, err := state.Canonicalize(once); err != nil || string(twice) != string(once) {
			t.Errorf("%s becomes %s, %v", once, twice, err)
		}
	})
}

// TestCanonicalDigest: the sum is that of the text, also where it is summed in
// pieces, and whether values stand where they have an address or not.
func TestCanonicalDigest(t *testing.T) {
	type item struct {
		Name   string          `json:"name"`
		Number json.Number     `json:"number"`
		Raw    json.RawMessage `json:"raw"`
		At     time.Time       `json:"at,omitzero"`
		Value  state.Value     `json:"value"`
	}
	var items []item
	for i := range 3000 {
		n := strconv.Itoa(i)
		items = append(items, item{n, json.Number(n), json.RawMessage(`{"b": 1, "a": ` + n + `}`), time.Unix(int64(i), 0).UTC(), state.OfText(n)})
	}
	copied := make([]any, len(items))
	for i := range items {
		copied[i] = items[i]
	}
	text, err := state.Canonical(map[string]any{"items": copied})
	if err != nil {
		t.Fatal(err)
	}
	for name, v := range map[string]any{"values": copied, "in place": items, "by pointer": &items} {
		got, err := state.CanonicalDigest(map[string]any{"items": v})
		if err != nil || got != state.Digest(text) {
			t.Errorf("%s: %s, %v, want %s", name, got, err, state.Digest(text))
		}
	}
	if _, err := state.CanonicalDigest([]float64{math.NaN()}); !errors.Is(err, state.ErrUnfit) {
		t.Errorf("a value without canonical form: %v", err)
	}
}
