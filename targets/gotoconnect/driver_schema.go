package gotoconnect

import (
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// The kinds of object of an account, by the names that snapshots, plans and steps
// use.
const (
	Account          = "account"          // the account itself, with the settings of its contact centre
	Licence          = "licence"          // what the account bought: read, never written
	RoleSet          = "roleSet"          // a custom role
	UserGroup        = "userGroup"        // a user group of the administration
	Location         = "location"         // a place
	DeviceModel      = "deviceModel"      // a kind of phone that the service knows: read
	User             = "user"             // a person
	Extension        = "extension"        // anything with a number; only direct ones are made and changed
	Assignment       = "assignment"       // a user whose primary extension it is
	Device           = "device"           // a desk phone
	PhoneNumber      = "phoneNumber"      // a public number: routed, never bought
	NumberPermission = "numberPermission" // what one user may do with a public number
	Queue            = "queue"            // a call queue; no API makes or changes one
	InboxQueue       = "inboxQueue"       // a queue of messages; no API knows it
	Campaign         = "campaign"         // an outbound campaign; no API knows it
)

// accountKey is what the one object of kind Account is called.
const accountKey = "account"

// direct is the type of extensions that clients make and change.
const direct = "DIRECT_EXTENSION"

// The built-in roles, of which somebody has one or a custom role, never both.
const (
	superUser     = "SUPER_USER"
	manageAccount = "MANAGE_ACCOUNT"
)

// Schema lists the kinds and attributes of an account. Attributes have the names of
// the APIs' fields, except:
//
//   - a reference is the other object's natural key, not its id: of a user the e-mail
//     address in lower case, of an extension or phone number its number, of the rest
//     their name;
//   - who has an extension as the primary one is an object of its own, Assignment;
//   - the settings of the contact centre, on the account, have the words of the site;
//   - what is called licence of a device is that of a standalone one: the licence of a
//     user's device is the user's;
//   - routeTo of a phone number is an extension, and forwardTo another phone number;
//   - destinations inside ringSteps, unavailableStep, finalStep and buttons are numbers
//     of extensions, as "extension", where the API has ids.
//
// MAC addresses are twelve digits in lower case. Two licences, locations or models of
// one name are told apart by their keys: "name #key".
func Schema(p state.Profile) state.Schema {
	kinds := []state.Kind{accountKind(), licenceKind(), roleSetKind(), userGroupKind(), locationKind(), deviceModelKind(), userKind(), extensionKind(), assignmentKind(),
		deviceKind(), phoneNumberKind(), numberPermissionKind(), queueKind(p), unlistedKind(InboxQueue, "inboxQueues", "inbox queue"), unlistedKind(Campaign, "campaigns", "campaign")}
	for i := range kinds {
		slices.SortFunc(kinds[i].Fields, func(a, b state.Field) int { return strings.Compare(a.Name, b.Name) })
	}
	return state.Schema{Kinds: kinds}
}

// byPeople are the flags of what no API shows or writes.
const byPeople = state.Manual | state.Unread

func accountKind() state.Kind {
	k := state.Kind{Name: Account, Plural: "accounts", Title: "account", Key: []string{"name"}, Can: state.Update, Fields: []state.Field{
		{Name: "name", Type: state.Text, Flags: state.Immutable, Title: "name"},
		{Name: "accountKey", Type: state.Text, Flags: state.Computed, Title: "account key"},
	}}
	for _, x := range settings {
		f := state.Field{Name: x.attr(), Type: state.Bool, Flags: byPeople, Title: x.label.en}
		switch {
		case x.fixed:
			f.Flags = state.Computed
		case x.widens:
			f.Flags |= state.Privilege
		}
		k.Fields = append(k.Fields, f)
	}
	return k
}

func licenceKind() state.Kind {
	return state.Kind{Name: Licence, Plural: "licences", Title: "licence", Key: []string{"description"}, Fields: slices.Concat([]state.Field{
		{Name: "description", Type: state.Text, Flags: state.Immutable, Title: "name"},
		{Name: "products", Type: state.Strset, Flags: state.Computed, Title: "products"},
		{Name: "type", Type: state.Text, Flags: state.Computed, Title: "type"},
	},
		draft.Fields(state.Bool, state.Computed, "devicesAllowed", "devicesOnly", "enabled", "externallyManaged"),
		draft.Fields(state.Int, state.Computed, "deviceCount", "seats", "userCount"))}
}

// roleSetKind: the API makes and lists custom roles; what they permit stands on their
// page in the administration alone.
func roleSetKind() state.Kind {
	k := state.Kind{Name: RoleSet, Plural: "roles", Title: "custom role", Key: []string{"name"}, Can: state.Create, Fields: []state.Field{
		{Name: "name", Type: state.Text, Flags: state.Immutable, Title: "name"},
	}}
	for _, a := range allowances {
		k.Fields = append(k.Fields, state.Field{Name: a.attr, Type: state.Bool, Flags: byPeople | state.Privilege, Title: a.label})
	}
	return k
}

// userGroupKind: a user is in one group at most, and has it in the own record.
func userGroupKind() state.Kind {
	return state.Kind{Name: UserGroup, Plural: "groups", Title: "user group", Key: []string{"name"}, Can: state.Create | state.Update, Fields: []state.Field{
		{Name: "name", Type: state.Text, Flags: state.Immutable, Title: "name"},
		{Name: "members", Type: state.Strset, Ref: User, Title: "members"},
	}}
}

func locationKind() state.Kind {
	return state.Kind{Name: Location, Plural: "locations", Title: "location", Key: []string{"name"}, Can: state.Create | state.Update | state.Delete, Fields: []state.Field{
		{Name: "name", Type: state.Text, Title: "name"},
		{Name: "address", Type: state.Tree, Title: "address"},
		{Name: "usedForEmergencyServices", Type: state.Bool, Flags: state.Computed, Title: "for emergency services"},
	}}
}

func deviceModelKind() state.Kind {
	return state.Kind{Name: DeviceModel, Plural: "deviceModels", Title: "model", Key: []string{"name"}, Fields: []state.Field{
		{Name: "name", Type: state.Text, Flags: state.Immutable, Title: "name"},
	}}
}

func userKind() state.Kind {
	return state.Kind{Name: User, Plural: "users", Title: "user", Key: []string{"email"}, Can: state.Create | state.Update | state.Delete, Fields: []state.Field{
		{Name: "email", Type: state.Text, Flags: state.Immutable | state.Unique, Title: "e-mail address"},
		{Name: "firstName", Type: state.Text, Flags: state.ReadBack, Title: "first name"}, // a POST of somebody who is there changes nothing
		{Name: "lastName", Type: state.Text, Flags: state.ReadBack, Title: "last name"},
		{Name: "licenseKeys", Type: state.Strset, Ref: Licence, Flags: state.ReadBack, Title: "licences"},
		{Name: "adminRoles", Type: state.Strset, Flags: state.Privilege, Title: "built-in role"},
		{Name: "roleSets", Type: state.Strset, Ref: RoleSet, Flags: state.Privilege, Title: "custom role"},
		{Name: "location", Type: state.Text, Ref: Location, Title: "location"},
		{Name: "products", Type: state.Strset, Flags: state.Computed, Title: "products"},
		{Name: "status", Type: state.Text, Flags: state.Computed, Values: []string{"ACTIVE", "INACTIVE", "INVITED"}, Title: "status"},
		{Name: "contactAdmin", Type: state.Bool, Flags: byPeople | state.Privilege, Title: "GoTo Contact Admin"},
		{Name: "contactCenter", Type: state.Bool, Flags: byPeople, Title: "Contact Center licence"},
	}}
}

// voicemailSwitches and the two fields beside them are written and never shown.
var voicemailSwitches = []string{"allowAccessWithoutPassword", "allowEscapeToOperator", "allowMessageReview", "transcriptionEnabled"}

func extensionKind() state.Kind {
	return state.Kind{Name: Extension, Plural: "extensions", Title: "extension", Key: []string{"number"}, Can: state.Create | state.Update | state.Delete, Fields: slices.Concat([]state.Field{
		{Name: "number", Type: state.Text, Flags: state.Unique, Title: "number"},
		{Name: "name", Type: state.Text, Title: "name"},
		{Name: "type", Type: state.Text, Flags: state.Computed, Title: "type"},
		{Name: "secondaryUsers", Type: state.Strset, Ref: User, Title: "secondary users"},
		{Name: "ringSteps", Type: state.Tree, Flags: state.Runtime, Title: "ring steps", Say: sayRing},
		{Name: "unavailableStep", Type: state.Tree, Flags: state.Runtime, Title: "while unavailable", Say: sayRing},
		{Name: "finalStep", Type: state.Tree, Flags: state.Runtime, Title: "final step", Say: sayRing},
		{Name: "operatorExtension", Type: state.Text, Ref: Extension, Flags: state.Unread, Title: "operator"},
		{Name: "timeZone", Type: state.Text, Flags: state.Unread, Title: "time zone of the mailbox"},
		{Name: "voicemailPassword", Type: state.Text, Flags: state.Secret, Title: "voicemail PIN"},
	},
		draft.Fields(state.Bool, state.Unread, voicemailSwitches...),
		draft.Fields(state.Bool, 0, "omitFromAutoAttendants", "omitFromDirectories", "sharedAppearance"))}
}

// assignmentKind: a user has one primary extension at most, an extension one primary
// user.
func assignmentKind() state.Kind {
	return state.Kind{Name: Assignment, Plural: "assignments", Title: "primary extension", Key: []string{"user", "extension"}, Owner: User, Can: state.Create | state.Delete, Fields: []state.Field{
		{Name: "user", Type: state.Text, Flags: state.Immutable | state.Unique, Ref: User, Title: "user"},
		{Name: "extension", Type: state.Text, Flags: state.Immutable | state.Unique, Ref: Extension, Title: "extension"},
	}}
}

// deviceKind: no request deletes a device.
func deviceKind() state.Kind {
	return state.Kind{Name: Device, Plural: "devices", Title: "device", Key: []string{"macAddress"}, Can: state.Create | state.Update, Fields: []state.Field{
		{Name: "macAddress", Type: state.Text, Flags: state.Immutable, Title: "MAC address"},
		{Name: "name", Type: state.Text, Title: "name"},
		{Name: "model", Type: state.Text, Ref: DeviceModel, Title: "model"},
		{Name: "user", Type: state.Text, Ref: User, Title: "user"},
		{Name: "licence", Type: state.Text, Ref: Licence, Title: "licence of its own"},
		{Name: "location", Type: state.Text, Ref: Location, Title: "location"},
		{Name: "buttons", Type: state.Tree, Title: "buttons", Say: sayRing},
	}}
}

func phoneNumberKind() state.Kind {
	return state.Kind{Name: PhoneNumber, Plural: "phoneNumbers", Title: "phone number", Key: []string{"number"}, Can: state.Update, Fields: []state.Field{
		{Name: "number", Type: state.Text, Flags: state.Immutable, Title: "number"},
		{Name: "name", Type: state.Text, Title: "name"},
		{Name: "callerIdName", Type: state.Text, Title: "caller id name"},
		{Name: "routeTo", Type: state.Text, Ref: Extension, Title: "rings"},
		{Name: "forwardTo", Type: state.Text, Ref: PhoneNumber, Title: "goes on to"},
		{Name: "billingGroup", Type: state.Text, Flags: state.Computed, Title: "billing group"},
		{Name: "smsEnabled", Type: state.Bool, Flags: state.Computed, Title: "takes text messages"},
	}}
}

func numberPermissionKind() state.Kind {
	return state.Kind{Name: NumberPermission, Plural: "numberPermissions", Title: "phone-number permission", Key: []string{"number", "user"}, Owner: User, Can: state.Create | state.Update | state.Delete, Fields: []state.Field{
		{Name: "number", Type: state.Text, Flags: state.Immutable, Ref: PhoneNumber, Title: "number"},
		{Name: "user", Type: state.Text, Flags: state.Immutable, Ref: User, Title: "user"},
		{Name: "permissions", Type: state.Strset, Flags: state.ReadBack, Title: "permissions"}, // whether a POST replaces them is not documented
	}}
}

// queueKind: the API lists queues and their users, and writes neither. Where it does
// not show who is in a queue but who is logged in, nobody's membership is read.
func queueKind(p state.Profile) state.Kind {
	agents := state.Field{Name: "agents", Type: state.Strset, Ref: User, Flags: state.Manual | state.Answering, Title: "agents"}
	if off(p, QueueUsers) {
		agents.Flags |= state.Unread
	}
	return state.Kind{Name: Queue, Plural: "queues", Title: "call queue", Key: []string{"number"}, Fields: []state.Field{
		{Name: "number", Type: state.Text, Flags: state.Manual | state.Unique, Title: "number"},
		{Name: "name", Type: state.Text, Flags: state.Manual, Title: "name"},
		agents,
		{Name: "supervisors", Type: state.Strset, Ref: User, Flags: byPeople | state.Privilege, Title: "supervisors"},
		{Name: "wrapUp", Type: state.Int, Flags: byPeople, Title: "wrap-up time"},
	}}
}

// unlistedKind is a kind that no API knows.
func unlistedKind(name, plural, title string) state.Kind {
	return state.Kind{Name: name, Plural: plural, Title: title, Key: []string{"name"}, Unread: true, Fields: []state.Field{
		{Name: "name", Type: state.Text, Title: "name"},
		{Name: "agents", Type: state.Strset, Ref: User, Flags: state.Answering, Title: "agents"},
		{Name: "supervisors", Type: state.Strset, Ref: User, Flags: state.Privilege, Title: "supervisors"},
		{Name: "wrapUp", Type: state.Int, Title: "wrap-up time"},
	}}
}
