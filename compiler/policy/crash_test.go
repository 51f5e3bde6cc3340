package policy_test

import (
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/policy"
)

// TestCrashFailsClosed: where the evaluation itself gives up, the plan is denied.
func TestCrashFailsClosed(t *testing.T) {
	broken := &policy.Rules{Digest: "sha256:0"} // never compiled
	judged, found := broken.Judge(&policy.View{})
	if judged == nil || len(judged.Denied) == 0 || !found.HasErrors() {
		t.Errorf("judged %+v, found %v", judged, found)
	}
}
