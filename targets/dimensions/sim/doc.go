// Package sim is Dimensions (Xarios Dimensions, also sold as MyReports): call
// analytics beside a PBX, with its enterprise, its resellers, their customers and
// the users of all of them, in the vendor's own terms, behind the onboarding REST API
// on loopback.
//
// Rules:
//
//   - Nothing here comes from the driver of the same vendor, and nothing there
//     from here: each states the vendor's facts for itself, so that a mistake
//     does not hide by being on both sides.
//   - The order of checks is: token, limit, the person who let the client in, the
//     tenant, the user, the request, what that person may do, charges.
//   - A request is checked whole before the world changes. Rows are replaced, never
//     altered in place.
//   - What the service does by itself is in rules.go (roles that come with others)
//     and sync.go (imports, agents) alone.
//   - What no source shows is in Inferred, with the reason; what can be otherwise is
//     an option in Known. The usual values are the strict reading where there is one.
//   - The world is deterministic: ids and tokens follow from the seed and the
//     requests; time comes from the injected clock only.
//   - Nothing is logged but failures of the simulator itself; headers and bodies
//     never are.
//
// Verified, by the vendor's public pages: paths, methods and envelopes of users,
// devices, resellers and customers; the list without roles; the list of customers
// with pageIndex, pageSize and filter; JSON Patch; a whole list of roles that drops
// what it does not name, except the role of PBX users; website access and an e-mail
// with every create; 402 with the request's body until accept-charges is sent; the
// texts of 400 and 404, and 401 without a body; what a delete does in the primary
// tenant and elsewhere; that a device is the user's own, moves between clients, and
// is a WebRTC device for the CRM; role keys and what they need; that levels exclude
// each other; that a level or the client brings website access, and a live level the
// real-time licence; that Manage Billable Items is needed for what costs something,
// and can be given on by whoever has it. Inferred has the rest.
//
// On the vendor's side login.xarios.cloud serves /connect/ and one host for each
// region serves /api/v1.0/; here one address does. A request whose Host is the API of
// another region (api.uk.myreports.cloud) does not find the tenants: see region.
//
// Not simulated: reports and their requests, invoices, recordings, webhooks (404),
// the page that sends an activation e-mail again, of which no path is known, deletes
// of customers, and the product "Dimensions Voice", where the type of access decides
// who is on the PBX. Groups, primary groups, workspaces and extensions are part of
// the world, so that a person's steps can be done and looked at through the control
// plane; no route shows or changes them. Nor does a route show which devices a user
// has or which client registers as which: the vendor documents none.
//
// Role keys of most permissions are not documented. A world has keys all the same,
// in permissionKeys by the vendor's name of the permission (manage_users,
// manage_billable_items, manage_contact_directories, workspace_admin, rest_api_admin,
// supervisor_agent_control, silent_monitor, webhooks_admin, recording_playback, and
// crm for the CRM add-on). Those of a seed that names none are made up, but for
// admin.user, onboarding.admin and webhooks.admin. A key that the world does not have
// is 400; keys that users of a seed have already are kept, whatever they mean.
//
// Faults of the server around it apply (status, drops, delays, shifted and short
// pages, expire). Made for one request by the fault quirk is any option:
// expiredToken, unknownError, newAttributes, agentAutoAssign, roleOrder and others.
//
// A seed is JSON, and what GET /_sim/world returns is one. Every part may be left
// out: {} is an enterprise, a reseller and a customer whose PBX has nobody on it,
// administrators of the first two, and the client patchbay with the secret patchbay.
//
//	{
//	  "quirks": {"syncEvery": "5m", "chargesFrom": "3"},
//	  "permissionKeys": {"manage_users": "admin.user", "silent_monitor": "customer.monitor"},
//	  "enterprises": [{"name": "Provider"}],
//	  "accounts": [{"id": "r-1", "name": "Reseller"}],
//	  "customers": [{"id": "c-17", "name": "Acme", "account": "Reseller", "syncAcdAgentWithPbx": false, "sendNewUserEmail": true, "sendConnectWelcomeEmail": true,
//	    "pbxConnectionProfile": {"_type": "KazooPbxConnectionProfile", "accountId": "kazoo-1", "apiKey": "Secret-2"}}],
//	  "pbxUsers": [{"id": "k-101", "displayName": "Alice Martin", "email": "alice@acme.example", "extension": "101", "agent": true,
//	    "devices": [{"id": "d-1", "name": "Browser", "type": "webrtc"}, {"id": "d-2", "type": "softphone"}]}],
//	  "clients": [{"id": "patchbay", "secret": "patchbay", "redirectUris": ["http://127.0.0.1:8000"]}],
//	  "workspaces": [{"name": "Support", "customer": "Acme"}],
//	  "users": [
//	    {"access": [{"tenant": "Acme", "pbxUser": "101", "roles": ["customer.user.uc", "customer.user.uc.remote", "silent_monitor"],
//	      "clients": {"crm": "d-1"}, "primaryGroup": "Sales", "workspaces": {"Support": "viewer"}}]},
//	    {"displayName": "Auditor", "email": "auditor@partner.example"},
//	    {"displayName": "Ann", "email": "ann@reseller.example", "primaryTenant": "Reseller", "password": "Secret-1",
//	      "access": [{"roles": ["account.user", "user.admin", "onboarding.admin", "manage_billable_items"]}]}],
//	  "groups": [{"name": "Sales", "members": ["alice@acme.example"]}],
//	  "grants": [{"token": "refresh-1", "client": "patchbay", "user": "ann@reseller.example"}],
//	  "letters": […]
//	}
//
// Where a row has an id, a seed may have a name instead: of enterprises, accounts,
// customers, groups and workspaces; the e-mail address or display name of users, the
// extension or e-mail address of PBX users, and the vendor's name of permissions.
// What belongs to a tenant and names none is the first one's. A user with pbxUser is
// on the PBX, and needs no name of its own; one without was made by hand; one without
// access may use the first customer's portal. Everybody on a PBX whom no user names
// is imported. Ids are given to rows that have none, in the order of the seed. What a
// saved world has beside these is licences, the number of users by charged role and
// customer, which is written and never read.
package sim
