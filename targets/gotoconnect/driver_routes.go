package gotoconnect

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Uses of the APIs that no source of the vendor shows, or that sources tell
// differently. Each is a module of the profile: `profile: modules: userGroups: false`
// lets a person do in the administration what it would do.
const (
	DeleteRoute   = "userDelete"
	LicenceRoute  = "userLicences"
	GroupRoute    = "userGroups"
	QueueUsers    = "queueUsers"
	NumbersByUser = "numberPermissions"
)

// InferredRoute is one of them.
type InferredRoute struct {
	Module string   // switches it off, as false
	Calls  []string // of steps; none of a read
	Route  string
	Why    string // from what it is concluded
}

// Inferred are the routes that are inferred, in the order of the documentation.
var Inferred = []InferredRoute{
	{DeleteRoute, []string{"user.delete"}, "DELETE admin/rest/v1/accounts/{account}/users/{key}",
		"the vendor's guide names the operation, and public clients delete one key by this path"},
	{LicenceRoute, []string{"user.licences"}, "PUT admin/rest/v1/accounts/{account}/users/{key} licenseKeys",
		"a public client writes them so; the guide shows licenceKeys of new users only"},
	{GroupRoute, []string{"user.group", "user.ungroup"}, "PUT accounts/{account}/groups/{group}/users/{key}, DELETE accounts/{account}/users/{key}/groups",
		"a public connector of the same API does so; the reference has no route for who is in a user group"},
	{NumbersByUser, []string{"permission.set"}, "POST voice-admin/v1/phone-numbers/{id}/permissions as all that a user has",
		"the request is documented and what becomes of permissions that it leaves out is not: it is looked at afterwards"},
	{QueueUsers, nil, "GET voice-admin/v1/call-queues/{id}/users as the agents of a queue",
		"one client says that it shows who is logged in; where it does, false leaves agents to attestations"},
}

// byHand reports whether a person does what a call would do.
func byHand(p state.Profile, call string) bool {
	i := slices.IndexFunc(Inferred, func(r InferredRoute) bool { return slices.Contains(r.Calls, call) })
	return i >= 0 && off(p, Inferred[i].Module)
}
