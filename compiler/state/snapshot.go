package state

import (
	"slices"
	"strings"
)

// Extent is a set of objects of one kind: all of them, or those of which one
// attribute has one value (the memberships of one group).
type Extent struct {
	Kind  string
	Attr  string // "" is all of the kind
	Value string
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

func (r Reach) String() string { return [...]string{"complete", "partial", "denied", "unreadable"}[r] }

// Coverage is how much of an extent was read, and why not all of it.
type Coverage struct {
	Extent
	Reach  Reach
	Reason string
}

// Snapshot is the state of one target, whole or in part.
type Snapshot struct {
	Target   string // the site's name for it
	Type     string
	Profile  Profile
	Objects  []Object   // sorted by kind and key
	Coverage []Coverage // live side: what was read
	Claims   []Extent   // desired side: extents of which the list is complete
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

// ReachOf says how far the reader saw where an object would be. The narrowest
// extent that holds the object decides; what nobody mentions is Partial.
func (s *Snapshot) ReachOf(o *Object) Reach {
	reach, found := Partial, false
	for _, c := range s.Coverage {
		switch {
		case !c.Holds(o):
		case c.Attr != "":
			return c.Reach
		case !found:
			reach, found = c.Reach, true
		}
	}
	return reach
}

// Claimed reports whether the site's list of the extent that o is in is
// complete, so that an undeclared o is to go.
func (s *Snapshot) Claimed(o *Object) bool {
	return slices.ContainsFunc(s.Claims, func(e Extent) bool { return e.Holds(o) })
}
