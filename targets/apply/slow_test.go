package apply

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// crowd is a target of n people, and what gives them another address.
func crowd(n int) (*fake, []state.Object) {
	f := newFake()
	var desired []state.Object
	for i := range n {
		f.put(person(fmt.Sprint(101+i), "old@acme.example", ""))
		desired = append(desired, person(fmt.Sprint(101+i), "new@acme.example", ""))
	}
	return f, desired
}

// TestReadsAtAnyPace: however slow a target is, looking again before writes costs
// one request in ten at most, beside the looks before the first write and after
// the last.
func TestReadsAtAnyPace(t *testing.T) {
	const n = 96 // a page
	for _, took := range []time.Duration{time.Millisecond, 40 * time.Millisecond, 300 * time.Millisecond, 600 * time.Millisecond, 2 * time.Second, 20 * time.Second} {
		f, desired := crowd(n)
		now := clock()
		f.fates = func(int) fate {
			now = now.Add(took)
			return fine
		}
		j := job(t, f, planned(f, desired, usual), t.TempDir(), "r1")
		j.Now = func() time.Time { return now }
		if _, err := Run(context.Background(), j); err != nil {
			t.Fatal(err)
		}
		if again := f.reads - 2; f.calls != n || again > n/10 {
			t.Errorf("%v a call: %d calls, and %d looks between them", took, f.calls, again)
		}
	}
}

// TestSlowTargetsAreLookedAt: what another admin does is seen before a dozen more
// calls went out, and before the object is written if that comes later.
func TestSlowTargetsAreLookedAt(t *testing.T) {
	const n, at = 60, 20
	for _, later := range []int{1, callsFor, callsFor + 1, 30} {
		f, desired := crowd(n)
		now := clock()
		victim := at + later
		f.fates = func(call int) fate {
			if now = now.Add(2 * time.Second); call == at {
				f.set(fmt.Sprint(victim), "Mail", "theirs@acme.example")
			}
			return fine
		}
		j := job(t, f, planned(f, desired, usual), t.TempDir(), "r1")
		j.Now = func() time.Time { return now }
		_, err := Run(context.Background(), j)
		o := f.objects[fmt.Sprint(victim)]
		kept := o.Get("Mail").Text() == "theirs@acme.example"
		if kept != errors.Is(err, ErrPartly) {
			t.Errorf("%d calls later: kept %v, and %v", later, kept, err)
		}
		if later > callsFor && !kept {
			t.Errorf("%d calls later: overwritten unseen", later)
		}
	}
}
