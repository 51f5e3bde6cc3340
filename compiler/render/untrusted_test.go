package render

import (
	"strings"
	"testing"
)

// A plan without steps must not look as if nobody's rights changed.
func TestUntrustedPlanSaysThatRightsAreNotKnown(t *testing.T) {
	p := sample()
	p.Body.Sections[0].Untrusted = true
	html, err := p.HTML(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for format, text := range map[string]string{"text": string(p.Text(Options{})), "markdown": string(p.Markdown(Options{})), "html": string(html)} {
		for _, want := range []string{rightsTitle, notCertain, "rights not certain, cannot be applied"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s lacks %q:\n%s", format, want, text)
			}
		}
	}
}
