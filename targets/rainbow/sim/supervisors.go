package sim

import "slices"

// syncMembers keeps the role supervisor of users in step with groups.
func (w *World) syncMembers(before, after []member) {
	for _, m := range append(slices.Clone(before), after...) {
		w.syncSupervisor(m.user)
	}
}

// syncSupervisor: a user has the role supervisor while it supervises somewhere.
func (w *World) syncSupervisor(user string) {
	u := w.get("users", user)
	if u == nil {
		return
	}
	want := slices.ContainsFunc(w.of("supervisionGroups", user), func(g *object) bool {
		i := find(membersOf(g), user)
		return i >= 0 && membersOf(g)[i].supervises()
	})
	if want == u.hasRole("supervisor") {
		return
	}
	roles := slices.DeleteFunc(slices.Clone(u.list("roles")), func(r any) bool { return r == "supervisor" })
	if want {
		roles = append(roles, "supervisor")
	}
	w.set(u, map[string]any{"roles": roles})
}

// leaveAsSupervisor takes a user out of all groups as supervisor, as taking the
// role away does.
func (c *call) leaveAsSupervisor(u *object) *apiError {
	changes := map[*object][]member{}
	groups := c.of("supervisionGroups", u.id)
	for _, g := range groups {
		all := membersOf(g)
		i := find(all, u.id)
		if i < 0 || !all[i].supervises() {
			continue
		}
		all[i].roles = slices.DeleteFunc(slices.Clone(all[i].roles), func(r string) bool { return r != "supervised" })
		if len(all[i].roles) == 0 {
			all = slices.Delete(all, i, i+1)
		}
		if len(all) == 0 && !g.is("isEmptyAllowed") {
			return broken(notAllowed, "isEmptyAllowed", "user %s is the last member of group %s", u.id, g.id)
		}
		changes[g] = all
	}
	for _, g := range groups {
		if all, changed := changes[g]; changed {
			c.set(g, map[string]any{"members": savedMembers(all, "userId")})
		}
	}
	return nil
}

// updateMember changes one member: joining and leaving is each user's own,
// delegation the group's.
func (c *call) updateMember() *apiError {
	g, e := c.supervision()
	if e != nil {
		return e
	}
	before := membersOf(g)
	at := find(before, c.args["user"])
	if at < 0 {
		return refuse(notFound, "user %s is not in group %s", c.args["user"], g.id)
	}
	raw, e := c.input()
	if e != nil {
		return e
	}
	all := slices.Clone(before)
	if status, given := raw["status"]; given {
		if e := c.mayChangeStatus(all[at]); e != nil {
			return e
		}
		all[at].status, _ = status.(string)
	}
	if on, given := raw["isDelegationEnabled"]; given {
		if all[at], e = c.delegate(all[at], on); e != nil {
			return e
		}
	}
	if e := c.shapeOf(g.str("type"), all); e != nil {
		return e
	}
	if e := c.mayDelegate(before, all); e != nil {
		return e
	}
	c.set(g, map[string]any{"members": savedMembers(all, "userId")})
	return c.data(200, all[at].saved("userId"))
}
