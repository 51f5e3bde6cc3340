package load

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
)

// leaveOut takes out of a site what errors are about. It reports whether what is
// left can be judged: an error without a place in the site may be about all of it.
func (l *loader) leaveOut(s *model.Site) bool {
	unread, roots := map[string]bool{}, siteTable.names()
	for _, d := range l.diags {
		if d.Severity != diag.Error {
			continue
		}
		path := model.SplitPath(d.Path)
		switch {
		case len(path) == 0:
			return false
		case path[0] == "rosters":
			unread["users"] = true // whoever stands in it
		case collections[path[0]] && len(path) > 1:
			unread[model.Path(path[:2]...)] = true
		default:
			if _, known := roots[path[0]]; !known {
				return false // it may have been meant to be any of them
			}
			unread[path[0]] = true
		}
	}
	for _, id := range l.lost {
		unread[model.Path("users", id)] = true
	}
	s.Unread = unread
	if unread["organization"] {
		s.Organization = model.Organization{}
	}
	if unread["policies"] {
		s.Policies = model.Policies{}
	}
	leaveOutOf(&s.Departments, s, "departments")
	leaveOutOf(&s.Users, s, "users")
	leaveOutOf(&s.Groups, s, "groups")
	leaveOutOf(&s.Roles, s, "roles")
	leaveOutOf(&s.Devices, s, "devices")
	leaveOutOf(&s.Workspaces, s, "workspaces")
	leaveOutOf(&s.Targets, s, "targets")
	return true
}

// leaveOutOf takes the unread records out of a collection.
func leaveOutOf[E any, P interface {
	*E
	model.Entry
}](all *[]E, s *model.Site, family string) {
	*all = slices.DeleteFunc(*all, func(e E) bool { return s.Unread[model.Path(family, P(&e).Ident())] })
}
