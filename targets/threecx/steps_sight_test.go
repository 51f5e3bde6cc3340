package threecx

import (
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// TestListsThatAreShownInPart: an account that sees its own departments only
// writes no list whole, and everything else; one that sees all writes lists too.
func TestListsThatAreShownInPart(t *testing.T) {
	update := func(kind, key, field string, v state.Value) diff.Change {
		return diff.Change{Op: state.OpUpdate, Object: state.Ref{Kind: kind, Key: key}, LiveKey: key, Part: diff.Asked,
			Fields: []diff.Field{{Name: field, Desired: v, Part: diff.Asked}}}
	}
	member := diff.Change{Op: state.OpUpdate, Object: state.Ref{Kind: Membership, Key: "Sales/101"}, LiveKey: "Sales/101", Part: diff.Asked,
		Fields: []diff.Field{{Name: "RoleName", Desired: state.OfText("managers"), Part: diff.Asked}}}
	for name, c := range map[string]struct {
		change diff.Change
		list   string
	}{
		"membership":  {member, "the departments of extension 101"},
		"departments": {update(Queue, "800", "Groups", state.OfSet("Sales")), "the departments of queue 800"},
		"agents":      {update(Queue, "800", "Agents", state.OfSet("101")), "the agents of queue 800"},
		"skills":      {update(Queue, "800", "Skills", state.OfSet("101:1")), "of queue 800"},
		"managers":    {update(Queue, "800", "Managers", state.OfSet("101")), "of queue 800"},
		"members":     {update(RingGroup, "810", "Members", state.OfSet("101")), "the members of ring group 810"},
		"a name":      {update(User, "101", "FirstName", state.OfText("Ann")), ""},
		"a parking":   {update(Parking, "SP1", "Groups", state.OfSet("Sales")), "the departments of shared parking SP1"},
		"a queue's":   {update(Queue, "800", "Name", state.OfText("Help")), ""},
	} {
		for _, narrow := range []bool{true, false} {
			live := edit(func(s *state.Snapshot) {
				for _, o := range []struct{ kind, key string }{{Queue, "800"}, {RingGroup, "810"}, {Parking, "SP1"}} {
					s.Objects = append(s.Objects, state.Object{Kind: o.kind, Key: o.key, ID: "id-" + o.key, Attrs: attrs(steps.Text("Number", o.key))})
				}
				s.Sort()
				if narrow {
					s.Coverage = []state.Coverage{{Extent: state.Extent{Kind: Group}, Reach: state.Partial, Reason: partialView(state.Account{Name: "dept", Roles: []string{"managers"}}, directory{})}}
				}
			})
			_, ds := Steps(targets.StepInput{Profile: enterprise, Desired: &state.Snapshot{}, Live: live, Changes: diff.ChangeSet{Changes: []diff.Change{c.change}}})
			said := ""
			for _, d := range ds {
				if d.Code == diag.ListUnseen {
					said = d.Message
				}
			}
			if narrow && c.list != "" && !strings.Contains(said, c.list+" ") || (said != "") != (narrow && c.list != "") {
				t.Errorf("%s, narrow %t: %q", name, narrow, said)
			}
		}
	}
}
