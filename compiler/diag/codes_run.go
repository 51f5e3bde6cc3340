package diag

// What can be wrong when a site is taken to its targets.
const (
	NoDriver Code = "PB7101"
	LostFact Code = "PB7102"
)

var runCodes = []Info{
	{NoDriver, "no driver for this type of target",
		"The language knows the type, and this patchbay cannot plan for it yet: a later one may. `patchbay targets` lists those it can. The rest of the site is checked all the same.",
		`targets: office: type: "rainbow"`, ""},
	{LostFact, "the driver lost something the site says",
		"Everything that a site asks of a target is either put into the target's words or reported as something it cannot hold. Here a fact was neither. This is a mistake in patchbay's driver; please report it.", "", ""},
}
