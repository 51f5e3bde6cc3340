package simhttp

import (
	"bytes"
	"encoding/json"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestJSONIsTheLibrarys: whatever a world holds is written as encoding/json does it.
func TestJSONIsTheLibrarys(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := drawValue(t, 4)
		var want bytes.Buffer
		enc := json.NewEncoder(&want)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(v); err != nil {
			t.Fatal(err)
		}
		got, err := JSON(v)
		if err != nil {
			t.Fatal(err)
		}
		if string(got)+"\n" != want.String() {
			t.Errorf("JSON = %s, want %s", got, want.Bytes())
		}
	})
}

func drawValue(t *rapid.T, depth int) any {
	kinds := 9
	if depth > 0 {
		kinds = 14
	}
	text := rapid.OneOf(rapid.StringMatching(`[a-z <>&]{0,8}`), rapid.String(), rapid.SampledFrom([]string{"\u2028", "a\xffb", "\t\b\"\\", "é"}))
	switch rapid.IntRange(0, kinds).Draw(t, "kind") {
	case 0:
		return nil
	case 1:
		return rapid.Bool().Draw(t, "bool")
	case 2:
		return rapid.Int().Draw(t, "int")
	case 3:
		return rapid.Int64().Draw(t, "int64")
	case 4:
		return rapid.Float64Range(-1e30, 1e30).Draw(t, "float")
	case 5:
		return rapid.SliceOf(text).Draw(t, "texts")
	case 6:
		return struct {
			A string `json:"a,omitempty"`
			B uint8
		}{text.Draw(t, "a"), rapid.Uint8().Draw(t, "b")}
	case 7:
		return rapid.SampledFrom([]any{[]any(nil), []string(nil), map[string]any(nil), []map[string]any(nil), []map[string]any{nil}, json.Number("12"), json.RawMessage(`{"b": 1}`)}).Draw(t, "rare")
	case 8, 9:
		return text.Draw(t, "text")
	case 10, 11:
		out := make([]any, rapid.IntRange(0, 4).Draw(t, "length"))
		for i := range out {
			out[i] = drawValue(t, depth-1)
		}
		return out
	}
	out := map[string]any{}
	for range rapid.IntRange(0, 40/(5-depth)).Draw(t, "members") {
		out[text.Draw(t, "name")] = drawValue(t, depth-1)
	}
	return out
}

// TestJSONCannotBe: what JSON has no form for is an error, however deep it lies.
func TestJSONCannotBe(t *testing.T) {
	for _, v := range []any{math.NaN(), map[string]any{"a": []any{math.Inf(1)}}, []any{func() {}}} {
		if b, err := JSON(v); err == nil {
			t.Errorf("JSON(%v) = %s", v, b)
		}
	}
}
