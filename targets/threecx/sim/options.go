package sim

import (
	"time"

	"github.com/patchbay-dev/patchbay/targets/internal/quirk"
	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// Options are how a world is made and served, and how its PBX differs from the
// usual. Known says each quirk in a sentence, with who has seen it or that nobody on
// this side has; the zero value is the reading that most observations agree with. A
// seed may set the quirks too, as "quirks", by the names in the field tags.
type Options struct {
	simhttp.Serving `json:"-"`

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

	// TokenLifetime is how long a token is good; 0 is one hour.
	TokenLifetime time.Duration `json:"-"`

	Favorites               bool        `json:"favorites,omitempty"`
	FavoritesSurviveReplace bool        `json:"favoritesSurviveReplace,omitempty"`
	KeepNullOverrides       bool        `json:"keepNullOverrides,omitempty"`
	Primary                 PrimaryRule `json:"primary,omitempty"`
	AllMembers              bool        `json:"allMembers,omitempty"`
	EditionRefused          bool        `json:"editionRefused,omitempty"`
	RequireEnterprise       bool        `json:"requireEnterprise,omitempty"`
	DuplicateGroupNames     bool        `json:"duplicateGroupNames,omitempty"`
	StrictLength            bool        `json:"strictLength,omitempty"`
	CheckDestinations       bool        `json:"checkDestinations,omitempty"`
	PartialMultiUpdate      bool        `json:"partialMultiUpdate,omitempty"`
	ManyTokens              bool        `json:"manyTokens,omitempty"`
	PageSize                int         `json:"pageSize,omitempty"`
	NextLink                bool        `json:"nextLink,omitempty"`
	EmptyErrors             bool        `json:"emptyErrors,omitempty"`
}

// Known are the options that can be given by name, in order. All but owner and
// version are quirks.
var Known = quirk.List[Options]{
	quirk.Flag("allMembers", "Group.Members lists every kind of number, service principals too, and replaces them (true or false; false, extensions only; inferred from UserGroup.Type and the tag Principal).", func(o *Options) *bool { return &o.AllMembers }),
	quirk.Flag("checkDestinations", "a Destination whose Number nobody has is refused with WARNINGS.XAPI.NON_EXISTENT_EXT_NUMBER (true or false; false: the code is in the specification, when it is sent has not been observed).", func(o *Options) *bool { return &o.CheckDestinations }),
	quirk.Flag("duplicateGroupNames", "two groups may have one name (true or false; false).", func(o *Options) *bool { return &o.DuplicateGroupNames }),
	quirk.Flag("editionRefused", "CanBargeIn and CanSeeGroupRecordings below Professional are 400 WARNINGS.XAPI.INVALID_LICENSE_TYPE (true or false; false, accepted and dropped; neither has been observed).", func(o *Options) *bool { return &o.EditionRefused }),
	quirk.Flag("emptyErrors", "401, 403 and 404 have empty bodies, as ASP.NET does by itself (true or false; false, an OData error).", func(o *Options) *bool { return &o.EmptyErrors }),
	quirk.Flag("favorites", "every new user gets the hidden group ___FAVORITES___<number> (true or false; false: integrators see such groups on users that use favourites, not on all).", func(o *Options) *bool { return &o.Favorites }),
	quirk.Flag("favoritesSurviveReplace", "a user stays in the own favourites group when User.Groups is replaced without it (true or false; false, the dangerous reading: nobody has reported which is true).", func(o *Options) *bool { return &o.FavoritesSurviveReplace }),
	quirk.Flag("keepNullOverrides", "null in the Rights of a membership stores false instead of giving the flag back to the role (true or false; false; neither has been observed).", func(o *Options) *bool { return &o.KeepNullOverrides }),
	quirk.Flag("manyTokens", "one principal may hold several tokens (true or false; false: the official client takes care to have one only, since a new one ends the one before).", func(o *Options) *bool { return &o.ManyTokens }),
	quirk.Flag("nextLink", "a page that is not the last has @odata.nextLink (true or false; false: the specification has no such member, it tests tolerant clients).", func(o *Options) *bool { return &o.NextLink }),
	quirk.Flag("owner", "a world without users has extension 100 with the role system_owners, as the set-up wizard of a fresh PBX makes it (true or false; false).", func(o *Options) *bool { return &o.Owner }),
	quirk.From("pageSize", "rows that come without $top (a number, 0 is all of them; 0: a school-district sync reads all users so, another probe was given 50).", 0, func(o *Options) *int { return &o.PageSize }),
	quirk.Flag("partialMultiUpdate", "a MultiUserUpdate whose object is partial is taken (true or false; false: a live PBX answered 500 with an empty body to an integrator).", func(o *Options) *bool { return &o.PartialMultiUpdate }),
	quirk.Word("primary", "what becomes of a user whose Groups leave out its primary group: rejoin adds the group again, member refuses it with 400 (neither, so that PrimaryGroupId and Groups are independent; not observed, the official suite only shows that Groups: [] is accepted).", func(o *Options) *PrimaryRule { return &o.Primary }, PrimaryRejoin, PrimaryMember),
	quirk.Flag("requireEnterprise", "tokens are refused below Enterprise, as the licence terms say (true or false; false).", func(o *Options) *bool { return &o.RequireEnterprise }),
	quirk.Flag("strictLength", "extension numbers that are not as long as ENL says are refused (true or false; false).", func(o *Options) *bool { return &o.StrictLength }),
	quirk.Text("version", "the version of a world whose seed names none, which decides properties, keys by number, the unit of expires_in and the spelling of warnings (20.0.7.x to 20.0.10.x; the newest).", func(o *Options) *string { return &o.Version }),
}

// With is o with options laid over it, as text.
func (o Options) With(values map[string]string) (Options, error) {
	return Known.Over(o, "3CX", values)
}

// PrimaryRule says what becomes of a user outside its primary group.
type PrimaryRule string

// The rules.
const (
	PrimaryFree   PrimaryRule = ""       // PrimaryGroupId and Groups are independent
	PrimaryRejoin PrimaryRule = "rejoin" // the PBX adds the primary group again
	PrimaryMember PrimaryRule = "member" // 400: PrimaryGroupId must be one of Groups
)
