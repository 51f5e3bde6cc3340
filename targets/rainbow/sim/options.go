package sim

import (
	"encoding/json"
	"fmt"
	"log/slog"
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
	// Certificate is a file that the server's certificate is written to; naming one
	// makes it speak TLS.
	Certificate string
	// Clock is the world's time; nil is the wall clock.
	Clock *simhttp.Clock
	// Log receives failures of the simulator itself; nil discards them.
	Log *slog.Logger

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
// "quirks", by the names in the field tags. Switches says each in a sentence.
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

// Switch is one quirk: its name, a sentence, and where it is kept.
type Switch struct {
	// Name is the quirk's name in a seed and in Quirks.Set.
	Name string
	// Text says what the service does with it, and what it does without.
	Text string

	at func(*Quirks) any
}

// Switches are all quirks in order of name.
var Switches = []Switch{
	{"adminTypeUndefined", `a user without the role admin reads back adminType as the string "undefined", as an answer of 2017 shows; usually the field is missing`, func(q *Quirks) any { return &q.AdminTypeUndefined }},
	{"businessOffers", "names or references of offers, parted by commas, that count as at least Business besides those of the catalogue: which custom offers do is not documented", func(q *Quirks) any { return &q.BusinessOffers }},
	{"createStatus", "status of a create, 200 or 201 (the default); the vendor's texts do not say which", func(q *Quirks) any { return &q.CreateStatus }},
	{"delegationWithoutActive", "delegation can be switched on while every assistant is logged out; usually it is refused, as the article asks for an assistant and speaks of available ones", func(q *Quirks) any { return &q.DelegationWithoutActive }},
	{"extensions", "how many unassigned extensions, from 1001, the PBX of a world without systems has; 20 by default, -1 is none", func(q *Quirks) any { return &q.Extensions }},
	{"legacyGroups", "Hub groups of the deprecated type manager_assistant can be created; usually they can only be there already", func(q *Quirks) any { return &q.LegacyGroups }},
	{"loginAttempts", "how many wrong passwords lock an account; 5 by default, as documented", func(q *Quirks) any { return &q.LoginAttempts }},
	{"loginLock", "how long an account stays locked; 60m by default, as documented", func(q *Quirks) any { return &q.LoginLock }},
	{"looseMembers", "licences, devices and users can be taken away from members of manager/assistant groups, as a gateway or an expiry may do; usually the simulator refuses what would break MA1, MA2, MA8 or MA9", func(q *Quirks) any { return &q.LooseMembers }},
	{"maxLimit", "largest page; 1000 by default, the most that the vendor's own tool asks for", func(q *Quirks) any { return &q.MaxLimit }},
	{"maxTokenRenew", "how often a token can be renewed; 5 by default, the value of the vendor's example; -1 is never", func(q *Quirks) any { return &q.MaxTokenRenew }},
	{"membersInLists", "lists of supervision groups carry members when format is full; usually they never do, and each group has to be read", func(q *Quirks) any { return &q.MembersInLists }},
	{"minClientVersion", "x-rainbow-client-version below this is refused at login with 403020; usually any is taken", func(q *Quirks) any { return &q.MinClientVersion }},
	{"numericShortNumbers", "lists of Hub groups write shortNumber as a number, as some of the vendor's examples do; usually it is a string everywhere", func(q *Quirks) any { return &q.NumericShortNumbers }},
	{"passwordLength", "shortest password; 8 by default, 12 was announced by the vendor for 2023", func(q *Quirks) any { return &q.PasswordLength }},
	{"purchases", "subscriptions can be bought; usually it is refused, so that nothing buys by accident", func(q *Quirks) any { return &q.Purchases }},
	{"rateLimit", "requests of one caller in a minute before 429 with Retry-After; 0, the default, is no limit, since no official quota is known", func(q *Quirks) any { return &q.RateLimit }},
	{"refuseUnknownFields", "fields that the vendor's tables do not have are 400; usually they are dropped", func(q *Quirks) any { return &q.RefuseUnknownFields }},
	{"replaceResets", "PUT of a supervision group logs everybody in and ends delegation where the body does not say otherwise; usually members that stay keep both", func(q *Quirks) any { return &q.ReplaceResets }},
	{"singleErrorAsObject", "a body with one mistake gets errorDetails as an object; usually bodies get a list, and query parameters an object", func(q *Quirks) any { return &q.SingleErrorAsObject }},
	{"takeover", "an extension of one user can be given to another in one call; usually it must be dissociated first", func(q *Quirks) any { return &q.Takeover }},
	{"tokenLifetime", "how long a token is good; 1h by default, the real lifetime is not known: clients read exp", func(q *Quirks) any { return &q.TokenLifetime }},
	{"uniqueGroupNames", "two supervision groups of a company cannot have one name; usually they can", func(q *Quirks) any { return &q.UniqueGroupNames }},
	{"withoutInferred", "names of inferred routes, parted by commas, that do not exist; \"all\" is every one, see Inferred", func(q *Quirks) any { return &q.WithoutInferred }},
}

// Set gives a quirk its value from text, as a command line has it.
func (q *Quirks) Set(name, value string) error {
	i := slices.IndexFunc(Switches, func(s Switch) bool { return s.Name == name })
	if i < 0 {
		return simhttp.NoOption("the simulated Rainbow", name, switchNames())
	}
	if err := assign(Switches[i].at(q), value); err != nil {
		return simhttp.BadOption("the simulated Rainbow", name, err)
	}
	return q.check()
}

func assign(at any, value string) (err error) {
	switch p := at.(type) {
	case *bool:
		*p, err = strconv.ParseBool(value)
	case *int:
		*p, err = strconv.Atoi(value)
	case *string:
		*p = value
	case *Duration:
		var d time.Duration
		d, err = time.ParseDuration(value)
		*p = Duration(d)
	}
	return err
}

func switchNames() []string {
	var out []string
	for _, s := range Switches {
		out = append(out, s.Name)
	}
	return out
}

// check refuses values that no service could have.
func (q *Quirks) check() error {
	if s := q.CreateStatus; s != 0 && s != 200 && s != 201 {
		return fmt.Errorf("createStatus is %d, want 200 or 201", s)
	}
	for _, name := range fields(q.WithoutInferred) {
		known := slices.ContainsFunc(Inferred, func(i InferredRoute) bool { return i.Name == name })
		if name != "all" && !known {
			return fmt.Errorf("withoutInferred: there is no inferred route %q", name)
		}
	}
	if q.MaxLimit < 0 || q.RateLimit < 0 || q.PasswordLength < 0 || q.LoginAttempts < 0 || q.LoginLock < 0 || q.TokenLifetime < 0 {
		return fmt.Errorf("a limit is negative")
	}
	return nil
}

// fields cuts a list that commas part.
func fields(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
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
	off := fields(q.WithoutInferred)
	return slices.Contains(off, name) || slices.Contains(off, "all")
}
