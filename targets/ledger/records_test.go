package ledger

import (
	"os"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// TestRecordDecodedOnce: a record is decoded once for each state of its file, and
// what replaced it is never missed, be it as large and as old.
func TestRecordDecodedOnce(t *testing.T) {
	dir := t.TempDir()
	l := Open(dir)
	if r, err := l.Record("pbx"); r != nil || err != nil {
		t.Fatalf("Record before the first save = %v, %v", r, err)
	}
	first := save(t, l, "aaaa")
	again, err := l.Record("pbx")
	if err != nil || again != first {
		t.Errorf("Record decoded an unchanged file again (%v)", err)
	}
	save(t, Open(dir), "bbbb")
	now, err := l.Record("pbx")
	if err != nil || now.Commit != "bbbb" {
		t.Errorf("Record after a replacement = %+v, %v", now, err)
	}
	if err := os.Remove(l.dir + "/records/pbx.json"); err != nil {
		t.Fatal(err)
	}
	if r, err := l.Record("pbx"); r != nil || err != nil {
		t.Errorf("Record of a file that is gone = %v, %v", r, err)
	}
}

func save(t *testing.T, l *Ledger, commit string) *state.Record {
	t.Helper()
	at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	if err := l.SaveRecord(&state.Record{Target: "pbx", Type: "toy", Commit: commit, At: at}); err != nil {
		t.Fatal(err)
	}
	r, err := l.Record("pbx")
	if err != nil {
		t.Fatal(err)
	}
	return r
}
