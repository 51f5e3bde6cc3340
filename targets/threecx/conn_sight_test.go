package threecx

import (
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/threecx/sim"
)

// Two signs tell an account that is shown a part only; either will do.
func TestPartialView(t *testing.T) {
	for name, c := range map[string]struct {
		roles    []string
		standard bool
		want     string
	}{
		"owner":                     {[]string{"App", "Reports", "system_owners", "MyPhone"}, true, ""},
		"administrator":             {[]string{"App", "system_admins"}, true, ""},
		"owner of one":              {[]string{"App", "group_owners"}, true, "has the role Owner and sees its own departments only"},
		"no role that we know":      {[]string{"App", "MyPhone"}, true, "has no system role"},
		"unreadable, all groups":    {nil, true, ""},
		"unreadable, not the first": {nil, false, "is not shown the default department"},
		"owner, not the first":      {[]string{"system_owners"}, false, "is not shown the default department"},
	} {
		got := partialView(state.Account{Name: "dept", Roles: c.roles}, directory{standard: c.standard})
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// Neither a listing nor a look-up of one key is proof of absence to such an account.
func TestDepartmentAccountReads(t *testing.T) {
	p := start(t, `{
		"groups": [{"Name": "HQ"}, {"Name": "Other"}],
		"users": [{"Number": "101", "PrimaryGroup": "HQ", "Groups": ["HQ"]}, {"Number": "102", "PrimaryGroup": "Other", "Groups": ["Other"]}],
		"servicePrincipals": [{"Number": "dept", "Secret": "s", "XAPIEnabled": true, "Groups": [{"Group": "HQ", "RoleName": "managers"}]}]
	}`, sim.Options{})
	refs := []state.Ref{{Kind: User, Key: "102"}, {Kind: Group, Key: "Other"}, {Kind: Phone, Key: "001565123456"}}
	for name, scope := range map[string]targets.Scope{"all": {}, "keys": {Refs: refs}} {
		s := p.read(scope)
		if len(s.Coverage) == 0 {
			t.Errorf("%s: no coverage", name)
		}
		for _, c := range s.Coverage {
			want := "the role Manager"
			if c.Kind == Fax {
				want = "the account may not do this" // the simulator shows them to system roles only
			}
			if c.Reach != state.Partial || !strings.Contains(c.Reason, want) {
				t.Errorf("%s: %s %s: %s %s", name, c.Kind, c.Value, c.Reach, c.Reason)
			}
		}
	}
}
