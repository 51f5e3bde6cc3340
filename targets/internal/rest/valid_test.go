package rest

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestValidIsJSONs holds valid against encoding/json: on texts that are JSON, and
// on what becomes of them when bytes are changed, left out or put in.
func TestValidIsJSONs(t *testing.T) {
	right := append([]string{"", " ", "-", "-0", "01", "1.", "1.5e", "1E+7", "[1,]", "{,}", `{"a"}`, `{"a":}`, `{"a":1,}`, `{"a":1 "b":2}`, "[1 2]", "[}", "{]", `"\u00zz"`, `"\q"`, "\"\x01\"", "tru", "nulll",
		`{"a":1}}`, "[]]", "1 2", `{1:2}`, "\x00", "\ufeff1", "[\"a\",\t{}\r\n]", strings.Repeat("[", deepest) + strings.Repeat("]", deepest), strings.Repeat("[", deepest+1) + strings.Repeat("]", deepest+1)}, texts...)
	for _, s := range right {
		if got, want := valid([]byte(s)), json.Valid([]byte(s)); got != want {
			t.Errorf("valid(%.40q) is %v, encoding/json says %v", s, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		b := []byte(rapid.SampledFrom(right[:len(right)-len(texts)-2]).Draw(t, "text") + rapid.SampledFrom(texts).Draw(t, "and"))
		for range rapid.IntRange(0, 4).Draw(t, "changes") {
			at := rapid.IntRange(0, len(b)).Draw(t, "at")
			put := []byte(rapid.SampledFrom([]string{"", "", "{", "}", "[", "]", ",", ":", `"`, `\`, "0", "-", ".", "e", "u", " ", "t", "\x1f", "\xff", "null", `"k":`}).Draw(t, "put"))
			out := rapid.IntRange(0, min(2, len(b)-at)).Draw(t, "out")
			b = append(append(append([]byte(nil), b[:at]...), put...), b[at+out:]...)
		}
		if got, want := valid(b), json.Valid(b); got != want {
			t.Fatalf("valid(%q) is %v, encoding/json says %v", b, got, want)
		}
	})
}

func FuzzValid(f *testing.F) {
	for _, s := range texts {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if got, want := valid(b), json.Valid(b); got != want {
			t.Errorf("valid(%q) is %v, encoding/json says %v", b, got, want)
		}
	})
}

func BenchmarkValid(b *testing.B) {
	text := []byte("[" + strings.Repeat(`{"Id":12,"Number":"101","FirstName":"Alice","Enabled":true,"Groups":[{"GroupId":7,"Rights":{"RoleName":"users"}}]},`, 1000) + "{}]")
	for name, is := range map[string]func([]byte) bool{"ours": valid, "encoding/json": json.Valid} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if !is(text) {
					b.Fatal("not valid")
				}
			}
		})
	}
}
