// Package plan orders the steps that bring targets to their desired state, and
// proves what a plan says about itself.
//
// A plan is a body (steps, guards, rights), bindings (everything it was computed
// from) and an envelope (when, by whom, until when). The digest of the body is
// what people approve; the bindings decide whether it still may be applied.
// Nothing in a plan is a closure or preformatted text.
package plan

import (
	"time"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Plan is what one site would do to its targets.
type Plan struct {
	Body     Body
	Bindings Bindings
	Envelope Envelope
}

// Body is what a plan says. Sections are sorted by target.
type Body struct {
	Site     string
	Partial  bool     // made with --only: other differences may exist
	Only     []string // the selection, with its closure
	Sections []Section
}

// Section is one target's part of a plan.
type Section struct {
	Target  string
	Type    string
	Changes []diff.Change
	Rights  []rights.Change
	Steps   []Step // in an order in which they can be carried out
	Losses  diag.List
	Names   map[string]string // native reference → how to call it: "user/101" → "Bob Durand (bob)"
	Failed  string            // why there is no plan for this target; "" when there is one
}

// Bindings are what a plan was computed from.
type Bindings struct {
	Inputs  string                    // digest of every file that was read
	Tool    string                    // patchbay's version
	Schema  string                    // the language's version
	Targets map[string]TargetBindings // by target
}

// TargetBindings bind one target.
type TargetBindings struct {
	URL     string
	Profile state.Profile
	Objects map[string]string // reference → digest of its managed fields and reads; "" is not there
}

// Envelope is what is true of one making of a plan and of no other.
type Envelope struct {
	Created time.Time
	Expires time.Time
	Run     string
	Commit  string
}
