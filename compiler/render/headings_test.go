package render

import (
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/diag"
)

// TestDiagnosticsStandUnderFittingHeadings: what is lost on the way, or merely
// worth knowing, is not said to be what a target cannot hold.
func TestDiagnosticsStandUnderFittingHeadings(t *testing.T) {
	p := sample()
	s := &p.Body.Sections[0]
	s.Losses = diag.List{
		{Code: diag.BreakGlassIdle, Severity: diag.Notice, Message: "keeps nobody"},
		{Code: diag.LostByNumber, Severity: diag.Warning, Message: "taken out of a queue"},
		{Code: diag.LossUnsupported, Severity: diag.Warning, Message: "no such thing"},
	}
	page, err := p.HTML(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, view := range [][]byte{p.Text(Options{}), p.Markdown(Options{}), page} {
		rest := string(view)
		for _, want := range []string{"What pbx cannot hold as the site says it", "no such thing", "What goes along on pbx, and is not put back", "taken out of a queue", "Worth knowing", "keeps nobody"} {
			_, after, ok := strings.Cut(rest, want)
			if !ok {
				t.Errorf("%q is missing or out of order in\n%s", want, view)
			}
			rest = after
		}
	}
}

// TestNoticesAlikeAreOneLine: what is said of many places alike is said once, with
// the places; a warning stays one for each.
func TestNoticesAlikeAreOneLine(t *testing.T) {
	p := sample()
	s := &p.Body.Sections[0]
	at := func(line int) []diag.Pos { return []diag.Pos{{File: "roles.cue", Line: line, Col: 2}} }
	s.Losses = nil
	for line := 1; line <= 3; line++ {
		s.Losses = append(s.Losses, diag.Diagnostic{Code: diag.LossUnsupported, Severity: diag.Notice, Message: "a person sets it", Pos: at(line)},
			diag.Diagnostic{Code: diag.LossUnsupported, Severity: diag.Warning, Message: "is lost", Pos: at(10 + line)})
	}
	text := string(p.Text(Options{}))
	if want := "roles.cue:1:2: notice: a person sets it (and roles.cue:2:2, roles.cue:3:2)"; !strings.Contains(text, want) || strings.Count(text, "a person sets it") != 1 {
		t.Errorf("want one line with %q in\n%s", want, text)
	}
	if n := strings.Count(text, "is lost"); n != 3 {
		t.Errorf("%d warnings, want 3, in\n%s", n, text)
	}
}
