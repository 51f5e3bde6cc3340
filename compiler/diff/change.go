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
	Released  Part = "released"  // declared before, no longer declared; stays as it is
	Reset     Part = "reset"     // declared before, no longer declared; undone, as the site says
	Along     Part = "along"     // of a field only: nobody declared it, and it goes with its object
)

// Acts reports whether what is in this part is carried out, rather than shown.
func (p Part) Acts() bool { return p == Asked || p == Overwrite || p == Reset }

// Field is one attribute that differs, with its four values. Base and Last are
// Absent when that side did not manage it or is not known. What Live refers to
// has the name that it has on the target now, by which it is found there; what
// Desired, Base and Last do has the name that holds once all is done, and so it is
// with Then, which is Live in those names: Absent where it is the same. Identities
// compare Live and Desired where names are passed round. Of a field that is reset,
// Desired is what it is reset to.
type Field struct {
	Name    string      `json:"name"`
	Desired state.Value `json:"desired,omitzero"`
	Live    state.Value `json:"live,omitzero"`
	Then    state.Value `json:"then,omitzero"`
	Base    state.Value `json:"base,omitzero"`
	Last    state.Value `json:"last,omitzero"`
	Part    Part        `json:"part"`
	From    []string    `json:"from,omitempty"` // canonical paths of the desired value, whole
}

// Change is one object that differs. Fields are sorted by name; a delete has
// none that are written, and lists what goes as Live values, in the names that
// the target uses now; what nobody declared is Along. An update may hold
// fields that act beside fields that are only shown: write those whose part
// acts.
type Change struct {
	Op        state.Op  `json:"op"`
	Object    state.Ref `json:"object"`              // by the desired natural key; by the live one for a delete
	LiveKey   string    `json:"liveKey,omitempty"`   // the natural key on the target, where a rename makes it differ
	ID        string    `json:"id,omitempty"`        // the vendor's id, "" for a create
	Canonical string    `json:"canonical,omitempty"` // canonical path; "" for what the site does not declare
	Former    string    `json:"former,omitempty"`    // canonical path of whose account it was, where it is made anew for another person
	Part      Part      `json:"part"`                // a part that acts when any field's does: the one they share, or Asked
	Replace   bool      `json:"replace,omitempty"`   // an update of an immutable field: delete and create, which needs its own consent
	Unknown   bool      `json:"unknown,omitempty"`   // a create of what may be there: no API lists it, and nobody attests it
	Fields    []Field   `json:"fields,omitempty"`
}

// Guess reports whether nobody knows what of a change is done already: whether
// its object is there, or what any of the fields that it writes hold.
func (c *Change) Guess() bool {
	acts, known := false, false
	for i := range c.Fields {
		if f := &c.Fields[i]; f.Part.Acts() {
			acts, known = true, known || f.Live.Basis() != state.Unknown
		}
	}
	return c.Unknown || c.Op == state.OpUpdate && acts && !known
}

// Name names a change inside its set; it is stable over runs.
func (c Change) Name() string { return string(c.Op) + " " + c.Object.String() }

// Acts reports whether the change is to be carried out, rather than shown.
func (c Change) Acts() bool { return c.Part.Acts() }

// Live names the object as it is on the target now.
func (c Change) Live() state.Ref {
	if c.LiveKey != "" {
		return state.Ref{Kind: c.Object.Kind, Key: c.LiveKey}
	}
	return c.Object
}

// Field looks a field up.
func (c *Change) Field(name string) (*Field, bool) {
	for i := range c.Fields {
		if c.Fields[i].Name == name {
			return &c.Fields[i], true
		}
	}
	return nil, false
}

// ChangeSet is everything that differs: first what was released and gives
// rights, then the rest, each sorted by kind (in the schema's order) and key.
type ChangeSet struct {
	Changes []Change
	Matched int // objects on both sides, for the summary
}

// Empty reports whether nothing is to be carried out.
func (s ChangeSet) Empty() bool {
	for i := range s.Changes {
		if s.Changes[i].Acts() {
			return false
		}
	}
	return true
}
