package threecx

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// Free makes the call that lets two objects swap what only one may have: an
// e-mail address is cleared for a moment, a department gets a name that nobody
// has, and a phone is taken from its extension before another gets it.
func Free(step *plan.Step, object state.Ref, field string) (plan.Step, bool) {
	x := plan.Step{Kind: plan.Call, Op: state.OpUpdate, Settle: plan.ByRead, Object: object, Args: plan.Args{"Id": plan.IDOf{Ref: object}}}
	switch object.Kind + "." + field {
	case "user.EmailAddress":
		x.Title, x.Call = "extension "+object.Key+": e-mail cleared, since another takes it", "Users.Update"
		x.Args["Body"] = map[string]any{field: nil}
		x.Effects = []state.Effect{{Op: state.OpUpdate, Object: object, Attrs: []state.Attr{{Name: field, Value: state.Nothing()}}}}
	case "group.Name":
		interim := object.Key + " (renaming)"
		x.Title, x.Call = "department "+object.Key+": "+interim+" for a moment, since another takes the name", "Groups.Update"
		x.Args["Body"] = map[string]any{field: interim}
		x.Effects = []state.Effect{{Op: state.OpUpdate, Object: state.Ref{Kind: Group, Key: interim}, LiveKey: object.Key, Attrs: []state.Attr{steps.Text(field, interim)}}}
	case "phone.MacAddress":
		if step.Object.Kind != User || !slices.ContainsFunc(step.Effects, func(e state.Effect) bool { return e.Op == state.OpDelete && e.Object == object }) {
			return plan.Step{}, false
		}
		x.Object = step.Object
		x.ID = "update " + x.Object.String() + " without " + object.Key
		x.Title, x.Call = "extension "+x.Object.Key+": phone "+object.Key+" taken away, since another gets it", "Users.Update"
		x.Args = plan.Args{"Id": plan.IDOf{Ref: x.Object}, "Body": map[string]any{"Phones": after(Phone, "User", x.Object.Key)}}
		x.Effects = []state.Effect{{Op: state.OpDelete, Object: object}}
		x.Flags.Disruption = true
	default:
		return plan.Step{}, false
	}
	return x, true
}
