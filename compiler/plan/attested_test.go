package plan_test

import (
	"strings"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// onWord makes a role somebody's word.
func onWord(s *state.Snapshot, ref string) {
	o, _ := s.Find(state.ParseRef(ref))
	o.Put("RoleName", o.Get("RoleName").From(state.Source{Basis: state.Attested, By: "Anna", At: time.Date(2026, 5, 2, 0, 0, 0, 0, time.UTC)}))
}

// TestNoAdministratorOnAWord: one who is said to be an administrator does not
// stand in for the last one who is known to be; where all are only said to be,
// any of them does.
func TestNoAdministratorOnAWord(t *testing.T) {
	const owners = "user/101\nuser/102\ngroup/Sales\nmembership/Sales/101 RoleName=owner\nmembership/Sales/102 RoleName=owner\n"
	for _, c := range []struct {
		name    string
		said    []string
		refused bool
	}{
		{"both are read", nil, false},
		{"who stays is only said to be one", []string{"membership/Sales/102"}, true},
		{"both are only said to be", []string{"membership/Sales/101", "membership/Sales/102"}, false},
	} {
		live := parse(t, owners)
		for _, ref := range c.said {
			onWord(live, ref)
		}
		in := target(t, parse(t, "membership/Sales/101 RoleName=user"), live)
		in.Vendor.Rights = func(s *state.Snapshot) rights.Table { return toyRights(s).Grounded(s) }
		s := &build(t, plan.BuildInput{Targets: []plan.TargetInput{in}}).Body.Sections[0]
		if got := refusals(s); strings.Contains(got, "last-administrator") != c.refused {
			t.Errorf("%s: refusals %q", c.name, got)
		}
	}
}

// TestRightsOnAWord: a right that changes says on whose word, or on what step for
// a person, it rests.
func TestRightsOnAWord(t *testing.T) {
	const base = "user/101\nuser/102\ngroup/Sales\ngroup/Ops\nmembership/Sales/101 RoleName=owner\nmembership/Sales/102 RoleName=owner\n"
	live := parse(t, base)
	onWord(live, "membership/Sales/101")
	in := target(t, parse(t, "membership/Sales/101 RoleName=user\nmembership/Ops/102 RoleName=owner"), live)
	for i := range in.Steps {
		if st := &in.Steps[i]; st.Object.Key == "Ops/102" {
			st.Kind, st.Call, st.Manual = plan.Manual, "", &plan.ManualWork{By: "admin"}
		}
	}
	s := &build(t, plan.BuildInput{Targets: []plan.TargetInput{in}}).Body.Sections[0]
	found := map[string]plan.Rests{}
	for _, r := range s.Rights {
		found[r.Holder.Key] = r.Rests
	}
	if found["101"] != (plan.Rests{Basis: state.Attested}) || found["102"] != (plan.Rests{ByHand: true}) {
		t.Errorf("%+v\n%+v", found, s.Rights)
	}
}
