package threecx

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
)

// TestNothingIsLostInSilence: every fact that the target is asked to hold is in
// some attribute's From or in a diagnostic.
func TestNothingIsLostInSilence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		site := someSite(t)
		d, s, ds := lowered(site, enterprise)
		if lost := resolve.Unaccounted(d, s, ds); len(lost) > 0 {
			t.Fatalf("lost: %v\n%v", lost, ds)
		}
	})
}

// TestOneMessageForTwoRoles: an assignment that quarrels with what is written
// for many members is one mistake, shown at the assignment.
func TestOneMessageForTwoRoles(t *testing.T) {
	site := &model.Site{Targets: []model.Target{target()}, Departments: []model.Department{{Object: model.Object{ID: "ops"}}}}
	team := model.Group{Object: model.Object{ID: "ops"}, Kind: model.DepartmentGroup, Department: model.Of("ops"), Members: []model.Member{}}
	for i := range 5 {
		id := fmt.Sprint("u", i)
		site.Users = append(site.Users, model.User{Object: model.Object{ID: id}, Extension: model.Of(fmt.Sprint(101 + i)), Department: model.Of("ops")})
		team.Members = append(team.Members, model.Member{User: id, Role: model.Of("user"), Pos: diag.Pos{File: "members.cue", Line: 10 + i}})
	}
	site.Groups = []model.Group{team}
	site.Roles = []model.Role{{Object: model.Object{ID: "floor"}, Base: model.Of("supervisor"),
		Assign: []model.Assignment{{Name: "all", Department: "ops", Subdepartments: true, Pos: diag.Pos{File: "roles.cue", Line: 4}}}}}
	d, s, ds := lowered(site, enterprise)
	want := diag.List{{Code: diag.RolesClash, Severity: diag.Error, Target: "pbx", Path: "roles.floor.assign.all",
		Pos:     []diag.Pos{{File: "roles.cue", Line: 4}, {File: "members.cue", Line: 10}},
		Message: "5 users are given two roles by it, Supervisor and User: u0, u1, u2 and 2 more (the first by groups.ops.members.u0.role)",
		Hint:    "a membership has one role on 3CX: make the bases equal, or hold one of the roles elsewhere"}}
	if diff := cmp.Diff(want, ds); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if lost := resolve.Unaccounted(d, s, ds); len(lost) > 0 {
		t.Errorf("lost: %v", lost)
	}
}

// TestEveryDiagnosticSaysWhatNext: nobody is left with a complaint alone.
func TestEveryDiagnosticSaysWhatNext(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, _, ds := lowered(someSite(t), enterprise)
		for _, d := range ds {
			if d.Hint == "" || d.Message == "" {
				t.Fatalf("%s %s: %s: no hint", d.Code, d.Path, d.Message)
			}
		}
	})
}
