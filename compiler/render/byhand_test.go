package render

import (
	"strings"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// said is a value on Anna's word of the second of May, of some basis.
func said(v state.Value, basis state.Basis) state.Value {
	return v.From(state.Source{Basis: basis, By: "Anna", At: time.Date(2026, 5, 2, 9, 0, 0, 0, time.UTC)})
}

// byHand is a plan of which much is left to people, on two targets.
func byHand() Plan {
	unknown := state.Value{}.From(state.Source{Basis: state.Unknown})
	level := func(live state.Value) []diff.Field {
		return []diff.Field{{Name: "Level", Live: live, Desired: state.OfText("D"), Part: diff.Asked}}
	}
	const polish, french = plan.Language("pl"), plan.Language("fr")
	step := func(id, by string, edits ...plan.Edit) plan.Step {
		return plan.Step{ID: id, Kind: plan.Manual, Object: ref("role", id), Title: "ustaw poziom roli " + id, Covers: []string{"update role/" + id},
			Manual: &plan.ManualWork{By: by, Language: polish, Where: []string{"Telefonia", "Uprawnienia <b>"}, Do: edits}}
	}
	inFrench := func(s plan.Step) plan.Step {
		s.Title, s.Manual.Language, s.Manual.Where = "niveau du rôle "+s.ID, french, []string{"Téléphonie", "Droits"}
		return s
	}
	change := func(c rights.Change, r plan.Rests) plan.RightChange { return plan.RightChange{Change: c, Rests: r} }
	gains := func(holder string) rights.Change {
		return rights.Change{Right: rights.Right{Holder: ref("user", holder), Permission: "calls.history", Scope: "department"}, After: rights.Yes}
	}
	a := plan.Section{Target: "pbx", Type: "bitrix24", Changes: []diff.Change{
		{Op: state.OpCreate, Object: ref("role", "New"), Part: diff.Asked, Unknown: true, Fields: level(unknown)},
		{Op: state.OpCreate, Object: ref("role", "Aged"), Part: diff.Asked, Unknown: true, Fields: level(said(state.OfText("A"), state.Unknown))},
		{Op: state.OpUpdate, Object: ref("role", "Known"), Part: diff.Asked, Fields: level(said(state.OfText("A"), state.Attested))},
		{Op: state.OpUpdate, Object: ref("role", "Half"), Part: diff.Asked, Fields: level(unknown)},
	}, Rights: []plan.RightChange{change(gains("101"), plan.Rests{ByHand: true}), change(gains("102"), plan.Rests{Basis: state.Attested}), change(gains("103"), plan.Rests{})},
		Steps: []plan.Step{
			{ID: "call", Kind: plan.Call, Call: "x", Title: "does itself"},
			step("New", "admin", plan.Edit{Field: "Level", From: polish.Unknown(), To: "D"}),
			step("Known", "contactAdmin", plan.Edit{Field: "Level", From: polish.Was(said(state.OfText("A"), state.Attested), nil), To: "D"}),
		}}
	b := plan.Section{Target: "uc", Type: "rainbow", Steps: []plan.Step{inFrench(step("Far", "provider", plan.Edit{Field: "Niveau", From: french.Was(said(state.OfText("A"), state.Unknown), nil), To: "D"})), inFrench(step("Own", "user"))}}
	c := plan.Section{Target: "cc", Type: "goto", Steps: []plan.Step{{ID: "En", Kind: plan.Manual, Object: ref("role", "En"), Title: "set it", Manual: &plan.ManualWork{By: "contactAdmin", Where: []string{"Console"}, Do: []plan.Edit{{Field: "Level", To: "D"}}}}}}
	return Plan{Plan: &plan.Plan{Body: plan.Body{Site: "acme", Sections: []plan.Section{a, b, c}},
		Attested: []plan.Facet{{Target: "pbx", Object: ref("role", "Same"), Name: "Same *role*", Fields: []string{"A", "B"}, By: "Anna", At: time.Date(2026, 5, 2, 9, 0, 0, 0, time.UTC)}},
		Bindings: plan.Bindings{Targets: map[string]plan.TargetBindings{"uc": {URL: "https://uc.example"}}}}}
}

func TestByHand(t *testing.T) {
	golden(t, "byhand.txt", byHand().Text(Options{}))
	golden(t, "byhand.md", byHand().Markdown(Options{}))
	html, err := byHand().HTML(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<li value="1">ustaw`, `<li value="3">niveau`, "Uprawnienia &lt;b&gt;", "À envoyer au prestataire :<blockquote>Merci d&#39;effectuer cette modification sur notre rainbow (https://uc.example)", "<h3>Do zrobienia ręcznie</h3>", "<h3>À faire à la main</h3>", "<h3>By hand</h3>", "as Anna attested on 2026-05-02", `<span class="note">once done by hand</span>`} {
		if !strings.Contains(string(html), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

// TestSeenIsNotDone: what somebody saw in the console reads differently from what
// they say that they did there, and what is said of words that count no more stands
// in the plan, in every form of it.
func TestSeenIsNotDone(t *testing.T) {
	p := byHand()
	p.Attested = append(p.Attested, plan.Facet{Target: "pbx", Object: ref("role", "Other"), Fields: []string{"C"}, By: "Ben", At: time.Date(2026, 5, 3, 9, 0, 0, 0, time.UTC), Seen: true})
	p.Words = diag.List{{Code: diag.AttestedAged, Severity: diag.Notice, Target: "pbx", Message: "what Anna attested of roles is too old to count"},
		{Code: diag.AttestedElse, Severity: diag.Notice, Target: "uc", Message: "a file does not count"}}
	html, err := p.HTML(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for form, page := range map[string][]byte{"text": p.Text(Options{}), "markdown": p.Markdown(Options{}), "html": html} {
		for _, want := range []string{"A, B, as Anna attested on 2026-05-02", "C, as Ben saw on 2026-05-03", "too old to count", "a file does not count"} {
			if strings.Count(string(page), want) != 1 {
				t.Errorf("%s has %q %d times, want once", form, want, strings.Count(string(page), want))
			}
		}
	}
	seen := state.OfText("A").From(state.Source{Basis: state.Attested, By: "Ben", At: time.Date(2026, 5, 3, 9, 0, 0, 0, time.UTC), Seen: true})
	if got, want := shown(seen, speech{}), "A (seen by Ben, 2026-05-03)"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := plan.Language("en").Was(seen, nil), "as Ben saw on 2026-05-03"; !strings.Contains(got, want) {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestListsThatNobodyRead: a list on somebody's word says whose, and one that
// nobody knows is not compared item by item with what was said of it once.
func TestListsThatNobodyRead(t *testing.T) {
	list, want := state.OfSet("a", "b"), state.OfSet("b", "c")
	for basis, text := range map[state.Basis]string{
		state.Read:     "-a +c (1 unchanged)",
		state.Attested: "-a +c (1 unchanged) before: (attested by Anna, 2026-05-02)",
		state.Unknown:  "unknown (a, b, as Anna attested on 2026-05-02) → b, c",
	} {
		v := said(list, basis)
		if basis == state.Read {
			v = list
		}
		if got := plainSpans(difference(v, want, speech{})); got != text {
			t.Errorf("%s: %s", basis, got)
		}
	}
}
