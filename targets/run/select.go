package run

import (
	"errors"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
)

// Objects are the canonical paths of what --only can select, in order.
func Objects(s *model.Site) []string {
	var out []string
	add := func(kind, id string) { out = append(out, resolve.Path(kind, id)) }
	for i := range s.Departments {
		add("departments", s.Departments[i].ID)
	}
	for i := range s.Devices {
		add("devices", s.Devices[i].ID)
	}
	for i := range s.Groups {
		add("groups", s.Groups[i].ID)
	}
	for i := range s.Roles {
		add("roles", s.Roles[i].ID)
	}
	for i := range s.Users {
		add("users", s.Users[i].ID)
	}
	return out
}

// Remarks are the failures that a check of the site only mentions: what cannot
// be checked because there is no driver for it.
func Remarks(failures []Failure) diag.List {
	var out diag.List
	for _, f := range failures {
		var d diag.Diagnostic
		if errors.As(f.Err, &d) {
			d.Severity = diag.Warning
			out.Add(d)
		}
	}
	return out
}

// Select finds what an operator named: users.bob, user.bob, users/bob.
func Select(s *model.Site, name string) (path string, ok bool) {
	kind, id, found := strings.Cut(strings.Replace(name, "/", ".", 1), ".")
	if !found {
		return "", false
	}
	want := resolve.Path(kind, strings.Trim(id, `"`))
	plural := resolve.Path(kind+"s", strings.Trim(id, `"`))
	for _, o := range Objects(s) {
		if o == name || o == want || o == plural {
			return o, true
		}
	}
	return "", false
}
