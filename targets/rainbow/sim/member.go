package sim

import "slices"

// member is one entry of a group: a supervision group's or a Hub group's.
type member struct {
	user       string
	roles      []string
	status     string // "active" is logged in, "idle" is not
	delegation bool   // supervision groups: on the manager
	inOut      any    // inOutPermission: its values are not known, so it is kept as it came
}

func (m member) has(role string) bool { return has(m.roles, role) }

// membersOf reads the members of a group; nil for what is none.
func membersOf(o *object) []member {
	return readMembers(o.list("members"))
}

func readMembers(items []any) []member {
	var out []member
	for _, item := range items {
		if raw, ok := item.(map[string]any); ok {
			out = append(out, readMember(raw))
		}
	}
	return out
}

func readMember(raw map[string]any) member {
	m := member{inOut: raw["inOutPermission"]}
	m.user, _ = raw["userId"].(string)
	if m.user == "" {
		m.user, _ = raw["memberId"].(string)
	}
	roles, _ := raw["roles"].([]any)
	for _, r := range roles {
		if s, ok := r.(string); ok {
			m.roles = append(m.roles, s)
		}
	}
	m.status, _ = raw["status"].(string)
	m.delegation, _ = raw["isDelegationEnabled"].(bool)
	return m
}

// saved is how a member is kept; key is the vendor's word for whose it is:
// userId or memberId.
func (m member) saved(key string) map[string]any {
	roles := make([]any, 0, len(m.roles))
	for _, r := range m.roles {
		roles = append(roles, r)
	}
	out := map[string]any{key: m.user, "roles": roles, "status": m.status}
	if m.inOut != nil {
		out["inOutPermission"] = m.inOut
	}
	if key == "userId" {
		out["isDelegationEnabled"] = m.delegation
	}
	return out
}

func savedMembers(all []member, key string) []any {
	out := make([]any, 0, len(all))
	for _, m := range all {
		out = append(out, m.saved(key))
	}
	return out
}

// with are the members that have a role.
func with(all []member, role string) []member {
	return slices.DeleteFunc(slices.Clone(all), func(m member) bool { return !m.has(role) })
}

// find is the place of a user among members, or -1.
func find(all []member, user string) int {
	return slices.IndexFunc(all, func(m member) bool { return m.user == user })
}
