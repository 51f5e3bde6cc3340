package run_test

import "testing"

// TestUntrustedSectionsAreNotCarriedOut: whoever hands over a plan with a section
// whose steps are not proved gets an error, and nothing is written.
func TestUntrustedSectionsAreNotCarriedOut(t *testing.T) {
	b, p := bound(t)
	p.Body.Sections[0].Untrusted = true
	if err := b.apply(p); err == nil {
		t.Error("it was applied")
	}
	if w := b.writes("pbx"); len(w) > 0 {
		t.Errorf("it wrote %v", w)
	}
}
