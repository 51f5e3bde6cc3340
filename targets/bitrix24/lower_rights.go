package bitrix24

import (
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// mayReach reports whether the letter D gives the holders of the role no more
// than their department with all below it, which is what the site means by
// department. On a converted portal it is exactly that. On another it is the own
// department and whom a head leads (SRC): less where something is below, and more
// where a holder leads a department elsewhere, which is refused for all since a
// letter is one for all holders.
func (x *rolling) mayReach(at, what string, pos diag.Pos) bool {
	if converted(x.Desired.Profile) {
		return true
	}
	if leads := x.leadsElsewhere(); leads != "" {
		x.Once(diag.WouldWiden, diag.Error, at, pos, fmt.Sprintf("%s would reach whom %s, outside the own department", what, leads),
			"on a portal whose company structure is not converted the level reaches all that a head leads; hold the role elsewhere, or grant own")
		return false
	}
	for _, u := range x.holders {
		if x.emails[u] == "" {
			continue
		}
		if id, _ := x.departmentOf(u); id == "" {
			x.NarrowTo(at, resolve.Approximated, what, u, "the user has no department in the site", pos)
		} else if d, ok := x.Desired.Department(id); ok && x.peopled(d) {
			x.NarrowTo(at, resolve.Approximated, what, u, flat, pos)
		}
	}
	return true
}

// departmentOf is the department of a user in the site.
func (x *rolling) departmentOf(id string) (department string, ok bool) {
	u, ok := x.Desired.User(id)
	if !ok {
		return "", false
	}
	return u.Department.Or(""), true
}

// peopled reports whether anybody is below a department.
func (x *rolling) peopled(d *resolve.Department) bool {
	return slices.ContainsFunc(d.Subtree, func(id string) bool {
		below, ok := x.Desired.Department(id)
		return ok && id != d.ID && len(below.Users) > 0
	})
}

// leadsElsewhere names a holder who leads a department outside the own one's tree.
func (x *rolling) leadsElsewhere() string {
	for i := range x.Desired.Departments {
		d := &x.Desired.Departments[i]
		head, ok := d.Head.Get()
		if !ok || !slices.Contains(x.holders, head) {
			continue
		}
		own, _ := x.departmentOf(head)
		if home, ok := x.Desired.Department(own); !ok || !slices.Contains(home.Subtree, d.ID) {
			return fmt.Sprintf("%s leads in department %s", head, d.ID)
		}
	}
	return ""
}

// codes are those to whom a role is bound, by the set that they go into.
type codes struct {
	items map[string][]string
	from  map[string][]string
}

func (c *codes) add(set, item, path string) {
	c.items[set] = append(c.items[set], item)
	c.from[set] = append(c.from[set], path)
}

// bind turns assignments into access codes. The list is complete once written.
func (x *rolling) bind() {
	if x.role.Assign == nil {
		return
	}
	c := &codes{items: map[string][]string{}, from: map[string][]string{}}
	for i := range x.role.Assign {
		x.assign(c, i)
	}
	for _, name := range codeSets {
		from := draft.Unique(c.from[name])
		if from == nil {
			from = []string{".assign"}
		}
		x.object.Put(name, state.OfSet(c.items[name]...), from...)
	}
	x.object.Put(Everyone, state.OfBool(false), ".assign")
	if withSuperiors(x.Desired.Target) {
		x.object.Put(UsersAndAbove, state.OfSet(c.items[Users]...), x.path)
		x.reachesSuperiors(c)
	}
}

// reachesSuperiors warns that IU is held by every head above a user (SRC, access
// provider of module intranet).
func (x *rolling) reachesSuperiors(c *codes) {
	if len(c.items[Users]) > 0 {
		x.Report(diag.ReachesSuperiors, diag.Warning, x.path, x.role.Pos, fmt.Sprintf("role %s is bound to users with IU codes: the heads of all departments above them hold it too", x.role.ID),
			fmt.Sprintf(`write targets.%s.options.userAccess: "user" to bind the users alone`, x.Desired.Target.ID))
	}
}
