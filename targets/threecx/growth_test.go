package threecx

import (
	"fmt"
	"math"
	"syscall"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// TestStepsGrow: the work of making steps grows with the changes, and not with
// their square. What is compared is processor time, the least of some tries, so
// that a busy machine changes nothing.
func TestStepsGrow(t *testing.T) {
	const small, times = 500, 16
	a, b := stepsOf(t, small), stepsOf(t, small*times)
	ratio := leastCPU(b) / leastCPU(a)
	if limit := times * 3.0; ratio > limit {
		t.Errorf("%d times the users take %.0f times the work (exponent %.2f), wanted at most %.0f", times, ratio, math.Log(ratio)/math.Log(times), limit)
	}
}

// stepsOf makes the steps of n new users, again and again.
func stepsOf(t *testing.T, n int) func() {
	site := &model.Site{Departments: []model.Department{{Object: model.Object{ID: "d"}}}, Targets: []model.Target{target()}}
	for i := range n {
		site.Users = append(site.Users, model.User{Object: model.Object{ID: fmt.Sprintf("u%06d", i)}, Extension: model.Of(fmt.Sprint(100000 + i)), Department: model.Of("d")})
	}
	_, desired, _ := lowered(site, enterprise)
	live := world()
	for _, k := range Schema(enterprise).Kinds {
		live.Coverage = append(live.Coverage, state.Coverage{Extent: state.Extent{Kind: k.Name}})
	}
	changes, found := diff.Compare(diff.Input{Target: "pbx", Schema: Schema(enterprise), Desired: desired, Live: live})
	if found.HasErrors() {
		t.Fatal(found.Err())
	}
	return func() {
		steps, found := Steps(targets.StepInput{Profile: enterprise, Desired: desired, Live: live, Changes: changes})
		if found.HasErrors() || len(steps) < n {
			t.Fatalf("%d steps: %v", len(steps), found.Err())
		}
	}
}

// leastCPU is the seconds of processor time that f takes at best.
func leastCPU(f func()) float64 {
	least := math.Inf(1)
	for range 5 {
		before := cpuTime()
		f()
		least = min(least, (cpuTime() - before).Seconds())
	}
	return max(least, 1e-6)
}

func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // of this process it is always known
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
