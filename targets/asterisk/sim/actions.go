package sim

import (
	"fmt"
	"slices"
	"strings"
)

// action is one thing that a client of AMI may ask for.
type action struct {
	name  string
	about string
	needs []string // classes, one of which the account must be able to write; nil: anybody who is logged in
	do    func(*World, message) answer
}

// actionNamed looks an action up, whatever its case.
func actionNamed(name string) (*action, bool) {
	all := actions()
	i := slices.IndexFunc(all, func(a action) bool { return strings.EqualFold(a.name, name) })
	if i < 0 {
		return nil, false
	}
	return &all[i], true
}

// actions are those that are answered, in the order in which they are listed.
func actions() []action {
	system, config, agent := []string{"system", "reporting"}, []string{"config"}, []string{"agent"}
	return []action{
		{"CoreSettings", "Show PBX core settings (version etc).", system, (*World).coreSettings},
		{"CoreStatus", "Show PBX core status variables.", system, (*World).coreStatus},
		{"CreateConfig", "Creates an empty file in the configuration directory.", config, (*World).createConfig},
		{"DBGet", "Get DB Entry.", system, (*World).dbGet},
		{"DBGetTree", "Get DB entries, optionally at a particular family/key", system, (*World).dbGetTree},
		{"GetConfig", "Retrieve configuration.", []string{"system", "config"}, (*World).getConfig},
		{"GetConfigJSON", "Retrieve configuration (JSON format).", []string{"system", "config"}, (*World).getConfigJSON},
		{"ListCategories", "List categories in configuration file.", config, (*World).listCategories},
		{"ListCommands", "List available manager commands.", nil, (*World).listCommands},
		{"ModuleCheck", "Check if module is loaded.", []string{"system"}, (*World).moduleCheck},
		{"PJSIPShowAors", "Lists PJSIP AORs.", []string{"system"}, func(w *World, _ message) answer { return w.showAll("aor", "Aor", "AORs") }},
		{"PJSIPShowAuths", "Lists PJSIP Auths.", []string{"system"}, func(w *World, _ message) answer { return w.showAll("auth", "Auth", "Auths") }},
		{"PJSIPShowEndpoint", "Detail listing of an endpoint and its objects.", []string{"system"}, (*World).showEndpoint},
		{"PJSIPShowEndpoints", "Lists PJSIP endpoints.", []string{"system"}, (*World).showEndpoints},
		{"Ping", "Keepalive command.", nil, (*World).pingAMI},
		{"QueueAdd", "Add interface to queue.", agent, (*World).queueAdd},
		{"QueuePause", "Makes a queue member temporarily unavailable.", agent, (*World).queuePause},
		{"QueueReload", "Reload a queue, queues, or any sub-section of a queue or queues.", nil, (*World).queueReload},
		{"QueueRemove", "Remove interface from queue.", agent, (*World).queueRemove},
		{"QueueStatus", "Show queue status.", nil, (*World).queueStatus},
		{"QueueSummary", "Show queue summary.", nil, (*World).queueSummary},
		{"Reload", "Send a reload event.", []string{"system", "config"}, (*World).reloadAMI},
		{"UpdateConfig", "Update basic configuration.", config, (*World).updateConfig},
		{"VoicemailUsersList", "List All Voicemail User Information.", []string{"call", "reporting"}, (*World).mailboxes},
	}
}

// readOnly are the actions that change nothing, in lower case.
var readOnly = []string{"login", "logoff", "coresettings", "corestatus", "dbget", "dbgettree", "getconfig", "getconfigjson", "listcategories", "listcommands", "modulecheck",
	"pjsipshowaors", "pjsipshowauths", "pjsipshowendpoint", "pjsipshowendpoints", "ping", "queuestatus", "queuesummary", "voicemailuserslist"}

func (w *World) listCommands(message) answer {
	out := succeeded("")
	for _, a := range actions() {
		classes := "<none>"
		if len(a.needs) > 0 {
			classes = strings.Join(a.needs, ",") + ",all"
		}
		out.add(a.name, fmt.Sprintf("%s  (Priv: %s)", a.about, classes))
	}
	return out
}

func (w *World) pingAMI(message) answer {
	now := w.clock.Time()
	out := succeeded("")
	out.add("Ping", "Pong")
	out.add("Timestamp", fmt.Sprintf("%d.%06d", now.Unix(), now.Nanosecond()/1000))
	return out
}

func (w *World) coreSettings(message) answer {
	out := succeeded("")
	for _, f := range [][2]string{{"AMIversion", w.managerVersion()}, {"AsteriskVersion", w.version}, {"SystemName", ""}, {"CoreMaxCalls", "0"}, {"CoreMaxLoadAvg", "0.000000"},
		{"CoreRunUser", ""}, {"CoreRunGroup", ""}, {"CoreMaxFilehandles", "0"}, {"CoreRealTimeEnabled", "No"}, {"CoreCDRenabled", "Yes"}, {"CoreHTTPenabled", "Yes"}} {
		out.add(f[0], f[1])
	}
	if w.major() >= modern {
		out.add("SoundsSearchCustomDir", "No")
	}
	return out
}

func (w *World) coreStatus(message) answer {
	out := succeeded("")
	for _, f := range [][2]string{{"CoreStartupDate", w.started.Format("2006-01-02")}, {"CoreStartupTime", w.started.Format("15:04:05")},
		{"CoreReloadDate", w.reloaded.Format("2006-01-02")}, {"CoreReloadTime", w.reloaded.Format("15:04:05")}, {"CoreCurrentCalls", "0"}} {
		out.add(f[0], f[1])
	}
	if w.major() >= modern {
		out.add("CoreProcessedCalls", "0")
	}
	return out
}

func (w *World) moduleCheck(m message) answer {
	if !slices.Contains(modules(), strings.TrimSuffix(m["module"], ".so")) {
		return failed("Module not loaded")
	}
	out := succeeded("")
	out.add("Version", "")
	return out
}

// core are the parts of Asterisk itself that read a file again.
var core = []string{"acl", "ccss", "cdr", "cel", "dnsmgr", "dsp", "enum", "extconfig", "features", "http", "indications", "logger", "manager", "plc", "sounds", "udptl"}

func (w *World) reloadAMI(m message) answer {
	module := strings.TrimSuffix(m["module"], ".so")
	if module != "" && !slices.Contains(modules(), module) && !slices.Contains(core, module) {
		return failed("No such module")
	}
	if module == "" {
		module = "yes"
	}
	w.reload(module)
	return succeeded("Module Reloaded")
}
