package gotoconnect

import "github.com/patchbay-dev/patchbay/targets"

// quirks are the surprises that the simulator reproduces under these options.
// Those without one it always has.
var quirks = []targets.Quirk{
	{Name: "inferred routes", What: "some requests are inferred: profile.modules takes each way out, and a person does it", Option: "withoutInferred"},
	{Name: "foreign accounts", What: "lists of an account that is not the caller's are empty, not refused: patchbay asks who it is, and takes no other account's key", Option: "adminForeign"},
	{Name: "members", What: "to a principal who is no admin lists are empty too; such an account is refused before anything is read", Option: "memberReads"},
	{Name: "page size", What: "how much a page holds at most is not documented: where 100 is refused the service's own size is taken", Option: "maxPageSize"},
	{Name: "default page", What: "a page has 50 rows where nobody asks", Option: "pageSize"},
	{Name: "admin pages", What: "pages of the Admin API go by offset", Option: "adminPageSize"},
	{Name: "markers", What: "what a page marker remembers is not known; a list of several pages is read twice, and must be the same", Option: "markers"},
	{Name: "stale markers", What: "a marker may be refused once something has changed: the list is read again", Option: "staleMarkers"},
	{Name: "addresses", What: "whether filters compare e-mail addresses letter by letter is not known; patchbay lists users, and filters by the address as it was read", Option: "caseFilter"},
	{Name: "existing users", What: "who exists already comes back from the request that makes users, as if it had been made: names and licences are looked at afterwards", Option: "existingLicences"},
	{Name: "plus", What: "a + is no blank in a filter; %20 is sent", Option: "plus"},
	{Name: "role switch", What: "a built-in role excludes a custom one: the one is taken away before the other is given", Option: "roleSwitch"},
	{Name: "last admin", What: "whether the last super admin may lose the role is not known; no plan does that", Option: "lastAdmin"},
	{Name: "promotion", What: "secondary users of an extension without a primary one may be promoted: the primary one is set first", Option: "promoteSecondaries"},
	{Name: "queue users", What: "who is shown as a user of a queue may be who is logged in: profile.modules.queueUsers: false", Option: "queueUsers"},
	{Name: "number permissions", What: "whether setting permissions of a phone number replaces them is not documented: they are looked at afterwards", Option: "permissions"},
	{Name: "permission ids", What: "a newer summary has permissions with ids, and a way to delete them, which is not used", Option: "permissionIds"},
	{Name: "sub-lists", What: "lists inside an object may want accountKey too: it is always sent", Option: "subListAccount"},
	{Name: "MAC addresses", What: "how they are written is not known; twelve digits are compared", Option: "mac"},
	{Name: "licence delay", What: "a device's licence is shown late", Option: "licenceDelay"},
	{Name: "user delay", What: "the PBX may learn of a new user a moment later", Option: "userDelay"},
	{Name: "new attributes", What: "objects may have attributes that are not known: they stay", Option: "newAttributes"},
	{Name: "rate", What: "429 has no word of when to come back", Option: "rateLimit"},
	{Name: "tokens", What: "how long an access token is good stands in the answer", Option: "tokenLifetime"},
	{Name: "refresh tokens", What: "how long a refresh token is good is not documented", Option: "refreshLifetime"},
	{Name: "rotation", What: "a refresh may bring a new refresh token: it is kept where the site keeps the one before", Option: "rotateRefresh"},
	{Name: "keys", What: "keys of users have 26 digits, as numbers in one API and as text in the other: they are never made a number of"},
	{Name: "addresses for ever", What: "an e-mail address cannot be changed: another one is another user, and the plan says that the first is deleted"},
	{Name: "voicemail", What: "settings of a mailbox are written and shown to nobody: what was applied counts, until a person says otherwise"},
	{Name: "devices", What: "lists and single devices show different things, an assignment stands alone in its request, and nothing deletes a device"},
	{Name: "places", What: "a user and a device are in one location: who is put into another is moved, and out of one for emergency services nobody is"},
}
