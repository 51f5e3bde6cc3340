package bitrix24

import (
	"fmt"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// Lower puts what is asked into Bitrix24's words.
//
// Rules:
//   - A user without an e-mail address cannot be invited and is not known here:
//     one diagnostic stands for all that is said about them.
//   - A user who is not enabled is dismissed, which on a portal is the same as not
//     being there: what else is said about them is not set.
//   - A role is eight letters and a list of access codes. What it grants is never
//     wider than the site says, for any of those who hold it; see lower_rights.go.
//   - A site role is lowered where somebody holds it on this portal, or it is bound
//     to a department or workgroup that is there: who is in it need not be declared.
func Lower(d *resolve.Desired) (*state.Snapshot, diag.List) {
	l := &lowering{Draft: draft.New(d, Schema(d.Profile), vendorWords), departments: map[string]string{}, emails: map[string]string{}, workgroups: map[string]string{}}
	l.named()
	l.allDepartments()
	l.allUsers()
	l.allWorkgroups()
	l.devices()
	l.roles()
	l.portal()
	l.claims()
	l.Narrowed()
	return l.Snapshot(), l.Found.Sorted()
}

var vendorWords = draft.Words{Product: "Bitrix24", System: "the portal", Names: "the fields of its REST API", Shape: "write it as the REST API gives it, true or false for Y and N"}

// lowering is one run of Lower.
type lowering struct {
	*draft.Draft

	departments map[string]string // department id → name
	emails      map[string]string // user id → address, of those who are on the portal
	workgroups  map[string]string // group id → name
}

// named gives departments, users and workgroups the keys that they are known by.
func (l *lowering) named() {
	owner := map[string]string{}
	take := func(names map[string]string, what, id, name, path string, pos diag.Pos) {
		if first, twice := owner[what+name]; twice || what == "department" && name == Company {
			l.Report(diag.NameClash, diag.Error, path, pos, fmt.Sprintf("a %s called %q is there already: %s", what, name, first), "give one of them another title: Bitrix24 knows them by it")
			return
		}
		owner[what+name], names[id] = path, name
	}
	for i := range l.Desired.Departments {
		x := &l.Desired.Departments[i]
		take(l.departments, "department", x.ID, x.Title.Or(x.ID), x.Path, x.Pos)
	}
	for i := range l.Desired.Groups {
		if g := &l.Desired.Groups[i]; g.Kind == model.Workgroup {
			take(l.workgroups, "workgroup", g.ID, g.Title.Or(g.ID), g.Path, g.Pos)
		}
	}
	for i := range l.Desired.Users {
		l.address(&l.Desired.Users[i])
	}
}

func (l *lowering) address(u *resolve.User) {
	email, ok := u.Email.Get()
	on, written := u.Enabled.Get()
	switch {
	case !ok:
		l.Report(diag.LossUnsupported, l.Desired.Target.Losses.Unsupported, u.Path, u.Pos, fmt.Sprintf("user %s has no e-mail address, and Bitrix24 invites and knows users by it", u.ID),
			fmt.Sprintf("write %s.email, or leave the user out with targets.%s.select", u.Path, l.Desired.Target.ID))
	case written && !on:
		l.Claim(state.Extent{Kind: User, Attr: "EMAIL", Value: strings.ToLower(email)})
		l.Report(diag.LossUnsupported, diag.Notice, u.Path, u.Pos, fmt.Sprintf("user %s is not enabled, which on Bitrix24 is dismissed: nothing else is set", u.ID), "what else is said about the user is set once it is enabled")
	default:
		l.emails[u.ID] = strings.ToLower(email)
	}
}

// ref is a reference by the name that something has on the portal.
func ref(names map[string]string, id string) (string, bool) {
	name, ok := names[id]
	return name, ok
}

func (l *lowering) allDepartments() {
	for i := range l.Desired.Departments {
		if x := &l.Desired.Departments[i]; l.departments[x.ID] != "" {
			l.department(x)
		}
	}
}

func (l *lowering) department(x *resolve.Department) {
	o := l.Object(Department, l.departments[x.ID], x.Path)
	from := []string{x.Path}
	if x.Title.Managed() {
		from = append(from, ".title")
	}
	o.Put("NAME", state.OfText(o.Key), from...)
	above, at := Company, x.Path
	if x.Parent.Managed() {
		at = x.Path + ".parent"
	}
	if id := x.Parent.Or(model.Root); id != model.Root {
		above = l.departments[id]
	}
	if above == "" {
		l.Unfit(at, x.Pos, fmt.Sprintf("the department above %s has no place on target %s", x.ID, l.Desired.Target.ID), "see what is said about that department")
	} else {
		o.Put("PARENT", state.OfText(above), at)
	}
	l.head(o, x)
	l.Native(o, &x.Object, x.Path)
}

func (l *lowering) head(o *state.Object, x *resolve.Department) {
	head, ok := x.Head.Get()
	switch email := l.emails[head]; {
	case ok && email != "":
		o.Put("UF_HEAD", state.OfText(email), ".head")
	case ok && l.There(head):
		// the user was reported, and so is everything that rests on it
	case ok:
		l.Lost(resolve.Unsupported, x.Path+".head", "head "+head, "the user is not on this target", x.Pos)
	case x.Head.Managed():
		o.Put("UF_HEAD", state.Nothing(), ".head")
	}
}

// portal is what the site says about the tenant itself.
func (l *lowering) portal() {
	if len(l.Desired.Target.Native[l.Desired.Target.ID]) == 0 {
		return
	}
	path := resolve.Path("targets", l.Desired.Target.ID)
	o := l.Object(Portal, Itself, path)
	o.Put("PORTAL", state.OfText(Itself), path)
	l.Native(o, &l.Desired.Target.Object, path)
}

// claims are the extents of which the site's list is complete.
func (l *lowering) claims() {
	kinds := []struct{ name, kind string }{{"departments", Department}, {"users", User}, {"groups", Workgroup}, {"memberships", Member}, {"roles", Role}}
	for _, k := range kinds {
		if l.Desired.Target.Manage[k.name] == model.Exclusive {
			l.Claim(state.Extent{Kind: k.kind})
		}
	}
	if l.Desired.Target.Manage["departments"] == model.Exclusive {
		o := l.Object(Department, Company, "")
		o.Put("NAME", state.OfText(Company), resolve.Path("targets", l.Desired.Target.ID, "manage", "departments"))
	}
}
