package threecx

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/schema/permission"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// grants turns what is granted in one membership into flags.
//
// Rules:
//   - A flag is written explicitly unless the declared default of the member's
//     role in this Group says the same: defaults nobody declared are not known.
//   - Reach department becomes the group flag in each Group of the subtree to
//     which the user belongs, and only where the Group's members are all of that
//     department: a flag never covers more people than were granted.
//   - A console right comes with a role. It counts as held when the membership's
//     role carries it; a role is chosen for it only where the site names none and
//     grants everything that the role would bring.
//   - To be granted nothing of a console right is held when the role lacks it.
func (l *lowering) grants(m *member) {
	for _, h := range m.holdings {
		if !m.roleSet {
			l.chooseRole(m, h)
		}
		l.companions(h)
		for _, g := range h.Grants {
			l.grant(m, h, g)
		}
	}
}

func (l *lowering) grant(m *member, h *resolve.Holding, g resolve.Granted) {
	c, ok := cellOf(g.Permission, g.Level)
	if !ok || l.missing(c) {
		return // resolve has said so
	}
	switch {
	case c.support == resolve.ByRole:
		l.consoleRight(m, g, c)
	case g.Permission == "recordings.listen" && g.Level == "department":
		l.departmentRecordings(m, h, g)
	case c.support == resolve.Approximated:
		m.want(c, g)
		l.NarrowTo(g.Path, resolve.Approximated, g.Permission+": "+g.Level, m.user, c.note, g.Pos)
	case c.support == resolve.Exact:
		m.want(c, g)
		l.wantSwitches(h, g, c, m.primary)
	}
}

func (l *lowering) missing(c cell) bool {
	return l.Desired.Caps.Grant(c.permission, c.level).Missing
}

func (m *member) want(c cell, g resolve.Granted) {
	for _, s := range c.sets {
		if !s.user {
			m.flag(s.flag).add(s.on, g)
		}
	}
}

func (m *member) flag(name string) *tally {
	if m.flags[name] == nil {
		m.flags[name] = &tally{}
	}
	return m.flags[name]
}

// wantSwitches notes what a level says about switches of the extension. They
// hold everywhere, so the widest of what is granted anywhere counts. That a role
// held elsewhere than at home grants no recordings is said of that place alone.
func (l *lowering) wantSwitches(h *resolve.Holding, g resolve.Granted, c cell, home bool) {
	if g.Permission == "recordings.listen" && g.Level == "none" && !home {
		return
	}
	for _, s := range c.sets {
		if !s.user {
			continue
		}
		if l.switches[h.User] == nil {
			l.switches[h.User] = map[string]*tally{}
		}
		t := l.switches[h.User][s.flag]
		if t == nil {
			t = &tally{}
			l.switches[h.User][s.flag] = t
		}
		g.Override = false // it holds in one membership; a switch is everywhere
		t.add(s.on, g)
	}
}

// switchesOf writes them. Internal is the one whose off is the wider.
func (l *lowering) switchesOf() {
	for i := range l.Desired.Users {
		u := &l.Desired.Users[i]
		o := l.Find(User, l.numbers[u.ID])
		for _, name := range draft.SortedKeys(l.switches[u.ID]) {
			t := l.switches[u.ID][name]
			on := len(t.on) > 0
			if name == "Internal" {
				on = len(t.off) == 0
			}
			o.Put(name, state.OfBool(on), t.paths()...)
		}
		if o != nil {
			l.Native(o, &u.Object, u.Path)
		}
	}
}

// consoleRight holds a right that has no flag, if the membership's role has it.
func (l *lowering) consoleRight(m *member, g resolve.Granted, c cell) {
	switch {
	case g.Permission == "numbers.manage" && g.Level == "true":
		l.Once(diag.TrunksRefused, diag.Error, g.Path, g.Pos, "numbers.manage: the administration of SIP trunks is given to nobody",
			"it comes with the role System Owner alone; take the grant away")
	case l.Said(diag.NeedsCompanion, g.Path):
	case permission.None(g.Level):
		l.withheld(m, g)
	case g.Permission == "extensions.manage" && g.Level == "own":
		m.from = append(m.from, g.Path) // whatever the role
	case m.roleSet && m.role.carries(g.Permission, g.Level):
		m.roleFrom = append(m.roleFrom, g.Path)
	default:
		l.wouldWiden(m, g)
	}
}

// withheld is a console right that is taken away: held when the role lacks it.
func (l *lowering) withheld(m *member, g resolve.Granted) {
	_, has := m.role.console[g.Permission]
	switch {
	case !m.roleSet:
		l.NarrowTo(g.Path, resolve.Unsupported, g.Permission+": "+g.Level, m.user, "it depends on the role in the department: write the role's base", g.Pos)
	case has || slices.Contains(m.role.maybe, g.Permission):
		l.Once(diag.WouldWiden, diag.Error, g.Path, g.Pos, fmt.Sprintf("the role %s brings %s, which is taken away here", m.role.label, g.Permission),
			"choose another base, or take the line away")
	default:
		m.roleFrom = append(m.roleFrom, g.Path)
	}
}

// wouldWiden says what the smallest role that has a right would bring besides.
func (l *lowering) wouldWiden(m *member, g resolve.Granted) {
	i := slices.IndexFunc(roleTable, func(r role) bool { return r.base != "" && r.carries(g.Permission, g.Level) })
	r := roleTable[i]
	added := l.wouldAdd(r, m)
	hint := fmt.Sprintf("it would add %s; to give all of it, write base: %q", strings.Join(added, ", "), r.base)
	l.Once(diag.WouldWiden, l.Desired.Target.Losses.Unsupported, g.Path, g.Pos,
		fmt.Sprintf("%s: %s comes only with the role %s on target %s", g.Permission, g.Level, r.label, l.Desired.Target.ID), hint)
}

// wouldAdd lists what a role brings that no holding of the membership grants.
func (l *lowering) wouldAdd(r role, m *member) []string {
	var out []string
	for _, name := range draft.SortedKeys(r.console) {
		if level := r.console[name]; level != "own" && !m.grantsAtLeast(name, level) {
			out = append(out, name+": "+level)
		}
	}
	for _, name := range r.maybe {
		out = append(out, name+" (perhaps)")
	}
	if !l.flagsDecided(r, m) {
		out = append(out, "what the role may do in the department by default")
	}
	return out
}

func (m *member) grantsAtLeast(name, level string) bool {
	return slices.ContainsFunc(m.holdings, func(h *resolve.Holding) bool {
		g, ok := h.Grant(name)
		return ok && permission.AtMost(name, level, g.Level)
	})
}

// flagsDecided reports whether a role's defaults in the Group can give nothing
// that was not granted: each flag is declared off, or written for the member.
func (l *lowering) flagsDecided(r role, m *member) bool {
	def := m.place.defaults[r.wire]
	for _, f := range RightFlags {
		written := slices.ContainsFunc(m.holdings, func(h *resolve.Holding) bool {
			return slices.ContainsFunc(h.Grants, func(g resolve.Granted) bool {
				c, _ := cellOf(g.Permission, g.Level)
				return slices.ContainsFunc(c.sets, func(s setting) bool { return s.flag == f && !s.user })
			})
		})
		if !written && (def == nil || !def.declares(f, false)) {
			return false
		}
	}
	return true
}

// chooseRole picks the smallest role that has all console rights of a holding
// and brings nothing else.
func (l *lowering) chooseRole(m *member, h *resolve.Holding) {
	var wanted []resolve.Granted
	for _, g := range h.Grants {
		c, ok := cellOf(g.Permission, g.Level)
		if ok && c.support == resolve.ByRole && !permission.None(g.Level) && g.Level != "own" {
			wanted = append(wanted, g)
		}
	}
	if len(wanted) == 0 {
		return
	}
	for _, r := range roleTable {
		carries := !slices.ContainsFunc(wanted, func(g resolve.Granted) bool { return !r.carries(g.Permission, g.Level) })
		if r.base != "" && carries && len(l.wouldAdd(r, m)) == 0 {
			m.role, m.roleSet = r, true
			return
		}
	}
}

// companions are rights that the vendor shows together.
func (l *lowering) companions(h *resolve.Holding) {
	if g, ok := h.Grant("recordings.download"); ok && g.Level == "true" {
		if r, ok := h.Grant("reports.see"); !ok || permission.None(r.Level) {
			l.Once(diag.NeedsCompanion, diag.Error, g.Path, g.Pos, "recordings.download is granted without reports.see", `grant "reports.see": "reports" as well: the console has downloads below reports`)
		}
	}
	g, one := h.Grant("reception.operate")
	s, two := h.Grant("presence.set")
	one, two = one && !permission.None(g.Level), two && !permission.None(s.Level)
	switch {
	case one && !two:
		l.Once(diag.HalfGranted, diag.Warning, g.Path, g.Pos, "reception.operate is granted without presence.set", `the console's option for receptionists is both; add "presence.set": "group"`)
	case two && !one:
		l.Once(diag.HalfGranted, diag.Warning, s.Path, s.Pos, "presence.set is granted without reception.operate", `the console's option for receptionists is both; add "reception.operate": true`)
	}
}
