package render

import (
	"strings"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/plan"
)

// TestRemarks: every form of a plan says what the site's rules say, and what
// waits for which window at the time at which the plan was made.
func TestRemarks(t *testing.T) {
	disturbing := plan.Section{Target: "pbx", Type: "3cx", Steps: []plan.Step{{ID: "a", Kind: plan.Call, Flags: plan.Flags{Disruption: true}},
		{ID: "b", Kind: plan.Call, Flags: plan.Flags{Notifies: true}}, {ID: "c", Kind: plan.Manual, Flags: plan.Flags{Disruption: true}}, {ID: "d", Kind: plan.Call}}}
	night := plan.Window{Name: "night", From: "22:00", To: "06:00", Zone: "Europe/Paris"}
	noon := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		body plan.Body
		at   time.Time
		want []string
	}{
		{"nothing", plan.Body{}, noon, nil},
		{"no rule says anything", plan.Body{Judged: &plan.Judgement{Rules: "sha256:0"}}, noon, nil},
		{"denied and warned", plan.Body{Sections: []plan.Section{{Target: "pbx", Type: "3cx"}}, Judged: &plan.Judgement{Denied: []plan.Finding{{Rule: "a", Message: "no <b>"}}, Warned: []plan.Finding{{Rule: "w", Message: "look\nhere"}}}}, noon,
			[]string{"Refused by the site's policy: a: no <b>", `The site's policy warns: w: look\nhere`}},
		{"outside", plan.Body{Sections: []plan.Section{disturbing}, Windows: &plan.Schedule{Outside: plan.Refuse, Windows: []plan.Window{night}}}, noon,
			[]string{"Windows: 2 steps wait for window night, Tue 24 Nov 22:00 Europe/Paris; until then the plan cannot be applied"}},
		{"outside, left for later", plan.Body{Sections: []plan.Section{disturbing}, Windows: &plan.Schedule{Outside: plan.Defer, Windows: []plan.Window{night}}}, noon,
			[]string{"Windows: 2 steps wait for window night, Tue 24 Nov 22:00 Europe/Paris"}},
		{"inside", plan.Body{Sections: []plan.Section{disturbing}, Windows: &plan.Schedule{Outside: plan.Defer, Windows: []plan.Window{night}}}, noon.Add(12 * time.Hour),
			[]string{"Windows: 2 steps run in window night, open until Wed 25 Nov 06:00 Europe/Paris"}},
		{"unknown zone", plan.Body{Sections: []plan.Section{disturbing}, Windows: &plan.Schedule{Windows: []plan.Window{{Name: "n", From: "22:00", To: "06:00", Zone: "X/Y"}}}}, noon,
			[]string{`Windows: 2 steps wait for a window; window n: unknown time zone "X/Y"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := Plan{Plan: &plan.Plan{Body: c.body, Envelope: plan.Envelope{Created: c.at}}}
			var got []string
			for _, r := range p.remarks() {
				got = append(got, r.head+" "+r.text)
			}
			if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("got %q\nwant %q", got, c.want)
			}
			page, err := p.HTML(Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range p.remarks() {
				if !strings.Contains(string(p.Text(Options{})), r.head+" "+r.text) || !strings.Contains(string(p.Markdown(Options{})), "**"+r.head+"** ") {
					t.Errorf("%s is not in the text or in Markdown", r.text)
				}
				if strings.Contains(string(page), "<b>") || !strings.Contains(string(page), "s policy a:") && !strings.Contains(string(page), strings.Fields(r.text)[0]) {
					t.Errorf("%s is not in the page, or stands in it as it is", r.text)
				}
			}
			if denied := c.body.Judged != nil && len(c.body.Judged.Denied) > 0; denied != strings.Contains(p.Summary(), "Refused by the site's policy.") {
				t.Errorf("summary: %s", p.Summary())
			}
		})
	}
}
