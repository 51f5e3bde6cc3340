package render

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestWidth(t *testing.T) {
	for s, want := range map[string]int{"": 0, "abc": 3, "日本": 4, "e\u0301": 1, "👩\u200d🚀": 2, "Łódź": 4, "a\u200bb": 2} {
		if got := width(s); got != want {
			t.Errorf("%q is %d columns wide, want %d", s, got, want)
		}
	}
}

func TestShorten(t *testing.T) {
	for _, tt := range []struct {
		in   string
		n    int
		want string
	}{
		{"abcdef", 4, "abc…"},
		{"abc", 3, "abc"},
		{"abc", 0, "abc"},
		{"ring group 820: if nobody answers, departments", 30, "ring group 820: if nobody…"},
		{"ring group 820: if nobody answers, departments", 36, "ring group 820: if nobody answers…"},
		{"Donaudampfschifffahrtsgesellschaft", 10, "Donaudamp…"},
		{"a Donaudampfschifffahrtsgesellschaft", 10, "a Donauda…"},
		{"日本語", 4, "日…"},
		{"日本語", 5, "日本…"},
		{"Jose\u0301 Mari\u0301a", 7, "Jose\u0301…"},
		{"👩\u200d🚀👩\u200d🚀👩\u200d🚀", 5, "👩\u200d🚀👩\u200d🚀…"},
	} {
		if got := Shorten(tt.in, tt.n); got != tt.want {
			t.Errorf("Shorten(%q, %d) is %q, want %q", tt.in, tt.n, got, tt.want)
		}
	}
}

func TestShortenedTextFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := safe(rapid.String().Draw(t, "s"))
		n := rapid.IntRange(2, 60).Draw(t, "columns")
		got := Shorten(s, n)
		if width(got) > n {
			t.Fatalf("Shorten(%q, %d) is %q, %d columns wide", s, n, got, width(got))
		}
		if kept, cut := strings.CutSuffix(got, "…"); got != s && (!cut || !strings.HasPrefix(s, kept) || !utf8.ValidString(kept)) {
			t.Fatalf("Shorten(%q, %d) is %q", s, n, got)
		}
	})
}
