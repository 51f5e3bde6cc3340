package run

import (
	"fmt"
	"sync"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/targets/ledger"
)

// savePlan keeps a plan in the folder of the run that carries it out, once,
// however many targets ask. A run that sends nothing keeps none.
func (j *Job) savePlan(p *plan.Plan, run string) func() error {
	return sync.OnceValue(func() error {
		data, err := plan.Encode(p)
		if err != nil {
			return fmt.Errorf("keep the plan: %w", err)
		}
		return ledger.Open(j.Dir).SavePlan(run, append(data, '\n'))
	})
}
