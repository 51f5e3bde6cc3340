package threecx

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/resolve"
)

// TestNothingIsLostInSilence: every fact that the target is asked to hold is in
// some attribute's From or in a diagnostic.
func TestNothingIsLostInSilence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		site := someSite(t)
		d, s, ds := lowered(site, enterprise)
		if lost := resolve.Unaccounted(d, s, ds); len(lost) > 0 {
			t.Fatalf("lost: %v\n%v", lost, ds)
		}
	})
}
