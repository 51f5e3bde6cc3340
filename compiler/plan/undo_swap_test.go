package plan_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// TestAnyExchangeOfNumbersIsTakenBack: people who change numbers among
// themselves, in rings, chains or to free ones, have their own again, and so have
// the lists that name them, however far the run came, and however far a first
// attempt to take it back.
func TestAnyExchangeOfNumbersIsTakenBack(t *testing.T) {
	numbers := []string{"101", "102", "103", "104", "105"}
	rapid.Check(t, func(t *rapid.T) {
		to := rapid.Permutation(numbers).Draw(t, "numbers then")
		watchers := rapid.SliceOfNDistinct(rapid.IntRange(0, 2), 0, 3, rapid.ID[int]).Draw(t, "watchers")
		declared := rapid.Bool().Draw(t, "the site declares the list")
		live, desired := &state.Snapshot{Coverage: []state.Coverage{{Extent: state.Extent{Kind: "user"}}, {Extent: state.Extent{Kind: "group"}}}}, &state.Snapshot{}
		record := &state.Record{}
		for i := range 3 {
			who := string(rune('a' + i))
			for s, number := range map[*state.Snapshot]string{live: numbers[i], desired: to[i]} {
				o := state.Object{Kind: "user", Key: number}
				o.Put("Number", state.OfText(number))
				o.Put("Email", state.OfText(who+"@x"))
				if s == live {
					o.ID = "id " + who
					record.Entries = append(record.Entries, state.Entry{Object: o.Ref(), Canonical: "users." + who, ID: o.ID})
				} else {
					o.Canonical = "users." + who
				}
				s.Objects = append(s.Objects, o)
			}
		}
		for s, names := range map[*state.Snapshot][]string{live: numbers, desired: to} {
			var keys []string
			for _, i := range watchers {
				keys = append(keys, names[i])
			}
			g := state.Object{Kind: "group", Key: "Sales"}
			g.Put("Name", state.OfText("Sales"))
			if s == live || declared {
				g.Put("Watchers", state.OfSet(keys...))
			}
			if s == live || declared {
				s.Objects = append(s.Objects, g)
			}
			s.Sort()
		}
		set, diags := diff.Compare(diff.Input{Target: "pbx", Schema: schema, Desired: desired, Live: live, Record: record})
		if err := diags.Err(); err != nil {
			t.Fatal(err)
		}
		if !declared && len(watchers) > 0 {
			t.Skip("the toy puts nobody back into lists")
		}
		p, diags := plan.Build(plan.BuildInput{Targets: []plan.TargetInput{{Target: "pbx", Type: "toy", Vendor: plan.Vendor{Schema: schema, Rights: toyRights, Free: toyFree},
			Desired: desired, Live: live, Changes: set, Steps: toySteps(set, desired)}}})
		if err := diags.Err(); err != nil {
			t.Fatal(err)
		}
		section := &p.Body.Sections[0]
		n := rapid.IntRange(0, len(section.Steps)).Draw(t, "steps done")
		now, done := doneTo(section, live, n, rapid.Bool().Draw(t, "the next one too"))
		ids := map[state.Ref]string{}
		for _, o := range now.OfKind("user") {
			if strings.HasPrefix(o.ID, "new ") {
				ids[o.Ref()] = o.ID
			}
		}
		m := rapid.IntRange(0, 6).Draw(t, "steps of a first attempt")
		now, _, did := takenBackTo(t, p, done, now, attempt{ids: ids}, m)
		for i := range now.Objects {
			if now.Objects[i].ID == "" {
				now.Objects[i].ID = "again " + now.Objects[i].Key
			}
		}
		after, back, _ := takenBackTo(t, p, done, now, attempt{ids, did}, -1)
		if len(back.Kept) > 0 {
			t.Fatalf("kept, and nobody else was there: %v", back.Kept)
		}
		if d := cmp.Diff(world(live), world(after)); d != "" {
			t.Fatalf("before -, taken back +\n%s", d)
		}
	})
}

// TestListsAreTakenBackFromAnywhere: a list that holds the same before and after a
// run, and less in between, is whole again wherever the run ended.
func TestListsAreTakenBackFromAnywhere(t *testing.T) {
	live := parse(t, "user/101 id=1 Email=a@x\nuser/102 id=2 Email=b@x\ngroup/Sales Watchers=101+102")
	record := []state.Entry{{Object: state.Ref{Kind: "user", Key: "101"}, Canonical: "users.a", ID: "1"}, {Object: state.Ref{Kind: "user", Key: "102"}, Canonical: "users.b", ID: "2"}}
	p := build(t, plan.BuildInput{Targets: []plan.TargetInput{target(t,
		parse(t, "user/102 path=users.a Email=a@x\nuser/101 path=users.b Email=b@x\ngroup/Sales Watchers=101+102"), live, withRecord(record...))}})
	for n := range len(p.Body.Sections[0].Steps) + 1 {
		now, done := doneTo(&p.Body.Sections[0], live, n, false)
		after, _ := takenBack(t, p, done, now)
		if d := cmp.Diff(world(live), world(after)); d != "" {
			t.Errorf("after %d steps: before -, taken back +\n%s", n, d)
		}
	}
}
