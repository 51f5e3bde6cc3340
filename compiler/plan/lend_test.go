package plan_test

import (
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// lending is a target whose groups hold people who may have a phone taken away.
var lending = state.Schema{Kinds: []state.Kind{
	{Name: "phone", Plural: "phones", Title: "phone", Key: []string{"number"}, Can: state.Create | state.Update | state.Delete,
		Fields: []state.Field{{Name: "number", Type: state.Text, Title: "number"}, {Name: "owner", Type: state.Text, Title: "owner"}}},
	{Name: "team", Plural: "teams", Title: "team", Key: []string{"name"}, Can: state.Create | state.Update | state.Delete,
		Fields: []state.Field{{Name: "members", Type: state.Strset, Title: "members"}, {Name: "name", Type: state.Text, Title: "name"}, {Name: "note", Type: state.Text, Title: "note"}}},
}}

// lentWorld is a phone with an owner, and a team of ann and bob.
func lentWorld(owner string, declared bool) *state.Snapshot {
	s := &state.Snapshot{Target: "pbx", Coverage: []state.Coverage{{Extent: state.Extent{Kind: "phone"}}, {Extent: state.Extent{Kind: "team"}}}}
	p := state.Object{Kind: "phone", Key: "1", ID: "p1", Canonical: "phones.1"}
	p.Put("number", state.OfText("1"))
	p.Put("owner", state.OfText(owner), "phones.1.owner")
	s.Objects = append(s.Objects, p)
	if declared {
		t := state.Object{Kind: "team", Key: "desk", ID: "t1", Canonical: "teams.desk"}
		t.Put("name", state.OfText("desk"))
		t.Put("members", state.OfSet("ann", "bob"))
		s.Objects = append(s.Objects, t)
	}
	return s
}

// lentPlan gives the phone to bob, by the steps between which the team is touched.
func lentPlan(t *testing.T, declared bool, only []string, steps ...plan.Step) (*plan.Section, diag.List) {
	t.Helper()
	live, desired := lentWorld("ann", true), lentWorld("bob", declared)
	changes, ds := diff.Compare(diff.Input{Target: "pbx", Schema: lending, Desired: desired, Live: live})
	if ds.HasErrors() {
		t.Fatal(ds.Err())
	}
	phone := state.Ref{Kind: "phone", Key: "1"}
	steps = append(steps, plan.Step{ID: "give", Op: state.OpUpdate, Object: phone, Covers: []string{"update phone/1"}, Call: "give", Needs: []string{steps[0].ID},
		Effects: []state.Effect{{Op: state.OpUpdate, Object: phone, Attrs: []state.Attr{{Name: "owner", Value: state.OfText("bob")}}}}})
	built, ds := plan.Build(plan.BuildInput{Site: "made", Only: only, Targets: []plan.TargetInput{{Target: "pbx", Type: "toy", Vendor: plan.Vendor{Schema: lending}, Desired: desired, Live: live, Changes: changes, Steps: steps}}})
	return &built.Body.Sections[0], ds
}

// saves is a step that writes who is in the team.
func saves(id string, needs []string, members ...string) plan.Step {
	team := state.Ref{Kind: "team", Key: "desk"}
	return plan.Step{ID: id, Op: state.OpUpdate, Object: team, Covers: []string{"update phone/1"}, Call: "save", Needs: needs,
		Effects: []state.Effect{{Op: state.OpUpdate, Object: team, Attrs: []state.Attr{{Name: "members", Value: state.OfSet(members...)}}}}}
}

// TestLentForAMoment: steps may take somebody out of a list that the site declares,
// for the sake of another change, where they put them back. They may not leave it so,
// let in who was not there, or touch what the site does not declare.
func TestLentForAMoment(t *testing.T) {
	for _, x := range []struct {
		name     string
		declared bool
		steps    []plan.Step
		wrong    string
	}{
		{"put back", true, []plan.Step{saves("out", nil, "bob"), saves("back", []string{"give"}, "ann", "bob")}, ""},
		{"not put back", true, []plan.Step{saves("out", nil, "bob")}, "still be to do: update team/desk"},
		{"somebody else instead", true, []plan.Step{saves("out", nil, "bob", "eve"), saves("back", []string{"give"}, "ann", "bob")}, "no change that it covers is about"},
		{"not declared", false, []plan.Step{saves("out", nil, "bob"), saves("back", []string{"give"}, "ann", "bob")}, "no change that it covers is about"},
	} {
		t.Run(x.name, func(t *testing.T) {
			s, ds := lentPlan(t, x.declared, nil, x.steps...)
			switch {
			case x.wrong == "" && (ds.HasErrors() || s.Untrusted):
				t.Error(ds.Err())
			case x.wrong != "" && (!ds.HasErrors() || !strings.Contains(ds.Err().Error(), x.wrong)):
				t.Errorf("want %q, got %v", x.wrong, ds.Err())
			}
		})
	}
}

// TestLentWhollyAskedFor: with --only for the phone, who is taken out for it is put
// back too, though nothing needs that.
func TestLentWhollyAskedFor(t *testing.T) {
	s, ds := lentPlan(t, true, []string{"phones.1"}, saves("out", nil, "bob"), saves("back", []string{"give"}, "ann", "bob"))
	if ds.HasErrors() || len(s.Steps) != 3 {
		t.Errorf("%d steps, %v", len(s.Steps), ds.Err())
	}
}

// TestMadeAnewUnasked: what asks for no change is made anew for the sake of another
// all the same. That is a change, in its place, and needs the consent of one.
func TestMadeAnewUnasked(t *testing.T) {
	team := state.Ref{Kind: "team", Key: "desk"}
	o, _ := lentWorld("bob", true).Find(team)
	gone := plan.Step{ID: "delete", Op: state.OpDelete, Object: team, Covers: []string{"update team/desk"}, Call: "delete", Effects: []state.Effect{{Op: state.OpDelete, Object: team}}}
	made := plan.Step{ID: "create", Op: state.OpCreate, Object: team, Covers: []string{"update team/desk"}, Call: "create", Needs: []string{"give"},
		Effects: []state.Effect{{Op: state.OpCreate, Object: team, Attrs: o.Attrs}}}
	for _, only := range [][]string{nil, {"phones.1"}} {
		s, ds := lentPlan(t, true, only, gone, made)
		if ds.HasErrors() || s.Untrusted {
			t.Fatal(ds.Err())
		}
		if len(s.Steps) != 3 || len(s.Changes) != 2 || !s.Changes[1].Replace || s.Changes[1].Object != team || s.Changes[1].Canonical != "teams.desk" {
			t.Errorf("%d steps, changes %+v", len(s.Steps), s.Changes)
		}
		if len(s.Refusals) != 1 || s.Refusals[0].Flag != "--allow-replace teams=1" {
			t.Errorf("refusals: %+v", s.Refusals)
		}
	}
	if s, ds := lentPlan(t, false, nil, gone, made); !ds.HasErrors() || !s.Untrusted {
		t.Error("what the site does not declare is deleted and made anew")
	}
}
