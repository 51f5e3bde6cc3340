package state

import (
	"slices"
	"sort"
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

	// Offers are, on the live side, all words that the target takes for an attribute
	// ("group.TimeZoneId"), sorted, where it lists them; what is not in it is not
	// known. It is no state, and stands in no file.
	Offers map[string][]string `json:"-"`
}

// Sort puts the objects in order. Readers and Lower call it once at the end, with
// objects that mostly come in order, of several kinds by turns: each kind is laid
// together before anything is compared, and nothing is moved before its place is
// known.
func (s *Snapshot) Sort() {
	if s.ascending(0) {
		return
	}
	out := make([]Object, 0, len(s.Objects))
	for _, places := range byKind(s.Objects) {
		key := func(i int32) string { return s.Objects[i].Key }
		if !slices.IsSortedFunc(places, func(a, b int32) int { return strings.Compare(key(a), key(b)) }) {
			slices.SortStableFunc(places, func(a, b int32) int { return strings.Compare(key(a), key(b)) })
		}
		for _, i := range places {
			out = append(out, s.Objects[i])
		}
	}
	s.Objects = out
}

// byKind are the places of the objects of each kind, in the order of the kinds'
// names.
func byKind(objects []Object) [][]int32 {
	at := map[string]int{}
	var places [][]int32
	for i := range objects {
		k, ok := at[objects[i].Kind]
		if !ok {
			k = len(places)
			at[objects[i].Kind], places = k, append(places, nil)
		}
		places[k] = append(places[k], int32(i))
	}
	slices.SortFunc(places, func(a, b []int32) int { return strings.Compare(objects[a[0]].Kind, objects[b[0]].Kind) })
	return places
}

// ascending reports whether each object comes at least so far behind the one
// before: 0 is sorted, 1 is sorted with no two of one name.
func (s *Snapshot) ascending(least int) bool {
	for i := 1; i < len(s.Objects); i++ {
		if s.Objects[i].Ref().Compare(s.Objects[i-1].Ref()) < least {
			return false
		}
	}
	return true
}

// Find looks an object up.
func (s *Snapshot) Find(r Ref) (*Object, bool) {
	i, ok := placeOf(s.Objects, r)
	if !ok {
		return nil, false
	}
	return &s.Objects[i], true
}

// placeOf is where an object of a name stands among sorted ones.
func placeOf(objects []Object, r Ref) (int, bool) {
	i := sort.Search(len(objects), func(i int) bool { return objects[i].Ref().Compare(r) >= 0 })
	return i, i < len(objects) && objects[i].Ref() == r
}

// OfKind returns the objects of a kind, as a part of Objects.
func (s *Snapshot) OfKind(kind string) []Object {
	lo := sort.Search(len(s.Objects), func(i int) bool { return s.Objects[i].Kind >= kind })
	rest := s.Objects[lo:]
	return rest[:sort.Search(len(rest), func(i int) bool { return rest[i].Kind > kind })]
}
