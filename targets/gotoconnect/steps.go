package gotoconnect

import (
	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

func Steps(in targets.StepInput) ([]plan.Step, diag.List) { return nil, nil }
func Free(step *plan.Step, object state.Ref, field string) (plan.Step, bool) {
	return plan.Step{}, false
}
