package rainbow

import (
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// The kinds of object of a company, by the names that snapshots, plans and steps
// use.
const (
	User         = "user"
	Subscription = "subscription" // what the company bought: read, never written
	Licence      = "licence"      // one user's profile: a seat of a subscription
	System       = "system"       // a PBX or Cloud PBX: read, never written
	Extension    = "extension"    // a phone number of the PBX: there or not, never made
	Association  = "association"  // product A: an extension that is a user's
	Subscriber   = "subscriber"   // product B: the number of a user on the Cloud PBX
	Device       = "device"       // product B: a SIP device of the Cloud PBX
	DDI          = "ddi"          // product B: a public number: read, never made
	Supervision  = "supervision"  // product A: a supervision group, of three types
	HubGroup     = "hubGroup"     // product B: a hunting group
)

// The types of supervision groups (CS SupervisionGroupType), and the subType that
// the Hub's groups of manager and assistants have.
const (
	ManagerAssistant = "manager_assistant"
	DefaultType      = "default"
	MutualAid        = "mutual_aid"
)

// The licences that the language has words for; see Licence.
const (
	Essential  = "essential"
	Business   = "business"
	Enterprise = "enterprise"
	Attendant  = "attendant"
)

// Schema lists the kinds and attributes of a company. Attributes have the names
// of the REST API's fields, except:
//
//   - a reference is the other object's natural key, not its id: of a user the
//     loginEmail in lower case, of an extension its shortNumber, of a system or
//     subscription its name, of a DDI its number;
//   - what is called offer of a licence is essential, business or enterprise where
//     the offerReference is RB-Essential, RB-Business or RB-Enterprise, attendant
//     where the offer's name begins with "Attendant" or "Voice Attendant", and the
//     offer's own name else; a second one of a word has its own name too;
//   - roles of a user are without supervisor, which the vendor gives and takes by
//     itself, and without user, which everybody has;
//   - mobile of a user is the number of the first personal phone number whose
//     deviceType is mobile; phoneNumbers are the other personal ones;
//   - members of a group are laid out by role: manager, assistants, leader and so
//     on, with those who are logged out (status idle) in idle, and managerIdle for
//     the manager;
//   - profiles of a default offer, which come with the account and stay, are no
//     licences;
//   - delegation of a Hub group is that its leader's status is active: on the Hub a
//     leader who is active has delegated. A leader is never in idle.
//
// Extensions are those of one PBX: the one that options.system names, or the only
// one. Users who are terminated are no objects.
func Schema(p state.Profile) state.Schema {
	kinds := []state.Kind{systemKind(), subscriptionKind(), userKind(), licenceKind(), extensionKind(), associationKind(p),
		subscriberKind(), deviceKind(), ddiKind(), supervisionKind(p), hubGroupKind()}
	for i := range kinds {
		slices.SortFunc(kinds[i].Fields, func(a, b state.Field) int { return strings.Compare(a.Name, b.Name) })
	}
	return state.Schema{Kinds: kinds}
}

func systemKind() state.Kind {
	return state.Kind{
		Name: System, Plural: "systems", Title: "PBX", Key: []string{"name"},
		Fields: []state.Field{
			{Name: "name", Type: state.Text, Flags: state.Immutable, Title: "name"},
			{Name: "product", Type: state.Text, Flags: state.Computed, Values: []string{"hub", "pbx"}, Title: "product"},
			{Name: "pbxId", Type: state.Text, Flags: state.Computed, Title: "PBX id"},
			{Name: "status", Type: state.Text, Flags: state.Computed, Title: "status"},
			{Name: "type", Type: state.Text, Flags: state.Computed, Title: "type"},
		},
	}
}

func subscriptionKind() state.Kind {
	return state.Kind{
		Name: Subscription, Plural: "subscriptions", Title: "subscription", Key: []string{"name"},
		Fields: slices.Concat([]state.Field{
			{Name: "name", Type: state.Text, Flags: state.Immutable, Title: "name"}, // offerName; with " #id" where another has the name
			{Name: "offer", Type: state.Text, Flags: state.Computed, Title: "licence"},
		},
			draft.Fields(state.Text, state.Computed, "businessModel", "offerReference", "status"),
			draft.Fields(state.Bool, state.Computed, "isDefault", "isExclusive"),
			draft.Fields(state.Int, state.Computed, "maxNumberUsers", "numberAssignedUsers")),
	}
}

func userKind() state.Kind {
	return state.Kind{
		Name: User, Plural: "users", Title: "user", Key: []string{"loginEmail"}, Can: state.Create | state.Update | state.Delete,
		Fields: slices.Concat([]state.Field{
			{Name: "loginEmail", Type: state.Text, Flags: state.Unique, Title: "login"},
			{Name: "firstName", Type: state.Text, Title: "first name"},
			{Name: "lastName", Type: state.Text, Title: "last name"},
			{Name: "jobTitle", Type: state.Text, Title: "job title"},
			{Name: "department", Type: state.Text, Title: "department"},
			{Name: "language", Type: state.Text, Title: "language"},
			{Name: "mobile", Type: state.Text, Title: "mobile"},
			{Name: "phoneNumbers", Type: state.Tree, Title: "other personal numbers"},
			{Name: "customData", Type: state.Tree, Title: "custom data"},
			{Name: "tags", Type: state.Strset, Title: "tags"},
			{Name: "isActive", Type: state.Bool, Default: state.OfBool(true), Title: "active"},
			{Name: "roles", Type: state.Strset, Flags: state.Privilege, Title: "roles"},
			{Name: "adminType", Type: state.Text, Flags: state.Privilege, Values: []string{"company_admin", "organization_admin", "site_admin"}, Title: "administrator of"},
			{Name: "ddi", Type: state.Text, Ref: DDI, Flags: state.Unique, Title: "direct number"},
			{Name: "site", Type: state.Text, Flags: state.Computed, Title: "site"},
			{Name: "systemNumbers", Type: state.Strset, Flags: state.Computed, Title: "numbers of PBXs"}, // "system shortNumber", of every PBX
			{Name: "supervises", Type: state.Bool, Flags: state.Computed, Title: "supervisor"},
			{Name: "isInitialized", Type: state.Bool, Flags: state.Computed, Title: "has logged in"},
			{Name: "password", Type: state.Text, Flags: state.Secret, Title: "password"},
		},
			draft.Fields(state.Text, 0, "country", "nickName", "state", "timezone", "title", "userInfo1", "userInfo2", "visibility")),
	}
}

// licenceKind: a seat is taken and given back, and never bought.
func licenceKind() state.Kind {
	return state.Kind{
		Name: Licence, Plural: "licences", Title: "licence", Key: []string{"user", "offer"}, Owner: User, Can: state.Create | state.Delete,
		Fields: []state.Field{
			{Name: "user", Type: state.Text, Flags: state.Immutable, Ref: User, Title: "user"},
			{Name: "offer", Type: state.Text, Flags: state.Immutable, Title: "licence"},
			{Name: "subscription", Type: state.Text, Flags: state.Computed, Title: "subscription"},
			{Name: "status", Type: state.Text, Flags: state.Computed, Title: "status"},
			{Name: "isDefault", Type: state.Bool, Flags: state.Computed, Title: "comes with the account"},
		},
	}
}

// extensionKind: only the PBX's own gateway makes and removes extensions.
func extensionKind() state.Kind {
	return state.Kind{
		Name: Extension, Plural: "extensions", Title: "extension", Key: []string{"shortNumber"}, Can: state.Update,
		Fields: slices.Concat([]state.Field{
			{Name: "shortNumber", Type: state.Text, Flags: state.Immutable, Title: "number"},
			{Name: "system", Type: state.Text, Flags: state.Computed, Title: "PBX"},
			{Name: "internalNumber", Type: state.Text, Flags: state.Unique, Title: "internal number"},
			{Name: "number", Type: state.Text, Title: "public number"},
		},
			draft.Fields(state.Text, 0, "deviceName", "deviceType", "firstName", "lastName", "type"),
			draft.Fields(state.Bool, 0, "isMonitored", "isVisibleByOthers")),
	}
}

// associationKind: a user may have several extensions, an extension one user.
func associationKind(p state.Profile) state.Kind {
	return state.Kind{
		Name: Association, Plural: "associations", Title: "associated extension", Key: []string{"user", "extension"}, Owner: User, Can: state.Create | state.Delete,
		Fields: []state.Field{
			{Name: "user", Type: state.Text, Flags: state.Immutable, Ref: User, Title: "user"},
			{Name: "extension", Type: state.Text, Flags: state.Immutable | state.Unique, Ref: Extension, Title: "extension"},
		},
	}
}

func subscriberKind() state.Kind {
	return state.Kind{
		Name: Subscriber, Plural: "subscribers", Title: "subscriber", Key: []string{"user", "shortNumber"}, Owner: User, Can: state.Create | state.Delete,
		Fields: []state.Field{
			{Name: "user", Type: state.Text, Flags: state.Immutable, Ref: User, Title: "user"},
			{Name: "shortNumber", Type: state.Text, Flags: state.Immutable | state.Unique, Title: "number"},
			{Name: "system", Type: state.Text, Flags: state.Computed, Title: "Cloud PBX"},
		},
	}
}

// deviceKind: a device of nobody is kept for whoever comes next.
func deviceKind() state.Kind {
	return state.Kind{
		Name: Device, Plural: "devices", Title: "device", Key: []string{"macAddress"}, Can: state.Create | state.Update | state.Delete,
		Fields: []state.Field{
			{Name: "macAddress", Type: state.Text, Flags: state.Immutable, Title: "MAC address"}, // twelve digits in lower case
			{Name: "deviceTypeId", Type: state.Text, Flags: state.Immutable, Title: "model"},
			{Name: "description", Type: state.Text, Title: "description"},
			{Name: "user", Type: state.Text, Ref: User, Title: "user"},
			{Name: "system", Type: state.Text, Flags: state.Computed, Title: "Cloud PBX"},
		},
	}
}

func ddiKind() state.Kind {
	return state.Kind{
		Name: DDI, Plural: "ddis", Title: "direct number", Key: []string{"number"},
		Fields: []state.Field{
			{Name: "number", Type: state.Text, Flags: state.Immutable, Title: "number"},
			{Name: "system", Type: state.Text, Flags: state.Computed, Title: "Cloud PBX"},
			{Name: "assigned", Type: state.Text, Flags: state.Computed, Title: "given to"}, // kind/key of a user or hubGroup
		},
	}
}

// people is an attribute that holds users of a group.
func people(name, title string) state.Field {
	return state.Field{Name: name, Type: state.Strset, Ref: User, Flags: state.Privilege, Title: title}
}

func supervisionKind(p state.Profile) state.Kind {
	return state.Kind{
		Name: Supervision, Plural: "groups", Title: "supervision group", Key: []string{"name"}, Can: state.Create | state.Update | state.Delete,
		Fields: []state.Field{
			{Name: "name", Type: state.Text, Title: "name"},
			{Name: "description", Type: state.Text, Title: "description"},
			{Name: "type", Type: state.Text, Flags: state.Immutable, Values: []string{DefaultType, ManagerAssistant, MutualAid}, Title: "type"},
			{Name: "isEmptyAllowed", Type: state.Bool, Title: "may be empty"},
			{Name: "manager", Type: state.Text, Ref: User, Flags: state.Privilege, Title: "manager"},
			people("assistants", "assistants"),
			people("supervisors", "supervisors"),
			people("supervisorAdmins", "administrators among the supervisors"),
			people("supervised", "supervised"),
			{Name: "delegation", Type: state.Bool, Flags: state.Runtime, Title: "delegation"},
			{Name: "idle", Type: state.Strset, Ref: User, Flags: state.Runtime, Title: "logged out"},
			{Name: "managerIdle", Type: state.Bool, Flags: state.Runtime, Title: "manager logged out"},
		},
	}
}

// hubGroupKind: a group is known by its number, which no update takes. Agents ring
// in the order of their list; assistants in that of memberOrder, where a new one
// comes last, since a site has no order for them.
func hubGroupKind() state.Kind {
	return state.Kind{
		Name: HubGroup, Plural: "hubGroups", Title: "Hub group", Key: []string{"shortNumber"}, Can: state.Create | state.Update | state.Delete,
		Fields: []state.Field{
			{Name: "shortNumber", Type: state.Text, Flags: state.Immutable, Title: "number"},
			{Name: "name", Type: state.Text, Title: "name"},
			{Name: "type", Type: state.Text, Flags: state.Immutable, Values: []string{"call_queue", "hunting_group", "manager_assistant"}, Title: "type"},
			{Name: "subType", Type: state.Text, Flags: state.Immutable, Values: []string{"default", "hg_attendant", "manager_assistant"}, Title: "kind"},
			{Name: "policy", Type: state.Text, Values: []string{"circular", "parallel", "serial"}, Title: "order of ringing"},
			{Name: "timeout", Type: state.Int, Title: "ring time"},
			{Name: "externalNumber", Type: state.Text, Ref: DDI, Flags: state.Unique, Title: "direct number"},
			{Name: "isEmptyAllowed", Type: state.Bool, Title: "may be empty"},
			{Name: "isDDIUpdateByManagerAllowed", Type: state.Bool, Flags: state.Privilege, Title: "administrators change the direct number"},
			{Name: "recordingProfile", Type: state.Text, Values: []string{"all", "external_only", "internal_only", "none"}, Title: "recording"},
			{Name: "isEmergencyGroup", Type: state.Bool, Flags: state.Computed, Title: "emergency group"},
			{Name: "leader", Type: state.Text, Ref: User, Flags: state.Privilege, Title: "manager"},
			people("assistants", "assistants"),
			{Name: "agents", Type: state.Strlist, Ref: User, Flags: state.Privilege, Title: "members"},
			{Name: "memberOrder", Type: state.Strlist, Flags: state.Computed, Title: "members as they ring"},
			people("managers", "administrators of the group"),
			{Name: "delegation", Type: state.Bool, Flags: state.Runtime, Title: "delegation"},
			{Name: "idle", Type: state.Strset, Ref: User, Flags: state.Runtime, Title: "logged out"},
		},
	}
}
