package apply

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/ledger"
)

// cutOff is a run that was killed at a call, with the folder that it left.
func cutOff(t *testing.T, f *fake, s plan.Section, call int, how fate) string {
	t.Helper()
	dir := t.TempDir()
	f.fates = func(n int) fate {
		if n == call {
			return how
		}
		return fine
	}
	die(t, func() { Run(context.Background(), job(t, f, s, dir, "r1")) })
	f.fates = func(int) fate { return fine }
	return survivors(t, dir)
}

// TestAnotherPlanAfterAKill: whatever call a run died at, a plan that is made
// anew leads to the same world; what the dead run did is recorded, and its
// journal is ended.
func TestAnotherPlanAfterAKill(t *testing.T) {
	for call := 1; call <= 4; call++ {
		for _, how := range []fate{killedBefore, killedAfter} {
			f, want := office()
			dir := cutOff(t, f, planned(f, want, usual), call, how)
			former := Former{Target: "pbx", Run: "r2", Schema: schemaOf, Ledger: ledger.Open(dir), Look: f.Read, Now: clock}
			if err := former.Settle(context.Background()); err != nil {
				t.Fatalf("call %d, fate %d: %v", call, how, err)
			}
			done := call - 1
			if how == killedAfter {
				done++
			}
			rec, err := ledger.Open(dir).Record("pbx")
			if err != nil || (rec != nil) != (done > 0) {
				t.Errorf("call %d, fate %d: record %+v, %v", call, how, rec, err)
			}
			if rec != nil {
				if e, ok := rec.Find(state.Ref{Kind: "person", Key: "101"}); ok != (done >= 2) || ok && e.ID == "" {
					t.Errorf("call %d, fate %d: person 101 is recorded as %+v", call, how, e)
				}
			}
			if left, err := ledger.Open(dir).Unfinished("pbx"); len(left) > 0 || err != nil {
				t.Errorf("call %d, fate %d: %d journals are left, %v", call, how, len(left), err)
			}
			s := planned(f, want, usual)
			if _, err := Run(context.Background(), job(t, f, s, dir, "r2")); err != nil {
				t.Errorf("call %d, fate %d: %v", call, how, err)
			}
			if d := cmp.Diff(applied, f.text()); d != "" {
				t.Errorf("call %d, fate %d (-want +got)\n%s", call, how, d)
			}
		}
	}
}

// TestAskBlocks: a step that only a person can decide stops every later run of
// the target until it is decided, and nothing is written before.
func TestAskBlocks(t *testing.T) {
	for _, c := range []struct {
		name string
		how  fate // of the create of person 101
		said bool
		want int // people of that number in the end
	}{
		{"done", killedAfter, true, 1},
		{"not done", killedBefore, false, 1},
		{"a person is believed", killedBefore, true, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, want := office()
			ask := func(state.Op) plan.Settle { return plan.ByAsk }
			dir := cutOff(t, f, planned(f, want, ask), 2, c.how)
			want[0] = person("100", "newer@acme.example", "manager") // the site went on
			calls := f.calls
			var err error
			for _, said := range []map[string]bool{nil, {"s9": true}} {
				j := job(t, f, planned(f, want, ask), dir, "r2")
				j.Said = said
				var r Report
				r, err = Run(context.Background(), j)
				if !errors.Is(err, ErrUnsettled) || r.Ending != Stale || f.calls != calls {
					t.Fatalf("%v, %s, %d calls", err, r.Ending, f.calls-calls)
				}
			}
			var unsettled *UnsettledError
			if !errors.As(err, &unsettled) || len(unsettled.Steps) != 1 || unsettled.Steps[0].Run != "r1" || unsettled.Steps[0].Object.String() != "person/101" {
				t.Fatalf("%+v", unsettled)
			}
			if !strings.Contains(unsettled.Hint(), `--settle "s2=done"`) {
				t.Errorf("hint: %s", unsettled.Hint())
			}
			open, err := Open(ledger.Open(dir), "pbx")
			if err != nil || len(open) != 1 || open[0].ID != "s2" {
				t.Errorf("open %+v, %v", open, err)
			}
			former := Former{Target: "pbx", Run: "r3", Schema: schemaOf, Ledger: ledger.Open(dir), Look: f.Read, Now: clock, Said: map[string]bool{"s2": c.said}}
			if err := former.Settle(context.Background()); err != nil {
				t.Fatal(err)
			}
			if c.want == 0 {
				if rec, _ := ledger.Open(dir).Record("pbx"); rec == nil {
					t.Error("nothing was recorded")
				}
				return
			}
			if _, err := Run(context.Background(), job(t, f, planned(f, want, ask), dir, "r3")); err != nil {
				t.Fatal(err)
			}
			if n := strings.Count(f.text(), "person/101"); n != c.want {
				t.Errorf("person 101 is there %d times\n%s", n, f.text())
			}
		})
	}
}

// TestSettleInTheSamePlan: what a person says lets the same plan go on.
func TestSettleInTheSamePlan(t *testing.T) {
	for _, said := range []bool{true, false} {
		f, want := office()
		s := planned(f, want, func(state.Op) plan.Settle { return plan.ByAsk })
		how := killedBefore
		if said {
			how = killedAfter
		}
		dir := cutOff(t, f, s, 2, how)
		r, err := Run(context.Background(), job(t, f, s, dir, "r2"))
		if !errors.Is(err, ErrPartly) || r.Steps[1].Outcome != Unknown || r.Steps[2].Outcome != Skipped || !strings.Contains(r.Steps[1].Hint, `--settle "s2=done"`) {
			t.Fatalf("%v\n%+v", err, r.Steps[1])
		}
		j := job(t, f, s, dir, "r3")
		j.Said = map[string]bool{"s2": said}
		if r, err := Run(context.Background(), j); err != nil {
			t.Fatalf("said %t: %v\n%s", said, err, outcomes(r))
		}
		if d := cmp.Diff(applied, f.text()); d != "" {
			t.Errorf("said %t (-want +got)\n%s", said, d)
		}
	}
}

// TestPlanOfAFormerRun: without it nothing says what the open steps were, so a
// person has to; what was not open needs nobody.
func TestPlanOfAFormerRun(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(path string) error
		want  string
	}{
		"missing":       {os.Remove, "is not there"},
		"newer":         {replaced(`"version":`, `"version":9`), "newer"},
		"edited":        {replaced(`"s2"`, `"s7"`), "cannot be read"},
		"another":       {func(path string) error { return copied(t, path) }, "not the one its journal is of"},
		"half of a one": {func(path string) error { return os.Truncate(path, 40) }, "cut short"},
	} {
		t.Run(name, func(t *testing.T) {
			f, want := office()
			dir := cutOff(t, f, planned(f, want, usual), 2, killedAfter)
			if err := c.spoil(filepath.Join(dir, ledger.Folder, "runs", "r1", "plan.json")); err != nil {
				t.Fatal(err)
			}
			former := Former{Target: "pbx", Run: "r2", Schema: schemaOf, Ledger: ledger.Open(dir), Look: f.Read, Now: clock}
			err := former.Settle(context.Background())
			if !errors.Is(err, ErrUnsettled) || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), `"s2" of run r1`) {
				t.Fatalf("%v, want %q", err, c.want)
			}
			former.Said = map[string]bool{"s2": true}
			if err := former.Settle(context.Background()); err != nil {
				t.Fatal(err)
			}
			if _, err := Run(context.Background(), job(t, f, planned(f, want, usual), dir, "r2")); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(applied, f.text()); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}

func replaced(old, now string) func(string) error {
	return func(path string) error {
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(path, []byte(strings.Replace(string(data), old, now, 1)), 0o600)
	}
}

// copied puts the plan of another section there.
func copied(t *testing.T, path string) error {
	f, _ := office()
	j := job(t, f, planned(f, nil, usual), t.TempDir(), "other")
	if err := j.SavePlan(); err != nil {
		return err
	}
	data, err := j.Ledger.Plan("other")
	if err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o600)
}

// TestNothingOpenNeedsNoLook: an interrupted run that left nothing unknown costs
// the next plan no request.
func TestNothingOpenNeedsNoLook(t *testing.T) {
	f, want := office()
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	f.edit = func(int) { cancel() }
	if _, err := Run(ctx, job(t, f, planned(f, want, usual), dir, "r1")); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	look := func(context.Context, targets.Scope) (*state.Snapshot, error) {
		t.Error("it looked")
		return nil, targets.ErrUnreachable
	}
	former := Former{Target: "pbx", Run: "r2", Schema: schemaOf, Ledger: ledger.Open(dir), Look: look, Now: clock}
	if err := former.Settle(context.Background()); err != nil {
		t.Error(err)
	}
}

// TestUnreachableWhileSettling: what cannot be looked at stays open.
func TestUnreachableWhileSettling(t *testing.T) {
	f, want := office()
	dir := cutOff(t, f, planned(f, want, usual), 2, killedAfter)
	down := func(context.Context, targets.Scope) (*state.Snapshot, error) { return nil, targets.ErrUnreachable }
	former := Former{Target: "pbx", Run: "r2", Schema: schemaOf, Ledger: ledger.Open(dir), Look: down, Now: clock}
	if err := former.Settle(context.Background()); !errors.Is(err, targets.ErrUnreachable) {
		t.Error(err)
	}
	if open, err := Open(ledger.Open(dir), "pbx"); len(open) != 1 || err != nil {
		t.Errorf("%+v, %v", open, err)
	}
}

// TestJournalOfAnotherPlan: one that says it is of this plan and is not is
// refused before anything is sent.
func TestJournalOfAnotherPlan(t *testing.T) {
	f, want := office()
	dir := t.TempDir()
	j := job(t, f, planned(f, want, usual), dir, "r2")
	forged, err := j.Ledger.CreateJournal(ledger.Opening{Plan: j.Plan, Target: "pbx", Run: "r1"})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(forged.Intend("s77"), forged.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := Run(context.Background(), j); !errors.Is(err, ledger.ErrOtherPlan) || f.calls+f.reads != 0 {
		t.Errorf("%v, %d calls, %d reads", err, f.calls, f.reads)
	}
}

// TestAmendsWhatIsSettled: a plan that is settled, and not gone on with, has the
// last word on the record too. It is told whether all of it was done, and when
// nothing can be said to the record that stops nobody.
func TestAmendsWhatIsSettled(t *testing.T) {
	for call := 1; call <= 4; call++ {
		f, want := office()
		s := planned(f, want, usual)
		dir := cutOff(t, f, s, call, killedAfter)
		var asked, amended int
		former := Former{Target: "pbx", Run: "r2", Schema: schemaOf, Ledger: ledger.Open(dir), Look: f.Read, Now: clock, Amends: func(p *plan.Plan) (Amend, error) {
			if _, ok := p.Section("pbx"); ok {
				asked++
			}
			return func(_, now *state.Record, whole bool) {
				amended++
				now.Commit = "amended"
				if whole != (call == len(s.Steps)) {
					t.Errorf("call %d of %d: whole is %t", call, len(s.Steps), whole)
				}
			}, nil
		}}
		if err := former.Settle(context.Background()); err != nil || asked != 1 || amended != 1 {
			t.Fatalf("call %d: %v, asked %d times, amended %d times", call, err, asked, amended)
		}
		if rec, err := ledger.Open(dir).Record("pbx"); err != nil || rec == nil || rec.Commit != "amended" {
			t.Errorf("call %d: record %+v, %v", call, rec, err)
		}
	}
	f, want := office()
	dir := cutOff(t, f, planned(f, want, usual), 2, killedAfter)
	former := Former{Target: "pbx", Run: "r2", Schema: schemaOf, Ledger: ledger.Open(dir), Look: f.Read, Now: clock, Amends: func(*plan.Plan) (Amend, error) { return nil, errors.New("not there") }}
	if err := former.Settle(context.Background()); err != nil {
		t.Error(err)
	}
}
