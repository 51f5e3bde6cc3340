package threecx

import (
	"slices"

	"github.com/patchbay-dev/patchbay/schema/permission"
)

// role is one of the ten names that a membership's RoleName may have (observed
// by integrators; the OpenAPI has a plain string).
type role struct {
	wire  string
	base  string // what a site calls it; "" cannot be written
	label string // what the console calls it
	// console is what the role carries beside the flags of its group. Inferred
	// from the roles in users' tokens; where that leaves doubt, maybe has it.
	console map[string]string
	maybe   []string
}

// privileged reports whether the role may change the rights of others, or may
// not be known not to.
func (r role) privileged() bool { return r.wire == "system_owners" || r.wire == "system_admins" }

// carries reports whether the role gives at least this level of a console
// right. No role carries a level that takes a right away.
func (r role) carries(name, level string) bool {
	have, ok := r.console[name]
	return ok && !permission.None(level) && permission.AtMost(name, level, have)
}

var (
	carryOwn    = map[string]string{"extensions.manage": "own"}
	carryGroups = map[string]string{"extensions.manage": "group"}
	carryAdmin  = map[string]string{
		"extensions.manage": "organization", "groups.manage": "true", "system.manage": "true", "telephony.settings": "true",
	}
	carryAll = map[string]string{
		"extensions.manage": "organization", "groups.manage": "true", "system.manage": "true", "telephony.settings": "true",
		"calls.history": "organization", "chats.history": "organization", "recordings.listen": "organization", "recordings.download": "true",
		"reports.see": "reports", "numbers.manage": "true", "rights.manage": "all",
	}
)

// roleTable is in the order of growing power, which is the order in which one is
// looked for that carries what is asked.
var roleTable = []role{
	{wire: "users", base: "user", label: "User", console: carryOwn},
	{wire: "observers", base: "observer", label: "Observer", console: carryOwn},
	{wire: "receptionists", base: "receptionist", label: "Receptionist", console: carryOwn},
	{wire: "supervisors", base: "supervisor", label: "Supervisor", console: carryOwn},
	{wire: "managers", base: "manager", label: "Manager", console: carryGroups},
	{wire: "group_admins", base: "departmentAdmin", label: "Department Administrator", console: carryGroups},
	{wire: "group_owners", base: "owner", label: "Owner", console: carryGroups},
	{wire: "system_admins", base: "systemAdmin", label: "System Administrator", console: carryAdmin, maybe: []string{"numbers.manage", "rights.manage"}},
	{wire: "system_owners", base: "systemOwner", label: "System Owner", console: carryAll},
	{wire: "system", label: "system", console: nil},
}

// roleByBase finds a role by what a site calls it. The wire names are
// understood too, so that what a snapshot shows can be copied into a site.
func roleByBase(name string) (role, bool) {
	return roleBy(func(r role) bool { return r.base == name && name != "" || r.wire == name && r.base != "" })
}

func roleByWire(name string) (role, bool) {
	return roleBy(func(r role) bool { return r.wire == name })
}

func roleBy(is func(role) bool) (role, bool) {
	i := slices.IndexFunc(roleTable, is)
	if i < 0 {
		return role{}, false
	}
	return roleTable[i], true
}

// baseNames are the words a site may use, for hints.
func baseNames() []string {
	var out []string
	for _, r := range roleTable {
		if r.base != "" {
			out = append(out, r.base)
		}
	}
	return out
}
