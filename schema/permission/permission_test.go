package permission_test

import (
	"slices"
	"testing"

	"github.com/patchbay-dev/patchbay/schema/permission"
)

func TestCompare(t *testing.T) {
	tests := []struct {
		name, a, b string
		want       int // sign
		ok         bool
	}{
		{"calls.park", "false", "true", -1, true},
		{"calls.monitor", "organization", "group", 1, true},
		{"recordings.listen", "own", "own", 0, true},
		{"calls.place", "internal", "crm", 0, false},
		{"calls.place", "crm", "internal", 0, false},
		{"calls.place", "crm", "crmAndColleagues", -1, true},
		{"calls.place", "internal", "any", -1, true},
		{"reports.see", "contactCenter", "live", 1, true},
		{"rights.manage", "noCost", "all", -1, true},
		{"calls.monitor", "own", "group", 0, false},
		{"calls.nothing", "none", "none", 0, false},
	}
	for _, tt := range tests {
		got, ok := permission.Compare(tt.name, tt.a, tt.b)
		if ok != tt.ok || sign(got) != tt.want {
			t.Errorf("Compare(%s, %s, %s) = %d, %v; want %d, %v", tt.name, tt.a, tt.b, got, ok, tt.want, tt.ok)
		}
	}
}

func sign(n int) int { return min(1, max(-1, n)) }

// TestOrder wants of every catalogue entry that Compare is a partial order with
// the level that takes the permission away at the bottom.
func TestOrder(t *testing.T) {
	for _, p := range permission.All() {
		if !permission.None(p.Levels[0]) {
			t.Errorf("%s: the least level is %q", p.Name, p.Levels[0])
		}
		for _, a := range p.Levels {
			if !permission.AtMost(p.Name, a, a) || !permission.AtMost(p.Name, p.Levels[0], a) {
				t.Errorf("%s: %q is not above itself and %q", p.Name, a, p.Levels[0])
			}
			for _, b := range p.Levels {
				for _, c := range p.Levels {
					if permission.AtMost(p.Name, a, b) && permission.AtMost(p.Name, b, c) && !permission.AtMost(p.Name, a, c) {
						t.Errorf("%s: %s ≤ %s ≤ %s, and not %s ≤ %s", p.Name, a, b, c, a, c)
					}
				}
			}
		}
	}
}

func TestCatalogue(t *testing.T) {
	names := permission.Names()
	if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(permission.All()) {
		t.Errorf("names are not sorted and distinct: %v", names)
	}
	for _, name := range names {
		if p, ok := permission.Find(name); !ok || p.Name != name || p.About == "" || p.Group == "" {
			t.Errorf("Find(%s) = %+v, %v", name, p, ok)
		}
		if permission.IsContactCentre(name) {
			t.Errorf("%s is a permission and a contact-centre setting", name)
		}
	}
	if got := len(permission.ContactCentre()); got != 13 {
		t.Errorf("%d contact-centre settings, want 13", got)
	}
	if permission.Valid("calls.monitor", "own") || !permission.Valid("calls.monitor", "group") || permission.Valid("x", "none") {
		t.Error("Valid does not follow the levels")
	}
}

func TestPrivileged(t *testing.T) {
	tests := []struct {
		name, level, target string
		want                bool
	}{
		{"rights.manage", "noCost", "goto", true},
		{"rights.manage", "none", "goto", false},
		{"licences.assign", "true", "dimensions", true},
		{"telephony.settings", "true", "bitrix24", true},
		{"telephony.settings", "true", "3cx", false},
		{"telephony.settings", "true", "", true},
		{"calls.park", "true", "3cx", false},
		{"unknown", "true", "3cx", false},
	}
	for _, tt := range tests {
		if got := permission.IsPrivileged(tt.name, tt.level, tt.target); got != tt.want {
			t.Errorf("IsPrivileged(%s, %s, %s) = %v", tt.name, tt.level, tt.target, got)
		}
	}
}

func TestNearest(t *testing.T) {
	if got, ok := permission.Nearest("calls.montior"); !ok || got != "calls.monitor" {
		t.Errorf("got %q, %v", got, ok)
	}
	if got, ok := permission.Nearest("coffee"); ok {
		t.Errorf("found %q for a word that is near nothing", got)
	}
	for name, want := range map[string]bool{"queueSettings": true, "queueSettings.manage": true, "portal": true, "portal.access": false, "skill": false} {
		if got := permission.IsContactCentre(name); got != want {
			t.Errorf("IsContactCentre(%s) = %v", name, got)
		}
	}
}
