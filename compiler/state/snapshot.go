package state

import (
	"slices"
	"sort"
)

// Extent is a set of objects of one kind: all of them, or those of which one
// attribute has one value (the memberships of one group).
type Extent struct {
	Kind  string `json:"kind"`
	Attr  string `json:"attr,omitempty"` // "" is all of the kind
	Value string `json:"value,omitempty"`
}

// Holds reports whether an object belongs to the extent.
func (e Extent) Holds(o *Object) bool {
	return o.Kind == e.Kind && (e.Attr == "" || o.Get(e.Attr).Text() == e.Value)
}

// Reach says how much of an extent a reader saw.
type Reach uint8

const (
	Complete   Reach = iota // every object; what is not listed is not there
	Partial                 // some may be missing
	Denied                  // the account may not look
	Unreadable              // the vendor has no way to look
	Witnessed               // the vendor has no way to look, and a person saw all of it
)

var reachNames = [...]string{"complete", "partial", "denied", "unreadable", "witnessed"}

func (r Reach) String() string { return reachNames[r] }

// Coverage is how much of an extent was read, and why not all of it.
type Coverage struct {
	Extent
	Reach  Reach  `json:"reach"`
	Reason string `json:"reason,omitempty"`
}

// Snapshot is the state of one target, whole or in part.
type Snapshot struct {
	Target   string     `json:"target,omitempty"` // the site's name for it
	Type     string     `json:"type,omitempty"`
	Profile  Profile    `json:"profile,omitzero"`
	Objects  []Object   `json:"objects,omitempty"`  // sorted by kind and key
	Coverage []Coverage `json:"coverage,omitempty"` // live side: what was read
	Claims   []Extent   `json:"claims,omitempty"`   // desired side: extents of which the list is complete
}

// Sort puts the objects in order. Readers and Lower call it once at the end.
func (s *Snapshot) Sort() {
	slices.SortFunc(s.Objects, func(a, b Object) int { return a.Ref().Compare(b.Ref()) })
}

// Find looks an object up.
func (s *Snapshot) Find(r Ref) (*Object, bool) {
	i := sort.Search(len(s.Objects), func(i int) bool { return s.Objects[i].Ref().Compare(r) >= 0 })
	if i == len(s.Objects) || s.Objects[i].Ref() != r {
		return nil, false
	}
	return &s.Objects[i], true
}

// OfKind returns the objects of a kind, as a part of Objects.
func (s *Snapshot) OfKind(kind string) []Object {
	lo := sort.Search(len(s.Objects), func(i int) bool { return s.Objects[i].Kind >= kind })
	rest := s.Objects[lo:]
	return rest[:sort.Search(len(rest), func(i int) bool { return rest[i].Kind > kind })]
}
