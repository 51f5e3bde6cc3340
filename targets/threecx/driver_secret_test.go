package threecx

import (
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// TestCredentialsAreSecret: what an integrator's notes call credentials of an
// extension is never read into a snapshot.
func TestCredentialsAreSecret(t *testing.T) {
	for _, name := range []string{"AuthID", "AuthPassword", "AccessPassword", "DeskphonePassword", "SIPID", "VMPIN"} {
		k, _ := Schema(enterprise).Kind(User)
		if f, ok := k.Field(name); !ok || !f.Has(state.Secret) {
			t.Errorf("%s is no secret", name)
		}
	}
}
