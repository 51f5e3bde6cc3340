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
