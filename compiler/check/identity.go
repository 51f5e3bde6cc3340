package check

import (
	"fmt"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
)

// identity wants nobody to be taken for somebody else: logins, hardware
// addresses, former ids and names that become one thing on a target.
func identity(r *run) {
	r.emails()
	r.hardware()
	r.formerIDs()
	r.sameNames()
}

// byLogin are the types on which a user's e-mail address is a login and stands
// once (3CX: observed by integrators; Rainbow, GoTo and Bitrix24: their own
// references). On Dimensions only those who may use the portal log in.
var byLogin = []string{"3cx", "bitrix24", "goto", "rainbow"}

func (r *run) emails() {
	var all []string
	for _, t := range byLogin {
		if r.types[t] {
			all = append(all, t)
		}
	}
	portal := map[string]bool{}
	if r.types["dimensions"] {
		portal = r.portalUsers()
	}
	if len(all) == 0 && len(portal) == 0 {
		return
	}
	first := make(map[string]*model.User, len(r.site.Users))
	for i := range r.site.Users {
		u := &r.site.Users[i]
		mail, ok := u.Email.Get()
		if len(all) == 0 && !portal[u.ID] || !ok {
			if portal[u.ID] && u.Email.Presence() == model.None {
				r.noLogin(u)
			}
			continue
		}
		key := strings.ToLower(mail)
		if other := first[key]; other != nil {
			r.fail(problem{
				code: diag.DuplicateEmail, path: path("users", u.ID, "email"), at: u.Pos,
				also:    []diag.Pos{r.place(path("users", other.ID, "email"), other.Pos)},
				message: fmt.Sprintf("users %q and %q have the same e-mail address %s, which is a login on %s", other.ID, u.ID, mail, strings.Join(orPortal(all), ", ")),
				hint:    "give one of them another address, or clear it with \"\"",
			})
			continue
		}
		first[key] = u
	}
}

func orPortal(types []string) []string {
	if len(types) == 0 {
		return []string{"dimensions"}
	}
	return types
}

func (r *run) noLogin(u *model.User) {
	r.fail(problem{
		code: diag.PortalWithoutEmail, path: path("users", u.ID, "email"), at: u.Pos,
		message: fmt.Sprintf("user %q may use the portal and has no e-mail address to log in with", u.ID),
		hint:    "write an address, or take away portal.access and what gives it",
	})
}

// portalUsers are those who may log in to Dimensions: by a role, or by a licence
// or report level that gives access by itself.
func (r *run) portalUsers() map[string]bool {
	out := map[string]bool{}
	for i := range r.site.Roles {
		role := &r.site.Roles[i]
		access, _ := role.Grants.Get("portal.access")
		reports, ok := role.Grants.Get("reports.see")
		if access == "true" || ok && reports != "none" {
			for _, id := range r.assigned(role) {
				out[id] = true
			}
		}
	}
	for i := range r.site.Users {
		u := &r.site.Users[i]
		if u.Licences["ucClient"] == "true" || u.Licences["professional"] == "true" {
			out[u.ID] = true
		}
	}
	return out
}

// hardware wants every MAC address once, however it is written.
func (r *run) hardware() {
	first := map[string]*model.Device{}
	for i := range r.site.Devices {
		d := &r.site.Devices[i]
		mac, ok := d.MAC.Get()
		if !ok {
			continue
		}
		key := bareMAC(mac)
		if other := first[key]; other != nil {
			r.fail(problem{
				code: diag.DuplicateMAC, path: path("devices", d.ID, "mac"), at: d.Pos,
				also:    []diag.Pos{r.place(path("devices", other.ID, "mac"), other.Pos)},
				message: fmt.Sprintf("devices %q and %q have the same MAC address %s", other.ID, d.ID, mac),
				hint:    "one of the labels was misread; a phone that changed hands keeps its entry and gets a new owner",
			})
			continue
		}
		first[key] = d
	}
}

// bareMAC is a hardware address without separators, in small letters.
func bareMAC(s string) string { return strings.ToLower(separators.Replace(s)) }

var separators = strings.NewReplacer(":", "", "-", "", ".", "")

// formerIDs wants every former id to be gone, and claimed once.
func (r *run) formerIDs() {
	former(r, "departments", r.site.Departments)
	former(r, "users", r.site.Users)
	former(r, "groups", r.site.Groups)
	former(r, "roles", r.site.Roles)
	former(r, "devices", r.site.Devices)
	former(r, "targets", r.site.Targets)
	former(r, "workspaces", r.site.Workspaces)
}

func former[E any, P interface {
	*E
	model.Entry
}](r *run, family string, all []E) {
	claimed := map[string]*model.Object{}
	for i := range all {
		o := base(P(&all[i]))
		for _, old := range o.Previously {
			at := path(family, o.ID, "previously", old)
			live, found := model.Find[E, P](all, old)
			switch {
			case found:
				r.fail(problem{
					code: diag.PreviouslyAlive, path: at, at: o.Pos, also: []diag.Pos{base(live).Pos},
					message: fmt.Sprintf("%q says that it was %q, and %q is still declared", o.ID, old, old),
					hint:    "take one of the two out",
				})
			case claimed[old] != nil:
				r.fail(problem{
					code: diag.PreviouslyTwice, path: at, at: o.Pos, also: []diag.Pos{claimed[old].Pos},
					message: fmt.Sprintf("%q and %q both say that they were %q", claimed[old].ID, o.ID, old),
					hint:    "only one of them can have been; keep previously there",
				})
			default:
				claimed[old] = o
			}
		}
	}
}

// base is what every declared thing has in common.
func base(e model.Entry) *model.Object {
	switch e := e.(type) {
	case *model.Department:
		return &e.Object
	case *model.User:
		return &e.Object
	case *model.Group:
		return &e.Object
	case *model.Role:
		return &e.Object
	case *model.Device:
		return &e.Object
	case *model.Workspace:
		return &e.Object
	case *model.Target:
		return &e.Object
	}
	panic("check: no object behind " + e.Ident())
}

// sameNames wants departments and teams to differ in name where both become the
// same kind of thing, unless a team is the department's own.
func (r *run) sameNames() {
	if !r.types["3cx"] {
		return
	}
	type named struct {
		what, id, department string
		pos                  diag.Pos
	}
	first := map[string]named{}
	for i := range r.site.Departments {
		d := &r.site.Departments[i]
		key := strings.ToLower(d.Title.Or(d.ID))
		if other, ok := first[key]; ok {
			r.sameName("department", d.ID, "departments", d.Pos, other.what, other.id, other.pos, d.Title.Or(d.ID))
			continue
		}
		first[key] = named{"department", d.ID, d.ID, d.Pos}
	}
	for i := range r.site.Groups {
		g := &r.site.Groups[i]
		if g.Kind != model.Team {
			continue
		}
		key := strings.ToLower(g.Title.Or(g.ID))
		other, ok := first[key]
		switch {
		case !ok:
			first[key] = named{"team", g.ID, "", g.Pos}
		case other.department == "" || other.department != g.Department.Or(""):
			r.sameName("team", g.ID, "groups", g.Pos, other.what, other.id, other.pos, g.Title.Or(g.ID))
		}
	}
}

func (r *run) sameName(what, id, family string, at diag.Pos, otherWhat, other string, otherAt diag.Pos, name string) {
	hint := "give one of them another title"
	if what == "team" && otherWhat == "department" {
		hint += fmt.Sprintf(", or write department: %q if the team is that department", other)
	}
	r.fail(problem{
		code: diag.SameName, path: path(family, id, "title"), at: at, also: []diag.Pos{otherAt},
		message: fmt.Sprintf("%s %q and %s %q are both called %q, and on 3CX both are groups", otherWhat, other, what, id, name),
		hint:    hint,
	})
}
