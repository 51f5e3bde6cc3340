package threecx

import (
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// TestSharedTexts: an e-mail address that stays with another extension is refused,
// one that the other gives up in the same plan is not.
func TestSharedTexts(t *testing.T) {
	live := edit(func(s *state.Snapshot) {
		in(s, User, "102").Put("EmailAddress", state.OfText("x@acme.example"))
	})
	asked := func(more ...state.Object) string {
		desired := &state.Snapshot{Target: "pbx", Type: "3cx", Objects: append(more,
			state.Object{Kind: User, Key: "101", Canonical: "users.a", Attrs: attrs(steps.Text("Number", "101"), steps.Text("EmailAddress", "X@acme.example"))})}
		desired.Sort()
		_, _, refused := planned(desired, live)
		return refused
	}
	if refused := asked(); !strings.Contains(refused, `"X@acme.example" is the e-mail address of extension 102 already`) {
		t.Errorf("taken: %q", refused)
	}
	given := state.Object{Kind: User, Key: "102", Canonical: "users.b", Attrs: attrs(steps.Text("Number", "102"), steps.Text("EmailAddress", "y@acme.example"))}
	if refused := asked(given); refused != "" {
		t.Errorf("given up: %q", refused)
	}
}

// TestDefaultKeepsItsName: the default department is not called something else,
// and may be called DEFAULT again.
func TestDefaultKeepsItsName(t *testing.T) {
	for _, c := range []struct {
		from, to string
		refuse   bool
	}{{"DEFAULT", "Company", true}, {"Company", "DEFAULT", false}, {"Sales", "Company", false}} {
		live := edit(func(s *state.Snapshot) {
			if c.from == "Company" {
				o := in(s, Group, "DEFAULT")
				o.Key = c.from
				o.Put("Name", state.OfText(c.from))
			}
		})
		name := diff.Field{Name: "Name", Desired: state.OfText(c.to), Live: state.OfText(c.from), Part: diff.Asked}
		renamed := diff.Change{Op: state.OpUpdate, Object: state.Ref{Kind: Group, Key: c.to}, LiveKey: c.from, Canonical: "departments.all", Part: diff.Asked, Fields: []diff.Field{name}}
		_, ds := Steps(targets.StepInput{Profile: enterprise, Desired: &state.Snapshot{}, Live: live, Changes: diff.ChangeSet{Changes: []diff.Change{renamed}}})
		if ds.HasErrors() != c.refuse || c.refuse && ds[0].Code != diag.ReservedName {
			t.Errorf("%s to %s: %v", c.from, c.to, ds)
		}
	}
}

// TestHiddenNames: a department or team cannot be called like the groups of
// favourites, which are never listed.
func TestHiddenNames(t *testing.T) {
	site := &model.Site{Targets: []model.Target{target()}, Departments: []model.Department{{Object: model.Object{ID: "d"}, Title: model.Of("___FAVORITES___777")}},
		Groups: []model.Group{{Object: model.Object{ID: "g"}, Kind: model.Team, Title: model.Of("___FAVORITES___")}}}
	_, desired, ds := lowered(site, enterprise)
	found := 0
	for _, d := range ds {
		if d.Code == diag.ReservedName && d.Severity == diag.Error {
			found++
		}
	}
	if found != 2 || len(desired.OfKind(Group)) != 0 {
		t.Errorf("%d refused, lowered %v:\n%v", found, desired.OfKind(Group), ds.Err())
	}
}
