package sim

import (
	"encoding/json"
	"maps"
)

// The names of the predefined roles, in the order in which a portal makes them.
var defaultRoles = []struct {
	name        string
	permissions permissions
}{
	{"Administrator", permissions{"CALL_DETAIL.VIEW": "X", "CALL_RECORD.LISTEN": "X", "CALL.PERFORM": "X", "USER.MODIFY": "X", "SETTINGS.MODIFY": "X", "LINE.MODIFY": "X"}},
	{"Chief executive", permissions{"CALL_DETAIL.VIEW": "X", "CALL_RECORD.LISTEN": "X", "CALL.PERFORM": "X"}},
	{"Head of department", permissions{"CALL_DETAIL.VIEW": "D", "CALL_RECORD.LISTEN": "D", "CALL.PERFORM": "X"}},
	{"Manager", permissions{"CALL_DETAIL.VIEW": "A", "CALL_RECORD.LISTEN": "A", "CALL.PERFORM": "X"}},
}

// The versions of the telephony module that differ in what they know.
const (
	newest = "newest" // all eight pairs
	middle = "middle" // no CALL_RECORD.MODIFY
	older  = "older"  // no BALANCE.MODIFY either
)

var telephonyVersions = []string{newest, middle, older}

// preset fills a table of which the seed says nothing.
func (w *World) preset(name string) {
	switch name {
	case users:
		w.create(users, map[string]any{"ACTIVE": true, "ADMIN": true, "NAME": "Portal", "LAST_NAME": "Administrator", "EMAIL": "admin@portal.example", "UF_DEPARTMENT": []any{number1}, "USER_TYPE": "employee"})
	case departments:
		w.create(departments, map[string]any{"NAME": "Company", "SORT": number500})
	case roles:
		w.presetRoles()
	case access:
		w.presetAccess()
	case userGroups:
		w.create(userGroups, map[string]any{"NAME": "Administrators"})
		w.create(userGroups, map[string]any{"NAME": "All visitors"})
	case apps:
		w.create(apps, map[string]any{"client_id": "patchbay", "client_secret": "patchbay", "refresh_token": "patchbay", "scope": allScopes, "user": "1"})
	case webhooks:
		w.create(webhooks, map[string]any{"user": "1", "secret": "patchbay", "scope": allScopes})
	}
}

// presetRoles makes the four predefined roles. An installation On-Premise gives
// its administrators what newer versions added; the cloud does not.
func (w *World) presetRoles() {
	for i, r := range defaultRoles {
		p := maps.Clone(r.permissions)
		if i == 0 && !w.cloud() && w.head.TelephonyVersion != older {
			p["BALANCE.MODIFY"] = "X"
		}
		if i == 0 && !w.cloud() && w.head.TelephonyVersion == newest {
			p["CALL_RECORD.MODIFY"] = "X"
		}
		w.create(roles, map[string]any{"NAME": r.name, "PERMISSIONS": p.stored()})
	}
}

// presetAccess binds the predefined roles, as far as the world has them.
func (w *World) presetAccess() {
	bind := func(role, code string) {
		if r := w.table(roles).first(key("name", role)); r != nil && code != "" {
			w.create(access, map[string]any{"ROLE_ID": r.key(), "CODE": code})
		}
	}
	bind(defaultRoles[0].name, "G1")
	bind(defaultRoles[3].name, w.everybody())
}

// everybody is the code of the root department with all below it.
func (w *World) everybody() string {
	if root := w.table(departments).first(key("parent", "")); root != nil {
		return "DR" + root.key()
	}
	return ""
}

// Numbers as JSON holds them.
const (
	number1   = json.Number("1")
	number500 = json.Number("500")
)
