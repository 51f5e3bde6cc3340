package model

import "github.com/patchbay-dev/patchbay/compiler/diag"

// Site is one organization, as one folder describes it.
type Site struct {
	Package      string // the CUE package's name
	Organization Organization
	Departments  []Department
	Users        []User
	Groups       []Group
	Roles        []Role
	Devices      []Device
	Workspaces   []Workspace
	Targets      []Target
	Policies     Policies
	Requires     string // a constraint on patchbay's own version, such as ">=0.3"; "" is any

	// Unread are, in a draft, what is declared and could not be read: the paths of
	// records, of root fields, and of collections of which records may be missing.
	Unread map[string]bool
}

// Knows reports whether a site may be asked for a record: with false, that it
// is not there says nothing, since it, or something of its family, was unread.
func (s *Site) Knows(family, id string) bool {
	return len(s.Unread) == 0 || !s.Unread[family] && !s.Unread[Path(family, id)]
}

// Object is what every declared thing carries beside its own fields.
type Object struct {
	ID         string
	Pos        diag.Pos          // where the site first names it
	Roster     string            // the roster its row came from; "" when it was written out
	Previously []string          // former ids, so that a rename is not a delete and a create
	Native     map[string]Native // vendor attributes outside the model, by target name
}

// Ident is the object's id.
func (o *Object) Ident() string { return o.ID }

// Native is a bag of attributes in one target's own words. Values are string,
// bool, int64, float64, []any, map[string]any or nil.
type Native map[string]any

// Organization is what holds for everybody.
type Organization struct {
	Pos        diag.Pos
	Name       Field[string]
	Domain     Field[string] // e-mail domain
	Country    Field[string] // ISO 3166-1 alpha-2
	Language   Field[string] // BCP 47
	Timezone   Field[string] // IANA name
	Extensions ExtensionPlan
}

// ExtensionPlan limits the numbers that the site may give out.
type ExtensionPlan struct {
	MinDigits Field[int64]
	MaxDigits Field[int64]
	Ranges    []Range // sorted by id; empty: any number of a permitted length
}

// Range is a block of numbers kept for one kind of thing.
type Range struct {
	ID       string
	From, To string // inclusive, same number of digits
	For      string // users, queues, ringGroups, parkings, any
}

// Ident is the range's id.
func (r *Range) Ident() string { return r.ID }

// Root is the parent of the top departments.
const Root = "root"

// Department is a node of the organization's tree.
type Department struct {
	Object
	Title    Field[string]
	Parent   Field[string] // a department id, or Root
	Head     Field[string] // a user id
	Language Field[string]
	Timezone Field[string]
}

// User is a person with an account, usually with an extension.
type User struct {
	Object
	FirstName    Field[string]
	LastName     Field[string]
	DisplayName  Field[string]
	Email        Field[string]
	Extension    Field[string]
	Mobile       Field[string] // E.164
	JobTitle     Field[string]
	Language     Field[string]
	Department   Field[string]
	Enabled      Field[bool]
	CallerID     Field[string]     // number shown on outgoing calls
	Listed       Field[bool]       // appears in the company phonebook
	Licences     map[string]string // licence name → "true", "false" or "external"; nil is absent
	Position     map[string]string // target name → the vendor role held there
	ContactAdmin map[string]bool   // target name → contact-centre administrator
	Voicemail    *Voicemail
	Forwarding   *Forwarding
}

// Voicemail is a user's mailbox.
type Voicemail struct {
	Pos     diag.Pos
	Enabled Field[bool]
	Email   Field[string] // none, notify, attach, attachAndDelete
	PIN     *Secret
}

// Forwarding is where calls go when the user does not take them. On several
// systems it is the user's own running state: it is compared only when written.
type Forwarding struct {
	Pos         diag.Pos
	RingSeconds Field[int64]
	Rules       []ForwardingRule // sorted by situation
	FollowMe    []FollowStep     // in ringing order; nil is absent
}

// ForwardingRule is one situation. Internal and External may differ.
type ForwardingRule struct {
	Situation string // always, away, busy, noAnswer, unregistered
	Internal  *Destination
	External  *Destination
}

// FollowStep rings one place for some seconds.
type FollowStep struct {
	To      Destination
	Seconds Field[int64]
}

// Destination is a place to send a call: exactly one field is set.
type Destination struct {
	Voicemail string // a user id; "self" is the user's own
	User      string
	Group     string
	Number    string // E.164 or as dialled
	Mobile    bool   // the user's own mobile
	Hangup    bool
}

// Group is anything with members, of whatever kind the vendors know.
type Group struct {
	Object
	Kind         GroupKind
	Title        Field[string]
	Department   Field[string]
	Extension    Field[string]
	Language     Field[string]
	Published    Field[bool]     // its existence is shown to everybody
	Members      []Member        // sorted by user; nil is absent, empty is none
	RoleDefaults []RoleDefault   // sorted by role; what a vendor role may do in this group
	Agents       []Agent         // call queues, inbox queues, campaigns
	Supervisors  map[string]bool // user ids
	Manager      Field[string]   // manager/assistant groups: whose calls
	Assistants   []Assistant
	Delegation   Field[bool]     // manager/assistant groups: running state
	Groups       map[string]bool // group ids: who may use a parking
	Strategy     Field[string]
	RingOrder    []string // user ids, for strategies in which order counts
	RingSeconds  Field[int64]
	WrapUp       Field[int64] // seconds
	MaxWait      Field[int64] // seconds
	MaxCallers   Field[int64]
	Recording    Field[string] // off, optOut, optIn
	NoAnswer     *Destination
}

// GroupKind says what a group is for.
type GroupKind string

const (
	Team             GroupKind = "team"
	DepartmentGroup  GroupKind = "department"
	Queue            GroupKind = "queue"
	InboxQueue       GroupKind = "inboxQueue"
	Campaign         GroupKind = "campaign"
	RingGroup        GroupKind = "ringGroup"
	ManagerAssistant GroupKind = "managerAssistant"
	Supervision      GroupKind = "supervision"
	Workgroup        GroupKind = "workgroup"
	UserGroup        GroupKind = "userGroup"
	Reporting        GroupKind = "reporting"
	Pickup           GroupKind = "pickup"
	Parking          GroupKind = "parking"
)

// Member is one user's place in one group.
type Member struct {
	Pos       diag.Pos
	User      string
	Role      Field[string] // a role of the site, or a base role
	As        Field[string] // workgroups: owner, moderator, member
	Primary   Field[bool]   // reporting groups: calls are counted here
	Overrides Grants        // for this user in this group only; nil is absent
}

// RoleDefault is what one base role may do in one group.
type RoleDefault struct {
	Pos    diag.Pos
	Role   string
	Grants Grants
}

// Agent serves a queue.
type Agent struct {
	Pos      diag.Pos
	User     string
	Skill    Field[string]
	Priority Field[int64] // lower rings first
}

// Assistant may answer for the manager.
type Assistant struct {
	Pos       diag.Pos
	User      string
	LoggedOut Field[bool] // running state
}

// Grant gives one permission one level.
type Grant struct {
	Permission string
	Level      string // a word of that permission's scale; "true" and "false" for switches
	Pos        diag.Pos
}

// Grants are sorted by permission.
type Grants []Grant

// Get returns the level written for a permission.
func (g Grants) Get(permission string) (string, bool) {
	for _, x := range g {
		if x.Permission == permission {
			return x.Level, true
		}
	}
	return "", false
}

// Role is a named set of grants and those it is given to.
type Role struct {
	Object
	Title  Field[string]
	Base   Field[string] // the vendor role whose defaults it starts from
	Grants Grants
	Assign []Assignment // sorted by name; nil is absent
}

// Assignment gives a role to someone. Exactly one of User, Department, HeadOf,
// Group, Workgroup, UserGroup and Everyone is set.
type Assignment struct {
	Pos            diag.Pos
	Name           string
	User           string
	Department     string
	Subdepartments bool   // with Department: the whole subtree
	HeadOf         string // the head of this department
	Group          string
	Workgroup      string
	As             string // with Workgroup: owner, moderator, member
	UserGroup      string
	Everyone       bool
}

// Ident is the assignment's name.
func (a *Assignment) Ident() string { return a.Name }

// Device is something that rings.
type Device struct {
	Object
	Kind     string // deskphone, softphone, webrtc, remoteExtension, mobile, analogue
	Title    Field[string]
	Owner    Field[string]
	MAC      Field[string] // as written; targets normalize
	Model    Field[string]
	Template Field[string]
	Clients  map[string]bool // softphone: desktop, mobile, crm, web; nil is absent
	Number   Field[string]   // remote extension, mobile
	Network  Field[string]   // local, remote, sbc
	SBC      Field[string]
	Gateway  Field[string] // analogue: the adapter's MAC
	Line     Field[int64]  // analogue: its line
	Language Field[string]
	Password *Secret // SIP
}

// Workspace is a shared area of a reporting portal.
type Workspace struct {
	Object
	Title   Field[string]
	Members map[string]string // user id → role; nil is absent
}

// Secret says where a value is kept; patchbay never holds it in a site.
// Exactly one of Env, File, Exec and Age is set.
type Secret struct {
	Pos      diag.Pos
	Env      string
	File     string
	Exec     []string
	Age      string
	Generate bool // make one where there is none
}
