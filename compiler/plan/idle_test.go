package plan_test

import (
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// TestNoRightsWhereNothingIsDone: a plan without a step makes no table of
// rights, which costs more than the rest of it; one with a step does.
func TestNoRightsWhereNothingIsDone(t *testing.T) {
	for _, c := range []struct {
		name   string
		live   *state.Snapshot
		tables bool
	}{{"nothing to do", everything(100), false}, {"all new", parse(t, ""), true}} {
		c.live.Coverage = parse(t, "").Coverage
		in := target(t, everything(100), c.live)
		made := 0
		in.Vendor.Rights = func(s *state.Snapshot) rights.Table { made++; return toyRights(s) }
		build(t, plan.BuildInput{Targets: []plan.TargetInput{in}})
		if made > 0 != c.tables {
			t.Errorf("%s: %d tables of rights", c.name, made)
		}
	}
}
