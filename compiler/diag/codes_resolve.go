package diag

// What a site asks of a target, and what a target cannot hold.
const (
	ProfileAssumed Code = "PB3001"
	ProfileDiffers Code = "PB3002"
	NotUnique      Code = "PB3003"
	KindUnknown    Code = "PB3004"
	EditionMissing Code = "PB3005"

	LossUnsupported  Code = "PB3101"
	LossApproximated Code = "PB3102"
	LossByHand       Code = "PB3103"
	WouldWiden       Code = "PB3104"
	NoNumber         Code = "PB3105"
	NameClash        Code = "PB3106"
	RolesClash       Code = "PB3107"
	RoleUnknown      Code = "PB3108"
	NativeUnknown    Code = "PB3109"
	NativeRefused    Code = "PB3110"
	NativeClash      Code = "PB3111"
	ValueUnfit       Code = "PB3112"
	HalfGranted      Code = "PB3113"
	NeedsCompanion   Code = "PB3114"
	NotRaised        Code = "PB3115"
	NotDeletable     Code = "PB3117" // 3116 was given up
	TrunksRefused    Code = "PB3118"

	RecordingsElsewhere Code = "PB3119"
	RowsUnwritten       Code = "PB3120"
	ComesAlong          Code = "PB3121"
	ReachesSuperiors    Code = "PB3122"
	OneRoleEach         Code = "PB3123"
	LeavesHome          Code = "PB3129"
	RolesIgnored        Code = "PB3130"
	CodesKept           Code = "PB3136"
	ReservedName        Code = "PB3140"
	OtherLength         Code = "PB3141"
	ListUnseen          Code = "PB3142"

	GroupRule   Code = "PB3135"
	NoExtension Code = "PB3131"
	NoSeat      Code = "PB3132"
	NotEquipped Code = "PB3133"
	MadeAnew    Code = "PB3134"

	NoPassword    Code = "PB3150"
	AuthLeft      Code = "PB3151"
	MemberAlready Code = "PB3152"
	DeviceMoves   Code = "PB3153"

	UserRule     Code = "PB3160"
	NotImported  Code = "PB3161"
	MayNotCharge Code = "PB3162"
	RightSpreads Code = "PB3163"
)

var resolveCodes = []Info{
	{ProfileAssumed, "what the target is, is not known",
		"The site does not say the target's version or edition, and offline nobody can ask it. The fullest is assumed; what it really is may refuse some of it.",
		`targets: pbx: {type: "3cx", url: "https://pbx.acme.example"}`,
		`targets: pbx: {type: "3cx", url: "https://pbx.acme.example", profile: {version: "20.0.10", edition: "enterprise"}}`},
	{ProfileDiffers, "the target is not what the site says",
		"targets.<name>.profile was checked against the target and differs. What was checked offline was checked against something that is not there: correct the profile.", "", ""},
	{NotUnique, "a value that must be unique is used twice",
		"This target refuses two objects with the same value: e-mail addresses of users, extension numbers of users and groups alike, hardware addresses of devices.",
		`users: {a: email: "x@acme.example", b: email: "X@acme.example"}`,
		`users: {a: email: "x@acme.example", b: email: "y@acme.example"}`},
	{KindUnknown, "manage or released names a kind that the target does not have",
		"The kinds are those of the target's own type, in the plural; `patchbay targets` lists them.",
		`manage: worksapces: "exclusive"`, `manage: users: "exclusive"`},
	{EditionMissing, "a grant needs an edition that the target does not have",
		"Some rights exist only in higher editions or with a module. Nothing is sent: take the grant away, or correct the profile if the edition is wrong.",
		`profile: edition: "standard"  // and a role with "calls.monitor": "group"`,
		`profile: edition: "enterprise"`},
	{LossUnsupported, "the target cannot hold this",
		"Nothing is set for it on this target. How grave that is, is said by targets.<name>.losses.unsupported: an error or a warning.", "", ""},
	{LossApproximated, "the target holds less than this",
		"What is set covers a part of those whom the site means, never more. How grave that is, is said by targets.<name>.losses.approximated.", "", ""},
	{LossByHand, "the target has no API for this",
		"The plan lists it as a manual step, with the place in the vendor's console.", "", ""},
	{WouldWiden, "the nearest setting would give more than was granted",
		"The right exists on this target only together with others that the site did not grant. It is not set; no setting accepts a widening. Grant the rest as well, name the vendor's role as the base, or give the right up.",
		`roles: lead: grants: "extensions.manage": "organization"`,
		`roles: lead: {base: "systemAdmin", grants: "extensions.manage": "organization"}`},
	{NoNumber, "the target knows this by a number, and it has none",
		"Extensions, queues, ring groups and parkings are identified by their number. Write one, or leave the object out of this target with targets.<name>.select.",
		`users: bob: firstName: "Bob"`, `users: bob: {firstName: "Bob", extension: "102"}`},
	{NameClash, "two objects would have one name on the target",
		"On this target departments and groups are one kind of thing, known by name. A group of the same name as a department must name that department, so that both are meant to be one; otherwise rename one of them.",
		`departments: sales: title: "Sales"
groups: sellers: {kind: "team", title: "Sales"}`,
		`groups: sellers: {kind: "team", title: "Sales", department: "sales"}`},
	{RolesClash, "one membership is given two vendor roles",
		"A membership has exactly one role on this target. The roles that reach this user there name different ones, or a position says otherwise.",
		`users: a: position: pbx: "manager"  // and a role with base "user" in the same department`, ""},
	{RoleUnknown, "the target has no such role",
		"A base, a member's role or a position names neither a role of the site nor one of the vendor's.",
		`members: bob: role: "manger"`, `members: bob: role: "manager"`},
	{NativeUnknown, "the target has no such attribute",
		"Names under native.<target> are the vendor's own, with its spelling, and are checked against the target's schema for its version.",
		`native: pbx: Promptset: "…"`, `native: pbx: PromptSet: "…"`},
	{NativeRefused, "this attribute cannot be written under native",
		"The vendor computes it, it is a secret, or it is the object's identity. Secrets are references in fields of their own; they never stand under native.",
		`native: pbx: AuthPassword: "…"`, ""},
	{NativeClash, "an attribute is written twice, once under native",
		"The same vendor attribute follows from a field of the language or from a grant. Write it in one place; the field is the better one.",
		`users: bob: {mobile: "+33612345678", native: pbx: Mobile: "0612345678"}`, `users: bob: mobile: "+33612345678"`},
	{ValueUnfit, "the target does not take this value", "The value has the right shape for the language, but this target has no word for it or wants it otherwise.", "", ""},
	{HalfGranted, "half of what the vendor shows as one option is granted",
		"The console's option for reception is two rights, reception.operate and presence.set; only one of them is granted. Both are settable alone, so this is a remark.",
		`grants: "reception.operate": true`, `grants: {"reception.operate": true, "presence.set": "group"}`},
	{NeedsCompanion, "a grant makes no sense without another",
		"recordings.download is a box below reports: it can be granted only together with reports.see.",
		`grants: "recordings.download": true`, `grants: {"recordings.download": true, "reports.see": "reports"}`},
	{NotRaised, "something on the target has no place in a site",
		"It was read and is not in the imported site: the language has no words for it, or its words were not asked for. It is left alone. It is listed so that nobody takes the site for everything there is.", "", ""},
	{TrunksRefused, "patchbay gives this right to nobody",
		"Trunk administration is switched off for all operators on purpose: whoever has it can reroute every number. It comes with the role System Owner alone.",
		`grants: "numbers.manage": true`, ""},
	{RecordingsElsewhere, "recordings are kept in more places than one",
		"On Bitrix24 the recordings of calls are not only among the call details: they are on the shared drive and in the CRM forms of clients, which have access rights of their own. Narrow those as well.", "", ""},
	{RowsUnwritten, "a role is not written whole",
		"The vendor keeps all levels of a role together. What a new role does not write is denied; what an existing one does not write stays as it is, where somebody can read it.",
		`roles: lead: grants: "recordings.listen": "department"`, `roles: lead: {base: "departmentHead", grants: "recordings.listen": "department"}`},
	{CodesKept, "a role reaches people whom no site can name",
		"On the target a role is bound to a code that the language has no word for, such as that of everybody with an account. It is neither changed nor removed: a person takes it away in the vendor's console.", "", ""},
	{ComesAlong, "a grant brings more than its name says",
		"The vendor has one switch for several things. Whoever is granted one of them has them all, and with some of them every right there is.",
		`grants: "telephony.settings": true`, ""},
	{ReachesSuperiors, "a role is bound in a way that reaches superiors",
		"The access code IU of a user is held by every head of the departments above as well. Bind the user alone, unless that is meant.",
		`options: userAccess: "withSuperiors"`, `options: userAccess: "user"`},
	{OneRoleEach, "one row would have two roles",
		"The page of access permissions keeps one role for each user, department or group. Give the second role to them in another way, or make one role of the two.", "", ""},
	{RolesIgnored, "the portal ignores the roles that it stores",
		"The portal's plan lacks access rights for telephony. Its page of access permissions is read-only, and everybody has what the predefined role Manager gives, administrators everything. The plan's rights say so. On another plan, correct targets.<name>.profile.modules.voximplant_security.",
		`profile: modules: voximplant_security: false  // and roles that are assigned`, ""},
	{LeavesHome, "an extension leaves its own department",
		"The extension keeps the department as its own (PrimaryGroupId) and is no member of it any more. The official tests show that 3CX takes an empty list of departments; what becomes of the own one is described nowhere. A PBX may refuse it, and then only this extension's change is not made, or put the membership back, and then the next plan asks for the same again. Give the user another department, or list it in this one.", "", ""},
	{ReservedName, "a name that the target keeps for itself",
		"The vendor uses the name for something of its own, which is hidden, or which every system has. A thing of the site's by that name would be lost from sight, or something that others count on would be gone.",
		`departments: fav: title: "___FAVORITES___101"`, `departments: fav: title: "Favourites"`},
	{OtherLength, "a number is not as long as the target's own",
		"The PBX says how many digits its extensions have, and some refuse numbers of another length. The step is refused then, and nothing else is touched.", "", ""},
	{ListUnseen, "a list would be written of which a part may not be shown",
		"An account below the system roles of 3CX is shown its own departments and what is in them. Lists, such as the departments of an extension or the agents of a queue, are written whole: what the account is not shown could be dropped with it. Names, numbers and other single values can be changed.", "", ""},
	{GroupRule, "a group breaks a rule of the vendor",
		"Groups of managers and assistants have rules on Rainbow, MA1 to MA16 in its documentation here: what a group may be called, that delegation needs an assistant who is logged in, that who supervises holds an Attendant licence. The message names the rule.",
		`groups: direction: {kind: "managerAssistant", manager: "claire", assistants: alice: loggedOut: true, delegation: true}`,
		`groups: direction: {kind: "managerAssistant", manager: "claire", assistants: alice: loggedOut: false, delegation: true}`},
	{NoExtension, "the PBX has no such extension",
		"Extensions of a PBX are made by its own gateway; an administrator's tool can only associate those that are there with people. Make it on the PBX first, or write one that it has.", "", ""},
	{NoSeat, "no licence is left to give",
		"All seats of the company's subscriptions for this licence are taken, or there is no active subscription. patchbay never buys one. Buy seats in the vendor's console, or take the licence from somebody in the same plan.", "", ""},
	{NotEquipped, "somebody lacks what a group asks of its members",
		"Everybody in a group of managers and assistants holds a Business licence at least and has a device of the PBX; who supervises holds an Attendant licence. The site does not write it and the target does not have it.",
		"", `users: alice: {extension: "1001", licences: business: true}`},
	{MadeAnew, "a group is deleted and created again",
		"No order of single changes keeps the rules of groups at every moment: two groups exchange their managers, or everybody in one loses for a moment what members need. One group is deleted first and created again in the end. What its people had switched themselves, delegation and logging out, begins anew. It needs consent.", "", ""},
	{UserRule, "a user breaks a rule of the vendor",
		"Users of Dimensions have rules, R1 to R18 in its documentation here: what a supervisor access type or the UC client brings and cannot be without, which licence stands on which, that everybody who uses the portal has an e-mail address of their own, which device may serve which client. The message names the rule.",
		`users: alice: {email: "hall@acme.example", extension: "101"}  // and bob with the same address, both with portal.access`,
		`users: alice: {email: "alice@acme.example", extension: "101"}`},
	{NotImported, "the phone system has no such user",
		"Users of the phone system are imported by the portal and never made there. The site says that somebody is one, by an extension, a licence or a softphone, and nobody on the target has that e-mail address, or name. Make the user on the phone system first and wait for the import, or correct the address. Somebody who is to see the portal alone has neither extension nor licences.",
		`users: eve: {email: "eve@audit.example", extension: "190"}`, `users: eve: {displayName: "Eve Audit", email: "eve@audit.example"}`},
	{MayNotCharge, "the account may not do what costs",
		"The vendor lets nobody change others in a way that raises the bill, or give the right to do so, without Manage Billable Items. The account that patchbay uses does not have it, and nobody gives it to themselves: ask the service provider, or leave out what costs.",
		"", ""},
	{RightSpreads, "a right is given that its holder can give on",
		"Whoever has Manage Billable Items can give it to others, and they to others again. The plan shows to whom it goes; where it goes from there no plan shows.",
		`grants: "licences.assign": true`, ""},
	{NotDeletable, "the target does not let this be deleted",
		"The vendor keeps at least this one. Declare it, or manage its kind as \"declared\".", "", ""},
	{NoPassword, "a device has no password to register with",
		"The target makes no account for a device without one, or one that anybody could use. Say where the password is kept; with generate: true patchbay makes it when the plan is applied, and stores it there.",
		`devices: desk: {kind: "deskphone", owner: "alice"}`, `devices: desk: {kind: "deskphone", owner: "alice", password: {age: "secrets/desk.age", generate: true}}`},
	{AuthLeft, "somebody has the password of what would be made",
		"An auth of the name is on the target and not in the site. An endpoint that is made under that name would be open to whoever has its password: a former owner of the number, perhaps. Declare the device with a password, or delete the auth.", "", ""},
	{MemberAlready, "what would be made serves a queue already",
		"A queue that the site does not manage lists a member of this name, which was not there. Once it is, its calls ring there.", "", ""},
	{DeviceMoves, "a phone loses its number to another",
		"One device of each user registers under the extension: a desk phone before a softphone before a browser, and then the first by its id. Another device comes first now, so that the one that did has to be set up anew under another name. native line of the user says which one has the extension.",
		`devices: "a-new": {kind: "deskphone", owner: "alice"}  // beside alice-desk`, `users: alice: native: pbx: line: "alice-desk"`},
}
