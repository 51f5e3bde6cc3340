package gotoconnect

import (
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// Free makes the call that lets two extensions exchange their numbers, or two locations
// their names. The number for a moment has as many digits, since their length is fixed:
// each is what is left of it to nine. If that is somebody's the service refuses it, and
// nothing has happened.
func Free(_ *plan.Step, object state.Ref, field string) (plan.Step, bool) {
	x := plan.Step{Kind: plan.Call, Op: state.OpUpdate, Object: object, Settle: plan.ByRead}
	var interim string
	switch {
	case object.Kind == Extension && field == "number":
		interim = complement(object.Key)
		x.Call, x.Title = "extension.update", "extension "+object.Key+": "+interim+" for a moment, since another takes the number"
	case object.Kind == Location && field == "name":
		interim = object.Key + " (renaming)"
		x.Call, x.Title = "location.update", "location "+object.Key+": "+interim+" for a moment, since another takes the name"
	default:
		return plan.Step{}, false
	}
	x.Args = plan.Args{"id": plan.IDOf{Ref: object}, field: interim}
	x.Effects = []state.Effect{{Op: state.OpUpdate, Object: state.Ref{Kind: object.Kind, Key: interim}, LiveKey: object.Key, Attrs: []state.Attr{steps.Text(field, interim)}}}
	return x, true
}

// complement is a number with each digit replaced by what is left of it to nine.
func complement(number string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return r
		}
		return '9' - (r - '0')
	}, number)
}
