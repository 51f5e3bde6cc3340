package rainbow

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Uses of the API that no source of the vendor shows. Each is a module of the
// profile: `profile: modules: supervisionGroups: false` lets a person do in the
// administration interface what it would do.
const (
	GroupRoutes     = "supervisionGroups"
	StatusRoute     = "memberStatus"
	DelegationRoute = "delegation"
	DissociateRoute = "dissociation"
)

// InferredRoute is one of them.
type InferredRoute struct {
	Module string   // switches it off, as false
	Calls  []string // of steps
	Route  string
	Why    string // from what it is concluded
}

// Inferred are the routes that are inferred, in the order of the documentation.
var Inferred = []InferredRoute{
	{GroupRoutes, []string{"supervision.create", "supervision.update", "supervision.delete"}, "POST, PUT, DELETE telephonysupervision/v1.0/groups",
		"the article creates, updates and deletes such groups, and the C# SDK reads them under this path with these fields; every other portal writes by these methods"},
	{StatusRoute, []string{"supervision.status"}, "PUT telephonysupervision/v1.0/groups/{id}/members/{userId} status",
		"the C# SDK logs the own user in and out by it; that an administrator may do it for others is assumed"},
	{DelegationRoute, []string{"supervision.delegation"}, "PUT telephonysupervision/v1.0/groups/{id}/members/{userId} isDelegationEnabled",
		"the field stands beside status in the C# SDK's member; no client was seen to write it"},
	{DissociateRoute, []string{"extension.dissociate"}, "PUT admin/v1.0/systems/{id}/phone-numbers/{id} userId: null",
		"association is this request with a user; the Node SDK cannot send null, and the CSV action detach is the one verified way"},
}

// byHand reports whether a person does what a call would do.
func byHand(p state.Profile, call string) bool {
	i := slices.IndexFunc(Inferred, func(r InferredRoute) bool { return slices.Contains(r.Calls, call) })
	if i < 0 {
		return false
	}
	on, said := p.Modules[Inferred[i].Module]
	return said && !on
}
