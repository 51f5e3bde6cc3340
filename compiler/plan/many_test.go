package plan_test

import (
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// TestTooManyWorlds: where more steps touch those who would keep a right than can
// be looked at, nobody vouches for the plan, and it is refused.
func TestTooManyWorlds(t *testing.T) {
	const groups = 40
	live := "user/101\nuser/102\n" + crowd(groups, "group/G%[1]d\nmembership/G%[1]d/101 RoleName=owner\nmembership/G%[1]d/102 RoleName=user")
	desired := crowd(groups, "membership/G%[1]d/101 RoleName=user\nmembership/G%[1]d/102 RoleName=owner")
	s := &build(t, plan.BuildInput{Targets: []plan.TargetInput{target(t, parse(t, desired), parse(t, live))}}).Body.Sections[0]
	if len(s.Steps) != 2*groups {
		t.Fatalf("%d steps, want %d", len(s.Steps), 2*groups)
	}
	if got := refusals(s); !strings.Contains(got, "last-administrator: ") || !strings.Contains(got, "too many steps touch those who would be") {
		t.Errorf("refusals:\n%s", got)
	}
}

// TestOwnAccountIsDeleted: the account that applies a plan is told that the plan
// deletes it, rather than that it loses this or that.
func TestOwnAccountIsDeleted(t *testing.T) {
	in := target(t, parse(t, "claim:user\nuser/102"), parse(t, "user/101\nuser/102"))
	in.Profile.Account.Name = "101"
	s := &build(t, plan.BuildInput{Targets: []plan.TargetInput{in}}).Body.Sections[0]
	if want := "own-account: user/101 is the account that applies this plan, and would be deleted by it"; !strings.Contains(refusals(s), want) {
		t.Errorf("refusals:\n%s\nwant: %s", refusals(s), want)
	}
}

// TestOwnAccountOverARenamedGroup: a right over a group is the same right when
// the group has got another name.
func TestOwnAccountOverARenamedGroup(t *testing.T) {
	live := "user/101\ngroup/Sales id=1\nmembership/Sales/101 RoleName=owner"
	record := state.Entry{Object: state.Ref{Kind: "group", Key: "Sales"}, Canonical: "groups.sales", ID: "1"}
	in := target(t, parse(t, "group/Verkauf path=groups.sales"), parse(t, live), withRecord(record))
	in.Profile.Account.Name = "101"
	if got := refusals(&build(t, plan.BuildInput{Targets: []plan.TargetInput{in}}).Body.Sections[0]); got != "" {
		t.Errorf("refused: %s", got)
	}
}
