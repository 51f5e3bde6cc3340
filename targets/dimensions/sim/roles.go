package sim

import "slices"

// Keys of roles that have rules of their own.
const (
	websiteAccess  = "customer.user"
	essential      = "customer.user.pbx"
	realtime       = "customer.user.pbx.realtime"
	agentAddOn     = "customer.user.acd"
	client         = "customer.user.uc"
	professional   = "customer.user.uc.remote"
	resellerAccess = "account.user"
	resellerUsers  = "user.admin"
	onboarding     = "onboarding.admin"
)

// role is what a key means.
type role struct {
	key      string
	needs    string // role without which it cannot be had
	level    int    // 1 to 4: supervisor levels, of which one can be had
	licensed bool   // costs something
	readOnly bool   // set by the service alone
}

// customerRoles are the documented keys of customers' users. A permission is a role
// that needs website access.
var customerRoles = []role{
	{key: websiteAccess},
	{key: essential, licensed: true, readOnly: true},
	{key: client, needs: essential},
	{key: professional, needs: client, licensed: true},
	{key: realtime, needs: essential, licensed: true},
	{key: agentAddOn, needs: essential, licensed: true},
	{key: "customer.user.microsoftteams", licensed: true, readOnly: true},
	{key: "customer.user.supervisorl1", level: 1, licensed: true},
	{key: "customer.user.supervisorl2", level: 2, licensed: true},
	{key: "customer.user.supervisorl3", level: 3, licensed: true},
	{key: "customer.user.supervisorl4", level: 4, licensed: true},
	{key: "customer.settings", needs: websiteAccess},
}

// resellerRoles are the documented keys of resellers' users.
var resellerRoles = []string{
	resellerAccess, resellerUsers, "account.service.status", "account.storage.admin", "branding.admin", "customer.admin", onboarding, "webhooks.admin",
}

// Vendor's permissions of which the key is not documented for customers; a world
// says what they are. The first is an add-on that costs something.
const crm, manageUsers, manageBillable = "crm", "manage_users", "manage_billable_items"

// usualKeys are keys for what the vendor does not document. Three are those of the
// reseller's pages, the others are made up: a client that guesses one is wrong
// wherever a world has another.
func usualKeys() map[string]string {
	return map[string]string{
		crm: "customer.user.uc.crm", manageBillable: "billing.admin", "manage_contact_directories": "directory.admin", "workspace_admin": "workspace.admin",
		"rest_api_admin": onboarding, "webhooks_admin": "webhooks.admin", "supervisor_agent_control": "customer.user.acd.control",
		"silent_monitor": "customer.user.monitor", "recording_playback": "customer.recordings.playback",
	}
}

// role is what a key means for customers' users, or nil.
func (w *World) role(key string) *role {
	i := slices.IndexFunc(customerRoles, func(r role) bool { return r.key == key })
	if i >= 0 {
		return &customerRoles[i]
	}
	switch {
	case key == w.keyOf(crm):
		return &role{key: key, needs: essential, licensed: true}
	case w.permission(key) != "":
		return &role{key: key, needs: websiteAccess}
	}
	return nil
}

// meaning is role, without rules for what a newer version of the service brought.
func (w *World) meaning(key string) role {
	if r := w.role(key); r != nil {
		return *r
	}
	return role{key: key}
}

// keyOf is the role key of a vendor's permission.
func (w *World) keyOf(permission string) string {
	if permission == manageUsers {
		return or(w.permissionKeys[manageUsers], w.quirks.manageUsers)
	}
	return w.permissionKeys[permission]
}

// permission is the vendor's permission that a key stands for, or nothing.
func (w *World) permission(key string) string {
	if key == w.keyOf(manageUsers) {
		return manageUsers
	}
	return w.permissions[key]
}

// charged says whether a role costs something under the options.
func (w *World) charged(r role) bool {
	return r.licensed && (r.level == 0 || r.level >= w.quirks.chargesFrom)
}

// levelOf is the greatest supervisor level among roles.
func (w *World) levelOf(roles []string) int {
	level := 0
	for _, key := range roles {
		level = max(level, w.meaning(key).level)
	}
	return level
}

// raises says whether roles cost more than others did: a licence that was not there,
// or a higher supervisor level.
func (w *World) raises(before, after []string) bool {
	from := w.levelOf(before)
	for _, key := range after {
		r := w.meaning(key)
		if w.charged(r) && !contains(before, key) && (r.level == 0 || r.level > from) {
			return true
		}
	}
	return false
}
