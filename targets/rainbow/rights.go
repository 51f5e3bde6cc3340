package rainbow

import (
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Rights computes effective rights: nobody grants any, they follow from where
// people stand.
//
// Rules:
//   - The manager and the assistants of a group switch its delegation; the
//     assistants change the manager's forwards (the article).
//   - Supervisors see and pick up the calls of those they supervise; in a group of
//     mutual aid so do all who are in it.
//   - A company administrator administers everything, with the rights of others; a
//     site administrator the people of the own site.
//   - What a person has switched, delegation or logging out, takes no right away.
//   - Who is not active cannot log in.
//   - Where groups were not read in full, what they give is unknown, never no.
func Rights(s *state.Snapshot) rights.Table {
	r := &reading{s: s}
	var off []state.Ref
	users := s.OfKind(User)
	for i := range users {
		u := &users[i]
		if v := u.Get("isActive"); v.Presence() == state.Set && !v.Bool() {
			off = append(off, u.Ref())
		}
		r.administrator(u)
	}
	for _, kind := range []string{Supervision, HubGroup} {
		if !seen(s, kind) {
			r.unseen(users)
		}
		groups := s.OfKind(kind)
		for i := range groups {
			r.group(&groups[i])
		}
	}
	return rights.Gather(r.rows, off)
}

// reading is one run of Rights.
type reading struct {
	s    *state.Snapshot
	rows []rights.Row
}

func (r *reading) add(holder state.Ref, permission, scope, level string, via rights.Source, basis state.Basis) {
	r.rows = append(r.rows, rights.Row{Right: rights.Right{Holder: holder, Permission: permission, Scope: scope, Level: level}, Answer: rights.Yes,
		Via: []rights.Source{via}, Basis: basis, Privileged: ruling[permission] && scope != siteScope})
}

// seen reports whether all of a kind was read.
func seen(s *state.Snapshot, kind string) bool {
	for _, c := range s.Coverage {
		if c.Kind == kind && c.Attr == "" && c.Reach != state.Complete {
			return false
		}
	}
	return true
}

// unseen is what groups that nobody has read may give to anybody.
func (r *reading) unseen(users []state.Object) {
	for i := range users {
		for _, p := range []string{"calls.delegate", "calls.operate", "calls.see", "forwarding.manage"} {
			r.rows = append(r.rows, rights.Row{Right: rights.Right{Holder: users[i].Ref(), Permission: p, Scope: "group:?"}, Answer: rights.Unknown, Basis: state.Unknown})
		}
	}
}

// ruling are the rights with which the rights of others can be changed.
var ruling = map[string]bool{"licences.assign": true, "rights.manage": true, "system.manage": true}

const siteScope = "site"

// administrator is what the position gives (reference, role scope: company_admin its
// company, site_admin its site). Organization administrators have all companies.
func (r *reading) administrator(u *state.Object) {
	v := u.Get("adminType")
	via := rights.Source{Object: u.Ref(), Attr: "adminType"}
	switch v.Text() {
	case "company_admin", "organization_admin":
		for _, x := range [][3]string{{"devices.manage"}, {"extensions.manage", "organization"}, {"groups.manage"}, {"licences.assign"}, {"rights.manage", "", "all"}, {"system.manage"}} {
			r.add(u.Ref(), x[0], x[1], x[2], via, v.Basis())
		}
	case "site_admin":
		r.add(u.Ref(), "extensions.manage", siteScope, "", via, v.Basis())
	}
	roles := u.Get("roles")
	for _, role := range roles.Items() {
		if role == "directory_admin" {
			r.add(u.Ref(), "phonebook.manage", "", "", rights.Source{Object: u.Ref(), Attr: "roles"}, roles.Basis())
		}
	}
}

// group is what a place in a group gives, over that group.
func (r *reading) group(g *state.Object) {
	name := g.Key
	if g.Kind == HubGroup {
		name = g.Get("name").Text()
	}
	scope := "group:" + name
	give := func(attr string, permissions ...string) {
		v := g.Get(attr)
		for key := range v.Keys() {
			for _, p := range permissions {
				r.add(state.Ref{Kind: User, Key: key}, p, scope, "", rights.Source{Object: g.Ref(), Attr: attr}, v.Basis())
			}
		}
	}
	give("manager", "calls.delegate")
	give("leader", "calls.delegate")
	give("assistants", "calls.delegate", "forwarding.manage")
	give("supervisors", "calls.see", "calls.operate")
	give("supervisorAdmins", "calls.see", "calls.operate")
	if g.Get("type").Text() == MutualAid {
		give("supervised", "calls.see", "calls.operate")
	}
	if g.Kind == HubGroup {
		give("managers", "groups.manage")
	}
}
