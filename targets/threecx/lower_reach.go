package threecx

import (
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/resolve"
)

// subtree is a department's reach: the users in it and below it.
type subtree struct {
	departments map[string]bool
	users       map[string]bool
	held        map[string]reached // by the places a user is a member of
}

// reached is what the flags of some Groups reach within a subtree.
type reached struct {
	places []*place // those whose members are all of the subtree
	all    bool     // they reach everybody in it
}

// departmentRecordings gives a user the recordings of each Group of the own
// department's subtree to which the user belongs.
func (l *lowering) departmentRecordings(m *member, h *resolve.Holding, g resolve.Granted) {
	what, note := g.Permission+": "+g.Level, "recordings of a department are those of 3CX departments to which the user belongs"
	u, _ := l.Desired.User(h.User)
	reach := l.reach(u.Department.Or(""))
	if reach == nil {
		l.NarrowTo(g.Path, resolve.Unsupported, what, m.user, "write the user's department", g.Pos)
		return
	}
	c := l.reached(reach, m.user)
	for _, p := range c.places {
		l.members[[2]string{p.name, m.user}].flag("CanSeeGroupRecordings").add(true, g)
	}
	switch {
	case len(c.places) == 0:
		l.NarrowTo(g.Path, resolve.Unsupported, what, m.user, "the department's Group has members from elsewhere, whose recordings were not granted", g.Pos)
	case !c.all:
		l.NarrowTo(g.Path, resolve.Approximated, what, m.user, note, g.Pos)
	}
}

func (l *lowering) reach(department string) *subtree {
	if r, ok := l.reaches[department]; ok {
		return r
	}
	dept, ok := l.Desired.Department(department)
	if !ok {
		return nil
	}
	r := &subtree{map[string]bool{}, map[string]bool{}, map[string]reached{}}
	l.reaches[department] = r
	for _, id := range dept.Subtree {
		r.departments[id] = true
		if x, ok := l.Desired.Department(id); ok {
			for _, u := range x.Users {
				if _, ok := l.number(u); ok {
					r.users[u] = true
				}
			}
		}
	}
	return r
}

// reached is worked out once for all users who belong to the same Groups.
func (l *lowering) reached(r *subtree, user string) reached {
	var key strings.Builder
	for _, m := range l.ofUser[user] {
		if m.place.dept != nil && r.departments[m.place.dept.ID] {
			key.WriteString(m.place.name + "\x00")
		}
	}
	if c, ok := r.held[key.String()]; ok {
		return c
	}
	var c reached
	covered := map[string]bool{}
	for _, m := range l.ofUser[user] {
		if m.place.dept == nil || !r.departments[m.place.dept.ID] || !allIn(m.place.members, r.users) {
			continue
		}
		c.places = append(c.places, m.place)
		for _, x := range m.place.members {
			covered[x.user] = true
		}
	}
	c.all = len(covered) == len(r.users)
	r.held[key.String()] = c
	return c
}

func allIn(members []*member, users map[string]bool) bool {
	for _, m := range members {
		if !users[m.user] {
			return false
		}
	}
	return true
}
