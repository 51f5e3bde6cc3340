package rainbow

import "github.com/patchbay-dev/patchbay/targets"

// quirks are the surprises that the simulator reproduces under these options.
// Those without one it always has.
var quirks = []targets.Quirk{
	{Name: "inferred routes", What: "no source of the vendor shows how supervision groups are written: profile.modules takes each way out, and a person does it", Option: "withoutInferred"},
	{Name: "lists", What: "lists of groups have no members; some answers have them all the same", Option: "membersInLists"},
	{Name: "replacing", What: "replacing a group's members may log everybody in and end delegation: both are sent along as they are", Option: "replaceResets"},
	{Name: "names", What: "two groups may have one name, or not; patchbay knows groups by it and touches none that has a double", Option: "uniqueGroupNames"},
	{Name: "loose members", What: "a gateway or an expiry may take licences and devices from members of groups", Option: "looseMembers"},
	{Name: "delegation", What: "whether delegation needs an assistant who is logged in is not known; patchbay asks for one", Option: "delegationWithoutActive"},
	{Name: "takeover", What: "whether an extension passes from one user to another at once is not known; patchbay takes it away first", Option: "takeover"},
	{Name: "adminType", What: `who is no administrator may have the adminType "undefined"`, Option: "adminTypeUndefined"},
	{Name: "numbers", What: "shortNumber comes as a number here and there; it is always a text", Option: "numericShortNumbers"},
	{Name: "business", What: "which custom offers count as Business is not documented: profile.modules names more", Option: "businessOffers"},
	{Name: "legacy groups", What: "Hub groups of the deprecated type manager_assistant are read and left alone", Option: "legacyGroups"},
	{Name: "purchases", What: "subscriptions could be bought by the API; patchbay never does", Option: "purchases"},
	{Name: "created", What: "a create answers 200 or 201", Option: "createStatus"},
	{Name: "page size", What: "how much a page holds at most is not documented; pages are followed whatever they hold", Option: "maxLimit"},
	{Name: "rate", What: "too many requests are turned away with 429 and Retry-After", Option: "rateLimit"},
	{Name: "tokens", What: "how long a token is good stands in it", Option: "tokenLifetime"},
	{Name: "renewal", What: "a token is renewed a few times at most", Option: "maxTokenRenew"},
	{Name: "lockout", What: "a few wrong passwords lock the account", Option: "loginAttempts"},
	{Name: "lock", What: "and for how long; trying meanwhile begins it anew", Option: "loginLock"},
	{Name: "passwords", What: "new passwords may have to be longer", Option: "passwordLength"},
	{Name: "error objects", What: "errorDetails is a text, an object or a list", Option: "singleErrorAsObject"},
	{Name: "unknown fields", What: "unknown fields are dropped, or refused", Option: "refuseUnknownFields"},
	{Name: "client version", What: "a client that says it is too old is refused; patchbay says no version", Option: "minClientVersion"},
	{Name: "extensions", What: "a PBX without extensions", Option: "extensions"},
	{Name: "soft delete", What: "a user who has logged in is renamed and moved away when deleted; the address is free again"},
	{Name: "roles", What: "the role supervisor comes and goes by itself, and taking it away takes the user out of groups"},
	{Name: "overwritten", What: "phoneNumbers and customData of a user are replaced whole: what patchbay does not manage is sent along"},
	{Name: "own account", What: "nobody may change the own login and roles: a site that asks for it is refused"},
}
