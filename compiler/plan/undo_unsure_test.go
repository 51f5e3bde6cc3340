package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// TestAnotherOfTheSameName: what a run made is known by the id that it was given.
// Another one under its name is not deleted.
func TestAnotherOfTheSameName(t *testing.T) {
	p := build(t, plan.BuildInput{Targets: []plan.TargetInput{target(t, parse(t, "group/Sales"), parse(t, ""))}})
	section := &p.Body.Sections[0]
	now, done := doneTo(section, parse(t, ""), len(section.Steps), false)
	sales := state.Ref{Kind: "group", Key: "Sales"}
	for id, want := range map[string]string{"new Sales": "", "5": "deleted and made again since"} {
		back := plan.TakeBack(plan.BackInput{Schema: schema, Section: section, Undo: &plan.Undo{Target: "pbx"}, Done: done, IDs: map[state.Ref]string{sales: id}, Live: now})
		why := ""
		for _, k := range back.Kept {
			why += k.Why
		}
		if why != want {
			t.Errorf("made as %q: kept %q, want %q", id, why, want)
		}
	}
}

// TestUnclearStepsAreLookedAt: a step of which nobody knows whether it was done
// counts only as far as the target shows it. A change of somebody else's is not
// one of what it never wrote.
func TestUnclearStepsAreLookedAt(t *testing.T) {
	live := parse(t, "user/101 Mobile=1")
	p := build(t, plan.BuildInput{Targets: []plan.TargetInput{target(t, parse(t, "user/101 Mobile=2"), live)}})
	for _, happened := range []bool{false, true} {
		now, done := doneTo(&p.Body.Sections[0], live, 0, happened)
		want := world(live)
		if !happened {
			put("user/101", "Mobile", "3")(now)
			want = world(now)
		}
		after, back := takenBack(t, p, done, now)
		if d := cmp.Diff(want, world(after)); d != "" {
			t.Errorf("done %v: want -, got +\n%s", happened, d)
		}
		if len(back.Kept) > 0 {
			t.Errorf("done %v: kept %+v", happened, back.Kept)
		}
	}
}
