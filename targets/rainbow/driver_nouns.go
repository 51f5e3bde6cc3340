package rainbow

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// ownNouns are what both products have, and what neither has.
var ownNouns = slices.Concat(
	draft.Implied("departments", "a department is a word that its people carry: user.department is its title"),

	draft.Exact("users", "user"), draft.Exact("users.firstName", "user.firstName"), draft.Exact("users.lastName", "user.lastName"), draft.Exact("users.email", "user.loginEmail"),
	draft.Exact("users.mobile", "user.phoneNumbers"), draft.Exact("users.jobTitle", "user.jobTitle"), draft.Exact("users.language", "user.language"),
	draft.Exact("users.department", "user.department"), draft.Exact("users.enabled", "user.isActive"),
	draft.Exact("users.licences.business", "profile of RB-Business"), draft.Exact("users.licences.enterprise", "profile of RB-Enterprise"), draft.Exact("users.licences.attendant", "profile of Attendant Custom"),
	draft.Implied("users.licences.essential", "it comes with the account and stays"),
	draft.Exact("users.position", "user.roles, user.adminType"), draft.Exact("users.native", ""),
	draft.Unsupported("users.displayName", "Rainbow shows the first and last name"),
	draft.Unsupported("users.callerId", "the number shown is the PBX's to decide; on the Hub write native ddi"),
	draft.Unsupported("users.listed", "who is seen by whom is visibility: write it under native"),
	draft.Unsupported("users.contactAdmin", "a role of GoTo Contact Center"),
	draft.Unsupported("users.voicemail", "mailboxes are the PBX's"),
	draft.Unsupported("users.forwarding", "forwards are the users' own to set in their apps; no administrator's request is known for them"),

	draft.Unsupported("groups.managerAssistant.department", "groups belong to no department"), draft.Unsupported("groups.managerAssistant.language", "groups have no language"),

	draft.Unsupported("groups.team", "Rainbow has groups for managers and assistants, for supervision and, on the Hub, that ring"),
	draft.Unsupported("groups.department", "departments are words that people carry"), draft.Unsupported("groups.queue", "queues are not managed"),
	draft.Unsupported("groups.inboxQueue", ""), draft.Unsupported("groups.campaign", ""), draft.Unsupported("groups.workgroup", "a noun of Bitrix24"),
	draft.Unsupported("groups.userGroup", "a noun of Bitrix24"), draft.Unsupported("groups.reporting", "a noun of Dimensions"),
	draft.Unsupported("groups.pickup", "supervisors pick up the calls of those they supervise: write a supervision group"), draft.Unsupported("groups.parking", ""),

	draft.Unsupported("roles", "Rainbow has no roles of one's own: rights follow from positions in groups and from users.<id>.position"),
	draft.Unsupported("devices.softphone", "everybody has the apps"), draft.Unsupported("devices.webrtc", "everybody has the apps"),
	draft.Unsupported("devices.mobile", "write users.<id>.mobile"), draft.Unsupported("devices.analogue", "adapters are the PBX's"),
	draft.Unsupported("devices.remoteExtension", "a remote extension is one of the PBX: write it as users.<id>.extension"),
	draft.Unsupported("workspaces", "a noun of Dimensions"), draft.Unsupported("targets.contactCenter", "a noun of GoTo Contact Center"),
)

// assistants is a group of manager and assistants, which both products have. On a
// PBX it is written by requests that are inferred, or by a person.
func assistants(p state.Profile) []resolve.NounCap {
	const g = "groups.managerAssistant"
	out := slices.Concat(draft.Exact(g, "group of manager and assistants"), draft.Exact(g+".title", "name"), draft.Exact(g+".manager", "manager (Hub: leader)"), draft.Exact(g+".assistants", "assistant"), draft.Exact(g+".native", ""))
	return slices.Concat(guessed(out, p, "supervision.create"), guessed(draft.Exact(g+".assistants.loggedOut", "member.status"), p, "supervision.status"),
		guessed(draft.Exact(g+".delegation", "member.isDelegationEnabled (Hub: the leader's status)"), p, "supervision.delegation"))
}

// guessed says of nouns of a PBX that the request that writes them is inferred, or
// that a person does it where the profile says so.
func guessed(nouns []resolve.NounCap, p state.Profile, call string) []resolve.NounCap {
	if !has(p, ProductPBX) {
		return nouns
	}
	i := slices.IndexFunc(Inferred, func(r InferredRoute) bool { return slices.Contains(r.Calls, call) })
	for n := range nouns {
		nouns[n].Note = "on a PBX by an inferred request: " + Inferred[i].Route + "; profile.modules." + Inferred[i].Module + ": false leaves it to a person"
		if byHand(p, call) {
			nouns[n].Support = resolve.ByHand
		}
	}
	return nouns
}

// pbxNouns are those of product A.
func pbxNouns(p state.Profile) []resolve.NounCap {
	if !has(p, ProductPBX) {
		return draft.Unsupported("groups.supervision", "the Hub has supervision in its consoles only")
	}
	const g = "groups.supervision"
	own := slices.Concat(draft.Exact(g, "supervision group"), draft.Exact(g+".title", "name"), draft.Exact(g+".members", "supervised"), draft.Exact(g+".supervisors", "supervisor"), draft.Exact(g+".native", ""))
	out := slices.Concat(guessed(own, p, "supervision.create"),
		draft.Unsupported(g+".extension", "supervision groups have no number"), draft.Unsupported(g+".department", "groups belong to no department"), draft.Unsupported(g+".language", "groups have no language"))
	if has(p, ProductHub) {
		return out
	}
	return slices.Concat(out, draft.Exact("users.extension", "phone number of the PBX"),
		draft.Unsupported("groups.managerAssistant.extension", "a group of a PBX has no number: its manager's is called"), draft.Unsupported("groups.managerAssistant.ringSeconds", "how long phones ring is the PBX's to decide"),
		draft.Unsupported("groups.ringGroup", "ring groups are the PBX's"), draft.Unsupported("devices.deskphone", "desk phones are the PBX's: an extension is associated with users.<id>.extension"))
}

// hubNouns are those of product B.
func hubNouns(p state.Profile) []resolve.NounCap {
	if !has(p, ProductHub) {
		return nil
	}
	const r, v = "groups.ringGroup", "devices.deskphone"
	return slices.Concat(draft.Exact("users.extension", "subscriber.shortNumber"),
		draft.Exact("groups.managerAssistant.extension", "hubGroup.shortNumber"), draft.Exact("groups.managerAssistant.ringSeconds", "hubGroup.timeout"),
		draft.Exact(r, "hubGroup"), draft.Exact(r+".title", "hubGroup.name"), draft.Exact(r+".extension", "hubGroup.shortNumber"), draft.Exact(r+".members", "agent"),
		draft.Exact(r+".strategy", "hubGroup.policy"), draft.Exact(r+".ringOrder", "the order of members"), draft.Exact(r+".ringSeconds", "hubGroup.timeout"), draft.Exact(r+".native", ""),
		draft.Unsupported(r+".department", "groups belong to no department"), draft.Unsupported(r+".language", "groups have no language"),
		draft.Unsupported(r+".noAnswer", "overflow is set by those who are in the group"),
		draft.Exact(v, "device"), draft.Exact(v+".owner", "device of a subscriber"), draft.Exact(v+".mac", "device.macAddress"), draft.Exact(v+".model", "device.deviceTypeId"), draft.Exact(v+".title", "device.description"), draft.Exact(v+".native", ""),
		draft.Unsupported(v+".template", ""), draft.Unsupported(v+".network", ""), draft.Unsupported(v+".sbc", ""), draft.Unsupported(v+".language", ""), draft.Unsupported(v+".password", "the Hub makes SIP passwords and provisions them"))
}
