package apply

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/ledger"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// office is a world and what it should become: one of each operation, and a
// team whose leader is made in the same plan.
func office() (*fake, []state.Object) {
	f := newFake()
	f.put(person("100", "old@acme.example", "user"))
	f.put(person("109", "gone@acme.example", "user"))
	return f, []state.Object{person("100", "new@acme.example", "manager"), person("101", "a@acme.example", "user"), team("sales", "101")}
}

const applied = `person/100 Mail=new@acme.example Number=100 Role=manager
person/101 Mail=a@acme.example Number=101 Role=user
team/sales Lead=101 Name=sales`

func TestRun(t *testing.T) {
	f, want := office()
	dir := t.TempDir()
	s := planned(f, want, usual)
	s.Steps = append(s.Steps, plan.Step{ID: "m1", Kind: plan.Manual, Op: state.OpUpdate, Object: state.Ref{Kind: "person", Key: "100"}, Title: "by hand"})
	r, err := Run(context.Background(), job(t, f, s, dir, "r1"))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(applied, f.text()); d != "" {
		t.Errorf("world (-want +got)\n%s", d)
	}
	if r.Ending != Applied || r.Counts.Done != 4 || r.Counts.Manual != 1 {
		t.Errorf("report %+v", r)
	}
	rec, err := ledger.Open(dir).Record("pbx")
	if err != nil || len(rec.Entries) != 3 {
		t.Fatalf("record %+v, %v", rec, err)
	}
	if e, _ := rec.Find(state.Ref{Kind: "person", Key: "101"}); e == nil || e.ID != "3" {
		t.Errorf("entry %+v", e)
	}
	b, err := Encode(&r)
	if err != nil {
		t.Fatal(err)
	}
	back, err := Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(r, *back); d != "" {
		t.Errorf("report read back\n%s", d)
	}
}

// TestNothingToDoIsRecorded: a target that was found as asked is known from then
// on, though no call was made.
func TestNothingToDoIsRecorded(t *testing.T) {
	f := newFake()
	f.put(person("100", "a@acme.example", "user"))
	live, err := f.Read(context.Background(), targets.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	f.reads = 0
	dir := t.TempDir()
	j := job(t, f, planned(f, []state.Object{person("100", "a@acme.example", "user")}, usual), dir, "r1")
	j.Desired, j.Live = &state.Snapshot{Target: "pbx", Objects: []state.Object{person("100", "a@acme.example", "user")}}, live
	if r, err := Run(context.Background(), j); err != nil || r.Ending != Applied || f.calls+f.reads != 0 {
		t.Fatalf("%+v, %v", r, err)
	}
	rec, err := ledger.Open(dir).Record("pbx")
	if e, ok := rec.Find(state.Ref{Kind: "person", Key: "100"}); err != nil || !ok || e.ID != "1" || len(e.Attrs) != 3 {
		t.Errorf("record %+v, %v", rec, err)
	}
}

// TestStale: whatever moved between plan and apply, nothing is written and the
// report names it.
func TestStale(t *testing.T) {
	for name, c := range map[string]struct {
		move func(*fake)
		want string
	}{
		"a field":            {func(f *fake) { f.set("1", "Mail", "x@y") }, "person/100.Mail: expected old@acme.example, found x@y"},
		"somebody made it":   {func(f *fake) { f.put(person("101", "", "")) }, "person/101: expected nothing there, found an object"},
		"somebody took it":   {func(f *fake) { delete(f.objects, "2") }, "person/109: expected an object, found nothing there"},
		"nobody can be sure": {func(f *fake) { f.reach = state.Partial }, "person/101: expected nothing there, found no certain answer"},
	} {
		t.Run(name, func(t *testing.T) {
			f, want := office()
			s := planned(f, want, usual)
			c.move(f)
			before := f.text()
			r, err := Run(context.Background(), job(t, f, s, t.TempDir(), "r1"))
			if !errors.Is(err, ErrStale) || r.Ending != Stale {
				t.Fatalf("%v, %v", r.Ending, err)
			}
			if f.calls != 0 || f.text() != before {
				t.Error("something was written")
			}
			if len(r.Moved) == 0 || r.Moved[0].String() != c.want {
				t.Errorf("moved %v, want %s", r.Moved, c.want)
			}
		})
	}
}

func TestBindingMoved(t *testing.T) {
	f, want := office()
	j := job(t, f, planned(f, want, usual), t.TempDir(), "r1")
	j.Bound = []Binding{{state.Ref{Kind: "team", Key: "x"}, func(*state.Object) string { return "its lead" }}}
	if r, err := Run(context.Background(), j); !errors.Is(err, ErrStale) || f.calls != 0 || r.Moved[0].Have != "its lead" {
		t.Errorf("%+v, %v", r.Moved, err)
	}
}

// TestOutcomes: each fate of the call that makes person 101, on which the team
// depends.
func TestOutcomes(t *testing.T) {
	for name, c := range map[string]struct {
		fate   fate
		settle plan.Settle
		always bool
		want   Outcome
		team   Outcome
	}{
		"refused":                    {refused, plan.ByKey, false, Refused, Skipped},
		"not sent":                   {notSent, plan.ByKey, false, Failed, Skipped},
		"reply lost":                 {lostAfter, plan.ByKey, false, Done, Done},
		"request lost":               {lostBefore, plan.ByKey, false, Done, Done},
		"request lost always":        {lostBefore, plan.ByKey, true, Failed, Skipped},
		"reply lost, ask":            {lostAfter, plan.ByAsk, false, Unknown, Skipped},
		"reply lost, read":           {lostAfter, plan.ByRead, false, Done, Done},
		"accepted and not done":      {fine, plan.ByKey, false, Done, Done},
		"request lost, send again":   {lostBefore, plan.ByRepeat, false, Done, Done},
		"request lost, again always": {lostBefore, plan.ByRepeat, true, Failed, Skipped},
	} {
		t.Run(name, func(t *testing.T) {
			f, want := office()
			s := planned(f, want, func(state.Op) plan.Settle { return c.settle })
			f.fates = func(call int) fate {
				if call == 2 || c.always && call > 2 && call <= 4 {
					return c.fate
				}
				return fine
			}
			r, err := Run(context.Background(), job(t, f, s, t.TempDir(), "r1"))
			if got := r.Steps[1].Outcome; got != c.want {
				t.Errorf("person 101 is %s, want %s\n%s", got, c.want, outcomes(r))
			}
			if got := r.Steps[2].Outcome; got != c.team {
				t.Errorf("the team is %s, want %s", got, c.team)
			}
			if r.Steps[0].Outcome != Done || r.Steps[3].Outcome != Done {
				t.Errorf("what does not depend on it did not go on:\n%s", outcomes(r))
			}
			if (err == nil) != (c.want == Done) || err != nil && !errors.Is(err, ErrPartly) {
				t.Errorf("error %v", err)
			}
			if n := strings.Count(f.text(), "person/101"); n > 1 {
				t.Errorf("person 101 is there %d times", n)
			}
		})
	}
}

// TestIgnoredWritesAreFound: the target accepts the update of Role and does
// nothing.
func TestIgnoredWritesAreFound(t *testing.T) {
	f, want := office()
	s := planned(f, want, usual)
	f.fates = func(call int) fate {
		if call == 1 {
			return ignored
		}
		return fine
	}
	dir := t.TempDir()
	r, err := Run(context.Background(), job(t, f, s, dir, "r1"))
	if !errors.Is(err, ErrPartly) || r.Steps[0].Outcome != Ignored || !strings.Contains(r.Steps[0].Error, "person/100.Role is user, not manager") {
		t.Errorf("%v\n%+v", err, r.Steps[0])
	}
	rec, _ := ledger.Open(dir).Record("pbx")
	if e, ok := rec.Find(state.Ref{Kind: "person", Key: "100"}); ok {
		for _, a := range e.Attrs {
			if a.Name == "Role" {
				t.Errorf("Role is recorded as %s", a.Value)
			}
		}
	}
}

// TestWritesThatCameToNothing: whatever a target accepts and does not do is
// found, and not recorded as applied.
func TestWritesThatCameToNothing(t *testing.T) {
	for what, test := range map[string]struct {
		step int
		want string
	}{
		"a field":  {1, "person/100.Mail is old@acme.example, not new@acme.example"},
		"a create": {2, "person/101 is not there"},
		"a delete": {3, "person/109 is still there"},
	} {
		t.Run(what, func(t *testing.T) {
			f := newFake()
			f.put(person("100", "old@acme.example", "user"))
			f.put(person("109", "gone@acme.example", "user"))
			s := planned(f, []state.Object{person("100", "new@acme.example", "user"), person("101", "a@acme.example", "user")}, usual)
			f.fates = func(call int) fate {
				if call == test.step {
					return ignored
				}
				return fine
			}
			dir := t.TempDir()
			r, err := Run(context.Background(), job(t, f, s, dir, "r1"))
			got := r.Steps[test.step-1]
			if !errors.Is(err, ErrPartly) || got.Outcome != Ignored || got.Hint == "" || !strings.Contains(got.Error, test.want) {
				t.Errorf("%v\n%+v", err, got)
			}
			rec, err := ledger.Open(dir).Record("pbx")
			if err != nil {
				t.Fatal(err)
			}
			if e, ok := rec.Find(state.Ref{Kind: "person", Key: "101"}); ok != (what != "a create") {
				t.Errorf("recorded %+v", e)
			}
			if e, ok := rec.Find(state.Ref{Kind: "person", Key: "100"}); ok && what == "a field" {
				for _, a := range e.Attrs {
					if a.Name == "Mail" && a.Value.Text() == "new@acme.example" {
						t.Errorf("recorded %+v", e)
					}
				}
			}
		})
	}
}

// TestConflictAfterTheStart: what moves while the run goes on stops the steps
// that touch it, and no others.
func TestConflictAfterTheStart(t *testing.T) {
	f := newFake()
	var want []state.Object
	for i := range 150 {
		f.put(person(number(i), "old", "user"))
		want = append(want, person(number(i), "new", "user"))
	}
	s := planned(f, want, usual)
	f.edit = func(calls int) {
		if calls == 50 { // the first page is under way
			for id, o := range f.objects {
				if o.Key == number(140) {
					f.set(id, "Mail", "foreign")
				}
			}
		}
	}
	r, err := Run(context.Background(), job(t, f, s, t.TempDir(), "r1"))
	if !errors.Is(err, ErrPartly) || r.Counts.Done != 149 || r.Steps[140].Outcome != Conflict {
		t.Errorf("%v, %+v, %+v", err, r.Counts, r.Steps[140])
	}
	if !strings.Contains(f.text(), "Mail=foreign") {
		t.Error("somebody else's edit was overwritten")
	}
}

func number(i int) string {
	return string(rune('1'+i/100)) + string(rune('0'+i/10%10)) + string(rune('0'+i%10))
}

// TestInterrupted: the call in flight ends and is recorded, the next is not
// sent, and the same plan goes on later.
func TestInterrupted(t *testing.T) {
	f, want := office()
	s := planned(f, want, usual)
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	f.edit = func(calls int) {
		if calls == 2 {
			cancel()
		}
	}
	r, err := Run(ctx, job(t, f, s, dir, "r1"))
	if !errors.Is(err, context.Canceled) || r.Ending != Interrupted || r.Counts.Done != 2 || r.Counts.Skipped != 2 {
		t.Fatalf("%v %+v", err, r)
	}
	f.edit = nil
	r, err = Run(context.Background(), job(t, f, s, dir, "r2"))
	if err != nil || r.Resumed != "r1" || f.calls != 4 {
		t.Errorf("%v, resumed %q, %d calls", err, r.Resumed, f.calls)
	}
	if d := cmp.Diff(applied, f.text()); d != "" {
		t.Error(d)
	}
}

func TestLocked(t *testing.T) {
	f, want := office()
	dir := t.TempDir()
	l, err := ledger.Open(dir).Lock("pbx", "other", "")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Release()
	r, err := Run(context.Background(), job(t, f, planned(f, want, usual), dir, "r1"))
	var locked *ledger.LockedError
	if !errors.As(err, &locked) || locked.Holder.Run != "other" || r.Ending != Locked || f.calls+f.reads != 0 {
		t.Errorf("%v, %+v", err, r)
	}
}

// TestUnreachableStops: when the target is gone, the other steps are not tried.
func TestUnreachableStops(t *testing.T) {
	f, want := office()
	w := gone{f, 1}
	r, err := Run(context.Background(), job(t, &w, planned(f, want, usual), t.TempDir(), "r1"))
	if !errors.Is(err, ErrPartly) || !errors.Is(err, targets.ErrUnreachable) || r.Counts.Done != 1 || r.Counts.Failed != 1 || r.Counts.Skipped != 2 {
		t.Errorf("%v\n%s", err, outcomes(r))
	}
}

// gone is a vendor that stops answering after some calls.
type gone struct {
	*fake
	left int
}

func (g *gone) Do(ctx context.Context, o targets.Order) targets.Result {
	if g.left == 0 {
		return targets.Result{Outcome: targets.NotSent, Err: targets.ErrUnreachable}
	}
	g.left--
	return g.fake.Do(ctx, o)
}

// TestBatches: steps of one call go out together, each with its own outcome.
func TestBatches(t *testing.T) {
	f := newFake()
	for i := range 5 {
		f.put(person(number(i), "m", "user"))
	}
	w := &batching{fake: f}
	f.fates = func(call int) fate {
		if call == 3 {
			return refused
		}
		return fine
	}
	r, err := Run(context.Background(), job(t, w, planned(f, nil, usual), t.TempDir(), "r1"))
	if !errors.Is(err, ErrPartly) || r.Counts.Done != 4 || r.Counts.Failed != 1 || w.requests != 2 {
		t.Errorf("%v, %d requests\n%s", err, w.requests, outcomes(r))
	}
}

type batching struct {
	*fake
	requests int
}

func (b *batching) BatchSize(string) int { return 3 }

func (b *batching) DoBatch(ctx context.Context, orders []targets.Order) []targets.Result {
	b.requests++
	var out []targets.Result
	for _, o := range orders {
		out = append(out, b.fake.Do(ctx, o))
	}
	return out
}

// TestKilledAnywhere: the process dies at each point of each call; the same plan
// run again leads to the same world, and nothing is there twice.
func TestKilledAnywhere(t *testing.T) {
	for call := 1; call <= 4; call++ {
		for _, how := range []fate{killedBefore, killedAfter} {
			f, want := office()
			s := planned(f, want, usual)
			f.fates = func(n int) fate {
				if n == call {
					return how
				}
				return fine
			}
			dir := t.TempDir()
			die(t, func() { Run(context.Background(), job(t, f, s, dir, "r1")) })
			f.fates = func(int) fate { return fine }
			r, err := Run(context.Background(), job(t, f, s, survivors(t, dir), "r2"))
			if err != nil {
				t.Errorf("call %d, fate %d: %v\n%s", call, how, err, outcomes(r))
			}
			if d := cmp.Diff(applied, f.text()); d != "" {
				t.Errorf("call %d, fate %d (-want +got)\n%s", call, how, d)
			}
		}
	}
}

// TestKilledBeforeTheRecord: the reply came, and what became of the call is not
// on disk yet.
func TestKilledBeforeTheRecord(t *testing.T) {
	for n := 1; n <= 4; n++ {
		f, want := office()
		s := planned(f, want, usual)
		dir := t.TempDir()
		j := job(t, f, s, dir, "r1")
		ended := 0
		j.Progress = func(e Event) {
			if e.Result == nil {
				return
			}
			if ended++; ended == n {
				panic(killed{})
			}
		}
		die(t, func() { Run(context.Background(), j) })
		if _, err := Run(context.Background(), job(t, f, s, survivors(t, dir), "r2")); err != nil {
			t.Errorf("after step %d: %v", n, err)
		}
		if d := cmp.Diff(applied, f.text()); d != "" {
			t.Errorf("after step %d (-want +got)\n%s", n, d)
		}
	}
}

// die runs what ends in a kill.
func die(t *testing.T, run func()) {
	t.Helper()
	defer func() {
		if _, ok := recover().(killed); !ok {
			t.Fatal("it lived")
		}
	}()
	run()
}

// survivors is what a killed process leaves on disk, without the lock that the
// system frees at its end.
func survivors(t *testing.T, dir string) string {
	t.Helper()
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(to, ledger.Folder, "locks")); err != nil {
		t.Fatal(err)
	}
	return to
}
