package rest

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
)

// TestEach: all are done, never more than so many at a time; an error ends the rest
// and is not hidden by theirs; and so does whoever asked.
func TestEach(t *testing.T) {
	var done, now, most atomic.Int64
	err := Each(t.Context(), 3, 50, func(context.Context, int) error {
		for n := now.Add(1); ; {
			if m := most.Load(); n <= m || most.CompareAndSwap(m, n) {
				break
			}
		}
		done.Add(1)
		now.Add(-1)
		return nil
	})
	if err != nil || done.Load() != 50 || most.Load() > 3 {
		t.Errorf("%v: %d done, %d at a time", err, done.Load(), most.Load())
	}
	wrong := errors.New("wrong")
	err = Each(t.Context(), 2, 1000, func(ctx context.Context, i int) error {
		if i == 1 {
			return wrong
		}
		<-ctx.Done()
		return ctx.Err()
	})
	if !errors.Is(err, wrong) {
		t.Errorf("an error among those it ended: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Each(ctx, 2, 10, func(context.Context, int) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("nobody waits for it: %v", err)
	}
}
