package sim

import (
	"fmt"
	"slices"
	"strings"
)

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

// modules are those that are loaded and of interest here, without ".so", and what
// they are for.
var modules = map[string]string{
	"app_dial": "Dialing Application", "app_queue": "True Call Queueing", "app_stasis": "Stasis dialplan application", "app_userevent": "Custom User Event Application",
	"app_voicemail": "Comedian Mail (Voicemail System)", "bridge_holding": "Holding bridge module", "bridge_simple": "Simple two channel bridging module", "bridge_softmix": "Multi-party software based channel mixing",
	"chan_pjsip": "PJSIP Channel Driver", "pbx_config": "Text Extension Configuration", "res_ari": "Asterisk RESTful Interface", "res_ari_applications": "RESTful API module - Stasis application resources",
	"res_ari_asterisk": "RESTful API module - Asterisk resources", "res_ari_bridges": "RESTful API module - Bridge resources", "res_ari_channels": "RESTful API module - Channel resources",
	"res_ari_device_states": "RESTful API module - Device state resources", "res_ari_endpoints": "RESTful API module - Endpoint resources", "res_ari_events": "RESTful API module - WebSocket resource",
	"res_ari_playbacks": "RESTful API module - Playback control resources", "res_ari_recordings": "RESTful API module - Recording resources", "res_ari_sounds": "RESTful API module - Sound resources",
	"res_pjsip": "Basic SIP resource", "res_pjsip_registrar": "PJSIP Registrar Support", "res_sorcery_astdb": "Sorcery Astdb Object Wizard", "res_stasis": "Stasis application support",
}

// parts are of the program itself, and are reloaded by name too.
var parts = []string{"acl", "ccss", "cdr", "cel", "dnsmgr", "dsp", "enum", "extconfig", "features", "http", "indications", "logger", "manager", "plc", "sounds", "udptl"}

func isLoaded(module string) bool {
	_, ok := modules[strings.TrimSuffix(module, ".so")]
	return ok
}

func (w *World) moduleCheck(m message) answer {
	if !isLoaded(m["module"]) {
		return failed("Module not loaded")
	}
	out := succeeded("")
	out.add("Version", "")
	return out
}

// reloadNamed lets a module read its files, and tells who listens; "" is all of them.
func (w *World) reloadNamed(module string) bool {
	name := module
	if name == "" {
		name = "All"
	}
	known := module == "" || isLoaded(module) || slices.Contains(parts, module)
	if known {
		w.reloaded = w.clock.Time()
		w.reload(module)
	}
	status := map[bool]string{true: "0", false: "2"}[known]
	w.emit("system", "Reload", [2]string{"Module", name}, [2]string{"Status", status})
	return known
}

func (w *World) reloadAMI(m message) answer {
	if !w.reloadNamed(m["module"]) {
		return failed("No such module")
	}
	return succeeded("Module Reloaded")
}

// moduleLoad reloads a module. Others cannot be loaded here, nor those that are there
// be taken out.
func (w *World) moduleLoad(m message) answer {
	name := m["module"]
	modern := w.major() >= modern
	switch kind := strings.ToLower(m["loadtype"]); {
	case kind == "" && name == "":
		return failed("Need module name")
	case kind == "reload" && name == "":
		w.reloadNamed("")
		return succeeded("All modules reloaded")
	case name == "":
		return failed("Need module name")
	case modern && !strings.HasSuffix(name, ".so") || modern && !isLoaded(name) && kind != "load":
		return failed("Module not found.")
	case kind == "reload" && !w.reloadNamed(name):
		return failed("No such module.")
	case kind == "reload":
		return succeeded("Module reloaded.")
	case kind == "load":
		return failed("Could not load module.")
	case kind == "unload":
		return failed("Could not unload module.")
	}
	return failed("Incomplete ModuleLoad action.")
}
