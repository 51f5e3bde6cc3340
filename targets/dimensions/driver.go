package dimensions

import (
	"net/http"
	"net/url"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/targets"
)

// typeName is the word in targets.X.type.
const typeName = "dimensions"

// Driver is the Dimensions target.
var Driver = targets.Driver{
	Type:      typeName,
	Doc:       about,
	Caps:      Caps,
	Schema:    Schema,
	Lower:     Lower,
	Raise:     Raise,
	Rights:    Rights,
	Steps:     Steps,
	Languages: []plan.Language{"fr"},
	Open:      open, OpenWriter: openWriter, Simulate: simulate,
	Reads: reads,
}

// about is what the documentation and `patchbay targets` say.
var about = targets.Doc{
	Title:    "Dimensions call analytics (Xarios, MyReports), beside a phone system",
	Versions: "the onboarding API of version 1.0, at the level of a reseller or an enterprise",
	Account:  "an OAuth client of the reseller's portal (REST API page) and a refresh token of somebody there who has REST API Administrator; for what costs, Manage Billable Items too",
	Limits: []string{
		"a list of users has no roles: each user is read by itself, six at a time",
		"no rate limit is documented; what Retry-After says is obeyed",
		"what costs is not carried out without consent (402): patchbay sends it for steps that were shown to cost, with --accept-charges",
		"users of the phone system are imported: none is made, and none is deleted",
	},
	Quirks: quirks,
}

// reads are the requests that change nothing, with the exchange of a refresh token
// for an access token.
var reads = []targets.ReadRule{
	{Method: http.MethodPost, Path: tokenPath, Body: refreshes},
	{Method: http.MethodGet, Path: root + "/**"},
}

// refreshes reports whether a form asks for an access token by a refresh token, and
// for nothing else.
func refreshes(body []byte) bool {
	form, err := url.ParseQuery(string(body))
	return err == nil && len(form["grant_type"]) == 1 && form.Get("grant_type") == "refresh_token" && !form.Has("code")
}
