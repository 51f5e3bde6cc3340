package targettest_test

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/compiler/write"
	"github.com/patchbay-dev/patchbay/targets/run"
)

// What people attest, in the verbs beside plan and apply.

// attestedOffice is an office where ann's card is attested and everything else is done.
func attestedOffice(t *testing.T) *office {
	o := newOffice(t)
	o.apply(o.plan().Plan)
	o.attest(o.plan().Plan, "1")
	return o
}

func TestSnapshotSaysWhoseWordItIs(t *testing.T) {
	o := attestedOffice(t)
	seen, failed, err := o.job().Snapshot(t.Context())
	if err != nil || len(failed) > 0 {
		t.Fatal(err, failed)
	}
	card, ok := seen[0].Live.Find(state.ParseRef("card/101"))
	if !ok {
		t.Fatal("the card is not in the snapshot")
	}
	if from := card.Get("Mobile").Source(); from.Basis != state.Attested || from.By != "Anna Nowak" || !from.At.Equal(spring) {
		t.Errorf("%+v", from)
	}
	first, _ := seen[0].Live.Find(state.ParseRef("user/101"))
	if first.Get("First").Basis() != state.Read {
		t.Error("what was read is somebody's word")
	}
	// Planned against a saved snapshot, words are heard anew: they may have aged since.
	o.site.Policies.MaxAge = map[string]string{"any": "1d"}
	o.now = o.now.AddDate(0, 0, 2)
	p, err := o.job().Plan(t.Context(), seen[0].Live)
	if err != nil || len(p.Plan.Checklist()) != 1 {
		t.Errorf("%v, %s", err, checklist(p))
	}
}

func TestPlanSaysWhatIsAttested(t *testing.T) {
	o := attestedOffice(t)
	p := o.plan().Plan
	want := plan.Facet{Target: "pbx", Object: state.ParseRef("card/101"), Name: "ann", Fields: []string{"Mobile"}, By: "Anna Nowak", At: spring}
	if len(p.Attested) != 1 || p.Attested[0].By != want.By || !p.Attested[0].At.Equal(want.At) || !slices.Equal(p.Attested[0].Fields, want.Fields) || p.Attested[0].Object != want.Object {
		t.Errorf("%+v", p.Attested)
	}
	before, _ := p.Digest()
	data, err := plan.Encode(p)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := plan.Decode(data); err != nil {
		t.Error(err)
	}
	if _, err := plan.Decode([]byte(strings.Replace(string(data), "Anna Nowak", "Anna Kowal", 1))); err == nil {
		t.Error("an edited word goes unseen")
	}
	p.Attested = nil
	if after, _ := p.Digest(); after != before {
		t.Error("what is attested is part of what is approved")
	}
}

func TestDoctorTellsBeforeAWordAges(t *testing.T) {
	o := attestedOffice(t)
	o.site.Policies.MaxAge = map[string]string{"cards": "30d"}
	for day, want := range map[int]string{10: "", 20: "counts until 2026-06-01", 40: "too old to count"} {
		o.now = spring.AddDate(0, 0, day)
		all, err := o.job().Doctor(t.Context())
		if err != nil || all[0].Code != run.OK {
			t.Fatal(err, all)
		}
		got := ""
		for _, f := range all[0].Findings {
			if f.What == "attestation" {
				got += f.Result
			}
		}
		if (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("after %d days: %q", day, got)
		}
	}
}

func TestDriftKnowsNothingOfWhatNobodyKnows(t *testing.T) {
	o := attestedOffice(t)
	o.apply(o.plan().Plan) // recorded as it is
	o.site.Policies.MaxAge = map[string]string{"any": "1d"}
	for _, days := range []int{0, 2} {
		o.now = spring.AddDate(0, 0, days).Add(time.Hour)
		drifted, failed, err := o.job().Drift(t.Context())
		if err != nil || len(failed) > 0 || len(drifted[0].Changes) > 0 {
			t.Errorf("after %d days: %v %v %+v", days, err, failed, drifted)
		}
	}
}

func TestImportTakesWords(t *testing.T) {
	o := attestedOffice(t)
	got, err := o.job().Import(t.Context(), run.ImportOptions{Package: "imported", Declare: func(t *model.Target) {
		t.Type, t.URL = "3cx", "https://pbx.example" // the language has no word for a toy
		t.Credentials = map[string]model.Secret{"clientId": {Env: "A"}, "clientSecret": {Env: "B"}}
	}})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(got.Files, func(f write.File) bool {
		return strings.Contains(string(f.Data), "cards, as Anna Nowak attested on 2026-05-02")
	}) {
		t.Error("no file says whose word it was")
	}
	if !slices.Equal(got.Attested, []string{"cards, as Anna Nowak attested on 2026-05-02"}) || got.Site.Users[0].Mobile.Or("") != "+33611" {
		t.Errorf("%v, %+v", got.Attested, got.Site.Users)
	}
}

func TestTemplate(t *testing.T) {
	o := newOffice(t)
	text, err := o.job().Template(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := `  # cards
  "card":
    "101": # Ann
      "Mobile": # +33611
`
	if !strings.Contains(string(text), want) || !strings.Contains(string(text), "such as [card]") {
		t.Errorf("got %s", text)
	}
	if _, err := o.job().Observe("seen.yaml", text, "Anna"); err == nil || !strings.Contains(err.Error(), "Mobile has no value") {
		t.Errorf("nobody filled it in: %v", err)
	}
	filled := strings.Replace(string(text), `"Mobile": #`, `"Mobile": "+33611" #`, 1)
	if _, err := o.job().Observe("seen.yaml", []byte(filled), "Anna"); err != nil {
		t.Error(err)
	}
	o.apply(o.plan().Plan)
	if p := o.plan(); !p.Plan.Empty() {
		t.Errorf("seen as asked, and still: %s", checklist(p))
	}
}

// TestRollbackOfManualSteps: what a person did in a run is taken back by a person.
// What nobody knew to be there or not before the run is left.
func TestRollbackOfManualSteps(t *testing.T) {
	t.Run("known", func(t *testing.T) { rollback(t, true) })
	t.Run("not known", func(t *testing.T) { rollback(t, false) })
}

func rollback(t *testing.T, known bool) {
	o := newOffice(t)
	o.apply(o.plan().Plan)
	if known {
		if _, err := o.job().Observe("seen.yaml", []byte("whole: [card]"), "Anna"); err != nil {
			t.Fatal(err)
		}
		o.now = o.now.Add(time.Minute)
	}
	o.site.Users[0].LastName = model.Of("Nowak")
	p := o.plan().Plan
	o.apply(p)
	job := o.job()
	last, err := job.LastPlan()
	if err != nil || len(last.Checklist()) != 1 {
		t.Fatalf("the last plan: %v", err)
	}
	name, err := job.FindRun(run.Last)
	if err != nil {
		t.Fatal(err)
	}
	back := func() (string, []plan.Kept) {
		t.Helper()
		p, err := o.job().Rollback(t.Context(), name)
		if err != nil || len(p.Failures) > 0 {
			t.Fatal(err, p)
		}
		return checklist(p), p.Plan.Body.Sections[0].Kept
	}
	if got, kept := back(); got != "" || len(kept) != 1 || kept[0].Object.String() != "card/101" || !strings.Contains(kept[0].Why, "nobody attested") {
		t.Errorf("nobody did it as far as anybody knows, and it is taken back, or not told: %q %v", got, kept)
	}
	o.attest(last, "1")
	got, kept := back()
	switch {
	case known && (got != "1 delete card/101 (Biuro > Kartoteka)" || len(kept) > 0):
		t.Errorf("got %q, %v", got, kept)
	case !known && (got != "" || len(kept) != 1 || kept[0].Object.String() != "card/101"):
		t.Errorf("it may have been there before: %q, %v", got, kept)
	}
}

// TestWordsFollowThings: a word follows what it is about under a new number, and
// says nothing of what was made anew under the old one.
func TestWordsFollowThings(t *testing.T) {
	const ann = `"id":"x1","number":"101"`
	for name, c := range map[string]struct{ now, extension, want string }{
		"a new number": {`"id":"x1","number":"102"`, "102", ""},
		"made anew":    {`"id":"x99","number":"101"`, "101", annsCard},
	} {
		o := attestedOffice(t)
		world := string(o.world(nil))
		if !strings.Contains(world, ann) {
			t.Fatalf("the world is not what it was: %s", world)
		}
		o.world([]byte(strings.Replace(world, ann, c.now, 1)))
		o.site.Users[0].Extension = model.Of(c.extension)
		if got := checklist(o.plan()); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// world is what the simulator holds, replaced where another is given.
func (o *office) world(next []byte) []byte {
	o.Helper()
	method := http.MethodGet
	if next != nil {
		method = http.MethodPut
	}
	req, err := http.NewRequestWithContext(o.Context(), method, o.sim.URL()+"/_sim/world", bytes.NewReader(next))
	if err != nil {
		o.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		o.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode >= 300 {
		o.Fatalf("%s %s %v", resp.Status, data, err)
	}
	return data
}

// TestOutstanding: a manual step left undone is outstanding until somebody
// attests it.
func TestOutstanding(t *testing.T) {
	o := newOffice(t)
	o.apply(o.plan().Plan)
	p := o.plan().Plan
	outstanding := func() int {
		t.Helper()
		items, err := o.job().Outstanding(p)
		if err != nil {
			t.Fatal(err)
		}
		return len(items)
	}
	if outstanding() != 1 {
		t.Error("nothing is outstanding")
	}
	o.attest(p, "card/101")
	if outstanding() != 0 {
		t.Error("attested, and outstanding")
	}
	o.site.Policies.MaxAge = map[string]string{"any": "1d"}
	o.now = o.now.AddDate(0, 0, 2)
	if outstanding() != 1 {
		t.Error("too old, and not outstanding")
	}
}
