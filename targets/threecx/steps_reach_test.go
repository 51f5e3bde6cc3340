package threecx

import (
	"slices"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

func tree(name, json string) state.Attr { return state.Attr{Name: name, Value: state.OfTree(json)} }

// built is the plan's section for what a site asks of the world.
func built(t *testing.T, desired *state.Snapshot) *plan.Section {
	t.Helper()
	return builtFrom(t, world(), desired)
}

// builtFrom is the same of another world.
func builtFrom(t *testing.T, live, desired *state.Snapshot) *plan.Section {
	t.Helper()
	changes, steps, refused := planned(desired, live)
	if refused != "" {
		t.Fatal(refused)
	}
	made, ds := plan.Build(plan.BuildInput{Site: "s", Targets: []plan.TargetInput{{Target: "pbx", Type: "3cx", Profile: enterprise,
		Vendor: plan.Vendor{Schema: Schema(enterprise), Rights: Rights, Free: Free}, Desired: desired, Live: live, Changes: changes, Steps: steps}}})
	if ds.HasErrors() {
		t.Fatalf("%v\n%s", ds.Err(), list(steps))
	}
	return &made.Body.Sections[0]
}

func places(s *plan.Section) map[string]int {
	out := map[string]int{}
	for i := range s.Steps {
		out[s.Steps[i].ID] = i + 1
	}
	return out
}

// TestWhatIsCalledIsMadeFirst: a queue is sorted before a ring group, and comes
// after it where it sends calls there.
func TestWhatIsCalledIsMadeFirst(t *testing.T) {
	s := built(t, edit(func(s *state.Snapshot) {
		s.Objects = append(s.Objects,
			state.Object{Kind: Queue, Key: "801", Attrs: attrs(steps.Text("Number", "801"), steps.Text("Name", "Q"), tree("ForwardNoAnswer", `{"Number":"811","To":"RingGroup"}`))},
			state.Object{Kind: RingGroup, Key: "811", Attrs: attrs(steps.Text("Number", "811"), steps.Text("Name", "R"), tree("ForwardNoAnswer", `{"Number":"105","To":"Extension"}`))},
			state.Object{Kind: User, Key: "105", Attrs: attrs(steps.Text("Number", "105"))})
	}))
	at := places(s)
	if !(0 < at["create user/105"] && at["create user/105"] < at["create ringGroup/811"] && at["create ringGroup/811"] < at["create queue/801"]) {
		t.Errorf("order: %v", at)
	}
	if q := s.Steps[at["create queue/801"]-1]; !slices.Contains(q.Needs, "create ringGroup/811") {
		t.Errorf("the queue needs %v", q.Needs)
	}
}

// TestTwoThatCallEachOther are both made, and one learns afterwards of the other.
func TestTwoThatCallEachOther(t *testing.T) {
	s := built(t, edit(func(s *state.Snapshot) {
		s.Objects = append(s.Objects,
			state.Object{Kind: Queue, Key: "801", Attrs: attrs(steps.Text("Number", "801"), steps.Text("Name", "Q"), tree("ForwardNoAnswer", `{"Number":"811","To":"RingGroup"}`))},
			state.Object{Kind: RingGroup, Key: "811", Attrs: attrs(steps.Text("Number", "811"), steps.Text("Name", "R"), tree("ForwardNoAnswer", `{"Number":"801","To":"Queue"}`))})
	}))
	at := places(s)
	late := "update ringGroup/811 destinations"
	if at[late] == 0 {
		late = "update queue/801 destinations"
	}
	if at[late] < at["create queue/801"] || at[late] < at["create ringGroup/811"] || len(s.Steps) != 3 {
		t.Errorf("order: %v", at)
	}
	for i := range s.Steps {
		body := s.Steps[i].Args["Body"].(map[string]any)
		if _, there := body["ForwardNoAnswer"]; s.Steps[i].ID == late && !there {
			t.Errorf("%s writes no destination", late)
		}
	}
}
