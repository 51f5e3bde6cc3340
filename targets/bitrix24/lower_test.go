package bitrix24

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

func hasCode(ds diag.List, code diag.Code, severity diag.Severity, path string) bool {
	return slices.ContainsFunc(ds, func(d diag.Diagnostic) bool { return d.Code == code && d.Severity == severity && d.Path == path })
}

// TestOneRoleForEachRow: where people set roles a row has one; where the module
// does, a row may have several.
func TestOneRoleForEachRow(t *testing.T) {
	site := article()
	site.Roles[4].Assign = append(site.Roles[4].Assign, model.Assignment{Name: "u", User: "irene"})
	if _, _, ds := lowered(site, inCloud); !hasCode(ds, diag.OneRoleEach, diag.Error, "roles.manager.assign") {
		t.Errorf("two roles for one row: %v", ds)
	}
	if _, _, ds := lowered(site, onServer); ds.HasErrors() {
		t.Errorf("%v", ds)
	}
}

// TestSuperiors: U and IU of a user are one binding; the second is warned of.
func TestSuperiors(t *testing.T) {
	site := article()
	site.Targets[0].Options = model.Native{"userAccess": "withSuperiors"}
	_, s, ds := lowered(site, onServer)
	if !slices.ContainsFunc(ds, func(d diag.Diagnostic) bool { return d.Code == diag.ReachesSuperiors && d.Severity == diag.Warning }) {
		t.Errorf("nobody is warned that superiors hold it too: %v", ds)
	}
	o, _ := s.Find(state.Ref{Kind: Role, Key: "Projet"})
	if got := o.Get(UsersAndAbove).Items(); !slices.Equal(got, []string{"zoe@acme.example"}) {
		t.Errorf("with superiors: %v", got)
	}
}

// TestSettingsComeAlong: the six things of telephony.settings are said.
func TestSettingsComeAlong(t *testing.T) {
	if _, _, ds := lowered(article(), onServer); !hasCode(ds, diag.ComesAlong, diag.Warning, `roles.gestion.grants."telephony.settings"`) {
		t.Errorf("%v", ds)
	}
}

// someRoles draws roles of any letters, given to anybody.
func someRoles(t *rapid.T) *model.Site {
	site := article()
	levels := map[string][]string{"billing.pay": {"false", "true"}, "calls.history": {"none", "own", "department", "organization"}, "calls.place": {"none", "crm", "crmAndColleagues", "any"},
		"extensions.manage": {"none", "own", "department", "organization"}, "numbers.manage": {"false", "true"}, "recordings.delete": {"none", "own", "department", "organization"},
		"recordings.listen": {"none", "own", "department", "organization"}, "telephony.settings": {"false", "true"}, "calls.monitor": {"none", "group", "organization"}, "ivr.control": {"false", "true"}, "rights.manage": {"none", "all"}}
	assignments := []model.Assignment{{Name: "a", User: "irene"}, {Name: "b", Department: "ventes"}, {Name: "c", Department: "ventes", Subdepartments: true}, {Name: "d", HeadOf: "ventes"},
		{Name: "e", Workgroup: "lancement"}, {Name: "f", Workgroup: "lancement", As: "owner"}, {Name: "g", Workgroup: "lancement", As: "moderator"}, {Name: "h", Workgroup: "lancement", As: "member"},
		{Name: "i", Everyone: true}, {Name: "j", Department: "nord"}}
	site.Roles, site.Groups = nil, site.Groups[1:]
	for _, id := range []string{"one", "two"} {
		r := model.Role{Object: model.Object{ID: id}}
		for _, p := range slices.Sorted(keysOf(levels)) {
			if rapid.Bool().Draw(t, p) {
				r.Grants = append(r.Grants, model.Grant{Permission: p, Level: rapid.SampledFrom(levels[p]).Draw(t, "level")})
			}
		}
		if rapid.Bool().Draw(t, "based") {
			r.Base = model.Of(rapid.SampledFrom([]string{"administrator", "chiefExecutive", "departmentHead", "manager"}).Draw(t, "base"))
		}
		for _, a := range assignments {
			if rapid.IntRange(0, 3).Draw(t, a.Name) == 0 {
				r.Assign = append(r.Assign, a)
			}
		}
		site.Roles = append(site.Roles, r)
	}
	return site
}

func keysOf(m map[string][]string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// TestNothingIsLostInSilence: every fact is in some attribute's From or in a
// diagnostic, on every kind of portal.
func TestNothingIsLostInSilence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom([]state.Profile{inCloud, onServer, {Version: "2", Edition: onPremiseEdition}}).Draw(t, "profile")
		d, s, ds := lowered(someRoles(t), p)
		if lost := resolve.Unaccounted(d, s, ds); len(lost) > 0 {
			t.Fatalf("lost: %v\n%v", lost, ds)
		}
		for _, x := range ds {
			if x.Hint == "" || x.Message == "" {
				t.Fatalf("%s %s: %s: no hint", x.Code, x.Path, x.Message)
			}
		}
	})
}

// TestNeverWider: who holds a role there is who holds it on the site, and nobody
// has a grant that no role of theirs has.
func TestNeverWider(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom([]state.Profile{inCloud, onServer}).Draw(t, "profile")
		d, s, _ := lowered(someRoles(t), p)
		s.Profile, s.Coverage = p, []state.Coverage{{Extent: state.Extent{Kind: Role}, Reach: state.Complete}}
		held := map[string]map[string]bool{}
		for i := range d.Holdings {
			h := &d.Holdings[i]
			if held[h.User+"@acme.example"] == nil {
				held[h.User+"@acme.example"] = map[string]bool{}
			}
			held[h.User+"@acme.example"][h.Role] = true
		}
		for _, r := range Rights(s).Rows {
			if r.Answer != rights.Yes {
				continue
			}
			for _, via := range r.Via {
				if via.Object.Kind == Role && !held[r.Holder.Key][via.Object.Key] {
					t.Fatalf("%s has %s by role %s, which the site does not give", r.Holder.Key, r.Permission, via.Object.Key)
				}
			}
		}
	})
}

// TestEverybody: the code of all accounts is none that the portal's page takes.
// Every employee is less, and is said to be.
func TestEverybody(t *testing.T) {
	for _, x := range allInTurn {
		_, s, ds := lowered(article(), x.profile)
		o, _ := s.Find(state.Ref{Kind: Role, Key: "Manager"})
		if got := o.Get(Subtrees).Items(); !slices.Equal(got, []string{Company}) || o.Get(Everyone).Bool() {
			t.Errorf("%s: bound to %v, everyone %s", x.name, got, o.Get(Everyone))
		}
		if !hasCode(ds, diag.LossApproximated, diag.Warning, "roles.manager.assign.tous") {
			t.Errorf("%s: nothing says that everyone is every employee: %v", x.name, ds)
		}
		for i := range s.Objects {
			if s.Objects[i].Get(Everyone).Bool() {
				t.Errorf("%s would be bound to AU, which the module refuses", s.Objects[i].Ref())
			}
		}
	}
}

// TestRoleOfNobodyDeclared: a department has its role whether or not the site knows
// anybody in it.
func TestRoleOfNobodyDeclared(t *testing.T) {
	for name, a := range map[string]model.Assignment{"department": {Name: "a", Department: "nord"}, "below": {Name: "a", Department: "nord", Subdepartments: true}, "workgroup": {Name: "a", Workgroup: "lancement"}} {
		site := article()
		site.Users, site.Roles, site.Devices = nil, []model.Role{{Object: model.Object{ID: "r"}, Grants: granted("recordings.listen", "own"), Assign: []model.Assignment{a}}}, nil
		for i := range site.Departments {
			site.Departments[i].Head = model.Field[string]{}
		}
		for i := range site.Groups {
			site.Groups[i].Members = nil
		}
		_, s, ds := lowered(site, onServer)
		if _, ok := s.Find(state.Ref{Kind: Role, Key: "r"}); !ok {
			t.Errorf("%s: the role is gone in silence: %v", name, ds)
		}
	}
}
