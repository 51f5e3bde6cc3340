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

// Inferred are the behaviours that are inferred: first the routes and uses of a
// route that can be taken away.
var Inferred = []Inference{
	{Name: "user-delete", Route: true, What: "DELETE accounts/{account}/users/{keys} with keys that commas part; 404 and nobody gone if one is unknown", Why: "the vendor's guide names the operation, public clients delete one key by this path"},
	{Name: "user-licences", Route: true, What: "PUT of a user takes licenseKeys and replaces the user's; without it the field is ignored", Why: "a public client does so; no other way to change licences later is known"},
	{Name: "group-users", Route: true, What: "PUT accounts/{account}/groups/{group}/users/{keys} and DELETE accounts/{account}/users/{keys}/groups, 204", Why: "a public identity connector for the same API does so; the reference has no route for it"},
	{Name: "scim-put", Route: true, What: "PUT Users/{id} takes what PATCH takes", Why: "SCIM"},
	{Name: "scim-delete", Route: true, What: "DELETE Users/{id} deletes the user of the Admin API too", Why: "SCIM, and that one person has three ids"},
	{Name: "virtual-fax", Route: true, What: "POST virtual-fax-machines takes what shared voicemail boxes take", Why: "a newer summary names the path and nothing else"},
	{Name: "accounts", Route: true, What: "GET accounts of Voice Admin shows the caller's own", Why: "a newer summary names the path and nothing else"},
	{Name: "sms-registrations", Route: true, What: "GET sms-registrations is an empty list", Why: "a newer summary names the path and nothing else"},

	{Name: "user-update", What: "PUT of a user answers 204; a key in the body is refused", Why: "a public client leaves the key out since it cannot be passed; the answer is not known"},
	{Name: "admin-errors", What: "refusals of the Admin API and of SCIM have int_err_code and msg", Why: "another product on the host answers so; codes but InvalidToken are made up"},
	{Name: "admin-page", What: "the Admin API shows 100 rows when pageSize is missing and refuses more than 1000; past the end toIndex is one less than fromIndex", Why: "1000 is seen to work, nothing else is known", Option: "adminPageSize"},
	{Name: "admin-foreign", What: "lists of the Admin API are empty for an account that is not the caller's, single users 404", Why: "Voice Admin does so", Option: "adminForeign"},
	{Name: "filter", What: "conditions are joined by | and &, parentheses nest; = is for the whole value; addresses are compared without case", Why: "the two documented forms, and & in a public client", Option: "caseFilter"},
	{Name: "plus", What: "a + in a filter is 400", Why: "a + for a space is not accepted, how it is refused is not known", Option: "plus"},
	{Name: "existing-users", What: "users that exist keep their names and licences when they are posted again", Why: "that they come back is all that is known", Option: "existingLicences"},
	{Name: "new-users", What: "a new user is INVITED, needs both names, and an invitation is sent unless suppressEmail", Why: "the form of the administration pages"},
	{Name: "role-xor", What: "a built-in role for a user with a custom role is refused, and the other way round", Why: "one must be cleared before, the vendor's text says; what happens otherwise is not known", Option: "roleSwitch"},
	{Name: "roleset-answer", What: "giving and taking custom roles is 204, and 404 when the filter finds nobody; a missing filter is 400", Why: "nothing is known; without a filter it would be about everybody"},
	{Name: "last-admin", What: "the last super admin may go", Why: "nothing is known", Option: "lastAdmin"},
	{Name: "deleted-user", What: "a deleted user's extension and device stay, without a user; locations, permissions and queues forget the user", Why: "only the order of deletes is documented"},
	{Name: "member-reads", What: "a principal that is no admin reads empty lists and 404 from Voice Admin, and gets 403 UNAUTHORIZED for writes and from the other APIs", Why: "not permitted is said to be an empty list, and who may read but not do this is UNAUTHORIZED", Option: "memberReads"},
	{Name: "token-errors", What: "no token is INVALID_TOKEN, one that has not three parts MALFORMED_TOKEN; after a restart tokens are expired", Why: "the codes are documented, when which comes is not"},
	{Name: "refresh", What: "a refresh token is good for ever and only for the client that it was given to", Why: "its lifetime is not documented", Option: "refreshLifetime"},
	{Name: "rate", What: "ten requests in any second, for one client and one API; refused ones do not count", Why: "the number is documented, the window is not", Option: "rateLimit"},
	{Name: "page-size", What: "Voice Admin refuses a pageSize above 100", Why: "100 is the most that is used in the field", Option: "maxPageSize"},
	{Name: "order", What: "lists are in the order in which things were made, and a marker continues after the last row shown", Why: "nothing is known", Option: "markers"},
	{Name: "sub-lists", What: "lists of a queue's users and of a number's permissions need no accountKey", Why: "their paths name their owner already; the text asks for it everywhere but in locations", Option: "subListAccount"},
	{Name: "account-key", What: "an accountKey that is no decimal number is INVALID, one that nobody has an empty list", Why: "keys are decimal; only the second is documented"},
	{Name: "names", What: "names have 1 to 100 characters, caller id names at most 15", Why: "limits are not documented; 15 is the network's"},
	{Name: "invalid-id", What: "changes of an extension that is not direct are 400 INVALID_ID", Why: "the code is documented without saying when"},
	{Name: "claim", What: "giving an extension another primary user takes it from the former one", Why: "only the user's side of the rule has an error code"},
	{Name: "secondaries", What: "secondary users become primary when they are given to an extension without one; nobody can be both", Why: "they may be promoted, is documented", Option: "promoteSecondaries"},
	{Name: "deleted-extension", What: "what named a deleted extension does so no more: routes, buttons, ring steps, operators", Why: "that it cannot be undone is all that is documented"},
	{Name: "final-step", What: "actions VOICEMAIL, the default, and HANG_UP, beside the two that are documented", Why: "the documented list is open"},
	{Name: "formats", What: "MP3 beside WAV", Why: "the documented list is open"},
	{Name: "pin", What: "a voicemail password has 4 to 20 digits; the answer repeats what was sent but the password", Why: "the error code is all that is documented"},
	{Name: "routes", What: "a phone number cannot lead to itself through others: 400 INVALID_ID", Why: "nothing is known"},
	{Name: "orders", What: "an order is COMPLETED at once, by an E.164 number with 555", Why: "only this status is documented"},
	{Name: "custom-roles", What: "what a custom role permits is stored and opens nothing", Why: "which of its permissions open which API is not documented"},
	{Name: "number-permissions", What: "POST of permissions sets what a user has; an empty list takes the user off; no DELETE", Why: "the first is a guess, a newer summary has the last", Option: "permissions, permissionIds"},
	{Name: "device-kinds", What: "a device with a user is a user's, one with a licence alone is standalone, one with neither can become both", Why: "INVALID_DEVICE_TYPE tells that the kinds exclude each other"},
	{Name: "device-licence", What: "a user's device shows the licence that the user had when it was assigned; only licences for the PBX count", Why: "the user must have exactly one, says INVALID_USER_LICENSE"},
	{Name: "licence-conflict", What: "409 LICENSE_CONFLICT while a change of the same device's licence is on its way", Why: "the code is documented without saying when; changes propagate late", Option: "licenceDelay"},
	{Name: "mac", What: "MAC addresses read back as 12 digits in upper case", Why: "nothing is known", Option: "mac"},
	{Name: "buttons", What: "positions count from 0 and are below the model's number of buttons; models without are INVALID_OPERATION_FOR_DEVICE", Why: "the codes are documented without the limits"},
	{Name: "parallel-buttons", What: "409 DUPLICATE_FOUND only when asked for: requests are served one at a time", Why: "the code is for parallel updates", Option: "parallelButtons"},
	{Name: "emergency", What: "locations for emergency services cannot be made either", Why: "they cannot be edited, deleted or left"},
	{Name: "unplaced", What: "taking a user or device off a location where it is not is 404", Why: "nothing is known"},
	{Name: "queue-users", What: "users of a queue are its agents", Why: "one client says those who are logged in", Option: "queueUsers"},
	{Name: "queue-id", What: "the id of a call queue, a shared voicemail box and a line is the id of its extension", Why: "a client uses them so"},
	{Name: "users-scopes", What: "users/v1/me wants users.v1.read, lines want users.v1.lines.read", Why: "the names of the scopes"},
	{Name: "scim", What: "a filter on userName eq; new users must be of a verified domain; userName cannot be changed; without a verified domain 403", Why: "the precondition of the Entra connector, and that e-mail is for ever"},
	{Name: "user-delay", What: "Voice Admin knows a new user at once", Why: "reflected automatically, is documented", Option: "userDelay"},
	{Name: "login", What: "Basic credentials at /oauth/authorize stand for the login page and the consent", Why: "there are no pages here"},
}
