package sim

import (
	"log/slog"
	"time"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// Options are how a world is made and served, and how its PBX differs from the
// usual. Each quirk names who has seen the behaviour, or says that nobody on this
// side has; the zero value is the reading that most observations agree with. A
// seed may set the quirks too, as "quirks", by the names in the field tags.
type Options struct {
	// Addr is where Start listens; "127.0.0.1:0" when empty. Loopback only.
	Addr string `json:"-"`
	// File is where the world lives; empty keeps it in memory.
	File string `json:"-"`
	// Certificate is the file that a client finds the server's certificate in;
	// naming one turns TLS on.
	Certificate string `json:"-"`
	// Clock is the world's time; nil is the wall clock.
	Clock *simhttp.Clock `json:"-"`
	// Log receives failures of the simulator itself; nil discards them.
	Log *slog.Logger `json:"-"`

	// ClientID and Secret are the principal of a world whose seed names none;
	// both are "patchbay" when empty. It has the role system_owners in DEFAULT.
	ClientID, Secret string `json:"-"`
	// Owner adds extension 100 with the role system_owners to a world without
	// users, as the set-up wizard of a fresh PBX does.
	Owner bool `json:"-"`
	// Version is the version of a world whose seed names none: "20.0.7.x" to
	// "20.0.10.x". It decides properties, keys by number, the unit of expires_in
	// and the spelling of warnings.
	Version string `json:"-"`

	// Favorites gives every new user the hidden group ___FAVORITES___<number>.
	// Integrators see such groups on users that use favourites, not on all.
	Favorites bool `json:"favorites,omitempty"`
	// FavoritesSurviveReplace keeps a user's membership in its favourites group
	// when User.Groups is replaced without it. Nobody has reported which is
	// true; losing it is the dangerous reading, so it is the usual one here.
	FavoritesSurviveReplace bool `json:"favoritesSurviveReplace,omitempty"`
	// KeepNullOverrides makes null in the Rights of a membership store false
	// instead of giving the flag back to the role. Neither has been observed.
	KeepNullOverrides bool `json:"keepNullOverrides,omitempty"`
	// Primary says what becomes of a user whose Groups leave out its primary
	// group. Not observed; the official suite only shows that Groups: [] is accepted.
	Primary PrimaryRule `json:"primary,omitempty"`
	// AllMembers lists every kind of number in Group.Members, service
	// principals too, and replaces them with it. Inferred from UserGroup.Type
	// and the tag Principal; usually extensions only.
	AllMembers bool `json:"allMembers,omitempty"`
	// EditionRefused answers 400 WARNINGS.XAPI.INVALID_LICENSE_TYPE to
	// CanBargeIn and CanSeeGroupRecordings below Professional. Not observed;
	// usually the flags are accepted and dropped.
	EditionRefused bool `json:"editionRefused,omitempty"`
	// RequireEnterprise refuses tokens below Enterprise, as the licence terms say.
	RequireEnterprise bool `json:"requireEnterprise,omitempty"`
	// DuplicateGroupNames lets two groups have one name.
	DuplicateGroupNames bool `json:"duplicateGroupNames,omitempty"`
	// StrictLength refuses extension numbers that are not as long as ENL says.
	StrictLength bool `json:"strictLength,omitempty"`
	// CheckDestinations refuses a Destination whose Number nobody has, with
	// WARNINGS.XAPI.NON_EXISTENT_EXT_NUMBER. The code is in the specification,
	// when it is sent has not been observed.
	CheckDestinations bool `json:"checkDestinations,omitempty"`
	// PartialMultiUpdate takes a MultiUserUpdate whose object is partial. A
	// live PBX answered 500 with an empty body to an integrator.
	PartialMultiUpdate bool `json:"partialMultiUpdate,omitempty"`

	// TokenLifetime is how long a token is good; 0 is one hour.
	TokenLifetime time.Duration `json:"-"`
	// ManyTokens lets one principal hold several tokens. The official client
	// takes care to have one only, since a new one ends the one before.
	ManyTokens bool `json:"manyTokens,omitempty"`

	// PageSize is how many rows come without $top; 0 is all of them. A
	// school-district sync reads all users so, another probe was given 50.
	PageSize int `json:"pageSize,omitempty"`
	// NextLink adds @odata.nextLink to a page that is not the last. The
	// specification has no such member: it tests tolerant clients.
	NextLink bool `json:"nextLink,omitempty"`
	// EmptyErrors leaves the bodies of 401, 403 and 404 empty, as ASP.NET does
	// by itself; usually they carry an OData error.
	EmptyErrors bool `json:"emptyErrors,omitempty"`
}

// PrimaryRule says what becomes of a user outside its primary group.
type PrimaryRule string

// The rules.
const (
	PrimaryFree   PrimaryRule = ""       // PrimaryGroupId and Groups are independent
	PrimaryRejoin PrimaryRule = "rejoin" // the PBX adds the primary group again
	PrimaryMember PrimaryRule = "member" // 400: PrimaryGroupId must be one of Groups
)
