package threecx

import (
	"net/http"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/targets"
)

// Driver is the 3CX target.
var Driver = targets.Driver{
	Type:      "3cx",
	Doc:       about,
	Caps:      Caps,
	Schema:    Schema,
	Lower:     Lower,
	Raise:     Raise,
	Rights:    Rights,
	Steps:     Steps,
	Free:      Free,
	Languages: []plan.Language{"fr", "pl"},
	Open:      open, OpenWriter: openWriter, Simulate: simulate,
	Reads: reads,
}

// reads are the requests that change nothing. A GET of XAPI never does, not
// even of a bound function; fetching a token revokes the one before, which is
// why a run holds the target's lock.
var reads = []targets.ReadRule{
	{Method: http.MethodGet, Path: "/xapi/v1/**"},
	{Method: http.MethodPost, Path: "/connect/token"},
}

// about is what the documentation and `patchbay targets` say.
var about = targets.Doc{
	Title:    "3CX Phone System V20",
	Versions: "20.0.8 and later with an Enterprise licence. Older builds of V20 are refused, since objects can be looked up by number only from 20.0.8 on; V18 has no API for customers",
	Account:  "Admin console, Integrations, API: a client with \"3CX Configuration API access\" in the department DEFAULT and the role System Owner. The role System Administrator cannot manage owners. Such a client is no extension and none of the objects that a plan manages, so that no plan can delete it or take its rights; the last System Owner among the extensions is kept.",
	Limits: []string{
		"100 entities per page",
		"100 users per batch delete",
		"one token per client: a second run with the same client ends the first one's",
		"no documented rate limit; requests go one after another",
		"what a write changed is taken to be readable at once: a plan waits for nothing after a call, and no source says how long a PBX takes to settle; what gives rights is read back at the end of a run",
	},
	Quirks: quirks,
}

// quirks are the surprises that the simulator reproduces under these options.
// Those without one it always has.
var quirks = []targets.Quirk{
	{Name: "version", What: "expires_in counts minutes before 20.0.9 and seconds since; warnings were renamed then, and fields came in every version", Option: "version"},
	{Name: "one token", What: "a new token of a client ends the one before"},
	{Name: "page limit", What: "$top above 100 is an error; without $top a build may give 50 rows, or all", Option: "pageSize"},
	{Name: "favourites", What: "groups named ___FAVORITES___<number> are listed beside real ones and hold each user's favourites; replacing a user's groups without them may lose them", Option: "favorites"},
	{Name: "null in rights", What: "whether null gives a flag back to the role or stores false is not known; patchbay leaves the flag out instead", Option: "keepNullOverrides"},
	{Name: "group rights ignored", What: "writing GroupRights of a membership answers success and changes nothing"},
	{Name: "primary group", What: "what becomes of a user whose groups leave out its own department is not known; patchbay refuses to leave it out", Option: "primary"},
	{Name: "editions", What: "a Professional right on a lower edition is ignored, or an error; patchbay refuses it before anything is sent", Option: "editionRefused"},
	{Name: "empty errors", What: "401, 403 and 404 may come without a body", Option: "emptyErrors"},
	{Name: "next links", What: "a proxy or a build may add @odata.nextLink, which the specification does not have", Option: "nextLink"},
	{Name: "batch delete", What: "errors of single users come inside a reply of status 200"},
	{Name: "favourites kept", What: "whether a user's favourites outlive a replacement of the user's groups is not known; patchbay sends them along", Option: "favoritesSurviveReplace"},
	{Name: "many tokens", What: "a build may let one client hold several tokens", Option: "manyTokens"},
	{Name: "all members", What: "a group's Members may list service principals beside extensions, and lose those that are left out", Option: "allMembers"},
	{Name: "equal names", What: "two departments may have one name, and patchbay knows departments by it: rename one of them", Option: "duplicateGroupNames"},
	{Name: "number length", What: "extensions that are not as long as the system's own may be refused", Option: "strictLength"},
	{Name: "destinations", What: "a destination that nobody has may be refused", Option: "checkDestinations"},
	{Name: "receptionists", What: "whether digital receptionists let go of a number that is deleted is not known; patchbay reads where they send callers and says which of those calls would go nowhere"},
	{Name: "own department", What: "every extension has a department of its own, DEFAULT when it is given none; where a site owns memberships it has to say which"},
	{Name: "enterprise only", What: "a token may be refused below Enterprise", Option: "requireEnterprise"},
	{Name: "partial multi-update", What: "MultiUserUpdate with a part of the fields was answered 500 with an empty body; patchbay does not use it", Option: "partialMultiUpdate"},
}
