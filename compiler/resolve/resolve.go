// Package resolve works out what a site asks of one target: which users,
// groups and devices go there, who holds which role where after assignments
// are expanded, and which defaults the language leaves to it.
package resolve

import (
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Desired is what one target is asked to hold, still in canonical nouns.
type Desired struct {
	Site    *model.Site
	Target  *model.Target
	Profile state.Profile
}
