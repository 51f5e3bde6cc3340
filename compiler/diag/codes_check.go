package diag

// What can be wrong across the objects of a site. Most examples are whole sites
// and are tested: the bad one gives its code, the good one no error.
const (
	UnknownUser       Code = "PB2001"
	UnknownDepartment Code = "PB2002"
	UnknownGroup      Code = "PB2003"
	UnknownRole       Code = "PB2004"
	UnknownTarget     Code = "PB2005"
	UnknownDevice     Code = "PB2006"
	UnreachableGroup  Code = "PB2007"

	DepartmentCycle Code = "PB2010"
	DepartmentGroup Code = "PB2011"

	DuplicateExtension Code = "PB2020"
	ExtensionLength    Code = "PB2021"
	ExtensionRange     Code = "PB2022"
	ExtensionPlan      Code = "PB2023"

	DuplicateEmail     Code = "PB2030"
	PortalWithoutEmail Code = "PB2031"
	DuplicateMAC       Code = "PB2032"
	PreviouslyTwice    Code = "PB2033"
	PreviouslyAlive    Code = "PB2034"
	SameName           Code = "PB2035"

	TwoPrimaryGroups    Code = "PB2040"
	MemberField         Code = "PB2041"
	WrongKind           Code = "PB2042"
	RingOrder           Code = "PB2043"
	StrategyKind        Code = "PB2044"
	OverflowCircle      Code = "PB2045"
	NoManager           Code = "PB2046"
	NoAssistant         Code = "PB2047"
	ManagerTwice        Code = "PB2048"
	ManagerAndAssistant Code = "PB2049"
	AssistantLicence    Code = "PB2050"
	AssistantDevice     Code = "PB2051"

	UnknownBase          Code = "PB2053"
	UnknownPosition      Code = "PB2054"
	OverridesWithoutRole Code = "PB2055"
	NoHead               Code = "PB2056"
	RoleShadows          Code = "PB2057"
	DefaultsOfRole       Code = "PB2058"

	ContactCentreGrant     Code = "PB2060"
	NoSuchPermission       Code = "PB2061"
	PrivilegedGrant        Code = "PB2062"
	HalfReception          Code = "PB2063"
	DownloadWithoutReports Code = "PB2064"
	PayWithoutSee          Code = "PB2065"

	NoContactCentre           Code = "PB2070"
	QueueSettingsHidden       Code = "PB2071"
	ManageWithoutView         Code = "PB2072"
	EveryQueue                Code = "PB2073"
	DispositionsWithoutWrapUp Code = "PB2074"
	ContactCentreLicence      Code = "PB2075"

	LicenceNowhere Code = "PB2080"
	LicenceNeeds   Code = "PB2081"
	TooFewLicences Code = "PB2082"

	DeviceNeeds      Code = "PB2085"
	DeviceField      Code = "PB2086"
	BadMAC           Code = "PB2087"
	DuplicateLine    Code = "PB2088"
	CRMWithoutWebRTC Code = "PB2089"

	TargetTwice        Code = "PB2090"
	KindNotThere       Code = "PB2091"
	NoCredentials      Code = "PB2092"
	ExclusiveSelection Code = "PB2093"
	AddressPath        Code = "PB2094"

	SecretNoPlace     Code = "PB2076"
	SecretGiven       Code = "PB2077"
	BreakGlassShut    Code = "PB2095"
	EmptyWindow       Code = "PB2096"
	WindowWithoutZone Code = "PB2097"
	NoWindow          Code = "PB2098"
	NoSuchZone        Code = "PB2099"
)

var checkCodes = []Info{
	{
		Code: UnknownUser, Title: "a user that nobody declares",
		Explain: "An id stands where a user belongs, and neither users nor a roster has it. It is misspelt, or the person left and is still named here.",
		Bad:     "users: bob: {}\ngroups: sales: {kind: \"team\", members: bbo: {}}\n",
		Good:    "users: bob: {}\ngroups: sales: {kind: \"team\", members: bob: {}}\n",
	},
	{
		Code: UnknownDepartment, Title: "a department that nobody declares",
		Explain: "An id stands where a department belongs, and departments does not have it. The top of the tree is called root.",
		Bad:     "departments: sales: {}\nusers: bob: department: \"sale\"\n",
		Good:    "departments: sales: {}\nusers: bob: department: \"sales\"\n",
	},
	{
		Code: UnknownGroup, Title: "a group that nobody declares",
		Explain: "An id stands where a group belongs, and groups does not have it. A template may have put it in, and this site have taken it out with false.",
		Bad:     "groups: desk: {kind: \"ringGroup\", noAnswer: group: \"suport\"}\ngroups: support: kind: \"queue\"\n",
		Good:    "groups: desk: {kind: \"ringGroup\", noAnswer: group: \"support\"}\ngroups: support: kind: \"queue\"\n",
	},
	{
		Code: UnknownRole, Title: "a role that nobody declares",
		Explain: "A member holds a role that is neither one of the site's roles nor one that 3CX has by itself: user, receptionist, supervisor, departmentAdmin, manager, owner, systemAdmin, systemOwner, observer.",
		Bad:     "users: bob: {}\ngroups: sales: {kind: \"team\", members: bob: role: \"manger\"}\n",
		Good:    "users: bob: {}\ngroups: sales: {kind: \"team\", members: bob: role: \"manager\"}\n",
	},
	{
		Code: UnknownTarget, Title: "a target that nobody declares",
		Explain: "native, position and contactAdmin are written for each target by its name, and targets has no such name.",
		Bad:     "users: bob: position: pxb: \"systemAdmin\"\ntargets: pbx: {type: \"3cx\", url: \"sim:\"}\n",
		Good:    "users: bob: position: pbx: \"systemAdmin\"\ntargets: pbx: {type: \"3cx\", url: \"sim:\"}\n",
	},
	{
		Code: UnknownDevice, Title: "a device that nobody declares",
		Explain: "A target selects a device by an id that devices does not have.",
		Bad:     "targets: pbx: {type: \"3cx\", url: \"sim:\", select: devices: \"bob-desk\": true}\n",
		Good:    "users: bob: {}\ndevices: \"bob-desk\": {kind: \"deskphone\", owner: \"bob\", mac: \"00:15:65:12:34:56\"}\ntargets: pbx: {type: \"3cx\", url: \"sim:\", select: devices: \"bob-desk\": true}\n",
	},
	{
		Code: UnreachableGroup, Title: "calls are sent to a group that has no number",
		Explain: "Calls go to numbers. Queues and ring groups always have one; groups of other kinds only when extension is written.",
		Bad:     "groups: sales: kind: \"team\"\ngroups: desk: {kind: \"ringGroup\", noAnswer: group: \"sales\"}\n",
		Good:    "groups: sales: kind: \"queue\"\ngroups: desk: {kind: \"ringGroup\", noAnswer: group: \"sales\"}\n",
	},
	{
		Code: DepartmentCycle, Title: "departments lie inside each other",
		Explain: "Following parent from one department leads back to it. Departments are a tree below root.",
		Bad:     "departments: {a: parent: \"b\", b: parent: \"a\"}\n",
		Good:    "departments: {a: parent: \"root\", b: parent: \"a\"}\n",
	},
	{
		Code: DepartmentGroup, Title: "a department's group does not fit its department",
		Explain: "A group of kind department is the group that a department becomes where a vendor keeps departments as groups. It names its department, and each department has one at most.",
		Bad:     "departments: sales: {}\ngroups: {a: {kind: \"department\", department: \"sales\"}, b: {kind: \"department\", department: \"sales\"}}\n",
		Good:    "departments: sales: {}\ngroups: {a: {kind: \"department\", department: \"sales\"}, b: kind: \"team\"}\n",
	},
	{
		Code: DuplicateExtension, Title: "two things have one extension",
		Explain: "Users, queues, ring groups and parkings share one space of numbers: a number reaches one of them.",
		Bad:     "users: bob: extension: \"101\"\ngroups: desk: {kind: \"ringGroup\", extension: \"101\"}\n",
		Good:    "users: bob: extension: \"101\"\ngroups: desk: {kind: \"ringGroup\", extension: \"801\"}\n",
	},
	{
		Code: ExtensionLength, Title: "an extension is too short or too long",
		Explain: "organization.extensions limits how many digits extensions have. Parkings are not meant: several systems number them apart.",
		Bad:     "organization: extensions: {minDigits: 3, maxDigits: 4}\nusers: bob: extension: \"12\"\n",
		Good:    "organization: extensions: {minDigits: 3, maxDigits: 4}\nusers: bob: extension: \"112\"\n",
	},
	{
		Code: ExtensionRange, Title: "an extension lies outside its block",
		Explain: "Once organization.extensions.ranges keeps a block for a kind of thing, its numbers lie in such a block, and nobody else's do.",
		Bad:     "organization: extensions: ranges: people: {from: \"100\", to: \"199\", for: \"users\"}\nusers: bob: extension: \"801\"\n",
		Good:    "organization: extensions: ranges: people: {from: \"100\", to: \"199\", for: \"users\"}\nusers: bob: extension: \"101\"\n",
	},
	{
		Code: ExtensionPlan, Title: "the numbering plan cannot be kept",
		Explain: "A block ends before it begins, two blocks overlap, or the fewest digits are more than the most.",
		Bad:     "organization: extensions: ranges: {a: {from: \"100\", to: \"199\"}, b: {from: \"150\", to: \"250\"}}\n",
		Good:    "organization: extensions: ranges: {a: {from: \"100\", to: \"199\"}, b: {from: \"200\", to: \"250\"}}\n",
	},
	{
		Code: DuplicateEmail, Title: "two users have one e-mail address",
		Explain: "On 3CX, Rainbow, GoTo and Bitrix24 the e-mail address is a login and stands once; on Dimensions for those who may use the portal. Capitals do not tell addresses apart.",
		Bad:     "users: {a: email: \"info@acme.example\", b: email: \"Info@acme.example\"}\ntargets: pbx: {type: \"3cx\", url: \"sim:\"}\n",
		Good:    "users: {a: email: \"a@acme.example\", b: email: \"b@acme.example\"}\ntargets: pbx: {type: \"3cx\", url: \"sim:\"}\n",
	},
	{
		Code: PortalWithoutEmail, Title: "somebody may use the portal and cannot log in",
		Explain: "The login of the Dimensions portal is the e-mail address. portal.access gives it, and so do a report level and a client licence by themselves.",
		Bad:     "users: a: {email: \"\", licences: ucClient: true}\ntargets: stats: {type: \"dimensions\", url: \"sim:\"}\n",
		Good:    "users: a: {email: \"a@acme.example\", licences: ucClient: true}\ntargets: stats: {type: \"dimensions\", url: \"sim:\"}\n",
	},
	{
		Code: DuplicateMAC, Title: "two devices have one MAC address",
		Explain: "A MAC address belongs to one phone, in whatever way it is written.",
		Bad:     "devices: {a: {kind: \"deskphone\", mac: \"00:15:65:12:34:56\"}, b: {kind: \"deskphone\", mac: \"0015.6512.3456\"}}\n",
		Good:    "devices: {a: {kind: \"deskphone\", mac: \"00:15:65:12:34:56\"}, b: {kind: \"deskphone\", mac: \"0015.6512.3457\"}}\n",
	},
	{
		Code: PreviouslyTwice, Title: "two things claim one former id",
		Explain: "previously says which old thing this one was, so that it is renamed and not replaced. Two cannot have been the same.",
		Bad:     "users: {a: previously: old: true, b: previously: old: true}\n",
		Good:    "users: {a: previously: old: true, b: {}}\n",
	},
	{
		Code: PreviouslyAlive, Title: "a former id is still in use",
		Explain: "previously says that this thing was called something else before, and that other name is still declared.",
		Bad:     "users: {a: previously: b: true, b: {}}\n",
		Good:    "users: a: previously: b: true\n",
	},
	{
		Code: SameName, Title: "a department and a team become one group",
		Explain: "On 3CX departments and teams are both groups, known by name. Two with one name would be one group. A team may carry the name of its own department: then they are meant to be one.",
		Bad:     "departments: sales: title: \"Sales\"\ngroups: team: {kind: \"team\", title: \"sales\"}\ntargets: pbx: {type: \"3cx\", url: \"sim:\"}\n",
		Good:    "departments: sales: title: \"Sales\"\ngroups: team: {kind: \"team\", title: \"sales\", department: \"sales\"}\ntargets: pbx: {type: \"3cx\", url: \"sim:\"}\n",
	},
	{
		Code: TwoPrimaryGroups, Title: "a user has two primary groups",
		Explain: "A user's calls are counted to one group at most. In the other groups the user stays a member without primary.",
		Bad:     "users: a: {}\ngroups: {x: {kind: \"reporting\", members: a: primary: true}, y: {kind: \"reporting\", members: a: primary: true}}\n",
		Good:    "users: a: {}\ngroups: {x: {kind: \"reporting\", members: a: primary: true}, y: {kind: \"reporting\", members: a: {}}}\n",
	},
	{
		Code: MemberField, Title: "a member has a field that its group's kind does not know",
		Explain: "role and overrides belong to members of teams and departments, as to members of workgroups, primary to members of teams, departments and reporting groups.",
		Bad:     "users: a: {}\ngroups: desk: {kind: \"ringGroup\", members: a: role: \"manager\"}\n",
		Good:    "users: a: {}\ngroups: desk: {kind: \"ringGroup\", members: a: {}}\n",
	},
	{
		Code: WrongKind, Title: "a group of the wrong kind",
		Explain: "workgroup (a social-network group or project) and userGroup (Bitrix24 On-Premise) are different things, and each names a group of its own kind. A parking is shared by teams and departments.",
		Bad:     "groups: project: kind: \"workgroup\"\nroles: r: assign: x: userGroup: \"project\"\n",
		Good:    "groups: project: kind: \"workgroup\"\nroles: r: assign: x: workgroup: \"project\"\n",
	},
	{
		Code: RingOrder, Title: "the ring order names somebody who does not ring",
		Explain: "ringOrder puts members of a ring group, or agents of a queue, in order. It names each once, and nobody else.",
		Bad:     "users: {a: {}, b: {}}\ngroups: desk: {kind: \"ringGroup\", members: a: {}, ringOrder: [\"b\", \"a\"]}\n",
		Good:    "users: {a: {}, b: {}}\ngroups: desk: {kind: \"ringGroup\", members: {a: {}, b: {}}, ringOrder: [\"b\", \"a\"]}\n",
	},
	{
		Code: StrategyKind, Title: "a strategy that groups of this kind do not have",
		Explain: "paging is for ring groups; longestIdle and the skill strategies are for queues, which know who is idle and what agents can do.",
		Bad:     "groups: desk: {kind: \"ringGroup\", strategy: \"longestIdle\"}\n",
		Good:    "groups: desk: {kind: \"ringGroup\", strategy: \"ringAll\"}\n",
	},
	{
		Code: OverflowCircle, Title: "calls that nobody takes go round without end",
		Explain: "noAnswer of these queues and ring groups leads from one to the next and back. When nobody is there, the caller never gets out.",
		Bad:     "groups: {a: {kind: \"queue\", noAnswer: group: \"b\"}, b: {kind: \"ringGroup\", noAnswer: group: \"a\"}}\n",
		Good:    "groups: {a: {kind: \"queue\", noAnswer: group: \"b\"}, b: {kind: \"ringGroup\", noAnswer: hangup: true}}\n",
	},
	{
		Code: NoManager, Title: "a manager/assistant group without a manager",
		Explain: "A manager/assistant group has exactly one manager, whose calls its assistants answer.",
		Bad:     "users: b: {}\ngroups: board: {kind: \"managerAssistant\", assistants: b: {}}\n",
		Good:    "users: {a: {}, b: {}}\ngroups: board: {kind: \"managerAssistant\", manager: \"a\", assistants: b: {}}\n",
	},
	{
		Code: NoAssistant, Title: "a manager/assistant group without an assistant",
		Explain: "A manager/assistant group has at least one assistant. Without one it cannot be saved, and delegation cannot be switched on.",
		Bad:     "users: a: {}\ngroups: board: {kind: \"managerAssistant\", manager: \"a\"}\n",
		Good:    "users: {a: {}, b: {}}\ngroups: board: {kind: \"managerAssistant\", manager: \"a\", assistants: b: {}}\n",
	},
	{
		Code: ManagerTwice, Title: "a manager of two groups",
		Explain: "A user is manager of one manager/assistant group at most. An assistant may serve several.",
		Bad:     "users: {a: {}, b: {}}\ngroups: {x: {kind: \"managerAssistant\", manager: \"a\", assistants: b: {}}, y: {kind: \"managerAssistant\", manager: \"a\", assistants: b: {}}}\n",
		Good:    "users: {a: {}, b: {}, c: {}}\ngroups: {x: {kind: \"managerAssistant\", manager: \"a\", assistants: b: {}}, y: {kind: \"managerAssistant\", manager: \"c\", assistants: b: {}}}\n",
	},
	{
		Code: ManagerAndAssistant, Title: "a manager who is also an assistant",
		Explain: "Whoever is manager in one manager/assistant group cannot be assistant in any.",
		Bad:     "users: {a: {}, b: {}, c: {}}\ngroups: {x: {kind: \"managerAssistant\", manager: \"a\", assistants: b: {}}, y: {kind: \"managerAssistant\", manager: \"c\", assistants: a: {}}}\n",
		Good:    "users: {a: {}, b: {}, c: {}}\ngroups: {x: {kind: \"managerAssistant\", manager: \"a\", assistants: b: {}}, y: {kind: \"managerAssistant\", manager: \"c\", assistants: b: {}}}\n",
	},
	{
		Code: AssistantLicence, Title: "a manager or assistant without a Business licence",
		Explain: "Rainbow asks for at least a Business licence of everybody in a manager/assistant group. Only users whose licences the site writes are judged.",
		Bad:     "users: {a: {extension: \"1\", licences: essential: true}, b: extension: \"2\"}\ngroups: x: {kind: \"managerAssistant\", manager: \"a\", assistants: b: {}}\ntargets: r: {type: \"rainbow\", url: \"sim:\"}\n",
		Good:    "users: {a: {extension: \"1\", licences: business: true}, b: extension: \"2\"}\ngroups: x: {kind: \"managerAssistant\", manager: \"a\", assistants: b: {}}\ntargets: r: {type: \"rainbow\", url: \"sim:\"}\n",
	},
	{
		Code: AssistantDevice, Title: "a manager or assistant without a device",
		Explain: "Rainbow asks that everybody in a manager/assistant group has a device of the PBX, such as a desk phone or a remote extension. This user has neither an extension nor a device in the site.",
		Bad:     "users: {a: extension: \"1\", b: {}}\ngroups: x: {kind: \"managerAssistant\", manager: \"a\", assistants: b: {}}\ntargets: r: {type: \"rainbow\", url: \"sim:\"}\n",
		Good:    "users: {a: extension: \"1\", b: extension: \"2\"}\ngroups: x: {kind: \"managerAssistant\", manager: \"a\", assistants: b: {}}\ntargets: r: {type: \"rainbow\", url: \"sim:\"}\n",
	},
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
	{
		Code: ContactCentreGrant, Title: "a contact-centre setting granted to a role or user",
		Explain: "A contact centre has one set of settings for all supervisors and one for all agents. They are written in the target's contactCenter and never granted to one role or one user.",
		Bad:     "roles: lead: grants: \"queueSettings.manage\": true\n",
		Good:    "targets: phone: {type: \"goto\", url: \"sim:\", contactCenter: supervisor: queueSettings: manage: true}\n",
	},
	{
		Code: NoSuchPermission, Title: "a permission or level that does not exist",
		Explain: "Permissions and their levels are one vocabulary for all phone systems; the language reference lists them.",
		Bad:     "roles: lead: grants: \"calls.montior\": \"group\"\n",
		Good:    "roles: lead: grants: \"calls.monitor\": \"group\"\n",
	},
	{
		Code: PrivilegedGrant, Title: "a grant that lets its holder widen rights",
		Explain: "Nothing is wrong. Whoever holds this permission on the target can change the rights of others, and with them their own, so a reviewer should see it.",
		Bad:     "roles: admin: grants: \"rights.manage\": \"all\"\ntargets: pbx: {type: \"3cx\", url: \"sim:\"}\n",
		Good:    "roles: admin: grants: \"phonebook.manage\": true\ntargets: pbx: {type: \"3cx\", url: \"sim:\"}\n",
	},
	{
		Code: HalfReception, Title: "half of a front desk's rights",
		Explain: "What consoles show as one option, reception work, is two permissions: reception.operate (wake-up calls, check in and out) and presence.set (the status of others). Only one of them is given.",
		Bad:     "roles: desk: grants: \"reception.operate\": true\n",
		Good:    "roles: desk: grants: {\"reception.operate\": true, \"presence.set\": \"group\"}\n",
	},
	{
		Code: DownloadWithoutReports, Title: "recordings may be downloaded, and not be found",
		Explain: "Recordings are downloaded from the reports, so recordings.download needs reports.see.",
		Bad:     "roles: r: grants: \"recordings.download\": true\n",
		Good:    "roles: r: grants: {\"recordings.download\": true, \"reports.see\": \"reports\"}\n",
	},
	{
		Code: PayWithoutSee, Title: "invoices may be paid, and not be seen",
		Explain: "On GoTo the permission to pay invoices needs the one to view them.",
		Bad:     "roles: r: grants: \"billing.pay\": true\ntargets: phone: {type: \"goto\", url: \"sim:\"}\n",
		Good:    "roles: r: grants: {\"billing.pay\": true, \"billing.see\": true}\ntargets: phone: {type: \"goto\", url: \"sim:\"}\n",
	},
	{
		Code: NoContactCentre, Title: "contact-centre settings where there is no contact centre",
		Explain: "contactCenter and contactAdmin belong to targets of type goto.",
		Bad:     "targets: pbx: {type: \"3cx\", url: \"sim:\", contactCenter: agent: customTags: true}\n",
		Good:    "targets: phone: {type: \"goto\", url: \"sim:\", contactCenter: agent: customTags: true}\n",
	},
	{
		Code: QueueSettingsHidden, Title: "supervisors cannot be kept from their queues' settings",
		Explain: "Supervisors always see the settings of the queues they can reach; only changing them can be withheld.",
		Bad:     "targets: phone: {type: \"goto\", url: \"sim:\", contactCenter: supervisor: queueSettings: view: false}\n",
		Good:    "targets: phone: {type: \"goto\", url: \"sim:\", contactCenter: supervisor: queueSettings: manage: false}\n",
	},
	{
		Code: ManageWithoutView, Title: "supervisors may change what they do not see",
		Explain: "pauseReasons and skills have a switch for seeing and one for changing. What the console makes of the second without the first is not documented.",
		Bad:     "targets: phone: {type: \"goto\", url: \"sim:\", contactCenter: supervisor: skills: manage: true}\n",
		Good:    "targets: phone: {type: \"goto\", url: \"sim:\", contactCenter: supervisor: skills: {view: true, manage: true}}\n",
	},
	{
		Code: EveryQueue, Title: "every supervisor reaches every queue",
		Explain: "With limitToAssigned off, supervisors reach queues they are not assigned to. Each such queue is listed with those who come to reach it.",
		Bad:     "users: a: {}\ngroups: {x: {kind: \"queue\", supervisors: a: true}, y: kind: \"queue\"}\ntargets: phone: {type: \"goto\", url: \"sim:\", contactCenter: supervisor: limitToAssigned: false}\n",
		Good:    "users: a: {}\ngroups: {x: {kind: \"queue\", supervisors: a: true}, y: kind: \"queue\"}\ntargets: phone: {type: \"goto\", url: \"sim:\", contactCenter: supervisor: limitToAssigned: true}\n",
	},
	{
		Code: DispositionsWithoutWrapUp, Title: "dispositions have no effect on a queue",
		Explain: "Agents choose a disposition during wrap-up, so a queue without wrap-up time never asks for one.",
		Bad:     "groups: support: kind: \"queue\"\ntargets: phone: {type: \"goto\", url: \"sim:\", contactCenter: agent: dispositions: true}\n",
		Good:    "groups: support: {kind: \"queue\", wrapUp: 15}\ntargets: phone: {type: \"goto\", url: \"sim:\", contactCenter: agent: dispositions: true}\n",
	},
	{
		Code: ContactCentreLicence, Title: "somebody works in a queue without a contact-centre licence",
		Explain: "On GoTo, agents and supervisors need the contact-centre licence, which a contact-centre administrator gives. Only users whose licences the site writes are judged.",
		Bad:     "users: a: licences: {}\ngroups: support: {kind: \"queue\", agents: a: {}}\ntargets: phone: {type: \"goto\", url: \"sim:\"}\n",
		Good:    "users: a: licences: contactCenter: true\ngroups: support: {kind: \"queue\", agents: a: {}}\ntargets: phone: {type: \"goto\", url: \"sim:\"}\n",
	},
	{
		Code: LicenceNowhere, Title: "a licence that no target sells",
		Explain: "The licence exists on systems that this site does not manage, so nothing is done about it.",
		Bad:     "users: a: licences: business: true\ntargets: pbx: {type: \"3cx\", url: \"sim:\"}\n",
		Good:    "users: a: licences: business: true\ntargets: r: {type: \"rainbow\", url: \"sim:\"}\n",
	},
	{
		Code: LicenceNeeds, Title: "a licence without the one it stands on",
		Explain: "On Dimensions the professional licence needs the client's (ucClient), and essential comes with every account of the PBX and cannot be taken away.",
		Bad:     "users: a: licences: professional: true\n",
		Good:    "users: a: {email: \"a@acme.example\", licences: {professional: true, ucClient: true}}\n",
	},
	{
		Code: TooFewLicences, Title: "more licences are given than there are",
		Explain: "The target's profile says how many licences of a kind there are, and the site gives more users one.",
		Bad:     "users: {a: licences: business: true, b: licences: business: true}\ntargets: r: {type: \"rainbow\", url: \"sim:\", profile: licences: business: 1}\n",
		Good:    "users: {a: licences: business: true, b: licences: business: true}\ntargets: r: {type: \"rainbow\", url: \"sim:\", profile: licences: business: 2}\n",
	},
	{
		Code: DeviceNeeds, Title: "a device lacks what its kind needs",
		Explain: "A desk phone is found by its MAC address, a remote extension by its number, an analogue phone by adapter and line; a phone behind a session border controller names it.",
		Bad:     "devices: a: kind: \"deskphone\"\n",
		Good:    "devices: a: {kind: \"deskphone\", mac: \"00:15:65:12:34:56\"}\n",
	},
	{
		Code: DeviceField, Title: "a device has a field that its kind does not know",
		Explain: "mac, network and sbc belong to desk phones, clients to softphones, number to remote extensions and mobiles, gateway and line to analogue phones.",
		Bad:     "devices: a: {kind: \"softphone\", mac: \"00:15:65:12:34:56\"}\n",
		Good:    "devices: a: {kind: \"softphone\", clients: desktop: true}\n",
	},
	{
		Code: BadMAC, Title: "no MAC address",
		Explain: "A MAC address has twelve hexadecimal digits, with or without separators.",
		Bad:     "devices: a: {kind: \"deskphone\", mac: \"00:15:65:12:34\"}\n",
		Good:    "devices: a: {kind: \"deskphone\", mac: \"00:15:65:12:34:56\"}\n",
	},
	{
		Code: DuplicateLine, Title: "two devices on one line of an adapter",
		Explain: "Each line of an adapter carries one analogue phone.",
		Bad:     "devices: {a: {kind: \"analogue\", gateway: \"001565123456\", line: 1}, b: {kind: \"analogue\", gateway: \"00:15:65:12:34:56\", line: 1}}\n",
		Good:    "devices: {a: {kind: \"analogue\", gateway: \"001565123456\", line: 1}, b: {kind: \"analogue\", gateway: \"00:15:65:12:34:56\", line: 2}}\n",
	},
	{
		Code: CRMWithoutWebRTC, Title: "the CRM client on a device without WebRTC",
		Explain: "On Dimensions the CRM client registers as a WebRTC device of the platform.",
		Bad:     "devices: a: {kind: \"softphone\", clients: crm: true}\ntargets: stats: {type: \"dimensions\", url: \"sim:\"}\n",
		Good:    "devices: a: {kind: \"webrtc\", clients: crm: true}\ntargets: stats: {type: \"dimensions\", url: \"sim:\"}\n",
	},
	{
		Code: TargetTwice, Title: "two targets are one system",
		Explain: "Two targets with one address and tenant would undo each other's changes.",
		Bad:     "targets: {a: {type: \"asterisk\", url: \"http://127.0.0.1:8088\"}, b: {type: \"asterisk\", url: \"http://127.0.0.1:8088/\"}}\n",
		Good:    "targets: {a: {type: \"asterisk\", url: \"http://127.0.0.1:8088\"}, b: {type: \"asterisk\", url: \"http://127.0.0.1:8089\"}}\n",
	},
	{
		Code: AddressPath, Title: "an address with a path",
		Explain: "The url of a 3CX is the address that its web client has. The paths of the API are the vendor's and are added to it.",
		Bad:     "targets: pbx: {type: \"3cx\", url: \"https://pbx.acme.example/xapi/v1\"}\n",
		Good:    "targets: pbx: {type: \"3cx\", url: \"https://pbx.acme.example\"}\n",
	},
	{
		Code: KindNotThere, Title: "a kind of thing that the target does not have",
		Explain: "manage and released name kinds of things on the target. Systems of this type do not have that kind.",
		Bad:     "targets: pbx: {type: \"3cx\", url: \"sim:\", manage: workspaces: \"exclusive\"}\n",
		Good:    "targets: stats: {type: \"dimensions\", url: \"sim:\", manage: workspaces: \"exclusive\"}\n",
	},
	{
		Code: NoCredentials, Title: "a target without credentials",
		Explain: "Checking and compiling need no account; planning and applying do. Credentials are references to where a value is kept, never values.",
		Bad:     "targets: pbx: {type: \"3cx\", url: \"https://pbx.acme.example\"}\n",
		Good:    "targets: pbx: {type: \"3cx\", url: \"https://pbx.acme.example\", credentials: {clientId: env: \"ID\", clientSecret: env: \"SECRET\"}}\n",
	},
	{
		Code: ExclusiveSelection, Title: "a target removes what another part of the site declares",
		Explain: "select sends a part of the site to the target, and exclusive removes everything of that kind that is not sent, whether the site declares it or not.",
		Bad:     "users: a: {}\ntargets: pbx: {type: \"3cx\", url: \"sim:\", select: users: a: true, manage: users: \"exclusive\"}\n",
		Good:    "users: a: {}\ntargets: pbx: {type: \"3cx\", url: \"sim:\", select: users: a: true, manage: users: \"declared\"}\n",
	},
	{
		Code: SecretNoPlace, Title: "a secret to be generated, and no place to keep it",
		Explain: "With `generate: true` patchbay makes a value when a plan is applied and none is there yet, and keeps it first, so that it is never lost. It can keep one in a file or in a file encrypted with age, and in neither a variable nor a program.",
		Bad:     "devices: desk: {kind: \"webrtc\", password: {env: \"DESK\", generate: true}}\n",
		Good:    "devices: desk: {kind: \"webrtc\", password: {file: \"secrets/desk\", generate: true}}\n",
	},
	{
		Code: SecretGiven, Title: "a credential that cannot be generated",
		Explain: "What patchbay signs in with is made on the target, by its vendor or its administrator. Only what patchbay writes to a target can be generated: passwords of devices and PINs.",
		Bad:     "targets: pbx: {type: \"3cx\", url: \"sim:\", credentials: {clientId: env: \"ID\", clientSecret: {file: \"key\", generate: true}}}\n",
		Good:    "targets: pbx: {type: \"3cx\", url: \"sim:\", credentials: {clientId: env: \"ID\", clientSecret: file: \"key\"}}\n",
	},
	{
		Code: BreakGlassShut, Title: "the emergency account is disabled",
		Explain: "breakGlass names users whom no plan may lock out, and this one cannot log in.",
		Bad:     "users: a: enabled: false\npolicies: breakGlass: a: true\n",
		Good:    "users: a: enabled: true\npolicies: breakGlass: a: true\n",
	},
	{
		Code: EmptyWindow, Title: "a window in which nothing can run",
		Explain: "The window ends when it begins. A window may cross midnight: then to is earlier than from.",
		Bad:     "organization: timezone: \"UTC\"\npolicies: windows: night: {from: \"22:00\", to: \"22:00\"}\n",
		Good:    "organization: timezone: \"UTC\"\npolicies: windows: night: {from: \"22:00\", to: \"06:00\"}\n",
	},
	{
		Code: WindowWithoutZone, Title: "a window without a time zone",
		Explain: "Neither the window nor the organization has a time zone, so its times are read as UTC.",
		Bad:     "policies: windows: night: {from: \"22:00\", to: \"06:00\"}\n",
		Good:    "policies: windows: night: {from: \"22:00\", to: \"06:00\", timezone: \"Europe/Paris\"}\n",
	},
	{
		Code: NoWindow, Title: "a rule for outside the windows, and no window",
		Explain: "outsideWindow says what happens to disruptive steps outside every window. Without windows they may always run.",
		Bad:     "policies: outsideWindow: \"refuse\"\n",
		Good:    "organization: timezone: \"UTC\"\npolicies: {outsideWindow: \"refuse\", windows: night: {from: \"22:00\", to: \"06:00\"}}\n",
	},
	{
		Code: NoSuchZone, Title: "a time zone that does not exist",
		Explain: "Zones are written as the IANA does: Europe/Paris, America/New_York, UTC. One that exists may still be unknown to a target; where the target lists its own, the plan says so.",
		Bad:     "organization: timezone: \"Europe/Pariss\"\n",
		Good:    "organization: timezone: \"Europe/Paris\"\n",
	},
}
