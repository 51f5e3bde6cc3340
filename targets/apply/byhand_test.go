package apply

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/ledger"
)

// forHand makes the creation of person 101 a step for a person: the team that
// they lead waits for it.
func forHand(s plan.Section) plan.Section {
	for i := range s.Steps {
		if st := &s.Steps[i]; st.Op == state.OpCreate && st.Object.Key == "101" {
			st.Kind, st.Call, st.Manual = plan.Manual, "", &plan.ManualWork{By: "admin", Where: []string{"Console"}}
		}
	}
	return s
}

// byObject is what became of the steps.
func byObject(r Report) map[string]Outcome {
	out := map[string]Outcome{}
	for _, s := range r.Steps {
		out[s.Object.String()] = s.Outcome
	}
	return out
}

// TestStepsForPeople: what only a person does is left, what needs it waits and is
// no failure; once it is done the same plan does the rest, and nothing twice.
func TestStepsForPeople(t *testing.T) {
	f, want := office()
	s, dir := forHand(planned(f, want, usual)), t.TempDir()
	j := job(t, f, s, dir, "r1")
	j.Vouched = func(st *plan.Step, live *state.Snapshot) bool { _, there := live.Find(st.Object); return there }
	r, err := Run(context.Background(), j)
	if err != nil || r.Ending != Applied {
		t.Fatalf("%v, %s", err, r.Ending)
	}
	left := map[string]Outcome{"person/100": Done, "person/109": Done, "person/101": ByHand, "team/sales": Awaits}
	if d := cmp.Diff(left, byObject(r)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if r.Counts != (Counts{Done: 2, Manual: 1, Awaiting: 1}) {
		t.Errorf("%+v", r.Counts)
	}
	calls := f.calls
	f.put(person("101", "a@acme.example", "user"))
	again := job(t, f, s, dir, "r2")
	again.Vouched = j.Vouched
	r, err = Run(context.Background(), again)
	if err != nil || r.Ending != Applied || f.calls != calls+1 {
		t.Fatalf("%v, %s after %d calls more", err, r.Ending, f.calls-calls)
	}
	if d := cmp.Diff(applied, f.text()); d != "" {
		t.Error(d)
	}
	for _, step := range r.Steps {
		if step.Outcome != Done || step.Vouched != (step.Object.Key == "101") {
			t.Errorf("%+v", step)
		}
	}
}

// TestDoneBeforehand: who does a step for people between plan and apply makes no
// plan stale, and somebody else's edit still does.
func TestDoneBeforehand(t *testing.T) {
	f, want := office()
	s := planned(f, want, usual)
	split := &s.Steps[0] // person 100 gets a mail by a call, and a role by hand
	hand := *split
	hand.ID, hand.Kind, hand.Call, hand.Manual = "hand", plan.Manual, "", &plan.ManualWork{By: "admin", Where: []string{"Console"}}
	hand.Effects = []state.Effect{{Op: state.OpUpdate, Object: split.Object, Attrs: []state.Attr{{Name: "Role", Value: state.OfText("manager")}}}}
	split.Effects[0].Attrs = split.Effects[0].Attrs[:1]
	s.Steps = append(s.Steps, hand)
	for name, edit := range map[string]func(){"by hand": func() { f.set("1", "Role", "manager") }, "somebody else": func() { f.set("1", "Mail", "other@acme.example") }} {
		f, _ = office()
		edit()
		r, err := Run(context.Background(), job(t, f, s, t.TempDir(), "r1"))
		if (err == nil) != (name == "by hand") {
			t.Errorf("%s: %v, %s", name, err, r.Ending)
		}
	}
}

// TestChecklistIsKept: the plan of a run that leaves everything to people is kept,
// since its steps are attested by the numbers in it; one without any is not.
func TestChecklistIsKept(t *testing.T) {
	f, want := office()
	s := forHand(planned(f, want, usual))
	for i := range s.Steps {
		if s.Steps[i].Kind == plan.Manual {
			s.Steps = s.Steps[i : i+1]
			break
		}
	}
	dir := t.TempDir()
	j := job(t, f, s, dir, "r1")
	if r, err := Run(context.Background(), j); err != nil || r.Ending != Applied || f.calls > 0 {
		t.Fatalf("%v, %s, %d calls", err, r.Ending, f.calls)
	}
	if _, err := ledger.Open(dir).Plan("r1"); err != nil {
		t.Error(err)
	}
	dir = t.TempDir()
	j = job(t, f, s, dir, "r1")
	j.Vouched = func(*plan.Step, *state.Snapshot) bool { return true }
	if r, err := Run(context.Background(), j); err != nil || r.Counts.Done != 1 {
		t.Errorf("%v, %+v", err, r.Counts)
	}
	if _, err := ledger.Open(dir).Plan("r1"); err == nil {
		t.Error("a plan of which nothing is left was kept")
	}
}
