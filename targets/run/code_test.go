package run

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/apply"
	"github.com/patchbay-dev/patchbay/targets/ledger"
)

func TestCodeOf(t *testing.T) {
	wrap := func(err error) error { return fmt.Errorf("pbx: read users: %w", err) }
	for _, c := range []struct {
		err  error
		want Code
	}{
		{nil, 0},
		{errors.New("anything"), 1},
		{diag.List{{Severity: diag.Error, Code: "PB2001"}}, 1},
		{wrap(ErrGuarded), 3},
		{wrap(ErrStale), 4},
		{wrap(apply.ErrStale), 4},
		{wrap(apply.ErrPartly), 5},
		{wrap(ledger.ErrLocked), 6},
		{wrap(targets.ErrUnreachable), 7},
		{wrap(targets.ErrUnauthorized), 7},
		{wrap(targets.ErrForbidden), 7},
		{wrap(targets.ErrUnsupported), 7},
		{wrap(targets.ErrProtocol), 7},
		{wrap(context.Canceled), 130},
		{errors.Join(wrap(targets.ErrUnreachable), context.Canceled), 130},
		{errors.Join(wrap(targets.ErrUnreachable), apply.ErrPartly), 5},
	} {
		if got := CodeOf(c.err); got != c.want {
			t.Errorf("CodeOf(%v) is %d, want %d", c.err, got, c.want)
		}
	}
}

func TestWorst(t *testing.T) {
	for _, c := range []struct {
		codes []Code
		wrote bool
		want  Code
	}{
		{nil, false, OK},
		{[]Code{OK, OK}, true, OK},
		{[]Code{OK, Changes}, false, Changes},
		{[]Code{Unreachable, Failed}, false, Unreachable},
		{[]Code{Guarded, Unreachable}, false, Guarded},
		{[]Code{Locked, Guarded}, false, Locked},
		{[]Code{Locked, Stale}, false, Stale},
		{[]Code{OK, Unreachable}, true, Partial},
		{[]Code{OK, Unreachable}, false, Unreachable},
		{[]Code{Interrupted, Partial}, true, Interrupted},
		{[]Code{Partial, Stale}, true, Partial},
	} {
		if got := Worst(c.codes, c.wrote); got != c.want {
			t.Errorf("Worst(%v, %v) is %d, want %d", c.codes, c.wrote, got, c.want)
		}
	}
}
