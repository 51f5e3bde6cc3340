package plan_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

func TestOrder(t *testing.T) {
	tests := []struct {
		name          string
		desired, live string
		record        []state.Entry
		want          string
	}{
		{"what is made before what refers to it",
			"user/101 PrimaryGroup=Sales\ngroup/Sales\nmembership/Sales/101 RoleName=user", "",
			nil,
			"create group/Sales\ncreate user/101 after [create group/Sales]\ncreate membership/Sales/101 after [create group/Sales, create user/101]\n"},
		{"by kind, deletions first, then key",
			"claim:user\nuser/103\nuser/102 Mobile=5", "user/101\nuser/102",
			nil,
			"delete user/101\ncreate user/103\nupdate user/102\n"},
		{"a unique value is freed before it is taken",
			"user/101 Email=B@x\nuser/102 Email=c@x", "user/101 Email=a@x\nuser/102 Email=b@x",
			nil,
			"update user/102\nupdate user/101 after [update user/102]\n"},
		{"by deletion too",
			"claim:user\nuser/103 Email=a@x", "user/101 Email=a@x",
			nil,
			"delete user/101\ncreate user/103 after [delete user/101]\n"},
		{"references go before what they point to",
			"claim:group\nclaim:membership:Group:Sales\nuser/101 PrimaryGroup=Ops\ngroup/Ops", "user/101 PrimaryGroup=Sales\ngroup/Sales\ngroup/Ops\nmembership/Sales/101",
			nil,
			"update user/101\ndelete group/Sales after [update user/101]\n"},
		{"two swap a unique value",
			"user/101 Email=b@x\nuser/102 Email=a@x", "user/101 Email=a@x\nuser/102 Email=b@x",
			nil,
			"free Email of user/102\nupdate user/101 after [free Email of user/102]\nupdate user/102 after [free Email of user/102, update user/101]\n"},
		{"three in a ring",
			"user/101 Email=b@x\nuser/102 Email=c@x\nuser/103 Email=a@x", "user/101 Email=a@x\nuser/102 Email=b@x\nuser/103 Email=c@x",
			nil,
			"free Email of user/102\nupdate user/101 after [free Email of user/102]\nupdate user/103 after [update user/101]\nupdate user/102 after [free Email of user/102, update user/103]\n"},
		{"renamed before its new name is used",
			"group/Verkauf path=groups.sales\nuser/101\nmembership/Verkauf/101 RoleName=user", "group/Sales id=1\nuser/101",
			[]state.Entry{{Object: state.Ref{Kind: "group", Key: "Sales"}, Canonical: "groups.sales", ID: "1"}},
			"update group/Verkauf\ncreate membership/Verkauf/101 after [update group/Verkauf]\n"},
		{"what is renamed along waits for it",
			"claim:membership:Group:Verkauf\ngroup/Verkauf path=groups.sales\nuser/101\nmembership/Verkauf/101 RoleName=owner", "group/Sales id=1\nuser/101\nmembership/Sales/101 RoleName=user\nmembership/Sales/102",
			[]state.Entry{{Object: state.Ref{Kind: "group", Key: "Sales"}, Canonical: "groups.sales", ID: "1"}},
			"update group/Verkauf\ndelete membership/Verkauf/102 after [update group/Verkauf]\nupdate membership/Verkauf/101 after [update group/Verkauf]\n"},
		{"two groups swap names",
			"group/B path=groups.a\ngroup/A path=groups.b", "group/A id=1\ngroup/B id=2",
			[]state.Entry{{Object: state.Ref{Kind: "group", Key: "A"}, Canonical: "groups.a", ID: "1"}, {Object: state.Ref{Kind: "group", Key: "B"}, Canonical: "groups.b", ID: "2"}},
			"free Name of group/A\nupdate group/A after [free Name of group/A]\nupdate group/B after [free Name of group/A, update group/A]\n"},
		{"what refers to something made anew is written after it",
			"user/150 path=users.bob Email=b@x\ngroup/Sales Head=150", "user/101 id=4 Email=b@x\ngroup/Sales Head=101",
			[]state.Entry{{Object: state.Ref{Kind: "user", Key: "101"}, Canonical: "users.bob", ID: "4"}},
			"delete user/101\ncreate user/150 after [delete user/101]\nupdate group/Sales after [create user/150]\n"},
		{"or before the old one goes, where both can be",
			"user/150 path=users.bob\ngroup/Sales Head=150", "user/101 id=4\ngroup/Sales Head=101",
			[]state.Entry{{Object: state.Ref{Kind: "user", Key: "101"}, Canonical: "users.bob", ID: "4"}},
			"create user/150\nupdate group/Sales after [create user/150]\ndelete user/101 after [update group/Sales]\n"},
		{"what belongs to something made anew moves to it",
			"user/150 path=users.bob\nphone/aa User=150", "user/101 id=4\nphone/aa User=101",
			[]state.Entry{{Object: state.Ref{Kind: "user", Key: "101"}, Canonical: "users.bob", ID: "4"}},
			"delete user/101\ncreate user/150\nphones of 150 after [create user/150, delete user/101]\n"},
		{"a phone is given away before it is taken",
			"user/101\nuser/102\nphone/aa User=101", "user/101\nuser/102\nphone/aa User=102", nil,
			"phones of 102\nphones of 101 after [phones of 102]\n"},
		{"two swap phones",
			"user/101\nuser/102\nphone/aa User=101\nphone/ab User=102", "user/101\nuser/102\nphone/aa User=102\nphone/ab User=101", nil,
			"free Mac of phone/aa\nphones of 101 after [free Mac of phone/aa]\nphones of 102 after [free Mac of phone/aa, phones of 101]\n"},
		{"two phones for one",
			"user/101\nuser/102\nphone/aa User=101\nphone/ab User=101\nphone/ac User=102", "user/101\nuser/102\nphone/aa User=102\nphone/ab User=102\nphone/ac User=101", nil,
			"free Mac of phone/aa\nfree Mac of phone/ab\nphones of 101 after [free Mac of phone/aa, free Mac of phone/ab]\nphones of 102 after [free Mac of phone/aa, free Mac of phone/ab, phones of 101]\n"},
		{"three pass phones on in a ring",
			"user/101\nuser/102\nuser/103\nphone/aa User=101\nphone/ab User=102\nphone/ac User=103", "user/101\nuser/102\nuser/103\nphone/aa User=102\nphone/ab User=103\nphone/ac User=101", nil,
			"free Mac of phone/aa\nphones of 101 after [free Mac of phone/aa]\nphones of 103 after [phones of 101]\nphones of 102 after [free Mac of phone/aa, phones of 103]\n"},
		{"a new number is a replacement, and takes memberships along",
			"user/150 path=users.bob\ngroup/Sales\nmembership/Sales/150 RoleName=user", "user/101 id=4\ngroup/Sales\nmembership/Sales/101 RoleName=user",
			[]state.Entry{{Object: state.Ref{Kind: "user", Key: "101"}, Canonical: "users.bob", ID: "4"}},
			"delete user/101\ncreate user/150\ncreate membership/Sales/150 after [create user/150]\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := target(t, parse(t, tt.desired), parse(t, tt.live), withRecord(tt.record...))
			p := build(t, plan.BuildInput{Targets: []plan.TargetInput{in}})
			if d := cmp.Diff(tt.want, show(&p.Body.Sections[0])); d != "" {
				t.Errorf("steps (-want +got):\n%s", d)
			}
		})
	}
}

func TestCycleWithoutWayOut(t *testing.T) {
	in := target(t, parse(t, "user/101 Email=b@x\nuser/102 Email=a@x"), parse(t, "user/101 Email=a@x\nuser/102 Email=b@x"))
	in.Vendor.Free = nil
	_, diags := plan.Build(plan.BuildInput{Targets: []plan.TargetInput{in}})
	if len(diags) != 1 || diags[0].Code != diag.StepCycle || diags[0].Message != "these steps wait for each other: update user/101 → update user/102" {
		t.Errorf("got %v", diags)
	}
}

func TestValueTaken(t *testing.T) {
	in := target(t, parse(t, "user/101 Email=B@x\nuser/102 Email=c@x\nuser/103 Email=d@x"), parse(t, "user/101\nuser/105 Email=b@x\nuser/106 Email=z@x\nuser/103 Email=D@x"))
	_, diags := plan.Build(plan.BuildInput{Targets: []plan.TargetInput{in}})
	if len(diags) != 1 || diags[0].Code != diag.ValueTaken || diags[0].Message != "Email of user/101 would be b@x, which user/105 has and keeps" {
		t.Errorf("got %v", diags)
	}
}

// TestManySwaps: rings are broken together, not one after the other.
func TestManySwaps(t *testing.T) {
	var desired, live strings.Builder
	for i := range 500 {
		a, b := fmt.Sprint(1000+2*i), fmt.Sprint(1001+2*i)
		fmt.Fprintf(&live, "user/%s Email=%s@x\nuser/%s Email=%s@x\n", a, a, b, b)
		fmt.Fprintf(&desired, "user/%s Email=%s@x\nuser/%s Email=%s@x\n", a, b, b, a)
	}
	p := build(t, plan.BuildInput{Targets: []plan.TargetInput{target(t, parse(t, desired.String()), parse(t, live.String()))}})
	if n := len(p.Body.Sections[0].Steps); n != 1500 {
		t.Errorf("%d steps", n)
	}
}

func TestOnly(t *testing.T) {
	desired := parse(t, "user/101 path=users.a PrimaryGroup=Sales\nuser/102 path=users.b Mobile=5\ngroup/Sales path=groups.sales\ngroup/Ops path=groups.ops\nmembership/Sales/101 path=groups.sales.members.a RoleName=user")
	for only, want := range map[string]struct {
		steps    string
		included []string
	}{
		"users.a":              {"create group/Sales\ncreate user/101 after [create group/Sales]\n", []string{"groups.sales", "users.a"}},
		"user/102":             {"create user/102\n", []string{"user/102", "users.b"}},
		"groups.sales.members": {"create group/Sales\ncreate user/101 after [create group/Sales]\ncreate membership/Sales/101 after [create group/Sales, create user/101]\n", []string{"groups.sales", "groups.sales.members", "groups.sales.members.a", "users.a"}},
	} {
		p := build(t, plan.BuildInput{Targets: []plan.TargetInput{target(t, desired, parse(t, ""))}, Only: []string{only}})
		if d := cmp.Diff(want.steps, show(&p.Body.Sections[0])); d != "" {
			t.Errorf("%s (-want +got):\n%s", only, d)
		}
		if !p.Body.Partial || len(p.Body.Sections[0].Changes) == 0 {
			t.Errorf("%s: not marked partial, or empty", only)
		}
		for _, path := range want.included {
			if !slices.Contains(p.Body.Only, path) {
				t.Errorf("%s: %v does not say that %s is in it", only, p.Body.Only, path)
			}
		}
	}
	_, diags := plan.Build(plan.BuildInput{Targets: []plan.TargetInput{target(t, desired, parse(t, ""))}, Only: []string{"users.zoe"}})
	if len(diags) != 1 || diags[0].Code != diag.NothingSelected {
		t.Errorf("got %v", diags)
	}
}

func TestGuards(t *testing.T) {
	owners := "user/101 Email=own@x\nuser/102\ngroup/Sales\nmembership/Sales/101 RoleName=owner\nmembership/Sales/102 RoleName=user\n"
	tests := []struct {
		name          string
		desired, live string
		edit          func(*plan.BuildInput)
		record        []state.Entry
		want          string
	}{
		{name: "deletions that cannot be undone need consent",
			desired: "claim:user\nuser/101", live: "user/101\nuser/102",
			want: "irreversible: 1 user would be deleted, which cannot be undone --allow-delete users=1"},
		{name: "consent names the exact number",
			desired: "claim:user\nuser/101", live: "user/101\nuser/102\nuser/103",
			edit: func(in *plan.BuildInput) { in.Consent.Deletes = map[string]int{"users": 1} },
			want: "irreversible: 2 users would be deleted, which cannot be undone --allow-delete users=2"},
		{name: "consent given",
			desired: "claim:user\nuser/101", live: "user/101\nuser/102\nuser/103",
			edit: func(in *plan.BuildInput) {
				in.Consent.Deletes = map[string]int{"users": 2}
				in.Budgets = []plan.Budget{{Kind: "users", Delete: 0, DeletePercent: -1, Modify: -1, ModifyPercent: -1}}
			}},
		{name: "delete budget by number",
			desired: "claim:group\ngroup/A", live: "group/A\ngroup/B\ngroup/C",
			edit: func(in *plan.BuildInput) {
				in.Budgets = []plan.Budget{{Kind: "groups", Delete: 1, DeletePercent: -1, Modify: -1, ModifyPercent: -1}}
			},
			want: "budget: 2 of 3 groups would be deleted; the site's budget allows 1 --allow-delete groups=2"},
		{name: "a percentage leaves room for one",
			desired: "claim:group\ngroup/A\ngroup/B", live: "group/A\ngroup/B\ngroup/C",
			edit: func(in *plan.BuildInput) {
				in.Budgets = []plan.Budget{{Kind: "groups", Delete: -1, DeletePercent: 10, Modify: -1, ModifyPercent: -1}}
			}},
		{name: "but not for two",
			desired: "claim:group\ngroup/A", live: "group/A\ngroup/B\ngroup/C",
			edit: func(in *plan.BuildInput) {
				in.Budgets = []plan.Budget{{Kind: "groups", Delete: -1, DeletePercent: 10, Modify: -1, ModifyPercent: -1}}
			},
			want: "budget: 2 of 3 groups would be deleted; the site's budget allows 1 --allow-delete groups=2"},
		{name: "modify budget",
			desired: "user/101 Mobile=1\nuser/102 Mobile=2", live: "user/101\nuser/102",
			edit: func(in *plan.BuildInput) {
				in.Budgets = []plan.Budget{{Kind: "users", Delete: -1, DeletePercent: -1, Modify: 1, ModifyPercent: -1}}
			},
			want: "budget: 2 of 2 users would be changed; the site's budget allows 1 --allow-modify users=2"},
		{name: "a set that would be empty",
			desired: "claim:group", live: "group/A\ngroup/B\ngroup/C",
			want: "emptied: all 3 groups would be deleted --allow-delete groups=3"},
		{name: "replacement",
			desired: "user/150 path=users.bob", live: "user/101 id=4",
			record: []state.Entry{{Object: state.Ref{Kind: "user", Key: "101"}, Canonical: "users.bob", ID: "4"}},
			want:   "replace: 1 user would be deleted and created again, since the target cannot change Number --allow-replace users=1"},
		{name: "replacement with consent",
			desired: "user/150 path=users.bob", live: "user/101 id=4",
			record: []state.Entry{{Object: state.Ref{Kind: "user", Key: "101"}, Canonical: "users.bob", ID: "4"}},
			edit:   func(in *plan.BuildInput) { in.Consent.Replaces = map[string]int{"users": 1} }},
		{name: "the last administrator",
			desired: "membership/Sales/101 RoleName=user", live: owners,
			want: "last-administrator: nobody would be left who may change rights on this target"},
		{name: "another one remains",
			desired: "membership/Sales/101 RoleName=user\nmembership/Sales/102 RoleName=owner", live: owners},
		{name: "the account that applies the plan",
			desired: "membership/Sales/101 RoleName=user\nmembership/Sales/102 RoleName=owner", live: owners,
			edit: func(in *plan.BuildInput) { in.Targets[0].Profile.Account.Name = "OWN@x" },
			want: "own-account: user/101 is the account that applies this plan, and would lose rights.manage by it"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := plan.BuildInput{Targets: []plan.TargetInput{target(t, parse(t, tt.desired), parse(t, tt.live), withRecord(tt.record...))}}
			if tt.edit != nil {
				tt.edit(&in)
			}
			p := build(t, in)
			if d := cmp.Diff(tt.want, refusals(&p.Body.Sections[0])); d != "" {
				t.Errorf("refusals (-want +got):\n%s", d)
			}
			if (len(p.Refused()) > 0) != (tt.want != "") {
				t.Errorf("Refused says %v", p.Refused())
			}
		})
	}
}

// TestDefaultBudget: without a budget in the site, few deletions, or a small part
// of what is there, need nobody's word.
func TestDefaultBudget(t *testing.T) {
	for _, tt := range []struct {
		there, gone int
		edit        func(*plan.BuildInput)
		refused     bool
	}{
		{there: 5, gone: 2},
		{there: 5, gone: 3, refused: true},
		{there: 30, gone: 3},
		{there: 29, gone: 3, refused: true},
		{there: 5, gone: 3, edit: func(in *plan.BuildInput) { in.Consent.Deletes = map[string]int{"groups": 3} }},
		{there: 5, gone: 3, edit: func(in *plan.BuildInput) {
			in.Budgets = []plan.Budget{{Kind: "groups", Delete: 5, DeletePercent: -1, Modify: -1, ModifyPercent: -1}}
		}},
		{there: 5, gone: 2, refused: true, edit: func(in *plan.BuildInput) {
			in.Budgets = []plan.Budget{{Kind: plan.AnyKind, Delete: 1, DeletePercent: -1, Modify: -1, ModifyPercent: -1}}
		}},
	} {
		t.Run(fmt.Sprintf("%d of %d", tt.gone, tt.there), func(t *testing.T) {
			var live, desired strings.Builder
			desired.WriteString("claim:group\n")
			for i := range tt.there {
				fmt.Fprintf(&live, "group/G%d\n", i)
				if i >= tt.gone {
					fmt.Fprintf(&desired, "group/G%d\n", i)
				}
			}
			in := plan.BuildInput{Targets: []plan.TargetInput{target(t, parse(t, desired.String()), parse(t, live.String()))}}
			if tt.edit != nil {
				tt.edit(&in)
			}
			if got := refusals(&build(t, in).Body.Sections[0]); (got != "") != tt.refused {
				t.Errorf("refusals: %q", got)
			}
		})
	}
}

func TestRights(t *testing.T) {
	desired := parse(t, `claim:membership:Group:Sales
		group/Sales path=groups.sales
		user/101 path=users.alice
		user/102 path=users.bob
		membership/Sales/101 path=groups.sales.members.alice from=roles.teamLead.grants.calls.monitor CanBargeIn=true
		membership/Sales/102 path=groups.sales.members.bob from=.overrides.calls.monitor CanBargeIn=-`)
	live := parse(t, `group/Sales
		user/101
		user/102
		user/103
		membership/Sales/101 RoleName=owner
		membership/Sales/102 CanBargeIn=true
		membership/Sales/103 CanBargeIn=true
		membership/Ops/103 CanBargeIn=true`)
	p := build(t, plan.BuildInput{Targets: []plan.TargetInput{target(t, desired, live)}})
	type line struct{ Right, Change, Through string }
	var got []line
	for _, r := range p.Body.Sections[0].Rights {
		l := line{Right: r.Holder.String() + " " + r.Permission + " " + r.Scope, Change: r.Before.String() + "→" + r.After.String()}
		for _, th := range r.Through {
			l.Through += th.Words + " (" + th.Path + ")"
		}
		got = append(got, l)
	}
	want := []line{
		{"user/101 calls.monitor group:Sales", "no→yes", "role teamLead (roles.teamLead.grants.calls.monitor)"},
		{"user/102 calls.monitor group:Sales", "yes→no", "override of bob in sales (groups.sales.members.bob.overrides.calls.monitor)"},
		{"user/103 calls.monitor group:Sales", "yes→no", "the former place in group sales (groups.sales)"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("rights (-want +got):\n%s", d)
	}
}

func TestCausesOfChangedFields(t *testing.T) {
	asked := map[string]int{}
	in := plan.BuildInput{
		Targets: []plan.TargetInput{target(t, parse(t, "user/101 path=users.a Mobile=5 Email=a@x\nuser/102 path=users.b Mobile=6"), parse(t, "user/101 Email=a@x"))},
		Causes: func(path string) []plan.Cause {
			asked[path]++
			return []plan.Cause{{Path: path, Pos: diag.Pos{File: "users.cue", Line: 3}, Role: "written"}}
		},
	}
	p := build(t, in)
	if d := cmp.Diff(map[string]int{"users.a.mobile": 1, "users.b": 1}, asked); d != "" {
		t.Errorf("paths asked for (-want +got):\n%s", d)
	}
	for _, s := range p.Body.Sections[0].Steps {
		if len(s.Causes) != 1 {
			t.Errorf("%s has the causes %v", s.ID, s.Causes)
		}
	}
}

func TestBindingsMoveWithWhatMatters(t *testing.T) {
	live := "user/101 id=7 PrimaryGroup=Ops Email=a@x Mobile=1 Status=here\nuser/102\ngroup/Sales id=3"
	in := target(t, parse(t, "user/101 PrimaryGroup=Ops Email=b@x\nuser/103"), parse(t, live))
	in.Steps[0].Reads = []string{"group/Sales.Language"}
	p := build(t, plan.BuildInput{Targets: []plan.TargetInput{in}})
	bound := p.Bindings.Targets["pbx"].Objects
	if got := slices.Sorted(keys(bound)); !slices.Equal(got, []string{"group/Sales", "user/101", "user/103"}) {
		t.Fatalf("bound to %v", got)
	}
	if bound["user/103"].Digest != "" {
		t.Error("what is not there has a digest")
	}
	for name, tt := range map[string]struct {
		live string
		same bool
	}{
		"the field written":             {"user/101 id=7 PrimaryGroup=Ops Email=z@x Mobile=1 Status=here\nuser/102\ngroup/Sales id=3", false},
		"the vendor id":                 {"user/101 id=8 PrimaryGroup=Ops Email=a@x Mobile=1 Status=here\nuser/102\ngroup/Sales id=3", false},
		"a field read":                  {"user/101 id=7 PrimaryGroup=Ops Email=a@x Mobile=1 Status=here\nuser/102\ngroup/Sales id=3 Language=fr", false},
		"what was to be made":           {live + "\nuser/103", false},
		"a field that is right already": {"user/101 id=7 PrimaryGroup=Sales Email=a@x Mobile=1 Status=here\nuser/102\ngroup/Sales id=3", false},
		"another field":                 {"user/101 id=7 PrimaryGroup=Ops Email=a@x Mobile=2 Status=here\nuser/102\ngroup/Sales id=3", true},
		"running state":                 {"user/101 id=7 PrimaryGroup=Ops Email=a@x Mobile=1 Status=gone\nuser/102\ngroup/Sales id=3", true},
		"another object":                {"user/101 id=7 PrimaryGroup=Ops Email=a@x Mobile=1 Status=here\nuser/102 Mobile=4\ngroup/Sales id=3", true},
	} {
		now := target(t, parse(t, "user/101 PrimaryGroup=Ops Email=b@x\nuser/103"), parse(t, tt.live))
		same := true
		for ref, was := range bound {
			r := state.ParseRef(ref)
			k, _ := schema.Kind(r.Kind)
			o, ok := now.Live.Find(r)
			if !ok {
				o = nil
			}
			sum, err := k.SumOf(o, was.Names())
			if err != nil {
				t.Fatal(err)
			}
			same = same && was.Moved(sum) == ""
		}
		if same != tt.same {
			t.Errorf("%s moved: same = %v", name, same)
		}
	}
}

// TestBindingsOfWhatIsMadeAnew: of what is deleted and made again, too, every
// field counts that the site asks for, and not only those that differ.
func TestBindingsOfWhatIsMadeAnew(t *testing.T) {
	bob := state.Entry{Object: state.Ref{Kind: "user", Key: "101"}, Canonical: "users.bob", ID: "7"}
	in := target(t, parse(t, "user/102 path=users.bob Email=a@x Mobile=1"), parse(t, "user/101 id=7 Email=a@x Mobile=1"), withRecord(bob))
	p := build(t, plan.BuildInput{Targets: []plan.TargetInput{in}})
	if got := p.Bindings.Targets["pbx"].Objects["user/101"].Names(); !slices.Equal(got, []string{"Email", "Mobile", "Number"}) {
		t.Errorf("bound to %v of what goes", got)
	}
}

func keys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// drawSnapshot makes a small world. Names are few, so that desired and live
// meet often.
func drawSnapshot(t *rapid.T, label string) *state.Snapshot {
	s := &state.Snapshot{Coverage: []state.Coverage{{Extent: state.Extent{Kind: "user"}}, {Extent: state.Extent{Kind: "group"}}, {Extent: state.Extent{Kind: "membership"}}}}
	numbers := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"101", "102", "103", "104", "105"}), 0, 5, rapid.ID[string]).Draw(t, label+" users")
	groups := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"A", "B", "C"}), 0, 3, rapid.ID[string]).Draw(t, label+" groups")
	emails := rapid.Permutation([]string{"a@x", "b@x", "c@x", "d@x", "e@x", "f@x"}).Draw(t, label+" emails")
	for _, g := range groups {
		o := state.Object{Kind: "group", Key: g, ID: "g" + g, Canonical: "groups." + g}
		o.Put("Name", state.OfText(g))
		o.Put("Language", state.OfText(rapid.SampledFrom([]string{"", "fr", "de"}).Draw(t, "language")))
		s.Objects = append(s.Objects, o)
	}
	for i, n := range numbers {
		o := state.Object{Kind: "user", Key: n, ID: "u" + n, Canonical: "users.u" + n}
		o.Put("Number", state.OfText(n))
		o.Put("Email", state.OfText(emails[i]))
		if rapid.Bool().Draw(t, "mobile") {
			o.Put("Mobile", state.OfText(rapid.SampledFrom([]string{"", "1", "2"}).Draw(t, "number")))
		}
		if len(groups) > 0 {
			o.Put("PrimaryGroup", state.OfText(rapid.SampledFrom(groups).Draw(t, "primary")))
		}
		s.Objects = append(s.Objects, o)
		for _, g := range groups {
			if !rapid.Bool().Draw(t, "member") {
				continue
			}
			m := state.Object{Kind: "membership", Key: g + "/" + n, Canonical: "groups." + g + ".members.u" + n}
			m.Put("Group", state.OfText(g))
			m.Put("User", state.OfText(n))
			m.Put("RoleName", state.OfText(rapid.SampledFrom([]string{"user", "owner"}).Draw(t, "role")))
			s.Objects = append(s.Objects, m)
		}
	}
	s.Sort()
	return s
}

// TestAnyTwoWorlds: from any world to any other there is a plan that is proved,
// and it is the same whatever order its inputs come in.
func TestAnyTwoWorlds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		desired, live := drawSnapshot(t, "desired"), drawSnapshot(t, "live")
		if rapid.Bool().Draw(t, "exclusive") {
			desired.Claims = []state.Extent{{Kind: "user"}, {Kind: "group"}, {Kind: "membership"}}
		}
		first := encoded(t, desired, live, nil)
		seed := rapid.Uint64().Draw(t, "seed")
		again := encoded(t, shuffled(desired, seed), shuffled(live, seed+1), rand.New(rand.NewPCG(seed, 2)))
		if d := cmp.Diff(string(first), string(again)); d != "" {
			t.Fatalf("another order of the inputs, another plan:\n%s", d)
		}
	})
}

func shuffled(s *state.Snapshot, seed uint64) *state.Snapshot {
	out := *s
	out.Objects = slices.Clone(s.Objects)
	rand.New(rand.NewPCG(seed, 1)).Shuffle(len(out.Objects), func(i, j int) { out.Objects[i], out.Objects[j] = out.Objects[j], out.Objects[i] })
	return &out
}

func encoded(t *rapid.T, desired, live *state.Snapshot, shuffle *rand.Rand) []byte {
	set, diags := diff.Compare(diff.Input{Schema: schema, Desired: desired, Live: live})
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	desired, live = ordered(desired), ordered(live)
	steps := toySteps(set, desired)
	if shuffle != nil {
		shuffle.Shuffle(len(steps), func(i, j int) { steps[i], steps[j] = steps[j], steps[i] })
	}
	in := plan.TargetInput{Target: "pbx", Type: "toy", Vendor: plan.Vendor{Schema: schema, Rights: toyRights, Free: toyFree}, Desired: desired, Live: live, Changes: set, Steps: steps}
	p, diags := plan.Build(plan.BuildInput{Targets: []plan.TargetInput{in}})
	if slices.ContainsFunc(diags, func(d diag.Diagnostic) bool { return d.Code == diag.ValueTaken }) {
		t.Skip("an e-mail that somebody keeps")
	}
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	b, err := plan.Encode(p)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func ordered(s *state.Snapshot) *state.Snapshot {
	out := *s
	out.Objects = slices.Clone(s.Objects)
	out.Sort()
	return &out
}
