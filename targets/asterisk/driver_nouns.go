package asterisk

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

const (
	byDialplan    = "the dialplan decides it"
	byProvisioner = "Asterisk does not set phones up: whatever does has the user name and the password"
	besideIt      = byProvisioner + "; one warning for all devices says so"
	noPhonebook   = "Asterisk has no phonebook"
	aCode         = "a department is the account code of who is in it, and no more"
)

// nouns is what each noun of the language becomes, sorted by path.
var nouns = draft.Nouns(userNouns, groupNouns, queueNouns("queue"), queueNouns("ringGroup"), deviceNouns("deskphone"), deviceNouns("softphone"), deviceNouns("webrtc"), restNouns)

var userNouns = slices.Concat(
	draft.Implied("departments", aCode),

	draft.Exact("users", "endpoint"), draft.Exact("users.firstName", "endpoint.callerid"), draft.Exact("users.lastName", "endpoint.callerid"), draft.Exact("users.displayName", "endpoint.callerid"),
	draft.Implied("users.email", "an address is kept with the mailbox of who has one; of the others one warning for all says that it is kept nowhere"), draft.Exact("users.extension", "endpoint.id"), draft.Exact("users.language", "endpoint.language"), draft.Exact("users.department", "endpoint.accountcode"),
	draft.Exact("users.enabled", "endpoint.auth"), draft.Exact("users.native", ""),
	draft.Exact("users.voicemail.enabled", "mailbox"), draft.Exact("users.voicemail.email", "mailbox.attach, mailbox.delete"), draft.Exact("users.voicemail.pin", "mailbox.pin"),
	draft.Implied("users.licences", "Asterisk has no licences"),
	draft.Unsupported("users.mobile", "an endpoint has no field for it"), draft.Unsupported("users.jobTitle", "an endpoint has no field for it"), draft.Unsupported("users.callerId", byDialplan+": the caller id of an endpoint is what colleagues see"),
	draft.Unsupported("users.listed", noPhonebook), draft.Unsupported("users.contactAdmin", ""), draft.Unsupported("users.position", "accounts of AMI and ARI are not those of users"),
	draft.Unsupported("users.forwarding", byDialplan),
)

var groupNouns = slices.Concat(
	pickupNouns("team", "named_call_group"), draft.Exact("groups.team.members.role", "named_pickup_group"), draft.Exact("groups.team.members.overrides", "named_pickup_group"), draft.Unsupported("groups.team.roleDefaults", "nobody has a default role"),
	draft.Implied("groups.team.department", "a call group belongs to no department"), draft.Unsupported("groups.team.published", noPhonebook), draft.Unsupported("groups.team.extension", byDialplan),
	pickupNouns("pickup", "named_call_group, named_pickup_group"), draft.Unsupported("groups.pickup.members.role", "in a pickup group everybody picks up"), draft.Unsupported("groups.pickup.members.overrides", "in a pickup group everybody picks up"),
	draft.Unsupported("groups.department", aCode), draft.Unsupported("groups.inboxQueue", "Asterisk queues calls alone"), draft.Unsupported("groups.campaign", "Asterisk has no campaigns"),
	draft.Unsupported("groups.managerAssistant", byDialplan), draft.Unsupported("groups.supervision", "who sees calls has an account of AMI"), draft.Unsupported("groups.workgroup", "a noun of Bitrix24"), draft.Unsupported("groups.userGroup", "write a group of kind team"),
	draft.Unsupported("groups.reporting", "a noun of Dimensions"), draft.Unsupported("groups.parking", "parking lots are those of res_parking.conf and the dialplan"),
)

// pickupNouns are groups that are names on their members' endpoints.
func pickupNouns(kind, as string) []resolve.NounCap {
	g := "groups." + kind
	return slices.Concat(draft.Exact(g, as), draft.Exact(g+".members", as), draft.Implied(g+".title", "a call group is called by its id"), draft.Unsupported(g+".language", "call groups have no language"),
		draft.Unsupported(g+".native", "a call group is its name and who is in it"))
}

// queueNouns: both kinds are queues; what a caller waits for and what happens then
// is said where the dialplan calls Queue().
func queueNouns(kind string) []resolve.NounCap {
	g := "groups." + kind
	out := slices.Concat(draft.Exact(g, "queue"), draft.Implied(g+".title", "a queue is called by its id"), draft.Exact(g+".strategy", "strategy"), draft.Exact(g+".ringOrder", "the order of the lines member"), draft.Exact(g+".ringSeconds", "timeout"), draft.Exact(g+".native", ""),
		draft.Unsupported(g+".extension", byDialplan+": a number that calls Queue("+"<id>)"), draft.Unsupported(g+".noAnswer", byDialplan), draft.Unsupported(g+".language", byDialplan), draft.Unsupported(g+".published", noPhonebook), draft.Unsupported(g+".department", aCode))
	if kind == "ringGroup" {
		return append(out, slices.Concat(draft.Exact(g+".members", "member"), draft.Unsupported(g+".members.role", "members of a queue have no role"), draft.Unsupported(g+".members.overrides", "members of a queue have no rights of their own"))...)
	}
	return append(out, slices.Concat(draft.Exact(g+".agents", "member"), draft.Exact(g+".agents.priority", "penalty"), draft.Exact(g+".wrapUp", "wrapuptime"), draft.Exact(g+".maxCallers", "maxlen"),
		draft.Unsupported(g+".agents.skill", "Asterisk has penalties, and no skills"), draft.Unsupported(g+".supervisors", "who supervises queues has an account of AMI"), draft.Unsupported(g+".maxWait", byDialplan+": a timeout of Queue()"),
		draft.Unsupported(g+".recording", byDialplan+": MixMonitor()"))...)
}

// deviceNouns are devices that register.
func deviceNouns(kind string) []resolve.NounCap {
	d := "devices." + kind
	return slices.Concat(draft.Exact(d, "auth, aor and endpoint"), draft.Exact(d+".title", "endpoint.callerid"), draft.Exact(d+".owner", "the ids of the three"), draft.Exact(d+".password", "auth.password"), draft.Exact(d+".native", ""),
		draft.Implied(d+".mac", besideIt), draft.Implied(d+".model", besideIt), draft.Implied(d+".template", besideIt), draft.Unsupported(d+".network", byProvisioner+"; write rewrite_contact, force_rport and rtp_symmetric under native"),
		draft.Unsupported(d+".sbc", "write outbound_proxy under native"), draft.Unsupported(d+".language", byProvisioner), draft.Unsupported(d+".clients", "whoever has the password registers"))
}

var restNouns = slices.Concat(
	draft.Implied("roles", "a role is what it grants"), draft.Exact("roles.grants", "context, named_pickup_group"), draft.Unsupported("roles.base", "Asterisk has no roles to start from"), draft.Unsupported("roles.native", "Asterisk keeps no roles"),
	draft.Unsupported("devices.remoteExtension", byDialplan), draft.Unsupported("devices.mobile", byDialplan), draft.Unsupported("devices.analogue", "an adapter is a device that registers: write softphone"),
	draft.Unsupported("workspaces", "a noun of Dimensions"),
)
