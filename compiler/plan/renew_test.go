package plan_test

import (
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// renewing is a target with one kind of thing that a name can be changed of.
var renewing = state.Schema{Kinds: []state.Kind{{Name: "group", Plural: "groups", Title: "group", Key: []string{"number"}, Can: state.Create | state.Update | state.Delete,
	Fields: []state.Field{{Name: "name", Type: state.Text, Title: "name"}, {Name: "number", Type: state.Text, Flags: state.Immutable, Title: "number"}}}}}

// TestMadeAnewByTheDriver: a driver that carries a change out by deleting and
// making anew, although a call could change the field, asks for the consent that a
// replacement asks for, and the plan says which of both reasons it has.
func TestMadeAnewByTheDriver(t *testing.T) {
	of := func(name string) *state.Snapshot {
		o := state.Object{Kind: "group", Key: "1", ID: "g1"}
		o.Put("name", state.OfText(name))
		o.Put("number", state.OfText("1"))
		return &state.Snapshot{Target: "pbx", Objects: []state.Object{o}, Coverage: []state.Coverage{{Extent: state.Extent{Kind: "group"}}}}
	}
	live, desired := of("old"), of("new")
	changes, ds := diff.Compare(diff.Input{Target: "pbx", Schema: renewing, Desired: desired, Live: live})
	if ds.HasErrors() {
		t.Fatal(ds.Err())
	}
	ref, name := state.Ref{Kind: "group", Key: "1"}, changes.Changes[0].Name()
	built, ds := plan.Build(plan.BuildInput{Site: "made", Targets: []plan.TargetInput{{Target: "pbx", Type: "toy", Vendor: plan.Vendor{Schema: renewing}, Desired: desired, Live: live, Changes: changes,
		Steps: []plan.Step{
			{ID: "delete", Op: state.OpDelete, Object: ref, Covers: []string{name}, Call: "delete", Effects: []state.Effect{{Op: state.OpDelete, Object: ref}}},
			{ID: "create", Op: state.OpCreate, Object: ref, Covers: []string{name}, Call: "create", Needs: []string{"delete"},
				Effects: []state.Effect{{Op: state.OpCreate, Object: ref, Attrs: desired.Objects[0].Attrs}}},
		}}}})
	if ds.HasErrors() {
		t.Fatal(ds.Err())
	}
	s := built.Body.Sections[0]
	if s.Untrusted || len(s.Changes) != 1 || !s.Changes[0].Replace {
		t.Fatalf("it is no replacement: %+v", s.Changes)
	}
	if changes.Changes[0].Replace {
		t.Error("what the comparison said was changed")
	}
	if len(s.Refusals) != 1 || s.Refusals[0].Flag != "--allow-replace groups=1" || !strings.Contains(s.Refusals[0].Message, "no order of single changes") {
		t.Errorf("refusals: %+v", s.Refusals)
	}
}
