package apply

import (
	"context"
	"errors"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// TestNothingRestsOnWhatWasIgnored: a step that needs a write which a vendor is
// known to accept and ignore is not sent before that write was read back.
func TestNothingRestsOnWhatWasIgnored(t *testing.T) {
	f := newFake()
	f.put(person("100", "a@acme.example", "user"))
	s := planned(f, []state.Object{person("100", "a@acme.example", "manager"), team("Sales", "100")}, usual)
	f.fates = func(call int) fate {
		if call == 1 {
			return ignored
		}
		return fine
	}
	r, err := Run(context.Background(), job(t, f, s, t.TempDir(), "r1"))
	if !errors.Is(err, ErrPartly) || r.Steps[0].Outcome != Ignored || r.Steps[1].Outcome != Skipped || r.Steps[1].Because != s.Steps[0].ID || f.calls != 1 {
		t.Errorf("%v, %s after %d calls", err, outcomes(r), f.calls)
	}
}
