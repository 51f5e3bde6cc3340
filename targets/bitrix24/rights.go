package bitrix24

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/schema/permission"
)

// Rights computes effective rights as the portal does: the access codes that a
// user holds lead to roles, and of the roles the greatest letter counts, pair by
// pair.
//
// Rules:
//   - A portal administrator has everything, whatever is assigned, and alone may
//     download recordings.
//   - An unlicensed portal ignores stored roles: everybody has what the predefined
//     role Manager has, and administrators what Administrator has.
//   - Where roles cannot be read, what they give beyond those that are attested is
//     unknown, never no.
//   - Who is a portal administrator is unknown but for our own account, unless the
//     local module says it.
//   - Who is in a user group the local module alone says, and who holds a code that
//     only newer portals have nothing does: what a role gives by a code of which this
//     is not known is unknown for everybody.
//   - Only active users are here; a dismissed one cannot log in.
func Rights(s *state.Snapshot) rights.Table {
	r := newReading(s)
	for i := range r.users {
		r.user(&r.users[i])
	}
	return rights.Gather(r.rows, nil)
}

// reading is one run of Rights.
type reading struct {
	s        *state.Snapshot
	users    []state.Object
	places   *standing
	bound    map[string][]binding // by access code
	opaque   []opaque
	certain  bool // all roles are known
	licensed bool
	reaches  bool // D is a department with all below it
	twice    map[state.Ref]bool
	given    map[string][]given // by pair, to the user who is looked at
	rows     []rights.Row
}

// given is a letter of one pair that reaches a user, and from where.
type given struct {
	letter string
	basis  state.Basis
	via    []rights.Source
}

func newReading(s *state.Snapshot) *reading {
	r := &reading{s: s, users: s.OfKind(User), bound: map[string][]binding{}, certain: true, licensed: licensed(s.Profile), reaches: converted(s.Profile), twice: map[state.Ref]bool{}}
	for _, c := range s.Coverage {
		if c.Kind == Role && c.Reach != state.Complete && c.Reach != state.Witnessed {
			r.certain = false
		}
	}
	for i := 1; i < len(s.Objects); i++ {
		if s.Objects[i].Ref() == s.Objects[i-1].Ref() {
			r.twice[s.Objects[i].Ref()] = true
		}
	}
	roles := s.OfKind(Role)
	superiors := map[string]bool{}
	for i := range roles {
		for code, set := range codesOf(&roles[i], superiors) {
			r.bound[code] = append(r.bound[code], binding{&roles[i], set})
		}
		r.opaque = append(r.opaque, opaqueCodes(&roles[i])...)
	}
	r.places = newStanding(s, superiors)
	return r
}

func (r *reading) add(holder state.Ref, permission, scope, level string, answer rights.Answer, basis state.Basis, via []rights.Source) {
	r.rows = append(r.rows, rights.Row{Right: rights.Right{Holder: holder, Permission: permission, Scope: scope, Level: level},
		Answer: answer, Via: via, Basis: basis, Privileged: answer == rights.Yes && ruling[permission]})
}

// ruling are the rights with which the rights of others can be changed.
var ruling = map[string]bool{"telephony.settings": true, "rights.manage": true, "system.manage": true}

func (r *reading) user(u *state.Object) {
	r.given = map[string][]given{}
	defer r.union(u)
	holder, admin := u.Ref(), u.Get("PORTAL_ADMIN")
	via := []rights.Source{{Object: holder, Attr: "PORTAL_ADMIN"}}
	switch {
	case admin.Bool() && admin.Basis() != state.Unknown:
		r.everything(holder, admin.Basis(), via)
	case u.ID != "" && (admin.Presence() == state.Absent || admin.Basis() == state.Unknown):
		r.add(holder, "system.manage", "", "", rights.Unknown, state.Unknown, via)
	}
	if !r.licensed {
		r.predefined(u)
		return
	}
	for code, path := range r.places.held(u) {
		for _, b := range r.bound[code] {
			r.role(u, b, path)
		}
	}
	known := u.Get(WithinGroups).Presence() != state.Absent
	for _, x := range r.opaque {
		if x.attr != UserGroups || !known {
			r.perhaps(u, x)
		}
	}
	if !r.certain {
		r.unknown(holder)
	}
}

// everything is what a portal administrator has.
func (r *reading) everything(holder state.Ref, basis state.Basis, via []rights.Source) {
	for _, x := range pairs {
		r.give(x.name, "X", basis, via)
	}
	r.add(holder, "recordings.download", "", "", rights.Yes, basis, via)
	r.add(holder, "system.manage", "", "", rights.Yes, basis, via)
}

// predefined is what the built-in roles give where stored ones are ignored: the
// code DR of the company is everybody's who is in a department.
func (r *reading) predefined(u *state.Object) {
	if v := u.Get("UF_DEPARTMENT"); v.Presence() != state.Absent && len(v.Items()) == 0 {
		return
	}
	manager, _ := predefinedBy("manager")
	for _, x := range pairs {
		if letter := manager.letters[x.name]; letter != "" {
			r.give(x.name, letter, state.Read, []rights.Source{{Object: u.Ref(), Attr: "UF_DEPARTMENT"}})
		}
	}
}

// binding is a role and the list in which it has a code.
type binding struct {
	role *state.Object
	set  string
}

// role is what one role gives one user. It is known no better than the letters, and
// than who holds the role.
func (r *reading) role(u *state.Object, b binding, path []rights.Source) {
	role, held := b.role, b.role.Get(b.set).Basis()
	path = append([]rights.Source{{Object: role.Ref(), Attr: b.set}}, path...)
	sure := held != state.Unknown && !r.twice[role.Ref()] && !slices.ContainsFunc(path, func(s rights.Source) bool { return r.twice[s.Object] })
	for _, x := range pairs {
		v := role.Get(x.name)
		via := append([]rights.Source{{Object: role.Ref(), Attr: x.name}}, path...)
		switch {
		case v.Basis() == state.Unknown || !sure:
			r.widest(u.Ref(), x.name, via)
		case v.Presence() == state.Set:
			r.give(x.name, v.Text(), max(v.Basis(), held), via)
		}
	}
}

func (r *reading) give(name, letter string, basis state.Basis, via []rights.Source) {
	r.given[name] = append(r.given[name], given{letter, basis, via})
}

// union is what a user has of all that reaches them: of each pair the greatest
// letter, which in the portal's own order is that of the text (SRC). One that is
// less stays only where it is better known than every greater one.
func (r *reading) union(u *state.Object) {
	for _, x := range pairs {
		all := r.given[x.name]
		for _, g := range all {
			if !slices.ContainsFunc(all, func(o given) bool { return o.letter > g.letter && o.basis <= g.basis }) {
				r.pair(u.Ref(), x.name, g.letter, u, g.basis, g.via)
			}
		}
	}
}

// perhaps is what a role gives to a user if they hold a code of which nobody can
// see who does.
func (r *reading) perhaps(u *state.Object, x opaque) {
	for _, p := range pairs {
		v := x.role.Get(p.name)
		via := []rights.Source{{Object: x.role.Ref(), Attr: p.name}, {Object: x.role.Ref(), Attr: x.attr}}
		switch {
		case v.Basis() == state.Unknown || r.twice[x.role.Ref()]:
			r.widest(u.Ref(), p.name, via)
		case v.Presence() == state.Set:
			from := len(r.rows)
			r.pair(u.Ref(), p.name, v.Text(), u, state.Unknown, via)
			r.ask(from)
		}
	}
}

// pair is what a letter gives. u is whose own departments a reach is of.
func (r *reading) pair(holder state.Ref, name, letter string, u *state.Object, basis state.Basis, via []rights.Source) {
	c, ok := cellFor(name, letter)
	if !ok {
		return
	}
	p, _ := permission.Find(c.permission)
	switch {
	case p.Kind == permission.Scale:
		r.add(holder, c.permission, "", c.level, rights.Yes, basis, via)
	case p.Kind == permission.Switch:
		r.add(holder, c.permission, "", "", rights.Yes, basis, via)
	case letter == "D":
		r.department(holder, c.permission, u, basis, via)
	default:
		r.add(holder, c.permission, c.level, "", rights.Yes, basis, via)
	}
	if c.permission == "telephony.settings" {
		r.add(holder, "ivr.control", "", "", rights.Yes, basis, via)
		r.add(holder, "rights.manage", "", "all", rights.Yes, basis, via)
	}
}

// department is the reach of the letter D: the own departments, with all below
// them on a converted portal, and else with those that the user leads.
func (r *reading) department(holder state.Ref, permission string, u *state.Object, basis state.Basis, via []rights.Source) {
	names := slices.Clone(u.Get("UF_DEPARTMENT").Items())
	below := ""
	if r.reaches {
		below = "/**"
	} else {
		names = append(names, r.places.leads[u.Key]...)
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		r.add(holder, permission, "department:"+name+below, "", rights.Yes, basis, via)
	}
	if !r.reaches {
		r.subordinates(holder, permission, u, via)
	}
	r.add(holder, permission, "own", "", rights.Yes, basis, via)
}

// subordinates: whether those whom a head leads are also the people of departments
// below is not known of a portal whose structure is not converted.
func (r *reading) subordinates(holder state.Ref, permission string, u *state.Object, via []rights.Source) {
	for _, name := range r.places.leads[u.Key] {
		if r.places.hasBelow[name] {
			r.add(holder, permission, "department:"+name+"/**", "", rights.Unknown, state.Unknown, via)
		}
	}
}

// unknown is what roles that nobody has seen may give.
func (r *reading) unknown(holder state.Ref) {
	for _, x := range pairs {
		r.widest(holder, x.name, nil)
	}
}

// widest is the most that a pair can give, as a question.
func (r *reading) widest(holder state.Ref, name string, via []rights.Source) {
	from := len(r.rows)
	r.pair(holder, name, "X", nil, state.Unknown, via)
	r.ask(from)
}

// ask turns the rows from one on into questions.
func (r *reading) ask(from int) {
	for i := from; i < len(r.rows); i++ {
		r.rows[i].Answer, r.rows[i].Basis, r.rows[i].Privileged = rights.Unknown, state.Unknown, false
	}
}
