package policy_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/policy"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// TestRulesSeeWhoGoes: a rule that compares the two sides of a field finds who
// goes and who comes, whatever they are called in between.
func TestRulesSeeWhoGoes(t *testing.T) {
	r := compile(t, one(`
import "list"

import "patchbay.dev/policy/v1"

plan: v1.#Plan
deny: goes: [for c in plan.changes if c.key == "800" for f in c.fields for x in f.from if !list.Contains(f.to, x) {x}]
deny: comes: [for c in plan.changes if c.key == "800" for f in c.fields for x in f.to if !list.Contains(f.from, x) {x}]
`))
	user := func(key string) state.Ref { return state.Ref{Kind: "user", Key: key} }
	schemas := map[string]state.Schema{"pbx": {Kinds: []state.Kind{
		{Name: "queue", Plural: "queues", Key: []string{"Number"}, Fields: []state.Field{{Name: "Agents", Type: state.Strset, Ref: "user"}}},
		{Name: "user", Plural: "users", Key: []string{"Number"}, Fields: []state.Field{{Name: "Number", Type: state.Text}}},
	}}}
	renamed := func(was, to string) diff.Change {
		return diff.Change{Op: state.OpUpdate, Object: user(to), LiveKey: was, Part: diff.Asked}
	}
	rotated := []diff.Change{renamed("101", "102"), renamed("102", "103"), renamed("103", "101")}
	for _, tt := range []struct {
		name          string
		changes       []diff.Change
		live, desired state.Value
		goes, comes   []string
	}{
		{"nothing is renamed", nil, state.OfSet("101", "102"), state.OfSet("101", "103"), []string{"102"}, []string{"103"}},
		{"swapped, one goes", []diff.Change{renamed("101", "102"), renamed("102", "101")}, state.OfSet("101", "102"), state.OfSet("101"), []string{"102"}, nil},
		{"rotated, one goes", rotated, state.OfSet("101", "102"), state.OfSet("102"), []string{"103"}, nil},
		{"rotated, one in the place of another", rotated, state.OfSet("101"), state.OfSet("101"), []string{"102"}, []string{"101"}},
		{"a leaver's number goes on", []diff.Change{{Op: state.OpUpdate, Replace: true, Object: user("102"), Former: "users.bob", Canonical: "users.carl", Part: diff.Asked}},
			state.OfSet("101", "102"), state.OfSet("101", "102"), []string{"users.bob"}, []string{"102"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			queue := diff.Change{Op: state.OpUpdate, Object: state.Ref{Kind: "queue", Key: "800"}, Part: diff.Asked,
				Fields: []diff.Field{{Name: "Agents", Live: tt.live, Desired: tt.desired, Part: diff.Asked}}}
			s := plan.Section{Target: "pbx"}
			s.Changes = append(slices.Clone(tt.changes), queue)
			got, found := r.Judge(policy.See(&plan.Plan{Body: plan.Body{Sections: []plan.Section{s}}}, schemas))
			if len(found) > 0 {
				t.Fatal(found)
			}
			said := map[string][]string{}
			for _, f := range got.Denied {
				said[f.Rule] = append(said[f.Rule], f.Message)
			}
			if d := cmp.Diff(map[string][]string{"goes": tt.goes, "comes": tt.comes}, map[string][]string{"goes": said["goes"], "comes": said["comes"]}); d != "" {
				t.Error(d)
			}
		})
	}
}
