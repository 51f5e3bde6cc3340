package diag

// What can be wrong with a contact centre's settings.
const (
	NoContactCentre           Code = "PB2070"
	QueueSettingsHidden       Code = "PB2071"
	ManageWithoutView         Code = "PB2072"
	EveryQueue                Code = "PB2073"
	DispositionsWithoutWrapUp Code = "PB2074"
	ContactCentreLicence      Code = "PB2075"
)

var checkContactCentre = []Info{
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
}
