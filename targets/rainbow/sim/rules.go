package sim

import "slices"

// kindA is the type of the article's groups, of companies with a PBX, and the
// subType of the Hub's.
const kindA = "manager_assistant"

// groupRoles are the roles that members of supervision groups have, by type.
var groupRoles = map[string][]string{
	"default":    {"supervisor", "supervisor_admin", "supervised"},
	"mutual_aid": {"supervisor", "supervisor_admin", "supervised"},
	kindA:        {"manager", "assistant"},
}

func (m member) supervises() bool { return m.has("supervisor") || m.has("supervisor_admin") }

// shapeOf checks the members of a supervision group by themselves: roles that
// its type has (MA1, MA2, MA6, MA7, MA10).
func (w *World) shapeOf(typ string, all []member) *apiError {
	for i, m := range all {
		if find(all, m.user) != i {
			return broken(badRequest, "MA7", "user %s is a member twice", m.user)
		}
		if len(m.roles) == 0 {
			return invalid([]detail{{"members.roles", "a member needs a role", m.user}})
		}
		for _, r := range m.roles {
			if !has(groupRoles[typ], r) {
				return invalid([]detail{{"members.roles", "a group of type " + typ + " has no role " + r, r}})
			}
		}
		if m.status != "active" && m.status != "idle" {
			return invalid([]detail{{"members.status", "must be one of active, idle", m.status}})
		}
		if m.delegation && !(typ == kindA && m.has("manager")) {
			return invalid([]detail{{"members.isDelegationEnabled", "delegation is a manager's", m.user}})
		}
	}
	if typ != kindA {
		return nil
	}
	return shapeOfMA(all)
}

func shapeOfMA(all []member) *apiError {
	bosses, assistants := with(all, "manager"), with(all, "assistant")
	if len(bosses) != 1 {
		return broken(badRequest, "MA1", "a manager/assistant group has exactly one manager, not %d", len(bosses))
	}
	if bosses[0].has("assistant") {
		return broken(badRequest, "MA6", "user %s cannot be manager and assistant of one group", bosses[0].user)
	}
	if len(assistants) == 0 {
		if bosses[0].delegation {
			return broken(badRequest, "MA10", "delegation needs an assistant in the group")
		}
		return broken(badRequest, "MA2", "a manager/assistant group has at least one assistant")
	}
	return nil
}

// ranked is a group's members by what MA3 and MA4 ask: who is boss, who assists.
type ranked struct {
	bosses, assistants []string
}

// managing reads a supervision group so, and leaves those of other types empty.
func (w *World) managing(g *object) ranked {
	if g.str("type") != kindA {
		return ranked{}
	}
	return rank(membersOf(g), "manager")
}

func rank(all []member, boss string) ranked {
	var r ranked
	for _, m := range all {
		if m.has(boss) {
			r.bosses = append(r.bosses, m.user)
		}
		if m.has("assistant") {
			r.assistants = append(r.assistants, m.user)
		}
	}
	return r
}

// checkBosses holds a manager/assistant group against all others: nobody is boss
// in one and assistant in another (MA3), nobody is boss twice (MA4). Being
// assistant in many is fine (MA5). And everybody is of the company (MA16).
func (w *World) checkBosses(id, typ, company string, r ranked, all []member) *apiError {
	for _, m := range all {
		u := w.get("users", m.user)
		if u == nil || u.str("companyId") != company {
			return broken(notAllowed, "MA16", "user %s is not of the group's company", m.user)
		}
	}
	if typ != kindA {
		return nil
	}
	for _, boss := range r.bosses {
		for _, g := range w.groupsOf(boss, id) {
			if has(g.bosses, boss) {
				return broken(conflict, "MA4", "user %s is manager of group %s already", boss, g.id)
			}
			if has(g.assistants, boss) {
				return broken(conflict, "MA3", "user %s is assistant in group %s and cannot be a manager", boss, g.id)
			}
		}
	}
	for _, a := range r.assistants {
		for _, g := range w.groupsOf(a, id) {
			if has(g.bosses, a) {
				return broken(conflict, "MA3", "user %s is manager of group %s and cannot be an assistant", a, g.id)
			}
		}
	}
	return nil
}

// maGroup is a manager/assistant group of either product.
type maGroup struct {
	id string
	ranked
}

// groupsOf are the manager/assistant groups that a user is in, one left out.
func (w *World) groupsOf(user, without string) []maGroup {
	var out []maGroup
	for _, g := range w.of("supervisionGroups", user) {
		if g.id != without && g.str("type") == kindA {
			out = append(out, maGroup{g.id, w.managing(g)})
		}
	}
	for _, g := range w.of("groups", user) {
		if g.id != without && isBossGroup(g.props) {
			out = append(out, maGroup{g.id, rank(membersOf(g), bossRole(g.props))})
		}
	}
	return out
}

// checkPrerequisites: who joins a manager/assistant group has a Business licence
// at least (MA8), who joins any supervision group a device in the PBX (MA9), and
// who supervises an Attendant licence (the article on supervision groups).
func (w *World) checkPrerequisites(typ string, all []member) *apiError {
	for _, m := range all {
		u := w.get("users", m.user)
		if typ == kindA && !w.atLeastBusiness(u, "") {
			return broken(notAllowed, "MA8", "user %s has no Business licence", m.user)
		}
		if w.devicesOf(m.user, nil) == 0 {
			return broken(notAllowed, "MA9", "user %s has no device in the PBX", m.user)
		}
		if m.supervises() && !w.mayAttend(u, "") {
			return broken(notAllowed, "H-SUP", "user %s supervises and has no Attendant licence", m.user)
		}
	}
	return nil
}

// mayAttend says whether a user has a licence that supervisors need.
func (w *World) mayAttend(u *object, without string) bool {
	return w.licensed(u, without, func(o *object) bool { return o.is("attendant") })
}

// needed says why a user cannot be taken out of the world: it is a boss, or the
// last assistant.
func (w *World) needed(user, what string) *apiError {
	for _, g := range w.groupsOf(user, "") {
		if has(g.bosses, user) {
			return broken(notAllowed, "MA1", "cannot %s: %s is manager of group %s", what, user, g.id)
		}
		if len(g.assistants) == 1 && slices.Contains(g.assistants, user) {
			return broken(notAllowed, "MA2", "cannot %s: %s is the last assistant of group %s", what, user, g.id)
		}
	}
	return nil
}
