package asterisk

import (
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/targets"
)

// Driver is the Asterisk target.
var Driver = targets.Driver{
	Type:   typeName,
	Doc:    about,
	Caps:   Caps,
	Schema: Schema,
	Lower:  Lower,
	Raise:  Raise,
	Rights: Rights,
	Steps:  Steps,
	Free:   Free,
	Open:   open, OpenWriter: openWriter, Simulate: simulate,
	Reads:     reads,
	Languages: []plan.Language{"fr"},
}
