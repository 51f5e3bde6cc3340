package apply

import (
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// staff is a vendor of people, teams that one of them leads, and badges that go
// with the person whose they are.
var staff = state.Schema{Kinds: append([]state.Kind{
	{Name: "badge", Key: []string{"Team", "Person"}, Owner: "person", Fields: []state.Field{
		{Name: "Person", Type: state.Text, Ref: "person"}, {Name: "Team", Type: state.Text, Ref: "team"}}},
}, schema.Kinds...)}

func badge(team, person string) state.Object {
	o := state.Object{Kind: "badge", Key: team + "/" + person}
	o.Put("Team", state.OfText(team))
	o.Put("Person", state.OfText(person))
	return o
}

func seenAs(objects ...state.Object) *sight {
	s := &state.Snapshot{Objects: objects}
	for _, k := range staff.Kinds {
		s.Coverage = append(s.Coverage, state.Coverage{Extent: state.Extent{Kind: k.Name}})
	}
	s.Sort()
	return &sight{schema: staff, live: s, reaches: s.ReachIndex()}
}

func making(o state.Object) diff.Change {
	c := diff.Change{Op: state.OpCreate, Object: o.Ref(), Part: diff.Asked}
	for _, a := range o.Attrs {
		c.Fields = append(c.Fields, diff.Field{Name: a.Name, Desired: a.Value, Part: diff.Asked})
	}
	return c
}

// TestMadeWhereSomethingGoes: two people swap their numbers, and so do badges.
// That of the one stands where that of the other is to be made.
func TestMadeWhereSomethingGoes(t *testing.T) {
	made := badge("Sales", "1")
	live := seenAs(person("1", "", ""), person("2", "", ""), badge("Sales", "1"))
	swapped := []diff.Change{
		{Op: state.OpUpdate, Replace: true, Part: diff.Asked, Object: state.Ref{Kind: "person", Key: "1"}, LiveKey: "2"},
		{Op: state.OpUpdate, Replace: true, Part: diff.Asked, Object: state.Ref{Kind: "person", Key: "2"}, LiveKey: "1"},
		making(made),
	}
	if m := expect(staff, swapped, nil).moved(live, []state.Ref{made.Ref()}); len(m) > 0 {
		t.Errorf("refused because of what goes: %v", m)
	}
	if m := expect(staff, []diff.Change{making(made)}, nil).moved(live, []state.Ref{made.Ref()}); len(m) != 1 {
		t.Errorf("somebody else made it, and it is not noticed: %v", m)
	}
	clearing := []plan.Step{{Effects: []state.Effect{{Op: state.OpDelete, Object: made.Ref()}}}}
	if m := expect(staff, []diff.Change{making(made)}, clearing).moved(live, []state.Ref{made.Ref()}); len(m) > 0 {
		t.Errorf("refused although a step deletes it before: %v", m)
	}
}

// TestReferencesToWhatIsGone: once a person is deleted, the vendor may have
// taken them out of what they led.
func TestReferencesToWhatIsGone(t *testing.T) {
	ref := state.Ref{Kind: "team", Key: "Sales"}
	lead := func(from, to string) []diff.Change {
		return []diff.Change{{Op: state.OpUpdate, Part: diff.Asked, Object: ref, Fields: []diff.Field{
			{Name: "Lead", Live: state.OfText(from), Desired: state.OfText(to), Part: diff.Asked}}}}
	}
	x := expect(staff, lead("1", "3"), nil)
	if m := x.moved(seenAs(team("Sales", "")), []state.Ref{ref}); len(m) != 1 {
		t.Errorf("somebody else took the lead away, and it is not noticed: %v", m)
	}
	x.done([]state.Effect{{Op: state.OpDelete, Object: state.Ref{Kind: "person", Key: "1"}}})
	if m := x.moved(seenAs(team("Sales", "")), []state.Ref{ref}); len(m) > 0 {
		t.Errorf("refused because of what the vendor took out: %v", m)
	}
}
