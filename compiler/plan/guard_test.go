package plan_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// crowd writes n lines.
func crowd(n int, line string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, line+"\n", i)
	}
	return b.String()
}

func TestEmptiedSets(t *testing.T) {
	team := func(group string, n int) string { return crowd(n, "membership/"+group+"/10%d RoleName=user") }
	people := crowd(8, "user/10%d")
	for _, tt := range []struct{ name, desired, live, want string }{
		{"all members of one group",
			"claim:membership:Group:A", people + "group/A\ngroup/B\n" + team("A", 4) + team("B", 2),
			"emptied: 1 group would be left without any of its 4 memberships --allow-delete memberships=4"},
		{"all members of some groups, few of each",
			"claim:membership:Group:A\nclaim:membership:Group:B", people + "group/A\ngroup/B\ngroup/C\n" + team("A", 2) + team("B", 2) + team("C", 1),
			"emptied: 2 groups would be left without any of their 4 memberships --allow-delete memberships=4"},
		{"all members of all groups",
			"claim:membership", people + "group/A\ngroup/B\n" + team("A", 4) + team("B", 2),
			"emptied: all 6 memberships would be deleted --allow-delete memberships=6"},
		{"one stays", "claim:membership:Group:A\nmembership/A/100", people + "group/A\n" + team("A", 5), ""},
		{"two are a small set", "claim:membership:Group:A", people + "group/A\ngroup/B\n" + team("A", 2) + team("B", 1), ""},
		{"they go to another group",
			"claim:membership:Group:A\n" + team("B", 4), people + "group/A\ngroup/B\n" + team("A", 4) + "membership/B/107 RoleName=user", ""},
		{"most of a kind that comes and goes",
			"claim:membership\nmembership/A/100\nmembership/B/100", people + "group/A\ngroup/B\n" + team("A", 6) + team("B", 6),
			"budget: 10 of 12 memberships would be deleted; where the site has no budget for them, 9 may --allow-delete memberships=10"},
		{"everything goes and something else comes",
			"claim:group\ngroup/Z", "group/A\ngroup/B\ngroup/C",
			"budget: 3 of 3 groups would be deleted; where the site has no budget for them, 2 may --allow-delete groups=3"},
		{"a list of others is cleared",
			"group/A Watchers=-", "group/A Watchers=101+102+103",
			"emptied: 1 group would be left without any of its 3 Watchers --allow-modify groups=1"},
		{"a short list is cleared", "group/A Watchers=-", "group/A Watchers=101+102", ""},
		{"a list is shortened", "group/A Watchers=101", "group/A Watchers=101+102+103", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := build(t, plan.BuildInput{Targets: []plan.TargetInput{target(t, parse(t, tt.desired), parse(t, tt.live))}})
			if d := cmp.Diff(tt.want, refusals(&p.Body.Sections[0])); d != "" {
				t.Errorf("refusals (-want +got):\n%s", d)
			}
		})
	}
}

func TestBudgetsOfAnyKind(t *testing.T) {
	none := plan.Budget{Delete: -1, DeletePercent: -1, Modify: -1, ModifyPercent: -1}
	budget := func(kind string, edit func(*plan.Budget)) plan.Budget {
		b := none
		b.Kind = kind
		edit(&b)
		return b
	}
	for _, tt := range []struct {
		name    string
		budgets []plan.Budget
		want    string
	}{
		{"a word on changes is none on deletions", []plan.Budget{budget("groups", func(b *plan.Budget) { b.Modify = 9 })},
			"budget: 3 of 5 groups would be deleted; where the site has no budget for them, 2 may --allow-delete groups=3"},
		{"what the kind does not say, any says", []plan.Budget{budget("groups", func(b *plan.Budget) { b.Modify = 9 }), budget(plan.AnyKind, func(b *plan.Budget) { b.Delete = 1 })},
			"budget: 3 of 5 groups would be deleted; the site's budget allows 1 --allow-delete groups=3"},
		{"the kind says otherwise", []plan.Budget{budget("groups", func(b *plan.Budget) { b.Delete = 3 }), budget(plan.AnyKind, func(b *plan.Budget) { b.Delete = 1 })}, ""},
		{"both limits hold", []plan.Budget{budget("groups", func(b *plan.Budget) { b.Delete, b.DeletePercent = 4, 20 })},
			"budget: 3 of 5 groups would be deleted; the site's budget allows 1 --allow-delete groups=3"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := target(t, parse(t, "claim:group\ngroup/G0\ngroup/G1"), parse(t, crowd(5, "group/G%d")))
			p := build(t, plan.BuildInput{Targets: []plan.TargetInput{in}, Budgets: tt.budgets})
			if d := cmp.Diff(tt.want, refusals(&p.Body.Sections[0])); d != "" {
				t.Errorf("refusals (-want +got):\n%s", d)
			}
		})
	}
}

// TestOnlyDodgesNoBudget: a plan of a part is held to the limits of the whole.
func TestOnlyDodgesNoBudget(t *testing.T) {
	in := target(t, parse(t, "claim:group\ngroup/G3"), parse(t, crowd(5, "group/G%d")))
	p := build(t, plan.BuildInput{Targets: []plan.TargetInput{in}, Only: []string{"group/G0", "group/G1", "group/G2"}})
	want := "budget: 3 of 5 groups would be deleted; where the site has no budget for them, 2 may --allow-delete groups=3"
	if d := cmp.Diff(want, refusals(&p.Body.Sections[0])); d != "" || !p.Body.Partial {
		t.Errorf("refusals (-want +got):\n%s", d)
	}
	owners := "user/101\nuser/102\ngroup/Sales\nmembership/Sales/101 RoleName=owner\nmembership/Sales/102 RoleName=user\n"
	in = target(t, parse(t, "membership/Sales/101 RoleName=user\nmembership/Sales/102 RoleName=owner"), parse(t, owners))
	p = build(t, plan.BuildInput{Targets: []plan.TargetInput{in}, Only: []string{"membership/Sales/101"}})
	if got := refusals(&p.Body.Sections[0]); !strings.HasPrefix(got, "last-administrator: ") {
		t.Errorf("the one who gives is in the plan without the one who gets: %q", got)
	}
}

// TestConsentByTarget: a number is of one target. Where two ask for one, it says
// which.
func TestConsentByTarget(t *testing.T) {
	gone := func(name string, n int) plan.TargetInput {
		in := target(t, parse(t, "claim:user\n"+crowd(9-n, "user/10%d")), parse(t, crowd(9, "user/10%d")))
		in.Target = name
		return in
	}
	for _, tt := range []struct {
		name    string
		targets []plan.TargetInput
		deletes map[string]int
		want    string
	}{
		{"one target", []plan.TargetInput{gone("pbx", 2)}, nil, "--allow-delete users=2"},
		{"one target, agreed", []plan.TargetInput{gone("pbx", 2)}, map[string]int{"users": 2}, ""},
		{"one target, agreed by its name", []plan.TargetInput{gone("pbx", 2)}, map[string]int{"pbx/users": 2}, ""},
		{"one target, another agreed", []plan.TargetInput{gone("pbx", 2)}, map[string]int{"lab/users": 2}, "--allow-delete users=2"},
		{"two targets", []plan.TargetInput{gone("pbx", 2), gone("lab", 2)}, map[string]int{"users": 2}, "--allow-delete lab/users=2 --allow-delete pbx/users=2"},
		{"two targets, one agreed", []plan.TargetInput{gone("pbx", 2), gone("lab", 1)}, map[string]int{"pbx/users": 2}, "--allow-delete lab/users=1"},
		{"two targets, both agreed", []plan.TargetInput{gone("pbx", 2), gone("lab", 1)}, map[string]int{"pbx/users": 2, "lab/users": 1}, ""},
		{"two targets, one asks", []plan.TargetInput{gone("pbx", 2), gone("lab", 0)}, map[string]int{"users": 2}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			flags := func(p *plan.Plan, c plan.Consent) string {
				var out []string
				for _, r := range p.Remaining(c) {
					out = append(out, r.Flag)
				}
				return strings.Join(out, " ")
			}
			c := plan.Consent{Deletes: tt.deletes}
			if got := flags(build(t, plan.BuildInput{Targets: tt.targets, Consent: c}), plan.Consent{}); got != tt.want {
				t.Errorf("made with the consent, it asks for %q, want %q", got, tt.want)
			}
			if got := flags(build(t, plan.BuildInput{Targets: tt.targets}), c); got != tt.want {
				t.Errorf("saved and applied with the consent, it asks for %q, want %q", got, tt.want)
			}
		})
	}
}

// TestConsentByName: what cannot be undone is listed object by object, with what
// goes along, and each may be named instead of counted.
func TestConsentByName(t *testing.T) {
	in := target(t, parse(t, "claim:user\nuser/100\nuser/150 path=users.bob"), parse(t, "user/100\nuser/101 id=4\nuser/102 id=5\nuser/103"),
		withRecord(state.Entry{Object: state.Ref{Kind: "user", Key: "101"}, Canonical: "users.bob", ID: "4"}, state.Entry{Object: state.Ref{Kind: "user", Key: "102"}, Canonical: "users.eve", ID: "5"}))
	for i := range in.Steps {
		if in.Steps[i].Op == state.OpDelete {
			in.Steps[i].Loses = []string{"voicemail messages", "recordings"}
		}
	}
	in.Called = func(r state.Ref) string {
		return map[state.Ref]string{{Kind: "user", Key: "102"}: "users.eve"}[r]
	}
	input := plan.BuildInput{Targets: []plan.TargetInput{in}}
	var got []string
	for _, r := range build(t, input).Body.Sections[0].Refusals {
		for _, s := range r.Stakes {
			got = append(got, fmt.Sprintf("%s %s %s: %s", r.Guard, s.Object, s.Name(), strings.Join(s.Loses, ", ")))
		}
	}
	want := []string{"replace user/101 users.bob: recordings, voicemail messages",
		"irreversible user/102 users.eve: recordings, voicemail messages", "irreversible user/103 user/103: recordings, voicemail messages"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("at stake (-want +got):\n%s", d)
	}
	for _, tt := range []struct {
		flags  []string
		unread bool
		left   string
	}{
		{flags: []string{"--acknowledge users.bob,users.eve,user/103"}},
		{flags: []string{"--acknowledge users.bob", "--acknowledge pbx/user/102,user/103"}},
		{flags: []string{"--acknowledge users.bob,users.eve"}, left: "--allow-delete users=2"},
		{flags: []string{"--acknowledge users.bob,lab/user/102,user/103"}, left: "--allow-delete users=2"},
		{flags: []string{"--allow-replace users=1", "--allow-delete users=2"}},
		{flags: []string{"--allow-replace users=1", "--allow-delete users=2"}, unread: true, left: "--acknowledge users.bob --acknowledge user/103,users.eve"},
		{flags: []string{"--acknowledge users.bob,users.eve,user/103"}, unread: true},
	} {
		t.Run(strings.Join(tt.flags, " "), func(t *testing.T) {
			input.Consent = plan.ConsentTo(tt.flags)
			input.Consent.Unread = tt.unread
			var left []string
			for _, r := range build(t, input).Refused() {
				left = append(left, r.Flag)
			}
			if d := cmp.Diff(tt.left, strings.Join(left, " ")); d != "" {
				t.Errorf("unread %v (-want +got):\n%s", tt.unread, d)
			}
		})
	}
}

// TestMessagesAndBills: what has no number is agreed to by name, and the bill by a
// word of its own.
func TestMessagesAndBills(t *testing.T) {
	in := target(t, parse(t, "user/101 path=users.a\nuser/102 path=users.b\ngroup/A path=groups.a"), parse(t, ""))
	for i := range in.Steps {
		in.Steps[i].Flags = plan.Flags{Notifies: in.Steps[i].Object.Kind == "user", Costs: in.Steps[i].Object.Kind == "user", Irreversible: in.Steps[i].Object.Key == "A"}
		if in.Steps[i].Flags.Costs {
			in.Steps[i].Charges = []string{"Agent", "Seat " + in.Steps[i].Object.Key}
		}
	}
	input := plan.BuildInput{Targets: []plan.TargetInput{in}}
	want := "irreversible: messages would be sent to people, which cannot be taken back --acknowledge users.a,users.b\n" +
		"irreversible: something would be lost for good, which cannot be taken back --acknowledge groups.a\n" +
		"charges: the bill would rise: 2 × Agent, 1 × Seat 101 and 1 × Seat 102 --accept-charges"
	if d := cmp.Diff(want, refusals(&build(t, input).Body.Sections[0])); d != "" {
		t.Errorf("refusals (-want +got):\n%s", d)
	}
	input.Consent = plan.ConsentTo([]string{"--acknowledge users.a,users.b,groups.a"})
	if got := refusals(&build(t, input).Body.Sections[0]); got != "charges: the bill would rise: 2 × Agent, 1 × Seat 101 and 1 × Seat 102 --accept-charges" {
		t.Errorf("names lift nothing but what they name, and left is: %s", got)
	}
	input.Consent = plan.ConsentTo([]string{"--acknowledge users.a,users.b,groups.a", "--accept-charges"})
	if got := refusals(&build(t, input).Body.Sections[0]); got != "" {
		t.Errorf("all named, and still refused: %s", got)
	}
}

// TestManyMessages: more than a few are agreed to by their number, of a plan that
// somebody reads; of one that nobody does, by all names.
func TestManyMessages(t *testing.T) {
	var objects, names []string
	for i := range 12 {
		objects, names = append(objects, fmt.Sprintf("user/%d path=users.u%d", 101+i, i)), append(names, fmt.Sprintf("users.u%d", i))
	}
	in := target(t, parse(t, strings.Join(objects, "\n")), parse(t, ""))
	for i := range in.Steps {
		in.Steps[i].Flags = plan.Flags{Notifies: true}
	}
	for _, tt := range []struct {
		flag   string
		unread bool
		left   string
	}{
		{"", false, "--acknowledge users=12"}, {"users=12", false, ""}, {"pbx/users=12", false, ""}, {"users=11", false, "--acknowledge users=12"}, {"lab/users=12", false, "--acknowledge users=12"},
		{"users=12", true, "save it with `patchbay plan -o FILE --acknowledge users=12`"}, {strings.Join(names, ","), true, ""}, {strings.Join(names[1:], ","), true, "save it with"},
	} {
		c := plan.ConsentTo([]string{"--acknowledge " + tt.flag})
		c.Unread = tt.unread
		got := plan.Advice(build(t, plan.BuildInput{Targets: []plan.TargetInput{in}, Consent: c}).Refused())
		if !strings.Contains(got, tt.left) || tt.left == "" && got != "" {
			t.Errorf("%q, unread %t: %q", tt.flag, tt.unread, got)
		}
	}
}

// TestNoConsentUnlocks: no flag lifts what would lock people out.
func TestNoConsentUnlocks(t *testing.T) {
	in := target(t, parse(t, "claim:user"), parse(t, "user/101\ngroup/A\nmembership/A/101 RoleName=owner"))
	in.Profile.Account.Name, in.BreakGlass = "101", []state.Ref{{Kind: "user", Key: "101"}}
	c := plan.ConsentTo([]string{"--allow-delete users=1", "--acknowledge user/101"})
	p := build(t, plan.BuildInput{Targets: []plan.TargetInput{in}, Consent: c})
	var left []string
	for _, r := range p.Remaining(c) {
		if r.Hint == "" || r.Flag != "" {
			t.Errorf("%s says nothing of what to do: %+v", r.Guard, r)
		}
		left = append(left, r.Guard)
	}
	if d := cmp.Diff([]string{"last-administrator", "own-account", "break-glass"}, left); d != "" {
		t.Errorf("guards (-want +got):\n%s", d)
	}
}
