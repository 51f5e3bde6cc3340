package plan_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/plan"
)

// staff are users who are on, but for those from first to last.
func staff(n, first, last int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "user/1%02d Enabled=%v\n", i, i < first || i > last)
	}
	return b.String()
}

// TestGuardOnAccountsSwitchedOff: accounts that go off are counted like those that
// are deleted, whoever switches them off.
func TestGuardOnAccountsSwitchedOff(t *testing.T) {
	budget := func(disable, percent int) []plan.Budget {
		return []plan.Budget{{Kind: "users", Delete: -1, DeletePercent: -1, Modify: -1, ModifyPercent: -1, Disable: disable, DisablePercent: percent}}
	}
	anyBudget := budget(1, -1)
	anyBudget[0].Kind = plan.AnyKind
	rulers := "group/Sales\nmembership/Sales/100 RoleName=chief\nmembership/Sales/101 RoleName=chief\nmembership/Sales/102 RoleName=chief\n"
	for _, tt := range []struct {
		name          string
		desired, live string
		budgets       []plan.Budget
		want          string
	}{
		{"a few", staff(9, 7, 8), staff(9, 9, 9), nil, ""},
		{"many", staff(9, 6, 8), staff(9, 9, 9), nil, "disable: 3 of 9 users who are on would be switched off; where the site has no budget for it, 2 may --allow-disable users=3"},
		{"a tenth of a crowd", staff(40, 36, 39), staff(40, 40, 40), nil, ""},
		{"more than a tenth of a crowd", staff(40, 35, 39), staff(40, 40, 40), nil, "disable: 5 of 40 users who are on would be switched off; where the site has no budget for it, 4 may --allow-disable users=5"},
		{"of those who are on", staff(9, 0, 8), staff(9, 0, 6), nil, ""},
		{"everybody", staff(9, 0, 8), staff(9, 0, 4), nil, "disable: all 4 users who are on would be switched off --allow-disable users=4"},
		{"back on", staff(9, 9, 9), staff(9, 0, 8), nil, ""},
		{"within the site's budget", staff(9, 5, 8), staff(9, 9, 9), budget(4, -1), ""},
		{"over the site's budget", staff(9, 8, 8), staff(9, 9, 9), budget(0, -1), "disable: 1 of 9 users who are on would be switched off; the site's budget allows 0 --allow-disable users=1"},
		{"over a percentage", staff(9, 6, 8), staff(9, 9, 9), budget(-1, 25), "disable: 3 of 9 users who are on would be switched off; the site's budget allows 2 --allow-disable users=3"},
		{"over the budget of any", staff(9, 7, 8), staff(9, 9, 9), anyBudget, "disable: 2 of 9 users who are on would be switched off; the site's budget allows 1 --allow-disable users=2"},
		{"most who administrate", staff(40, 0, 1), rulers + staff(40, 40, 40), nil, "disable: 2 of 3 users who may change the rights of others would be switched off --allow-disable users=2"},
		{"one who administrates", staff(40, 0, 0), rulers + staff(40, 40, 40), nil, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := build(t, plan.BuildInput{Targets: []plan.TargetInput{target(t, parse(t, tt.desired), parse(t, tt.live))}, Budgets: tt.budgets})
			if d := cmp.Diff(tt.want, refusals(&p.Body.Sections[0])); d != "" {
				t.Errorf("refusals (-want +got):\n%s", d)
			}
		})
	}
}

// TestConsentToAccountsSwitchedOff: the exact number lifts it, and no other.
func TestConsentToAccountsSwitchedOff(t *testing.T) {
	for n, refused := range map[int]bool{2: true, 3: false, 4: true} {
		in := plan.BuildInput{Targets: []plan.TargetInput{target(t, parse(t, staff(9, 6, 8)), parse(t, staff(9, 9, 9)))}, Consent: plan.Consent{Disables: map[string]int{"users": n}}}
		if got := refusals(&build(t, in).Body.Sections[0]); (got != "") != refused {
			t.Errorf("users=%d: %q", n, got)
		}
	}
	p := build(t, plan.BuildInput{Targets: []plan.TargetInput{target(t, parse(t, staff(9, 6, 8)), parse(t, staff(9, 9, 9)))}})
	if left := p.Remaining(plan.ConsentTo([]string{"--allow-disable pbx/users=3"})); len(left) > 0 {
		t.Errorf("with its own flag: %v", left)
	}
}
