package apply

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// desks are in rooms of buildings, and any of the three may be called "A/B".
var desks = state.Schema{Kinds: []state.Kind{
	{Name: "building", Key: []string{"Name"}, Fields: []state.Field{{Name: "Name"}}},
	{Name: "room", Key: []string{"Name"}, Fields: []state.Field{{Name: "Name"}}},
	{Name: "desk", Key: []string{"Building", "Room"}, Fields: []state.Field{{Name: "Building", Ref: "building"}, {Name: "Room", Ref: "room"}}},
}}

func desk(building, room string) state.Object {
	o := state.Object{Kind: "desk", Key: building + "/" + room}
	o.Put("Building", state.OfText(building))
	o.Put("Room", state.OfText(room))
	return o
}

// TestKeysWithSlashes: whose key it is, is known from what was read or changes, and
// only of what nobody has seen every reading counts.
func TestKeysWithSlashes(t *testing.T) {
	ref := func(kind, key string) state.Ref { return state.Ref{Kind: kind, Key: key} }
	rename := func(kind, from, to string) diff.Change {
		return diff.Change{Op: state.OpUpdate, Object: ref(kind, to), LiveKey: from, Part: diff.Asked}
	}
	made := diff.Change{Op: state.OpCreate, Object: ref("desk", "A/B/C"), Part: diff.Asked, Fields: []diff.Field{
		{Name: "Building", Desired: state.OfText("A")}, {Name: "Room", Desired: state.OfText("B/C")}}}
	for name, c := range map[string]struct {
		changes []diff.Change
		read    []state.Object
		of      string
		want    []state.Ref
	}{
		"plain":                {[]diff.Change{rename("building", "A", "Z")}, nil, "Z/1", []state.Ref{ref("desk", "A/1")}},
		"both parts":           {[]diff.Change{rename("building", "A", "Z"), rename("room", "1", "2")}, nil, "Z/2", []state.Ref{ref("desk", "A/1")}},
		"neither part":         {[]diff.Change{rename("building", "A", "Z")}, nil, "A/1", nil},
		"unseen":               {[]diff.Change{rename("building", "A", "Z"), rename("building", "X", "Z/B")}, nil, "Z/B/C", []state.Ref{ref("desk", "A/B/C"), ref("desk", "X/C")}},
		"read":                 {[]diff.Change{rename("building", "A", "Z"), rename("building", "X", "Z/B")}, []state.Object{desk("Z/B", "C")}, "Z/B/C", []state.Ref{ref("desk", "X/C")}},
		"read the other way":   {[]diff.Change{rename("building", "A", "Z"), rename("building", "X", "Z/B")}, []state.Object{desk("Z", "B/C")}, "Z/B/C", []state.Ref{ref("desk", "A/B/C")}},
		"made":                 {[]diff.Change{made, rename("building", "X", "A/B")}, nil, "A/B/C", nil},
		"made, and also named": {[]diff.Change{made, rename("building", "X", "A")}, nil, "A/B/C", []state.Ref{ref("desk", "X/B/C")}},
	} {
		n := namesOf(desks, c.changes)
		n.keys.ofRead(desks, &state.Snapshot{Objects: c.read})
		if d := cmp.Diff(c.want, n.spellings(desks, ref("desk", c.of), n.then)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// TestBeliefsFollowTheirKeys: what is believed of an object goes along when the
// building is renamed that it is in, and not when another is whose name its key
// begins with.
func TestBeliefsFollowTheirKeys(t *testing.T) {
	x := expect(desks, nil, nil)
	in, beside := desk("A", "B/C"), desk("A/B", "D")
	x.names.keys.ofRead(desks, &state.Snapshot{Objects: []state.Object{in, beside}})
	x.objects[in.Ref()], x.objects[beside.Ref()] = &expectation{there: true}, &expectation{there: true}
	x.follow(state.Ref{Kind: "building", Key: "A/B"}, state.Ref{Kind: "building", Key: "E/F"})
	x.follow(state.Ref{Kind: "building", Key: "E/F"}, state.Ref{Kind: "building", Key: "G"})
	for _, key := range []string{"A/B/C", "G/D"} {
		if x.objects[state.Ref{Kind: "desk", Key: key}] == nil {
			t.Errorf("nothing is believed of %s any more", key)
		}
	}
	if len(x.objects) != 2 {
		t.Errorf("%d beliefs, want 2", len(x.objects))
	}
}
