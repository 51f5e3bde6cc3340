package plan

import (
	"sync"

	"github.com/patchbay-dev/patchbay/compiler/diag"
)

// proof begins to verify the section while other things about it are worked out, and
// returns what waits for the defects. A crash comes up there.
func (b *builder) proof() func() []Defect {
	verify := sync.OnceValue(func() []Defect {
		return Verify(&b.section, Sides{b.Vendor.Schema, b.Desired, b.Live, len(b.in.Only) > 0})
	})
	go func() {
		defer func() { _ = recover() }()
		verify()
	}()
	return verify
}

// wrong notes a defect of steps, which is the driver's.
func (b *builder) wrong(message string) {
	b.diags.Add(diag.Diagnostic{Code: diag.StepsWrong, Target: b.Target, Message: message,
		Hint: "this is a mistake in the driver for " + b.Type + ", not in the site: please report it"})
}
