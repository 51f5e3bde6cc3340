package apply

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/ledger"
)

// lagging is a vendor whose reads show a write some time after it.
type lagging struct {
	*fake
	lag   time.Duration
	shown []shown
}

type shown struct {
	since   time.Time
	objects map[string]state.Object
}

func (l *lagging) Do(ctx context.Context, o targets.Order) targets.Result {
	defer l.show()
	return l.fake.Do(ctx, o)
}

// show notes the world as it is from now on.
func (l *lagging) show() {
	now := map[string]state.Object{}
	for id, o := range l.objects {
		now[id] = o.Clone()
	}
	l.shown = append(l.shown, shown{time.Now(), now})
}

func (l *lagging) Read(ctx context.Context, scope targets.Scope) (*state.Snapshot, error) {
	world := l.shown[0].objects
	for _, s := range l.shown {
		if time.Since(s.since) >= l.lag {
			world = s.objects
		}
	}
	l.reads++
	old := *l.fake
	old.objects = world
	return old.Read(ctx, scope)
}

func (l *lagging) job(t *testing.T, s plan.Section, dir, run string) Job {
	j := job(t, l, s, dir, run)
	j.Settling, j.Now, j.Ledger.Now = time.Minute, time.Now, time.Now
	return j
}

func late(f *fake, lag time.Duration) *lagging {
	l := &lagging{fake: f, lag: lag}
	l.show()
	l.shown[0].since = time.Now().Add(-time.Hour)
	return l
}

// TestLag: a vendor that shows writes late gets its settling time wherever a
// look decides: after a lost reply, when reading back, for what a dead run left,
// in the same plan and in the next. Nothing is made twice and nothing is taken
// for ignored.
func TestLag(t *testing.T) {
	for name, lag := range map[string]time.Duration{"soon": time.Second, "late": 50 * time.Second} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				for call := 1; call <= 4; call++ {
					for _, how := range []fate{fine, lostAfter, lostBefore} {
						f, want := office()
						f.fates = func(n int) fate {
							if n == call {
								return how
							}
							return fine
						}
						l := late(f, lag)
						if r, err := Run(context.Background(), l.job(t, planned(f, want, usual), t.TempDir(), "r1")); err != nil {
							t.Errorf("call %d, fate %d: %v\n%s", call, how, err, outcomes(r))
						}
						if d := cmp.Diff(applied, f.text()); d != "" {
							t.Errorf("call %d, fate %d (-want +got)\n%s", call, how, d)
						}
					}
					for _, how := range []fate{killedBefore, killedAfter} {
						for _, samePlan := range []bool{true, false} {
							f, want := office()
							s := planned(f, want, usual)
							l := late(f, lag)
							dir := t.TempDir()
							f.fates = func(n int) fate {
								if n == call {
									return how
								}
								return fine
							}
							die(t, func() { Run(context.Background(), l.job(t, s, dir, "r1")) })
							f.fates = func(int) fate { return fine }
							dir = survivors(t, dir)
							if !samePlan {
								former := Former{Target: "pbx", Run: "r2", Schema: schemaOf, Ledger: ledger.Open(dir), Look: l.Read, Settling: time.Minute, Now: time.Now}
								if err := former.Settle(context.Background()); err != nil {
									t.Fatal(err)
								}
								s = planned(seenNow(t, l), want, usual)
							}
							if r, err := Run(context.Background(), l.job(t, s, dir, "r2")); err != nil {
								t.Errorf("killed at call %d (%d), same plan %t: %v\n%s", call, how, samePlan, err, outcomes(r))
							}
							if d := cmp.Diff(applied, f.text()); d != "" {
								t.Errorf("killed at call %d (%d), same plan %t (-want +got)\n%s", call, how, samePlan, d)
							}
						}
					}
				}
			})
		})
	}
}

// seenNow is the world as a plan would see it.
func seenNow(t *testing.T, l *lagging) *fake {
	live, err := l.Read(context.Background(), targets.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	out := newFake()
	for _, o := range live.Objects {
		out.objects[o.ID] = o
	}
	return out
}

// TestNoLagNoWait: a vendor that shows writes at once is looked at once, and a
// settling time that has passed is not waited for again.
func TestNoLagNoWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, want := office()
		l := late(f, 0)
		start := time.Now()
		if _, err := Run(context.Background(), l.job(t, planned(f, want, usual), t.TempDir(), "r1")); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); took != 0 || f.reads != 3 { // the check, a role that rests on being read back, the rest
			t.Errorf("it took %v and %d reads", took, l.reads)
		}
		f, want = office()
		s := planned(f, want, usual)
		l = late(f, 0)
		dir := t.TempDir()
		f.fates = func(int) fate { return killedBefore }
		die(t, func() { Run(context.Background(), l.job(t, s, dir, "r1")) })
		f.fates = func(int) fate { return fine }
		time.Sleep(time.Hour)
		start = time.Now()
		if _, err := Run(context.Background(), l.job(t, s, survivors(t, dir), "r2")); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); took != 0 {
			t.Errorf("an hour later it took %v", took)
		}
	})
}

// TestInterruptedWhileWaiting: nobody is kept waiting after Ctrl-C, and what is
// not certain yet is unknown, not done and not undone.
func TestInterruptedWhileWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, want := office()
		l := late(f, 50*time.Second)
		s := planned(f, want, usual)
		f.fates = func(n int) fate {
			if n == 2 {
				return lostAfter
			}
			return fine
		}
		ctx, cancel := context.WithCancel(context.Background())
		time.AfterFunc(5*time.Second, cancel)
		dir := t.TempDir()
		start := time.Now()
		r, err := Run(ctx, l.job(t, s, dir, "r1"))
		if !errors.Is(err, context.Canceled) || r.Steps[1].Outcome != Unknown || r.Ending != Interrupted {
			t.Errorf("%v\n%s", err, outcomes(r))
		}
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("it waited %v", took)
		}
		if _, err := Run(context.Background(), l.job(t, s, dir, "r2")); err != nil {
			t.Error(err)
		}
		if d := cmp.Diff(applied, f.text()); d != "" {
			t.Errorf("(-want +got)\n%s", d)
		}
	})
}
