package apply

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/targets/ledger"
)

// TestNotAnotherPlansJournal: what a journal of another plan says of a step that
// happens to have the same name says nothing of ours.
func TestNotAnotherPlansJournal(t *testing.T) {
	for name, c := range map[string]struct {
		noted bool
		want  error
		left  string
	}{
		"done there": {true, nil, applied},
		"open there": {false, ErrUnsettled, ""},
	} {
		f, want := office()
		dir := t.TempDir()
		j := job(t, f, planned(f, want, usual), dir, "r2")
		if c.left == "" {
			c.left = f.text()
		}
		step := j.Section.Steps[0].ID
		other, err := j.Ledger.CreateJournal(ledger.Opening{Plan: "another", Target: "pbx", Run: "r1"})
		if err != nil {
			t.Fatal(err)
		}
		err = other.Intend(step)
		if c.noted {
			err = errors.Join(err, other.Note(step, string(Done), nil, ""), other.Sync())
		}
		if err := errors.Join(err, other.Close()); err != nil {
			t.Fatal(err)
		}
		if _, err := Run(context.Background(), j); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if d := cmp.Diff(c.left, f.text()); d != "" {
			t.Errorf("%s (-want +got)\n%s", name, d)
		}
	}
}
