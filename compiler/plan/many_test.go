package plan_test

import (
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/plan"
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
