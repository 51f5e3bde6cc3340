package resolve

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
)

// claim is one object's use of a value that must be unique on the target.
type claim struct {
	value string // as compared
	shown string
	of    string // path of the object
	field string
	pos   diag.Pos
}

func (c claim) path() string { return below(c.of, c.field) }

// duplicates reports values that the target wants unique and the site uses
// twice: once for each use after the first, naming both.
func (d *Desired) duplicates() diag.List {
	var out diag.List
	for _, what := range d.Caps.Unique {
		claims := d.claims(what)
		if apart(claims) {
			continue
		}
		slices.SortStableFunc(claims, func(a, b claim) int {
			return cmp.Or(strings.Compare(a.value, b.value), strings.Compare(a.path(), b.path()))
		})
		for i := 1; i < len(claims); i++ {
			a, b := claims[i-1], claims[i]
			if a.value != b.value {
				continue
			}
			out.Add(diag.Diagnostic{Code: diag.NotUnique, Severity: diag.Error, Target: d.Target.ID, Path: b.path(), Pos: append(at(b.pos), at(a.pos)...),
				Message: fmt.Sprintf("%s is used by %s as well, and target %s wants it unique", b.shown, a.path(), d.Target.ID),
				Hint:    "give one of the two another value, or leave one out of this target"})
		}
	}
	return out
}

// apart reports whether no two claims are of one value.
func apart(claims []claim) bool {
	seen := make(map[string]bool, len(claims))
	for i := range claims {
		seen[claims[i].value] = true
	}
	return len(seen) == len(claims)
}

func (d *Desired) claims(what string) []claim {
	var out []claim
	add := func(value, shown, of, field string, pos diag.Pos) {
		if value != "" {
			out = append(out, claim{value, shown, of, field, pos})
		}
	}
	switch what {
	case "users.email":
		for i := range d.Users {
			u := &d.Users[i]
			add(strings.ToLower(u.Email.Or("")), u.Email.Or(""), u.Path, "email", u.Pos)
		}
	case "extension":
		for i := range d.Users {
			u := &d.Users[i]
			add(u.Extension.Or(""), u.Extension.Or(""), u.Path, "extension", u.Pos)
		}
		for i := range d.Groups {
			g := &d.Groups[i]
			add(g.Extension.Or(""), g.Extension.Or(""), g.Path, "extension", g.Pos)
		}
	case "devices.mac":
		for i := range d.Devices {
			v := &d.Devices[i]
			mac, _ := MAC(v.MAC.Or(""))
			add(mac, v.MAC.Or(""), v.Path, "mac", v.Pos)
		}
	}
	return out
}

// MAC brings a hardware address to twelve lower-case digits without separators.
func MAC(s string) (string, bool) {
	out := strings.Map(func(r rune) rune {
		if strings.ContainsRune(":-. ", r) {
			return -1
		}
		return r
	}, strings.ToLower(s))
	ok := len(out) == 12 && strings.Trim(out, "0123456789abcdef") == ""
	return out, ok
}

// ColonMAC is a hardware address of MAC's as people write it, 00:15:65:12:34:56.
func ColonMAC(mac string) string {
	var parts []string
	for i := 0; i+2 <= len(mac); i += 2 {
		parts = append(parts, mac[i:i+2])
	}
	return strings.Join(parts, ":")
}
