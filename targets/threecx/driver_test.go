package threecx

import (
	"slices"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// office is one department with one member, who holds a role.
func office(base string, grants ...model.Grant) *model.Site {
	r := model.Role{Object: model.Object{ID: "r"}, Grants: grants, Assign: []model.Assignment{{Name: "a", User: "u"}}}
	if base != "" {
		r.Base = model.Of(base)
	}
	return &model.Site{
		Departments: []model.Department{{Object: model.Object{ID: "d"}}},
		Users:       []model.User{{Object: model.Object{ID: "u"}, Extension: model.Of("101"), Department: model.Of("d")}},
		Roles:       []model.Role{r}, Targets: []model.Target{target()},
	}
}

// TestEveryCellIsReachable: each settable level sets what the table says and
// nothing else, and no two levels of a permission set the same.
func TestEveryCellIsReachable(t *testing.T) {
	spelled := map[string]string{}
	for _, c := range cells {
		name := c.permission + ": " + c.level
		if c.support != resolve.Exact {
			continue
		}
		_, s, ds := lowered(office("", model.Grant{Permission: c.permission, Level: c.level}), enterprise)
		if ds.HasErrors() {
			t.Errorf("%s: %v", name, ds.Err())
		}
		m, u := in(s, Membership, "d/101"), in(s, User, "101")
		for _, x := range c.sets {
			o := m
			if x.user {
				o = u
			}
			if v := o.Get(x.flag); !v.Equal(state.OfBool(x.on)) {
				t.Errorf("%s: %s is %s", name, x.flag, v)
			}
		}
		if n := len(m.Attrs) + len(u.Attrs) - 4; n != len(c.sets) {
			t.Errorf("%s sets %d attributes, want %d", name, n, len(c.sets))
		}
		key := c.permission + nameOf(c)
		if other, ok := spelled[key]; ok {
			t.Errorf("%s and %s are two spellings of one setting", name, other)
		}
		spelled[key] = name
	}
}

// TestConsoleRightsFollowFromRoles: each console level is held under some base
// without a loss, and without a base it is refused, naming what would be added.
func TestConsoleRightsFollowFromRoles(t *testing.T) {
	for _, c := range cells {
		if c.support != resolve.ByRole || c.permission == "numbers.manage" || c.permission == "recordings.download" {
			continue
		}
		g := model.Grant{Permission: c.permission, Level: c.level}
		held := slices.ContainsFunc(baseNames(), func(base string) bool {
			_, s, ds := lowered(office(base, g), enterprise)
			a, _ := in(s, Membership, "d/101").Attr("RoleName")
			return len(ds) == 0 && a.Value.Presence() == state.Set
		})
		if !held {
			t.Errorf("%s: %s is held under no base", c.permission, c.level)
		}
		if c.level == "none" || c.level == "false" || c.level == "own" {
			continue
		}
		_, s, ds := lowered(office("", g), enterprise)
		if !slices.ContainsFunc(ds, func(d diag.Diagnostic) bool { return d.Code == diag.WouldWiden }) {
			t.Errorf("%s: %s without a base: %v", c.permission, c.level, ds)
		}
		if v := in(s, Membership, "d/101").Get("RoleName"); v.Presence() == state.Set {
			t.Errorf("%s: %s chose the role %s, which brings more", c.permission, c.level, v)
		}
	}
}

// TestRefusedGrants are the rules of the help page that no setting relaxes.
func TestRefusedGrants(t *testing.T) {
	grant := func(p, l string) model.Grant { return model.Grant{Permission: p, Level: l} }
	standard := state.Profile{Version: "20.0.10", Edition: "standard"}
	tests := []struct {
		name    string
		site    *model.Site
		profile state.Profile
		code    diag.Code
		level   diag.Severity
	}{
		{"trunks are for nobody, even under the owner's role", office("systemOwner", grant("numbers.manage", "true")), enterprise, diag.TrunksRefused, diag.Error},
		{"downloads need reports", office("systemOwner", grant("recordings.download", "true")), enterprise, diag.NeedsCompanion, diag.Error},
		{"barging in needs Professional", office("", grant("calls.monitor", "group")), standard, diag.EditionMissing, diag.Error},
		{"group recordings need Professional", office("", grant("recordings.listen", "group")), standard, diag.EditionMissing, diag.Error},
		{"half of reception", office("", grant("reception.operate", "true")), enterprise, diag.HalfGranted, diag.Warning},
		{"what the role brings cannot be taken away", office("systemOwner", grant("reports.see", "none")), enterprise, diag.WouldWiden, diag.Error},
		{"organization reaches the groups only", office("", grant("calls.see", "organization")), enterprise, diag.LossApproximated, diag.Warning},
		{"the role chosen does not carry it", office("user", grant("reports.see", "reports")), enterprise, diag.WouldWiden, diag.Warning},
		{"no vendor role of that name", office("boss"), enterprise, diag.RoleUnknown, diag.Error},
		{"nothing like it on 3CX", office("", grant("billing.see", "true")), enterprise, diag.LossUnsupported, diag.Warning},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, _, ds := lowered(test.site, test.profile)
			if !slices.ContainsFunc(ds, func(d diag.Diagnostic) bool { return d.Code == test.code && d.Severity == test.level }) {
				t.Errorf("want %s as %s, got %v", test.code, test.level, ds)
			}
		})
	}
}

// TestDefaultsAreNotRepeated: a grant that the declared default of the member's
// base gives already is no override; one that differs is; what is written for
// the member alone always is; overrides that are empty take all away.
func TestDefaultsAreNotRepeated(t *testing.T) {
	site := office("manager", model.Grant{Permission: "calls.intercom", Level: "none"}, model.Grant{Permission: "calls.park", Level: "true"})
	site.Groups = []model.Group{{Object: model.Object{ID: "d"}, Kind: model.Team, Department: model.Of("d"),
		RoleDefaults: []model.RoleDefault{{Role: "manager", Grants: model.Grants{{Permission: "calls.intercom", Level: "group"}, {Permission: "calls.park", Level: "true"}}}},
		Members:      []model.Member{{User: "u", Overrides: model.Grants{{Permission: "calls.see", Level: "group"}}}}}}
	_, s, ds := lowered(site, enterprise)
	if ds.HasErrors() {
		t.Fatal(ds.Err())
	}
	m := in(s, Membership, "d/101")
	for name, want := range map[string]state.Value{"CanIntercom": state.OfBool(false), "AllowParking": state.Nothing(), "CanSeeGroupCalls": state.OfBool(true), "AllowIVR": state.Nothing()} {
		if got := m.Get(name); !got.Equal(want) {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	if got := in(s, GroupRole, "d/managers").Get("CanIntercom"); !got.Bool() {
		t.Errorf("the declared default is %s", got)
	}
	if len(s.Claims) != 1 || s.Claims[0] != (state.Extent{Kind: Membership, Attr: "Group", Value: "d"}) {
		t.Errorf("claims %v", s.Claims)
	}
}

// TestNames: departments and teams are one kind, known by name.
func TestNames(t *testing.T) {
	team := func(title, department string) model.Group {
		g := model.Group{Object: model.Object{ID: "t"}, Kind: model.Team, Title: model.Of(title)}
		if department != "" {
			g.Department = model.Of(department)
		}
		return g
	}
	for _, test := range []struct {
		name   string
		group  model.Group
		groups int
		clash  bool
	}{
		{"the same name without naming the department", team("d", ""), 1, true},
		{"the same name, naming it", team("d", "d"), 1, false},
		{"another name", team("x", ""), 2, false},
	} {
		site := office("")
		site.Groups = []model.Group{test.group}
		_, s, ds := lowered(site, enterprise)
		if clash := ds.HasErrors(); clash != test.clash || len(s.OfKind(Group)) != test.groups {
			t.Errorf("%s: %d groups, %v", test.name, len(s.OfKind(Group)), ds)
		}
	}
}

// TestNative: vendor attributes are held to the schema of the version.
func TestNative(t *testing.T) {
	for name, test := range map[string]struct {
		value any
		code  diag.Code
	}{
		"PromptSet":       {"x", ""},
		"Promptset":       {"x", diag.NativeUnknown},
		"AuthPassword":    {"x", diag.NativeRefused},
		"Number":          {"9", diag.NativeRefused},
		"IsRegistered":    {true, diag.NativeRefused},
		"Enable2FA":       {"yes", diag.ValueUnfit},
		"ForbidRecording": {true, diag.NativeUnknown},
		"Mobile":          {"+2", diag.NativeClash},
	} {
		site := office("")
		site.Users[0].Mobile = model.Of("+1")
		site.Users[0].Native = map[string]model.Native{"pbx": {name: test.value}}
		_, _, ds := lowered(site, state.Profile{Version: "20.0.9", Edition: "enterprise"})
		var got diag.Code
		for _, d := range ds {
			if d.Severity == diag.Error {
				got = d.Code
			}
		}
		if got != test.code {
			t.Errorf("native %s: %q, want %q (%v)", name, got, test.code, ds)
		}
	}
}

func TestOlder(t *testing.T) {
	for _, v := range [][2]string{{"20.0.9", "20.0.10"}, {"20.0", "20.0.1"}, {"18.0.939", "20.0.4"}} {
		if !older(v[0], v[1]) || older(v[1], v[0]) || older(v[0], v[0]) {
			t.Errorf("%s and %s", v[0], v[1])
		}
	}
}
