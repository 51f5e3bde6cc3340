package sim

// Inference is something that no source of the vendor shows.
type Inference struct {
	// Name says which it is; a route is switched off by it, see withoutInferred.
	Name string
	// What is done here.
	What string
	// Why says from what it was concluded, or that nothing is known.
	Why string
	// Route is set for a route, or a use of one, that can be taken away.
	Route bool
	// Option is the one that does it otherwise; empty when there is none.
	Option string
}

// Inferred are the behaviours that are inferred: first the routes that can be taken
// away.
var Inferred = []Inference{
	{Name: "account-list", Route: true, What: "GET accounts shows an enterprise's resellers, in pages as customers", Why: "the vendor's pages list customers so"},
	{Name: "account-get", Route: true, What: "GET accounts/{account} shows one reseller", Why: "a create's Location names it"},
	{Name: "customer-get", Route: true, What: "GET customers/{customer} shows one customer with the fields of the schema", Why: "a create's Location names it"},
	{Name: "customer-patch", Route: true, What: "PATCH customers/{customer} takes a JSON Patch", Why: "updating customers is a feature of the API, and users and resellers are patched so"},
	{Name: "own-users", Route: true, What: "users, without an account, are a reseller's own", Why: "an enterprise has accounts/{account}/users, and resellers use the same paths without the account"},

	{Name: "login", What: "Basic credentials at /connect/authorize stand for the login page and the consent", Why: "there are no pages here"},
	{Name: "tokens", What: "an access token is good for an hour, a code for five minutes; a refresh answers with the same refresh token", Why: "lifetimes are not documented; using a refresh token is said to keep it alive", Option: "tokenLifetime, refreshLifetime, rotateRefresh"},
	{Name: "token-errors", What: "refusals of /connect/token are 400 with error, a wrong client or secret too", Why: "OAuth 2, and what the token service of that make does"},
	{Name: "claims", What: "an access token has the claims sub, which is the user's id, client_id, scope, iat and exp, and no roles", Why: "that it is a JWT is documented, its claims are not", Option: "tokenRoles"},
	{Name: "scopes", What: "a token without the scope onboarding is 403", Why: "the scope is asked for by the vendor's own sample"},
	{Name: "paths", What: "resellers use paths without an account, enterprises those with one; the other way is 403", Why: "two sets of pages, each for one portal"},
	{Name: "foreign-tenant", What: "a tenant of others is the 400 of an id that is none", Why: "nothing is known", Option: "foreignTenant"},
	{Name: "region", What: "the API of another region knows the token and not the tenants", Why: "one login service for all regions; the rest is not known", Option: "region"},
	{Name: "rate", What: "no limit of requests; with one, 429 and Retry-After: 1", Why: "none is documented", Option: "rateLimit"},
	{Name: "ids", What: "ids of 24 hexadecimal digits", Why: "nothing is known"},
	{Name: "list-order", What: "lists are in the order in which things were made; customers come in pages of 1000 unless asked", Why: "1000 is the documented most"},
	{Name: "user-pages", What: "the list of users is whole", Why: "its page shows page_size and no parameters", Option: "pageUsers"},
	{Name: "messages", What: "texts of 400 beside the documented two, and the bodies of 403, 415, 429 and 500", Why: "they follow the documented ones, and for patches the library that one of these comes from"},
	{Name: "patch", What: "a patch is all or nothing, as application/json or application/json-patch+json; it cannot add members, and removing one makes it null", Why: "RFC 6902 and the library"},
	{Name: "frozen", What: "patches of id, primaryTenant and isParent are 400", Why: "nothing is known"},
	{Name: "role-order", What: "roles are shown in the order in which they came", Why: "nothing is known", Option: "roleOrder"},
	{Name: "level-keys", What: "supervisorl2 is Analytics and supervisorl4 Contact Center; supervisorl3 is Live Analytics", Why: "the keys of the first and third level are shown, and the order of the names"},
	{Name: "client-key", What: "customer.user.uc is the client of the web pages", Why: "it is what Professional needs"},
	{Name: "manage-users", What: "Manage Users is admin.user for customers", Why: "the vendor's pages have both spellings", Option: "manageUsers"},
	{Name: "permission-keys", What: "keys of the other permissions and of the CRM add-on are the world's own", Why: "not documented; a seed says them, as permissionKeys"},
	{Name: "unknown-role", What: "a key that means nothing is 400, unless the user has it", Why: "the documented text for a value that is none"},
	{Name: "needs", What: "the client and the CRM add-on need Essential, permissions website access; what is needed is never given by itself", Why: "a user access licence is needed before, says the article, and permissions are grey until then"},
	{Name: "essential", What: "taking away Essential, or the role of Teams users, is success without effect", Why: "so it is with a whole list of roles that does not name it", Option: "essentialRemove"},
	{Name: "access-loss", What: "taking website access from somebody who keeps a level or the client is 400; given anew, they bring it back", Why: "that they bring it is documented, the contradiction is not", Option: "accessLoss"},
	{Name: "second-level", What: "a second supervisor level is 400", Why: "they exclude each other, what happens is not known", Option: "secondLevel"},
	{Name: "realtime", What: "the real-time licence that came with a live level stays when the level falls, and cannot be taken away before", Why: "only that it comes is documented", Option: "realtimeLeaves"},
	{Name: "manual-live", What: "somebody who is not on the PBX can have a live level, and gets no real-time licence", Why: "the licence needs Essential, which such users cannot have; nothing forbids the level", Option: "manualLive"},
	{Name: "addresses", What: "addresses are compared without case, in all tenants; those of users without website access do not count", Why: "a login is looked for by address alone", Option: "duplicates"},
	{Name: "exists", What: "a create of somebody whom the tenant has is 400", Why: "that it fails is documented", Option: "existsStatus"},
	{Name: "join", What: "a create with the address of another tenant's login gives that login access, under its own name and primary tenant", Why: "deletes tell that one user may be in several tenants", Option: "joinTenants"},
	{Name: "charged", What: "licensed roles and every supervisor level cost something when they are new; a lower level costs nothing", Why: "the level decides which licence is used; issue and article name both", Option: "chargesFrom"},
	{Name: "charged-requests", What: "a create of a user without licensed roles, and assigning a device, are free", Why: "the vendor's samples send accept-charges with both, without saying that they must", Option: "chargedCreate, chargedAssign"},
	{Name: "charge-order", What: "what is wrong or not permitted is told before 402 is", Why: "nothing is known"},
	{Name: "actor", What: "writes to users need user.admin of whoever let the client in, writes to tenants customer.admin, everything onboarding.admin; 403 without", Why: "the last is documented, the others are the names of the roles"},
	{Name: "billable", What: "what costs something, and giving on Manage Billable Items, is 403 without that permission in the acting person's own tenant", Why: "the article says who may; how it is refused is not known"},
	{Name: "parent", What: "changes of users that are configured above the customer are 403, deletes too", Why: "they are said to be of a higher level"},
	{Name: "own-delete", What: "whoever let the client in cannot be deleted through it", Why: "nothing is known"},
	{Name: "import", What: "users of the PBX are imported when a customer is enabled and every hour, a deleted one comes back as a new user with Essential alone", Why: "all of them are there without anybody's doing, says the article", Option: "syncEvery"},
	{Name: "agents", What: "with the provider's switch the agent add-on follows the PBX at once, against whatever a client sets", Why: "who owns the switch is documented, when it acts is not", Option: "agentAutoAssign"},
	{Name: "mail", What: "website access that a patch gives sends an activation e-mail, the client a welcome, unless the customer turned them off; a create sends one always", Why: "the customer's two switches, and the page of the create"},
	{Name: "device-errors", What: "a device that is not the user's, not WebRTC for the CRM, or without the roles is 400", Why: "only that it must be so is documented"},
	{Name: "device-roles", What: "assigning a device needs the client's role and Professional", Why: "the page names customer_user_uc_softphone, which no table has", Option: "softphoneRole"},
	{Name: "device-clients", What: "a client type that has a device gets the new one in its place; every type but the CRM takes any device", Why: "only that a device moves is documented"},
	{Name: "unassign", What: "unassigning what is not assigned is success", Why: "PUT", Option: "unassign"},
	{Name: "device-licence", What: "devices are unassigned when the client or Professional goes", Why: "nothing is known"},
	{Name: "trials", What: "a trial wants a role that is made up, and is 400 without", Why: "400 without permission is documented, which one is not"},
}
