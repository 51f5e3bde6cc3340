package render

import (
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/rights"
)

func TestPlanText(t *testing.T) {
	golden(t, "plan.txt", sample().Text(Options{}))
	golden(t, "plan_narrow.txt", sample().Text(Options{Width: 60}))
	golden(t, "plan_colour.txt", sample().Text(Options{Width: 120, Colour: true}))
}

func TestEqualChangesAreFolded(t *testing.T) {
	golden(t, "plan_crowd.txt", crowd(312).Text(Options{}))
	full := string(crowd(312).Text(Options{Full: true}))
	for _, want := range []string{"+ 100\n", "+ 411\n", "411:"} {
		if !strings.Contains(full, want) {
			t.Errorf("a full plan lacks %q", want)
		}
	}
	if strings.Contains(full, "like this") {
		t.Error("a full plan is folded")
	}
}

func TestNothingToDo(t *testing.T) {
	p := Plan{Plan: &plan.Plan{Body: plan.Body{Sections: []plan.Section{{Target: "pbx", Type: "3cx"}}}}}
	golden(t, "plan_empty.txt", p.Text(Options{}))
	if p.Tally(0).Changes() {
		t.Error("an empty plan has changes")
	}
}

func TestPlanMarkdown(t *testing.T) { golden(t, "plan.md", sample().Markdown(Options{})) }

func TestPlanHTML(t *testing.T) {
	page, err := sample().HTML(Options{})
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "plan.html", page)
}

func TestUnknownRightsStandLast(t *testing.T) {
	p := sample()
	s := &p.Body.Sections[0]
	for _, permission := range []string{"calls.intercom", "calls.see"} {
		s.Rights = append(s.Rights, asRights(rights.Change{Right: rights.Right{Holder: ref("user", "103"), Permission: permission, Scope: "group:Sales"}, After: rights.Unknown})...)
	}
	text := string(p.Text(Options{}))
	if want := "    ? Claire Petit (claire): 2 rights      not known\n        calls.intercom, calls.see\n\n"; !strings.Contains(text, want) {
		t.Errorf("want %q in:\n%s", want, text)
	}
}

// TestPlansSayWhatToApprove: in every format that people read, where there is
// something to approve; and which run a plan takes back.
func TestPlansSayWhatToApprove(t *testing.T) {
	for _, digest := range []string{"", "sha256:0123"} {
		p := sample()
		p.Approve, p.Body.Undoes = func() string { return digest }, "20260115T090000Z-ab"
		page, err := p.HTML(Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, view := range [][]byte{p.Text(Options{}), p.Markdown(Options{}), page} {
			if said := strings.Contains(string(view), "Digest: "); said != (digest != "") || !strings.Contains(string(view), digest) {
				t.Errorf("digest %q: %s", digest, view)
			}
			if !strings.Contains(string(view), "Takes back run 20260115T090000Z-ab.") {
				t.Errorf("not said to take a run back: %s", view)
			}
		}
	}
}
