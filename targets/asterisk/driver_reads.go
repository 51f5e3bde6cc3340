package asterisk

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/targets"
)

// reads are the requests that change nothing. Of ARI only single pages are among them:
// GET /ari/asterisk/variable evaluates functions of the dialplan. AMI is all POST, and
// the form says what it does. Both may stand below the prefix of http.conf.
var reads = []targets.ReadRule{
	{Method: http.MethodGet, Path: ariRoot + "/asterisk/info"},
	{Method: http.MethodGet, Path: ariRoot + "/asterisk/modules"},
	{Method: http.MethodGet, Path: ariRoot + "/endpoints"},
	{Method: http.MethodGet, Path: objectRoot + "/*/*"},
	{Method: http.MethodPost, Path: managerPath, Body: looks},
	{Method: http.MethodGet, Path: "/*" + ariRoot + "/asterisk/info"},
	{Method: http.MethodGet, Path: "/*" + ariRoot + "/asterisk/modules"},
	{Method: http.MethodGet, Path: "/*" + ariRoot + "/endpoints"},
	{Method: http.MethodGet, Path: "/*" + objectRoot + "/*/*"},
	{Method: http.MethodPost, Path: "/*" + managerPath, Body: looks},
}

// lookers are the actions that only look, with the fields that each may have.
var lookers = map[string][]string{
	"login":         {"events", "secret", "username"},
	"listcommands":  nil,
	"getconfig":     {"filename"},
	"dbgettree":     {"family"},
	"pjsipshowaors": nil, "pjsipshowauths": nil,
}

// looks reports whether a form is one of those actions, spelled as it is spelled here:
// Asterisk takes names in any case, and nobody has to know which of two counts.
func looks(body []byte) bool {
	form, err := url.ParseQuery(string(body))
	if err != nil || len(form["action"]) != 1 {
		return false
	}
	allowed, ok := lookers[form.Get("action")]
	if !ok {
		return false
	}
	for name, values := range form {
		if name != "action" && !slices.Contains(allowed, name) || len(values) != 1 || strings.ContainsAny(values[0], "\r\n\x00") {
			return false
		}
	}
	return true
}
