package dimensions

import (
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// The kinds of object of a customer, by the names that snapshots, plans and steps
// use.
const (
	User      = "user"
	Group     = "group"     // a user group: shown by no API
	Workspace = "workspace" // shown by no API
	Access    = "access"    // one user's place in one workspace: shown by no API
)

// Where a user comes from.
const (
	FromPBX    = "pbx"    // imported from the phone system
	Manual     = "manual" // made in the portal, for the portal alone
	FromParent = "parent" // of the reseller or the enterprise: not the customer's own
)

// The attributes that say which device of the user a client registers as.
const (
	DesktopDevice = "desktop_device"
	MobileDevice  = "mobile_device"
	CRMDevice     = "crm_device"
	WebDevice     = "webrtc_device"
)

// clientTypes are the API's words for them.
var clientTypes = map[string]string{DesktopDevice: "desktop", MobileDevice: "mobile", CRMDevice: "crm", WebDevice: "webrtc"}

// deviceFields are they in order.
var deviceFields = []string{CRMDevice, DesktopDevice, MobileDevice, WebDevice}

// Schema lists the kinds and attributes of a customer. What the API calls roles are
// attributes here, one for each, and the supervisor level as one word; beside them:
//
//   - login is what a user is known by: the e-mail address in lower case where no
//     other user of the customer has it, else the address with the display name, as
//     "hall@acme.example (Reception)", and of somebody without one "(Reception)";
//   - source is where the user comes from;
//   - what has no role key that is known, the primary group, groups and workspaces
//     are set by a person and shown by no API;
//   - which device a client registers as is written and shown by no API. A value is
//     the device's id on the phone system.
func Schema(p state.Profile) state.Schema {
	kinds := []state.Kind{userKind(p), groupKind(), workspaceKind(), accessKind()}
	for i := range kinds {
		slices.SortFunc(kinds[i].Fields, func(a, b state.Field) int { return strings.Compare(a.Name, b.Name) })
	}
	return state.Schema{Kinds: kinds}
}

func userKind(p state.Profile) state.Kind {
	k := state.Kind{
		Name: User, Plural: "users", Title: "user", Key: []string{"login"}, Can: state.Create | state.Update | state.Delete, Single: true,
		Fields: []state.Field{
			{Name: "login", Type: state.Text, Flags: state.Unique, Title: "login"},
			{Name: "displayName", Type: state.Text, Title: "display name"},
			{Name: "email", Type: state.Text, Flags: state.CaseFold, Title: "e-mail"},
			{Name: "source", Type: state.Text, Flags: state.Computed, Values: []string{Manual, FromParent, FromPBX}, Title: "comes from"},
			{Name: "primaryTenant", Type: state.Bool, Flags: state.Computed, Title: "at home here"},
			{Name: "otherRoles", Type: state.Strset, Flags: state.Computed, Title: "other roles"},
			{Name: Supervisor, Type: state.Text, Flags: state.Privilege, Values: []string{Analytics, ContactCenter, Live, Reports}, Title: "supervisor access type"},
			{Name: "primaryGroup", Type: state.Text, Ref: Group, Flags: state.Manual | state.Unread, Title: "primary group"},
			{Name: DesktopDevice, Type: state.Text, Flags: state.Unread, Title: "desktop softphone"},
			{Name: MobileDevice, Type: state.Text, Flags: state.Unread, Title: "mobile softphone"},
			{Name: CRMDevice, Type: state.Text, Flags: state.Unread, Title: "CRM softphone"},
			{Name: WebDevice, Type: state.Text, Flags: state.Unread, Title: "browser softphone"},
		},
	}
	for i := range roles {
		if r := &roles[i]; r.level == 0 {
			k.Fields = append(k.Fields, roleField(p, r))
		}
	}
	return k
}

// roleField is an attribute that is there or not. Essential users are those of the
// phone system, and what Teams users are the portal decides: nobody gives or takes
// either (R1, R2).
func roleField(p state.Profile, r *role) state.Field {
	f := state.Field{Name: r.name, Type: state.Bool, Default: state.OfBool(false), Title: r.title}
	switch {
	case r.name == Essential || r.name == Teams:
		f.Flags = state.Computed
	case r.name == Agent && provided(p):
		f.Flags = state.External
	case byHand(p, r.name):
		f.Flags = state.Manual | state.Unread
	}
	if r.item == "" {
		f.Flags |= state.Privilege
	}
	return f
}

func groupKind() state.Kind {
	return state.Kind{
		Name: Group, Plural: "groups", Title: "user group", Key: []string{"name"}, Unread: true,
		Fields: []state.Field{
			{Name: "name", Type: state.Text, Title: "name"},
			{Name: "members", Type: state.Strset, Ref: User, Flags: state.Privilege, Title: "members"},
		},
	}
}

func workspaceKind() state.Kind {
	return state.Kind{
		Name: Workspace, Plural: "workspaces", Title: "workspace", Key: []string{"name"}, Unread: true,
		Fields: []state.Field{{Name: "name", Type: state.Text, Title: "name"}},
	}
}

func accessKind() state.Kind {
	return state.Kind{
		Name: Access, Plural: "memberships", Title: "workspace member", Key: []string{"workspace", "user"}, Owner: Workspace, Unread: true,
		Fields: []state.Field{
			{Name: "workspace", Type: state.Text, Flags: state.Immutable, Ref: Workspace, Title: "workspace"},
			{Name: "user", Type: state.Text, Flags: state.Immutable, Ref: User, Title: "user"},
			{Name: "role", Type: state.Text, Title: "role"},
		},
	}
}
