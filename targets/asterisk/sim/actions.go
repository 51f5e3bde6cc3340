package sim

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// action is one thing that a client of AMI may ask for.
type action struct {
	name  string
	about string
	needs []string // classes, one of which the account must be able to write; nil: anybody who is logged in
	do    func(*World, message) answer
	talk  func(*World, *session, request) answer // instead of do, for what is about the session or the order of lines
	reads bool                                   // it changes nothing
	since int                                    // the first version that has it; 0 is all
}

// catalogue is made when it is first needed: actions that list actions are in it.
var catalogue struct {
	once sync.Once
	all  []action
	at   map[string]int // by name in lower case
}

// actions are those that are answered, in the order in which they are listed.
func actions() []action {
	c := &catalogue
	c.once.Do(func() {
		c.all = slices.Concat(coreActions(), sessionActions(), configActions(), databaseActions(), channelActions(), dialplanActions(), pjsipActions(), queueActions(), voicemailActions())
		slices.SortFunc(c.all, func(a, b action) int { return cmp.Compare(strings.ToLower(a.name), strings.ToLower(b.name)) })
		c.at = map[string]int{}
		for i, a := range c.all {
			c.at[strings.ToLower(a.name)] = i
		}
	})
	return c.all
}

// actionNamed looks an action up, whatever its case.
func (w *World) actionNamed(name string) (*action, bool) {
	all := actions()
	i, ok := catalogue.at[strings.ToLower(name)]
	if !ok || all[i].since > w.major() {
		return nil, false
	}
	return &all[i], true
}

// readsOnly reports whether an action of that name changes nothing.
func readsOnly(name string) bool {
	all := actions()
	i, ok := catalogue.at[strings.ToLower(name)]
	return ok && all[i].reads
}

// The classes that actions need.
var (
	system      = []string{"system"}
	config      = []string{"config"}
	agents      = []string{"agent"}
	reporting   = []string{"system", "reporting"}
	calls       = []string{"call"}
	callReports = []string{"call", "reporting"}
)

func coreActions() []action {
	return []action{
		{name: "Command", about: "Execute Asterisk CLI Command.", needs: []string{"command"}, do: (*World).command},
		{name: "CoreSettings", about: "Show PBX core settings (version etc).", needs: reporting, do: (*World).coreSettings, reads: true},
		{name: "CoreStatus", about: "Show PBX core status variables.", needs: reporting, do: (*World).coreStatus, reads: true},
		{name: "ListCommands", about: "List available manager commands.", talk: (*World).listCommands, reads: true},
		{name: "LoggerRotate", about: "Reload and rotate the Asterisk logger.", needs: reporting, do: told("Reloaded the logger and rotated log files")},
		{name: "ModuleCheck", about: "Check if module is loaded.", needs: system, do: (*World).moduleCheck, reads: true},
		{name: "ModuleLoad", about: "Module management.", needs: system, do: (*World).moduleLoad},
		{name: "Ping", about: "Keepalive command.", do: (*World).pingAMI, reads: true},
		{name: "Reload", about: "Send a reload event.", needs: []string{"system", "config"}, do: (*World).reloadAMI},
	}
}

func sessionActions() []action {
	return []action{
		{name: "Challenge", about: "Generate Challenge for MD5 Auth.", talk: (*World).challengeAMI, reads: true},
		{name: "Events", about: "Control Event Flow.", talk: (*World).eventsAMI, reads: true},
		{name: "Filter", about: "Dynamically add filters for the current manager session.", needs: system, talk: (*World).filterAMI, reads: true},
		{name: "Login", about: "Login Manager.", talk: func(w *World, s *session, q request) answer { return w.login(s, q.message) }, reads: true},
		{name: "Logoff", about: "Logoff Manager.", talk: func(*World, *session, request) answer { return answer{} }, reads: true},
		{name: "UserEvent", about: "Send an arbitrary event.", needs: []string{"user"}, talk: (*World).userEvent, reads: true},
		{name: "WaitEvent", about: "Wait for an event to occur.", talk: (*World).waitEvent, reads: true},
	}
}

func configActions() []action {
	either := []string{"system", "config"}
	return []action{
		{name: "CreateConfig", about: "Creates an empty file in the configuration directory.", needs: config, do: (*World).createConfig},
		{name: "GetConfig", about: "Retrieve configuration.", needs: either, do: (*World).getConfig, reads: true},
		{name: "GetConfigJSON", about: "Retrieve configuration (JSON format).", needs: either, do: (*World).getConfigJSON, reads: true},
		{name: "ListCategories", about: "List categories in configuration file.", needs: config, do: (*World).listCategories, reads: true},
		{name: "UpdateConfig", about: "Update basic configuration.", needs: config, do: (*World).updateConfig},
	}
}

func databaseActions() []action {
	return []action{
		{name: "DBDel", about: "Delete DB entry.", needs: system, do: (*World).dbDel},
		{name: "DBDelTree", about: "Delete DB Tree.", needs: system, do: (*World).dbDelTree},
		{name: "DBGet", about: "Get DB Entry.", needs: reporting, do: (*World).dbGet, reads: true},
		{name: "DBGetTree", about: "Get DB entries, optionally at a particular family/key", needs: reporting, do: (*World).dbGetTree, reads: true},
		{name: "DBPut", about: "Put DB entry.", needs: system, do: (*World).dbPut},
	}
}

func dialplanActions() []action {
	return []action{
		{name: "DialplanExtensionAdd", about: "Add an extension to the dialplan", needs: system, do: (*World).extensionAdd},
		{name: "DialplanExtensionRemove", about: "Remove an extension from the dialplan", needs: system, do: (*World).extensionRemove},
		{name: "ExtensionState", about: "Check Extension Status.", needs: callReports, do: (*World).extensionState, reads: true},
		{name: "ExtensionStateList", about: "List the current known extension states.", needs: callReports, do: (*World).extensionStates, reads: true},
		{name: "Getvar", about: "Gets a channel variable or function value.", needs: callReports, do: (*World).getVariable, reads: true},
		{name: "Setvar", about: "Sets a channel variable or function value.", needs: calls, do: (*World).setVariable},
		{name: "ShowDialPlan", about: "Show dialplan contexts and extensions", needs: []string{"config", "reporting"}, do: (*World).showDialplan, reads: true},
	}
}

func pjsipActions() []action {
	return []action{
		{name: "PJSIPQualify", about: "Qualify a chan_pjsip endpoint.", needs: reporting, do: (*World).qualify, reads: true},
		{name: "PJSIPRegister", about: "Register an outbound registration.", needs: reporting, do: registrationNamed, reads: true},
		{name: "PJSIPShowAors", about: "Lists PJSIP AORs.", needs: system, do: func(w *World, _ message) answer { return w.showAll("aor", "Aor", "AORs") }, reads: true},
		{name: "PJSIPShowAuths", about: "Lists PJSIP Auths.", needs: system, do: func(w *World, _ message) answer { return w.showAll("auth", "Auth", "Auths") }, reads: true},
		{name: "PJSIPShowContacts", about: "Lists PJSIP Contacts.", needs: system, do: func(*World, message) answer { return none("No Contacts found") }, reads: true},
		{name: "PJSIPShowEndpoint", about: "Detail listing of an endpoint and its objects.", needs: system, do: (*World).showEndpoint, reads: true},
		{name: "PJSIPShowEndpoints", about: "Lists PJSIP endpoints.", needs: system, do: (*World).showEndpoints, reads: true},
		{name: "PJSIPShowRegistrationInboundContactStatuses", about: "Lists ContactStatuses for PJSIP inbound registrations.", needs: system, do: empty("Following are ContactStatusEvents for each Inbound registration", "ContactStatusDetailComplete"), reads: true},
		{name: "PJSIPShowRegistrationsInbound", about: "Lists PJSIP inbound registrations.", needs: system, do: (*World).inboundRegistrations, reads: true},
		{name: "PJSIPShowRegistrationsOutbound", about: "Lists PJSIP outbound registrations.", needs: reporting, do: empty("Following are Events for each Outbound registration", "OutboundRegistrationDetailComplete", "Registered", "NotRegistered"), reads: true},
		{name: "PJSIPShowResourceLists", about: "Displays settings for configured resource lists.", needs: system, do: func(*World, message) answer { return none("No resource lists found") }, reads: true},
		{name: "PJSIPShowSubscriptionsInbound", about: "Lists inbound subscriptions.", needs: system, do: empty("Following are Events for each inbound Subscription", "InboundSubscriptionDetailComplete"), reads: true},
		{name: "PJSIPShowSubscriptionsOutbound", about: "Lists outbound subscriptions.", needs: system, do: empty("Following are Events for each outbound Subscription", "OutboundSubscriptionDetailComplete"), reads: true},
		{name: "PJSIPUnregister", about: "Unregister an outbound registration.", needs: reporting, do: registrationNamed, reads: true},
	}
}

func queueActions() []action {
	return []action{
		{name: "QueueAdd", about: "Add interface to queue.", needs: agents, do: (*World).queueAdd},
		{name: "QueueChangePriorityCaller", about: "Change priority of a caller on queue.", do: (*World).changePriority, reads: true},
		{name: "QueueLog", about: "Adds custom entry in queue_log.", needs: agents, do: (*World).queueLog, reads: true},
		{name: "QueueMemberRingInUse", about: "Set the ringinuse value for a queue member.", needs: agents, do: (*World).queueRingInUse},
		{name: "QueuePause", about: "Makes a queue member temporarily unavailable.", needs: agents, do: (*World).queuePause},
		{name: "QueuePenalty", about: "Set the penalty for a queue member.", needs: agents, do: (*World).queuePenalty},
		{name: "QueueReload", about: "Reload a queue, queues, or any sub-section of a queue or queues.", do: (*World).queueReload},
		{name: "QueueRemove", about: "Remove interface from queue.", needs: agents, do: (*World).queueRemove},
		{name: "QueueReset", about: "Reset queue statistics.", do: told("Queue stats reset successfully")},
		{name: "QueueRule", about: "Queue Rules.", do: func(*World, message) answer { return plain("") }, reads: true},
		{name: "QueueStatus", about: "Show queue status.", do: (*World).queueStatus, reads: true},
		{name: "QueueSummary", about: "Show queue summary.", do: (*World).queueSummary, reads: true},
		{name: "QueueWithdrawCaller", about: "Request to withdraw a caller from the queue back to the dialplan.", do: (*World).withdrawCaller, reads: true},
	}
}

func voicemailActions() []action {
	needed := func(*World, message) answer { return failed("Mailbox not specified, required") }
	return []action{
		{name: "MailboxCount", about: "Check Mailbox Message Count.", needs: callReports, do: (*World).mailboxCount, reads: true},
		{name: "MailboxStatus", about: "Check mailbox.", needs: callReports, do: (*World).mailboxStatus, reads: true},
		{name: "VoicemailBoxSummary", about: "Show the mailbox contents of given voicemail user.", needs: callReports, do: (*World).mailboxSummary, reads: true, since: modern},
		{name: "VoicemailForward", about: "Forward Voicemail from one mailbox folder to another between given users.", needs: []string{"user"}, do: needed, since: modern},
		{name: "VoicemailMove", about: "Move Voicemail between mailbox folders of given user.", needs: []string{"user"}, do: needed, since: modern},
		{name: "VoicemailRefresh", about: "Tell Asterisk to poll mailboxes for a change", needs: []string{"user"}, do: told("Refresh sent"), reads: true},
		{name: "VoicemailRemove", about: "Remove Voicemail from mailbox folder.", needs: []string{"user"}, do: needed, since: modern},
		{name: "VoicemailUserStatus", about: "Show the status of given voicemail user's info.", needs: callReports, do: (*World).mailboxOf, reads: true},
		{name: "VoicemailUsersList", about: "List All Voicemail User Information.", needs: callReports, do: (*World).mailboxes, reads: true},
	}
}

// told does nothing and says so.
func told(text string) func(*World, message) answer {
	return func(*World, message) answer { return succeeded(text) }
}

// empty is a list of what there is none of; extra are counts besides.
func empty(text, complete string, extra ...string) func(*World, message) answer {
	return func(*World, message) answer {
		out := list(text, complete)
		for _, name := range extra {
			out.count(name, 0)
		}
		return out
	}
}

// listCommands names the actions that an account may do.
func (w *World) listCommands(s *session, _ request) answer {
	out := succeeded("")
	for _, a := range actions() {
		if a.since > w.major() || !w.mayWrite(s.account, a.needs) {
			continue
		}
		priv := "<none>"
		if len(a.needs) > 0 {
			priv = strings.Join(a.needs, ",") + ",all"
		}
		about := a.about
		if w.major() < modern && strings.HasPrefix(a.name, "PJSIPShowSubscriptions") {
			about = "Lists subscriptions."
		}
		out.add(a.name, fmt.Sprintf("%s  (Priv: %s)", about, priv))
	}
	return out
}
