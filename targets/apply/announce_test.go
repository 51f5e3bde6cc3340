package apply

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/ledger"
)

// intake is a plan that creates n people after one that changes another, with a
// team that needs the last of them, and then deletes somebody.
func intake(n int, settle func(state.Op) plan.Settle) (*fake, plan.Section) {
	f := newFake()
	f.put(person("100", "old@acme.example", "user"))
	f.put(person("999", "gone@acme.example", "user"))
	want := []state.Object{person("100", "new@acme.example", "user"), team("sales", fmt.Sprint(199+n))}
	for i := range n {
		want = append(want, person(fmt.Sprint(200+i), "a@acme.example", "user"))
	}
	return f, planned(f, want, settle)
}

// journalIn is the run's journal as it stands in the file.
func journalIn(t *testing.T, dir, run string) *ledger.Journal {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, ledger.Folder, "runs", run, "pbx.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	j, err := ledger.ReadJournal(data)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// intents are how many steps each line announced.
func intents(j *ledger.Journal) []int {
	var out []int
	for _, l := range j.Lines {
		if l.Event == ledger.Intent {
			out = append(out, len(l.Steps))
		}
	}
	return out
}

// TestAnnouncedAtOnce: creates share a line and its sync; a change, a delete, and
// what needs one of them go alone. At each call its own intent is in the file, and
// so is what became of every call before.
func TestAnnouncedAtOnce(t *testing.T) {
	f, s := intake(2*ahead+3, usual)
	dir := t.TempDir()
	f.edit = func(calls int) {
		j := journalIn(t, dir, "r1")
		open := leftBy(j).open
		if id := s.Steps[calls-1].ID; !slices.Contains(open, id) {
			t.Errorf("call %d: %s is not announced, open are %v", calls, id, open)
		}
		if done := len(leftBy(j).last); done != calls-1 {
			t.Errorf("call %d: %d outcomes are in the file", calls, done)
		}
	}
	if _, err := Run(context.Background(), job(t, f, s, dir, "r1")); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]int{1, ahead, ahead, 3, 1, 1}, intents(journalIn(t, dir, "r1"))); d != "" {
		t.Errorf("steps of each line (-want +got)\n%s", d)
	}
}

// TestAnnouncedAlone: what only a person can say of goes alone, so that nobody is
// asked about a step that was not sent.
func TestAnnouncedAlone(t *testing.T) {
	f, s := intake(5, func(state.Op) plan.Settle { return plan.ByAsk })
	dir := t.TempDir()
	if _, err := Run(context.Background(), job(t, f, s, dir, "r1")); err != nil {
		t.Fatal(err)
	}
	if most := slices.Max(intents(journalIn(t, dir, "r1"))); most != 1 {
		t.Errorf("%d steps were announced at once", most)
	}
}

// TestAnnouncedAndKilled: wherever the process dies, what was announced and not
// sent is looked for; what somebody else made meanwhile is not made twice, and
// what they changed is not overwritten.
func TestAnnouncedAndKilled(t *testing.T) {
	for call := 2; call <= 8; call++ {
		f, s := intake(8, usual)
		dir := t.TempDir()
		f.fates = func(n int) fate {
			if n == call {
				return []fate{killedBefore, killedAfter}[call%2]
			}
			return fine
		}
		die(t, func() { Run(context.Background(), job(t, f, s, dir, "r1")) })
		f.fates = func(int) fate { return fine }
		f.put(person("207", "theirs@acme.example", "user"))
		r, err := Run(context.Background(), job(t, f, s, survivors(t, dir), "r2"))
		if !errors.Is(err, ErrPartly) || r.Counts.Failed != 1 {
			t.Errorf("call %d: %v\n%s", call, err, outcomes(r))
		}
		text := f.text()
		for i := range 8 {
			if n := strings.Count(text, fmt.Sprintf("person/%d ", 200+i)); n != 1 {
				t.Errorf("call %d: person %d is there %d times", call, 200+i, n)
			}
		}
		if !strings.Contains(text, "theirs@") {
			t.Errorf("call %d: what somebody else made was overwritten", call)
		}
	}
}

// TestAnnouncedAndNotSent: when a run stops, the journal says of what it announced
// and did not send that it was not run. The next run does not have to look for it.
func TestAnnouncedAndNotSent(t *testing.T) {
	stops := map[string]func(*fake, context.CancelFunc){
		"interrupted": func(f *fake, cancel context.CancelFunc) {
			f.edit = func(calls int) {
				if calls == 3 {
					cancel()
				}
			}
		},
		"hopeless": func(f *fake, _ context.CancelFunc) {
			f.fates = func(n int) fate {
				if n == 4 {
					return turnedAway
				}
				return fine
			}
		},
	}
	for name, stop := range stops {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		f, s := intake(8, usual)
		dir := t.TempDir()
		stop(f, cancel)
		Run(ctx, job(t, f, s, dir, "r1"))
		was := leftBy(journalIn(t, dir, "r1"))
		if len(was.open) != 0 || Outcome(was.last[s.Steps[6].ID].Outcome) != NotRun {
			t.Errorf("%s: open are %v, and %+v", name, was.open, was.last)
		}
		f.edit, f.fates = nil, func(int) fate { return fine }
		if r, err := Run(context.Background(), job(t, f, s, dir, "r2")); err != nil || r.Resumed != "r1" || f.calls > len(s.Steps)+1 {
			t.Errorf("%s, and again: %v after %d calls\n%s", name, err, f.calls, outcomes(r))
		}
	}
}

// TestAnnouncedUnderALock: a step that was announced with others is not sent under
// a lock that was lost since, and nothing more is written.
func TestAnnouncedUnderALock(t *testing.T) {
	f, s := intake(8, usual)
	dir := t.TempDir()
	var lines int
	f.edit = func(calls int) {
		if calls != 3 {
			return
		}
		if _, err := ledger.Open(dir).Lock("pbx", "r2", "r1"); err != nil {
			t.Fatal(err)
		}
		lines = len(journalIn(t, dir, "r1").Lines)
	}
	if _, err := Run(context.Background(), job(t, f, s, dir, "r1")); !errors.Is(err, ledger.ErrLost) || f.calls != 3 {
		t.Errorf("%v after %d calls", err, f.calls)
	}
	if after := len(journalIn(t, dir, "r1").Lines); after != lines {
		t.Errorf("%d lines were written without the lock", after-lines)
	}
}
