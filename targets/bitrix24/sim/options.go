package sim

import (
	"fmt"
	"log/slog"
	"maps"
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
	// Quirks set, by the names of Known, how the portal differs from the usual.
	// A seed may set them too, as "quirks".
	Quirks map[string]string
}

// Option is one way in which a portal can differ.
type Option struct {
	Name string
	// What says in one sentence what it does, with its values and the default.
	What string

	set func(*settings, string) error
}

// settings are the options as read. The zero value is the usual.
type settings struct {
	edition, telephonyVersion                string
	unlicensed, module, restOnly, converted  bool
	tls, https, unpaid, overload, html       bool
	bucket                                   rate
	operating                                limit
	cost, cut                                duration
	badSecret, pageSize, userLimit           int
	legacyFilters, sparse, omitEmptyTotal    bool
	secondStep, departmentDelete, confirm    string
	collide, rollsBack, keepRefresh          bool
	plainGroupCode, structureRoles, bareBoss bool
	batchFails                               int
}

// rate is a leaky bucket: what runs off per second, and what it holds.
type rate struct {
	set  bool
	perS float64
	size float64
}

// limit is the operating limit: unset takes the edition's.
type limit struct {
	set bool
	max time.Duration // 0 is none
}

type duration struct {
	set bool
	d   time.Duration
}

// Known are all options, in the order of their names.
var Known = []Option{
	{"activateRollsBack", "voximplant.user.activatePhone answers 1 and the phone stays off (true or false; false).", flag(func(s *settings) *bool { return &s.rollsBack })},
	{"badSecret", "the status of INVALID_CREDENTIALS for an unknown webhook (403 as documented, or 401 as clients expect; 403).", among(func(s *settings) *int { return &s.badSecret }, 403, 401)},
	{"batchFails", "every command of a batch after this many fails with INTERNAL_SERVER_ERROR, and changes nothing (a number; 0 is off).", count(func(s *settings) *int { return &s.batchFails })},
	{"bucket", "the leaky bucket of requests: standard (2 a second, 50), enterprise (5 a second, 250), RATE/SIZE, or off (standard in the cloud, off On-Premise).", setBucket},
	{"confirm", "what an administrator says to voximplant.user.get for a new token: wait, allow or deny (wait).", word(func(s *settings) *string { return &s.confirm }, "wait", "allow", "deny")},
	{"converted", "the company structure is converted to module humanresources, so that the level D reaches sub-departments (true or false; false).", flag(func(s *settings) *bool { return &s.converted })},
	{"cost", "seconds of execution time that every call is charged (a number; 0.001 for reads and 0.005 for writes).", seconds(func(s *settings) *duration { return &s.cost })},
	{"cut", "seconds of execution time after which a request is cut off with 504 and a page of HTML (a number, 0 is never; 60).", seconds(func(s *settings) *duration { return &s.cut })},
	{"departmentDelete", "what department.delete does with members and children: promote moves them to the parent, cascade deletes the children and leaves the members without (promote; neither is documented).", word(func(s *settings) *string { return &s.departmentDelete }, "promote", "cascade")},
	{"edition", "cloud or onpremise (cloud).", word(func(s *settings) *string { return &s.edition }, cloud, onPremise)},
	{"emptyTotal", "omit leaves total out of an empty user.get, as older versions do (show or omit; show).", setEmptyTotal},
	{"html", "limits and overload are answered by the front-end with a page of HTML instead of JSON (true or false; false).", flag(func(s *settings) *bool { return &s.html })},
	{"https", "plain HTTP is refused with 400 INVALID_REQUEST, as the cloud does (true or false; false).", flag(func(s *settings) *bool { return &s.https })},
	{"keepRefresh", "a refresh token stays good after it was used (true or false; false).", flag(func(s *settings) *bool { return &s.keepRefresh })},
	{"legacyFilters", "user.get drops filters with an operator such as >ID, as older versions do (true or false; false).", flag(func(s *settings) *bool { return &s.legacyFilters })},
	{"licensed", "the plan has the feature voximplant_security; without it stored roles are ignored in the cloud (true or false; true).", setLicensed},
	{"module", "the local module that publishes patchbay.* is installed, On-Premise only (true or false; false).", flag(func(s *settings) *bool { return &s.module })},
	{"operating", "the limit of execution time per method and credential in ten minutes: on (480 in the cloud, 420 On-Premise), off, or seconds (on in the cloud, off On-Premise).", setOperating},
	{"overload", "every call is refused with 503 OVERLOAD_LIMIT, the block that somebody sets by hand (true or false; false).", flag(func(s *settings) *bool { return &s.overload })},
	{"pageSize", "rows of a page; every portal has 50 (a number from 1; 50).", count(func(s *settings) *int { return &s.pageSize })},
	{"plainGroupCode", "members of a workgroup hold SG<id> too, which the dialog accepts and nobody is known to hold (true or false; false).", flag(func(s *settings) *bool { return &s.plainGroupCode })},
	{"reactivation", "what user.update does with ACTIVE=Y when the extension was given to somebody else meanwhile: refuse, or collide so that two hold it (refuse; neither has been seen).", setReactivation},
	{"restOnly", "telephony by REST only, as in the region by: no balance (true or false; false).", flag(func(s *settings) *bool { return &s.restOnly })},
	{"restPlan", "the plan includes REST; without it every call is 403 ACCESS_DENIED (true or false; true).", setRestPlan},
	{"secondStep", "what user.add does when the extension or a phone number is wrong: stays answers an error and leaves the new user behind, atomic leaves nobody, fail answers an error to every user.add and leaves the user (stays).", word(func(s *settings) *string { return &s.secondStep }, "stays", "atomic", "fail")},
	{"sparse", "user.get leaves fields without a value out (true or false; false).", flag(func(s *settings) *bool { return &s.sparse })},
	{"structureRoles", "heads of departments hold AD<id> and AD0 (true or false; false).", flag(func(s *settings) *bool { return &s.structureRoles })},
	{"superiors", "heads hold the IU code of everybody below them (true or false; true).", setSuperiors},
	{"telephonyVersion", "newest, middle (no CALL_RECORD.MODIFY) or older (no BALANCE.MODIFY either) (newest).", word(func(s *settings) *string { return &s.telephonyVersion }, telephonyVersions...)},
	{"tls", "https with a certificate of its own (true or false; false).", flag(func(s *settings) *bool { return &s.tls })},
	{"userLimit", "how many active users the plan has room for (a number; 0 is no limit).", count(func(s *settings) *int { return &s.userLimit })},
}

// with lays options over s.
func (s settings) with(values map[string]string) (settings, error) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		at := slices.IndexFunc(Known, func(o Option) bool { return o.Name == name })
		if at < 0 {
			return s, simhttp.NoOption("the simulated Bitrix24", name, names())
		}
		if err := Known[at].set(&s, values[name]); err != nil {
			return s, simhttp.BadOption("the simulated Bitrix24", name, err)
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

// usual is a portal of which no option is set.
func usual() settings {
	return settings{edition: cloud, telephonyVersion: newest, badSecret: 403, pageSize: 50, confirm: "wait", secondStep: "stays", departmentDelete: "promote"}
}

func flag(at func(*settings) *bool) func(*settings, string) error {
	return func(s *settings, v string) (err error) {
		*at(s), err = strconv.ParseBool(v)
		return err
	}
}

// inverse is a flag that is stored as its opposite, since its usual value is true.
func inverse(at func(*settings) *bool) func(*settings, string) error {
	return func(s *settings, v string) error {
		on, err := strconv.ParseBool(v)
		*at(s) = !on
		return err
	}
}

var (
	setLicensed  = inverse(func(s *settings) *bool { return &s.unlicensed })
	setRestPlan  = inverse(func(s *settings) *bool { return &s.unpaid })
	setSuperiors = inverse(func(s *settings) *bool { return &s.bareBoss })
)

func word(at func(*settings) *string, allowed ...string) func(*settings, string) error {
	return func(s *settings, v string) error {
		if !slices.Contains(allowed, v) {
			return fmt.Errorf("%q is none of %s", v, strings.Join(allowed, ", "))
		}
		*at(s) = v
		return nil
	}
}

// choice is a word of two that is stored as whether it is the second.
func choice(at func(*settings) *bool, first, second string) func(*settings, string) error {
	return func(s *settings, v string) error {
		if v != first && v != second {
			return fmt.Errorf("%q is neither %s nor %s", v, first, second)
		}
		*at(s) = v == second
		return nil
	}
}

var (
	setEmptyTotal   = choice(func(s *settings) *bool { return &s.omitEmptyTotal }, "show", "omit")
	setReactivation = choice(func(s *settings) *bool { return &s.collide }, "refuse", "collide")
)

func count(at func(*settings) *int) func(*settings, string) error {
	return func(s *settings, v string) error {
		n, err := strconv.Atoi(v)
		if err != nil || n < 0 {
			return fmt.Errorf("%q is no number from 0", v)
		}
		*at(s) = n
		return nil
	}
}

func among(at func(*settings) *int, allowed ...int) func(*settings, string) error {
	return func(s *settings, v string) error {
		n, err := strconv.Atoi(v)
		if err != nil || !slices.Contains(allowed, n) {
			return fmt.Errorf("%q is none of %v", v, allowed)
		}
		*at(s) = n
		return nil
	}
}

func parseSeconds(v string) (time.Duration, error) {
	f, err := strconv.ParseFloat(v, 64)
	if err != nil || !(f >= 0 && f < 1e6) {
		return 0, fmt.Errorf("%q is no number of seconds", v)
	}
	return time.Duration(f * float64(time.Second)), nil
}

func seconds(at func(*settings) *duration) func(*settings, string) error {
	return func(s *settings, v string) error {
		d, err := parseSeconds(v)
		*at(s) = duration{true, d}
		return err
	}
}

func setBucket(s *settings, v string) error {
	switch v {
	case "off":
		s.bucket = rate{set: true}
	case "standard":
		s.bucket = rate{true, 2, 50}
	case "enterprise":
		s.bucket = rate{true, 5, 250}
	default:
		per, size, ok := strings.Cut(v, "/")
		p, err1 := strconv.ParseFloat(per, 64)
		n, err2 := strconv.ParseFloat(size, 64)
		if !ok || err1 != nil || err2 != nil || !(p > 0) || !(n >= 1) {
			return fmt.Errorf("%q: want standard, enterprise, off, or a rate and a size as 2/50", v)
		}
		s.bucket = rate{true, p, n}
	}
	return nil
}

func setOperating(s *settings, v string) error {
	switch v {
	case "on":
		s.operating = limit{true, -1}
		return nil
	case "off":
		s.operating = limit{set: true}
		return nil
	}
	d, err := parseSeconds(v)
	s.operating = limit{true, d}
	return err
}
