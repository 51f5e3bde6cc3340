package diag

// What can be wrong with the targets of a site.
const (
	TargetTwice        Code = "PB2090"
	KindNotThere       Code = "PB2091"
	NoCredentials      Code = "PB2092"
	ExclusiveSelection Code = "PB2093"
	AddressPath        Code = "PB2094"
)

var checkTargets = []Info{
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
}
