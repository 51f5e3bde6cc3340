package rainbow

import (
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// Free makes the call that lets two supervision groups exchange their names, by
// which they are known. A login is not given away for a moment, and numbers of the
// Hub cannot be changed.
func Free(_ *plan.Step, object state.Ref, field string) (plan.Step, bool) {
	if object.Kind != Supervision || field != "name" {
		return plan.Step{}, false
	}
	interim := object.Key + " (renaming)"
	return plan.Step{Kind: plan.Call, Op: state.OpUpdate, Object: object, Title: "group " + object.Key + ": " + interim + " for a moment, since another takes the name", Settle: plan.ByRead,
		Call: "supervision.update", Args: plan.Args{"groupId": plan.IDOf{Ref: object}, "name": interim},
		Effects: []state.Effect{{Op: state.OpUpdate, Object: state.Ref{Kind: Supervision, Key: interim}, LiveKey: object.Key, Attrs: []state.Attr{steps.Text("name", interim)}}}}, true
}
