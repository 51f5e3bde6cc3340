package diag

// What can be wrong with a group's kind and members.
const (
	TwoPrimaryGroups Code = "PB2040"
	MemberField      Code = "PB2041"
	WrongKind        Code = "PB2042"
)

var checkGroups = []Info{
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
}
