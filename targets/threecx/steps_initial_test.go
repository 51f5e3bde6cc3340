package threecx

import (
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// TestInheritedValuesAtCreation: a language and a time zone that are inherited
// go along when something is made, and are never managed.
func TestInheritedValuesAtCreation(t *testing.T) {
	site := &model.Site{Targets: []model.Target{target()}, Departments: []model.Department{{Object: model.Object{ID: "ops"}}},
		Users: []model.User{{Object: model.Object{ID: "u"}, Extension: model.Of("555"), Department: model.Of("ops")},
			{Object: model.Object{ID: "v"}, Extension: model.Of("556"), Department: model.Of("ops"), Language: model.Of("de")}}}
	site.Organization.Language, site.Organization.Timezone = model.Of("fr"), model.Of("Europe/Paris")
	_, desired, _ := lowered(site, enterprise)
	_, steps, refused := planned(desired, world())
	if refused != "" {
		t.Fatal(refused)
	}
	want := map[string][2]any{"create group/ops": {"FR", "Europe/Paris"}, "create user/555": {"FR", nil}, "create user/556": {"DE", nil}}
	live := world()
	for _, x := range steps {
		body, _ := x.Args["Body"].(map[string]any)
		if w, ok := want[x.ID]; !ok || body["Language"] != w[0] || body["TimeZoneId"] != w[1] {
			t.Errorf("%s sends %v", x.ID, body)
		}
		delete(want, x.ID)
		live, _ = state.Apply(live, x.Effects)
	}
	if len(want) > 0 {
		t.Errorf("not made: %v", want)
	}
	for i := range live.Objects {
		if o := &live.Objects[i]; o.Key == "ops" || o.Key == "555" {
			o.Put("Language", state.OfText("EN"))
		}
	}
	changes, _, refused := planned(desired, live)
	for _, c := range changes.Changes {
		if c.Acts() {
			t.Errorf("what was inherited is managed: %s %v %s", c.Name(), c.Fields, refused)
		}
	}
}
