package gotoconnect

import (
	"net/http"
	"net/url"

	"github.com/patchbay-dev/patchbay/targets"
)

// reads are the requests that change nothing. A token is renewed by POST, which
// changes nothing but our own session; a code is not exchanged while planning.
var reads = []targets.ReadRule{
	{Method: http.MethodPost, Path: tokenPath, Body: renews},
	{Method: http.MethodGet, Path: adminRoot + "me"},
	{Method: http.MethodGet, Path: adminRoot + "accounts/*/**"},
	{Method: http.MethodGet, Path: voiceRoot + "**"},
}

// renews reports whether a form asks for a new access token and nothing else.
func renews(body []byte) bool {
	form, err := url.ParseQuery(string(body))
	return err == nil && len(form) == 2 && len(form["grant_type"]) == 1 && form.Get("grant_type") == "refresh_token" && len(form["refresh_token"]) == 1
}
