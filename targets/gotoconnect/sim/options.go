package sim

import (
	"net/http"
	"time"

	"github.com/patchbay-dev/patchbay/targets/internal/quirk"
	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// Options are how a world is made and served.
type Options struct {
	simhttp.Serving
	// Quirks set, by the names of Known, how the service differs from the usual.
	// A seed may set them too, as "quirks".
	Quirks map[string]string
}

// settings are the options as read.
type settings struct {
	rateLimit, pageSize, maxPageSize, adminPageSize           int
	tokenLifetime, refreshLifetime, licenceDelay, userDelay   time.Duration
	rotateRefresh, tls, refuseMarkers, staleMarkers           bool
	expiredToken, unknownError, parallelButtons               bool
	existingLicences, caseFilter, permissionIDs, newAttribute bool
	subListAccount                                            bool
	markers, adminForeign, memberReads, roleSwitch, plus      string
	promote, queueUsers, permissions, mac, lastAdmin          string
	lacks                                                     quirk.Lacks
}

// usual is a service of which no option is set.
func usual() settings {
	return settings{
		rateLimit: 10, pageSize: 50, maxPageSize: 100, adminPageSize: 100, tokenLifetime: time.Hour,
		markers: "stable", adminForeign: "empty", memberReads: "empty", roleSwitch: "refuse", plus: "refuse",
		promote: "assign", queueUsers: "members", permissions: "set", mac: "plain", lastAdmin: "allow",
	}
}

// Known are all options, in the order of their names.
var Known = quirk.List[settings]{
	quirk.Word("adminForeign", "what the Admin API answers for an account that is not the caller's: empty lists, as Voice Admin does, or refuse with 403 (empty; not documented).", func(s *settings) *string { return &s.adminForeign }, "empty", "refuse"),
	quirk.From("adminPageSize", "rows of a page of the Admin API when the client does not say; it may ask for 1000 (a number from 1; 100, not documented).", 1, func(s *settings) *int { return &s.adminPageSize }),
	quirk.Flag("caseFilter", "filters of the Admin API compare e-mail addresses letter by letter (true or false; false, not documented).", func(s *settings) *bool { return &s.caseFilter }),
	quirk.Flag("existingLicences", "POST of users gives the licences of the request to users that existed too (true or false; false, not documented).", func(s *settings) *bool { return &s.existingLicences }),
	quirk.Flag("expiredToken", "every access token counts as expired; as a fault, in the middle of a run (true or false; false).", func(s *settings) *bool { return &s.expiredToken }),
	quirk.Word("lastAdmin", "whether the last super admin may lose the role or be deleted: allow or refuse (allow; not documented).", func(s *settings) *string { return &s.lastAdmin }, "allow", "refuse"),
	quirk.Lasting("licenceDelay", "how long reads show a device's former licence after a change, and a further change is 409 LICENSE_CONFLICT (a duration; 0s: at once).", func(s *settings) *time.Duration { return &s.licenceDelay }),
	quirk.Word("mac", "how MAC addresses are read back: plain is 001565123456, colons is 00:15:65:12:34:56, lower is 001565aabbcc (plain; not documented).", func(s *settings) *string { return &s.mac }, "plain", "colons", "lower"),
	quirk.Word("markers", "what a page marker remembers: stable is the last row, offset is how many were shown, so that a delete between two pages hides a row (stable; not documented).", func(s *settings) *string { return &s.markers }, "stable", "offset"),
	quirk.From("maxPageSize", "the largest page of Voice Admin and users/v1 (a number from 1; 100, the most that is seen in the field).", 1, func(s *settings) *int { return &s.maxPageSize }),
	quirk.Word("memberReads", "what Voice Admin shows a principal that is no admin: empty lists and 404, or refuse with 403 UNAUTHORIZED (empty).", func(s *settings) *string { return &s.memberReads }, "empty", "refuse"),
	quirk.Flag("newAttributes", "every object that is shown has an attribute that this version of the API does not know (true or false; false).", func(s *settings) *bool { return &s.newAttribute }),
	quirk.From("pageSize", "rows of a page of Voice Admin and users/v1 when the client does not say (a number from 1; 50, as documented).", 1, func(s *settings) *int { return &s.pageSize }),
	quirk.Flag("parallelButtons", "PUT of buttons is 409 DUPLICATE_FOUND, as while somebody else saves them (true or false; false).", func(s *settings) *bool { return &s.parallelButtons }),
	quirk.Flag("permissionIds", "permissions of phone numbers have an id, and DELETE .../permissions/{id} takes them away, as a newer summary says (true or false; false).", func(s *settings) *bool { return &s.permissionIDs }),
	quirk.Word("permissions", "what POST of a phone number's permissions does with those that the user has: set replaces them, add keeps them (set; not documented).", func(s *settings) *string { return &s.permissions }, "set", "add"),
	quirk.Word("plus", "a + in a filter of the Admin API: refuse is 400, literal is a plus sign, so that nothing is found (refuse; not accepted is all that is known).", func(s *settings) *string { return &s.plus }, "refuse", "literal"),
	quirk.Word("promoteSecondaries", "when secondary users without a primary one become primary: never, assign when they are given to an extension without, always also when the primary user goes (assign; documented is that they may).", func(s *settings) *string { return &s.promote }, "never", "assign", "always"),
	quirk.Word("queueUsers", "who GET /call-queues/{id}/users shows: members are its agents, loggedIn those who are logged in now (members; sources differ).", func(s *settings) *string { return &s.queueUsers }, "members", "loggedIn"),
	quirk.From("rateLimit", "requests in one second, of one client to one API, before 429 (a number, 0 is no limit; 10, as documented).", 0, func(s *settings) *int { return &s.rateLimit }),
	quirk.Lasting("refreshLifetime", "how long a refresh token is good (a duration; 0s: for ever, the real lifetime is not documented).", func(s *settings) *time.Duration { return &s.refreshLifetime }),
	quirk.Flag("refuseMarkers", "every page marker is refused; as a fault, in the middle of a listing (true or false; false).", func(s *settings) *bool { return &s.refuseMarkers }),
	quirk.Word("roleSwitch", "a built-in role for a user with a custom one, and the other way round: refuse, or replace (refuse; only one of both is documented).", func(s *settings) *string { return &s.roleSwitch }, "refuse", "replace"),
	quirk.Flag("rotateRefresh", "a refresh gives a new refresh token, and the old one is used up (true or false; false, as the vendor's sample shows).", func(s *settings) *bool { return &s.rotateRefresh }),
	quirk.Flag("staleMarkers", "a page marker is refused once anything of its kind has changed (true or false; false).", func(s *settings) *bool { return &s.staleMarkers }),
	quirk.Flag("subListAccount", "lists of a queue's users and of a phone number's permissions want accountKey too (true or false; false, sources differ).", func(s *settings) *bool { return &s.subListAccount }),
	quirk.Flag("tls", "https with a certificate of its own; not in a seed (true or false; false).", func(s *settings) *bool { return &s.tls }),
	quirk.Lasting("tokenLifetime", "how long an access token is good (a duration; 1h, as documented).", func(s *settings) *time.Duration { return &s.tokenLifetime }),
	quirk.Flag("unknownError", "every request of the APIs is 500 UNKNOWN_ERROR (true or false; false).", func(s *settings) *bool { return &s.unknownError }),
	quirk.Lasting("userDelay", "how long Voice Admin does not know a user that was made in the Admin API (a duration; 0s: at once, as documented).", func(s *settings) *time.Duration { return &s.userDelay }),
	quirk.Without(Inferred, func(s *settings) *quirk.Lacks { return &s.lacks }),
}

// product is what messages call the service.
const product = "GoTo Connect"

// Under implements simhttp.Quirky: every option can be for one request.
func (w *World) Under(r *http.Request, options map[string]string) (*http.Request, error) {
	return Known.Under(w.given, product, r, options)
}
