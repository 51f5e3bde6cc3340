package threecx

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// TestNobodyHasMoreOnTheWay: wherever a run ends, nobody has a right that neither
// the target gave before nor the site gives; nor might have one.
func TestNobodyHasMoreOnTheWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		live, desired := someSeats(t, "live", false), someSeats(t, "desired", true)
		changes, unordered, refused := planned(desired, live)
		if refused != "" {
			t.Skip(refused)
		}
		made, ds := plan.Build(plan.BuildInput{Site: "s", Targets: []plan.TargetInput{{Target: "pbx", Type: "3cx", Profile: enterprise,
			Vendor: plan.Vendor{Schema: Schema(enterprise), Rights: Rights, Free: Free}, Desired: desired, Live: live, Changes: changes, Steps: unordered}}})
		if ds.HasErrors() {
			t.Fatalf("%v\n%s", ds.Err(), list(unordered))
		}
		section := &made.Body.Sections[0]
		if len(section.Steps) > 10 {
			t.Skip("too many worlds")
		}
		before := mayHave(Rights(live))
		for right := range mayHave(Rights(worldAfter(section, live, 1<<len(section.Steps)-1))) {
			before[right] = true
		}
		for done := range 1 << len(section.Steps) {
			if !canEnd(section, done) {
				continue
			}
			for right := range mayHave(Rights(worldAfter(section, live, done))) {
				if !before[right] {
					t.Fatalf("%v, after %s\n%s", right, doneOf(section, done), list(section.Steps))
				}
			}
		}
	})
}

// mayHave are the rights that somebody has or may have.
func mayHave(t rights.Table) map[rights.Right]bool {
	out := map[rights.Right]bool{}
	for _, r := range t.Rows {
		if r.Answer != rights.No && strings.HasPrefix(r.Scope, "group:") {
			out[r.Right] = true
		}
	}
	return out
}

func worldAfter(s *plan.Section, live *state.Snapshot, done int) *state.Snapshot {
	var effects []state.Effect
	for i := range s.Steps {
		if done&(1<<i) != 0 {
			effects = append(effects, s.Steps[i].Effects...)
		}
	}
	at, _ := Schema(enterprise).Apply(live, effects)
	at.Sort()
	return at
}

func canEnd(s *plan.Section, done int) bool {
	at := places(s)
	for i := range s.Steps {
		if done&(1<<i) == 0 {
			continue
		}
		if slices.ContainsFunc(s.Steps[i].Needs, func(id string) bool { return done&(1<<(at[id]-1)) == 0 }) {
			return false
		}
	}
	return true
}

func doneOf(s *plan.Section, done int) string {
	var out []string
	for i := range s.Steps {
		if done&(1<<i) != 0 {
			out = append(out, s.Steps[i].ID)
		}
	}
	return fmt.Sprint(out)
}

// someSeats are three people who may be in three departments, of which one has no
// members but those who are declared, with what two roles may do there.
func someSeats(t *rapid.T, side string, site bool) *state.Snapshot {
	s := &state.Snapshot{}
	some := func(what string) bool { return rapid.Bool().Draw(t, side+" "+what) }
	flags := func(what string, o *state.Object, unset bool) {
		for _, f := range []string{"CanBargeIn", "CanSeeGroupCalls"} {
			if !unset || some(what+" "+f+" written") {
				o.Put(f, state.OfBool(some(what+" "+f)))
			}
		}
	}
	s.Objects = append(s.Objects, state.Object{Kind: Group, Key: "DEFAULT", ID: "1", Attrs: attrs(steps.Text("Name", "DEFAULT"), state.Attr{Name: "IsDefault", Value: state.OfBool(true)})})
	if site {
		s.Objects = nil
	}
	groups := []string{"A", "B"}
	for i, g := range groups {
		if !site && some(g+" is new") {
			continue
		}
		s.Objects = append(s.Objects, state.Object{Kind: Group, Key: g, ID: fmt.Sprint(i + 2), Canonical: "groups." + g, Attrs: attrs(steps.Text("Name", g))})
		for _, role := range []string{"managers", "users"} {
			if site && !some(g+" "+role+" declared") {
				continue
			}
			o := state.Object{Kind: GroupRole, Key: g + "/" + role, Canonical: "groups." + g + ".roleDefaults." + role, Attrs: attrs(steps.Text("Group", g), steps.Text("RoleName", role))}
			flags(g+" "+role, &o, site)
			s.Objects = append(s.Objects, o)
		}
	}
	for i := range 3 {
		n := fmt.Sprint(101 + i)
		if some(n + " is not there") {
			continue
		}
		u := state.Object{Kind: User, Key: n, ID: "1" + n, Canonical: "users.u" + n, Attrs: attrs(steps.Text("Number", n))}
		if !site {
			u.Put("PrimaryGroup", state.OfText("DEFAULT"))
			s.Objects = append(s.Objects, state.Object{Kind: Membership, Key: "DEFAULT/" + n, Attrs: attrs(steps.Text("Group", "DEFAULT"), steps.Text("User", n), steps.Text("RoleName", "users"))})
		}
		s.Objects = append(s.Objects, u)
		for _, g := range groups {
			_, there := findIn(s, Group, g)
			if !there || !some(n+" in "+g) {
				continue
			}
			m := state.Object{Kind: Membership, Key: g + "/" + n, ID: g + n, Canonical: "groups." + g + ".members.u" + n, Attrs: attrs(steps.Text("Group", g), steps.Text("User", n))}
			m.Put("RoleName", state.OfText(rapid.SampledFrom([]string{"managers", "users"}).Draw(t, side+" role of "+n+" in "+g)))
			flags(n+" in "+g, &m, true)
			s.Objects = append(s.Objects, m)
		}
	}
	if site {
		s.Claims = []state.Extent{{Kind: User}}
		for _, g := range groups {
			s.Claims = append(s.Claims, state.Extent{Kind: Membership, Attr: "Group", Value: g})
		}
	}
	for _, k := range []string{User, Group, GroupRole, Membership, Phone, Forwarding, Queue, RingGroup, Parking} {
		s.Coverage = append(s.Coverage, state.Coverage{Extent: state.Extent{Kind: k}})
	}
	s.Sort()
	return s
}

func findIn(s *state.Snapshot, kind, key string) (*state.Object, bool) {
	for i := range s.Objects {
		if s.Objects[i].Kind == kind && s.Objects[i].Key == key {
			return &s.Objects[i], true
		}
	}
	return nil, false
}

// TestMembersComeAfterWhatRolesMayDo: of a new department, too, where nobody knows
// what its roles may do until it is written.
func TestMembersComeAfterWhatRolesMayDo(t *testing.T) {
	flag := func(name string, on bool) state.Attr { return state.Attr{Name: name, Value: state.OfBool(on)} }
	row := func(group, role string, list ...state.Attr) state.Object {
		return state.Object{Kind: GroupRole, Key: group + "/" + role, Attrs: attrs(append(list, steps.Text("Group", group), steps.Text("RoleName", role))...)}
	}
	member := func(group, user, role string) state.Object {
		return state.Object{Kind: Membership, Key: group + "/" + user, Attrs: attrs(steps.Text("Group", group), steps.Text("User", user), steps.Text("RoleName", role))}
	}
	needs := func(s *plan.Section, step string) []string {
		at := places(s)[step]
		if at == 0 {
			t.Fatalf("no step %q among %v", step, places(s))
		}
		return s.Steps[at-1].Needs
	}
	s := built(t, edit(func(s *state.Snapshot) {
		s.Objects = append(s.Objects, state.Object{Kind: Group, Key: "New", Attrs: attrs(steps.Text("Name", "New"))}, row("New", "users", flag("CanBargeIn", false)), member("New", "101", "users"))
	}))
	if got := needs(s, "update user/101"); !slices.Contains(got, "update group/New roles") {
		t.Errorf("a member of a new department needs %v", got)
	}
	live := edit(func(s *state.Snapshot) {
		in(s, GroupRole, "Sales/users").Put("CanBargeIn", state.OfBool(false))
		in(s, GroupRole, "Sales/managers").Put("CanBargeIn", state.OfBool(true))
	})
	s = builtFrom(t, live, edit(func(s *state.Snapshot) {
		*in(s, GroupRole, "Sales/users") = row("Sales", "users", flag("CanBargeIn", true))
		only(s, func(o *state.Object) bool { return o.Key != "Sales/101" })
		*in(s, User, "101") = state.Object{Kind: User, Key: "101", Attrs: attrs(steps.Text("Number", "101"), steps.Text("PrimaryGroup", "Night"))}
		*in(s, GroupRole, "Sales/managers") = row("Sales", "managers", flag("CanBargeIn", false))
		s.Objects = append(s.Objects, member("Night", "101", "users"))
		*in(s, Membership, "Sales/102") = member("Sales", "102", "managers")
		s.Claims = []state.Extent{{Kind: Membership, Attr: "Group", Value: "Sales"}}
	}))
	if got := needs(s, "update group/Sales roles wider"); !slices.Contains(got, "update user/101") || !slices.Contains(got, "update group/Sales roles") {
		t.Errorf("what roles may do beside needs %v", got)
	}
	if got := needs(s, "update user/102"); !slices.Contains(got, "update group/Sales roles") {
		t.Errorf("who becomes another role needs %v", got)
	}
}
