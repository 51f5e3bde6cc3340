package targettest_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/source"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/apply"
	"github.com/patchbay-dev/patchbay/targets/run"
	"github.com/patchbay-dev/patchbay/targets/secret"
)

// What people attest, from the file to the plan, with a toy whose cards only its
// desk shows. No driver that patchbay ships has to exist for it.

// office is a site for one toy, and the folder and the clock it lives by.
type office struct {
	*testing.T
	sim  targets.Simulator
	site *model.Site
	dir  string
	now  time.Time
}

var spring = time.Date(2026, 5, 2, 9, 0, 0, 0, time.UTC)

// newOffice has ann, whose mobile number is to be on a card, and nobody else.
func newOffice(t *testing.T) *office {
	t.Helper()
	sim, err := simulateToy(t.Context(), targets.SimOptions{Seed: toyTarget("").Worlds["empty"], Options: map[string]string{}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sim.Close() })
	ann := model.User{Object: model.Object{ID: "ann"}, Extension: model.Of("101"), FirstName: model.Of("Ann"), Mobile: model.Of("+33611")}
	return &office{t, sim, &model.Site{Package: "toy", Organization: model.Organization{Name: model.Of("Toy"), Language: model.Of("pl-PL")}, Users: []model.User{ann},
		Targets: []model.Target{{Object: model.Object{ID: "pbx"}, Type: "toy", URL: sim.URL(),
			Credentials: map[string]model.Secret{"id": {Env: "id"}, "secret": {Env: "secret"}}}}}, t.TempDir(), spring}
}

func (o *office) job() *run.Job {
	o.Helper()
	tree, err := source.Memory(map[string][]byte{"site.cue": []byte("package toy\n")})
	if err != nil {
		o.Fatal(err)
	}
	loaded, found := load.Site(tree, load.Options{})
	if loaded == nil {
		o.Fatal(found)
	}
	result := *loaded
	result.Site = o.site
	env := func(name string) (string, bool) { v, ok := o.sim.Credentials()[name]; return v, ok }
	return &run.Job{Site: &result, Dir: o.dir, Drivers: []targets.Driver{toy("").driver()}, Tool: "test",
		Now: func() time.Time { return o.now }, Secrets: &secret.Resolver{Dir: o.dir, Env: env}}
}

func (o *office) plan() *run.Planned {
	o.Helper()
	p, err := o.job().Plan(o.Context(), nil)
	if err != nil || len(p.Failures) > 0 || p.Found.HasErrors() {
		o.Fatalf("plan: %v %v %v", err, p.Failures, p.Found)
	}
	return p
}

// apply carries a plan out as one that was saved before.
func (o *office) apply(p *plan.Plan) *apply.Report {
	o.Helper()
	done, err := o.job().Apply(o.Context(), p, run.Execution{})
	if err != nil || done[0].Err != nil {
		o.Fatalf("apply: %v %v", err, done)
	}
	return done[0].Report
}

func (o *office) attest(p *plan.Plan, steps ...string) []run.Attested {
	o.Helper()
	files, err := o.job().Attest(p, steps, "Anna Nowak")
	if err != nil {
		o.Fatalf("attest: %v", err)
	}
	o.now = o.now.Add(time.Minute)
	return files
}

// checklist is the plan's, a line a step.
func checklist(p *run.Planned) string {
	var out []string
	for _, i := range p.Plan.Checklist() {
		s := fmt.Sprintf("%d %s (%s)", i.Number, i.Step.ID, strings.Join(i.Step.Manual.Where, " > "))
		for _, e := range i.Step.Manual.Do {
			s += fmt.Sprintf("; %s: %s -> %s", e.Field, e.From, e.To)
		}
		out = append(out, s)
	}
	return strings.Join(out, "\n")
}

func codesOf(l diag.List) []diag.Code {
	var out []diag.Code
	for _, d := range l {
		if d.Code != diag.NotAttested {
			out = append(out, d.Code)
		}
	}
	return out
}

const annsCard = "1 create card/101 (Biuro > Kartoteka); Mobile: nieznane -> +33611; Person: nieznane -> 101"

// TestLanguageOfSteps: people are spoken to in the target's language, or else in the
// organization's, where the driver has words in it; the words around them are in the
// same one.
func TestLanguageOfSteps(t *testing.T) {
	for _, x := range []struct{ organization, target, language, from string }{
		{"pl-PL", "", "pl", "nieznane"}, {"pl-PL", "en", "", "unknown"}, {"en", "PL", "pl", "nieznane"}, {"fr", "", "", "unknown"}, {"pl", "fr", "", "unknown"},
	} {
		o := newOffice(t)
		o.site.Organization.Language = model.Of(x.organization)
		if x.target != "" {
			o.site.Targets[0].Options = model.Native{"language": x.target}
		}
		o.apply(o.plan().Plan)
		w := o.plan().Plan.Checklist()[0].Step.Manual
		if string(w.Language) != x.language || w.Do[0].From != x.from {
			t.Errorf("%+v: got %q, from %q", x, w.Language, w.Do[0].From)
		}
	}
}

// TestAttestedSteps: what is unknown is asked for in the admin's language, is
// not asked for once it is attested, is asked for again when the wish changes or
// the word is too old, and is still told then.
func TestAttestedSteps(t *testing.T) {
	o := newOffice(t)
	o.apply(o.plan().Plan)
	p := o.plan()
	if got := checklist(p); got != annsCard {
		t.Fatalf("got %s", got)
	}
	if c := p.Plan.Body.Sections[0].Changes[0]; !c.Unknown || !c.Guess() {
		t.Errorf("the plan takes the card for not there: %+v", c)
	}
	if !slices.ContainsFunc(p.Plan.Words, func(d diag.Diagnostic) bool { return d.Code == diag.NotAttested && d.Severity == diag.Notice }) {
		t.Errorf("nothing says that the list of cards is not known: %v", p.Plan.Words)
	}
	files := o.attest(p.Plan, "1")
	if p := o.plan(); !p.Plan.Empty() || len(codesOf(p.Plan.Words)) > 0 {
		t.Errorf("attested, and still: %s, %v", checklist(p), p.Plan.Words)
	}
	o.site.Users[0].Mobile = model.Of("+33622")
	if got, want := checklist(o.plan()), "1 update card/101 (Biuro > Kartoteka); Mobile: +33611, poświadczone: Anna Nowak, 2026-05-02 -> +33622"; got != want {
		t.Errorf("the wish changed: %s", got)
	}
	o.site.Users[0].Mobile = model.Of("+33611")
	o.site.Policies.MaxAge = map[string]string{"cards": "90d", "any": "1h"}
	o.now = spring.AddDate(0, 0, 89)
	if p := o.plan(); !p.Plan.Empty() {
		t.Errorf("after 89 days: %s", checklist(p))
	}
	o.now = spring.AddDate(0, 0, 91)
	p = o.plan()
	want := "1 create card/101 (Biuro > Kartoteka); Mobile: nieznane (+33611, poświadczone: Anna Nowak, 2026-05-02) -> +33611; Person: nieznane (101, poświadczone: Anna Nowak, 2026-05-02) -> 101"
	if got := checklist(p); got != want {
		t.Errorf("after 91 days: %s", got)
	}
	if got := codesOf(p.Plan.Words); !slices.Equal(got, []diag.Code{diag.AttestedAged}) {
		t.Errorf("after 91 days: %v", p.Plan.Words)
	}
	if len(files) != 1 || !strings.HasPrefix(files[0].File, filepath.Join("attestations", "pbx", "20260502T090000Z-")) {
		t.Errorf("written: %v", files)
	}
}

// TestForeignWords: a word on another system, or one that was changed, is told
// of and left out.
func TestForeignWords(t *testing.T) {
	for name, spoil := range map[string]func(o *office, text string) string{
		"another address": func(o *office, text string) string {
			o.site.Targets[0].URL = strings.Replace(o.site.Targets[0].URL, "127.0.0.1", "localhost", 1)
			return text
		},
		"edited": func(_ *office, text string) string { return strings.Replace(text, "+33611", "+33699", 1) },
		"cut":    func(_ *office, text string) string { return text[:len(text)/2] },
	} {
		o := newOffice(t)
		o.apply(o.plan().Plan)
		file := filepath.Join(o.dir, o.attest(o.plan().Plan, "1")[0].File)
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(spoil(o, string(text))), 0o644); err != nil {
			t.Fatal(err)
		}
		p, err := o.job().Plan(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Failures) > 0 {
			t.Fatalf("%s: %v", name, p.Failures)
		}
		if got := checklist(p); got != annsCard || !slices.Equal(codesOf(p.Plan.Words), []diag.Code{diag.AttestedElse}) {
			t.Errorf("%s: %s %v", name, got, p.Found)
		}
	}
}

// TestSavedPlanOutlivesAnAttestation: a plan that was approved applies its calls
// although a step that it left to a person has been attested since.
func TestSavedPlanOutlivesAnAttestation(t *testing.T) {
	o := newOffice(t)
	o.apply(o.plan().Plan)
	o.site.Users[0].LastName = model.Of("Nowak")
	saved := o.plan().Plan
	before, err := saved.Digest()
	if err != nil {
		t.Fatal(err)
	}
	o.attest(saved, "card/101")
	report := o.apply(saved)
	if report.Ending != apply.Applied || report.Counts.Done != 2 || report.Counts.Manual != 0 {
		t.Errorf("applied as %s, %+v", report.Ending, report.Counts)
	}
	if p := o.plan(); !p.Plan.Empty() {
		t.Errorf("still to do: %s", checklist(p))
	}
	if after, _ := saved.Digest(); after != before {
		t.Error("the plan is another")
	}
}

// TestPlansRestOnNoWord: what people attest is nothing that a target is held to:
// it does not show it.
func TestPlansRestOnNoWord(t *testing.T) {
	o := newOffice(t)
	o.apply(o.plan().Plan)
	o.attest(o.plan().Plan, "1")
	o.site.Users[0].LastName, o.site.Users[0].Mobile = model.Of("Nowak"), model.Of("+33622")
	saved := o.plan().Plan
	for name := range saved.Bindings.Targets["pbx"].Objects {
		if strings.HasPrefix(name, "card/") {
			t.Errorf("the plan is bound to %s", name)
		}
	}
	report := o.apply(saved)
	if report.Counts.Done != 1 || report.Counts.Manual != 1 {
		t.Errorf("%+v", report.Counts)
	}
	if got := checklist(o.plan()); !strings.Contains(got, "Mobile: +33611, poświadczone: Anna Nowak, 2026-05-02 -> +33622") {
		t.Errorf("got %s", got)
	}
}

// TestApprovedPlanOutlivesAnAttestation: what was approved by its digest is still
// approved once a person has done their part of it.
func TestApprovedPlanOutlivesAnAttestation(t *testing.T) {
	o := newOffice(t)
	o.apply(o.plan().Plan)
	o.site.Users[0].LastName = model.Of("Nowak")
	p := o.plan().Plan
	digest, err := p.Digest()
	if err != nil {
		t.Fatal(err)
	}
	approval, err := run.ParseApproval(digest)
	if err != nil {
		t.Fatal(err)
	}
	o.attest(p, "1")
	if err := approval.Allow(o.plan().Plan, p); err == nil {
		t.Fatal("the plan is the same although a step is done")
	}
	job := o.job()
	again, err := approval.Before(t.Context(), job)
	if err != nil || again == nil {
		t.Fatalf("%v, %v", again, err)
	}
	done, err := job.Apply(t.Context(), again.Plan, run.Execution{Planned: again})
	if err != nil || done[0].Err != nil || done[0].Report.Counts.Done != 2 || done[0].Report.Counts.Manual > 0 {
		t.Errorf("%v %+v", err, done)
	}
	o.site.Users[0].LastName = model.Of("Kowal")
	if other, err := approval.Before(t.Context(), o.job()); err != nil || other != nil {
		t.Errorf("another plan is taken for the approved one: %v %v", other, err)
	}
}

// TestObserving: what somebody saw is held to the schema, and then counts.
func TestObserving(t *testing.T) {
	o := newOffice(t)
	o.apply(o.plan().Plan)
	for text, want := range map[string]string{
		"seen: {cart: {'101': {}}}":                   "did you mean card?",
		"seen: {card: {'101': {Mobil: '1'}}}":         `card has no attribute "Mobil"`,
		"seen: {card: {'101': {Mobile: }}}":           "Mobile has no value",
		"seen: {card: {'101': {Mobile: [a]}}}":        "Mobile holds a text",
		"seen: {user: {'101': {Tongue: de}}}":         `Tongue has no "de": it is one of en, fr`,
		"seen: {user: {'101': {First: Ann}}}":         "the API shows First",
		"seen: {user: {'101': {Listed: true}}}":       "the API shows Listed",
		"seen: {user: {'101': {Pin: '1'}}}":           "Pin is a secret",
		"seen: {user: {'101': {}}}":                   "the API shows which users there are",
		"whole: [user]":                               "the API shows which users there are",
		"whole: [card Person]":                        "whole list is a kind",
		"whole: [card Colour=red]":                    `card has no attribute "Colour"`,
		"sean: {}":                                    `"sean" is not known here`,
		"{":                                           "neither YAML nor JSON",
		"{}":                                          "nothing that was seen",
		"seen: {card: {'101': {}, '101': {}}}":        "stands twice",
		`{"seen": {"card": {"101": {"Mobile": {}}}}}`: "Mobile holds a text",
	} {
		_, err := o.job().Observe("seen.yaml", []byte(text), "Anna")
		if err == nil || !strings.Contains(fmt.Sprint(err)+hints(err), want) {
			t.Errorf("%s: %v %s", text, err, hints(err))
		}
	}
	if _, err := o.job().Observe("seen.yaml", []byte("whole: [card]"), " "); err == nil || !strings.Contains(err.Error(), "without a name") {
		t.Errorf("nobody: %v", err)
	}
	files, err := o.job().Observe("seen.yaml", []byte("seen: {card: {'101': {Mobile: '+33600'}, '900': {Mobile: ''}}, user: {'101': {Tongue: en}}}\nwhole: [card]\n"), "Anna")
	if err != nil || files[0].What != "3 objects seen, and the whole list of card" {
		t.Fatalf("%v %v", files, err)
	}
	o.site.Users = append(o.site.Users, model.User{Object: model.Object{ID: "bo"}, Extension: model.Of("102"), Mobile: model.Of("+33644")})
	p := o.plan()
	want := "1 create card/102 (Biuro > Kartoteka); Mobile: (unset) -> +33644; Person: (unset) -> 102\n2 update card/101 (Biuro > Kartoteka); Mobile: +33600, odczytane: Anna, 2026-05-02 -> +33611"
	got := strings.Split(checklist(p), "\n")
	slices.SortFunc(got, func(a, b string) int { return strings.Compare(a[2:], b[2:]) })
	if strings.Join(got, "\n") != want {
		t.Errorf("got %s", strings.Join(got, "\n"))
	}
}

// hints are what an error advises.
func hints(err error) string {
	out := run.Hint(err)
	if l, ok := err.(diag.List); ok {
		for _, d := range l {
			out += " " + string(d.Code) + " " + d.Hint
			if d.Code != diag.AttestWrong {
				out += " (another code)"
			}
		}
	}
	return out
}

// TestCannotBeAttested: only steps for people can be, and by somebody.
func TestCannotBeAttested(t *testing.T) {
	o := newOffice(t)
	p := o.plan().Plan
	for _, c := range []struct{ step, by, want string }{
		{"user/101", "Anna", "patchbay does it itself"}, {"create user/101", "Anna", "patchbay does it itself"},
		{"7", "Anna", "no manual step"}, {"create card/1O1", "Anna", "no manual step"}, {"1", "", "without a name"}, {"1", "A\nB", "without a name"},
	} {
		if _, err := o.job().Attest(p, []string{c.step}, c.by); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s by %q: %v", c.step, c.by, err)
		}
	}
	o.site.Targets[0].URL += "/elsewhere"
	if _, err := o.job().Attest(p, []string{"1"}, "Anna"); err == nil || !strings.Contains(err.Error(), "elsewhere") {
		t.Errorf("of another system: %v", err)
	}
	if _, err := os.Stat(filepath.Join(o.dir, "attestations")); !os.IsNotExist(err) {
		t.Errorf("something was written: %v", err)
	}
}

// TestAttestationText: the file is what the format says, and no plan's inputs.
func TestAttestationText(t *testing.T) {
	o := newOffice(t)
	o.apply(o.plan().Plan)
	file := o.attest(o.plan().Plan)[0].File
	data, err := os.ReadFile(filepath.Join(o.dir, file))
	if err != nil {
		t.Fatal(err)
	}
	var head struct {
		Format string
		By     string
		Done   struct{ Effects []state.Effect }
	}
	if err := json.Unmarshal(data, &head); err != nil || head.Format != "patchbay.attestation" || head.By != "Anna Nowak" || len(head.Done.Effects) != 1 {
		t.Errorf("%v %s", err, data)
	}
}
