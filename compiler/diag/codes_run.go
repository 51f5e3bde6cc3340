package diag

// What can be wrong when a site is taken to its targets.
const (
	NoDriver Code = "PB7101"
	LostFact Code = "PB7102"

	ImportUnread  Code = "PB7103"
	ImportDiffers Code = "PB7104"

	AttestedElse   Code = "PB7105"
	AttestedAged   Code = "PB7106"
	NotAttested    Code = "PB7107"
	AttestWrong    Code = "PB7108"
	BreakGlassIdle Code = "PB7110"
	GuardsNarrow   Code = "PB7111"
)

var runCodes = []Info{
	{NoDriver, "no driver for this type of target",
		"The language knows the type, and this patchbay cannot plan for it yet: a later one may. `patchbay targets` lists those it can. The rest of the site is checked all the same.",
		`targets: office: type: "rainbow"`, ""},
	{LostFact, "the driver lost something the site says",
		"Everything that a site asks of a target is either put into the target's words or reported as something it cannot hold. Here a fact was neither. This is a mistake in patchbay's driver; please report it.", "", ""},
	{ImportUnread, "a part of the target was not read, so it is not in the imported site",
		"The account may not look at it, or the target did not answer in full. What is not declared is left alone, so nothing happens to it. Give the account the right to read it, and import again.", "", ""},
	{AttestedElse, "an attestation that does not count",
		"A file under attestations/ is about another system than the target is now (its type, address or tenant is another), or was changed after it was written. It is left out as if it were not there. Attest anew what is so; the file may be removed.", "", ""},
	{AttestedAged, "an attestation that is too old to count",
		"`policies: attestations: maxAge` says how long a person's word counts for a kind of thing. This one is older, so that nobody knows what is there now and the plan asks for it again. Look, and attest what you see or did.",
		"", `policies: attestations: maxAge: roles: "90d"`},
	{NotAttested, "nobody knows what else is there",
		"The site says that its list of these is complete, and no API shows what the target has, so that what is there beyond the list cannot be asked to go. Look at the whole list in the vendor's console and attest it: `patchbay attest --template` prints a file to fill in.", "", ""},
	{AttestWrong, "what was seen cannot be attested as it is written",
		"The file names a kind, an attribute or a value that this type of target does not have, leaves a value out, or says something that the target shows by itself, which no person needs to attest. `patchbay attest --template --target NAME` prints a file that fits.", "", ""},
	{ImportDiffers, "the first plan of an imported site will not be empty",
		"What was written is read again and compared with the target before import ends. Here it is not the same: the next plan names each difference. Read it before applying; where the target is right, correct the site.", "", ""},
	{GuardsNarrow, "guards and rights go by what the account in use is shown",
		"The account that plans is not shown everybody on the target. That somebody who administrates is left, that a budget's percentage is kept, and who gains or loses a right through a group are judged by those whom it is shown; what is not seen is never created or deleted. Plan with an account that sees all where that is not enough.", "", ""},
	{BreakGlassIdle, "the emergency users could not mend anything on this target",
		"policies.breakGlass names users whom no plan may lock out, so that somebody can still mend things when nobody else can. On this target none of them has an account that is on and may change the rights of others: keeping them keeps nobody. Name somebody who administrates, or give one of them such a role. Offline this is said only where the site writes the roles of all of them.", "", ""},
}
