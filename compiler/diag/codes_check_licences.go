package diag

// What can be wrong with licences.
const (
	LicenceNowhere Code = "PB2080"
	LicenceNeeds   Code = "PB2081"
	TooFewLicences Code = "PB2082"
)

var checkLicences = []Info{
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
}
