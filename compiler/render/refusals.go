package render

import (
	"fmt"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/plan"
)

// fewStakes are as many objects as a page shows of what is lost for good; all
// of them stand in the plan file.
const fewStakes = 20

// atStake says of each object that takes anything else along what that is, by
// the name under which it can be acknowledged.
func atStake(r plan.Refusal, all bool) []string {
	var out []string
	for i, s := range r.Stakes {
		if !all && i == fewStakes && len(r.Stakes) > fewStakes+1 {
			return append(out, fmt.Sprintf("and %d more; --full lists them", len(r.Stakes)-i))
		}
		if len(s.Loses) == 0 {
			continue
		}
		line := safe(s.Name())
		if s.Canonical != "" {
			line += " (" + safe(s.Object.String()) + ")"
		}
		out = append(out, line+": loses "+safe(strings.Join(s.Loses, ", ")))
	}
	return out
}

// advice is what to do about one refusal.
func advice(r plan.Refusal) string { return plan.Advice([]plan.Refusal{r}) }
