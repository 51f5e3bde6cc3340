package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// world is what can be read and written of a snapshot, an object on a line.
func world(s *state.Snapshot) string {
	var b strings.Builder
	for i := range s.Objects {
		o := &s.Objects[i]
		b.WriteString(o.Ref().String())
		for _, a := range o.Attrs {
			if k, _ := schema.Kind(o.Kind); a.Value.Presence() == state.Set && !slices.Contains(k.Key, a.Name) {
				fmt.Fprintf(&b, " %s=%s", a.Name, a.Value)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// doneTo is what all steps before n leave, and what is known of them. The step n
// itself is unclear.
func doneTo(s *plan.Section, live *state.Snapshot, n int, happened bool) (*state.Snapshot, map[string]plan.Doing) {
	done := map[string]plan.Doing{}
	var effects []state.Effect
	for i := range s.Steps {
		switch {
		case i < n:
			done[s.Steps[i].ID] = plan.WasDone
		case i == n:
			done[s.Steps[i].ID] = plan.Unclear
		}
		if i < n || i == n && happened {
			effects = append(effects, s.Steps[i].Effects...)
		}
	}
	now, _ := schema.Apply(live, effects)
	for i := range now.Objects {
		if now.Objects[i].ID == "" {
			now.Objects[i].ID = "new " + now.Objects[i].Key
		}
	}
	return now, done
}

// takenBack is what a world is once a section was taken back.
func takenBack(t fataler, p *plan.Plan, done map[string]plan.Doing, now *state.Snapshot) (*state.Snapshot, plan.Back) {
	after, back, _ := takenBackTo(t, p, done, now, attempt{}, -1)
	return after, back
}

// attempt is what is known beside a run when it is taken back: the ids that it was
// given, and what an earlier attempt did.
type attempt struct {
	ids map[state.Ref]string
	did []state.Effect
}

// takenBackTo is the same where only the first n steps of that are done, with what
// they do.
func takenBackTo(t fataler, p *plan.Plan, done map[string]plan.Doing, now *state.Snapshot, at attempt, n int) (*state.Snapshot, plan.Back, []state.Effect) {
	section := &p.Body.Sections[0]
	way, ok := p.UndoOf(section.Target)
	if !ok {
		way = &plan.Undo{Target: section.Target}
	}
	back := plan.TakeBack(plan.BackInput{Schema: schema, Section: section, Undo: way, Done: done, IDs: at.ids, Attempts: at.did, Live: now})
	set, diags := diff.Compare(diff.Input{Target: "pbx", Schema: schema, Desired: back.Desired, Live: now, Record: back.Record, Last: back.Last})
	if err := diags.Err(); err != nil {
		t.Fatalf("compare: %v", err)
	}
	q, diags := plan.Build(plan.BuildInput{Undoes: "r1", Targets: []plan.TargetInput{{Target: "pbx", Type: "toy", Vendor: plan.Vendor{Schema: schema, Rights: toyRights, Free: toyFree},
		Desired: back.Desired, Live: now, Changes: set, Steps: toySteps(set, back.Desired), Lost: back.Lost, Kept: back.Kept}}})
	if err := diags.Err(); err != nil {
		t.Fatalf("build: %v", err)
	}
	var effects []state.Effect
	all := q.Body.Sections[0].Steps
	if n < 0 || n > len(all) {
		n = len(all)
	}
	for _, s := range all[:n] {
		effects = append(effects, s.Effects...)
	}
	after, wrong := schema.Apply(now, effects)
	if len(wrong) > 0 {
		t.Fatalf("effect %v does not fit", effects[wrong[0]])
	}
	return after, back, effects
}

type fataler interface{ Fatalf(string, ...any) }

func TestTakeBack(t *testing.T) {
	sales := []state.Entry{{Object: state.Ref{Kind: "group", Key: "Sales"}, Canonical: "groups.sales", ID: "1"}}
	swapped := []state.Entry{{Object: state.Ref{Kind: "user", Key: "101"}, Canonical: "users.a", ID: "1"}, {Object: state.Ref{Kind: "user", Key: "102"}, Canonical: "users.b", ID: "2"}}
	bob := []state.Entry{{Object: state.Ref{Kind: "user", Key: "101"}, Canonical: "users.bob", ID: "7"}}
	tests := []struct {
		name          string
		desired, live string
		record        []state.Entry
		since         func(*state.Snapshot) // what others do
		want          string                // "" is as it was
		kept          string
	}{
		{name: "a field", desired: "user/101 Mobile=2", live: "user/101 Mobile=1 Email=a@x"},
		{name: "a field that was empty", desired: "user/101 Mobile=2", live: "user/101"},
		{name: "made", desired: "group/Sales\nuser/101 PrimaryGroup=Sales\nmembership/Sales/101 RoleName=owner", live: ""},
		{name: "deleted, with what belongs to it", desired: "claim:user", live: "user/101 Email=a@x PrimaryGroup=Sales\ngroup/Sales Watchers=101\nmembership/Sales/101 RoleName=owner\nphone/m1 User=101"},
		{name: "renamed", desired: "group/Verkauf path=groups.sales", live: "group/Sales id=1\nuser/101 PrimaryGroup=Sales\nmembership/Sales/101 RoleName=user", record: sales},
		{name: "renamed, and its members changed", desired: "claim:membership:Group:Verkauf\ngroup/Verkauf path=groups.sales Language=de\nuser/102\nmembership/Verkauf/101 RoleName=owner\nmembership/Verkauf/102",
			live: "group/Sales id=1\nuser/101\nuser/102\nmembership/Sales/101 RoleName=user", record: sales},
		{name: "another number", desired: "user/102 path=users.bob Email=a@x\ngroup/Sales Watchers=102", live: "user/101 id=7 Email=a@x\ngroup/Sales Watchers=101\nmembership/Sales/101 RoleName=owner", record: bob},
		{name: "two that swapped", desired: "user/101 Email=b@x\nuser/102 Email=a@x", live: "user/101 Email=a@x\nuser/102 Email=b@x"},
		{name: "two that swapped numbers, and a list that names both", record: swapped,
			desired: "user/102 path=users.a Email=a@x\nuser/101 path=users.b Email=b@x\ngroup/Sales Watchers=101+102\nmembership/Sales/102 RoleName=owner",
			live:    "user/101 id=1 Email=a@x\nuser/102 id=2 Email=b@x\nuser/103\ngroup/Sales Watchers=101+102\nmembership/Sales/101 RoleName=owner"},
		{name: "two that swapped numbers, and a list that somebody added to since", record: swapped,
			desired: "user/102 path=users.a Email=a@x\nuser/101 path=users.b Email=b@x", live: "user/101 id=1 Email=a@x\nuser/102 id=2 Email=b@x\ngroup/Sales",
			since: func(s *state.Snapshot) {
				o, _ := s.Find(state.Ref{Kind: "group", Key: "Sales"})
				o.Put("Watchers", state.OfSet("101"))
			},
			want: "group/Sales Watchers=101\nuser/101 Email=b@x\nuser/102 Email=a@x", kept: "user/101 used by others since, user/102 its former name is another's by now"},
		{name: "a phone that changed hands", desired: "phone/m1 User=102", live: "user/101\nuser/102\nphone/m1 User=101"},

		{name: "a field that was changed since", desired: "user/101 Mobile=2 Email=b@x", live: "user/101 Mobile=1 Email=a@x",
			since: put("user/101", "Mobile", "3"), want: "user/101 Email=a@x Mobile=3", kept: "user/101.Mobile changed since"},
		{name: "another field that was changed since", desired: "user/101 Mobile=2", live: "user/101 Mobile=1",
			since: put("user/101", "Email", "z@x"), want: "user/101 Email=z@x Mobile=1"},
		{name: "put back by somebody", desired: "user/101 Mobile=2", live: "user/101 Mobile=1", since: put("user/101", "Mobile", "1")},
		{name: "gone since", desired: "user/101 Mobile=2\nuser/102 Mobile=2", live: "user/101 Mobile=1\nuser/102 Mobile=1",
			since: remove("user/101"), want: "user/102 Mobile=1", kept: "user/101 gone since"},
		{name: "deleted and made again since", desired: "user/101 Mobile=2", live: "user/101 id=7 Mobile=1",
			since: func(s *state.Snapshot) { s.Objects[0].ID = "8" }, want: "user/101 Mobile=2", kept: "user/101 deleted and made again since"},
		{name: "made, and changed since", desired: "user/101 Mobile=2\ngroup/Sales\nmembership/Sales/101 RoleName=user", live: "group/Sales",
			since: put("user/101", "Mobile", "3"), want: "group/Sales\nmembership/Sales/101 RoleName=user\nuser/101 Mobile=3", kept: "user/101.Mobile changed since"},
		{name: "made, and used since", desired: "group/Sales\nuser/101 Mobile=2", live: "user/101\nuser/102",
			since: put("user/102", "PrimaryGroup", "Sales"), want: "group/Sales\nuser/101\nuser/102 PrimaryGroup=Sales", kept: "group/Sales used by others since"},
		{name: "made, and given members since", desired: "group/Sales", live: "user/102",
			since: add("membership/Sales/102", "Group", "Sales", "User", "102"), want: "group/Sales\nmembership/Sales/102\nuser/102", kept: "group/Sales used by others since"},
		{name: "made, and a part of it changed since", desired: "group/Sales\nuser/101\nmembership/Sales/101 RoleName=user", live: "",
			since: put("membership/Sales/101", "RoleName", "owner"), want: "group/Sales\nmembership/Sales/101 RoleName=owner\nuser/101",
			kept: "group/Sales used by others since, membership/Sales/101.RoleName changed since, user/101 used by others since"},
		{name: "deleted, and made again since", desired: "claim:user", live: "user/101 Mobile=1",
			since: add("user/101", "Number", "101", "Mobile", "5"), want: "user/101 Mobile=5", kept: "user/101 made again since"},
		{name: "deleted, and what it belonged to is gone since", desired: "claim:membership:Group:Sales\ngroup/Sales\nuser/101", live: "group/Sales\nuser/101\nmembership/Sales/101 RoleName=user",
			since: remove("user/101"), want: "group/Sales", kept: "membership/Sales/101 what it belongs to is gone since"},
		{name: "what was named is gone since", desired: "group/Sales Head=102", live: "group/Sales Head=101\nuser/101\nuser/102",
			since: remove("user/101"), want: "group/Sales Head=102\nuser/102", kept: "group/Sales.Head what it named is gone since"},
		{name: "renamed, and the former name taken since", desired: "group/Verkauf path=groups.sales Language=de", live: "group/Sales id=1 Language=fr", record: sales,
			since: add("group/Sales", "Name", "Sales"), want: "group/Sales\ngroup/Verkauf Language=fr", kept: "group/Verkauf its former name is another's by now"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			live := parse(t, tt.live)
			p := build(t, plan.BuildInput{Targets: []plan.TargetInput{target(t, parse(t, tt.desired), live, withRecord(tt.record...))}})
			section := &p.Body.Sections[0]
			now, done := doneTo(section, live, len(section.Steps), false)
			if tt.since != nil {
				tt.since(now)
				now.Sort()
			}
			after, back := takenBack(t, p, done, now)
			want := world(live)
			if tt.want != "" {
				want = world(parse(t, tt.want))
			}
			if d := cmp.Diff(want, world(after)); d != "" {
				t.Errorf("want -, got +\n%s", d)
			}
			var kept []string
			for _, k := range back.Kept {
				at := k.Object.String()
				if k.Field != "" {
					at += "." + k.Field
				}
				kept = append(kept, at+" "+k.Why)
			}
			if d := cmp.Diff(tt.kept, strings.Join(kept, ", ")); d != "" {
				t.Errorf("kept: want -, got +\n%s", d)
			}
		})
	}
}

func put(ref, field, value string) func(*state.Snapshot) {
	return func(s *state.Snapshot) {
		o, ok := s.Find(state.ParseRef(ref))
		if !ok {
			panic(ref + " is not there")
		}
		*o = o.Clone()
		o.Put(field, state.OfText(value))
	}
}

func remove(ref string) func(*state.Snapshot) {
	return func(s *state.Snapshot) {
		s.Objects = slices.DeleteFunc(s.Objects, func(o state.Object) bool {
			return o.Ref().String() == ref || o.Kind == "membership" && strings.HasPrefix(ref, "user/") && o.Get("User").Text() == ref[len("user/"):]
		})
	}
}

func add(ref string, attrs ...string) func(*state.Snapshot) {
	return func(s *state.Snapshot) {
		r := state.ParseRef(ref)
		o := state.Object{Kind: r.Kind, Key: r.Key, ID: "other"}
		for i := 0; i < len(attrs); i += 2 {
			o.Put(attrs[i], state.OfText(attrs[i+1]))
		}
		s.Objects = append(s.Objects, o)
	}
}

// someRun is a plan between two worlds, how far it came, and what it left.
func someRun(t *rapid.T) (p *plan.Plan, live, now *state.Snapshot, done map[string]plan.Doing) {
	desired, live := drawSnapshot(t, "desired"), drawSnapshot(t, "live")
	if rapid.Bool().Draw(t, "exclusive") {
		desired.Claims = []state.Extent{{Kind: "user"}, {Kind: "group"}, {Kind: "membership"}}
	}
	data := encoded(t, desired, live, nil)
	p, err := plan.Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	section := &p.Body.Sections[0]
	n := rapid.IntRange(0, len(section.Steps)).Draw(t, "steps done")
	now, done = doneTo(section, live, n, rapid.Bool().Draw(t, "the next one too"))
	return p, live, now, done
}

// TestAnyRunIsTakenBack: however far a run came, the way back that was saved with
// its plan leads to the world as it was.
func TestAnyRunIsTakenBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, live, now, done := someRun(t)
		after, back := takenBack(t, p, done, now)
		if len(back.Kept) > 0 {
			t.Fatalf("kept, and nobody else was there: %v", back.Kept)
		}
		if d := cmp.Diff(world(live), world(after)); d != "" {
			t.Fatalf("before -, taken back +\n%s", d)
		}
	})
}

// TestOthersAreNotTakenBack: what somebody changed since stays, whatever it was.
func TestOthersAreNotTakenBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, _, now, done := someRun(t)
		type place struct {
			object state.Ref
			field  string
		}
		edits := map[place]string{}
		for i := range now.Objects {
			o := &now.Objects[i]
			field := map[string]string{"user": "Mobile", "group": "Language", "membership": "RoleName"}[o.Kind]
			if !rapid.Bool().Draw(t, "edited") {
				continue
			}
			*o = o.Clone()
			o.Put(field, state.OfText("by another"))
			edits[place{o.Ref(), field}] = "by another"
		}
		after, _ := takenBack(t, p, done, now)
		for at := range edits {
			k, _ := schema.Kind(at.object.Kind)
			o, there := after.Find(at.object)
			if ours := !there && onlyMade(p, at.object, at.field); ours && k != nil {
				continue // the run made it without the field, so that nothing of the run's was changed
			}
			if !there || o.Get(at.field).Text() != "by another" {
				t.Fatalf("%s of %s was changed by another, and is gone", at.field, at.object)
			}
		}
	})
}

// onlyMade reports whether a plan makes an object, or what it belongs to, and
// says nothing of a field of it.
func onlyMade(p *plan.Plan, r state.Ref, field string) bool {
	for _, s := range p.Body.Sections[0].Steps {
		for _, e := range s.Effects {
			if e.Op == state.OpCreate && e.Object == r {
				return !slices.ContainsFunc(e.Attrs, func(a state.Attr) bool { return a.Name == field })
			}
		}
	}
	return false
}

func TestUndoIsSmall(t *testing.T) {
	var desired strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&desired, "user/%d Email=u%d@x Mobile=%d\n", 1000+i, i, i)
	}
	p := build(t, plan.BuildInput{Targets: []plan.TargetInput{target(t, parse(t, desired.String()), parse(t, ""))}})
	if way, ok := p.UndoOf("pbx"); ok {
		t.Errorf("a thousand new users need nothing beside their steps, and have %+v", way)
	}
}
