// Package diff compares what a site asks of a target with what is there.
//
// The comparison has four sides: desired, live, the base revision's desired
// state and what was last applied; the last two may be unknown. It is generic:
// everything that is particular to a vendor is in the schema's flags. Both
// sides are in the vendor's own words, because equality is the vendor's
// business.
//
// A change belongs to one part. What the head no longer declares but base or
// the last apply did is released, and is never dropped in silence.
package diff

import (
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Part says why a change is in the set.
type Part string

const (
	Asked     Part = "asked"     // the site asks for it
	Overwrite Part = "overwrite" // someone changed the target since; the site's value wins
	Left      Part = "left"      // drift on what the site does not manage: shown, not touched
	Released  Part = "released"  // declared before, no longer declared
)

// Field is one attribute that differs, with its four values. Base and Last are
// Absent when that side did not manage it or is not known.
type Field struct {
	Name    string
	Desired state.Value
	Live    state.Value
	Base    state.Value
	Last    state.Value
	Part    Part
	From    []string // canonical paths of the desired value
}

// Change is one object that differs. Fields are sorted by name; a delete has
// none that are written, and lists what goes as Live values.
type Change struct {
	Op        state.Op
	Object    state.Ref // by the desired natural key; by the live one for a delete
	LiveKey   string    // the natural key on the target, where a rename makes it differ
	ID        string    // the vendor's id, "" for a create
	Canonical string    // canonical path; "" for what the site does not declare
	Part      Part      // of the change as a whole: a delete or create; an update has Asked unless all fields share another
	Replace   bool      // an immutable field differs: delete and create, which needs its own consent
	Fields    []Field
}

// ID names a change inside its set; it is stable over runs.
func (c Change) Name() string { return string(c.Op) + " " + c.Object.String() }

// Acts reports whether the change is to be carried out, rather than shown.
func (c Change) Acts() bool { return c.Part == Asked || c.Part == Overwrite }

// ChangeSet is everything that differs, sorted by kind (in the schema's order)
// and key.
type ChangeSet struct {
	Changes []Change
	Matched int // objects on both sides, for the summary
}

// Empty reports whether nothing is to be carried out.
func (s ChangeSet) Empty() bool {
	for _, c := range s.Changes {
		if c.Acts() {
			return false
		}
	}
	return true
}
