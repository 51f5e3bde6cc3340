package policy_test

import (
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/policy"
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// TestRightsNotKnown: what may be gained counts as gained and what may be lost
// as lost, so that no rule is passed by what nobody knows.
func TestRightsNotKnown(t *testing.T) {
	r := compile(t, one(`
import "patchbay.dev/policy/v1"

plan: v1.#Plan
deny: gained: [for r in plan.rights if r.gained {r.permission}]
deny: lost: [for r in plan.rights if r.lost {r.permission}]
deny: certain: [for r in plan.rights if r.certain {r.permission}]
`))
	for _, c := range []struct {
		before, after         rights.Answer
		gained, lost, certain bool
	}{
		{rights.No, rights.Yes, true, false, true},
		{rights.No, rights.Unknown, true, false, false},
		{rights.Unknown, rights.Yes, true, false, false},
		{rights.Yes, rights.No, false, true, true},
		{rights.Yes, rights.Unknown, false, true, false},
		{rights.Unknown, rights.No, false, true, false},
	} {
		var s plan.Section
		s.Target = "pbx"
		s.Rights = []plan.RightChange{{Change: rights.Change{Right: rights.Right{Holder: state.Ref{Kind: "user", Key: "101"}, Permission: "calls.monitor"}, Before: c.before, After: c.after}}}
		got, found := r.Judge(policy.See(&plan.Plan{Body: plan.Body{Sections: []plan.Section{s}}}, nil))
		if len(found) > 0 {
			t.Fatal(found)
		}
		said := map[string]bool{}
		for _, f := range got.Denied {
			said[f.Rule] = true
		}
		if said["gained"] != c.gained || said["lost"] != c.lost || said["certain"] != c.certain {
			t.Errorf("%s to %s: %v", c.before, c.after, said)
		}
	}
}
