package threecx

import (
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// unmade says of each step that makes something how it would be taken back: the
// deletion of what it made, with all that comes and goes with it. A new object
// in the place of an old one has no way back.
func (s *stepping) unmade() {
	for i := range s.steps {
		x := &s.steps[i]
		set, creates := strings.CutSuffix(x.Call, ".Create")
		if !creates || x.Flags.Irreversible {
			continue
		}
		x.Inverse = &plan.Inverse{Call: set + ".Delete", Args: plan.Args{"Id": plan.IDOf{Ref: x.Object}}}
		for _, e := range slices.Backward(x.Effects) {
			if e.Op == state.OpCreate {
				x.Inverse.Effects = append(x.Inverse.Effects, state.Effect{Op: state.OpDelete, Object: e.Object, Predicted: e.Object != x.Object})
			}
		}
	}
}
