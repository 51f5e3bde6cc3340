package bitrix24

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// cell is what one level of one permission becomes: a letter of a pair, or what
// it follows from. Lowering, raising and effective rights read this table.
type cell struct {
	permission string
	level      string
	support    resolve.Support
	pair       string
	letter     string
	note       string
}

// reach is a permission over people whose levels are letters.
func reach(permission, pair string) []cell {
	return []cell{
		{permission: permission, level: "none", support: resolve.Exact, pair: pair},
		{permission: permission, level: "own", support: resolve.Exact, pair: pair, letter: "A"},
		{permission: permission, level: "department", support: resolve.Exact, pair: pair, letter: "D"},
		{permission: permission, level: "organization", support: resolve.Exact, pair: pair, letter: "X"},
	}
}

// either is a switch that is one letter.
func either(permission, pair string) []cell {
	return []cell{
		{permission: permission, level: "false", support: resolve.Exact, pair: pair},
		{permission: permission, level: "true", support: resolve.Exact, pair: pair, letter: "X"},
	}
}

// follows is what nobody grants by itself: off is what every role says of it.
func follows(permission, off, note string, levels ...string) []cell {
	out := []cell{{permission: permission, level: off, support: resolve.Exact, note: note}}
	for _, l := range levels {
		out = append(out, cell{permission: permission, level: l, support: resolve.Implied, note: note})
	}
	return out
}

const (
	byAdministrator = "only portal administrators have it, whatever role they hold"
	bySettings      = "it comes with telephony.settings, and portal administrators have it"
)

// cells is sorted by permission.
var cells = slices.Concat(
	either("billing.pay", "BALANCE.MODIFY"),
	reach("calls.history", "CALL_DETAIL.VIEW"),
	[]cell{
		{permission: "calls.place", level: "none", support: resolve.Exact, pair: "CALL.PERFORM"},
		{permission: "calls.place", level: "internal", support: resolve.Unsupported, note: "Bitrix24 has CRM clients, those and colleagues, or any number; colleagues alone do not exist there"},
		{permission: "calls.place", level: "crm", support: resolve.Exact, pair: "CALL.PERFORM", letter: "C"},
		{permission: "calls.place", level: "crmAndColleagues", support: resolve.Exact, pair: "CALL.PERFORM", letter: "K"},
		{permission: "calls.place", level: "any", support: resolve.Exact, pair: "CALL.PERFORM", letter: "X"},
	},
	reach("extensions.manage", "USER.MODIFY"),
	follows("ivr.control", "false", bySettings, "true"),
	either("numbers.manage", "LINE.MODIFY"),
	reach("recordings.delete", "CALL_RECORD.MODIFY"),
	follows("recordings.download", "false", byAdministrator, "true"),
	reach("recordings.listen", "CALL_RECORD.LISTEN"),
	follows("rights.manage", "none", bySettings, "all"),
	follows("system.manage", "false", byAdministrator, "true"),
	either("telephony.settings", "SETTINGS.MODIFY"),
)

// cellOf finds what a level becomes.
func cellOf(permission, level string) (cell, bool) {
	i := slices.IndexFunc(cells, func(c cell) bool { return c.permission == permission && c.level == level })
	if i < 0 {
		return cell{}, false
	}
	return cells[i], true
}

// cellFor finds the level that a letter of a pair is.
func cellFor(pair, letter string) (cell, bool) {
	i := slices.IndexFunc(cells, func(c cell) bool { return c.pair == pair && c.letter == letter })
	if i < 0 {
		return cell{}, false
	}
	return cells[i], true
}

// Caps says what a portal of this profile can express.
func Caps(p state.Profile) resolve.Caps {
	c := resolve.Caps{Nouns: nouns(p), Unique: []string{"users.email", "extension"},
		Manage: []string{"departments", "groups", "memberships", "roles", "users"}}
	known := pairsOf(p)
	for _, x := range cells {
		g := resolve.GrantCap{Permission: x.permission, Level: x.level, Support: x.support, As: nameOf(x), Note: x.note}
		if x.letter == "D" && !converted(p) {
			g.Support, g.Note = resolve.Approximated, flat
		}
		if x.pair != "" && !slices.ContainsFunc(known, func(k pair) bool { return k.name == x.pair }) {
			g.Needs, g.Missing = "a newer version of the telephony module", x.letter != ""
		}
		c.Grants = append(c.Grants, g)
	}
	return c
}

const flat = "the company structure of this portal is not converted: Personal and department covers the own department, and whom a head leads, without what is below"

// nameOf is the vendor's name of what a cell sets.
func nameOf(x cell) string {
	switch {
	case x.pair != "" && x.letter == "":
		return x.pair + " ''"
	case x.pair != "":
		return x.pair + " " + x.letter
	case x.support == resolve.Exact:
		return "no role gives it"
	case x.note == bySettings:
		return "SETTINGS.MODIFY X"
	case x.note == byAdministrator:
		return "portal administrator"
	}
	return ""
}

// nouns is what each noun of the language becomes, sorted by path.
func nouns(p state.Profile) []resolve.NounCap {
	role := draft.Exact("roles", "role")
	if !hasModule(p) {
		role = byHand("roles", "no REST method of Bitrix24 reads or writes roles: the plan lists what to set on the page of access permissions")
	}
	groups := draft.Unsupported("groups.userGroup", "user groups exist On-Premise only")
	if onPremise(p) {
		groups = byHand("groups.userGroup", "user groups and who is in them are set in the control panel; a role is bound to one by its name")
		groups = append(groups, draft.Exact("groups.userGroup.title", "role.USER_GROUPS")...)
	}
	return draft.Nouns(role, groups, ownNouns)
}

func byHand(path, note string) []resolve.NounCap {
	return []resolve.NounCap{{Path: path, Support: resolve.ByHand, Note: note}}
}

var ownNouns = slices.Concat(
	draft.Exact("departments", "department"), draft.Exact("departments.title", "department.NAME"), draft.Exact("departments.parent", "department.PARENT"),
	draft.Exact("departments.head", "department.UF_HEAD"), draft.Exact("departments.native", ""),
	draft.Unsupported("departments.language", "a portal has one language for telephony"), draft.Unsupported("departments.timezone", "departments have no hours of their own"),

	draft.Exact("users", "user"), draft.Exact("users.firstName", "user.NAME"), draft.Exact("users.lastName", "user.LAST_NAME"), draft.Exact("users.email", "user.EMAIL"),
	draft.Exact("users.extension", "user.UF_PHONE_INNER"), draft.Exact("users.mobile", "user.PERSONAL_MOBILE"), draft.Exact("users.jobTitle", "user.WORK_POSITION"),
	draft.Exact("users.department", "user.UF_DEPARTMENT"), draft.Exact("users.enabled", "user.ACTIVE"), draft.Exact("users.native", ""),
	byHand("users.position", "no REST method makes portal administrators"),
	draft.Unsupported("users.displayName", "Bitrix24 shows the first and last name"), draft.Unsupported("users.language", "everybody chooses the own language"),
	draft.Unsupported("users.callerId", "the number shown is that of the user's outgoing line, which no REST method sets"),
	draft.Unsupported("users.listed", "every employee is in the company structure"), draft.Implied("users.licences", "Bitrix24 licenses the portal, not users"),
	draft.Unsupported("users.contactAdmin", "a role of GoTo Contact Center"),
	draft.Unsupported("users.voicemail", "Bitrix24 keeps no mailbox for each user"), draft.Unsupported("users.forwarding", "users forward calls in their own telephony settings, which no REST method sets"),

	draft.Exact("groups.workgroup", "workgroup"), draft.Exact("groups.workgroup.title", "workgroup.NAME"), draft.Exact("groups.workgroup.members", "member"),
	draft.Exact("groups.workgroup.members.as", "member.ROLE"), draft.Exact("groups.workgroup.native", ""),
	draft.Unsupported("groups.workgroup.department", "workgroups belong to no department"), draft.Unsupported("groups.workgroup.language", ""),
	draft.Unsupported("groups.team", "a team of the site is no thing on Bitrix24: write a workgroup"), draft.Unsupported("groups.department", "departments have their members by users.<id>.department"),
	draft.Unsupported("groups.queue", "queues of telephony are set by hand: Telephony, Configure telephony, Queue groups"), draft.Unsupported("groups.ringGroup", "queues of telephony are set by hand"),
	draft.Unsupported("groups.parking", ""), draft.Unsupported("groups.inboxQueue", "open channels are not managed"), draft.Unsupported("groups.campaign", ""),
	draft.Unsupported("groups.managerAssistant", ""), draft.Unsupported("groups.supervision", ""), draft.Unsupported("groups.reporting", "a noun of Dimensions"), draft.Unsupported("groups.pickup", ""),

	draft.Exact("roles.title", "role.NAME"), draft.Exact("roles.base", "a predefined role's letters"), draft.Exact("roles.grants", "role"), draft.Exact("roles.assign", "access codes"),
	draft.Unsupported("roles.native", "a role is eight letters and whom it is bound to"),

	device("deskphone"), device("softphone"),
	draft.Unsupported("devices.webrtc", "every employee may call from the portal"), draft.Unsupported("devices.remoteExtension", ""), draft.Unsupported("devices.mobile", "write users.<id>.mobile"),
	draft.Unsupported("devices.analogue", ""), draft.Unsupported("workspaces", "a noun of Dimensions"), draft.Unsupported("targets.contactCenter", "a noun of GoTo Contact Center"),
)

// device is anything that registers with the user's SIP account. The portal has
// one account for each user, and knows nothing of what registers with it.
func device(kind string) []resolve.NounCap {
	at := "devices." + kind
	out := slices.Concat(draft.Exact(at, "SIP device of the owner"), draft.Exact(at+".owner", "SIP device"), draft.Implied(at+".title", "the portal has no name for it"))
	for _, name := range []string{"mac", "model", "template", "network", "sbc", "language", "password", "clients", "native"} {
		out = append(out, draft.Unsupported(at+"."+name, "the portal gives a user one SIP account; what registers with it is configured where it stands")...)
	}
	return out
}
