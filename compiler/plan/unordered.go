package plan

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diff"
)

// Unordered reports whether a section has changes and no steps, since these
// could not be put in order. It says what differs; whose rights change and what
// guards make of it is not computed, and it cannot be applied.
func (s *Section) Unordered() bool {
	return len(s.Steps) == 0 && len(s.Rights) == 0 && slices.ContainsFunc(s.Changes, diff.Change.Acts)
}

// Unordered reports whether any section is.
func (p *Plan) Unordered() bool {
	return slices.ContainsFunc(p.Body.Sections, func(s Section) bool { return s.Unordered() })
}
