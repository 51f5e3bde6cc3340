package rainbow

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// planned is the way from one world to another.
type planned struct {
	schema  state.Schema
	live    *state.Snapshot
	desired *state.Snapshot
	section plan.Section
	said    diag.List
}

// between plans, for an operator who agrees to everything.
func between(t fataler, live *state.Snapshot, to firm) planned {
	_, desired, ds := lowered(to.site(), firmProfile)
	if ds.HasErrors() {
		t.Fatalf("a legal world is refused: %v", ds.Err())
	}
	p := planned{schema: Schema(firmProfile), live: live, desired: desired}
	changes, ds := diff.Compare(diff.Input{Target: "pbx", Schema: p.schema, Desired: desired, Live: live})
	if ds.HasErrors() {
		t.Fatalf("the comparison: %v", ds.Err())
	}
	made, said := Steps(targets.StepInput{Profile: firmProfile, Desired: desired, Live: live, Changes: changes})
	p.said = said
	if said.HasErrors() {
		return p
	}
	built, ds := plan.Build(plan.BuildInput{Site: "made", Targets: []plan.TargetInput{{Target: "pbx", Type: typeName, Profile: firmProfile,
		Vendor: plan.Vendor{Schema: p.schema, Rights: Rights, Free: Free}, Desired: desired, Live: live, Changes: changes, Steps: made}}})
	if ds.HasErrors() {
		t.Fatalf("the plan: %v", ds.Err())
	}
	p.section = built.Body.Sections[0]
	return p
}

type fataler interface{ Fatalf(string, ...any) }

// worlds visits every set of steps that holds with each step those it needs, as a
// state; at most so many, those with the fewest steps first.
func (p planned) worlds(t fataler, most int, visit func(done []string, s *state.Snapshot)) int {
	type world struct{ done uint64 }
	steps := p.section.Steps
	if len(steps) > 60 {
		t.Fatalf("%d steps", len(steps))
	}
	place := map[string]int{}
	for i := range steps {
		place[steps[i].ID] = i
	}
	seen, queue := map[uint64]bool{0: true}, []world{{}}
	for n := 0; n < len(queue) && n < most; n++ {
		w := queue[n]
		var effects []state.Effect
		var done []string
		for i := range steps {
			if w.done&(1<<i) != 0 {
				effects, done = append(effects, steps[i].Effects...), append(done, steps[i].ID)
			}
		}
		s, wrong := p.schema.Apply(p.live, effects)
		if len(wrong) > 0 {
			t.Fatalf("after %s effect %d cannot be", lines(done), wrong[0])
		}
		visit(done, s)
		for i := range steps {
			ready := w.done&(1<<i) == 0 && !slices.ContainsFunc(steps[i].Needs, func(id string) bool { return w.done&(1<<place[id]) == 0 })
			if next := w.done | 1<<i; ready && !seen[next] {
				seen[next] = true
				queue = append(queue, world{next})
			}
		}
	}
	return len(queue)
}

// TestEveryReachableWorldKeepsTheRules draws pairs of legal worlds. Whatever part
// of the plan has been carried out, MA1 to MA4, MA6, MA8 and MA9 hold; and in the
// end what was asked for is there.
func TestEveryReachableWorldKeepsTheRules(t *testing.T) {
	refused, anewn, plans, worlds := 0, 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		from := drawFirm(t, "before")
		to := nearby(t, from)
		live := from.live()
		if b := broken(live); len(b) > 0 {
			t.Fatalf("the world before is not legal: %s", lines(b))
		}
		p := between(t, live, to)
		plans++
		if p.said.HasErrors() {
			refused++
			if true || !excusable(p.said) {
				t.Fatalf("refused: %v", p.said.Err())
			}
			return
		}
		if slices.ContainsFunc(p.said, func(d diag.Diagnostic) bool { return d.Code == diag.MadeAnew }) {
			anewn++
		}
		last := 0
		worlds += p.worlds(t, 1500, func(done []string, s *state.Snapshot) {
			last = max(last, len(done))
			if b := broken(s); len(b) > 0 {
				t.Fatalf("after\n%s\n%s", lines(done), lines(b))
			}
		})
	})
	t.Logf("%d plans, of which %d refused and %d with a group made anew; %d worlds", plans, refused, anewn, worlds)
	if plans > 0 && refused*4 > plans {
		t.Errorf("%d of %d plans were refused", refused, plans)
	}
}

// excusable reports whether a refusal is of the one kind that is known: a person
// whose licence or extension passes through a moment without is in a group that
// the change leaves as it is.
func excusable(ds diag.List) bool {
	return !slices.ContainsFunc(ds, func(d diag.Diagnostic) bool {
		return d.Severity == diag.Error && !(d.Code == diag.GroupRule && strings.Contains(d.Message, "no order of changes"))
	})
}
