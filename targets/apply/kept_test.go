package apply

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/patchbay-dev/patchbay/targets/ledger"
)

// TestThePlanIsKeptFirst: before the journal begins, and nothing is sent when it
// cannot be.
func TestThePlanIsKeptFirst(t *testing.T) {
	f, want := office()
	dir := t.TempDir()
	j := job(t, f, planned(f, want, usual), dir, "r1")
	journal := filepath.Join(dir, ledger.Folder, "runs", "r1", "pbx.jsonl")
	full := errors.New("disk full")
	j.SavePlan = func() error { return full }
	if r, err := Run(context.Background(), j); !errors.Is(err, full) || f.calls != 0 || r.Error == "" {
		t.Errorf("%v, %d calls, report %+v", err, f.calls, r)
	}
	if _, err := os.Stat(journal); !os.IsNotExist(err) {
		t.Errorf("a journal without its plan: %v", err)
	}
	kept := false
	j.SavePlan = func() error {
		_, err := os.Stat(journal)
		kept = os.IsNotExist(err) && f.calls == 0
		return nil
	}
	if _, err := Run(context.Background(), j); err != nil || !kept {
		t.Errorf("%v, kept first: %t", err, kept)
	}
}
