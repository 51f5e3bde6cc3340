// Package sim is GoTo Connect, with what can be seen of GoTo Contact Center: an
// organization's users, licences and roles (Admin API), its identities (SCIM), its
// PBX (Voice Admin API) and its lines (users/v1), in the vendor's own terms, behind
// the HTTP APIs on loopback.
//
// Rules:
//
//   - Nothing here comes from the driver of the same vendor, and nothing there
//     from here: each states the vendor's facts for itself, so that a mistake
//     does not hide by being on both sides.
//   - The order of checks is the vendor's: token, limit, scope, principal, and only
//     then anything about the resource.
//   - A request is checked whole before the world changes. Rows are replaced, never
//     altered in place.
//   - What no source shows is in Inferred, with the reason; what sources tell
//     differently, and every trap, is an option in Known. The usual values are the
//     strict reading where there is one: what passes there passes elsewhere.
//   - The world is deterministic: ids and secrets follow from the seed and the
//     requests; time comes from the injected clock only.
//   - Nothing is logged but failures of the simulator itself; headers and bodies
//     never are.
//
// Verified, by the vendor's collection of requests, guides, or public programs that
// run against it: hosts and paths; the token endpoint, its two grants and the hour of
// an access token; that a refresh answers without a refresh token; existing users in
// the answer to a POST; an e-mail address for ever; keys that no int64 holds, bare in
// the Admin API and text elsewhere; accountKey and opaque markers, pages of 50, no
// marker on the last one; empty lists for accounts of others; scope before resource;
// the error codes and the shape of errors of api.goto.com; the one primary extension
// and its message; assignments of devices alone; what lists and single objects show
// and do not show; locations that move; buttons and ring steps as whole lists;
// voicemail that nobody can read; no DELETE of devices; ten requests a second and
// the body of 429; the envelope of SCIM and its empty 401. Inferred has the rest.
//
// On the vendor's side three hosts serve this; here one does, since paths do not
// overlap: /oauth/ is authentication.logmeininc.com, /admin/rest/v1/ and /identity/v1/
// are api.getgo.com, /voice-admin/v1/ and /users/v1/ are api.goto.com. The host that
// was shut down (api.getgo.com/oauth/v2) is not simulated.
//
// Not simulated: calls, messages, fax, presence, recordings, analytics, reports and
// events (404); principals of more than one account; dialling permissions and billing
// permissions of the old system; imports by CSV; what a custom role permits, which is
// stored and has no effect: only built-in roles pass guards.
//
// The contact centre has no vendor API. Its settings, its admins and the people of
// queues are part of the world all the same, so that a person's steps can be done and
// looked at through the control plane; no route of the service shows or changes them,
// but for the agents in GET call-queues/{id}/users.
//
// Faults of the server around it apply (status, drops, delays, shifted and short
// pages, expire). Made for one request by the fault quirk are: expiredToken,
// refuseMarkers, unknownError, parallelButtons, newAttributes, and any other option.
//
// A seed is JSON, and what GET /_sim/world returns is one. Every part may be left
// out: {} is the account Patchbay with a super admin, the client patchbay with the
// secret patchbay and a refresh token, three licences, one location for emergency
// services, ten phone numbers, five models of phones, and a contact centre of which
// nothing was changed yet.
//
//	{
//	  "quirks": {"licenceDelay": "2s", "promoteSecondaries": "always"},
//	  "accounts": [{"name": "Acme", "extensionLength": 4, "domains": ["acme.example"]}, {"name": "Other"}],
//	  "clients": [{"id": "patchbay", "secret": "patchbay", "redirectUris": ["http://127.0.0.1/callback"], "scopes": ["voice-admin.v1.read"]}],
//	  "licenses": [{"description": "GoTo Connect", "seats": 50, "enabled": true, "products": ["JIVE"], "devicesAllowed": true}],
//	  "rolesets": [{"name": "Helpdesk", "permissions": ["Manage users"]}], "groups": [{"name": "Sales"}],
//	  "locations": [{"name": "Paris", "address": {"city": "Paris", "country": "FR"}, "usedForEmergencyServices": false}],
//	  "users": [{"email": "alice@acme.example", "firstName": "Alice", "lastName": "Martin", "adminRoles": ["SUPER_USER"],
//	    "licenseKeys": ["GoTo Connect"], "groupKey": "Sales", "locationId": "Paris", "password": "Secret-1"}],
//	  "grants": [{"token": "refresh-1", "client": "patchbay", "user": "alice@acme.example"}],
//	  "extensions": [
//	    {"number": "1001", "name": "Alice", "primaryUser": "alice@acme.example", "secondaryUsers": [],
//	      "findMeFollowMe": {"ringSteps": [{"timeout": 20, "items": [{"externalNumber": "+15145550199"}]}], "unavailableStep": null, "finalStep": {"action": "VOICEMAIL"}},
//	      "voicemail": {"timeZone": "Europe/Paris", "password": "1234"}},
//	    {"number": "8000", "name": "Support", "type": "CALL_QUEUE", "queue": {"agents": ["alice@acme.example"], "supervisors": [], "loggedIn": [], "wrapUpSeconds": 30}}],
//	  "phoneNumbers": [{"number": "+14155550100", "name": "Main", "smsEnabled": true, "routeTo": {"id": "8000", "type": "EXTENSION"},
//	    "permissions": [{"userKey": "alice@acme.example", "permissions": ["TEXTING"]}]}],
//	  "deviceModels": [{"id": "yealink.t46u", "name": "Yealink T46U", "buttons": 10}],
//	  "devices": [{"name": "Desk", "macAddress": "00:15:65:12:34:56", "modelId": "yealink.t46u", "assignedUserKey": "alice@acme.example",
//	    "buttons": [{"type": "SPEED_DIAL", "position": 0, "label": "Support", "extensionId": "8000"}]}],
//	  "contactCenter": [{"admins": ["alice@acme.example"], "licensed": ["alice@acme.example"], "campaigns": [{"name": "Spring", "agents": [], "supervisors": []}],
//	    "inboxQueues": [], "organization": {"agents_may_login_unassigned_queues": false},
//	    "supervisor": {"limit_to_assigned_queues": true, "manage_queue_settings": true}, "agent": {"enable_dispositions": true}}],
//	  "attributes": […], "templates": […], "billingGroups": […], "scimGroups": […], "phoneNumberOrders": […]
//	}
//
// Where a row has a key or an id, a seed may have a name instead: the e-mail address
// of users (in scimGroups too), the description of licences, the name of accounts,
// locations, groups, billing groups and custom roles, the number of extensions and
// phone numbers. What belongs to an account and names none is the first one's. Keys
// and ids are given to rows that have none, in the order of the seed. A super admin
// is added where the first account has none; "clients" without scopes may ask for
// all, and "grants" are one refresh token of the first super admin unless the seed
// names some.
package sim
