package sim

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/patchbay-dev/patchbay/targets/internal/quirk"
	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// Options are how a world is made and served.
type Options struct {
	simhttp.Serving
	// Quirks set, by the names of Known, how the portal differs from the usual.
	// A seed may set them too, as "quirks".
	Quirks map[string]string
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
var Known = quirk.List[settings]{
	quirk.Flag("activateRollsBack", "voximplant.user.activatePhone answers 1 and the phone stays off (true or false; false).", func(s *settings) *bool { return &s.rollsBack }),
	quirk.Among("badSecret", "the status of INVALID_CREDENTIALS for an unknown webhook (403 as documented, or 401 as clients expect; 403).", func(s *settings) *int { return &s.badSecret }, 403, 401),
	quirk.From("batchFails", "every command of a batch after this many fails with INTERNAL_SERVER_ERROR, and changes nothing (a number; 0 is off).", 0, func(s *settings) *int { return &s.batchFails }),
	quirk.Own("bucket", "the leaky bucket of requests: standard (2 a second, 50), enterprise (5 a second, 250), RATE/SIZE, or off (standard in the cloud, off On-Premise).", setBucket),
	quirk.Word("confirm", "what an administrator says to voximplant.user.get for a new token: wait, allow or deny (wait).", func(s *settings) *string { return &s.confirm }, "wait", "allow", "deny"),
	quirk.Flag("converted", "the company structure is converted to module humanresources, so that the level D reaches sub-departments (true or false; false).", func(s *settings) *bool { return &s.converted }),
	quirk.Own("cost", "seconds of execution time that every call is charged (a number; 0.001 for reads and 0.005 for writes).", seconds(func(s *settings) *duration { return &s.cost })),
	quirk.Own("cut", "seconds of execution time after which a request is cut off with 504 and a page of HTML (a number, 0 is never; 60).", seconds(func(s *settings) *duration { return &s.cut })),
	quirk.Word("departmentDelete", "what department.delete does with members and children: promote moves them to the parent, cascade deletes the children and leaves the members without (promote; neither is documented).", func(s *settings) *string { return &s.departmentDelete }, "promote", "cascade"),
	quirk.Word("edition", "cloud or onpremise (cloud).", func(s *settings) *string { return &s.edition }, cloud, onPremise),
	quirk.Either("emptyTotal", "omit leaves total out of an empty user.get, as older versions do (show or omit; show).", func(s *settings) *bool { return &s.omitEmptyTotal }, "show", "omit"),
	quirk.Flag("html", "limits and overload are answered by the front-end with a page of HTML instead of JSON (true or false; false).", func(s *settings) *bool { return &s.html }),
	quirk.Flag("https", "plain HTTP is refused with 400 INVALID_REQUEST, as the cloud does (true or false; false).", func(s *settings) *bool { return &s.https }),
	quirk.Flag("keepRefresh", "a refresh token stays good after it was used (true or false; false).", func(s *settings) *bool { return &s.keepRefresh }),
	quirk.Flag("legacyFilters", "user.get drops filters with an operator such as >ID, as older versions do (true or false; false).", func(s *settings) *bool { return &s.legacyFilters }),
	quirk.Unless("licensed", "the plan has the feature voximplant_security; without it stored roles are ignored in the cloud (true or false; true).", func(s *settings) *bool { return &s.unlicensed }),
	quirk.Flag("module", "the local module that publishes patchbay.* is installed, On-Premise only (true or false; false).", func(s *settings) *bool { return &s.module }),
	quirk.Own("operating", "the limit of execution time per method and credential in ten minutes: on (480 in the cloud, 420 On-Premise), off, or seconds (on in the cloud, off On-Premise).", setOperating),
	quirk.Flag("overload", "every call is refused with 503 OVERLOAD_LIMIT, the block that somebody sets by hand (true or false; false).", func(s *settings) *bool { return &s.overload }),
	quirk.From("pageSize", "rows of a page; every portal has 50 (a number from 1; 50).", 0, func(s *settings) *int { return &s.pageSize }),
	quirk.Flag("plainGroupCode", "members of a workgroup hold SG<id> too, which the dialog accepts and nobody is known to hold (true or false; false).", func(s *settings) *bool { return &s.plainGroupCode }),
	quirk.Either("reactivation", "what user.update does with ACTIVE=Y when the extension was given to somebody else meanwhile: refuse, or collide so that two hold it (refuse; neither has been seen).", func(s *settings) *bool { return &s.collide }, "refuse", "collide"),
	quirk.Flag("restOnly", "telephony by REST only, as in the region by: no balance (true or false; false).", func(s *settings) *bool { return &s.restOnly }),
	quirk.Unless("restPlan", "the plan includes REST; without it every call is 403 ACCESS_DENIED (true or false; true).", func(s *settings) *bool { return &s.unpaid }),
	quirk.Word("secondStep", "what user.add does when the extension or a phone number is wrong: stays answers an error and leaves the new user behind, atomic leaves nobody, fail answers an error to every user.add and leaves the user (stays).", func(s *settings) *string { return &s.secondStep }, "stays", "atomic", "fail"),
	quirk.Flag("sparse", "user.get leaves fields without a value out (true or false; false).", func(s *settings) *bool { return &s.sparse }),
	quirk.Flag("structureRoles", "heads of departments hold AD<id> and AD0 (true or false; false).", func(s *settings) *bool { return &s.structureRoles }),
	quirk.Unless("superiors", "heads hold the IU code of everybody below them (true or false; true).", func(s *settings) *bool { return &s.bareBoss }),
	quirk.Word("telephonyVersion", "newest, middle (no CALL_RECORD.MODIFY) or older (no BALANCE.MODIFY either) (newest).", func(s *settings) *string { return &s.telephonyVersion }, telephonyVersions...),
	quirk.Flag("tls", "https with a certificate of its own (true or false; false).", func(s *settings) *bool { return &s.tls }),
	quirk.From("userLimit", "how many active users the plan has room for (a number; 0 is no limit).", 0, func(s *settings) *int { return &s.userLimit }),
}

// product is what messages call the service.
const product = "Bitrix24"

// usual is a portal of which no option is set.
func usual() settings {
	return settings{edition: cloud, telephonyVersion: newest, badSecret: 403, pageSize: 50, confirm: "wait", secondStep: "stays", departmentDelete: "promote"}
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
