package render

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestWordsAreMarkedWhole(t *testing.T) {
	for _, tt := range []struct{ before, after, want string }{
		{"please hold the line while we look", "please hold on while we look", "please hold [-the line-]{+on+} while we look"},
		{"open from 08:00 to 17:00 on Monday", "open from 09:00 to 17:00 on Monday", "open from [-08-]{+09+}:00 to 17:00 on Monday"},
		{"Zażółć gęślą jaźń w poniedziałek", "Zażółć gęślą w poniedziałek", "Zażółć gęślą [-jaźń -]w poniedziałek"},
		{"voicemail of 101 Alice Martin (alice)", "voicemail of 103 Claire Petit (claire)", ""},
	} {
		spans, ok := wordDifference(tt.before, tt.after)
		if !ok {
			spans = nil
		}
		if got := plainSpans(spans); got != tt.want {
			t.Errorf("%q → %q reads %q, want %q", tt.before, tt.after, got, tt.want)
		}
	}
}

// Whatever is marked, both texts can be read off the marks.
func TestMarksLoseNothing(t *testing.T) {
	words := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "hold", "the", "line", ",", " ", "  ", "żółw", "日本", "👩‍🚀", "\n", "12", ":"}), 0, 30)
	rapid.Check(t, func(t *rapid.T) {
		before, after := strings.Join(words.Draw(t, "before"), ""), strings.Join(words.Draw(t, "after"), "")
		before, after = safe(before), safe(after)
		spans, _ := wordDifference(before, after)
		var b, a strings.Builder
		for _, s := range spans {
			if s.fate != comes {
				b.WriteString(s.text)
			}
			if s.fate != goes {
				a.WriteString(s.text)
			}
		}
		if b.String() != before || a.String() != after {
			t.Fatalf("%q → %q reads %q → %q", before, after, b.String(), a.String())
		}
	})
}
