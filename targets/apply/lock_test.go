package apply

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/decorate"
	"github.com/patchbay-dev/patchbay/targets/ledger"
)

// TestLockTaken: a person gives the lock to another run while calls go out. The
// old one stops before its next call, and writes neither journal nor record any
// more; the new one goes on from its journal, and nothing is there twice.
func TestLockTaken(t *testing.T) {
	for call := 1; call <= 3; call++ {
		f, want := office()
		dir := t.TempDir()
		s := planned(f, want, usual)
		var next *ledger.Lock
		f.edit = func(calls int) {
			if calls != call {
				return
			}
			var err error
			if next, err = ledger.Open(dir).Lock("pbx", "r2", "r1"); err != nil {
				t.Fatal(err)
			}
		}
		r, err := Run(context.Background(), job(t, f, s, dir, "r1"))
		if !errors.Is(err, ledger.ErrLost) || f.calls != call {
			t.Fatalf("taken at call %d: %v after %d calls\n%s", call, err, f.calls, outcomes(r))
		}
		if rec, err := ledger.Open(dir).Record("pbx"); rec != nil || err != nil {
			t.Errorf("the old run wrote the record: %+v, %v", rec, err)
		}
		f.edit = nil
		j := job(t, f, s, dir, "r2")
		j.Lock = next
		if r, err := Run(context.Background(), j); err != nil || r.Resumed != "r1" {
			t.Errorf("the new run: %v\n%s", err, outcomes(r))
		}
		if d := cmp.Diff(applied, f.text()); d != "" {
			t.Errorf("taken at call %d (-want +got)\n%s", call, d)
		}
	}
}

// TestLockTakenBeforeTheFirstCall: nothing was written, so the run was locked out
// and not cut in half.
func TestLockTakenBeforeTheFirstCall(t *testing.T) {
	f, want := office()
	dir := t.TempDir()
	j := job(t, f, planned(f, want, usual), dir, "r1")
	j.Progress = func(e Event) {
		if e.What == "checking" {
			if _, err := ledger.Open(dir).Lock("pbx", "r2", "r1"); err != nil {
				t.Fatal(err)
			}
		}
	}
	if r, err := Run(context.Background(), j); !errors.Is(err, ledger.ErrLost) || errors.Is(err, ErrPartly) || r.Ending != Locked || f.calls != 0 {
		t.Errorf("%v, %s, %d calls", err, r.Ending, f.calls)
	}
}

// TestLockBroughtAlong is let go at the end, and nothing is sent under one that
// was lost.
func TestLockBroughtAlong(t *testing.T) {
	f, want := office()
	dir := t.TempDir()
	j := job(t, f, planned(f, want, usual), dir, "r1")
	k, err := FileLocks{j.Ledger}.Lock("pbx", "r1", "")
	if err != nil {
		t.Fatal(err)
	}
	j.Lock = k
	if _, err := Run(context.Background(), j); err != nil {
		t.Fatal(err)
	}
	again, err := FileLocks{j.Ledger}.Lock("pbx", "r2", "")
	if err != nil {
		t.Fatalf("it was not let go: %v", err)
	}
	defer again.Release()
	f, want = office()
	j = job(t, f, planned(f, want, usual), dir, "r1")
	j.Lock = k
	if _, err := Run(context.Background(), j); !errors.Is(err, ledger.ErrLost) || f.calls+f.reads != 0 {
		t.Errorf("%v, %d calls, %d reads", err, f.calls, f.reads)
	}
}

// guarded is a vendor that can hold a lock itself.
type guarded struct {
	*fake
	holder string
	lost   bool
	events []string
	local  func() error // whether the lock of this machine is held
}

func (g *guarded) Lock(_ context.Context, run, steal string) (targets.Lock, error) {
	if g.local() == nil {
		g.events = append(g.events, "locked before this machine's lock was taken")
	}
	if g.holder != "" && g.holder != steal {
		return nil, fmt.Errorf("%s is at it: %w", g.holder, targets.ErrLocked)
	}
	g.holder = run
	g.events = append(g.events, "locked")
	return g, nil
}

func (g *guarded) Held(context.Context) error {
	if g.lost {
		return errors.New("it was taken")
	}
	return nil
}

func (g *guarded) Release(context.Context) error {
	if g.local() == nil {
		g.events = append(g.events, "let go after this machine's lock")
	}
	g.holder = ""
	g.events = append(g.events, "let go")
	return nil
}

func (g *guarded) Read(ctx context.Context, s targets.Scope) (*state.Snapshot, error) {
	if g.holder == "" {
		g.events = append(g.events, "read without the lock")
	}
	return g.fake.Read(ctx, s)
}

// TestTargetsOwnLock is taken after the lock of this machine and let go before
// it, through wrappers too; who holds it keeps others out, and losing it stops a
// run at its next page.
func TestTargetsOwnLock(t *testing.T) {
	start := func(t *testing.T) (*guarded, Job) {
		f, want := office()
		j := job(t, f, planned(f, want, usual), t.TempDir(), "r1")
		g := &guarded{fake: f}
		g.local = func() error {
			k, err := j.Ledger.Lock("pbx", "probe", "")
			if err == nil {
				k.Release()
			}
			return err
		}
		j.Writer = decorate.TraceWriter(g, slog.New(slog.NewTextHandler(&bytes.Buffer{}, nil)), nil)
		return g, j
	}
	t.Run("free", func(t *testing.T) {
		g, j := start(t)
		if _, err := Run(context.Background(), j); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(g.events, ", "); got != "locked, let go" {
			t.Error(got)
		}
	})
	t.Run("held", func(t *testing.T) {
		g, j := start(t)
		g.holder = "r0"
		r, err := Run(context.Background(), j)
		if !errors.Is(err, ledger.ErrLocked) || !strings.Contains(err.Error(), "r0 is at it") || r.Ending != Locked || g.calls+g.reads != 0 {
			t.Errorf("%v, %s", err, r.Ending)
		}
		if g.local() != nil {
			t.Error("this machine's lock was kept")
		}
		j.Steal = "r0"
		if _, err := Run(context.Background(), j); err != nil {
			t.Errorf("stolen: %v", err)
		}
	})
	t.Run("lost", func(t *testing.T) {
		g, j := start(t)
		g.lost = true
		if _, err := Run(context.Background(), j); !errors.Is(err, ledger.ErrLost) || g.calls != 0 {
			t.Errorf("%v, %d calls", err, g.calls)
		}
	})
}
