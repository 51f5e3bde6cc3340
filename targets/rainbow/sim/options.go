package sim

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/patchbay-dev/patchbay/targets/internal/quirk"
	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// Options are how a world is made and served.
type Options struct {
	simhttp.Serving

	// Login and Password are the administrator of a world whose seed names
	// none: admin@patchbay.example and Patchbay-1 when empty.
	Login, Password string
	// AppID and AppSecret are the application of a world whose seed names none;
	// both are "patchbay" when empty.
	AppID, AppSecret string

	// Quirks are how the service differs from the usual reading.
	Quirks Quirks
}

// Quirks are the behaviours of the service that nobody on this side has seen,
// or that differ between installations. The zero value is the strict reading:
// what passes there passes under the lenient one too. A seed may set them, as
// "quirks", by the names in the field tags. Known says each in a sentence.
type Quirks struct {
	WithoutInferred         string   `json:"withoutInferred,omitempty"`
	LooseMembers            bool     `json:"looseMembers,omitempty"`
	Takeover                bool     `json:"takeover,omitempty"`
	MembersInLists          bool     `json:"membersInLists,omitempty"`
	ReplaceResets           bool     `json:"replaceResets,omitempty"`
	UniqueGroupNames        bool     `json:"uniqueGroupNames,omitempty"`
	DelegationWithoutActive bool     `json:"delegationWithoutActive,omitempty"`
	AdminTypeUndefined      bool     `json:"adminTypeUndefined,omitempty"`
	NumericShortNumbers     bool     `json:"numericShortNumbers,omitempty"`
	Purchases               bool     `json:"purchases,omitempty"`
	LegacyGroups            bool     `json:"legacyGroups,omitempty"`
	RefuseUnknownFields     bool     `json:"refuseUnknownFields,omitempty"`
	SingleErrorAsObject     bool     `json:"singleErrorAsObject,omitempty"`
	BusinessOffers          string   `json:"businessOffers,omitempty"`
	MinClientVersion        string   `json:"minClientVersion,omitempty"`
	CreateStatus            int      `json:"createStatus,omitempty"`
	MaxLimit                int      `json:"maxLimit,omitempty"`
	RateLimit               int      `json:"rateLimit,omitempty"`
	PasswordLength          int      `json:"passwordLength,omitempty"`
	Extensions              int      `json:"extensions,omitempty"`
	MaxTokenRenew           int      `json:"maxTokenRenew,omitempty"`
	LoginAttempts           int      `json:"loginAttempts,omitempty"`
	LoginLock               Duration `json:"loginLock,omitempty"`
	TokenLifetime           Duration `json:"tokenLifetime,omitempty"`
}

// Duration is a time.Duration that JSON writes as "90m".
type Duration time.Duration

// MarshalJSON writes the duration as text.
func (d Duration) MarshalJSON() ([]byte, error) { return json.Marshal(time.Duration(d).String()) }

// UnmarshalJSON reads what MarshalJSON writes.
func (d *Duration) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	v, err := time.ParseDuration(s)
	*d = Duration(v)
	return err
}

// Known are all quirks in order of name.
var Known = quirk.List[Quirks]{
	quirk.Flag("adminTypeUndefined", `a user without the role admin reads back adminType as the string "undefined", as an answer of 2017 shows; usually the field is missing`, func(q *Quirks) *bool { return &q.AdminTypeUndefined }),
	quirk.Text("businessOffers", "names or references of offers, parted by commas, that count as at least Business besides those of the catalogue: which custom offers do is not documented", func(q *Quirks) *string { return &q.BusinessOffers }),
	quirk.Among("createStatus", "status of a create, 200 or 201 (the default); the vendor's texts do not say which", func(q *Quirks) *int { return &q.CreateStatus }, 200, 201),
	quirk.Flag("delegationWithoutActive", "delegation can be switched on while every assistant is logged out; usually it is refused, as the article asks for an assistant and speaks of available ones", func(q *Quirks) *bool { return &q.DelegationWithoutActive }),
	quirk.From("extensions", "how many unassigned extensions, from 1001, the PBX of a world without systems has; 20 by default, -1 is none", -1, func(q *Quirks) *int { return &q.Extensions }),
	quirk.Flag("legacyGroups", "Hub groups of the deprecated type manager_assistant can be created; usually they can only be there already", func(q *Quirks) *bool { return &q.LegacyGroups }),
	quirk.From("loginAttempts", "how many wrong passwords lock an account; 5 by default, as documented", 0, func(q *Quirks) *int { return &q.LoginAttempts }),
	quirk.Lasting("loginLock", "how long an account stays locked; 60m by default, as documented", func(q *Quirks) *time.Duration { return (*time.Duration)(&q.LoginLock) }),
	quirk.Flag("looseMembers", "licences, devices and users can be taken away from members of manager/assistant groups, as a gateway or an expiry may do; usually the simulator refuses what would break MA1, MA2, MA8 or MA9", func(q *Quirks) *bool { return &q.LooseMembers }),
	quirk.From("maxLimit", "largest page; 1000 by default, the most that the vendor's own tool asks for", 0, func(q *Quirks) *int { return &q.MaxLimit }),
	quirk.From("maxTokenRenew", "how often a token can be renewed; 5 by default, the value of the vendor's example; -1 is never", -1, func(q *Quirks) *int { return &q.MaxTokenRenew }),
	quirk.Flag("membersInLists", "lists of supervision groups carry members when format is full; usually they never do, and each group has to be read", func(q *Quirks) *bool { return &q.MembersInLists }),
	quirk.Text("minClientVersion", "x-rainbow-client-version below this is refused at login with 403020; usually any is taken", func(q *Quirks) *string { return &q.MinClientVersion }),
	quirk.Flag("numericShortNumbers", "lists of Hub groups write shortNumber as a number, as some of the vendor's examples do; usually it is a string everywhere", func(q *Quirks) *bool { return &q.NumericShortNumbers }),
	quirk.From("passwordLength", "shortest password; 8 by default, 12 was announced by the vendor for 2023", 0, func(q *Quirks) *int { return &q.PasswordLength }),
	quirk.Flag("purchases", "subscriptions can be bought; usually it is refused, so that nothing buys by accident", func(q *Quirks) *bool { return &q.Purchases }),
	quirk.From("rateLimit", "requests of one caller in a minute before 429 with Retry-After; 0, the default, is no limit, since no official quota is known", 0, func(q *Quirks) *int { return &q.RateLimit }),
	quirk.Flag("refuseUnknownFields", "fields that the vendor's tables do not have are 400; usually they are dropped", func(q *Quirks) *bool { return &q.RefuseUnknownFields }),
	quirk.Flag("replaceResets", "PUT of a supervision group logs everybody in and ends delegation where the body does not say otherwise; usually members that stay keep both", func(q *Quirks) *bool { return &q.ReplaceResets }),
	quirk.Flag("singleErrorAsObject", "a body with one mistake gets errorDetails as an object; usually bodies get a list, and query parameters an object", func(q *Quirks) *bool { return &q.SingleErrorAsObject }),
	quirk.Flag("takeover", "an extension of one user can be given to another in one call; usually it must be dissociated first", func(q *Quirks) *bool { return &q.Takeover }),
	quirk.Lasting("tokenLifetime", "how long a token is good; 1h by default, the real lifetime is not known: clients read exp", func(q *Quirks) *time.Duration { return (*time.Duration)(&q.TokenLifetime) }),
	quirk.Flag("uniqueGroupNames", "two supervision groups of a company cannot have one name; usually they can", func(q *Quirks) *bool { return &q.UniqueGroupNames }),
	quirk.Own("withoutInferred", "names of inferred routes, parted by commas, that do not exist; \"all\" is every one, see Inferred", setWithout),
}

// product is what messages call the service.
const product = "Rainbow"

// With is q with options laid over it, as text.
func (q Quirks) With(values map[string]string) (Quirks, error) {
	return Known.Over(q, product, values)
}

func setWithout(q *Quirks, v string) error {
	q.WithoutInferred = v
	_, err := Inferred.Lacking(v)
	return err
}

// check refuses values of a seed that no service could have.
func (q *Quirks) check() error {
	if s := q.CreateStatus; s != 0 && s != 200 && s != 201 {
		return fmt.Errorf("createStatus is %d, want 200 or 201", s)
	}
	if _, err := Inferred.Lacking(q.WithoutInferred); err != nil {
		return fmt.Errorf("withoutInferred: %w", err)
	}
	if q.MaxLimit < 0 || q.RateLimit < 0 || q.PasswordLength < 0 || q.LoginAttempts < 0 || q.LoginLock < 0 || q.TokenLifetime < 0 {
		return fmt.Errorf("a limit is negative")
	}
	return nil
}

// or is v, or what is usual when v is not set.
func or[T comparable](v, usual T) T {
	var zero T
	if v == zero {
		return usual
	}
	return v
}

func (q *Quirks) lifetime() time.Duration {
	return time.Duration(or(q.TokenLifetime, Duration(time.Hour)))
}
func (q *Quirks) lock() time.Duration { return time.Duration(or(q.LoginLock, Duration(time.Hour))) }
func (q *Quirks) attempts() int       { return or(q.LoginAttempts, 5) }
func (q *Quirks) maxRenew() int       { return max(or(q.MaxTokenRenew, 5), 0) }
func (q *Quirks) maxLimit() int       { return or(q.MaxLimit, 1000) }

// without says whether an inferred route is switched off.
func (q *Quirks) without(name string) bool {
	return quirk.Lacks(quirk.Words(q.WithoutInferred)).Route(name)
}
