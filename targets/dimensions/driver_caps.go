package dimensions

import (
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

const (
	byLevel  = "it comes with the supervisor access type: write reports.see"
	byGroups = "members of a user group see each other in the client's contacts: write groups of kind reporting"
	everyone = "the portal knows no smaller reach than the whole organization"
	monitors = "it listens, whispers, barges in and takes calls over, on every call: grant calls.monitor and calls.takeOver together"
	playback = "recordings of calls that the reports show, and of whole conferences one took part in, before joining and after leaving too; the reach is that of reports.see"
)

// grantsOf are all cells of the matrix, sorted by permission.
func grantsOf(p state.Profile) []resolve.GrantCap {
	return slices.Concat(
		reach(p, "agents.control", AgentControl, everyone, "none", "-group", "organization"),
		implied("agents.see", "contact_center", byLevel, "none", "organization"),
		toggle(p, "api.manage", APIAdmin, ""),
		implied("calls.history", "reports", byLevel, "none", "organization"),
		reach(p, "calls.monitor", SilentMonitor, monitors, "none", "-group", "organization"),
		implied("calls.see", "live_analytics", "statistics of active calls on the dashboard, not the calls: it comes with the supervisor access type", "none", "organization"),
		reach(p, "calls.takeOver", SilentMonitor, monitors, "none", "organization"),
		toggle(p, "licences.assign", ManageBillable, "whoever has it can give it to others"),
		implied("members.see", "user groups", byGroups, "none", "group"),
		toggle(p, "phonebook.manage", Directories, ""),
		toggle(p, "portal.access", Website, "it is given by itself with a supervisor access type or the UC client"),
		reach(p, "recordings.listen", Playback, playback, "none", "own", "~group", "~department", "organization"),
		exact("reports.see", Supervisor, "", "none", "reports", "analytics", "live", "contactCenter"),
		reach(p, "rights.manage", ManageUsers, "all is with manage_billable_items: grant licences.assign too", "none", "noCost", "all"),
		toggle(p, "telephony.settings", Settings, ""),
		toggle(p, "webhooks.manage", WebhooksAdmin, ""),
		toggle(p, "workspaces.manage", WorkspaceAdmin, ""),
	)
}

// exact are levels that can all be set.
func exact(permission, as, note string, levels ...string) []resolve.GrantCap {
	var out []resolve.GrantCap
	for _, l := range levels {
		out = append(out, resolve.GrantCap{Permission: permission, Level: l, Support: resolve.Exact, As: as, Note: note})
	}
	return out
}

// reach are levels of one box of the page: with "-" before those that it does not
// have, and "~" before those of which it has less. What has no key that is known is
// set by a person.
func reach(p state.Profile, permission, as, note string, levels ...string) []resolve.GrantCap {
	out := exact(permission, as, note, levels...)
	for i := range out {
		c := &out[i]
		switch {
		case strings.HasPrefix(c.Level, "-"):
			c.Level, c.Support = c.Level[1:], resolve.Unsupported
		case strings.HasPrefix(c.Level, "~"):
			c.Level, c.Support = c.Level[1:], resolve.Approximated
		case byHand(p, as):
			c.Support = resolve.ByHand
			c.Note = noKey(as)
		}
	}
	return out
}

func toggle(p state.Profile, permission, as, note string) []resolve.GrantCap {
	return reach(p, permission, as, note, "false", "true")
}

// implied are levels that follow from another grant.
func implied(permission, as, note string, levels ...string) []resolve.GrantCap {
	out := exact(permission, as, note, levels...)
	for i := range out[1:] {
		out[i+1].Support = resolve.Implied
	}
	return out
}

// noKey says why a person does it, and how to spare them.
func noKey(name string) string {
	return "its role key is documented nowhere: with options.permissionKeys." + name + " patchbay sets it itself"
}

// Caps says what a customer of this profile can express.
func Caps(p state.Profile) resolve.Caps {
	return resolve.Caps{Grants: grantsOf(p), Nouns: draft.Nouns(userNouns(p), groupNouns(), deviceNouns(), otherNouns()),
		Manage: []string{"groups", "memberships", "users", "workspaces"}}
}

func userNouns(p state.Profile) []resolve.NounCap {
	const l = "users.licences."
	const name = "displayName"
	crm := draft.Exact(l+"crm", CRM)
	if byHand(p, CRM) {
		crm = byPerson(l+"crm", CRM, noKey(CRM))
	}
	return slices.Concat(
		draft.Exact("users", "user"), draft.Exact("users.displayName", name), draft.Exact("users.firstName", name), draft.Exact("users.lastName", name), draft.Exact("users.email", "email"),
		draft.Implied("users.extension", "the phone system's: somebody with one is imported, never made"),
		draft.Implied("users.department", "the portal has no departments: roles are given to their people"),
		draft.Implied(l+"essential", "it comes with a user of the phone system and stays"),
		draft.Exact(l+"agent", Agent), draft.Exact(l+"professional", Professional), draft.Exact(l+"realtime", Realtime), draft.Exact(l+"ucClient", Client), crm,
		draft.Exact("users.native", ""),
		draft.Unsupported("users.callerId", "the phone system's"), draft.Unsupported("users.contactAdmin", "a role of GoTo Contact Center"),
		draft.Unsupported("users.enabled", "who may log in is portal.access"), draft.Unsupported("users.forwarding", "the phone system's"),
		draft.Unsupported("users.jobTitle", ""), draft.Unsupported("users.language", "everybody chooses it in the portal"), draft.Unsupported("users.listed", ""),
		draft.Unsupported("users.mobile", ""), draft.Unsupported("users.position", "rights are granted one by one: write roles"), draft.Unsupported("users.voicemail", "the phone system's"),
	)
}

func byPerson(path, as, note string) []resolve.NounCap {
	return []resolve.NounCap{{Path: path, Support: resolve.ByHand, As: as, Note: note}}
}

func groupNouns() []resolve.NounCap {
	const g, settings = "groups.reporting", "Settings, User Groups"
	out := slices.Concat(
		byPerson(g, "user group", settings), byPerson(g+".title", "name", settings), byPerson(g+".members", "members", settings), byPerson(g+".members.primary", "primaryGroup", "Users, Edit"),
		draft.Exact(g+".native", ""), draft.Unsupported(g+".department", "groups belong to no department"), draft.Unsupported(g+".language", ""),
	)
	for _, kind := range []string{"campaign", "department", "inboxQueue", "managerAssistant", "parking", "pickup", "queue", "ringGroup", "supervision", "team"} {
		note := "groups of the phone system, which is another target"
		if kind == "team" || kind == "department" {
			note = "groups of the portal are of kind reporting"
		}
		out = append(out, draft.Unsupported("groups."+kind, note)...)
	}
	return slices.Concat(out, draft.Unsupported("groups.userGroup", "a noun of Bitrix24"), draft.Unsupported("groups.workgroup", "a noun of Bitrix24"))
}

func deviceNouns() []resolve.NounCap {
	var out []resolve.NounCap
	for _, kind := range []string{"softphone", "webrtc"} {
		d := "devices." + kind
		out = slices.Concat(out, draft.Exact(d, "device"), draft.Exact(d+".owner", "user"), draft.Exact(d+".clients", "clientType"), draft.Exact(d+".clients.crm", "crm"),
			draft.Exact(d+".clients.desktop", "desktop"), draft.Exact(d+".clients.mobile", "mobile"), draft.Exact(d+".clients.web", "webrtc"), draft.Exact(d+".native", "the device's id on the phone system"),
			draft.Implied(d+".title", "devices are named on the phone system"))
		for _, f := range []string{"model", "language", "password", "number"} {
			out = append(out, draft.Unsupported(d+"."+f, "the phone system's")...)
		}
	}
	for _, kind := range []string{"analogue", "deskphone", "mobile", "remoteExtension"} {
		out = append(out, draft.Unsupported("devices."+kind, "devices are the phone system's; here clients register as softphones")...)
	}
	return out
}

func otherNouns() []resolve.NounCap {
	const w, users = "workspaces", "Users, Edit, Workspaces"
	return slices.Concat(
		draft.Implied("departments", "the portal has no departments: roles are given to their people"),
		draft.Exact("roles", "the roles of its holders"), draft.Exact("roles.assign", "the roles of its holders"), draft.Exact("roles.grants", ""),
		draft.Implied("roles.title", "a role is what its holders may do, and no thing of its own"),
		draft.Unsupported("roles.base", "there are no roles to start from"),
		byPerson(w, "workspace", users), byPerson(w+".title", "name", users), byPerson(w+".members", "access to a workspace", users), draft.Exact(w+".native", ""),
		draft.Unsupported("targets.contactCenter", "a noun of GoTo Contact Center"),
	)
}
