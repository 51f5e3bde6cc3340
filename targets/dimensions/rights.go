package dimensions

import (
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Rights computes effective rights: what somebody was given, with what follows from
// the supervisor access type.
//
// Rules:
//   - Without website access nobody can log in, and nothing else has an effect.
//   - A level holds all below it: reports are of past calls, live analytics show
//     figures of active calls and not the calls, the highest one agents and queues.
//   - Recordings reach as far as the reports do, and the own calls without a level.
//   - Who manages users changes rights that cost nothing; with billable items all.
//   - Whom the same user group holds see each other.
//   - What no API shows is unknown until somebody attests it, never no.
func Rights(s *state.Snapshot) rights.Table {
	r := &reading{s: s}
	users := s.OfKind(User)
	for i := range users {
		if u := &users[i]; u.Get(Website).Bool() {
			r.user(u)
		}
	}
	r.groups()
	return rights.Gather(r.rows, nil)
}

// reading is one run of Rights.
type reading struct {
	s    *state.Snapshot
	rows []rights.Row
}

const (
	organization = "organization"
	statistics   = "statistics" // figures, not the calls themselves
)

// ruling are the rights with which the rights of others can be changed.
var ruling = map[string]bool{"licences.assign": true, "rights.manage": true}

// holder is one user with an attribute that gives rights.
type holder struct {
	*reading
	u    *state.Object
	attr string
}

func (h holder) add(permission, scope, level string) { h.say(permission, scope, level, rights.Yes) }

func (h holder) say(permission, scope, level string, answer rights.Answer) {
	basis := h.u.Get(h.attr).Basis()
	if answer == rights.Unknown {
		basis = state.Unknown
	}
	row := rights.Row{Right: rights.Right{Holder: h.u.Ref(), Permission: permission, Scope: scope, Level: level}, Answer: answer, Basis: basis}
	if answer == rights.Yes {
		row.Privileged = ruling[permission]
		row.Via = []rights.Source{{Object: h.u.Ref(), Attr: h.attr}}
	}
	h.rows = append(h.rows, row)
}

// flag visits an attribute that is on, or of which nobody knows.
func (r *reading) flag(u *state.Object, attr string, visit func(h holder, answer rights.Answer)) {
	v := u.Get(attr)
	switch {
	case v.Bool() && v.Basis() != state.Unknown:
		visit(holder{r, u, attr}, rights.Yes)
	case byHand(r.s.Profile, attr) && (v.Presence() == state.Absent || v.Basis() == state.Unknown):
		visit(holder{r, u, attr}, rights.Unknown)
	}
}

func (r *reading) user(u *state.Object) {
	holder{r, u, Website}.add("portal.access", "", "")
	level := levelOf(u.Get(Supervisor).Text())
	r.level(holder{r, u, Supervisor}, level)
	for _, s := range switches {
		scope := ""
		if s.permission == "agents.control" {
			scope = organization
		}
		r.flag(u, s.attr, func(h holder, a rights.Answer) { h.say(s.permission, scope, "", a) })
	}
	r.flag(u, SilentMonitor, func(h holder, a rights.Answer) {
		h.say("calls.monitor", organization, "", a)
		h.say("calls.takeOver", organization, "", a)
	})
	r.flag(u, Playback, func(h holder, a rights.Answer) {
		scope := "own"
		if level > 0 {
			scope = organization
		}
		h.say("recordings.listen", scope, "", a)
	})
	r.manages(u)
}

// level is what the supervisor access type shows (the article's table).
func (r *reading) level(h holder, level int) {
	if level == 0 {
		return
	}
	h.add("reports.see", "", wordOf(h.u.Get(Supervisor).Text()))
	h.add("calls.history", organization, "")
	if level >= levelOf(Live) {
		h.add("calls.see", statistics, "")
	}
	if level >= levelOf(ContactCenter) {
		h.add("agents.see", organization, "")
	}
}

func (r *reading) manages(u *state.Object) {
	all := u.Get(ManageBillable).Bool()
	r.flag(u, ManageUsers, func(h holder, a rights.Answer) {
		level := "noCost"
		if all {
			level = "all"
		}
		h.say("rights.manage", "", level, a)
	})
	r.flag(u, ManageBillable, func(h holder, a rights.Answer) { h.say("licences.assign", "", "", a) })
}

// groups: members see each other in the contacts.
func (r *reading) groups() {
	groups := r.s.OfKind(Group)
	for i := range groups {
		g := &groups[i]
		v := g.Get("members")
		for login := range v.Keys() {
			r.rows = append(r.rows, rights.Row{Right: rights.Right{Holder: state.Ref{Kind: User, Key: login}, Permission: "members.see", Scope: "group:" + g.Key}, Answer: rights.Yes,
				Via: []rights.Source{{Object: g.Ref(), Attr: "members"}}, Basis: v.Basis()})
		}
	}
}
