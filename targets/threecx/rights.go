package threecx

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/schema/permission"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// Rights computes effective rights.
//
// Rules:
//   - A flag of a membership is the member's own value where there is one, else
//     the default of the member's role in that group. Where the default is not
//     in the snapshot the answer is unknown, never no.
//   - Console rights follow from the roles held, whatever granted them. What a
//     role may carry and nobody has seen is unknown.
//   - A manager of a queue may do something with its agents and calls; the
//     specification does not say what, so that it is unknown.
//   - Rights of an account that is off are listed: they come back with it.
func Rights(s *state.Snapshot) rights.Table {
	r := reading{profile: s.Profile, defaults: map[[2]string]*state.Object{}, users: map[string]state.Ref{}}
	groups := s.OfKind(GroupRole)
	for i := range groups {
		o := &groups[i]
		r.defaults[[2]string{o.Get("Group").Text(), o.Get("RoleName").Text()}] = o
	}
	for _, u := range s.OfKind(User) {
		ref := u.Ref()
		r.users[u.Key] = ref
		if answer(u.Get("Enabled")) == rights.No {
			r.off = append(r.off, ref)
		}
		r.user(&u, ref)
	}
	for _, m := range s.OfKind(Membership) {
		r.membership(&m)
	}
	for _, q := range s.OfKind(Queue) {
		r.managers(&q)
	}
	return rights.Gather(r.rows, r.off)
}

// reading is one run of Rights.
type reading struct {
	profile  state.Profile
	defaults map[[2]string]*state.Object // by group and role
	users    map[string]state.Ref
	off      []state.Ref // accounts that nobody can log in to, sorted as users are
	rows     []rights.Row
}

// flagRights is what a flag of a membership gives when it is on. Derived from
// the same table that lowering uses.
var flagRights = func() map[string]string {
	out := map[string]string{}
	for _, c := range cells {
		if c.support == resolve.Exact && len(c.sets) == 1 && c.sets[0].on && !c.sets[0].user {
			out[c.sets[0].flag] = c.permission
		}
	}
	return out
}()

func (r *reading) add(holder state.Ref, permission, scope, level string, answer rights.Answer, privileged bool, via ...rights.Source) {
	if len(r.rows) == cap(r.rows) {
		r.rows = slices.Grow(r.rows, len(r.rows)+1) // twice as many: a table is large, and append goes in small steps
	}
	r.rows = append(r.rows, rights.Row{Right: rights.Right{Holder: holder, Permission: permission, Scope: scope, Level: level},
		Answer: answer, Via: via, Privileged: privileged})
}

// known says how the last row is known: by the least certain of its sources.
func (r *reading) known(values ...state.Value) {
	row := &r.rows[len(r.rows)-1]
	for _, v := range values {
		row.Basis = max(row.Basis, v.Basis())
	}
}

// answer is a switch as yes, no or unknown.
func answer(v state.Value) rights.Answer {
	switch {
	case v.Presence() != state.Set || v.Basis() == state.Unknown:
		return rights.Unknown
	case v.Bool():
		return rights.Yes
	}
	return rights.No
}

// user reads the switches of an extension.
func (r *reading) user(u *state.Object, holder state.Ref) {
	via := func(names ...string) []rights.Source {
		out := make([]rights.Source, len(names))
		for i, n := range names {
			out[i] = rights.Source{Object: holder, Attr: n}
		}
		return out
	}
	internal := u.Get("Internal")
	switch answer(internal) {
	case rights.Yes:
		r.add(holder, "calls.place", "", "internal", rights.Yes, false, via("Internal")...)
	case rights.No:
		r.add(holder, "calls.place", "", "any", rights.Yes, false, via("Internal")...)
	default:
		r.add(holder, "calls.place", "", "any", rights.Unknown, false, via("Internal")...)
	}
	r.known(internal)
	allow, show := u.Get("AllowOwnRecordings"), u.Get("MyPhoneShowRecordings")
	if a := both(answer(allow), answer(show)); a != rights.No {
		r.add(holder, "recordings.listen", "own", "", a, false, via("AllowOwnRecordings", "MyPhoneShowRecordings")...)
		r.known(allow, show)
	}
	remove := u.Get("MyPhoneAllowDeleteRecordings")
	if a := answer(remove); a != rights.No {
		r.add(holder, "recordings.delete", "own", "", a, false, via("MyPhoneAllowDeleteRecordings")...)
		r.known(remove)
	}
}

func both(a, b rights.Answer) rights.Answer {
	switch {
	case a == rights.No || b == rights.No:
		return rights.No
	case a == rights.Unknown || b == rights.Unknown:
		return rights.Unknown
	}
	return rights.Yes
}

func (r *reading) membership(m *state.Object) {
	holder, ok := r.users[m.Get("User").Text()]
	if !ok {
		return
	}
	scope := "group:" + m.Get("Group").Text()
	name := m.Get("RoleName")
	def := r.defaults[[2]string{m.Get("Group").Text(), name.Text()}]
	for _, flag := range RightFlags {
		v, via := m.Get(flag), []rights.Source{{Object: m.Ref(), Attr: flag}}
		if v.Presence() != state.Set {
			v = state.Value{}
			via[0].Attr = "RoleName"
			if def != nil {
				v = def.Get(flag)
				via = r.byRole(m, rights.Source{Object: def.Ref(), Attr: flag})
			}
		}
		if a := answer(v); a != rights.No {
			r.add(holder, flagRights[flag], scope, "", a, false, via...)
			r.known(v)
		}
	}
	r.console(m, holder, scope, name)
}

// byRole is what a default of a role rests on. That somebody has the role is part of
// it where a person is to give it to them: until then the right is not theirs.
func (r *reading) byRole(m *state.Object, def rights.Source) []rights.Source {
	if byHand(r.profile, Overrides) {
		return []rights.Source{def, {Object: m.Ref(), Attr: "RoleName"}}
	}
	return []rights.Source{def}
}

// console reads what the role gives beside flags.
func (r *reading) console(m *state.Object, holder state.Ref, scope string, name state.Value) {
	x, ok := roleByWire(name.Text())
	if !ok {
		return
	}
	via := rights.Source{Object: m.Ref(), Attr: "RoleName"}
	for _, p := range draft.SortedKeys(x.console) {
		at, level := reachOf(p, x.console[p], scope)
		r.add(holder, p, at, level, rights.Yes, x.privileged() && ruling[p], via)
		r.known(name)
	}
	for _, p := range x.maybe {
		levels := permission.Levels(p)
		at, level := reachOf(p, levels[len(levels)-1], scope)
		r.add(holder, p, at, level, rights.Unknown, ruling[p], via)
		r.known(name)
	}
}

// ruling are the rights with which a system role can change the rights of
// others: whoever edits extensions and departments edits memberships.
var ruling = map[string]bool{"rights.manage": true, "extensions.manage": true, "groups.manage": true, "system.manage": true}

// reachOf is the scope of a level, and the level where it is not a reach.
func reachOf(name, level, group string) (scope, word string) {
	p, _ := permission.Find(name)
	switch {
	case p.Kind == permission.Switch:
		return "", ""
	case p.Kind == permission.Scale:
		return "", level
	case level == "group":
		return group, ""
	}
	return level, ""
}

func (r *reading) managers(q *state.Object) {
	v := q.Get("Managers")
	for _, n := range v.Items() {
		holder, ok := r.users[n]
		if !ok {
			continue
		}
		for _, p := range []string{"agents.control", "agents.see", "calls.see"} {
			r.add(holder, p, "queue:"+q.Key, "", rights.Unknown, false, rights.Source{Object: q.Ref(), Attr: "Managers"})
			r.known(v)
		}
	}
}
