package run

import (
	"fmt"
	"io"
	"sync"

	"github.com/patchbay-dev/patchbay/compiler/plan"
)

// savePlan keeps a plan in the folder of the run that carries it out, once,
// however many targets ask. A run that sends nothing keeps none.
func (j *Job) savePlan(p *plan.Plan, run string) func() error {
	return sync.OnceValue(func() error {
		return j.ledger().WritePlan(run, func(w io.Writer) error {
			if err := plan.Write(w, p); err != nil {
				return fmt.Errorf("keep the plan: %w", err)
			}
			_, err := io.WriteString(w, "\n")
			return err
		})
	})
}
