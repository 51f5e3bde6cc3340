package check_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/check"
	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
)

// TestAnySite judges sites that make no sense at all: the check ends, says the
// same twice, in order, and leaves the site as it was.
func TestAnySite(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		site := anySite(t)
		before := fmt.Sprintf("%+v", *site)
		first, second := check.Site(site, nil), check.Site(site, nil)
		if diff := gocmp.Diff(first, second); diff != "" {
			t.Fatalf("two checks differ:\n%s", diff)
		}
		if !slices.IsSortedFunc(first, func(a, b diag.Diagnostic) int { return a.At().Compare(b.At()) }) {
			t.Fatal("not in order of places")
		}
		for _, d := range first {
			if _, ok := diag.Explain(string(d.Code)); !ok || d.Message == "" || d.Hint == "" || d.Path == "" {
				t.Fatalf("incomplete: %+v", d)
			}
		}
		if after := fmt.Sprintf("%+v", *site); after != before {
			t.Fatalf("the site changed from %s to %s", before, after)
		}
	})
}

var someIDs = []string{"a", "b", "c", "root", "x.y"}

func anySite(t *rapid.T) *model.Site {
	id := rapid.SampledFrom(someIDs)
	word := func(of ...string) model.Field[string] {
		switch w := rapid.SampledFrom(append(of, "absent", "")).Draw(t, "word"); w {
		case "absent":
			return model.Field[string]{}
		default:
			return model.Text(w)
		}
	}
	ref := func() model.Field[string] { return word(someIDs...) }
	some := func() map[string]bool { return rapid.MapOfN(id, rapid.Bool(), 0, 3).Draw(t, "set") }
	objects := func() []model.Object {
		ids := rapid.SliceOfNDistinct(id, 0, 4, rapid.ID).Draw(t, "ids")
		slices.Sort(ids)
		var out []model.Object
		for i, x := range ids {
			out = append(out, model.Object{ID: x, Pos: diag.Pos{File: "f", Line: i + 1}, Previously: []string{id.Draw(t, "old")}})
		}
		return out
	}
	grants := func() model.Grants {
		return model.Grants{
			{Permission: "presence.set", Level: rapid.SampledFrom([]string{"group", "none"}).Draw(t, "level")},
			{Permission: rapid.SampledFrom([]string{"rights.manage", "portal", "recordings.download", "nonsense"}).Draw(t, "permission"), Level: "true"},
		}
	}
	s := &model.Site{}
	for _, o := range objects() {
		s.Departments = append(s.Departments, model.Department{Object: o, Parent: ref(), Head: ref(), Title: word("One", "one")})
	}
	for _, o := range objects() {
		s.Users = append(s.Users, model.User{
			Object: o, Department: ref(), Extension: word("1", "2", "345"), Email: word("a@b.example", "A@b.example"),
			Licences: rapid.MapOfN(rapid.SampledFrom([]string{"essential", "business", "professional"}), rapid.SampledFrom([]string{"true", "false", "external"}), 0, 3).Draw(t, "licences"),
			Position: map[string]string{id.Draw(t, "target"): "owner"}, ContactAdmin: some(),
		})
	}
	kinds := []model.GroupKind{model.Team, model.DepartmentGroup, model.Queue, model.RingGroup, model.ManagerAssistant, model.Workgroup, model.Reporting, model.Parking}
	for _, o := range objects() {
		g := model.Group{
			Object: o, Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), Department: ref(), Title: word("One", "one"), Extension: word("1", "2"), Manager: ref(),
			Supervisors: some(), Groups: some(), RingOrder: rapid.SliceOfN(id, 0, 3).Draw(t, "order"), Strategy: word("paging", "longestIdle", "hunt"),
			NoAnswer: &model.Destination{Group: id.Draw(t, "overflow")}, RoleDefaults: []model.RoleDefault{{Role: id.Draw(t, "role"), Grants: grants()}},
		}
		for _, u := range rapid.SliceOfNDistinct(id, 0, 3, rapid.ID).Draw(t, "members") {
			g.Members = append(g.Members, model.Member{User: u, Role: ref(), Primary: model.Of(true), Overrides: grants()})
			g.Assistants = append(g.Assistants, model.Assistant{User: u})
		}
		s.Groups = append(s.Groups, g)
	}
	for _, o := range objects() {
		s.Roles = append(s.Roles, model.Role{Object: o, Base: ref(), Grants: grants(), Assign: []model.Assignment{
			{Name: "a", HeadOf: id.Draw(t, "head")}, {Name: "b", Workgroup: id.Draw(t, "workgroup")}, {Name: "c", Department: id.Draw(t, "department"), Subdepartments: true},
		}})
	}
	for _, o := range objects() {
		s.Devices = append(s.Devices, model.Device{Object: o, Kind: rapid.SampledFrom([]string{"deskphone", "softphone", "analogue"}).Draw(t, "device"), Owner: ref(), MAC: word("001565123456", "00:15:65:12:34:56", "zz")})
	}
	for _, o := range objects() {
		s.Targets = append(s.Targets, model.Target{
			Object: o, Type: rapid.SampledFrom([]string{"3cx", "goto", "rainbow", "dimensions"}).Draw(t, "type"), URL: rapid.SampledFrom([]string{"sim:", "https://x"}).Draw(t, "url"),
			Manage: map[string]model.Ownership{"workspaces": model.Exclusive, "users": model.Exclusive}, Select: model.Selection{Users: some()},
			ContactCenter: &model.ContactCenter{Supervisor: model.Settings{{Name: "limitToAssigned"}, {Name: "skills.manage", On: true}}},
		})
	}
	s.Policies.BreakGlass = some()
	for _, b := range objects() {
		s.Organization.Extensions.Ranges = append(s.Organization.Extensions.Ranges, model.Range{ID: b.ID, From: cmp.Or(rapid.StringMatching("[0-9]{1,3}").Draw(t, "from"), "1"), To: rapid.StringMatching("[0-9]{1,3}").Draw(t, "to"), For: "users"})
	}
	return s
}
