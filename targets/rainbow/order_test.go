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
func between(t fataler, live *state.Snapshot, from, to firm) planned {
	profile := to.profile()
	_, desired, ds := lowered(to.site(), profile)
	if ds.HasErrors() {
		t.Fatalf("a legal world is refused: %v", ds.Err())
	}
	p := planned{schema: Schema(profile), live: live, desired: desired}
	changes, ds := diff.Compare(diff.Input{Target: "pbx", Schema: p.schema, Desired: desired, Live: live, Record: from.record(live)})
	if ds.HasErrors() {
		t.Fatalf("the comparison: %v", ds.Err())
	}
	made, said := Steps(targets.StepInput{Profile: profile, Desired: desired, Live: live, Changes: changes})
	p.said = said
	if said.HasErrors() {
		return p
	}
	built, ds := plan.Build(plan.BuildInput{Site: "made", Targets: []plan.TargetInput{{Target: "pbx", Type: typeName, Profile: profile,
		Vendor: plan.Vendor{Schema: p.schema, Rights: Rights, Free: Free}, Desired: desired, Live: live, Changes: changes, Steps: made}}})
	if ds.HasErrors() {
		p.section = built.Body.Sections[0]
		t.Fatalf("the plan: %v\nbetween\n%v\nand\n%v\n%s", ds.Err(), from, to, route(p))
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

// walk does all steps in an order that is drawn among those that needs allow, and
// visits what each of them leaves behind. It returns the end.
func (p planned) walk(t *rapid.T, visit func(done []string, s *state.Snapshot)) *state.Snapshot {
	steps, did := p.section.Steps, map[string]bool{}
	var effects []state.Effect
	var done []string
	for len(done) < len(steps) {
		var ready []int
		for i := range steps {
			if !did[steps[i].ID] && !slices.ContainsFunc(steps[i].Needs, func(id string) bool { return !did[id] }) {
				ready = append(ready, i)
			}
		}
		x := &steps[rapid.SampledFrom(ready).Draw(t, "next")]
		did[x.ID], done, effects = true, append(done, x.ID), append(effects, x.Effects...)
		s, wrong := p.schema.Apply(p.live, effects)
		if len(wrong) > 0 {
			t.Fatalf("after %s effect %d cannot be", lines(done), wrong[0])
		}
		visit(done, s)
	}
	end, _ := p.schema.Apply(p.live, effects)
	return end
}

// TestEveryReachableWorldKeepsTheRules draws pairs of legal worlds of both products:
// groups of managers and assistants, of supervision, of agents, licences of which few
// are left, extensions, direct numbers. Whatever part of the plan has been carried
// out, all rules hold; in the end what was asked for is there. No pair is refused,
// but where somebody has to be out for a moment of a group that the site does not
// declare.
func TestEveryReachableWorldKeepsTheRules(t *testing.T) {
	for _, product := range []string{ProductPBX, ProductHub} {
		t.Run(product, func(t *testing.T) { everyWorld(t, product == ProductHub) })
	}
}

func everyWorld(t *testing.T, hub bool) {
	refused, anewn, plans, worlds := 0, 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		from, to := drawPair(t, hub)
		live := from.live()
		if b := broken(live); len(b) > 0 {
			t.Fatalf("the world before is not legal: %s", lines(b))
		}
		p := between(t, live, from, to)
		plans++
		if p.said.HasErrors() {
			refused++
			if !excusable(from, to, p.said) {
				t.Fatalf("refused: %v, between\n%v\nand\n%v", p.said.Err(), from, to)
			}
			return
		}
		if slices.ContainsFunc(p.said, func(d diag.Diagnostic) bool { return d.Code == diag.MadeAnew }) {
			anewn++
		}
		visit := func(done []string, s *state.Snapshot) {
			if b := broken(s); len(b) > 0 {
				t.Fatalf("after\n%s\n%s\nbetween\n%v\nand\n%v", lines(done), lines(b), from, to)
			}
		}
		worlds += p.worlds(t, 500, visit)
		left, _ := diff.Compare(diff.Input{Target: "pbx", Schema: p.schema, Desired: p.desired, Live: p.walk(t, visit)})
		worlds += len(p.section.Steps)
		if !left.Empty() {
			t.Fatalf("the end is not what was asked for: %v", left.Changes[0])
		}
	})
	t.Logf("%d plans, of which %d refused and %d with a group made anew; %d worlds", plans, refused, anewn, worlds)
}

// excusable reports whether a refusal is of the one kind that there is: somebody who
// lacks something for a moment is in a group that the site does not declare.
func excusable(from, to firm, ds diag.List) bool {
	for _, d := range ds {
		if d.Severity != diag.Error {
			continue
		}
		named := func(g string) bool {
			return from.groups[g].stranger && (strings.Contains(d.Message, "in group "+g+",") || strings.Contains(d.Message, "in group "+numbers[g]+","))
		}
		if d.Code != diag.GroupRule || !strings.Contains(d.Message, "for a moment") || !slices.ContainsFunc(slices.Concat(teams, desks, rings), named) {
			return false
		}
	}
	return to.people != nil
}
