package sim

import "slices"

// settle makes of the roles that a client asked for those that the user will have,
// or refuses them. before are those of now; pbx says whether the user is on the PBX.
// What the service adds by itself is here and in alignAgents, nowhere else.
func (w *World) settle(before, asked []string, pbx bool) ([]string, *fail) {
	roles, f := w.known(before, asked)
	if f != nil {
		return nil, f
	}
	if roles, f = w.synchronized(before, roles); f != nil {
		return nil, f
	}
	if roles, f = w.oneLevel(before, roles); f != nil {
		return nil, f
	}
	if roles, f = w.granted(before, roles, pbx); f != nil {
		return nil, f
	}
	for _, key := range roles {
		if need := w.meaning(key).needs; need != "" && !contains(roles, need) {
			return nil, bad("The role '%s' requires the role '%s'.", key, need)
		}
	}
	return roles, nil
}

// known refuses keys that mean nothing, unless the user has them, and takes out
// repetitions.
func (w *World) known(before, asked []string) ([]string, *fail) {
	out := []string{}
	for _, key := range asked {
		if w.role(key) == nil && !contains(before, key) {
			return nil, invalid(key)
		}
		if !contains(out, key) {
			out = append(out, key)
		}
	}
	return out, nil
}

// synchronized keeps the roles that clients cannot change: whoever is on the PBX has
// its role, whatever a list says (R1), and nobody else gets it, nor what needs it (R2).
func (w *World) synchronized(before, roles []string) ([]string, *fail) {
	for _, r := range customerRoles {
		had := contains(before, r.key)
		switch has := contains(roles, r.key); {
		case !r.readOnly || has == had:
		case has:
			return nil, invalid(r.key)
		case w.quirks.essential == "refuse":
			return nil, bad("The role '%s' is synchronized from the PBX.", r.key)
		default:
			roles = slices.Insert(roles, 0, r.key)
		}
	}
	return roles, nil
}

// oneLevel holds supervisor levels apart (R6).
func (w *World) oneLevel(before, roles []string) ([]string, *fail) {
	var levels []string
	for _, key := range roles {
		if w.meaning(key).level > 0 {
			levels = append(levels, key)
		}
	}
	if len(levels) < 2 {
		return roles, nil
	}
	fresh := slices.DeleteFunc(slices.Clone(levels), func(key string) bool { return contains(before, key) })
	if w.quirks.secondLevel == "refuse" || len(fresh) != 1 {
		return nil, bad("The roles '%s' and '%s' are mutually exclusive.", levels[0], levels[1])
	}
	return slices.DeleteFunc(roles, func(key string) bool { return w.meaning(key).level > 0 && key != fresh[0] }), nil
}

// granted adds what comes by itself: website access with a level or the client (R4),
// the real-time licence with the live levels (R7). Access that is taken away from
// somebody who keeps such a role is a contradiction (R18).
func (w *World) granted(before, roles []string, pbx bool) ([]string, *fail) {
	given, kept := false, false
	for _, key := range roles {
		if w.meaning(key).level > 0 || key == client {
			given, kept = given || !contains(before, key), true
		}
	}
	if kept && !contains(roles, websiteAccess) {
		if !given && w.quirks.accessLoss == "refuse" {
			return nil, bad("The role '%s' cannot be removed.", websiteAccess)
		}
		roles = append(roles, websiteAccess)
	}
	live := w.levelOf(roles) >= 3
	switch {
	case live && !pbx && w.quirks.manualLive == "refuse":
		return nil, bad("The role '%s' requires the role '%s'.", realtime, essential)
	case live && pbx && !contains(roles, realtime):
		roles = append(roles, realtime)
	case !live && w.quirks.realtimeLeaves && w.levelOf(before) >= 3:
		roles = less(roles, realtime)
	}
	return roles, nil
}

// login checks that whoever has website access can log in: the e-mail address is
// there, and is nobody else's among those of portal users, or of all (R5).
func (w *World) login(u *user, among string) *fail {
	if u.Email != "" && !isEmail(u.Email) {
		return invalid(u.Email)
	}
	if !u.portal() {
		return nil
	}
	if u.Email == "" {
		return required("email")
	}
	for _, other := range w.users.Among(w.emails[fold(u.Email)]) {
		if other.ID != u.ID && (other.portal() || among == "all") {
			return bad("The email '%s' is already in use.", u.Email)
		}
	}
	return nil
}
