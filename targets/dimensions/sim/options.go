package sim

import (
	"context"
	"errors"
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
	rateLimit, pageUsers, chargesFrom                            int
	tokenLifetime, refreshLifetime, syncEvery                    time.Duration
	rotateRefresh, tls, expiredToken, unknownError, newAttribute bool
	chargedCreate, chargedAssign, realtimeLeaves                 bool
	agents, accessLoss, essential, foreign, joinTenants, level   string
	manageUsers, manualLive, region, roleOrder, secondLevel      string
	exists, softphoneRole, unassign, duplicates                  string
	withoutInferred                                              []string
}

// usual is a service of which no option is set.
func usual() settings {
	return settings{
		chargesFrom: 1, tokenLifetime: time.Hour, syncEvery: time.Hour,
		agents: "customer", accessLoss: "refuse", essential: "keep", foreign: "invalid", joinTenants: "join", level: "reseller",
		manageUsers: "admin.user", manualLive: "without", region: "na", roleOrder: "stored", secondLevel: "refuse",
		exists: "400", duplicates: "portal", softphoneRole: professional, unassign: "repeat",
	}
}

// Known are all options, in the order of their names.
var Known = []Option{
	{"accessLoss", "what happens when website access is taken from somebody who keeps a supervisor level or the client: refuse is 400, keep leaves it there (refuse; not documented).", word(func(s *settings) *string { return &s.accessLoss }, "refuse", "keep")},
	{"agentAutoAssign", "whether the agent add-on follows the PBX, whatever a client sets: as the customer's own setting says, true or false (customer).", word(func(s *settings) *string { return &s.agents }, "customer", "true", "false")},
	{"chargedAssign", "assigning a device wants accept-charges too, as the vendor's sample sends it (true or false; false, not documented).", flag(func(s *settings) *bool { return &s.chargedAssign })},
	{"chargedCreate", "creating a user wants accept-charges whatever its roles, as the vendor's sample sends it (true or false; false, not documented).", flag(func(s *settings) *bool { return &s.chargedCreate })},
	{"chargesFrom", "the lowest supervisor level that costs something: 1 to 4, or 5 for none (1; documented is that levels may).", between(1, 5, func(s *settings) *int { return &s.chargesFrom })},
	{"duplicates", "whose e-mail addresses stand in the way of website access: those of portal users, or of all users (portal; one page can be read as the other).", word(func(s *settings) *string { return &s.duplicates }, "portal", "all")},
	{"essentialRemove", "what taking away the role of PBX users does: keep is success without effect, refuse is 400 (keep; documented for a whole list that does not name it).", word(func(s *settings) *string { return &s.essential }, "keep", "refuse")},
	{"existsStatus", "status of a create of somebody who is there already: 400 or 409 (400; not documented).", word(func(s *settings) *string { return &s.exists }, "400", "409")},
	{"expiredToken", "every access token counts as expired; as a fault, in the middle of a run (true or false; false).", flag(func(s *settings) *bool { return &s.expiredToken })},
	{"foreignTenant", "what a tenant of others is: invalid is the documented 400 of an id that is none, refuse is 403 (invalid; not documented).", word(func(s *settings) *string { return &s.foreign }, "invalid", "refuse")},
	{"joinTenants", "a create with the e-mail address of a login of another tenant: join gives that login access to this one, refuse is a user that exists (join; not documented).", word(func(s *settings) *string { return &s.joinTenants }, "join", "refuse")},
	{"level", "whose credentials are handed out: reseller or enterprise (reseller).", word(func(s *settings) *string { return &s.level }, "reseller", "enterprise")},
	{"manageUsers", "the role key of Manage Users for customers: admin.user or user.admin (admin.user; the vendor's pages disagree).", word(func(s *settings) *string { return &s.manageUsers }, "admin.user", "user.admin")},
	{"manualLive", "live levels for a user who is not on the PBX: without the real-time licence, or refuse with 400 (without; not documented).", word(func(s *settings) *string { return &s.manualLive }, "without", "refuse")},
	{"newAttributes", "every object that is shown has an attribute that this version of the API does not know (true or false; false).", flag(func(s *settings) *bool { return &s.newAttribute })},
	{"pageUsers", "users in one reply of their list; the others by pageIndex, which next announces (a number from 0; 0: all at once, no paging is documented).", between(0, 1<<30, func(s *settings) *int { return &s.pageUsers })},
	{"rateLimit", "requests of one client in one second before 429 with Retry-After (a number, 0 is no limit; 0, none is documented).", between(0, 1<<30, func(s *settings) *int { return &s.rateLimit })},
	{"realtimeLeaves", "the real-time licence goes when the supervisor level falls below live (true or false; false: it stays until it is taken away, not documented).", flag(func(s *settings) *bool { return &s.realtimeLeaves })},
	{"refreshLifetime", "how long an unused refresh token is good (a duration; 0s: for ever, not documented).", lasting(func(s *settings) *time.Duration { return &s.refreshLifetime })},
	{"region", "where the tenants are: na, uk or au; requests to the API host of another region do not find them (na).", word(func(s *settings) *string { return &s.region }, "na", "uk", "au")},
	{"roleOrder", "how a user's roles are shown, and counted by patches: stored, sorted, or moving with every request (stored; not documented).", word(func(s *settings) *string { return &s.roleOrder }, "stored", "sorted", "moving")},
	{"rotateRefresh", "a refresh gives a new refresh token, and the old one is used up (true or false; false).", flag(func(s *settings) *bool { return &s.rotateRefresh })},
	{"secondLevel", "a supervisor level for somebody who has one: refuse is 400, replace puts the new one in its place (refuse; documented is that they exclude each other).", word(func(s *settings) *string { return &s.secondLevel }, "refuse", "replace")},
	{"softphoneRole", "the role, beside that of the client, that assigning a device wants: customer.user.uc.remote or none (customer.user.uc.remote; the vendor's page writes customer_user_uc_softphone).", word(func(s *settings) *string { return &s.softphoneRole }, professional, "none")},
	{"syncEvery", "how often users of the PBX are imported; a deleted one is back by then (a duration; 1h, not documented).", lasting(func(s *settings) *time.Duration { return &s.syncEvery })},
	{"tls", "https with a certificate of its own; not in a seed (true or false; false).", flag(func(s *settings) *bool { return &s.tls })},
	{"tokenLifetime", "how long an access token is good (a duration; 1h, not documented).", lasting(func(s *settings) *time.Duration { return &s.tokenLifetime })},
	{"unassign", "unassigning a device that is not assigned: repeat is success, refuse is 404 (repeat; not documented).", word(func(s *settings) *string { return &s.unassign }, "repeat", "refuse")},
	{"unknownError", "every request of the API is 500 (true or false; false).", flag(func(s *settings) *bool { return &s.unknownError })},
	{"withoutInferred", "names of inferred routes, parted by commas, that do not exist; all is every one, see Inferred (none).", setWithout},
}

var errOption = errors.New("option")

// with lays options over s.
func (s settings) with(values map[string]string) (settings, error) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		i := slices.IndexFunc(Known, func(o Option) bool { return o.Name == name })
		if i < 0 {
			return s, fmt.Errorf("%w: the simulated Dimensions has no %q: %s", errOption, name, names())
		}
		if err := Known[i].set(&s, values[name]); err != nil {
			return s, fmt.Errorf("%w %s: %w", errOption, name, err)
		}
	}
	return s, nil
}

func names() string {
	var out []string
	for _, o := range Known {
		out = append(out, o.Name)
	}
	return strings.Join(out, ", ")
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

func between(least, most int, at func(*settings) *int) func(*settings, string) error {
	return func(s *settings, v string) error {
		n, err := strconv.Atoi(v)
		if err != nil || n < least || n > most {
			return fmt.Errorf("%q is no number from %d to %d", v, least, most)
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
	return contains(s.withoutInferred, name) || contains(s.withoutInferred, "all")
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
