// Package all lists the drivers.
//
// A driver is in the product when it is in this list, sorted by type; nothing
// registers itself.
package all

import (
	"slices"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/asterisk"
	"github.com/patchbay-dev/patchbay/targets/bitrix24"
	"github.com/patchbay-dev/patchbay/targets/dimensions"
	"github.com/patchbay-dev/patchbay/targets/gotoconnect"
	"github.com/patchbay-dev/patchbay/targets/rainbow"
	"github.com/patchbay-dev/patchbay/targets/threecx"
)

// Drivers are all drivers, sorted by type.
var Drivers = []targets.Driver{threecx.Driver, asterisk.Driver, bitrix24.Driver, dimensions.Driver, gotoconnect.Driver, rainbow.Driver}

// Find returns the driver of a type.
func Find(kind string) (targets.Driver, bool) {
	i := slices.IndexFunc(Drivers, func(d targets.Driver) bool { return d.Type == kind })
	if i < 0 {
		return targets.Driver{}, false
	}
	return Drivers[i], true
}
