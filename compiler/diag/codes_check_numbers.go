package diag

// What can be wrong with extensions and the numbering plan.
const (
	DuplicateExtension Code = "PB2020"
	ExtensionLength    Code = "PB2021"
	ExtensionRange     Code = "PB2022"
	ExtensionPlan      Code = "PB2023"
)

var checkNumbers = []Info{
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
}
