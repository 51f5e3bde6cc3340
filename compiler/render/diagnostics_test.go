package render

import (
	"encoding/json"
	"encoding/xml"
	"slices"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/diag"
)

var mistakes = diag.List{
	{Code: "PB7101", Severity: diag.Error, Path: "users.bob.department", Message: `there is no department "sale"`, Hint: "did you mean sales?",
		Pos: []diag.Pos{{File: "users.cue", Line: 9, Col: 15}, {File: "departments.cue", Line: 2, Col: 1}}},
	{Code: "PB9001", Severity: diag.Warning, Target: "pbx", Path: "roles.lead", Message: "calls.history is not settable alone"},
	{Code: "PB9002", Severity: diag.Error, Message: "byte 0xE9 is not \x1b[31mUTF-8", Pos: []diag.Pos{{File: "a.cue", Line: 1}}},
}

func TestDiagnostics(t *testing.T) {
	golden(t, "diagnostics.txt", Diagnostics(mistakes, Options{}))
	golden(t, "diagnostics_colour.txt", Diagnostics(mistakes, Options{Colour: true}))
	if got, want := Tally(mistakes), "2 errors, 1 warning"; got != want {
		t.Errorf("tally is %q, want %q", got, want)
	}
}

func TestDiagnosticsJSON(t *testing.T) {
	out, err := DiagnosticsJSON(mistakes)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "diagnostics.json", out)
	if empty, err := DiagnosticsJSON(nil); err != nil || !strings.Contains(string(empty), `"diagnostics": []`) {
		t.Errorf("no diagnostics are %s, %v; want an empty list", empty, err)
	}
}

func TestSARIF(t *testing.T) {
	out, err := SARIF(mistakes, "0.1.0")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "diagnostics.sarif", out)
	var doc struct {
		Version string
		Runs    []struct {
			Results []struct{ RuleID, Level string }
		}
	}
	if err := json.Unmarshal(out, &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Version != "2.1.0" || len(doc.Runs) != 1 || len(doc.Runs[0].Results) != 3 {
		t.Errorf("not SARIF 2.1.0 with three results: %+v", doc)
	}
}

func TestJUnit(t *testing.T) {
	out, err := JUnit(mistakes, []string{"a.cue", "groups.cue"})
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "diagnostics.junit.xml", out)
	var suite junitSuite
	if err := xml.Unmarshal(out, &suite); err != nil {
		t.Fatal(err)
	}
	if suite.Tests != 4 || suite.Failures != 2 {
		t.Errorf("%d cases and %d failures, want 4 and 2", suite.Tests, suite.Failures)
	}
}

// TestNothingSteersTheTerminal gives every view text that would.
func TestNothingSteersTheTerminal(t *testing.T) {
	for _, evil := range []string{"\x1b[2J", "\x07", "\u202e", "\u2028", "a\rb", "\u0085", "\u2066"} {
		p := sample()
		s := &p.Body.Sections[0]
		s.Names["user/102"] = evil
		s.Names["group/Sales"] = evil
		s.Failed = ""
		s.Changes[0].Object.Key = evil
		s.Changes[4].Fields[0].Live = s.Changes[4].Fields[0].Live.From(s.Changes[4].Fields[0].Live.Source())
		s.Losses[0].Message = evil
		s.Steps[6].Title = evil
		s.Rights[1].Scope = "group:" + evil
		page, err := p.HTML(Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, view := range [][]byte{p.Text(Options{}), p.Markdown(Options{}), page, Diagnostics(s.Losses, Options{})} {
			if i := strings.Index(string(view), evil); i >= 0 {
				t.Errorf("%q got through: …%q…", evil, view[max(0, i-20):i+20])
			}
		}
	}
}

func TestSafe(t *testing.T) {
	for in, want := range map[string]string{
		"Zoë 👩‍🚒 ok": "Zoë 👩‍🚒 ok", "a\nb": `a\nb`, "\x1b[31m": `\x1b[31m`, "\u202e": `\u202e`, "\u009b": `\x9b`, "": "",
	} {
		if got := safe(in); got != want {
			t.Errorf("safe(%q) is %q, want %q", in, got, want)
		}
	}
}

func TestMarkdownIsEscaped(t *testing.T) {
	evil := "<img src=x> [a](javascript:1) | `x` *y* @team"
	got := markdown(evil)
	for _, bad := range []string{"<", "[a](", " | ", "@"} {
		if strings.Contains(got, bad) {
			t.Errorf("%q is left in %q", bad, got)
		}
	}
}

func TestWordDifference(t *testing.T) {
	spans, ok := wordDifference("the quick brown fox jumps over it", "the quick red fox jumps over it")
	if !ok || !slices.Contains(spans, span{"brown", goes}) || !slices.Contains(spans, span{"red", comes}) {
		t.Errorf("brown → red is shown as %v", spans)
	}
	if _, ok := wordDifference("entirely something of its own", "nothing here in common with that"); ok {
		t.Error("texts without much in common are mixed")
	}
}
