package sim

// synchronize imports the users of each customer's PBX when it is time to.
func (w *World) synchronize() {
	for o := range w.customers.All {
		if yes(o.Enabled) && !w.now().Before(o.Synced.Add(w.quirks.syncEvery)) {
			w.importUsers(o)
		}
	}
	w.alignAgents()
}

// importUsers makes users of those who are on the PBX and not here yet: Essential,
// and nothing else.
func (w *World) importUsers(o *customer) {
	for _, p := range w.pbxUsers.Among(w.onPBX[o.PBX.AccountID]) {
		if w.imported[at(o.ID, p.ID)] != "" {
			continue
		}
		w.users.Put(&user{
			ID: w.mint("user", w.users.Has), DisplayName: p.DisplayName, Email: p.Email, Primary: o.ID,
			Access: []access{{Tenant: o.ID, Roles: []string{essential}, PBXUser: p.ID}},
		})
	}
	next := *o
	next.Synced = w.now()
	w.customers.Put(&next)
}

// follows says whether the agent add-on of a customer's users follows the PBX.
func (w *World) follows(o *customer) bool {
	if w.quirks.agents != "customer" {
		return w.quirks.agents == "true"
	}
	return o.AgentSync
}

// alignAgents gives the agent add-on to the agents of the PBX and takes it from
// everybody else, where the provider has switched that on: behind the back of
// whoever set it otherwise.
func (w *World) alignAgents() {
	for o := range w.customers.All {
		if !w.follows(o) || !w.unsynced[o.ID] {
			continue
		}
		for _, u := range w.users.Among(w.members[o.ID]) {
			w.alignAgent(u, *u.in(o.ID))
		}
		delete(w.unsynced, o.ID)
	}
}

func (w *World) alignAgent(u *user, a access) {
	p := w.pbxUsers.Get(a.PBXUser)
	if p == nil || p.Agent == a.has(agentAddOn) {
		return
	}
	roles := less(a.Roles, agentAddOn)
	if p.Agent {
		roles = append(roles, agentAddOn)
	}
	a.Roles = roles
	w.users.Put(u.with(a))
}
