package bitrix24

import (
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// Free makes the call that lets two objects swap what only one may have: an
// extension is cleared for a moment, since the portal checks each write, and what
// is known by its name gets one that nobody has. An e-mail address cannot be
// empty and is not given away for a moment: it is what people log in with.
func Free(_ *plan.Step, object state.Ref, field string) (plan.Step, bool) {
	x := plan.Step{Kind: plan.Call, Op: state.OpUpdate, Settle: plan.ByRead, Object: object}
	switch object.Kind + "." + field {
	case "user.UF_PHONE_INNER":
		x.Title, x.Call = object.Key+": extension cleared, since another takes it", "user.update"
		x.Args = plan.Args{"ID": plan.IDOf{Ref: object}, field: ""}
		x.Effects = []state.Effect{{Op: state.OpUpdate, Object: object, Attrs: []state.Attr{{Name: field, Value: state.Nothing()}}}}
		return x, true
	case "department.NAME":
		x.Call, x.Args = "department.update", plan.Args{"ID": plan.IDOf{Ref: object}}
	case "workgroup.NAME":
		x.Call, x.Args = "sonet_group.update", plan.Args{"GROUP_ID": plan.IDOf{Ref: object}}
	case "role.NAME":
		x.Call, x.Args = "patchbay.role.update", plan.Args{"ID": plan.IDOf{Ref: object}}
	default:
		return plan.Step{}, false
	}
	interim := object.Key + " (renaming)"
	x.Args[field] = interim
	x.Title = object.Kind + " " + object.Key + ": " + interim + " for a moment, since another takes the name"
	x.Effects = []state.Effect{{Op: state.OpUpdate, Object: state.Ref{Kind: object.Kind, Key: interim}, LiveKey: object.Key, Attrs: []state.Attr{steps.Text(field, interim)}}}
	return x, true
}
