package asterisk

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// follows is what no user of the site can be given: it comes with an account of AMI or
// ARI, which is the administrator's to make.
func follows(permission, as, off string, levels ...string) []resolve.GrantCap {
	out := []resolve.GrantCap{{Permission: permission, Level: off, Support: resolve.Exact, As: "no account of AMI or ARI"}}
	for _, l := range levels {
		out = append(out, resolve.GrantCap{Permission: permission, Level: l, Support: resolve.Implied, As: as, Note: "it comes with " + as + ", which manager.conf and ari.conf say: an administrator writes them"})
	}
	return out
}

const (
	byCrm     = "a context knows no CRM: write a context of its own under native, or grant internal"
	onlyGroup = "members of the group pick up each other's calls, and cannot divert or transfer them"
)

// grants are sorted by permission.
var grants = slices.Concat(
	follows("agents.control", "the class agent of AMI", "none", "organization"),
	follows("agents.see", "the class agent of AMI", "none", "organization"),
	follows("calls.history", "the class cdr of AMI", "none", "organization"),
	follows("calls.monitor", "the class originate of AMI, or ARI", "none", "organization"),
	[]resolve.GrantCap{
		{Permission: "calls.operate", Level: "none", Support: resolve.Exact, As: "not in named_pickup_group"},
		{Permission: "calls.operate", Level: "group", Support: resolve.Approximated, As: "named_pickup_group", Note: onlyGroup},
		{Permission: "calls.place", Level: levelNone, Support: resolve.Exact, As: "context (options.contexts.none)"},
		{Permission: "calls.place", Level: levelInternal, Support: resolve.Exact, As: "context (options.contexts.internal)"},
		{Permission: "calls.place", Level: "crm", Support: resolve.Unsupported, Note: byCrm},
		{Permission: "calls.place", Level: "crmAndColleagues", Support: resolve.Unsupported, Note: byCrm},
		{Permission: "calls.place", Level: levelAny, Support: resolve.Exact, As: "context (options.contexts.any)"},
	},
	follows("calls.see", "the class call of AMI, or ARI", "none", "organization"),
	follows("calls.takeOver", "the class call of AMI, or ARI", "none", "organization"),
	follows("devices.manage", "ARI", "false", "true"),
	follows("extensions.manage", "ARI", "none", "organization"),
	follows("queues.members.manage", "the class agent of AMI", "none", "organization"),
	follows("rights.manage", "the classes config, command and system of AMI, or ARI", "none", "all"),
	follows("system.manage", "the classes config, command and system of AMI, or ARI", "false", "true"),
	follows("telephony.settings", "the class config of AMI", "false", "true"),
)

// Caps says what an Asterisk can express. No version and no module changes it.
func Caps(state.Profile) resolve.Caps {
	return resolve.Caps{Grants: grants, Nouns: nouns, Unique: []string{"extension"}, Manage: []string{"devices", "queues", "users"}, OneEdition: true}
}
