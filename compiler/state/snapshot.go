package state

import (
	"slices"
	"strings"
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
)

var reachNames = [...]string{"complete", "partial", "denied", "unreadable"}

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
	i, ok := slices.BinarySearchFunc(s.Objects, r, func(o Object, r Ref) int { return o.Ref().Compare(r) })
	if !ok {
		return nil, false
	}
	return &s.Objects[i], true
}

// OfKind returns the objects of a kind, as a part of Objects.
func (s *Snapshot) OfKind(kind string) []Object {
	lo, _ := slices.BinarySearchFunc(s.Objects, kind, func(o Object, k string) int { return strings.Compare(o.Kind, k) })
	hi := lo
	for hi < len(s.Objects) && s.Objects[hi].Kind == kind {
		hi++
	}
	return s.Objects[lo:hi]
}
