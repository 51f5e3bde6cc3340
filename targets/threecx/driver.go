package threecx

import (
	"net/http"

	"github.com/patchbay-dev/patchbay/targets"
)

// Driver is the 3CX target.
var Driver = targets.Driver{
	Type:   "3cx",
	Doc:    about,
	Schema: Schema,
	Reads:  reads,
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
	Versions: "20.0.4 and later with an Enterprise licence; V18 has no API for customers",
	Account:  "Admin console, Integrations, API: a client with \"3CX Configuration API access\" in the department DEFAULT and the role System Owner. The role System Administrator cannot manage owners.",
	Limits: []string{
		"100 entities per page",
		"100 users per batch delete",
		"one token per client: a second run with the same client ends the first one's",
		"no documented rate limit; requests go one after another",
	},
	Quirks: quirks,
}

// quirks are the surprises that the simulator reproduces under these options.
var quirks = []targets.Quirk{
	{Name: "token unit", What: "expires_in counts minutes before 20.0.9 and seconds since", Option: "version"},
	{Name: "one token", What: "a new token of a client ends the one before", Option: "singleToken"},
	{Name: "alternate keys", What: "Users(Number='101') exists since 20.0.8; before, Users/Pbx.GetByNumber(number='101')", Option: "version"},
	{Name: "page limit", What: "$top above 100 is an error", Option: ""},
	{Name: "favourites", What: "groups named ___FAVORITES___<number> are listed beside real ones and hold each user's favourites", Option: "favorites"},
	{Name: "group rights ignored", What: "writing GroupRights of a membership answers success and changes nothing", Option: ""},
	{Name: "editions", What: "what happens when a Professional right is set on a lower edition is not known: ignored, or an error", Option: "editionCheck"},
	{Name: "batch delete", What: "errors of single users come inside a reply of status 200", Option: ""},
}
