package permission

import (
	"slices"
	"strings"
)

func toggle(group, name, about string) Permission {
	return Permission{Name: name, Group: group, Kind: Switch, Levels: []string{"false", "true"}, About: about}
}

func reach(group, name, levels, about string) Permission {
	return Permission{Name: name, Group: group, Kind: Reach, Levels: strings.Fields(levels), About: about}
}

func scale(group, name, levels, about string) Permission {
	return Permission{Name: name, Group: group, Kind: Scale, Levels: strings.Fields(levels), About: about}
}

// apart marks two levels as not comparable.
func (p Permission) apart(a, b string) Permission {
	p.Apart = append(p.Apart, [2]string{a, b})
	return p
}

// privileged marks a permission that lets its holder change rights on targets of
// these types.
func (p Permission) privileged(types ...string) Permission {
	p.Privileged = types
	return p
}

var catalogue = []Permission{
	scale(Calls, "calls.place", "none internal crm crmAndColleagues any", "whom one may call").apart("internal", "crm"),
	reach(Calls, "calls.history", "none own department organization", "lists and statistics of past calls"),
	reach(Calls, "chats.history", "none organization", "logs of chats"),
	reach(Calls, "calls.see", "none group organization", "calls in progress"),
	toggle(Calls, "calls.share", "own calls are shown to the group"),
	reach(Calls, "calls.operate", "none group", "divert, transfer and pick up calls of others"),
	reach(Calls, "calls.monitor", "none group organization", "listen, whisper and barge in"),
	reach(Calls, "calls.takeOver", "none organization", "take a call away from whoever has it"),
	reach(Calls, "calls.intercom", "none group", "speak through the phone of others without their answering"),
	toggle(Calls, "calls.park", "park calls"),
	reach(Calls, "calls.delegate", "none group", "switch a manager's delegation"),
	reach(Calls, "forwarding.manage", "none own group", "change call forwarding"),

	reach(Recordings, "recordings.listen", "none own group department organization", "listen to recordings"),
	reach(Recordings, "recordings.delete", "none own department organization", "delete recordings"),
	toggle(Recordings, "recordings.download", "download recordings; only with reports.see"),

	reach(People, "members.see", "none group", "see who is in the group"),
	toggle(People, "presence.share", "own presence is shown to the group"),
	toggle(People, "presence.shareOutside", "own presence is shown outside the group"),
	reach(People, "presence.set", "none group", "change the status of others"),
	toggle(People, "reception.operate", "wake-up calls, check in and check out"),
	reach(People, "agents.see", "none group organization", "see agents, their state and active queues"),
	reach(People, "agents.control", "none group organization", "change the agent status of others"),
	toggle(People, "phonebook.manage", "change the company phonebook"),
	toggle(People, "ivr.control", "switch voice menus"),

	scale(Administration, "rights.manage", "none noCost all", "change the rights of others").privileged("*"),
	reach(Administration, "extensions.manage", "none own group department organization", "create and change extensions"),
	toggle(Administration, "telephony.settings", "change the phone system's general settings").privileged("bitrix24"),
	toggle(Administration, "numbers.manage", "change lines, numbers and trunks"),
	toggle(Administration, "licences.assign", "give licences to users").privileged("*"),
	toggle(Administration, "billing.see", "see invoices"),
	toggle(Administration, "billing.pay", "pay invoices, top up the balance"),
	toggle(Administration, "groups.manage", "create groups and change their members"),
	toggle(Administration, "devices.manage", "manage devices and groups of them"),
	toggle(Administration, "templates.manage", "manage settings templates"),
	toggle(Administration, "users.productSettings", "change what a user may use of a product"),
	toggle(Administration, "system.manage", "administer the system itself"),
	scale(Administration, "reports.see", "none reports analytics live contactCenter", "see reports, each level with all before it"),
	toggle(Administration, "portal.access", "use the web portal"),
	toggle(Administration, "workspaces.manage", "manage the workspaces of a portal"),
	toggle(Administration, "api.manage", "allow the API and issue its tokens"),
	toggle(Administration, "webhooks.manage", "manage webhooks"),
	reach(Administration, "queues.members.manage", "none organization", "change who serves and supervises queues"),
}

var byName = slices.SortedFunc(slices.Values(catalogue), func(a, b Permission) int { return strings.Compare(a.Name, b.Name) })
