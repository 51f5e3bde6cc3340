package asterisk

import (
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// Free makes the call that lets two queues exchange their names, by which they are
// known. Ids of PJSIP and numbers of mailboxes cannot change.
func Free(_ *plan.Step, object state.Ref, field string) (plan.Step, bool) {
	if object.Kind != Queue || field != "name" {
		return plan.Step{}, false
	}
	interim := object.Key + "-renaming"
	return plan.Step{Kind: plan.Call, Op: state.OpUpdate, Object: object, Title: "queue " + object.Key + ": " + interim + " for a moment, since another takes the name", Settle: plan.ByRead,
		Call: callConfigure, Args: configure(fileQueues, map[string]any{"action": actRenameCategory, "category": object.Key, "value": interim}),
		Effects: []state.Effect{{Op: state.OpUpdate, Object: state.Ref{Kind: Queue, Key: interim}, LiveKey: object.Key, Attrs: []state.Attr{steps.Text("name", interim)}}}}, true
}
