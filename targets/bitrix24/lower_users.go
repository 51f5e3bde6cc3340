package bitrix24

import (
	"fmt"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/raised"
)

func (l *lowering) allUsers() {
	for i := range l.Desired.Users {
		if u := &l.Desired.Users[i]; l.emails[u.ID] != "" {
			l.user(u)
		}
	}
}

func (l *lowering) user(u *resolve.User) {
	o := l.Object(User, l.emails[u.ID], u.Path)
	from := []string{".email"}
	if u.Enabled.Managed() {
		from = append(from, ".enabled")
	}
	o.Put("EMAIL", state.OfText(o.Key), from...)
	draft.Put(o, "NAME", u.FirstName, ".firstName", state.OfText)
	draft.Put(o, "LAST_NAME", u.LastName, ".lastName", state.OfText)
	draft.Put(o, "WORK_POSITION", u.JobTitle, ".jobTitle", state.OfText)
	draft.Put(o, "PERSONAL_MOBILE", u.Mobile, ".mobile", state.OfText)
	l.extension(o, u)
	l.home(o, u)
	if position, ok := u.User.Position[l.Desired.Target.ID]; ok {
		o.Put("PORTAL_ADMIN", state.OfBool(position == "portalAdmin"), "."+resolve.Path("position", l.Desired.Target.ID))
	}
	l.Native(o, &u.Object, u.Path)
}

// extension: the portal strips all but digits, and takes one to four of them.
func (l *lowering) extension(o *state.Object, u *resolve.User) {
	n, ok := u.Extension.Get()
	if ok && (!raised.Digits(n) || len(n) > 4) {
		l.Unfit(u.Path+".extension", u.Pos, fmt.Sprintf("%s is no extension on Bitrix24", n), "one to four digits")
		return
	}
	draft.Put(o, "UF_PHONE_INNER", u.Extension, ".extension", state.OfText)
}

// home is the user's department. An employee has one at least: who is given none
// begins in the company itself.
func (l *lowering) home(o *state.Object, u *resolve.User) {
	dept, ok := u.Department.Get()
	name, known := ref(l.departments, dept)
	switch {
	case known:
		o.Put("UF_DEPARTMENT", state.OfSet(name), ".department")
	case ok && dept != model.Root:
		l.Unfit(u.Path+".department", u.Pos, fmt.Sprintf("department %s has no place on target %s", dept, l.Desired.Target.ID), "see what is said about the department itself")
	case ok || u.Department.Managed():
		o.Put("UF_DEPARTMENT", state.OfSet(Company), ".department")
	case u.Native[l.Desired.Target.ID]["UF_DEPARTMENT"] == nil:
		o.Initial = append(o.Initial, state.Attr{Name: "UF_DEPARTMENT", Value: state.OfSet(Company), From: []string{u.Path}})
	}
}

// places are the letters of sonet_group.user.get (DOC).
var places = map[string]string{"owner": "A", "moderator": "E", "member": "K"}

func (l *lowering) allWorkgroups() {
	for i := range l.Desired.Groups {
		if g := &l.Desired.Groups[i]; l.workgroups[g.ID] != "" {
			l.workgroup(g)
		}
	}
}

// workgroup: a group always has one owner, whom whoever makes it is until another
// is named.
func (l *lowering) workgroup(g *resolve.Group) {
	o := l.Object(Workgroup, l.workgroups[g.ID], g.Path)
	from := []string{g.Path}
	if g.Title.Managed() {
		from = append(from, ".title")
	}
	if g.Members != nil {
		l.Claim(state.Extent{Kind: Member, Attr: "WORKGROUP", Value: o.Key})
		if len(g.Members) == 0 {
			from = append(from, ".members")
		}
	}
	o.Put("NAME", state.OfText(o.Key), from...)
	l.Native(o, &g.Object, g.Path)
	var owners []string
	for i := range g.Members {
		if m := &g.Members[i]; l.emails[m.User] != "" {
			if l.member(g, m, o.Key) == "A" {
				owners = append(owners, m.User)
			}
		}
	}
	switch {
	case len(owners) > 1:
		l.Unfit(g.Path+".members", g.Pos, fmt.Sprintf("workgroup %s has the owners %s, and there can be one", g.ID, strings.Join(owners, ", ")), "make the others moderators")
	case len(owners) == 0 && g.Members != nil:
		l.Unfit(g.Path+".members", g.Pos, fmt.Sprintf("workgroup %s has no owner among its members, and Bitrix24 keeps one in each", g.ID), `write as: "owner" for one of them`)
	}
}

func (l *lowering) member(g *resolve.Group, m *model.Member, name string) string {
	path := g.Path + "." + resolve.Path("members", m.User)
	email := l.emails[m.User]
	o := l.Object(Member, name+"/"+email, path)
	o.Put("WORKGROUP", state.OfText(name), path)
	o.Put("USER", state.OfText(email), path)
	at := path
	if m.As.Managed() {
		at += ".as"
	}
	letter := places[m.As.Or("member")]
	if letter == "" {
		letter = "K"
	}
	o.Put("ROLE", state.OfText(letter), at)
	return letter
}

// devices: whoever has one needs the own SIP account switched on.
func (l *lowering) devices() {
	from := map[string][]string{}
	for i := range l.Desired.Devices {
		v := &l.Desired.Devices[i]
		if v.Kind != "deskphone" && v.Kind != "softphone" {
			continue
		}
		owner, ok := v.Owner.Get()
		switch {
		case !ok:
			l.Lost(resolve.Unsupported, v.Path, "device "+v.ID+", which belongs to nobody,", "write its owner: on Bitrix24 a device is the SIP account of a user", v.Pos)
		case l.emails[owner] != "":
			from[owner] = append(from[owner], v.Path, v.Path+".owner")
		case !l.There(owner):
			l.Lost(resolve.Unsupported, v.Path, "device "+v.ID, "its owner is not on this target", v.Pos)
		}
	}
	for _, id := range draft.SortedKeys(from) {
		l.Object(User, l.emails[id], "").Put("SIP_DEVICE", state.OfBool(true), from[id]...)
	}
}
