package ledger

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestPlans(t *testing.T) {
	l := open(t)
	if runs, err := l.Runs(); runs != nil || err != nil {
		t.Fatalf("%v, %v: there are no runs yet", runs, err)
	}
	if _, err := l.Plan("r1"); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("no plan: %v", err)
	}
	if err := l.SavePlan("../r1", []byte("{}\n")); err != nil {
		t.Fatal(err)
	}
	if data, err := l.Plan("../r1"); err != nil || string(data) != "{}\n" {
		t.Errorf("plan %q, %v", data, err)
	}
	if runs, err := l.Runs(); err != nil || len(runs) != 1 || runs[0] != "../r1" {
		t.Errorf("runs %q, %v", runs, err)
	}
}

// TestRunsNewestFirst: the second counts, then the file, since the end of a name
// is chance.
func TestRunsNewestFirst(t *testing.T) {
	l := open(t)
	for n, run := range []string{"20260301T120000Z-ff", "20260301T120000Z-aa", "20260228T120000Z-bb", "20260302T120000Z-00"} {
		if err := l.SavePlan(run, nil); err != nil {
			t.Fatal(err)
		}
		at := noon.Add(time.Duration(n) * time.Millisecond)
		if err := os.Chtimes(filepath.Join(l.dir, "runs", run, "plan.json"), at, at); err != nil {
			t.Fatal(err)
		}
	}
	runs, err := l.Runs()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"20260302T120000Z-00", "20260301T120000Z-aa", "20260301T120000Z-ff", "20260228T120000Z-bb"}
	if d := cmp.Diff(want, runs); d != "" {
		t.Errorf("runs (-want +got)\n%s", d)
	}
}
