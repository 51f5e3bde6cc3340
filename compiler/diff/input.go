package diff

import (
	"cmp"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Release says what happens to what the site declared before and does not now.
type Release string

const (
	ToReset Release = "reset" // undone on the target
	ToLeave Release = "leave" // left as it is, and listed
	ToError Release = "error" // refused until the site says which
)

// Input is what Compare looks at. Schema, Desired and Live are needed; Base and
// Last may be nil, and then that side is not known.
type Input struct {
	Target  string
	Schema  state.Schema
	Desired *state.Snapshot
	Live    *state.Snapshot
	Base    *state.Snapshot // what the base revision asks
	Last    *state.Snapshot // what was last applied; nil is taken from Record
	Record  *state.Record

	// Said is what people attested, whether it counts still or not. Live holds what
	// does; of what does not, the change says who said it and when.
	Said state.Testimony

	// Previously holds the canonical paths that a canonical path had before:
	// users.bob-durand → users.bob.
	Previously map[string][]string

	// Released holds the site's word by kind in the plural; "overrides" is for
	// what memberships hold beside the role, "grants" for what other objects
	// give. Unwritten: error for roles, memberships, grants and overrides,
	// leave for the rest.
	Released map[string]Release
}

// Compare lists everything that differs. The diagnostics hold no error when the
// change set can be carried out.
func Compare(in Input) (ChangeSet, diag.List) {
	c := &comparer{Input: in}
	c.prepare()
	c.match()
	c.findReplaced()
	c.reaches, c.claims = c.Live.ReachIndex(), c.Desired.ClaimIndex()
	for _, k := range c.Schema.OwnersFirst() {
		c.kind(k)
	}
	c.reportUnread()
	c.reportSealed()
	c.offered(c.first)
	c.offered(c.changes)
	c.order(c.first)
	c.order(c.changes)
	return ChangeSet{slices.Concat(c.first, c.changes), c.matched}, c.diags.Sorted()
}

// comparer is one comparison under way. Its sides are sorted, and live, base
// and last are in the names that desired uses.
type comparer struct {
	Input
	original   *state.Snapshot      // live in its own names
	liveKeys   map[state.Ref]string // desired name → live key, where they differ
	blocked    map[state.Ref]bool   // desired objects that could not be matched: no change for them
	replaced   map[state.Ref]bool   // desired objects that are deleted and created again
	inheriting map[state.Ref]string // of these, accounts that were another person's: who that was
	leaving    map[state.Ref]bool   // live accounts of those who get the account of somebody else
	going      map[state.Ref]bool   // objects that are deleted, for good or to be created again
	reaches    *state.Reaches
	claims     *state.Claims
	unread     []unread
	sealed     []sealed // secrets that could not be compared
	first      []Change // released, and gives rights
	changes    []Change
	matched    int
	diags      diag.List
}

// order sorts changes by kind in the schema's order; within a kind they are in
// order already.
func (c *comparer) order(changes []Change) {
	place := map[string]int{}
	for i, k := range c.Schema.Kinds {
		place[k.Name] = i
	}
	slices.SortStableFunc(changes, func(a, b Change) int { return cmp.Compare(place[a.Object.Kind], place[b.Object.Kind]) })
}

func (c *comparer) prepare() {
	if c.Desired == nil {
		c.Desired = &state.Snapshot{}
	}
	if c.Live == nil {
		c.Live = &state.Snapshot{}
	}
	if c.Last == nil {
		c.Last = c.Record.Snapshot()
	}
	c.Schema.Kinds = withSortedFields(c.Schema.Kinds)
	c.Desired, c.Live = sorted(c.Desired), sorted(c.Live)
	c.Base, c.Last = sorted(c.Base), sorted(c.Last)
	c.original = c.Live
	c.liveKeys, c.blocked, c.going, c.replaced, c.inheriting = map[state.Ref]string{}, map[state.Ref]bool{}, map[state.Ref]bool{}, map[state.Ref]bool{}, map[state.Ref]string{}
	c.leaving = map[state.Ref]bool{}
	for i := range c.Desired.Objects {
		if _, ok := c.Schema.Kind(c.Desired.Objects[i].Kind); !ok {
			c.strange(&c.Desired.Objects[i], "the kind is not in the schema")
		}
	}
}

func (c *comparer) strange(o *state.Object, what string) {
	c.diags.Add(diag.Diagnostic{Code: diag.StrangeState, Target: c.Target, Path: o.Canonical, Message: o.Ref().String() + ": " + what})
}

// sorted returns s with its objects in order; nil stays nil.
func sorted(s *state.Snapshot) *state.Snapshot {
	if s == nil || slices.IsSortedFunc(s.Objects, compareObjects) {
		return s
	}
	out := *s
	out.Objects = slices.Clone(s.Objects)
	out.Sort()
	return &out
}

func compareObjects(a, b state.Object) int { return a.Ref().Compare(b.Ref()) }

func withSortedFields(kinds []state.Kind) []state.Kind {
	out := slices.Clone(kinds)
	for i := range out {
		if !slices.IsSortedFunc(out[i].Fields, byName) {
			out[i].Fields = slices.Clone(out[i].Fields)
			slices.SortFunc(out[i].Fields, byName)
		}
	}
	return out
}

func byName(a, b state.Field) int {
	switch {
	case a.Name < b.Name:
		return -1
	case a.Name > b.Name:
		return 1
	}
	return 0
}

// ofKind is OfKind for a side that may be unknown.
func ofKind(s *state.Snapshot, kind string) []state.Object {
	if s == nil {
		return nil
	}
	return s.OfKind(kind)
}
