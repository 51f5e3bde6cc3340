package sim

import "slices"

// hubRoles are the roles that members of Hub groups have.
func hubRoles(props map[string]any) []string {
	switch {
	case props["type"] == kindA:
		return []string{"manager", "assistant"}
	case props["subType"] == kindA:
		return []string{"leader", "assistant", "manager"}
	}
	return []string{"agent", "manager"}
}

// checkGroup holds a Hub group as it shall be against the rules; id is empty for
// a new one. A seed is not asked for prerequisites, which may have been lost.
func (w *World) checkGroup(id string, props map[string]any, seed bool) *apiError {
	items, _ := props["members"].([]any)
	all := readMembers(items)
	if e := checkRing(props); e != nil {
		return e
	}
	if e := w.shapeOfHub(props, all); e != nil {
		return e
	}
	company, _ := props["companyId"].(string)
	typ := ""
	if isBossGroup(props) {
		typ = kindA
	}
	if e := w.checkBosses(id, typ, company, rank(all, bossRole(props)), all); e != nil {
		return e
	}
	if e := w.checkEmergency(id, props); e != nil || seed {
		return e
	}
	for _, m := range all {
		if m.administers() {
			continue
		}
		if w.subscriberOf(m.user) == nil {
			return broken(notAllowed, "MA9", "user %s is not a Cloud PBX subscriber", m.user)
		}
		if props["subType"] == "hg_attendant" && !w.voiceAttendant(w.get("users", m.user)) {
			return refuse(403622, "user %s has no Voice Attendant licence", m.user)
		}
	}
	return nil
}

// voiceAttendant says whether a user may answer in attendant groups.
func (w *World) voiceAttendant(u *object) bool {
	return w.licensed(u, "", func(o *object) bool { return o.is("voice") && o.is("attendant") })
}

// checkEmergency: a Cloud PBX has one emergency group, which rings in parallel
// and has no public number (Node SDK, createCloudPBXGroup).
func (w *World) checkEmergency(id string, props map[string]any) *apiError {
	if props["isEmergencyGroup"] != true {
		return nil
	}
	if props["policy"] != "parallel" || props["externalNumberId"] != nil {
		return invalid([]detail{{"isEmergencyGroup", "the emergency group rings in parallel and has no public number", true}})
	}
	system, _ := props["systemId"].(string)
	for _, g := range w.of("groups", system) {
		if g.id != id && g.is("isEmergencyGroup") {
			return refuse(conflict, "group %s is the emergency group already", g.id)
		}
	}
	return nil
}

// checkRing holds policy and time-out against type and subType (MA13, MA14).
func checkRing(props map[string]any) *apiError {
	policy, _ := props["policy"].(string)
	if isBossGroup(props) && policy != "serial" {
		return broken(badRequest, "MA13", "a manager/assistant group rings serially, not %s", policy)
	}
	if props["subType"] == "hg_attendant" && policy != "parallel" {
		return invalid([]detail{{"policy", "an hg_attendant group rings in parallel", policy}})
	}
	if t, _ := props["timeout"].(int64); t < 5 || t > 30 {
		return broken(badRequest, "MA14", "timeout must be 5 to 30, not %d", t)
	}
	return nil
}

// shapeOfHub checks members by themselves.
func (w *World) shapeOfHub(props map[string]any, all []member) *apiError {
	for i, m := range all {
		if find(all, m.user) != i {
			return broken(badRequest, "MA7", "user %s is a member twice", m.user)
		}
		if m.status != "active" && m.status != "idle" {
			return invalid([]detail{{"members.status", "must be one of active, idle", m.status}})
		}
		for _, r := range m.roles {
			if !has(hubRoles(props), r) {
				return invalid([]detail{{"members.roles", "this group has no role " + r, r}})
			}
		}
	}
	if isBossGroup(props) {
		return shapeOfBosses(bossRole(props), props["type"] == kindA, all)
	}
	calls := slices.ContainsFunc(all, func(m member) bool { return !m.administers() })
	if props["isEmptyAllowed"] == false && !calls {
		return broken(badRequest, "isEmptyAllowed", "the group may not be empty")
	}
	return nil
}

// shapeOfBosses: one boss (MA1) who does not assist (MA6), and is first (MA13);
// assistants (MA2), exactly one in groups of the deprecated type; somebody who is
// logged in.
func shapeOfBosses(boss string, legacy bool, all []member) *apiError {
	bosses, assistants := with(all, boss), with(all, "assistant")
	switch {
	case len(bosses) != 1:
		return broken(badRequest, "MA1", "a manager/assistant group has exactly one %s, not %d", boss, len(bosses))
	case bosses[0].has("assistant"):
		return broken(badRequest, "MA6", "user %s cannot be %s and assistant of one group", bosses[0].user, boss)
	case len(assistants) == 0:
		return broken(badRequest, "MA2", "a manager/assistant group has at least one assistant")
	case legacy && len(assistants) != 1:
		return broken(badRequest, "MA2", "a group of the deprecated type has exactly one assistant")
	case !legacy && all[0].user != bosses[0].user:
		return broken(badRequest, "MA13", "the leader comes first in members")
	}
	active := slices.ContainsFunc(all, func(m member) bool { return m.status == "active" && !(boss == "leader" && m.administers()) })
	if !active {
		return broken(badRequest, "MA2", "at least one member must be active")
	}
	return nil
}
