package gotoconnect

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

const (
	noQueueAPI  = "no API makes or changes queues: the plan lists what to set under Contact Center"
	otherSeller = "a licence of another system; what an account bought of GoTo is written as native licenseKeys"
	noCenterAPI = "no API reads or writes the contact centre: the plan lists what to set, and an attestation says that it is so"
)

func byPerson(path, note string) []resolve.NounCap {
	return []resolve.NounCap{{Path: path, Support: resolve.ByHand, Note: note}}
}

// guessed says of nouns that the request that writes them is inferred, or that a
// person does it where the profile says so.
func guessed(nouns []resolve.NounCap, p state.Profile, call string) []resolve.NounCap {
	i := slices.IndexFunc(Inferred, func(r InferredRoute) bool { return slices.Contains(r.Calls, call) })
	for n := range nouns {
		nouns[n].Note = "by an inferred request: " + Inferred[i].Route + "; profile.modules." + Inferred[i].Module + ": false leaves it to a person"
		if byHand(p, call) {
			nouns[n].Support = resolve.ByHand
		}
	}
	return nouns
}

// nouns is what each noun of the language becomes, sorted by path.
func nouns(p state.Profile) []resolve.NounCap {
	return draft.Nouns(userNouns, groupNouns(p), queueNouns("queue"), queueNouns("inboxQueue"), queueNouns("campaign"), restNouns, centerNouns())
}

var userNouns = slices.Concat(
	draft.Unsupported("departments", "an account has no departments; what identities say of one is kept by SCIM, which is not managed"),

	draft.Exact("users", "user"), draft.Exact("users.firstName", "user.firstName"), draft.Exact("users.lastName", "user.lastName"), draft.Exact("users.email", "user.email"),
	draft.Exact("users.extension", "extension.assignedPrimaryUserKey"), draft.Exact("users.displayName", "extension.name"), draft.Exact("users.listed", "extension.omitFromDirectories"),
	draft.Exact("users.position", "user.adminRoles, user.roleSets"), draft.Exact("users.native", ""),
	byPerson("users.contactAdmin", noCenterAPI), byPerson("users.licences.contactCenter", "a GoTo Contact Admin gives the Contact Center licence, and no API does"),
	draft.Implied("users.licences.essential", otherSeller), draft.Implied("users.licences.business", otherSeller), draft.Implied("users.licences.enterprise", otherSeller), draft.Implied("users.licences.attendant", otherSeller),
	draft.Implied("users.licences.professional", otherSeller), draft.Implied("users.licences.agent", otherSeller), draft.Implied("users.licences.ucClient", otherSeller), draft.Implied("users.licences.crm", otherSeller), draft.Implied("users.licences.realtime", otherSeller),
	draft.Exact("users.voicemail.pin", "voicemail.password"),
	draft.Exact("users.forwarding.followMe", "find-me-follow-me.ringSteps"),
	draft.Exact("users.forwarding.rules.noAnswer.internal", "find-me-follow-me.finalStep"), draft.Exact("users.forwarding.rules.noAnswer.external", "find-me-follow-me.finalStep"),
	draft.Exact("users.forwarding.rules.unregistered.internal", "find-me-follow-me.unavailableStep"), draft.Exact("users.forwarding.rules.unregistered.external", "find-me-follow-me.unavailableStep"),
	draft.Unsupported("users.forwarding.rules.always", "find-me-follow-me begins when somebody does not answer"), draft.Unsupported("users.forwarding.rules.away", "find-me-follow-me knows no states of people"),
	draft.Unsupported("users.forwarding.rules.busy", "find-me-follow-me knows no states of people"),
	draft.Unsupported("users.forwarding.ringSeconds", "how long the own phones ring is a step of followMe: begin it with the user"),
	draft.Unsupported("users.voicemail.enabled", "everybody with an extension has a mailbox"), draft.Unsupported("users.voicemail.email", "no request is known for messages about a person's mailbox"),
	draft.Unsupported("users.mobile", "a user has no field for it"), draft.Unsupported("users.jobTitle", "a user has no field for it"), draft.Unsupported("users.language", "a user has no field for it"),
	draft.Unsupported("users.department", "an account has no departments"), draft.Unsupported("users.enabled", "no request is known that shuts an account; users are deleted"),
	draft.Unsupported("users.callerId", "who may show a phone number is a permission of that number: write native phoneNumbers of the target"),
)

// groupNouns are groups with members, and those that are not there.
func groupNouns(p state.Profile) []resolve.NounCap {
	const g = "groups.userGroup"
	return slices.Concat(draft.Exact(g, "user group"), draft.Exact(g+".title", "name"), guessed(draft.Exact(g+".members", "members"), p, "user.group"),
		draft.Unsupported(g+".department", "user groups belong to no department"), draft.Unsupported(g+".language", "user groups have no language"), draft.Unsupported(g+".native", "a user group is its name and who is in it"),
		draft.Unsupported("groups.team", "write a group of kind userGroup, of which everybody is in one"), draft.Unsupported("groups.department", "an account has no departments"),
		draft.Unsupported("groups.ringGroup", "ring groups are made in the administration; no API knows who is in one"), draft.Unsupported("groups.managerAssistant", ""), draft.Unsupported("groups.supervision", "supervisors belong to queues: write groups of kind queue"),
		draft.Unsupported("groups.workgroup", "a noun of Bitrix24"), draft.Unsupported("groups.reporting", "a noun of Dimensions"), draft.Unsupported("groups.pickup", ""), draft.Unsupported("groups.parking", ""))
}

// queueNouns are the three kinds of group in which roles of the contact centre are
// held.
func queueNouns(kind string) []resolve.NounCap {
	g := "groups." + kind
	note := noQueueAPI
	if kind != "queue" {
		note = noCenterAPI
	}
	out := slices.Concat(byPerson(g, note), byPerson(g+".title", note), byPerson(g+".agents", note), byPerson(g+".supervisors", note), byPerson(g+".wrapUp", note),
		draft.Unsupported(g+".agents.skill", "skills are set under General settings, by people"), draft.Unsupported(g+".agents.priority", ""))
	if kind == "queue" {
		out = append(out, byPerson(g+".extension", note)...)
	} else {
		out = append(out, draft.Unsupported(g+".extension", "only call queues have a number here")...)
	}
	for _, name := range []string{"department", "language", "strategy", "ringOrder", "ringSeconds", "maxWait", "maxCallers", "recording", "noAnswer", "native"} {
		out = append(out, draft.Unsupported(g+"."+name, "no source of the vendor shows this setting of queues")...)
	}
	return out
}

var restNouns = slices.Concat(
	draft.Exact("roles", "custom role"), draft.Exact("roles.title", "name"), draft.Exact("roles.grants", "permissions"), draft.Exact("roles.assign", "user.roleSets"),
	draft.Unsupported("roles.base", "a custom role starts from nothing"), draft.Unsupported("roles.native", "a custom role is its name and what it permits"),
	draft.Exact("devices.deskphone", "device"), draft.Exact("devices.deskphone.title", "name"), draft.Exact("devices.deskphone.owner", "assignedUserKey"), draft.Exact("devices.deskphone.mac", "macAddress"),
	draft.Exact("devices.deskphone.model", "modelId, by the model's name"), draft.Exact("devices.deskphone.native", ""),
	draft.Unsupported("devices.deskphone.template", "the model decides"), draft.Unsupported("devices.deskphone.network", ""), draft.Unsupported("devices.deskphone.sbc", ""),
	draft.Unsupported("devices.deskphone.language", ""), draft.Unsupported("devices.deskphone.password", "the service makes and keeps it"),
	draft.Unsupported("devices.softphone", "everybody has the apps"), draft.Unsupported("devices.webrtc", "everybody has the apps"), draft.Unsupported("devices.remoteExtension", "write users.<id>.forwarding.followMe"),
	draft.Unsupported("devices.mobile", "write users.<id>.forwarding.followMe"), draft.Unsupported("devices.analogue", "adapters are devices with several lines, which are not managed"),
	draft.Unsupported("workspaces", "a noun of Dimensions"),
)

// centerNouns are the settings of the contact centre.
func centerNouns() []resolve.NounCap {
	out := byPerson("targets.contactCenter", noCenterAPI)
	for _, x := range settings {
		if x.fixed {
			out = append(out, resolve.NounCap{Path: "targets.contactCenter." + x.attr(), Support: resolve.Implied, Note: "it is always on"})
			continue
		}
		out = append(out, resolve.NounCap{Path: "targets.contactCenter." + x.attr(), Support: resolve.ByHand, As: x.label.en, Note: noCenterAPI})
	}
	return out
}
