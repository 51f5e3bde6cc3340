package sim

import "github.com/patchbay-dev/patchbay/targets/internal/quirk"

// This file holds what clients can do to supervision groups and extensions that
// no source of the vendor shows, and the reason why it is simulated all the
// same. Each can be switched off by name, see withoutInferred: then the service
// answers as though there were no such route.

const (
	routeCreate     = "supervision-create"
	routeReplace    = "supervision-replace"
	routeDelete     = "supervision-delete"
	routeDelegation = "delegation"
	routeStatus     = "member-status"
	routeDissociate = "dissociate"
)

// Inferred are the routes, or uses of a route, that are inferred.
var Inferred = quirk.Inferred{
	{Name: routeCreate, Route: true, What: "POST telephonysupervision/v1.0/groups", Why: "the article creates groups in the administration interface, and the C# SDK reads them under this path with these fields; that the collection is posted to is the habit of all other portals"},
	{Name: routeReplace, Route: true, What: "PUT telephonysupervision/v1.0/groups/{groupId}", Why: "the article's Update button saves manager and assistants at once; Hub groups are replaced whole by PUT"},
	{Name: routeDelete, Route: true, What: "DELETE telephonysupervision/v1.0/groups/{groupId}", Why: "the article deletes groups; every other portal deletes by DELETE on the object"},
	{Name: routeDelegation, Route: true, What: "PUT telephonysupervision/v1.0/groups/{groupId}/members/{managerId} isDelegationEnabled", Why: "the field is in the C# SDK's member, next to status, which is changed by this route; the article lets the manager and the assistants switch it"},
	{Name: routeStatus, Route: true, What: "PUT telephonysupervision/v1.0/groups/{groupId}/members/{userId} status, by an admin for another user", Why: "the C# SDK joins and leaves for the current user only; that an admin may do it for others is assumed"},
	{Name: routeDissociate, Route: true, What: "PUT admin/v1.0/systems/{systemId}/phone-numbers/{phoneNumberId} userId: null", Why: "association is this PUT with a userId; the Node SDK cannot send null, and the only verified way to dissociate is the CSV action detach"},
}

func inferredRoutes() []route {
	const g = supervisionPath
	return []route{
		{method: "POST", path: g, do: (*call).createSupervision, inferred: routeCreate},
		{method: "PUT", path: g + "/{group}", do: (*call).replaceSupervision, inferred: routeReplace},
		{method: "DELETE", path: g + "/{group}", do: (*call).deleteSupervision, inferred: routeDelete},
	}
}

// mayChangeStatus: everybody logs in and out for themselves, an admin for others
// where that is switched on.
func (c *call) mayChangeStatus(m member) *apiError {
	if m.user == c.who.user.id {
		return nil
	}
	if !c.who.admin() || c.quirks.without(routeStatus) {
		return refuse(notAllowed, "users join and leave for themselves")
	}
	return nil
}

// delegate switches delegation on or off: the manager, the assistants, and an
// admin may. Whether an admin may is assumed with the route.
func (c *call) delegate(m member, on any) (member, *apiError) {
	if c.quirks.without(routeDelegation) {
		return m, nil
	}
	v, ok := on.(bool)
	if !ok {
		return m, invalid([]detail{{"isDelegationEnabled", "want a boolean", on}})
	}
	m.delegation = v
	return m, nil
}
