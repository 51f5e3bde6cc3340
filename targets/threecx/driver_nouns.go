package threecx

import (
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/resolve"
)

// nouns is what each noun of the language becomes, sorted by path.
var nouns = sortedNouns(
	exact("departments", "Group"), exact("departments.title", "Group.Name"), exact("departments.language", "Group.Language"),
	exact("departments.timezone", "Group.TimeZoneId"), exact("departments.native", ""),
	implied("departments.parent", "departments are not nested on 3CX; what reaches into a subtree is set in each of its departments"),
	implied("departments.head", "3CX keeps no head; what is assigned to headOf a department is lowered"),

	exact("users", "User"), exact("users.firstName", "User.FirstName"), exact("users.lastName", "User.LastName"), unsupported("users.displayName", "3CX shows the first and last name"),
	exact("users.email", "User.EmailAddress"), exact("users.extension", "User.Number"), exact("users.mobile", "User.Mobile"),
	exact("users.language", "User.Language"), exact("users.department", "User.PrimaryGroupId"), exact("users.enabled", "User.Enabled"),
	exact("users.callerId", "User.OutboundCallerID"), exact("users.listed", "User.HideInPhonebook"), exact("users.position", "UserGroup.Rights.RoleName"),
	exact("users.voicemail.enabled", "User.VMEnabled"), exact("users.voicemail.email", "User.VMEmailOptions"), exact("users.voicemail.pin", "User.VMPIN"),
	exact("users.native", ""),
	unsupported("users.jobTitle", "3CX has no field for it"),
	implied("users.licences", "3CX licenses the system, not users"),
	unsupported("users.contactAdmin", "a role of GoTo Contact Center"),
	exact("users.forwarding.ringSeconds", "ForwardingProfile.NoAnswerTimeout"),
	unsupported("users.forwarding.followMe", "a profile rings the extension and, with native RingMyMobile, the mobile"),
	unsupported("users.forwarding.rules.always", "a user is put on a profile such as Away; write the rule away"),
	exact("users.forwarding.rules.away.internal", "AwayRoute.Internal"), exact("users.forwarding.rules.away.external", "AwayRoute.External"),
	exact("users.forwarding.rules.busy.internal", "AvailableRoute.BusyInternal"), exact("users.forwarding.rules.busy.external", "AvailableRoute.BusyExternal"),
	exact("users.forwarding.rules.noAnswer.internal", "AvailableRoute.NoAnswerInternal"), exact("users.forwarding.rules.noAnswer.external", "AvailableRoute.NoAnswerExternal"),
	exact("users.forwarding.rules.unregistered.internal", "AvailableRoute.NotRegisteredInternal"), exact("users.forwarding.rules.unregistered.external", "AvailableRoute.NotRegisteredExternal"),

	team("team"), team("department"),
	exact("groups.queue", "Queue"), exact("groups.queue.title", "Queue.Name"), exact("groups.queue.department", "Queue.Groups"), exact("groups.queue.extension", "Queue.Number"),
	exact("groups.queue.agents", "Queue.Agents"), exact("groups.queue.agents.skill", "QueueAgent.SkillGroup"), exact("groups.queue.agents.priority", "the order of Queue.Agents"),
	exact("groups.queue.supervisors", "Queue.Managers"), exact("groups.queue.strategy", "Queue.PollingStrategy"), exact("groups.queue.ringOrder", "the order of Queue.Agents"),
	exact("groups.queue.ringSeconds", "Queue.RingTimeout"), exact("groups.queue.wrapUp", "Queue.WrapUpTime"), exact("groups.queue.maxWait", "Queue.MasterTimeout"),
	exact("groups.queue.maxCallers", "Queue.MaxCallersInQueue"), exact("groups.queue.recording", "Queue.Recording"), exact("groups.queue.noAnswer", "Queue.ForwardNoAnswer"),
	exact("groups.queue.native", ""),
	unsupported("groups.queue.language", "a queue's prompts are a set; write native PromptSet"),
	exact("groups.ringGroup", "RingGroup"), exact("groups.ringGroup.title", "RingGroup.Name"), exact("groups.ringGroup.department", "RingGroup.Groups"), exact("groups.ringGroup.extension", "RingGroup.Number"),
	exact("groups.ringGroup.members", "RingGroup.Members"), exact("groups.ringGroup.strategy", "RingGroup.RingStrategy"), exact("groups.ringGroup.ringOrder", "the order of RingGroup.Members"),
	exact("groups.ringGroup.ringSeconds", "RingGroup.RingTime"), exact("groups.ringGroup.noAnswer", "RingGroup.ForwardNoAnswer"), exact("groups.ringGroup.native", ""),
	unsupported("groups.ringGroup.language", ""),
	exact("groups.parking", "Parking"), exact("groups.parking.extension", "Parking.Number"), exact("groups.parking.groups", "Parking.Groups"),
	exact("groups.parking.department", "Parking.Groups"), exact("groups.parking.native", ""),
	implied("groups.parking.title", "a parking has no name on 3CX"),
	unsupported("groups.parking.language", ""),
	unsupported("groups.inboxQueue", "queues of 3CX are for calls"), unsupported("groups.campaign", "3CX has no campaigns"),
	unsupported("groups.managerAssistant", ""), unsupported("groups.supervision", "rights over others are those of departments and queues"),
	unsupported("groups.workgroup", "a noun of Bitrix24"), unsupported("groups.userGroup", "a noun of Bitrix24"),
	unsupported("groups.reporting", "a noun of Dimensions"), unsupported("groups.pickup", "picking up calls is calls.operate in a department"),

	implied("roles", "a role of the site is spelled out in each membership"), exact("roles.base", "UserGroup.Rights.RoleName"),
	exact("roles.assign", "UserGroup"), unsupported("roles.native", "3CX keeps no roles of one's own"),

	exact("devices.deskphone", "User.Phones"), exact("devices.deskphone.owner", "User.Phones"), exact("devices.deskphone.mac", "Phone.MacAddress"),
	exact("devices.deskphone.model", "Phone.Name"), exact("devices.deskphone.template", "Phone.TemplateName"), exact("devices.deskphone.network", "Phone.Settings.ProvisionType"),
	exact("devices.deskphone.sbc", "Phone.Settings.SbcName"), exact("devices.deskphone.native", ""),
	implied("devices.deskphone.title", "a phone is named after its model on 3CX"),
	unsupported("devices.deskphone.language", "phones name languages in words of their own; write native PhoneLanguage"),
	unsupported("devices.deskphone.password", "3CX makes SIP passwords and provisions them"),
	implied("devices.softphone", "every extension has the apps"), unsupported("devices.softphone.clients", "apps cannot be shut one by one"),
	unsupported("devices.softphone.password", "3CX makes SIP passwords and provisions them"),
	implied("devices.webrtc", "every extension has the web client"),
	unsupported("devices.remoteExtension", "write mobile, or a forwarding rule"), unsupported("devices.mobile", "write users.<id>.mobile"),
	unsupported("devices.analogue", "adapters are provisioned in the console; their lines are not managed"),
	unsupported("workspaces", "a noun of Dimensions"),
	unsupported("targets.contactCenter", "a noun of GoTo Contact Center"),
)

func exact(path, as string) []resolve.NounCap {
	return []resolve.NounCap{{Path: path, Support: resolve.Exact, As: as}}
}

func implied(path, note string) []resolve.NounCap {
	return []resolve.NounCap{{Path: path, Support: resolve.Implied, Note: note}}
}

func unsupported(path, note string) []resolve.NounCap {
	return []resolve.NounCap{{Path: path, Support: resolve.Unsupported, Note: note}}
}

// team is a group with members and rights, alone or with its department.
func team(kind string) []resolve.NounCap {
	at := "groups." + kind
	return slices.Concat(exact(at, "Group"), exact(at+".title", "Group.Name"), exact(at+".department", "Group"), exact(at+".language", "Group.Language"),
		exact(at+".published", "Group.GloballyVisible"), exact(at+".members", "UserGroup"), exact(at+".members.role", "UserGroup.Rights.RoleName"),
		exact(at+".members.overrides", "UserGroup.Rights"), exact(at+".roleDefaults", "Group.Rights"), exact(at+".native", ""),
		unsupported(at+".extension", "3CX numbers departments by itself (GRP0001)"),
		unsupported(at+".members.primary", "the primary department is users.<id>.department"), unsupported(at+".members.as", ""))
}

func sortedNouns(parts ...[]resolve.NounCap) []resolve.NounCap {
	out := slices.Concat(parts...)
	slices.SortFunc(out, func(a, b resolve.NounCap) int { return strings.Compare(a.Path, b.Path) })
	return out
}
