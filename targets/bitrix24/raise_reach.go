package bitrix24

import (
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// reachesMore says why a role is more than a site that has it could mean: the owner of
// a workgroup holds the code of its moderators, the head of a department from
// elsewhere that of its people, and a head reaches by the letter D whom they lead.
func (r *raising) reachesMore(o *state.Object) string {
	if why := r.leadsElsewhere(o); why != "" {
		return why
	}
	users := o.Get(Users).Items()
	for _, group := range o.Get(GroupMods).Items() {
		owner := r.owners[group]
		if owner != "" && !slices.Contains(users, owner) && !slices.Contains(o.Get(GroupOwners).Items(), group) {
			return fmt.Sprintf("is bound to the moderators of %s, and so to its owner %s", group, owner)
		}
	}
	for _, department := range o.Get(Departments).Items() {
		d, ok := r.s.Find(state.Ref{Kind: Department, Key: department})
		if !ok {
			continue
		}
		head, led := r.s.Find(state.Ref{Kind: User, Key: d.Get("UF_HEAD").Text()})
		if led && !slices.Contains(users, head.Key) && !slices.Equal(head.Get("UF_DEPARTMENT").Items(), []string{department}) {
			return fmt.Sprintf("is bound to department %s, and so to its head %s, who is not only there", department, head.Key)
		}
	}
	return ""
}

// leadsElsewhere names a holder of a role with the letter D who leads a department
// outside the own one, where the portal's structure is not converted.
func (r *raising) leadsElsewhere(o *state.Object) string {
	if converted(r.s.Profile) || !slices.ContainsFunc(pairs, func(x pair) bool { return o.Get(x.name).Text() == "D" }) {
		return ""
	}
	if r.reading == nil {
		r.reading = newReading(r.s)
	}
	for i := range r.reading.users {
		u := &r.reading.users[i]
		if !r.reading.holds(u, o) {
			continue
		}
		home, at := u.Get("UF_DEPARTMENT").Items(), false
		if len(home) == 1 {
			_, at = r.id(Department, home[0])
		}
		for _, d := range r.reading.places.leads[u.Key] {
			if _, raised := r.id(Department, d); raised && (!at || !slices.Contains(r.reading.places.chain(d), home[0])) {
				return fmt.Sprintf("reaches whom %s leads in %s", u.Key, d)
			}
		}
	}
	return ""
}

// holds reports whether a user holds a code to which a role is bound.
func (r *reading) holds(u, role *state.Object) bool {
	for code := range r.places.held(u) {
		if slices.ContainsFunc(r.bound[code], func(b binding) bool { return b.role.Key == role.Key }) {
			return true
		}
	}
	return false
}
