package threecx

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// planned compares what a site asks with what is there, and makes steps of it.
func planned(desired, live *state.Snapshot) (diff.ChangeSet, []plan.Step, string) {
	return plannedAs(enterprise, desired, live)
}

// plannedAs is the same on a PBX of a profile.
func plannedAs(p state.Profile, desired, live *state.Snapshot) (diff.ChangeSet, []plan.Step, string) {
	live.Coverage = nil
	for _, k := range Schema(p).Kinds {
		live.Coverage = append(live.Coverage, state.Coverage{Extent: state.Extent{Kind: k.Name}})
	}
	for i := range live.Objects {
		if o := &live.Objects[i]; o.ID == "" && (o.Kind == User || o.Kind == Group) {
			o.ID = o.Key
		}
	}
	changes, ds := diff.Compare(diff.Input{Target: "pbx", Schema: Schema(p), Desired: desired, Live: live})
	if ds.HasErrors() {
		return changes, nil, ds.Err().Error()
	}
	steps, more := Steps(targets.StepInput{Profile: p, Desired: desired, Live: live, Changes: changes})
	if more.HasErrors() {
		return changes, nil, more.Err().Error()
	}
	return changes, steps, ""
}

// TestStepsLeadThere: from any PBX to any site, the plan that is built of the
// steps passes its own verification, which applies all effects, and no two steps
// write one user or group's same collection.
func TestStepsLeadThere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		live := someNative(t)
		site := acceptable(t)
		if rapid.Bool().Draw(t, "exclusive") {
			site.Targets[0].Manage = map[string]model.Ownership{"users": model.Exclusive, "groups": model.Exclusive, "queues": model.Exclusive}
		}
		_, desired, ds := lowered(site, enterprise)
		if ds.HasErrors() {
			t.Skip("refused")
		}
		p := enterprise
		p.Modules = rapid.SampledFrom([]map[string]bool{nil, {RoleDefaults: false}, {Overrides: false}, {RoleDefaults: false, Overrides: false}}).Draw(t, "who writes")
		live.Profile = p
		changes, steps, refused := plannedAs(p, desired, live)
		if refused != "" {
			t.Skip(refused)
		}
		body, ds := plan.Build(plan.BuildInput{Site: "s", Targets: []plan.TargetInput{{Target: "pbx", Type: "3cx", Profile: p,
			Vendor: plan.Vendor{Schema: Schema(p), Rights: Rights, Free: Free}, Desired: desired, Live: live, Changes: changes, Steps: steps}}})
		if ds.HasErrors() {
			t.Fatalf("%v\n%s", ds.Err(), list(steps))
		}
		_ = body
	})
}

func list(steps []plan.Step) string {
	var b strings.Builder
	for _, s := range steps {
		fmt.Fprintf(&b, "%s %s covers %v needs %v\n", s.ID, s.Call, s.Covers, s.Needs)
		for _, e := range s.Effects {
			fmt.Fprintf(&b, "\t%s %s %v\n", e.Op, e.Object, e.Predicted)
		}
	}
	return b.String()
}

// world is a PBX with two departments and four extensions, of which 101 has a
// phone.
func world() *state.Snapshot {
	s := &state.Snapshot{Target: "pbx", Type: "3cx", Profile: enterprise}
	put := func(kind, key string, list ...state.Attr) {
		s.Objects = append(s.Objects, state.Object{Kind: kind, Key: key, ID: "id-" + key, Attrs: attrs(list...)})
	}
	put(Group, "DEFAULT", steps.Text("Name", "DEFAULT"), state.Attr{Name: "IsDefault", Value: state.OfBool(true)})
	for _, g := range []string{"Sales", "Night"} {
		put(Group, g, steps.Text("Name", g))
		for _, r := range roleTable {
			put(GroupRole, g+"/"+r.wire, steps.Text("Group", g), steps.Text("RoleName", r.wire))
		}
	}
	for _, n := range []string{"101", "102", "103", "104"} {
		put(User, n, steps.Text("Number", n), steps.Text("PrimaryGroup", "Sales"))
		put(Membership, "Sales/"+n, steps.Text("Group", "Sales"), steps.Text("User", n), steps.Text("RoleName", "users"))
	}
	put(Phone, "001565123456", steps.Text("MacAddress", "001565123456"), steps.Text("User", "101"), steps.Text("Name", "Yealink"))
	put(Queue, "800", steps.Text("Number", "800"), state.Attr{Name: "Agents", Value: state.OfSet("101", "102")}, state.Attr{Name: "AgentOrder", Value: state.OfList("102", "101")},
		state.Attr{Name: "Skills", Value: state.OfSet("102:2")})
	s.Sort()
	return s
}

// edit is a copy of the world, changed.
func edit(change func(*state.Snapshot)) *state.Snapshot {
	s := world()
	change(s)
	s.Sort()
	return s
}

func in(s *state.Snapshot, kind, key string) *state.Object {
	o, ok := s.Find(state.Ref{Kind: kind, Key: key})
	if !ok {
		panic(kind + "/" + key)
	}
	return o
}

func only(s *state.Snapshot, keep func(*state.Object) bool) {
	s.Objects = slices.DeleteFunc(s.Objects, func(o state.Object) bool { return !keep(&o) })
}

// TestRequests: how many requests a change takes, and which.
func TestRequests(t *testing.T) {
	on := func(name string) state.Attr { return state.Attr{Name: name, Value: state.OfBool(true)} }
	tests := []struct {
		name    string
		desired *state.Snapshot
		want    []string
	}{
		{"scalars, a membership and a phone of one extension are one request", edit(func(s *state.Snapshot) {
			in(s, User, "101").Put("Mobile", state.OfText("+1"))
			in(s, Membership, "Sales/101").Put("CanBargeIn", state.OfBool(true))
			in(s, Phone, "001565123456").Put("TemplateName", state.OfText("t"))
		}), []string{"update user/101 Users.Update Groups Id Mobile Phones disruption"}},
		{"an extension that is switched off loses its calls", edit(func(s *state.Snapshot) {
			in(s, User, "101").Put("Enabled", state.OfBool(false))
		}), []string{"update user/101 Users.Update Enabled Id disruption"}},
		{"the same right of several members is one request", edit(func(s *state.Snapshot) {
			for _, n := range []string{"101", "102", "103"} {
				in(s, Membership, "Sales/"+n).Put("CanBargeIn", state.OfBool(true))
			}
		}), []string{"update group/Sales members Groups.Update Id Members"}},
		{"a member with another change is written with the extension", edit(func(s *state.Snapshot) {
			for _, n := range []string{"101", "102"} {
				in(s, Membership, "Sales/"+n).Put("CanBargeIn", state.OfBool(true))
			}
			in(s, User, "102").Put("Mobile", state.OfText("+1"))
		}), []string{"update user/101 Users.Update Groups Id", "update user/102 Users.Update Groups Id Mobile"}},
		{"the defaults of two roles are one request", edit(func(s *state.Snapshot) {
			in(s, GroupRole, "Sales/users").Put("CanBargeIn", state.OfBool(false))
			in(s, GroupRole, "Sales/managers").Put("CanBargeIn", state.OfBool(true))
		}), []string{"update group/Sales roles Groups.Update Id Rights"}},
		{"a new extension comes with its memberships and phones", edit(func(s *state.Snapshot) {
			s.Objects = append(s.Objects,
				state.Object{Kind: User, Key: "105", Attrs: attrs(steps.Text("Number", "105"), steps.Text("PrimaryGroup", "Sales"), steps.Text("FirstName", "Eve"))},
				state.Object{Kind: Membership, Key: "Sales/105", Attrs: attrs(steps.Text("Group", "Sales"), steps.Text("User", "105"), on("CanBargeIn"))},
				state.Object{Kind: Phone, Key: "001565000000", Attrs: attrs(steps.Text("MacAddress", "001565000000"), steps.Text("User", "105"))})
		}), []string{"create user/105 Users.Create FirstName Groups Number Phones PrimaryGroupId disruption"}},
		{"a phone that changes hands leaves one and comes to the other", edit(func(s *state.Snapshot) {
			in(s, Phone, "001565123456").Put("User", state.OfText("102"))
		}), []string{"update user/101 Users.Update Id Phones disruption", "update user/102 Users.Update Id Phones disruption"}},
		{"a role that may change rights is privileged", edit(func(s *state.Snapshot) {
			in(s, Membership, "Sales/101").Put("RoleName", state.OfText("system_admins"))
		}), []string{"update user/101 Users.Update Groups Id privileged"}},
		{"agents are written whole, in the order in which they were", edit(func(s *state.Snapshot) {
			q := in(s, Queue, "800")
			q.Put("Agents", state.OfSet("101", "102", "103"))
			q.Put("AgentOrder", state.Value{})
			q.Put("Skills", state.Value{})
		}), []string{"update queue/800 Queues.Update Agents[102:2 101 103] Id"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, steps, refused := planned(test.desired, world())
			if refused != "" {
				t.Fatal(refused)
			}
			if got := requests(steps); !slices.Equal(got, test.want) {
				t.Errorf("got  %s\nwant %s", strings.Join(got, "\n     "), strings.Join(test.want, "\n     "))
			}
		})
	}
}

// requests are steps in a line each: id, call, what is sent, flags, needs.
func requests(steps []plan.Step) []string {
	var out []string
	for _, s := range steps {
		words := []string{s.ID, s.Call}
		content, _ := s.Args["Body"].(map[string]any)
		sent := draft.SortedKeys(content)
		if s.Args["Id"] != nil {
			sent = append(sent, "Id")
			slices.Sort(sent)
		}
		for _, name := range sent {
			if list, ok := content[name].([]any); ok {
				var items []string
				for _, x := range list {
					m := x.(map[string]any)
					item := fmt.Sprint(m["Number"])
					if m["SkillGroup"] != nil {
						item += fmt.Sprint(":", m["SkillGroup"])
					}
					items = append(items, item)
				}
				name += fmt.Sprint(items)
			}
			words = append(words, name)
		}
		if s.Flags.Disruption {
			words = append(words, "disruption")
		}
		if s.Flags.Privileged {
			words = append(words, "privileged")
		}
		if len(s.Needs) > 0 {
			words = append(words, "after", strings.Join(s.Needs, ", "))
		}
		out = append(out, strings.Join(words, " "))
	}
	return out
}

// TestDeletions: what goes with what goes, and what the PBX keeps.
func TestDeletions(t *testing.T) {
	exclusive := func(kind string, change func(*state.Snapshot)) *state.Snapshot {
		s := edit(change)
		s.Claims = []state.Extent{{Kind: kind}}
		return s
	}
	gone := func(refs ...string) func(*state.Snapshot) {
		return func(s *state.Snapshot) {
			only(s, func(o *state.Object) bool {
				return !slices.ContainsFunc(refs, func(r string) bool {
					return o.Ref().String() == r || o.Get("User").Text() != "" && r == "user/"+o.Get("User").Text() || o.Kind == GroupRole && r == "group/"+o.Get("Group").Text()
				})
			})
		}
	}
	t.Run("an extension takes its memberships and phones", func(t *testing.T) {
		_, steps, refused := planned(exclusive(User, gone("user/101", "phone/001565123456")), world())
		if refused != "" || len(steps) != 1 || !steps[0].Flags.Irreversible || !steps[0].Flags.Disruption || steps[0].Settle != plan.ByKey {
			t.Fatalf("%s %v", refused, steps)
		}
		var effects []string
		for _, e := range steps[0].Effects {
			effects = append(effects, fmt.Sprint(e.Op, " ", e.Object, " ", e.Predicted))
		}
		want := []string{"delete membership/Sales/101 true", "delete phone/001565123456 true", "delete user/101 false"}
		if !slices.Equal(effects, want) {
			t.Errorf("got %v", effects)
		}
	})
	t.Run("the default department stays", func(t *testing.T) {
		_, _, refused := planned(exclusive(Group, gone("group/DEFAULT")), world())
		if !strings.Contains(refused, "default department") {
			t.Errorf("got %q", refused)
		}
	})
	t.Run("a department that is somebody's own stays", func(t *testing.T) {
		_, _, refused := planned(exclusive(Group, func(s *state.Snapshot) {
			only(s, func(o *state.Object) bool { return o.Kind == Group && o.Key != "Sales" })
		}), world())
		if !strings.Contains(refused, "is the own one of 101, 102, 103 and 1 more") {
			t.Errorf("got %q", refused)
		}
	})
	t.Run("an empty department goes", func(t *testing.T) {
		_, steps, refused := planned(exclusive(Group, gone("group/Night")), world())
		if refused != "" || len(steps) != 1 || steps[0].Call != "Groups.Delete" || len(steps[0].Effects) != len(roleTable)+1 {
			t.Errorf("%s %v", refused, steps)
		}
	})
}

// BenchmarkLower shows that lowering and steps are linear: ns/op over users
// stays the same.
func BenchmarkLower(b *testing.B) {
	for _, n := range []int{1000, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			site := &model.Site{Departments: []model.Department{{Object: model.Object{ID: "d"}}}, Targets: []model.Target{target()}}
			site.Roles = []model.Role{{Object: model.Object{ID: "r"}, Base: model.Of("user"), Assign: []model.Assignment{{Name: "a", Everyone: true}},
				Grants: model.Grants{{Permission: "calls.park", Level: "true"}, {Permission: "recordings.listen", Level: "department"}}}}
			for i := range n {
				site.Users = append(site.Users, model.User{Object: model.Object{ID: fmt.Sprintf("u%06d", i)}, Extension: model.Of(fmt.Sprint(100000 + i)), Department: model.Of("d")})
			}
			live := world()
			for b.Loop() {
				_, desired, _ := lowered(site, enterprise)
				_, steps, refused := planned(desired, live)
				if refused != "" || len(steps) == 0 {
					b.Fatal(refused)
				}
				Rights(desired)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/user")
		})
	}
}
