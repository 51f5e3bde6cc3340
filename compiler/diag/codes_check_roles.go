package diag

// What can be wrong with roles, positions and overrides.
const (
	UnknownBase          Code = "PB2053"
	UnknownPosition      Code = "PB2054"
	OverridesWithoutRole Code = "PB2055"
	NoHead               Code = "PB2056"
	RoleShadows          Code = "PB2057"
	DefaultsOfRole       Code = "PB2058"
)

var checkRoles = []Info{
	{
		Code: UnknownBase, Title: "a role starts from one that 3CX does not have",
		Explain: "base names the role of 3CX whose defaults a role of the site starts from: user, receptionist, supervisor, departmentAdmin, manager, owner, systemAdmin, systemOwner or observer.",
		Bad:     "roles: lead: base: \"manger\"\ntargets: pbx: {type: \"3cx\", url: \"sim:\"}\n",
		Good:    "roles: lead: base: \"manager\"\ntargets: pbx: {type: \"3cx\", url: \"sim:\"}\n",
	},
	{
		Code: UnknownPosition, Title: "a position that the target does not have",
		Explain: "position names a vendor's own role: one of 3CX's; superAdmin, admin, member or custom:NAME on GoTo; portalAdmin on Bitrix24; companyAdmin, siteAdmin or user on Rainbow. Dimensions and Asterisk have none.",
		Bad:     "users: bob: position: pbx: \"sytemAdmin\"\ntargets: pbx: {type: \"3cx\", url: \"sim:\"}\n",
		Good:    "users: bob: position: pbx: \"systemAdmin\"\ntargets: pbx: {type: \"3cx\", url: \"sim:\"}\n",
	},
	{
		Code: OverridesWithoutRole, Title: "overrides without a role to differ from",
		Explain: "Overrides are what differs from a role's defaults for one user in one group. Without a role it is not said from what.",
		Bad:     "users: a: {}\ngroups: sales: {kind: \"team\", members: a: overrides: \"calls.park\": false}\n",
		Good:    "users: a: {}\ngroups: sales: {kind: \"team\", members: a: {role: \"user\", overrides: \"calls.park\": false}}\n",
	},
	{
		Code: NoHead, Title: "a role is given to the head of a department without one",
		Explain: "headOf reaches whoever is head of the department, and its head is not written: nobody holds the role through it.",
		Bad:     "departments: sales: {}\nroles: lead: assign: x: headOf: \"sales\"\n",
		Good:    "users: a: {}\ndepartments: sales: head: \"a\"\nroles: lead: assign: x: headOf: \"sales\"\n",
	},
	{
		Code: RoleShadows, Title: "a role has the name of one that 3CX has",
		Explain: "Members of a group hold one of the site's roles or one of 3CX's own, by one name. Where both have it, nobody can tell which is meant.",
		Bad:     "roles: manager: grants: \"calls.park\": true\ntargets: pbx: {type: \"3cx\", url: \"sim:\"}\n",
		Good:    "roles: lead: {base: \"manager\", grants: \"calls.park\": true}\ntargets: pbx: {type: \"3cx\", url: \"sim:\"}\n",
	},
	{
		Code: DefaultsOfRole, Title: "role defaults for a role that 3CX does not have",
		Explain: "roleDefaults are what each of 3CX's own roles may do in a group. A role of the site brings its grants itself and starts from the defaults of its base.",
		Bad:     "groups: sales: {kind: \"team\", roleDefaults: manger: \"calls.park\": true}\ntargets: pbx: {type: \"3cx\", url: \"sim:\"}\n",
		Good:    "groups: sales: {kind: \"team\", roleDefaults: manager: \"calls.park\": true}\ntargets: pbx: {type: \"3cx\", url: \"sim:\"}\n",
	},
}
