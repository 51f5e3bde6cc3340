package diag

// What can be wrong with what tells one object from another.
const (
	DuplicateEmail     Code = "PB2030"
	PortalWithoutEmail Code = "PB2031"
	DuplicateMAC       Code = "PB2032"
	PreviouslyTwice    Code = "PB2033"
	PreviouslyAlive    Code = "PB2034"
	SameName           Code = "PB2035"
)

var checkIdentity = []Info{
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
}
