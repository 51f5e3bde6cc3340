package rainbow

import (
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/targets"
)

// typeName is the word in targets.X.type.
const typeName = "rainbow"

// Driver is the Rainbow target.
var Driver = targets.Driver{
	Type:      typeName,
	Doc:       about,
	Caps:      Caps,
	Schema:    Schema,
	Lower:     Lower,
	Raise:     Raise,
	Rights:    Rights,
	Steps:     Steps,
	Free:      Free,
	Languages: []plan.Language{"fr"},
	Open:      open, OpenWriter: openWriter, Simulate: simulate,
	Reads: reads,
	Rate:  targets.Rate{PerSecond: 10, Burst: 600}, // 600 in 60 s, the Node SDK's own brake; the service's quota is not known
}

// about is what the documentation and `patchbay targets` say.
var about = targets.Doc{
	Title:    "Alcatel-Lucent Enterprise Rainbow, with a PBX or with Rainbow Hub",
	Versions: "the REST API of version 1, which every company has. profile.edition is the product: pbx (a PBX that is linked to the company) or hub (the Cloud PBX), as options.product says",
	Account:  "an application (developers.openrainbow.com) and either an API key or the login of a company administrator; a site administrator sees the own site only",
	Limits: []string{
		"lists hold 100 objects, and have no members of groups: each group is read by itself",
		"how many requests the service takes is not documented: 600 a minute, as the vendor's own library sends, and what Retry-After says",
		"a token is renewed a few times, then the account logs in again",
		"five wrong passwords lock an account for an hour: one is never tried again",
		"extensions of a PBX are made by its gateway alone, and licences are never bought",
	},
	Quirks: quirks,
}
