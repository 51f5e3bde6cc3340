package gotoconnect

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Rights computes effective rights: of built-in roles, of custom roles, and of the three
// roles of the contact centre.
//
// Rules:
//   - A super admin may do everything in the administration; an admin all but make super
//     admins, bill, and reach reports and recordings (reference §3).
//   - A custom role gives what its boxes say. Of one that nobody attested all of that is
//     unknown, never no.
//   - Supervisors see and listen to the calls of their queues, and control who serves
//     them. Where access is not limited to assigned queues, every supervisor reaches
//     every queue, which is said queue by queue (CC2); where nobody knows whether it is,
//     that is unknown.
//   - A GoTo Contact Admin gives licences and roles of the contact centre, and sees its
//     reports. Who is one stands in no API.
//   - Who is inactive cannot log in.
func Rights(s *state.Snapshot) rights.Table {
	r := &reading{s: s}
	var off []state.Ref
	users := s.OfKind(User)
	for i := range users {
		u := &users[i]
		if u.Get("status").Text() == "INACTIVE" {
			off = append(off, u.Ref())
		}
		r.builtin(u)
		r.custom(u)
		r.contactAdmin(u)
	}
	r.center(users)
	return rights.Gather(r.rows, off)
}

// reading is one run of Rights.
type reading struct {
	s    *state.Snapshot
	rows []rights.Row
}

// given is a right as a role gives it.
type given struct{ permission, scope, level string }

func (r *reading) add(holder state.Ref, g given, answer rights.Answer, via rights.Source, basis state.Basis) {
	row := rights.Row{Right: rights.Right{Holder: holder, Permission: g.permission, Scope: g.scope, Level: g.level}, Answer: answer, Via: []rights.Source{via}, Basis: basis}
	row.Privileged = answer == rights.Yes && ruling[g.permission] && g.scope != centerScope
	r.rows = append(r.rows, row)
}

// ruling are the rights with which the rights of others can be changed.
var ruling = map[string]bool{"licences.assign": true, "rights.manage": true, "system.manage": true}

// centerScope is what a right covers that is about the contact centre alone.
const centerScope = "contactCenter"

const everybody = "organization"

// adminGives is what both built-in roles give; superGives what only a super admin has.
var (
	adminGives = []given{{permission: "devices.manage"}, {"extensions.manage", everybody, ""}, {permission: "groups.manage"}, {permission: "licences.assign"}, {permission: "telephony.settings"},
		{permission: "templates.manage"}, {permission: "users.productSettings"}}
	superGives = []given{{permission: "billing.pay"}, {permission: "billing.see"}, {"calls.history", everybody, ""}, {permission: "numbers.manage"}, {"recordings.listen", everybody, ""},
		{"reports.see", "", "reports"}, {"rights.manage", "", "all"}, {permission: "system.manage"}}
)

// builtin is what a built-in role gives. One that is not known may give anything.
func (r *reading) builtin(u *state.Object) {
	v := u.Get("adminRoles")
	via := rights.Source{Object: u.Ref(), Attr: "adminRoles"}
	for _, role := range v.Items() {
		answer := rights.Yes
		if role != superUser && role != manageAccount {
			answer = rights.Unknown
		}
		for _, g := range adminGives {
			r.add(u.Ref(), g, answer, via, v.Basis())
		}
		for _, g := range superGives {
			if role != manageAccount {
				r.add(u.Ref(), g, answer, via, v.Basis())
			}
		}
	}
}

// custom is what a custom role gives, box by box.
func (r *reading) custom(u *state.Object) {
	held := u.Get("roleSets")
	for _, name := range held.Items() {
		role, there := r.s.Find(state.Ref{Kind: RoleSet, Key: name})
		for _, c := range cells {
			if len(c.on) == 0 {
				continue
			}
			via := rights.Source{Object: state.Ref{Kind: RoleSet, Key: name}, Attr: c.on[0]}
			answer, basis := rights.Unknown, state.Unknown
			if there {
				answer, basis = boxed(role, c)
			}
			if answer != rights.No {
				r.add(u.Ref(), rightOf(c), answer, via, max(basis, held.Basis()))
			}
		}
	}
}

// boxed reports whether a custom role gives what a cell is.
func boxed(role *state.Object, c cell) (rights.Answer, state.Basis) {
	basis := state.Read
	answer := rights.Yes
	for _, x := range []struct {
		names []string
		want  bool
	}{{c.on, true}, {c.off, false}} {
		for _, name := range x.names {
			v := role.Get(name)
			switch basis = max(basis, v.Basis()); {
			case v.Presence() != state.Set || v.Basis() == state.Unknown:
				answer = rights.Unknown
			case v.Bool() != x.want:
				return rights.No, basis
			}
		}
	}
	return answer, basis
}

// rightOf is the right that a level of a permission is.
func rightOf(c cell) given {
	switch c.level {
	case "true":
		return given{permission: c.permission}
	case everybody:
		return given{c.permission, everybody, ""}
	}
	return given{c.permission, "", c.level}
}

// contactAdmin is the role GoTo Contact Admin (the article).
func (r *reading) contactAdmin(u *state.Object) {
	v := u.Get("contactAdmin")
	answer := rights.No
	switch {
	case v.Presence() == state.Absent, v.Basis() == state.Unknown:
		answer = rights.Unknown
	case v.Bool():
		answer = rights.Yes
	}
	if answer == rights.No {
		return
	}
	via := rights.Source{Object: u.Ref(), Attr: "contactAdmin"}
	for _, g := range []given{{"licences.assign", centerScope, ""}, {"queues.members.manage", everybody, ""}, {"reports.see", "", "contactCenter"}, {"rights.manage", centerScope, "all"}} {
		basis := v.Basis()
		if answer == rights.Unknown {
			basis = state.Unknown
		}
		r.add(u.Ref(), g, answer, via, basis)
	}
}

// supervision is what a supervisor may do in a queue (the article).
var supervision = []string{"agents.control", "agents.see", "calls.monitor", "calls.see"}

// center is what places in queues give.
func (r *reading) center(users []state.Object) {
	var queues []*state.Object
	for _, kind := range []string{Queue, InboxQueue, Campaign} {
		all := r.s.OfKind(kind)
		for i := range all {
			queues = append(queues, &all[i])
		}
	}
	var supervisors []string
	hidden := false
	for _, q := range queues {
		v := q.Get("supervisors")
		hidden = hidden || v.Presence() == state.Absent || v.Basis() == state.Unknown
		r.supervise(q, v)
		r.serve(q)
		supervisors = append(supervisors, v.Items()...)
	}
	for _, kind := range []string{InboxQueue, Campaign} {
		hidden = hidden || unseen(r.s, kind)
	}
	slices.Sort(supervisors)
	r.unlimited(queues, slices.Compact(supervisors))
	if hidden || unseen(r.s, Queue) {
		r.anybody(users)
	}
}

// unseen reports whether nobody saw all of a kind.
func unseen(s *state.Snapshot, kind string) bool {
	return slices.ContainsFunc(s.Coverage, func(c state.Coverage) bool {
		return c.Kind == kind && c.Attr == "" && c.Reach != state.Complete && c.Reach != state.Witnessed
	})
}

func queueScope(q *state.Object) string { return "group:" + textOf(q) }

func (r *reading) supervise(q *state.Object, v state.Value) {
	via := rights.Source{Object: q.Ref(), Attr: "supervisors"}
	for _, email := range v.Items() {
		holder := state.Ref{Kind: User, Key: email}
		for _, p := range supervision {
			r.add(holder, given{p, queueScope(q), ""}, rights.Yes, via, v.Basis())
		}
		r.add(holder, given{"reports.see", "", "contactCenter"}, rights.Yes, via, v.Basis())
	}
}

// serve is what agents may do: take calls, and make them.
func (r *reading) serve(q *state.Object) {
	v := q.Get("agents")
	for _, email := range v.Items() {
		r.add(state.Ref{Kind: User, Key: email}, given{"calls.place", "", "any"}, rights.Yes, rights.Source{Object: q.Ref(), Attr: "agents"}, v.Basis())
	}
}

// unlimited is what supervisors reach beyond their own queues: every queue, where the
// setting is off (CC2). Where it is on it is as it is when an account is new.
func (r *reading) unlimited(queues []*state.Object, supervisors []string) {
	o, ok := r.s.Find(state.Ref{Kind: Account, Key: accountKey})
	var limit state.Value
	if ok {
		limit = o.Get(limitToAssigned)
	}
	answer, basis := rights.Yes, limit.Basis()
	switch {
	case limit.Presence() != state.Set || limit.Basis() == state.Unknown:
		answer, basis = rights.Unknown, state.Unknown
	case limit.Bool():
		return
	}
	via := rights.Source{Object: state.Ref{Kind: Account, Key: accountKey}, Attr: limitToAssigned}
	for _, q := range queues {
		if q.Kind != Queue {
			continue // the setting is about call queues
		}
		own := q.Get("supervisors").Items()
		for _, email := range supervisors {
			if slices.Contains(own, email) {
				continue
			}
			for _, p := range supervision {
				r.add(state.Ref{Kind: User, Key: email}, given{p, queueScope(q), ""}, answer, via, basis)
			}
		}
	}
}

// anybody: who supervises queues of which nobody knows it may be anybody, but for those
// of whom it is known that they have no licence for the contact centre (CC7).
func (r *reading) anybody(users []state.Object) {
	for i := range users {
		if v := users[i].Get("contactCenter"); v.Presence() == state.Set && v.Basis() != state.Unknown && !v.Bool() {
			continue
		}
		for _, p := range supervision {
			r.rows = append(r.rows, rights.Row{Right: rights.Right{Holder: users[i].Ref(), Permission: p, Scope: "group:?"}, Answer: rights.Unknown, Basis: state.Unknown})
		}
	}
}
