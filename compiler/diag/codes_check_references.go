package diag

// What can be wrong with the ids that one object names another by.
const (
	UnknownUser       Code = "PB2001"
	UnknownDepartment Code = "PB2002"
	UnknownGroup      Code = "PB2003"
	UnknownRole       Code = "PB2004"
	UnknownTarget     Code = "PB2005"
	UnknownDevice     Code = "PB2006"
	UnreachableGroup  Code = "PB2007"
)

var checkReferences = []Info{
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
}
