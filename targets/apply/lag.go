package apply

import (
	"context"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// How long is waited between two looks at a target whose reads lag behind its
// writes: twice as long each time.
const (
	firstWait   = 250 * time.Millisecond
	longestWait = 10 * time.Second
)

// watch looks at objects until what is seen is enough, or until the target has
// had its settling time since the last call. A target that settles at once is
// looked at once. An interruption ends the waiting, and what was seen last
// counts for as much as it does.
func (r *run) watch(refs []state.Ref, since time.Time, enough func(*sight) bool) (*sight, error) {
	left := r.Settling - max(0, r.Now().Sub(since))
	for wait := firstWait; ; wait = min(2*wait, longestWait) {
		live, err := r.look(r.calls, targets.Scope{Refs: refs})
		if err != nil {
			return nil, err
		}
		at := r.sight(live)
		if left <= 0 || enough(at) {
			return at, nil
		}
		wait = min(wait, left)
		if !pause(r.patient, wait) {
			at.early = true
			return at, nil
		}
		left -= wait
	}
}

// pause reports false when ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// lags reports whether a step may be done and not be seen yet: what it makes is
// not there, or what it deletes still is. An update that is not seen may be sent
// again as it is.
func lags(s *plan.Step) bool { return s.Op == state.OpCreate || s.Op == state.OpDelete }

// visible reports whether a read shows what a step that was done left behind. A
// later step may have written the same object: then the later one answers.
func (r *run) visible(i int, at *sight) bool {
	for _, e := range r.steps[i].Effects {
		if e.Predicted || r.overwritten(i, e) {
			continue
		}
		if o, there := at.live.Find(e.Object); r.undone(e, o, there, at) != "" {
			return false
		}
	}
	return true
}
