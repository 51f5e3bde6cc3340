package dimensions

import "github.com/patchbay-dev/patchbay/targets"

// quirks are the surprises that the simulator reproduces under these options. Those
// without one it always has.
var quirks = []targets.Quirk{
	{Name: "lists without roles", What: "a list of users has no roles: each user is read by itself"},
	{Name: "import", What: "users of the phone system are imported as Essential users, and come back when deleted", Option: "syncEvery"},
	{Name: "agents", What: "the service provider may let the agent add-on follow the phone system, behind the back of whoever sets it: options.agentAssignment says so", Option: "agentAutoAssign"},
	{Name: "charges", What: "what costs is answered with 402 until consent is sent; which supervisor levels cost depends on the contract", Option: "chargesFrom"},
	{Name: "real-time licence", What: "it comes with a live level; whether it goes with it is not documented, so that it is taken away too", Option: "realtimeLeaves"},
	{Name: "levels", What: "a second supervisor level is refused, or takes the place of the first: the old one is taken away in the same request", Option: "secondLevel"},
	{Name: "access lost", What: "taking website access from somebody who keeps a level is refused, or ignored; patchbay refuses it first", Option: "accessLoss"},
	{Name: "order of roles", What: "roles are patched by their place, which need not be that of the last time: each removal is tested first", Option: "roleOrder"},
	{Name: "keys", What: "the vendor's pages spell Manage Users in two ways, and most other permissions in none: options.permissionKeys says how", Option: "manageUsers"},
	{Name: "exists", What: "a create of somebody who is there is refused, with a status that is not documented", Option: "existsStatus"},
	{Name: "other tenants", What: "a create with the address of another customer's login gives that login access here, or is refused", Option: "joinTenants"},
	{Name: "manual users", What: "live levels for somebody who is not on the phone system come without the licence, or are refused", Option: "manualLive"},
	{Name: "softphones", What: "which role beside the client's a softphone needs is spelled otherwise on the vendor's page", Option: "softphoneRole"},
	{Name: "unassigning", What: "taking a device away twice is success, or not found", Option: "unassign"},
	{Name: "pages", What: "no paging of users is documented; where a reply says that there is more, it is followed", Option: "pageUsers"},
	{Name: "tenants", What: "a tenant of others is refused as one that does not exist", Option: "foreignTenant"},
	{Name: "newer versions", What: "attributes that this version does not know are kept", Option: "newAttributes"},
	{Name: "tokens", What: "how long an access token is good stands beside it", Option: "tokenLifetime"},
	{Name: "rate", What: "too many requests are turned away with 429 and Retry-After", Option: "rateLimit"},
	{Name: "two doors", What: "the vendor's page has PUT for devices in its text and POST in its samples; PUT is sent"},
	{Name: "primary tenant", What: "deleting somebody at home here deletes the login with every other customer too: it needs consent"},
	{Name: "activation", What: "a create sends an e-mail at once"},
}
