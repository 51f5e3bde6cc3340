package diag

// What can be wrong when a site is taken to its targets.
const (
	NoDriver Code = "PB7101"
	LostFact Code = "PB7102"

	ImportUnread  Code = "PB7103"
	ImportDiffers Code = "PB7104"

	BreakGlassIdle Code = "PB7110"
)

var runCodes = []Info{
	{NoDriver, "no driver for this type of target",
		"The language knows the type, and this patchbay cannot plan for it yet: a later one may. `patchbay targets` lists those it can. The rest of the site is checked all the same.",
		`targets: office: type: "rainbow"`, ""},
	{LostFact, "the driver lost something the site says",
		"Everything that a site asks of a target is either put into the target's words or reported as something it cannot hold. Here a fact was neither. This is a mistake in patchbay's driver; please report it.", "", ""},
	{ImportUnread, "a part of the target was not read, so it is not in the imported site",
		"The account may not look at it, or the target did not answer in full. What is not declared is left alone, so nothing happens to it. Give the account the right to read it, and import again.", "", ""},
	{ImportDiffers, "the first plan of an imported site will not be empty",
		"What was written is read again and compared with the target before import ends. Here it is not the same: the next plan names each difference. Read it before applying; where the target is right, correct the site.", "", ""},
	{BreakGlassIdle, "the emergency users could not mend anything on this target",
		"policies.breakGlass names users whom no plan may lock out, so that somebody can still mend things when nobody else can. On this target none of them has an account that is on and may change the rights of others: keeping them keeps nobody. Name somebody who administrates, or give one of them such a role. Offline this is said only where the site writes the roles of all of them.", "", ""},
}
