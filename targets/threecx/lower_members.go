package threecx

import (
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// member is one user's place in one Group, while it is put together from the
// user's department, the Group's list of members, assignments and a position.
type member struct {
	place    *place
	user     string // id
	number   string
	listed   string   // canonical path among the members of a group; "" when not listed
	primary  bool     // in the user's own department
	from     []string // what makes the user a member
	holdings []*resolve.Holding
	replaced bool // the site wrote the member's overrides: they are all there are

	role     role
	roleSet  bool
	roleFrom []string
	roleBy   *resolve.Holding // what gave the role; nil: a position, or what the grants need
	rolePos  diag.Pos
	flags    map[string]*tally
}

// tally is who wants a flag on or off. What was written for this member alone
// wins; else it is on when anybody grants it.
type tally struct {
	on, off  []string // paths
	override string   // path; "" is none
	forced   bool     // what the override says
}

func (t *tally) add(on bool, g resolve.Granted) {
	switch {
	case g.Override:
		t.override, t.forced = g.Path, on
	case on:
		t.on = append(t.on, g.Path)
	default:
		t.off = append(t.off, g.Path)
	}
}

func (t *tally) value() bool {
	if t.override != "" {
		return t.forced
	}
	return len(t.on) > 0
}

// paths are all that had a say, each once.
func (t *tally) paths() []string {
	out := slices.Concat(t.on, t.off)
	if t.override != "" {
		out = append(out, t.override)
	}
	return draft.Unique(out)
}

// join finds or makes a membership. The user has an extension.
func (l *lowering) join(p *place, user string) *member {
	key := [2]string{p.name, user}
	if m, ok := l.members[key]; ok {
		return m
	}
	m := &member{place: p, user: user, number: l.numbers[user], flags: map[string]*tally{}}
	l.members[key] = m
	l.joined = append(l.joined, m)
	p.members = append(p.members, m)
	l.ofUser[user] = append(l.ofUser[user], m)
	return m
}

func (l *lowering) memberships() {
	for _, p := range l.places {
		for _, g := range p.groups {
			l.listed(p, g)
		}
	}
	for i := range l.Desired.Holdings {
		l.holding(&l.Desired.Holdings[i])
	}
	for i := range l.Desired.Users {
		l.position(&l.Desired.Users[i])
	}
	for _, m := range l.joined {
		l.roleOf(m)
	}
	for _, m := range l.joined {
		l.grants(m)
	}
	l.switchesOf()
	for _, m := range l.joined {
		l.membership(m)
	}
}

// listed are the members that a group's own list names.
func (l *lowering) listed(p *place, g *resolve.Group) {
	p.complete = p.complete || g.Members != nil
	if g.Members != nil && len(g.Members) == 0 {
		name, _ := p.object.Attr("Name")
		p.object.Put("Name", name.Value, append(name.From, g.Path+".members")...)
	}
	for i := range g.Members {
		x := &g.Members[i]
		if _, ok := l.number(x.User); !ok {
			continue
		}
		m := l.join(p, x.User)
		m.listed = g.Path + "." + resolve.Path("members", x.User)
		m.from = append(m.from, m.listed)
		m.replaced = m.replaced || x.Overrides != nil
	}
}

// holding puts a role where it is held: in a Group, or in the user's department.
func (l *lowering) holding(h *resolve.Holding) {
	if _, ok := l.number(h.User); !ok {
		return
	}
	var p *place
	switch h.Place.Kind {
	case "group":
		p = l.ofGroup[h.Place.ID]
	case "department":
		p = l.ofDept[h.Place.ID]
	}
	if p == nil {
		l.homeless(h)
		return
	}
	m := l.join(p, h.User)
	m.from = append(m.from, h.From...)
	m.holdings = append(m.holdings, h)
}

// homeless is a role held where 3CX has no memberships: in a queue, or by a user
// without a department. Only switches of the extension can be set for it.
func (l *lowering) homeless(h *resolve.Holding) {
	note := "write the user's department: on 3CX a role is held in one"
	if h.Place.Kind == "group" {
		note = "on 3CX roles are held in departments and teams; hold it there"
	}
	for _, path := range slices.Concat(h.From, h.Named) {
		l.NarrowTo(path, resolve.Unsupported, "the role "+h.Role, h.User, note, h.Pos)
	}
	for _, g := range h.Grants {
		c, ok := cellOf(g.Permission, g.Level)
		if !ok || l.missing(c) {
			continue // resolve has said so
		}
		if c.support == resolve.Exact {
			l.wantSwitches(h, g, c, h.Place.Kind == "")
		}
		if slices.ContainsFunc(c.sets, func(s setting) bool { return !s.user }) || len(c.sets) == 0 && c.support == resolve.ByRole {
			l.NarrowTo(g.Path, resolve.Unsupported, g.Permission+": "+g.Level, h.User, note, g.Pos)
		}
	}
}

// position is the vendor role that a user holds: the role in the own department.
func (l *lowering) position(u *resolve.User) {
	path := u.Path + "." + resolve.Path("position", l.Desired.Target.ID)
	name, written := u.User.Position[l.Desired.Target.ID]
	if _, ok := l.number(u.ID); !ok || !written {
		return
	}
	p := l.ofDept[u.Department.Or("")]
	if p == nil {
		l.Unfit(path, u.Pos, "a position is the role in the user's department, and there is none", fmt.Sprintf("write %s.department", u.Path))
		return
	}
	m := l.join(p, u.ID)
	if name == "" {
		name = "user"
	}
	r, ok := roleByBase(name)
	if !ok {
		l.unknownRole(path, u.Pos, name)
		return
	}
	m.role, m.roleSet, m.roleFrom, m.rolePos = r, true, append(m.roleFrom, path), u.Pos
}

// membership puts the object together.
func (l *lowering) membership(m *member) {
	canonical := m.listed
	if canonical == "" {
		canonical = m.from[0] // the user's department, or an assignment
	}
	o := l.Object(Membership, m.place.name+"/"+m.number, canonical)
	from := draft.Unique(m.from)
	o.Put("Group", state.OfText(m.place.name), from...)
	o.Put("User", state.OfText(m.number), from...)
	if m.roleSet {
		o.Put("RoleName", state.OfText(m.role.wire), draft.Unique(m.roleFrom)...)
	}
	for _, f := range RightFlags {
		l.memberFlag(o, m, f)
	}
}

// memberFlag is one right of one member. Where the role's declared default is
// what a role of the site grants, an override is taken away rather than written;
// what the site writes for this member alone is written as it is.
func (l *lowering) memberFlag(o *state.Object, m *member, name string) {
	t := m.flags[name]
	def := m.place.defaults[m.role.wire]
	switch {
	case t == nil && m.replaced:
		o.Put(name, state.Nothing(), m.listed+".overrides")
	case t == nil:
	case m.roleSet && def != nil && t.override == "" && def.declares(name, t.value()):
		o.Put(name, state.Nothing(), t.paths()...)
	default:
		o.Put(name, state.OfBool(t.value()), t.paths()...)
	}
}

func (d *defaults) declares(name string, on bool) bool {
	have, ok := d.flags[name]
	return ok && have == on
}
