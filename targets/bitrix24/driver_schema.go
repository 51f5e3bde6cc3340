package bitrix24

import (
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// The kinds of object on a portal, by the names that snapshots, plans and steps
// use. They are the vendor's own words.
const (
	Portal     = "portal"
	Department = "department"
	User       = "user"
	Workgroup  = "workgroup"
	Member     = "member"
	Role       = "role"
)

// Company is the key of the top department, which every portal has and which has
// no other above it. Its name is the company's and changes with it, so that it is
// not known by that; see CompanyName.
const Company = "(company)"

// Itself is the key of the one object of kind portal.
const Itself = "portal"

// Schema lists the kinds and attributes of a portal. Attributes have the names of
// the REST API's fields (DOC), except:
//
//   - a reference is the other object's natural key, not its ID: a department's
//     and a workgroup's name, a user's e-mail address in lower case;
//   - only active users are objects. Dismissed ones are in DISMISSED of the portal,
//     "address #ID", and of their workgroups, "address ROLE"; the extension that
//     they keep blocks nobody and is not shown;
//   - a role's eight pairs are ENTITY.ACTION with their letter, none for ”; whom
//     it is bound to is in one set for each kind of access code;
//   - ROLE of a member is the letter of sonet_group.user.get: A, E or K;
//   - SIP_DEVICE stands for PHONE_ENABLED of voximplant.user.get, PORTAL_ADMIN for
//     user group 1, and USER_GROUPS of a user for the other groups by their names.
//
// Names are what people know departments, workgroups and roles by, and the vendor
// has no other key that a site could write: IDs are given by the portal, and no
// field of ours would survive in it. A name may be there twice; then nothing is
// done that touches it, and both IDs are named.
func Schema(p state.Profile) state.Schema {
	kinds := []state.Kind{portalKind(), departmentKind(), userKind(p), workgroupKind(), memberKind(), roleKind(p)}
	for i := range kinds {
		slices.SortFunc(kinds[i].Fields, func(a, b state.Field) int { return strings.Compare(a.Name, b.Name) })
	}
	return state.Schema{Kinds: kinds}
}

func portalKind() state.Kind {
	return state.Kind{
		Name: Portal, Plural: "portals", Title: "portal", Key: []string{"PORTAL"}, Can: state.Update,
		Fields: []state.Field{
			{Name: "PORTAL", Type: state.Text, Flags: state.Immutable, Title: "portal"},
			{Name: "LINE", Type: state.Text, Flags: state.ReadBack, Title: "default outgoing line"}, // outgoing.set answers 1 whatever happens
			{Name: "LINES", Type: state.Strset, Flags: state.Computed, Title: "lines"},
			{Name: "DISMISSED", Type: state.Strset, Flags: state.Computed, Title: "dismissed users"},
		},
	}
}

func departmentKind() state.Kind {
	return state.Kind{
		Name: Department, Plural: "departments", Title: "department", Key: []string{"NAME"}, Can: state.Create | state.Update | state.Delete,
		Fields: []state.Field{
			{Name: "NAME", Type: state.Text, Flags: state.ReadBack, Title: "name"},
			{Name: "COMPANY", Type: state.Text, Flags: state.Computed, Title: "name of the company"},
			{Name: "PARENT", Type: state.Text, Ref: Department, Flags: state.Privilege, Title: "above"}, // D and DR follow the tree
			{Name: "SORT", Type: state.Int, Default: state.OfInt(500), Title: "sorting"},
			{Name: "UF_HEAD", Type: state.Text, Ref: User, Flags: state.Privilege, Title: "head"}, // a head has the D of the department
		},
	}
}

// userKind: a webhook cannot see whether the SIP device is on, and nobody but a
// person can make a portal administrator. Who is one, and who is in which user
// group, the local module alone shows.
func userKind(p state.Profile) state.Kind {
	device := state.ReadBack // activatePhone answers 1 whatever happens
	if !seesDevices(p) {
		device = state.Unread
	}
	admin := state.Manual | state.Privilege
	if !hasModule(p) {
		admin |= state.Unread
	}
	return state.Kind{
		Name: User, Plural: "users", Title: "user", Key: []string{"EMAIL"}, Can: state.Create | state.Update | state.Delete,
		Fields: slices.Concat([]state.Field{
			{Name: "EMAIL", Type: state.Text, Flags: state.Unique, Title: "e-mail"},
			{Name: "NAME", Type: state.Text, Title: "first name"},
			{Name: "LAST_NAME", Type: state.Text, Title: "last name"},
			{Name: "WORK_POSITION", Type: state.Text, Title: "job title"},
			{Name: "PERSONAL_MOBILE", Type: state.Text, Title: "mobile"},
			{Name: "UF_PHONE_INNER", Type: state.Text, Flags: state.Unique, Title: "extension"},
			{Name: "UF_DEPARTMENT", Type: state.Strset, Ref: Department, Flags: state.Privilege, Title: "departments"},
			{Name: "SIP_DEVICE", Type: state.Bool, Flags: device, Title: "SIP device"},
			{Name: "PORTAL_ADMIN", Type: state.Bool, Flags: admin, Title: "portal administrator"},
			{Name: WithinGroups, Type: state.Strset, Flags: state.Computed, Title: "user groups"},
			{Name: "USER_TYPE", Type: state.Text, Flags: state.Computed, Title: "type"},
		}, texts("SECOND_NAME", "PERSONAL_PHONE", "WORK_PHONE", "PERSONAL_WWW", "WORK_COMPANY")),
	}
}

// WithinGroups are the user groups that a user is in.
const WithinGroups = "USER_GROUPS"

// texts are further fields of a user that user.update takes (DOC), for native.
func texts(names ...string) []state.Field {
	out := make([]state.Field, len(names))
	for i, n := range names {
		out[i] = state.Field{Name: n, Type: state.Text, Title: n}
	}
	return out
}

func workgroupKind() state.Kind {
	yesNo := func(name, title string) state.Field { return state.Field{Name: name, Type: state.Bool, Title: title} }
	return state.Kind{
		Name: Workgroup, Plural: "groups", Title: "workgroup", Key: []string{"NAME"}, Can: state.Create | state.Update | state.Delete,
		Fields: []state.Field{
			{Name: "NAME", Type: state.Text, Title: "name"},
			{Name: "DESCRIPTION", Type: state.Text, Title: "description"},
			{Name: "INITIATE_PERMS", Type: state.Text, Title: "who may invite"},
			{Name: "DISMISSED", Type: state.Strset, Flags: state.Computed, Title: "dismissed members"},
			yesNo("VISIBLE", "shown to all"), yesNo("OPENED", "open to all"), yesNo("CLOSED", "archived"), yesNo("PROJECT", "project"),
		},
	}
}

func memberKind() state.Kind {
	return state.Kind{
		Name: Member, Plural: "memberships", Title: "member", Key: []string{"WORKGROUP", "USER"}, Owner: Workgroup, Can: state.Create | state.Update | state.Delete,
		Fields: []state.Field{
			{Name: "WORKGROUP", Type: state.Text, Flags: state.Immutable, Ref: Workgroup, Title: "workgroup"},
			{Name: "USER", Type: state.Text, Flags: state.Immutable, Ref: User, Title: "user"},
			{Name: "ROLE", Type: state.Text, Flags: state.Privilege | state.ReadBack, Default: state.OfText("K"), Title: "place"},
		},
	}
}

// The sets of those to whom a role is bound, one for each kind of access code
// that a site can write (SRC, patterns of the dialog). UsersAndAbove are those of
// Users whose code is IU: what the portal's own dialog writes. Everyone is the
// code AU, which that dialog does not take: it is read, and taken away, but never
// written.
const (
	Users         = "USERS"
	UsersAndAbove = "USERS_AND_SUPERIORS"
	Departments   = "DEPARTMENTS"
	Subtrees      = "DEPARTMENTS_AND_BELOW"
	GroupOwners   = "WORKGROUP_OWNERS"
	GroupMods     = "WORKGROUP_MODERATORS"
	GroupMembers  = "WORKGROUP_MEMBERS"
	UserGroups    = "USER_GROUPS"
	Everyone      = "EVERYONE"
	OtherCodes    = "OTHER_CODES"
)

// roleKind is read and written through the local module. Without it, which is
// always so in the cloud, no API lists roles, and a person sets them.
func roleKind(p state.Profile) state.Kind {
	k := state.Kind{Name: Role, Plural: "roles", Title: "role", Key: []string{"NAME"}, Can: state.Create | state.Update | state.Delete}
	if !hasModule(p) {
		k.Can, k.Unread = 0, true
	}
	set := func(name, ref, title, fr string) state.Field {
		return state.Field{Name: name, Type: state.Strset, Ref: ref, Flags: state.Privilege, Title: title, Console: words{title, fr}.console()}
	}
	k.Fields = []state.Field{
		{Name: "NAME", Type: state.Text, Flags: state.ReadBack, Title: "name"},
		set(Users, User, "users", "utilisateurs"), set(Departments, Department, "departments", "services seuls"), set(Subtrees, Department, "departments with all below", "services avec leurs sous-services"),
		set(GroupOwners, Workgroup, "owners of workgroups", "propriétaires de groupes"), set(GroupMods, Workgroup, "moderators of workgroups", "modérateurs de groupes"),
		set(GroupMembers, Workgroup, "members of workgroups", "membres de groupes"),
		set(UserGroups, "", "user groups", "groupes d'utilisateurs"),
		{Name: Everyone, Type: state.Bool, Flags: state.Privilege, Default: state.OfBool(false), Title: "everybody"},
		{Name: UsersAndAbove, Type: state.Strset, Ref: User, Flags: state.Computed, Title: "users with their superiors"},
		{Name: OtherCodes, Type: state.Strset, Flags: state.Computed, Title: "other access codes"},
	}
	for _, x := range pairsOf(p) {
		k.Fields = append(k.Fields, state.Field{Name: x.name, Type: state.Text, Flags: state.Privilege | state.ReadBack, Title: x.label.en, Console: x.console()})
	}
	return k
}
