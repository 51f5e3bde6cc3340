package sim

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// Options are how a world is made and served.
type Options struct {
	// Addr is where Start listens; "127.0.0.1:0" when empty. Loopback only.
	Addr string
	// File is where the world lives; empty keeps it in memory.
	File string
	// Certificate is the file that a client finds the server's certificate in;
	// naming one turns TLS on.
	Certificate string
	// Clock is the world's time; nil is the wall clock.
	Clock *simhttp.Clock
	// Log receives failures of the simulator itself; nil discards them.
	Log *slog.Logger
	// Quirks set, by the names of Known, how the service differs from the usual.
	// A seed may set them too, as "quirks".
	Quirks map[string]string
}

// Option is one way in which the service can differ.
type Option struct {
	Name string
	// What says in one sentence what it does, with its values and the default.
	What string

	set func(*settings, string) error
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
	withoutInferred                                           []string
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
var Known = []Option{
	{"adminForeign", "what the Admin API answers for an account that is not the caller's: empty lists, as Voice Admin does, or refuse with 403 (empty; not documented).", word(func(s *settings) *string { return &s.adminForeign }, "empty", "refuse")},
	{"adminPageSize", "rows of a page of the Admin API when the client does not say; it may ask for 1000 (a number from 1; 100, not documented).", from(1, func(s *settings) *int { return &s.adminPageSize })},
	{"caseFilter", "filters of the Admin API compare e-mail addresses letter by letter (true or false; false, not documented).", flag(func(s *settings) *bool { return &s.caseFilter })},
	{"existingLicences", "POST of users gives the licences of the request to users that existed too (true or false; false, not documented).", flag(func(s *settings) *bool { return &s.existingLicences })},
	{"expiredToken", "every access token counts as expired; as a fault, in the middle of a run (true or false; false).", flag(func(s *settings) *bool { return &s.expiredToken })},
	{"lastAdmin", "whether the last super admin may lose the role or be deleted: allow or refuse (allow; not documented).", word(func(s *settings) *string { return &s.lastAdmin }, "allow", "refuse")},
	{"licenceDelay", "how long reads show a device's former licence after a change, and a further change is 409 LICENSE_CONFLICT (a duration; 0s: at once).", lasting(func(s *settings) *time.Duration { return &s.licenceDelay })},
	{"mac", "how MAC addresses are read back: plain is 001565123456, colons is 00:15:65:12:34:56, lower is 001565aabbcc (plain; not documented).", word(func(s *settings) *string { return &s.mac }, "plain", "colons", "lower")},
	{"markers", "what a page marker remembers: stable is the last row, offset is how many were shown, so that a delete between two pages hides a row (stable; not documented).", word(func(s *settings) *string { return &s.markers }, "stable", "offset")},
	{"maxPageSize", "the largest page of Voice Admin and users/v1 (a number from 1; 100, the most that is seen in the field).", from(1, func(s *settings) *int { return &s.maxPageSize })},
	{"memberReads", "what Voice Admin shows a principal that is no admin: empty lists and 404, or refuse with 403 UNAUTHORIZED (empty).", word(func(s *settings) *string { return &s.memberReads }, "empty", "refuse")},
	{"newAttributes", "every object that is shown has an attribute that this version of the API does not know (true or false; false).", flag(func(s *settings) *bool { return &s.newAttribute })},
	{"pageSize", "rows of a page of Voice Admin and users/v1 when the client does not say (a number from 1; 50, as documented).", from(1, func(s *settings) *int { return &s.pageSize })},
	{"parallelButtons", "PUT of buttons is 409 DUPLICATE_FOUND, as while somebody else saves them (true or false; false).", flag(func(s *settings) *bool { return &s.parallelButtons })},
	{"permissionIds", "permissions of phone numbers have an id, and DELETE .../permissions/{id} takes them away, as a newer summary says (true or false; false).", flag(func(s *settings) *bool { return &s.permissionIDs })},
	{"permissions", "what POST of a phone number's permissions does with those that the user has: set replaces them, add keeps them (set; not documented).", word(func(s *settings) *string { return &s.permissions }, "set", "add")},
	{"plus", "a + in a filter of the Admin API: refuse is 400, literal is a plus sign, so that nothing is found (refuse; not accepted is all that is known).", word(func(s *settings) *string { return &s.plus }, "refuse", "literal")},
	{"promoteSecondaries", "when secondary users without a primary one become primary: never, assign when they are given to an extension without, always also when the primary user goes (assign; documented is that they may).", word(func(s *settings) *string { return &s.promote }, "never", "assign", "always")},
	{"queueUsers", "who GET /call-queues/{id}/users shows: members are its agents, loggedIn those who are logged in now (members; sources differ).", word(func(s *settings) *string { return &s.queueUsers }, "members", "loggedIn")},
	{"rateLimit", "requests in one second, of one client to one API, before 429 (a number, 0 is no limit; 10, as documented).", from(0, func(s *settings) *int { return &s.rateLimit })},
	{"refreshLifetime", "how long a refresh token is good (a duration; 0s: for ever, the real lifetime is not documented).", lasting(func(s *settings) *time.Duration { return &s.refreshLifetime })},
	{"refuseMarkers", "every page marker is refused; as a fault, in the middle of a listing (true or false; false).", flag(func(s *settings) *bool { return &s.refuseMarkers })},
	{"roleSwitch", "a built-in role for a user with a custom one, and the other way round: refuse, or replace (refuse; only one of both is documented).", word(func(s *settings) *string { return &s.roleSwitch }, "refuse", "replace")},
	{"rotateRefresh", "a refresh gives a new refresh token, and the old one is used up (true or false; false, as the vendor's sample shows).", flag(func(s *settings) *bool { return &s.rotateRefresh })},
	{"staleMarkers", "a page marker is refused once anything of its kind has changed (true or false; false).", flag(func(s *settings) *bool { return &s.staleMarkers })},
	{"subListAccount", "lists of a queue's users and of a phone number's permissions want accountKey too (true or false; false, sources differ).", flag(func(s *settings) *bool { return &s.subListAccount })},
	{"tls", "https with a certificate of its own; not in a seed (true or false; false).", flag(func(s *settings) *bool { return &s.tls })},
	{"tokenLifetime", "how long an access token is good (a duration; 1h, as documented).", lasting(func(s *settings) *time.Duration { return &s.tokenLifetime })},
	{"unknownError", "every request of the APIs is 500 UNKNOWN_ERROR (true or false; false).", flag(func(s *settings) *bool { return &s.unknownError })},
	{"userDelay", "how long Voice Admin does not know a user that was made in the Admin API (a duration; 0s: at once, as documented).", lasting(func(s *settings) *time.Duration { return &s.userDelay })},
	{"withoutInferred", "names of inferred routes, parted by commas, that do not exist; all is every one, see Inferred (none).", setWithout},
}

// with lays options over s.
func (s settings) with(values map[string]string) (settings, error) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		i := slices.IndexFunc(Known, func(o Option) bool { return o.Name == name })
		if i < 0 {
			return s, simhttp.NoOption("the simulated GoTo Connect", name, names())
		}
		if err := Known[i].set(&s, values[name]); err != nil {
			return s, simhttp.BadOption("the simulated GoTo Connect", name, err)
		}
	}
	return s, nil
}

func names() []string {
	var out []string
	for _, o := range Known {
		out = append(out, o.Name)
	}
	return out
}

func flag(at func(*settings) *bool) func(*settings, string) error {
	return func(s *settings, v string) (err error) {
		*at(s), err = strconv.ParseBool(v)
		return err
	}
}

func word(at func(*settings) *string, allowed ...string) func(*settings, string) error {
	return func(s *settings, v string) error {
		if !slices.Contains(allowed, v) {
			return fmt.Errorf("%q is none of %s", v, strings.Join(allowed, ", "))
		}
		*at(s) = v
		return nil
	}
}

func from(least int, at func(*settings) *int) func(*settings, string) error {
	return func(s *settings, v string) error {
		n, err := strconv.Atoi(v)
		if err != nil || n < least {
			return fmt.Errorf("%q is no number from %d", v, least)
		}
		*at(s) = n
		return nil
	}
}

func lasting(at func(*settings) *time.Duration) func(*settings, string) error {
	return func(s *settings, v string) error {
		d, err := time.ParseDuration(v)
		if err != nil || d < 0 {
			return fmt.Errorf("%q is no duration, as 90s or 2h", v)
		}
		*at(s) = d
		return nil
	}
}

func setWithout(s *settings, v string) error {
	s.withoutInferred = strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ' ' })
	for _, name := range s.withoutInferred {
		if name != "all" && !slices.ContainsFunc(Inferred, func(i Inference) bool { return i.Route && i.Name == name }) {
			return fmt.Errorf("there is no inferred route %q", name)
		}
	}
	return nil
}

// lacks says whether an inferred route is switched off.
func (s settings) lacks(name string) bool {
	return slices.Contains(s.withoutInferred, name) || slices.Contains(s.withoutInferred, "all")
}

type quirkKey struct{}

// Under implements simhttp.Quirky: every option can be for one request.
func (w *World) Under(r *http.Request, options map[string]string) (*http.Request, error) {
	if _, err := w.given.with(options); err != nil {
		return nil, err
	}
	return r.WithContext(context.WithValue(r.Context(), quirkKey{}, options)), nil
}

// under puts the options of one request in force, and returns what ends that.
func (w *World) under(r *http.Request) func() {
	options, ok := r.Context().Value(quirkKey{}).(map[string]string)
	if !ok {
		return func() {}
	}
	before := w.quirks
	if q, err := before.with(options); err == nil { // they were checked in Under
		w.quirks = q
	}
	return func() { w.quirks = before }
}
