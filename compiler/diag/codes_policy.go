package diag

// What can be wrong with the site's own rules over plans.
const (
	PolicyField   Code = "PB5060"
	PolicyWord    Code = "PB5061"
	PolicyRoot    Code = "PB5062"
	PolicyRule    Code = "PB5063"
	PolicyFails   Code = "PB5064"
	PolicyCUE     Code = "PB5065"
	PolicyMissing Code = "PB5066"
	PolicyWarns   Code = "PB5067"
	UnknownZone   Code = "PB5068"
)

var policyCodes = []Info{
	{
		Code: PolicyField, Title: "a rule reads a field that plans do not have",
		Explain: "A rule with a misspelt field would never find anything, so it is refused. What plans have stands in patchbay.dev/policy/v1; `patchbay init` puts a copy beside the site, and editors complete it.",
		Bad:     "deny: all: [for r in plan.rights if r.gaind {r.permission}]\n",
		Good:    "deny: all: [for r in plan.rights if r.gained {r.permission}]\n",
	},
	{
		Code: PolicyWord, Title: "a rule compares with a word that never occurs",
		Explain: "Permissions, kinds of things, the names of their attributes on the target and operations are words of a list, and this one is not in it: the rule would never find anything. Kinds are in the plural, as in budgets: users, groups, memberships; attributes are called as in the plan: EmailAddress, CanBargeIn.",
		Bad:     "deny: all: [for r in plan.rights if r.permission == \"calls.moniter\" {r.scope}]\n",
		Good:    "deny: all: [for r in plan.rights if r.permission == \"calls.monitor\" {r.scope}]\n",
	},
	{
		Code: PolicyRoot, Title: "policies have no such field",
		Explain: "Policies hold deny, warn and, in files that end in _test.cue, tests. Rules under another name would not be looked at. Names that begin with _ or # are free, for what rules share. plan is given: it may be typed with `plan: v1.#Plan`, and nothing else.",
		Bad:     "denny: all: [\"no\"]\n",
		Good:    "deny: all: [\"no\"]\n",
	},
	{
		Code: PolicyRule, Title: "a rule is a list of messages",
		Explain: "A rule holds a message for each thing that is wrong with a plan, and is an empty list when there is none. A message is a text, not empty.",
		Bad:     "deny: many: plan.count.users.deleted > 5\n",
		Good:    "deny: many: [if plan.count.users.deleted > 5 {\"more than five people would go\"}]\n",
	},
	{
		Code: PolicyFails, Title: "a rule cannot be evaluated",
		Explain: "Every rule must have an answer for every plan, also for one in which there is nothing. A rule that has none refuses the plan, since nobody knows what it would have said.",
		Bad:     "deny: first: [if plan.rights[0].gained {\"a right\"}]\n",
		Good:    "deny: first: [for r in plan.rights if r.gained {\"a right\"}]\n",
	},
	{
		Code: PolicyCUE, Title: "CUE refuses the policies",
		Explain: "The files in the policy folder do not fit together as one CUE package: two of them say different things about one field, or a reference leads nowhere.",
		Bad:     "deny: all: [_message]\n",
		Good:    "_message: \"no\"\ndeny: all: [_message]\n",
	},
	{
		Code: PolicyMissing, Title: "the policies in force cannot be read",
		Explain: "A plan is judged by the policies of the revision that it is compared with, and those have mistakes. They are not replaced by the site's own, which the change under review may have loosened. Mend them at that revision, or name another with --base.",
	},
	{
		Code: PolicyWarns, Title: "a rule of the site warns of this plan",
		Explain: "The rule stands under warn in the site's policy folder. It does not keep the plan from being applied.",
	},
	{
		Code: UnknownZone, Title: "a window in a time zone that does not exist",
		Explain: "Nobody knows when the window opens, so that no step that waits for it could ever run. Zones are written as the IANA does: Europe/Paris, America/New_York, UTC.",
		Bad:     "policies: windows: night: {from: \"22:00\", to: \"06:00\", timezone: \"Europe/Pariss\"}\n",
		Good:    "policies: windows: night: {from: \"22:00\", to: \"06:00\", timezone: \"Europe/Paris\"}\n",
	},
}
