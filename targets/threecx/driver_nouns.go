package threecx

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// nouns is what each noun of the language becomes, sorted by path.
var nouns = draft.Nouns(
	draft.Exact("departments", "Group"), draft.Exact("departments.title", "Group.Name"), draft.Exact("departments.language", "Group.Language"),
	draft.Exact("departments.timezone", "Group.TimeZoneId"), draft.Exact("departments.native", ""),
	draft.Implied("departments.parent", "departments are not nested on 3CX; what reaches into a subtree is set in each of its departments"),
	draft.Implied("departments.head", "3CX keeps no head; what is assigned to headOf a department is lowered"),

	draft.Exact("users", "User"), draft.Exact("users.firstName", "User.FirstName"), draft.Exact("users.lastName", "User.LastName"), draft.Unsupported("users.displayName", "3CX shows the first and last name"),
	draft.Exact("users.email", "User.EmailAddress"), draft.Exact("users.extension", "User.Number"), draft.Exact("users.mobile", "User.Mobile"),
	draft.Exact("users.language", "User.Language"), draft.Exact("users.department", "User.PrimaryGroupId"), draft.Exact("users.enabled", "User.Enabled"),
	draft.Exact("users.callerId", "User.OutboundCallerID"), draft.Exact("users.listed", "User.HideInPhonebook"), draft.Exact("users.position", "UserGroup.Rights.RoleName"),
	draft.Exact("users.voicemail.enabled", "User.VMEnabled"), draft.Exact("users.voicemail.email", "User.VMEmailOptions"), draft.Exact("users.voicemail.pin", "User.VMPIN"),
	draft.Exact("users.native", ""),
	draft.Unsupported("users.jobTitle", "3CX has no field for it"),
	draft.Implied("users.licences", "3CX licenses the system, not users"),
	draft.Unsupported("users.contactAdmin", "a role of GoTo Contact Center"),
	draft.Exact("users.forwarding.ringSeconds", "ForwardingProfile.NoAnswerTimeout"),
	draft.Unsupported("users.forwarding.followMe", "a profile rings the extension and, with native RingMyMobile, the mobile"),
	draft.Unsupported("users.forwarding.rules.always", "a user is put on a profile such as Away; write the rule away"),
	draft.Exact("users.forwarding.rules.away.internal", "AwayRoute.Internal"), draft.Exact("users.forwarding.rules.away.external", "AwayRoute.External"),
	draft.Exact("users.forwarding.rules.busy.internal", "AvailableRoute.BusyInternal"), draft.Exact("users.forwarding.rules.busy.external", "AvailableRoute.BusyExternal"),
	draft.Exact("users.forwarding.rules.noAnswer.internal", "AvailableRoute.NoAnswerInternal"), draft.Exact("users.forwarding.rules.noAnswer.external", "AvailableRoute.NoAnswerExternal"),
	draft.Exact("users.forwarding.rules.unregistered.internal", "AvailableRoute.NotRegisteredInternal"), draft.Exact("users.forwarding.rules.unregistered.external", "AvailableRoute.NotRegisteredExternal"),

	team("team"), team("department"),
	draft.Exact("groups.queue", "Queue"), draft.Exact("groups.queue.title", "Queue.Name"), draft.Exact("groups.queue.department", "Queue.Groups"), draft.Exact("groups.queue.extension", "Queue.Number"),
	draft.Exact("groups.queue.agents", "Queue.Agents"), draft.Exact("groups.queue.agents.skill", "QueueAgent.SkillGroup"), draft.Exact("groups.queue.agents.priority", "the order of Queue.Agents"),
	draft.Exact("groups.queue.supervisors", "Queue.Managers"), draft.Exact("groups.queue.strategy", "Queue.PollingStrategy"), draft.Exact("groups.queue.ringOrder", "the order of Queue.Agents"),
	draft.Exact("groups.queue.ringSeconds", "Queue.RingTimeout"), draft.Exact("groups.queue.wrapUp", "Queue.WrapUpTime"), draft.Exact("groups.queue.maxWait", "Queue.MasterTimeout"),
	draft.Exact("groups.queue.maxCallers", "Queue.MaxCallersInQueue"), draft.Exact("groups.queue.recording", "Queue.Recording"), draft.Exact("groups.queue.noAnswer", "Queue.ForwardNoAnswer"),
	draft.Exact("groups.queue.native", ""),
	draft.Unsupported("groups.queue.language", "a queue's prompts are a set; write native PromptSet"),
	draft.Exact("groups.ringGroup", "RingGroup"), draft.Exact("groups.ringGroup.title", "RingGroup.Name"), draft.Exact("groups.ringGroup.department", "RingGroup.Groups"), draft.Exact("groups.ringGroup.extension", "RingGroup.Number"),
	draft.Exact("groups.ringGroup.members", "RingGroup.Members"), draft.Exact("groups.ringGroup.strategy", "RingGroup.RingStrategy"), draft.Exact("groups.ringGroup.ringOrder", "the order of RingGroup.Members"),
	draft.Exact("groups.ringGroup.ringSeconds", "RingGroup.RingTime"), draft.Exact("groups.ringGroup.noAnswer", "RingGroup.ForwardNoAnswer"), draft.Exact("groups.ringGroup.native", ""),
	draft.Unsupported("groups.ringGroup.language", ""),
	draft.Exact("groups.parking", "Parking"), draft.Exact("groups.parking.extension", "Parking.Number"), draft.Exact("groups.parking.groups", "Parking.Groups"),
	draft.Exact("groups.parking.department", "Parking.Groups"), draft.Exact("groups.parking.native", ""),
	draft.Implied("groups.parking.title", "a parking has no name on 3CX"),
	draft.Unsupported("groups.parking.language", ""),
	draft.Unsupported("groups.inboxQueue", "queues of 3CX are for calls"), draft.Unsupported("groups.campaign", "3CX has no campaigns"),
	draft.Unsupported("groups.managerAssistant", ""), draft.Unsupported("groups.supervision", "rights over others are those of departments and queues"),
	draft.Unsupported("groups.workgroup", "a noun of Bitrix24"), draft.Unsupported("groups.userGroup", "a noun of Bitrix24"),
	draft.Unsupported("groups.reporting", "a noun of Dimensions"), draft.Unsupported("groups.pickup", "picking up calls is calls.operate in a department"),

	draft.Implied("roles", "a role of the site is spelled out in each membership"), draft.Exact("roles.base", "UserGroup.Rights.RoleName"),
	draft.Exact("roles.assign", "UserGroup"), draft.Unsupported("roles.native", "3CX keeps no roles of one's own"),

	draft.Exact("devices.deskphone", "User.Phones"), draft.Exact("devices.deskphone.owner", "User.Phones"), draft.Exact("devices.deskphone.mac", "Phone.MacAddress"),
	draft.Exact("devices.deskphone.model", "Phone.Name"), draft.Exact("devices.deskphone.template", "Phone.TemplateName"), draft.Exact("devices.deskphone.network", "Phone.Settings.ProvisionType"),
	draft.Exact("devices.deskphone.sbc", "Phone.Settings.SbcName"), draft.Exact("devices.deskphone.native", ""),
	draft.Implied("devices.deskphone.title", "a phone is named after its model on 3CX"),
	draft.Unsupported("devices.deskphone.language", "phones name languages in words of their own; write native PhoneLanguage"),
	draft.Unsupported("devices.deskphone.password", "3CX makes SIP passwords and provisions them"),
	draft.Implied("devices.softphone", "every extension has the apps"), draft.Unsupported("devices.softphone.clients", "apps cannot be shut one by one"),
	draft.Unsupported("devices.softphone.password", "3CX makes SIP passwords and provisions them"),
	draft.Implied("devices.webrtc", "every extension has the web client"),
	draft.Unsupported("devices.remoteExtension", "write mobile, or a forwarding rule"), draft.Unsupported("devices.mobile", "write users.<id>.mobile"),
	draft.Unsupported("devices.analogue", "adapters are provisioned in the console; their lines are not managed"),
	draft.Unsupported("workspaces", "a noun of Dimensions"),
	draft.Unsupported("targets.contactCenter", "a noun of GoTo Contact Center"),
)

// team is a group with members and rights, alone or with its department.
func team(kind string) []resolve.NounCap {
	at := "groups." + kind
	return slices.Concat(draft.Exact(at, "Group"), draft.Exact(at+".title", "Group.Name"), draft.Exact(at+".department", "Group"), draft.Exact(at+".language", "Group.Language"),
		draft.Exact(at+".published", "Group.GloballyVisible"), draft.Exact(at+".members", "UserGroup"), draft.Exact(at+".members.role", "UserGroup.Rights.RoleName"),
		draft.Exact(at+".members.overrides", "UserGroup.Rights"), draft.Exact(at+".roleDefaults", "Group.Rights"), draft.Exact(at+".native", ""),
		draft.Unsupported(at+".extension", "3CX numbers departments by itself (GRP0001)"),
		draft.Unsupported(at+".members.primary", "the primary department is users.<id>.department"), draft.Unsupported(at+".members.as", ""))
}
