package apply

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/plan"
)

// TestWaiting: a step whose time has not come is left, with those that need it;
// the others are done. Applying the plan again does what is left and no more.
func TestWaiting(t *testing.T) {
	undisturbed, want := office()
	if _, err := Run(context.Background(), job(t, undisturbed, planned(undisturbed, want, usual), t.TempDir(), "r0")); err != nil {
		t.Fatal(err)
	}
	for _, deferred := range []bool{true, false} {
		f, want := office()
		s, dir := planned(f, want, usual), t.TempDir()
		first := s.Steps[0].ID
		j := job(t, f, s, dir, "r1")
		j.Defer = deferred
		j.Wait = func(s *plan.Step) string {
			if s.ID == first {
				return "no window is open"
			}
			return ""
		}
		r, err := Run(context.Background(), j)
		if deferred && (err != nil || r.Ending != Applied) || !deferred && (!errors.Is(err, ErrPartly) || r.Ending != Partly) {
			t.Errorf("deferred %t: %v, %s", deferred, err, r.Ending)
		}
		waits := 0
		for i, out := range r.Steps {
			needs := s.Steps[i].ID == first || len(s.Steps[i].Needs) > 0 && waitsFor(&r, s.Steps[i].Needs)
			if needs != (out.Outcome == Waits) || out.Outcome != Waits && out.Outcome != Done {
				t.Errorf("step %s: %s (%s)", out.ID, out.Outcome, out.Error)
			}
			if out.Outcome == Waits {
				waits++
			}
		}
		if r.Counts.Waiting != waits || waits == 0 || waits == len(r.Steps) || r.Counts.Failed+r.Counts.Skipped > 0 {
			t.Errorf("%+v", r.Counts)
		}
		if r.Steps[0].Sent > 0 || !strings.Contains(r.Steps[0].Error, "no window") {
			t.Errorf("%+v", r.Steps[0])
		}
		calls := f.calls
		r, err = Run(context.Background(), job(t, f, s, dir, "r2"))
		if err != nil || r.Resumed != "r1" || f.calls-calls != waits {
			t.Errorf("%v, resumed %q, %d calls", err, r.Resumed, f.calls-calls)
		}
		if d := cmp.Diff(undisturbed.text(), f.text()); d != "" {
			t.Error(d)
		}
	}
}

func waitsFor(r *Report, needs []string) bool {
	for _, s := range r.Steps {
		for _, n := range needs {
			if s.ID == n && s.Outcome == Waits {
				return true
			}
		}
	}
	return false
}

// TestWindowShuts: no step is begun once the window is shut, in batches neither.
func TestWindowShuts(t *testing.T) {
	f, want := office()
	s := planned(f, want, usual)
	for open := range len(s.Steps) {
		f, want := office()
		j := job(t, f, planned(f, want, usual), t.TempDir(), "r1")
		j.Wait = func(*plan.Step) string {
			if f.calls >= open {
				return "the window is shut"
			}
			return ""
		}
		r, err := Run(context.Background(), j)
		if !errors.Is(err, ErrPartly) || f.calls != open || r.Counts.Done != open || r.Counts.Waiting != len(s.Steps)-open {
			t.Errorf("open for %d calls: %v, %d made, %+v", open, err, f.calls, r.Counts)
		}
	}
}
