package real_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/targets/asterisk/real"
	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// TestKilledMidApply kills the PBX while a request of an apply waits, before it was
// done and after. It comes back by itself, without what had not reached its disk; at
// most three runs come to what an undisturbed one does.
func TestKilledMidApply(t *testing.T) {
	onEach(t, func(t *testing.T, in *real.Install) {
		p, run := served(t, in)
		for _, at := range []struct {
			kind simhttp.Kind
			nth  int
		}{{simhttp.HoldBefore, 3}, {simhttp.HoldAfter, 20}, {simhttp.HoldBefore, 60}, {simhttp.HoldAfter, 96}, {simhttp.HoldBefore, 97}, {simhttp.HoldAfter, 98}} {
			if testing.Short() && at.nth%2 == 0 {
				continue
			}
			t.Run(fmt.Sprintf("%s, write %d", at.kind, at.nth), func(t *testing.T) {
				if err := run.SetWorld(nil); err != nil {
					t.Fatal(err)
				}
				run.Restart()
				s := officeAt(t, in, run.URL)
				killedAt(t, p, run, s, at.kind, at.nth)
				status := 0
				for range 2 {
					if status, _, _ = s.try("apply", "--yes"); status == 0 {
						break
					}
				}
				if status != 0 {
					t.Errorf("the third run ends with status %d", status)
				}
				s.settled()
				if d := cmp.Diff(map[string]int{"aor": 32, "auth": 32, "endpoint": 32}, counts(t, p)); d != "" {
					t.Errorf("objects (-want +got):\n%s", d)
				}
			})
		}
	})
}

// killedAt applies a site and kills the PBX at the nth write, while that waits.
func killedAt(t *testing.T, p *real.PBX, run *simhttp.Running, s *site, kind simhttp.Kind, nth int) {
	t.Helper()
	writes := simhttp.Match{Method: "PUT|POST", Path: "/ari/asterisk/config/*"}
	if nth > 96 { // objects come first, and then the files
		writes, nth = simhttp.Match{Method: "POST", Path: "/rawman"}, 8
	}
	if err := run.AddFault(simhttp.Fault{Match: writes, Nth: nth, Kind: kind}); err != nil {
		t.Fatal(err)
	}
	ended := make(chan string, 1)
	go func() {
		status, out, errs := s.try("apply", "--yes")
		ended <- fmt.Sprintf("status %d\n%s%s", status, out, errs)
	}()
	for !run.Holding() {
		select {
		case how := <-ended:
			t.Fatalf("the apply ended before write %d: %s", nth, how)
		case <-time.After(5 * time.Millisecond):
		}
	}
	if err := p.Kill(); err != nil {
		t.Fatal(err)
	}
	run.ClearFaults()
	<-ended
	if !p.Running() {
		if err := p.Again(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}
