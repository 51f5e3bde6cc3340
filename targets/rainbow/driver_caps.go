package rainbow

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

const (
	byPosition   = "it comes with the position in a manager/assistant group: write the group"
	bySupervisor = "supervisors of a supervision group have it: write the group"
	byAdmin      = "it comes with the position of a company administrator: write users.<id>.position"
	byDirectory  = "it comes with the role directory_admin: write it under native roles of the user"
)

// follows is a right that nobody grants by itself: every level but the first
// follows from as.
func follows(permission, as, note string, levels ...string) []resolve.GrantCap {
	out := []resolve.GrantCap{{Permission: permission, Level: levels[0], Support: resolve.Exact, As: "nobody has it by a role", Note: note}}
	for _, l := range levels[1:] {
		out = append(out, resolve.GrantCap{Permission: permission, Level: l, Support: resolve.Implied, As: as, Note: note})
	}
	return out
}

// grants are sorted by permission. Rainbow has no roles of one's own: who may do
// what follows from where people stand.
var grants = slices.Concat(
	follows("calls.delegate", "manager, assistant", byPosition, "none", "group"),
	follows("calls.operate", "supervisor", bySupervisor, "none", "group"),
	follows("calls.see", "supervisor", bySupervisor, "none", "group"),
	follows("devices.manage", "company_admin", byAdmin, "false", "true"),
	follows("extensions.manage", "company_admin", byAdmin, "none", "organization"),
	follows("forwarding.manage", "assistant", byPosition, "none", "group"),
	follows("groups.manage", "company_admin", byAdmin, "false", "true"),
	follows("licences.assign", "company_admin", byAdmin, "false", "true"),
	follows("phonebook.manage", "directory_admin", byDirectory, "false", "true"),
	follows("rights.manage", "company_admin", byAdmin, "none", "all"),
	follows("system.manage", "company_admin", byAdmin, "false", "true"),
)

// Caps says what a company of this profile can express.
func Caps(p state.Profile) resolve.Caps {
	return resolve.Caps{Grants: grants, Nouns: draft.Nouns(slices.Concat(ownNouns, assistants(p), pbxNouns(p), hubNouns(p))), Unique: []string{"users.email", "extension", "devices.mac"},
		Manage: []string{"associations", "devices", "groups", "hubGroups", "licences", "subscribers", "users"}}
}
