package diag

// What can be wrong with managers and their assistants.
const (
	NoManager           Code = "PB2046"
	NoAssistant         Code = "PB2047"
	ManagerTwice        Code = "PB2048"
	ManagerAndAssistant Code = "PB2049"
	AssistantLicence    Code = "PB2050"
	AssistantDevice     Code = "PB2051"
)

var checkAssistants = []Info{
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
}
