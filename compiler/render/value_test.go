package render

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/state"
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

// TestSecretsAreSaidByTheirPlace: of a secret that the target shows, a plan says
// whether it is the site's, and where the site keeps that one.
func TestSecretsAreSaidByTheirPlace(t *testing.T) {
	say := speech{field: &state.Field{Name: "password", Type: state.Text, Flags: state.Sealed}}
	another, ours := state.OfText(state.Another), state.OfText("devices.desk.password")
	for want, got := range map[string][]span{
		"another than the site's → the site's, devices.desk.password": difference(another, ours, say),
		"the site's, devices.desk.password → another than the site's": difference(ours, another, say),
		"(none) → the site's, devices.desk.password":                  difference(state.Nothing(), ours, say),
		"(not set) → the site's, devices.desk.password":               difference(state.Value{}, ours, say),
		"the site's, devices.old.password → the site's, devices.new.password": difference(
			state.OfText("devices.old.password"), state.OfText("devices.new.password"), say),
	} {
		if text := plainSpans(got); text != want {
			t.Errorf("got %q, want %q", text, want)
		}
	}
	if got := shown(another.From(state.Source{Basis: state.Unknown}), say); got != "unknown" {
		t.Errorf("got %q", got)
	}
}
