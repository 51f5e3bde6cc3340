package diag

// What can be wrong with policies that a site writes.
const (
	BreakGlassShut    Code = "PB2095"
	EmptyWindow       Code = "PB2096"
	WindowWithoutZone Code = "PB2097"
	NoWindow          Code = "PB2098"
)

var checkPolicies = []Info{
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
}
