package asterisk

import (
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/schema/permission"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// class is a user's class of service: the widest level that a role grants.
type class struct {
	level  string
	grants []resolve.Granted
	from   []string // what gives the roles
}

// belonging are the groups of calls that a user is in, and those in which the user
// picks up.
type belonging struct {
	call, pickup         []string
	callFrom, pickupFrom []string
}

// holdings gathers what roles grant of what Asterisk can hold.
func (l *lowering) holdings() {
	for i := range l.Desired.Holdings {
		h := &l.Desired.Holdings[i]
		for _, g := range h.Grants {
			switch {
			case g.Permission == "calls.place":
				l.classOf(h.User).take(g, h.From)
			case g.Permission == "calls.operate":
				l.operates(h, g)
			case permission.None(g.Level):
				l.nothing[h.User] = append(l.nothing[h.User], g.Path)
			}
		}
	}
}

func (l *lowering) classOf(user string) *class {
	c, ok := l.classes[user]
	if !ok {
		c = &class{}
		l.classes[user] = c
	}
	return c
}

// take adds a level: what reaches a user by several roles adds up.
func (c *class) take(g resolve.Granted, from []string) {
	if c.level == "" || slices.Index(levels, g.Level) > slices.Index(levels, c.level) {
		c.level = g.Level
	}
	c.grants, c.from = append(c.grants, g), append(append(c.from, g.Path), from...)
}

// class is the context of a user's endpoint. Where a level has none, the usual one takes
// its place if it is no wider than what was granted, which is known of any alone.
func (l *lowering) class(e *state.Object, u *resolve.User) {
	c := l.classes[u.ID]
	if c == nil {
		return
	}
	if name := contextOf(l.Desired.Profile, c.level); name != "" {
		e.Put("context", state.OfText(name), draft.Unique(c.from)...)
		return
	}
	for _, g := range c.grants {
		l.classless(g, u)
	}
}

func (l *lowering) classless(g resolve.Granted, u *resolve.User) {
	at := resolve.Path("targets", l.Desired.Target.ID, "options", "contexts")
	switch {
	case g.Level == levelAny:
		l.NarrowTo(g.Path, resolve.Unsupported, "calls.place: any", u.ID, fmt.Sprintf("write %s.any: the name of the context in which any number can be called", at), g.Pos)
	case slices.Contains(levels, g.Level):
		l.Once(diag.WouldWiden, diag.Error, g.Path, g.Pos, fmt.Sprintf("calls.place: %s has no context, and the usual one, %s, may permit more", g.Level, usualContext(l.Desired.Profile)),
			fmt.Sprintf("write %s.%s: the name of the context for it", at, g.Level))
	default:
		l.Once(diag.WouldWiden, diag.Error, g.Path, g.Pos, fmt.Sprintf("calls.place: %s is no class of service of Asterisk's, and the usual context, %s, may permit more", g.Level, usualContext(l.Desired.Profile)), byCrm)
	}
}

// operates: who may operate the calls of a group picks them up, and no more.
func (l *lowering) operates(h *resolve.Holding, g resolve.Granted) {
	b := l.of(h.User)
	if permission.None(g.Level) {
		b.pickupFrom = append(b.pickupFrom, g.Path)
		return
	}
	group, ok := l.Desired.Group(h.Place.ID)
	if h.Place.Kind != "group" || !ok || group.Kind != model.Team && group.Kind != model.Pickup {
		l.NarrowTo(g.Path, resolve.Unsupported, "calls.operate: "+g.Level, h.User, "calls are picked up in groups of kind team and pickup, in which the role is held", g.Pos)
		return
	}
	b.pickup, b.pickupFrom = append(b.pickup, group.ID), append(b.pickupFrom, g.Path)
	l.NarrowTo(g.Path, resolve.Approximated, "calls.operate: "+g.Level, h.User, onlyGroup, g.Pos)
}

func (l *lowering) of(user string) *belonging {
	b, ok := l.groups[user]
	if !ok {
		b = &belonging{}
		l.groups[user] = b
	}
	return b
}

// groupsOf gathers who is in groups of kind team and pickup.
func (l *lowering) groupsOf() {
	for i := range l.Desired.Groups {
		g := &l.Desired.Groups[i]
		if g.Kind != model.Team && g.Kind != model.Pickup {
			continue
		}
		if g.Members == nil || !l.anybody() {
			l.Report(diag.LossUnsupported, diag.Notice, g.Path, g.Pos, fmt.Sprintf("group %s is nowhere on target %s: a group of calls stands on the endpoints of its members, and it has none here", g.ID, l.Desired.Target.ID), "")
			continue
		}
		l.grouped = append(l.grouped, g.Path)
		if len(g.Members) == 0 {
			l.hollow = append(l.hollow, g.Path, g.Path+".members")
		}
		for j := range g.Members {
			l.belong(g, &g.Members[j])
		}
	}
}

// anybody reports whether there is an endpoint of a user.
func (l *lowering) anybody() bool {
	return slices.ContainsFunc(l.Desired.Users, func(u resolve.User) bool { return number(&u) != "" })
}

func (l *lowering) belong(g *resolve.Group, m *model.Member) {
	if l.number(m.User) == "" {
		return // what is said about the user stands for it
	}
	b, at := l.of(m.User), g.Path+"."+resolve.Path("members", m.User)
	b.call, b.callFrom = append(b.call, g.ID), append(b.callFrom, g.Path, at)
	if g.Kind == model.Pickup {
		b.pickup = append(b.pickup, g.ID)
	}
	if m.Role.Managed() {
		b.callFrom = append(b.callFrom, at+".role")
	}
	if m.Overrides != nil && len(m.Overrides) == 0 {
		b.callFrom = append(b.callFrom, at+".overrides")
	}
}

// belongs puts a user's groups to an endpoint. Where the site writes who is in groups,
// whoever is in none has none.
func (l *lowering) belongs(e *state.Object, u *resolve.User) {
	b := l.groups[u.ID]
	if b == nil {
		b = &belonging{}
	}
	for _, x := range []struct {
		attr          string
		groups, paths []string
	}{{"named_call_group", b.call, b.callFrom}, {"named_pickup_group", b.pickup, slices.Concat(b.pickupFrom, b.callFrom)}} {
		paths := slices.Concat(x.paths, l.hollow)
		if len(x.groups) == 0 {
			paths = append(paths, l.grouped[:min(1, len(l.grouped))]...) // one stands for all
		}
		if len(paths)+len(l.grouped) > 0 {
			e.Put(x.attr, state.OfSet(x.groups...), draft.Unique(paths)...)
		}
	}
}
