package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// everyWorld calls visit with each state that the steps of a section can leave
// behind: any set of them that is closed under needs. It counts on nothing but
// that, and returns false when there are too many.
func everyWorld(s *plan.Section, live *state.Snapshot, visit func(done []string, at *state.Snapshot)) bool {
	if len(s.Steps) > 14 {
		return false
	}
	places := map[string]int{}
	for i := range s.Steps {
		places[s.Steps[i].ID] = i
	}
	for set := range 1 << len(s.Steps) {
		closed := true
		var done []string
		var effects []state.Effect
		for i := range s.Steps {
			if set&(1<<i) == 0 {
				continue
			}
			done, effects = append(done, s.Steps[i].ID), append(effects, s.Steps[i].Effects...)
			closed = closed && !slices.ContainsFunc(s.Steps[i].Needs, func(n string) bool { return set&(1<<places[n]) == 0 })
		}
		if closed {
			at, _ := schema.Apply(live, effects)
			visit(done, at)
		}
	}
	return true
}

// administrators are those who may change rights, log in, and are there.
func administrators(at *state.Snapshot) []string {
	var out []string
	t := toyRights(at)
	for _, r := range t.Rows {
		if _, there := at.Find(r.Holder); there && r.Privileged && !t.IsOff(r.Holder) && !slices.Contains(out, r.Holder.Key) {
			out = append(out, r.Holder.Key)
		}
	}
	return out
}

// byGroup is a driver that writes all memberships of a group with one call.
func byGroup(steps []plan.Step) []plan.Step {
	var out []plan.Step
	groups := map[string]int{}
	for _, s := range steps {
		group, _, ok := strings.Cut(s.Object.Key, "/")
		if s.Object.Kind != "membership" || !ok {
			out = append(out, s)
			continue
		}
		n, ok := groups[group]
		if !ok {
			n, groups[group] = len(out), len(out)
			out = append(out, plan.Step{ID: "members of " + group, Op: state.OpUpdate, Object: state.Ref{Kind: "group", Key: group}, Call: "members", Settle: plan.ByRead})
		}
		out[n].Covers, out[n].Effects = append(out[n].Covers, s.Covers...), append(out[n].Effects, s.Effects...)
	}
	return out
}

// drawAdministration makes a small world in which most people come and go as
// administrators.
func drawAdministration(t *rapid.T, label string) *state.Snapshot {
	s := &state.Snapshot{Coverage: []state.Coverage{{Extent: state.Extent{Kind: "user"}}, {Extent: state.Extent{Kind: "group"}}, {Extent: state.Extent{Kind: "membership"}}}}
	groups := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"A", "B", "C"}), 1, 2, rapid.ID[string]).Draw(t, label+" groups")
	for _, g := range groups {
		o := state.Object{Kind: "group", Key: g, ID: "g" + g, Canonical: "groups.g"}
		o.Canonical = "groups." + g
		o.Put("Name", state.OfText(g))
		s.Objects = append(s.Objects, o)
	}
	emails := rapid.Permutation([]string{"a@x", "b@x", "c@x", "d@x"}).Draw(t, label+" emails")
	for i, n := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"101", "102", "103", "104"}), 0, 4, rapid.ID[string]).Draw(t, label+" users") {
		o := state.Object{Kind: "user", Key: n, ID: "u" + n, Canonical: "users.u" + n}
		o.Put("Number", state.OfText(n))
		o.Put("Email", state.OfText(emails[i]))
		o.Put("Enabled", state.OfBool(rapid.IntRange(0, 4).Draw(t, "on") > 0))
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

// drawPlan is a plan between two such worlds by a driver drawn too, some of it
// to be done by hand, some of it waiting for no good reason.
func drawPlan(t *rapid.T) (p *plan.Plan, in plan.TargetInput) {
	desired, live := drawAdministration(t, "desired"), drawAdministration(t, "live")
	if rapid.IntRange(0, 3).Draw(t, "renamed") == 0 { // A is called D now
		desired = state.Rekey(schema, desired, map[state.Ref]state.Ref{{Kind: "group", Key: "A"}: {Kind: "group", Key: "D"}})
	}
	if rapid.Bool().Draw(t, "exclusive") {
		desired.Claims = []state.Extent{{Kind: "user"}, {Kind: "group"}, {Kind: "membership"}}
	}
	set, diags := diff.Compare(diff.Input{Schema: schema, Desired: desired, Live: live, Record: &state.Record{Entries: []state.Entry{
		{Object: state.Ref{Kind: "group", Key: "A"}, Canonical: "groups.A", ID: "gA"}}}})
	if diags.HasErrors() {
		t.Skip("cannot be compared")
	}
	steps := toySteps(set, desired)
	if rapid.Bool().Draw(t, "by group") {
		steps = byGroup(steps)
	}
	for i := range steps {
		if rapid.IntRange(0, 3).Draw(t, "manual") == 0 {
			steps[i].Kind, steps[i].Call, steps[i].Manual = plan.Manual, "", &plan.ManualWork{By: "admin"}
		}
		if i > 0 && rapid.IntRange(0, 5).Draw(t, "waits") == 0 {
			steps[i].Needs = []string{steps[rapid.IntRange(0, i-1).Draw(t, "for")].ID}
		}
	}
	in = plan.TargetInput{Target: "pbx", Type: "toy", Vendor: plan.Vendor{Schema: schema, Rights: toyRights, Free: toyFree}, Desired: desired, Live: live, Changes: set, Steps: steps}
	for _, n := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"101", "102"}), 0, 2, rapid.ID[string]).Draw(t, "break-glass") {
		in.BreakGlass = append(in.BreakGlass, state.Ref{Kind: "user", Key: n})
	}
	slices.SortFunc(in.BreakGlass, state.Ref.Compare)
	in.Profile.Account.Name = rapid.SampledFrom([]string{"", "103", "104"}).Draw(t, "account")
	p, found := plan.Build(plan.BuildInput{Targets: []plan.TargetInput{in}})
	if found.HasErrors() {
		t.Skip("cannot be ordered")
	}
	return p, in
}

func refusedBy(s *plan.Section, guard string) bool {
	return slices.ContainsFunc(s.Refusals, func(r plan.Refusal) bool { return r.Guard == guard })
}

// TestNobodyIsLockedOut looks at every world that a plan can lead to, one by
// one: where no guard refuses, an administrator is there if one was before, the
// account that applies keeps its rights, and a break-glass user the way in.
func TestNobodyIsLockedOut(t *testing.T) {
	looked := 0
	rapid.Check(t, func(t *rapid.T) {
		p, in := drawPlan(t)
		s := &p.Body.Sections[0]
		own := state.Ref{Kind: "user", Key: in.Profile.Account.Name}
		was := administrators(in.Live)
		glass := slices.DeleteFunc(slices.Clone(in.BreakGlass), func(r state.Ref) bool { return !active(in.Live, r) })
		ruling := slices.DeleteFunc(slices.Clone(glass), func(r state.Ref) bool { return !slices.Contains(was, r.Key) })
		everyWorld(s, in.Live, func(done []string, at *state.Snapshot) {
			looked++
			now := administrators(at)
			if len(was) > 0 && len(now) == 0 && !refusedBy(s, "last-administrator") {
				t.Fatalf("after %q nobody is an administrator:\n%s", done, show(s))
			}
			if active(in.Live, own) && !refusedBy(s, "own-account") {
				if lost := lostRights(in.Live, at, own); !active(at, own) || lost != "" {
					t.Fatalf("after %q the own account is off or without %s:\n%s", done, lost, show(s))
				}
			}
			if refusedBy(s, "break-glass") {
				return
			}
			if len(ruling) > 0 && !slices.ContainsFunc(ruling, func(r state.Ref) bool { return active(at, r) && lostRights(in.Live, at, r) == "" }) {
				t.Fatalf("after %q no break-glass user is an administrator:\n%s", done, show(s))
			}
			if len(glass) > 0 && !slices.ContainsFunc(glass, func(r state.Ref) bool { return active(at, r) }) {
				t.Fatalf("after %q no break-glass user is there:\n%s", done, show(s))
			}
		})
	})
	if looked == 0 {
		t.Error("no world was looked at")
	}
}

// TestGuardsDoNotCryWolf: what is refused can go wrong. Without its own order a
// plan that is refused has a world without an administrator.
func TestGuardsDoNotCryWolf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, in := drawPlan(t)
		s := &p.Body.Sections[0]
		if !refusedBy(s, "last-administrator") {
			return
		}
		bad := false
		if all := everyWorld(s, in.Live, func(_ []string, at *state.Snapshot) { bad = bad || len(administrators(at)) == 0 }); all && !bad {
			t.Fatalf("refused, and there is always somebody:\n%s", show(s))
		}
	})
}

func active(at *state.Snapshot, r state.Ref) bool {
	o, ok := at.Find(r)
	if !ok {
		return false
	}
	v := o.Get("Enabled")
	return v.Presence() != state.Set || v.Bool()
}

// lostRights are the privileged rights of one holder that are gone. Groups are
// told by their vendor id, which a new name does not change.
func lostRights(before, at *state.Snapshot, r state.Ref) string {
	has := privilegedIn(at, r)
	for _, scope := range privilegedIn(before, r) {
		if !slices.Contains(has, scope) {
			return "rights.manage in " + scope
		}
	}
	return ""
}

func privilegedIn(at *state.Snapshot, r state.Ref) []string {
	var out []string
	for _, row := range toyRights(at).Rows {
		if row.Holder == r && row.Privileged && row.Answer == rights.Yes {
			_, group, _ := strings.Cut(row.Scope, ":")
			o, _ := at.Find(state.Ref{Kind: "group", Key: group})
			if o != nil && o.ID != "" {
				group = o.ID
			}
			out = append(out, group)
		}
	}
	return out
}

// TestGivenBeforeTaken: where nobody keeps the right all along, the one who gets
// it has it before the other loses it.
func TestGivenBeforeTaken(t *testing.T) {
	owners := "user/101\nuser/102\ngroup/Sales\ngroup/Ops\nmembership/Sales/101 RoleName=owner\nmembership/Sales/102 RoleName=user\n"
	for _, tt := range []struct {
		name, desired, live string
		edit                func(*plan.TargetInput)
		record              []state.Entry
		want                string
		refused             string
	}{
		{name: "what the group was called does not matter",
			desired: "claim:membership:Group:Verkauf\ngroup/Verkauf path=groups.sales\nmembership/Verkauf/102 RoleName=owner", live: strings.ReplaceAll(owners, "group/Sales", "group/Sales id=1"),
			record: []state.Entry{{Object: state.Ref{Kind: "group", Key: "Sales"}, Canonical: "groups.sales", ID: "1"}},
			want:   "update group/Verkauf\nupdate membership/Verkauf/102 after [update group/Verkauf]\ndelete membership/Verkauf/101 after [update group/Verkauf, update membership/Verkauf/102]\n"},
		{name: "what covers everybody is not replaced by what covers a group",
			desired: "membership/Sales/101 RoleName=user\nmembership/Sales/102 RoleName=owner", live: strings.ReplaceAll(owners, "RoleName=owner", "RoleName=chief"),
			want:    "update membership/Sales/101\nupdate membership/Sales/102\n",
			refused: "last-administrator: nobody would be left who may change rights on this target"},
		{name: "what covers a group is replaced by what covers everybody",
			desired: "membership/Sales/101 RoleName=user\nmembership/Sales/102 RoleName=chief", live: owners,
			want: "update membership/Sales/102\nupdate membership/Sales/101 after [update membership/Sales/102]\n"},
		{name: "less is not enough",
			desired: "membership/Sales/101 RoleName=owner", live: strings.ReplaceAll(owners, "RoleName=owner", "RoleName=treasurer") + "user/103\nmembership/Sales/103 RoleName=owner",
			want:    "update membership/Sales/101\n",
			refused: "last-administrator: nobody would be left with rights.manage all on this target, which is a right to change those of others"},
		{name: "a new one for an old one",
			desired: "membership/Sales/101 RoleName=user\nmembership/Sales/102 RoleName=owner", live: owners,
			want: "update membership/Sales/102\nupdate membership/Sales/101 after [update membership/Sales/102]\n"},
		{name: "with one call",
			desired: "membership/Sales/101 RoleName=user\nmembership/Sales/102 RoleName=owner", live: owners,
			edit: func(in *plan.TargetInput) { in.Steps = byGroup(in.Steps) },
			want: "members of Sales\n"},
		{name: "somebody keeps it",
			desired: "membership/Sales/101 RoleName=user\nmembership/Sales/102 RoleName=owner", live: owners + "user/103\nmembership/Sales/103 RoleName=owner",
			want: "update membership/Sales/101\nupdate membership/Sales/102\n"},
		{name: "who keeps it is switched off",
			desired: "membership/Sales/101 RoleName=user\nmembership/Sales/102 RoleName=owner", live: owners + "user/103 Enabled=false\nmembership/Sales/103 RoleName=owner",
			want: "update membership/Sales/102\nupdate membership/Sales/101 after [update membership/Sales/102]\n"},
		{name: "switched on before another is switched off",
			desired: "user/101 Enabled=false\nuser/103 Enabled=true", live: owners + "user/103 Enabled=false\nmembership/Sales/103 RoleName=owner",
			want: "update user/103\nupdate user/101 after [update user/103]\n"},
		{name: "switched off",
			desired: "user/101 Enabled=false", live: owners,
			want: "update user/101\n", refused: "last-administrator: nobody would be left who may change rights on this target"},
		{name: "one changes places",
			desired: "claim:membership:Group:Sales\nmembership/Sales/102 RoleName=user\nmembership/Ops/101 RoleName=owner", live: owners,
			want: "create membership/Ops/101\ndelete membership/Sales/101 after [create membership/Ops/101]\n"},
		{name: "by hand, and it may never be done",
			desired: "membership/Sales/101 RoleName=user\nmembership/Sales/102 RoleName=owner", live: owners,
			edit: func(in *plan.TargetInput) {
				in.Steps[1].Kind, in.Steps[1].Call, in.Steps[1].Manual = plan.Manual, "", &plan.ManualWork{By: "admin"}
			},
			want: "update membership/Sales/102\nupdate membership/Sales/101 after [update membership/Sales/102]\n"},
		{name: "the driver has it the other way round",
			desired: "membership/Sales/101 RoleName=user\nmembership/Sales/102 RoleName=owner", live: owners,
			edit:    func(in *plan.TargetInput) { in.Steps[1].Needs = []string{in.Steps[0].ID} },
			want:    "update membership/Sales/101\nupdate membership/Sales/102 after [update membership/Sales/101]\n",
			refused: `last-administrator: nobody would be left who may change rights on this target if the run ended after "update membership/Sales/101"`},
		{name: "the account that applies moves",
			desired: "claim:membership:Group:Sales\nmembership/Sales/102 RoleName=owner\nmembership/Ops/101 RoleName=owner", live: owners,
			edit:    func(in *plan.TargetInput) { in.Profile.Account.Name = "101" },
			want:    "create membership/Ops/101\ndelete membership/Sales/101 after [create membership/Ops/101]\nupdate membership/Sales/102\n",
			refused: "own-account: user/101 is the account that applies this plan, and would lose rights.manage by it"},
		{name: "the account that applies is switched off",
			desired: "user/101 Enabled=false\nmembership/Sales/102 RoleName=owner", live: owners,
			edit:    func(in *plan.TargetInput) { in.Profile.Account.Name = "101" },
			want:    "update membership/Sales/102\nupdate user/101 after [update membership/Sales/102]\n",
			refused: "own-account: user/101 is the account that applies this plan, and would be switched off by it"},
		{name: "the break-glass user",
			desired: "membership/Sales/101 RoleName=user\nmembership/Sales/102 RoleName=owner", live: owners,
			edit:    func(in *plan.TargetInput) { in.BreakGlass = []state.Ref{{Kind: "user", Key: "101"}} },
			want:    "update membership/Sales/102\nupdate membership/Sales/101 after [update membership/Sales/102]\n",
			refused: "break-glass: none of the break-glass users would keep its account with rights.manage: user/101"},
		{name: "a break-glass user without rights keeps its account",
			desired: "claim:user\nuser/101", live: owners,
			edit: func(in *plan.TargetInput) { in.BreakGlass = []state.Ref{{Kind: "user", Key: "102"}} },
			want: "delete user/102\n",
			refused: "break-glass: none of the break-glass users would keep its account: user/102\n" +
				"irreversible: 1 user would be deleted, which cannot be undone --allow-delete users=1"},
		{name: "one of the break-glass users is enough",
			desired: "membership/Sales/101 RoleName=user\nmembership/Sales/102 RoleName=owner", live: owners + "user/103\nmembership/Sales/103 RoleName=owner",
			edit: func(in *plan.TargetInput) {
				in.BreakGlass = []state.Ref{{Kind: "user", Key: "101"}, {Kind: "user", Key: "103"}}
			},
			want: "update membership/Sales/101\nupdate membership/Sales/102\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := target(t, parse(t, tt.desired), parse(t, tt.live), withRecord(tt.record...))
			if tt.edit != nil {
				tt.edit(&in)
			}
			s := &build(t, plan.BuildInput{Targets: []plan.TargetInput{in}}).Body.Sections[0]
			if got := show(s); got != tt.want {
				t.Errorf("steps:\n%swant:\n%s", got, tt.want)
			}
			if got := refusals(s); got != tt.refused {
				t.Errorf("refusals:\n%s\nwant:\n%s", got, tt.refused)
			}
		})
	}
}

// BenchmarkWorlds makes half of n people administrators and takes it from the
// other half, so that nobody is left alone.
func BenchmarkWorlds(b *testing.B) {
	for _, n := range []int{1000, 10000} {
		var live, desired strings.Builder
		live.WriteString("group/Sales\n")
		for i := range n {
			role := [2]string{"owner", "user"}
			fmt.Fprintf(&live, "user/%06d Mobile=1\nmembership/Sales/%06d RoleName=%s\n", i, i, role[i%2])
			fmt.Fprintf(&desired, "user/%06d Mobile=2\nmembership/Sales/%06d RoleName=%s\n", i, i, role[1-i%2])
		}
		in := target(b, parse(b, desired.String()), parse(b, live.String()))
		in.Profile.Account.Name, in.BreakGlass = "000000", []state.Ref{{Kind: "user", Key: "000002"}}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				if _, found := plan.Build(plan.BuildInput{Targets: []plan.TargetInput{in}}); found.HasErrors() {
					b.Fatal(found)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/user")
		})
	}
}
