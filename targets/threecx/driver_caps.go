package threecx

import (
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/schema/permission"
)

// setting is one flag that a level sets.
type setting struct {
	flag string
	on   bool
	user bool // a switch of the extension rather than of a membership
}

// cell is what one level of one permission becomes. The whole mapping of rights
// is this table: lowering, raising and effective rights all read it.
type cell struct {
	permission string
	level      string
	support    resolve.Support
	sets       []setting
	pro        bool // Professional and Enterprise only (3CX help page on groups)
	note       string
}

// flag is a permission that one flag of a membership stands for: off at none or
// false, on at group or true.
func flag(permission, off, on, name string) []cell {
	return []cell{
		{permission: permission, level: off, support: resolve.Exact, sets: []setting{{flag: name}}},
		{permission: permission, level: on, support: resolve.Exact, sets: []setting{{flag: name, on: true}}},
	}
}

func pro(cells ...cell) []cell {
	for i := range cells {
		cells[i].pro = cells[i].sets != nil && slices.ContainsFunc(cells[i].sets, func(s setting) bool { return s.on })
	}
	return cells
}

// wide is a level that covers everybody and is held by the groups alone.
func wide(permission, name string) cell {
	return cell{permission: permission, level: "organization", support: resolve.Approximated, sets: []setting{{flag: name, on: true}},
		note: "3CX shows calls of the groups in which the role is held; there is no flag for everybody"}
}

func console(permission string, levels ...string) []cell {
	out := make([]cell, len(levels))
	for i, l := range levels {
		out[i] = cell{permission: permission, level: l, support: resolve.ByRole, note: "console rights have no flags in V20: they follow from the role"}
	}
	return out
}

// cells is sorted by permission.
var cells = slices.Concat(
	[]cell{
		{permission: "calls.history", level: "none", support: resolve.ByRole},
		{permission: "calls.history", level: "organization", support: resolve.ByRole},
	},
	flag("calls.intercom", "none", "group", "CanIntercom"),
	pro(append(flag("calls.monitor", "none", "group", "CanBargeIn"), wide("calls.monitor", "CanBargeIn"))...),
	flag("calls.operate", "none", "group", "PerformOperations"),
	flag("calls.park", "false", "true", "AllowParking"),
	[]cell{
		{permission: "calls.place", level: "none", support: resolve.Unsupported, note: "3CX has no switch against all calls; outbound rules, by department, are set in the console"},
		{permission: "calls.place", level: "internal", support: resolve.Exact, sets: []setting{{"Internal", true, true}}},
		{permission: "calls.place", level: "any", support: resolve.Exact, sets: []setting{{"Internal", false, true}}},
	},
	append(flag("calls.see", "none", "group", "CanSeeGroupCalls"), wide("calls.see", "CanSeeGroupCalls")),
	flag("calls.share", "false", "true", "ShowMyCalls"),
	console("chats.history", "none", "organization"),
	[]cell{
		{permission: "extensions.manage", level: "none", support: resolve.Unsupported, note: "every user manages the own account"},
	},
	console("extensions.manage", "own", "group", "organization"),
	console("groups.manage", "false", "true"),
	flag("ivr.control", "false", "true", "AllowIVR"),
	flag("members.see", "none", "group", "CanSeeGroupMembers"),
	console("numbers.manage", "false", "true"),
	flag("phonebook.manage", "false", "true", "AllowToManageCompanyBook"),
	flag("presence.set", "none", "group", "AllowToChangePresence"),
	flag("presence.share", "false", "true", "ShowMyPresence"),
	flag("presence.shareOutside", "false", "true", "ShowMyPresenceOutside"),
	flag("reception.operate", "false", "true", "AssignClearOperations"),
	[]cell{
		{permission: "recordings.delete", level: "none", support: resolve.Exact, sets: []setting{{"MyPhoneAllowDeleteRecordings", false, true}}},
		{permission: "recordings.delete", level: "own", support: resolve.Exact, sets: []setting{{"MyPhoneAllowDeleteRecordings", true, true}}},
	},
	console("recordings.download", "false", "true"),
	[]cell{
		{permission: "recordings.listen", level: "none", support: resolve.Exact,
			sets: []setting{{"CanSeeGroupRecordings", false, false}, {"AllowOwnRecordings", false, true}, {"MyPhoneShowRecordings", false, true}}},
		{permission: "recordings.listen", level: "own", support: resolve.Exact,
			sets: []setting{{"CanSeeGroupRecordings", false, false}, {"AllowOwnRecordings", true, true}, {"MyPhoneShowRecordings", true, true}}},
		{permission: "recordings.listen", level: "group", support: resolve.Exact, sets: []setting{{"CanSeeGroupRecordings", true, false}}, pro: true},
		{permission: "recordings.listen", level: "department", support: resolve.Approximated, sets: []setting{{"CanSeeGroupRecordings", true, false}}, pro: true,
			note: "the flag is set in each department of the subtree to which the user belongs"},
		{permission: "recordings.listen", level: "organization", support: resolve.ByRole},
	},
	console("reports.see", "none", "reports"),
	console("rights.manage", "none"),
	[]cell{{permission: "rights.manage", level: "all", support: resolve.Implied, note: "it comes with the role System Owner and is never granted alone"}},
	console("system.manage", "false", "true"),
	console("telephony.settings", "false", "true"),
)

// cellOf finds what a level becomes.
func cellOf(permission, level string) (cell, bool) {
	i := slices.IndexFunc(cells, func(c cell) bool { return c.permission == permission && c.level == level })
	if i < 0 {
		return cell{}, false
	}
	return cells[i], true
}

// Caps says what a 3CX of this profile can express.
func Caps(p state.Profile) resolve.Caps {
	c := resolve.Caps{Nouns: nouns, Unique: []string{"users.email", "extension", "devices.mac"},
		Manage: []string{"devices", "groups", "memberships", "parkings", "queues", "ringGroups", "roles", "users"}}
	basic := p.Edition != "" && !hasPro(p.Edition)
	for _, x := range cells {
		g := resolve.GrantCap{Permission: x.permission, Level: x.level, Support: x.support, As: nameOf(x), Note: x.note}
		if x.pro {
			g.Needs, g.Missing = "the edition Professional or Enterprise", basic
		}
		c.Grants = append(c.Grants, g)
	}
	return c
}

// hasPro reports whether an edition has what Professional has. The names are
// the vendor's own and those of its licence codes ("ENT", "PROF", "8SC+ ENT/AI").
func hasPro(edition string) bool {
	e := strings.ToLower(edition)
	return strings.Contains(e, "pro") || strings.Contains(e, "ent")
}

// nameOf is the vendor's name of what a cell sets.
func nameOf(x cell) string {
	switch {
	case permission.None(x.level) && x.support == resolve.ByRole:
		return "a role without it"
	case x.support == resolve.ByRole || x.support == resolve.Implied:
		return carriers(x.permission, x.level)
	case len(x.sets) == 0:
		return ""
	}
	names := make([]string, len(x.sets))
	for i, s := range x.sets {
		names[i] = s.flag
		if s.user {
			names[i] = "User." + s.flag
		}
		if !s.on {
			names[i] += " off"
		}
	}
	return strings.Join(names, ", ")
}

// carriers are the roles that a console right follows from.
func carriers(permission, level string) string {
	var out []string
	for _, r := range roleTable {
		if r.carries(permission, level) {
			out = append(out, r.label)
		}
	}
	return strings.Join(out, ", ")
}
