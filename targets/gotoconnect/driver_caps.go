package gotoconnect

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// allowance is one box of a custom role. The names are those of the administration's
// page; that the page has the same in French is not known.
type allowance struct{ attr, label string }

// The boxes, in the order of the reference: what a custom role may do, what the old
// system called permissions, and whom one may call.
var allowances = []allowance{
	{"manageLicenses", "Manage licenses"}, {"manageUsers", "Manage users"}, {"manageProductSettings", "Manage user product settings"}, {"manageUserGroups", "Manage user groups"},
	{"manageDeviceGroups", "Manage device groups"}, {"manageTemplates", "Manage settings templates"}, {"accessHistory", "Access user history, usage, and data"}, {"accessRecordings", "Access call recordings"},
	{"viewInvoices", "View Invoices"}, {"payInvoices", "Pay Invoices"}, {"viewReports", "View Reports"},
	{"dialInternal", "Internal"}, {"dialLocal", "Local"}, {"dialLongDistance", "Domestic Long Distance"}, {"dialMobile", "Domestic Mobile"}, {"dialInternational", "International"},
	{"dialToll", "Toll Numbers"}, {"dialMalicious", "Malicious Area Codes"},
}

// dialling are the boxes that say whom one may call.
var dialling = []string{"dialInternal", "dialLocal", "dialLongDistance", "dialMobile", "dialInternational", "dialToll", "dialMalicious"}

// cell is what one level of one permission becomes: boxes that are on and off, or
// what it follows from. Lowering, raising and effective rights read this table.
type cell struct {
	permission, level string
	support           resolve.Support
	on, off           []string
	as, note          string
}

// box is a switch of a custom role that one permission is.
func box(permission, off, on, attr string) []cell {
	return []cell{{permission: permission, level: off, support: resolve.ByHand, off: []string{attr}, note: noBoxAPI}, {permission: permission, level: on, support: resolve.ByHand, on: []string{attr}, note: noBoxAPI}}
}

const noBoxAPI = "no API shows or sets what a custom role permits: the plan lists the boxes on its page"

// follows is what no custom role gives.
func follows(permission, as, note, off string, levels ...string) []cell {
	out := []cell{{permission: permission, level: off, support: resolve.Exact, as: "no custom role gives it"}}
	for _, l := range levels {
		out = append(out, cell{permission: permission, level: l, support: resolve.Implied, as: as, note: note})
	}
	return out
}

const (
	bySupervisor = "supervisors of a queue have it: write groups.<id>.supervisors"
	byContact    = "GoTo Contact Admins have it: write users.<id>.contactAdmin"
	byAdmin      = "it comes with a built-in role that carries far more: write users.<id>.position as admin"
	bySuper      = "it comes with the role of a super admin, who may do everything: write users.<id>.position as superAdmin"
	byCenter     = "supervisors and GoTo Contact Admins have it: write groups.<id>.supervisors, or users.<id>.contactAdmin"
)

// cells is sorted by permission.
var cells = slices.Concat(
	follows("agents.control", "supervisor", bySupervisor, "none", "group"),
	follows("agents.see", "supervisor", bySupervisor, "none", "group"),
	box("billing.pay", "false", "true", "payInvoices"),
	box("billing.see", "false", "true", "viewInvoices"),
	box("calls.history", "none", "organization", "accessHistory"),
	follows("calls.monitor", "supervisor", bySupervisor, "none", "group"),
	[]cell{
		{permission: "calls.place", level: "none", support: resolve.ByHand, off: dialling, note: noBoxAPI},
		{permission: "calls.place", level: "internal", support: resolve.ByHand, on: dialling[:1], off: dialling[1:], note: noBoxAPI},
		{permission: "calls.place", level: "any", support: resolve.ByHand, on: dialling, note: noBoxAPI},
	},
	follows("calls.see", "supervisor", bySupervisor, "none", "group"),
	[]cell{
		{permission: "devices.manage", level: "false", support: resolve.ByHand, off: []string{"manageDeviceGroups"}, note: noBoxAPI},
		{permission: "devices.manage", level: "true", support: resolve.Approximated, on: []string{"manageDeviceGroups"}, note: "a custom role manages groups of devices, and not the devices themselves"},
	},
	box("extensions.manage", "none", "organization", "manageUsers"),
	box("groups.manage", "false", "true", "manageUserGroups"),
	box("licences.assign", "false", "true", "manageLicenses"),
	follows("numbers.manage", "Super admin", bySuper, "false", "true"),
	follows("queues.members.manage", "GoTo Contact Admin", byContact, "none", "organization"),
	box("recordings.listen", "none", "organization", "accessRecordings"),
	[]cell{
		{permission: "reports.see", level: "none", support: resolve.ByHand, off: []string{"viewReports"}, note: noBoxAPI},
		{permission: "reports.see", level: "reports", support: resolve.ByHand, on: []string{"viewReports"}, note: noBoxAPI},
		{permission: "reports.see", level: "contactCenter", support: resolve.Implied, as: "supervisor, GoTo Contact Admin", note: byCenter},
	},
	follows("rights.manage", "Super admin", bySuper, "none", "all"),
	follows("system.manage", "Super admin", bySuper, "false", "true"),
	follows("telephony.settings", "Admin", byAdmin, "false", "true"),
	box("templates.manage", "false", "true", "manageTemplates"),
	box("users.productSettings", "false", "true", "manageProductSettings"),
)

// cellOf finds what a level becomes.
func cellOf(permission, level string) (cell, bool) {
	i := slices.IndexFunc(cells, func(c cell) bool { return c.permission == permission && c.level == level })
	if i < 0 {
		return cell{}, false
	}
	return cells[i], true
}

// labelOf is what the page calls a box.
func labelOf(attr string) string {
	i := slices.IndexFunc(allowances, func(a allowance) bool { return a.attr == attr })
	return allowances[i].label
}

// asBoxes names what a cell sets.
func (c cell) asBoxes() string {
	switch {
	case c.as != "":
		return c.as
	case len(c.on) == 0:
		return "not " + labelOf(c.off[0])
	case len(c.on) == len(dialling):
		return "all kinds of calls"
	}
	return labelOf(c.on[0])
}

// Caps says what an account can express.
func Caps(p state.Profile) resolve.Caps {
	c := resolve.Caps{Nouns: nouns(p), Unique: []string{"users.email", "extension", "devices.mac"},
		Manage: []string{"accounts", "campaigns", "devices", "extensions", "groups", "inboxQueues", "locations", "queues", "roles", "users"}}
	for _, x := range cells {
		c.Grants = append(c.Grants, resolve.GrantCap{Permission: x.permission, Level: x.level, Support: x.support, As: x.asBoxes(), Note: x.note})
	}
	return c
}
