package bitrix24

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/schema/permission"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

func (l *lowering) roles() {
	holders := map[string][]string{}
	for i := range l.Desired.Holdings {
		h := &l.Desired.Holdings[i]
		holders[h.Role] = append(holders[h.Role], h.User)
	}
	names, rows := map[string]string{}, map[string]string{}
	defer func() { l.ignored(len(names)) }()
	for i := range l.Desired.Site.Roles {
		r := &l.Desired.Site.Roles[i]
		if len(holders[r.ID]) == 0 && !l.ofHere(r) {
			continue
		}
		name, path := r.Title.Or(r.ID), resolve.Path("roles", r.ID)
		if first, twice := names[name]; twice {
			l.Report(diag.NameClash, diag.Error, path, r.Pos, fmt.Sprintf("a role called %q is there already: %s", name, first), "give one of them another title: Bitrix24 knows roles by it")
			continue
		}
		names[name] = path
		x := &rolling{lowering: l, role: r, path: path, object: l.Object(Role, name, path), holders: draft.Unique(holders[r.ID])}
		x.lower()
		if !hasModule(l.Desired.Profile) {
			x.asPage(rows)
		}
	}
}

// ignored says once that a plan without the licence makes nothing of the roles.
func (l *lowering) ignored(roles int) {
	t := l.Desired.Target
	if roles > 0 && !licensed(l.Desired.Profile) {
		l.Report(diag.RolesIgnored, diag.Warning, resolve.Path("targets", t.ID), t.Pos, "the portal's plan has no access rights for telephony: it ignores its roles, and the page where they are set is read-only",
			"move the portal to a commercial plan before the roles are set; until then everybody has what the role Manager gives")
	}
}

// ofHere reports whether a role is given to whoever belongs to something of this
// portal. The site need not know who that is: there may be people whom it does not
// declare, and there may be some tomorrow.
func (l *lowering) ofHere(r *model.Role) bool {
	return slices.ContainsFunc(r.Assign, func(a model.Assignment) bool {
		_, here := l.Desired.Group(a.UserGroup)
		return a.Everyone || a.Department == model.Root || here || l.departments[a.Department] != "" || l.workgroups[a.Workgroup] != "" || l.workgroups[a.Group] != ""
	})
}

// rolling is one role on its way.
type rolling struct {
	*lowering
	role    *model.Role
	path    string
	object  *state.Object
	holders []string // ids, sorted
}

func (x *rolling) lower() {
	from := []string{x.path}
	if x.role.Title.Managed() {
		from = append(from, ".title")
	}
	x.object.Put("NAME", state.OfText(x.object.Key), from...)
	if base, ok := x.role.Base.Get(); ok {
		x.base(base)
	}
	for _, g := range x.role.Grants {
		x.grant(g)
	}
	x.bind()
}

// asPage looks at a role as the page of access permissions has it, where people
// set it: all eight rows, and one role for each code. rows are the codes so far
// with the roles that they have.
func (x *rolling) asPage(rows map[string]string) {
	var unwritten []string
	for _, p := range pairsOf(x.Desired.Profile) {
		if x.object.Get(p.name).Presence() == state.Absent {
			unwritten = append(unwritten, p.label.en)
		}
	}
	if len(unwritten) > 0 {
		x.Report(diag.RowsUnwritten, diag.Warning, x.path, x.role.Pos, fmt.Sprintf("role %s says nothing of %s: without an attestation nobody knows what they are now", x.object.Key, strings.Join(unwritten, ", ")),
			"write every grant, or a base that has the rest")
	}
	for _, set := range codeSets {
		for _, item := range x.object.Get(set).Items() {
			if first := rows[set+" "+item]; first != "" {
				x.Report(diag.OneRoleEach, diag.Error, x.path+".assign", x.role.Pos, fmt.Sprintf("%s would have the role %s and the role %s, and the page keeps one for each row", item, first, x.object.Key),
					"make one role of the two, or bind one of them in another way")
				continue
			}
			rows[set+" "+item] = x.object.Key
		}
	}
}

// base gives the role the letters of a predefined one, for what it does not grant
// itself.
func (x *rolling) base(name string) {
	at := x.path + ".base"
	r, ok := predefinedBy(name)
	if !ok {
		hint := "it has administrator, chiefExecutive, departmentHead, manager"
		if near, found := diag.Nearest(name, []string{"administrator", "chiefExecutive", "departmentHead", "manager"}); found {
			hint = fmt.Sprintf("did you mean %s?", near)
		}
		x.Report(diag.RoleUnknown, diag.Error, at, x.role.Pos, fmt.Sprintf("%q is no predefined role of Bitrix24", name), hint)
		return
	}
	for _, p := range pairsOf(x.Desired.Profile) {
		letter := r.letters[p.name]
		if r.varies(p.name, x.Desired.Profile) || letter == "D" && !x.mayReach(at, "the role "+r.name.en, x.role.Pos) {
			continue
		}
		x.object.Put(p.name, state.OfText(letter), at)
	}
	x.object.Put("NAME", x.object.Get("NAME"), append(slices.Clone(attrFrom(x.object, "NAME")), at)...)
}

func attrFrom(o *state.Object, name string) []string {
	a, _ := o.Attr(name)
	return a.From
}

// grant writes a letter. What follows from something else has none.
func (x *rolling) grant(g model.Grant) {
	at := x.path + "." + resolve.Path("grants", g.Permission)
	c, ok := cellOf(g.Permission, g.Level)
	if !ok || x.Desired.Caps.Grant(g.Permission, g.Level).Missing {
		return // resolve has said so
	}
	switch {
	case c.support != resolve.Exact:
	case c.pair == "":
		x.withheld(g, c, at)
	case c.letter == "D" && !x.mayReach(at, g.Permission+": "+g.Level, g.Pos):
	case c.letter == "" && x.unknown(c.pair):
		x.also(at) // an older portal gives it to nobody
	default:
		x.object.Put(c.pair, state.OfText(c.letter), at)
		x.privileged(g, at)
	}
}

func (x *rolling) unknown(name string) bool {
	return !slices.ContainsFunc(pairsOf(x.Desired.Profile), func(p pair) bool { return p.name == name })
}

// also notes on the role itself a line of which nothing need be written.
func (x *rolling) also(at string) {
	x.object.Put("NAME", x.object.Get("NAME"), append(slices.Clone(attrFrom(x.object, "NAME")), at)...)
}

// withheld is a right that no role gives by itself, taken away: so it is, unless
// the role has what it follows from.
func (x *rolling) withheld(g model.Grant, c cell, at string) {
	if level, _ := x.role.Grants.Get("telephony.settings"); c.note == bySettings && level == "true" {
		x.Report(diag.WouldWiden, diag.Error, at, g.Pos, fmt.Sprintf("telephony.settings brings %s, which is taken away here", g.Permission), "take one of the two lines away")
		return
	}
	x.also(at)
}

// settingsImply are the six things that whoever has SETTINGS.MODIFY may change
// (the article).
const settingsImply = "general telephony settings, the blacklist, access rights, document upload, user groups (queues) and the voice menu"

func (x *rolling) privileged(g model.Grant, at string) {
	if permission.IsPrivileged(g.Permission, g.Level, x.Desired.Target.Type) {
		x.Report(diag.ComesAlong, diag.Warning, at, g.Pos, "telephony.settings is all of "+settingsImply+": whoever holds it can give themselves every right",
			"give it to few; rights of the portal's administrators do not need it")
	}
}
