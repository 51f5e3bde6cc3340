package real

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Name and Password are the account that a lab begins with, in ari.conf and in
// manager.conf.
const Name, Password = "patchbay", "patchbay"

// ports are where a process listens, on 127.0.0.1.
type ports struct{ http, ami, sip int }

// modules are those that a PBX without trunks needs, in the order of loading. Some
// are of one version only.
var modules = []string{
	"res_sorcery_config", "res_sorcery_memory", "res_sorcery_astdb", "res_sorcery_realtime", "res_timing_timerfd", "format_wav", "codec_ulaw", "codec_alaw",
	"res_rtp_asterisk", "res_http_websocket", "res_websocket_client", "res_stasis", "res_ari_model", "res_ari", "res_ari_asterisk", "res_ari_endpoints",
	"res_stasis_device_state", "res_ari_device_states", "res_pjproject", "res_pjsip", "res_pjsip_session", "res_pjsip_pubsub", "res_pjsip_registrar",
	"res_pjsip_authenticator_digest", "res_pjsip_outbound_authenticator_digest", "res_pjsip_endpoint_identifier_user", "res_pjsip_config_wizard",
	"res_pjsip_sdp_rtp", "chan_pjsip", "app_queue", "app_dial", "app_voicemail", "pbx_config", "func_callerid",
	"res_stasis_answer", "res_stasis_playback", "res_stasis_recording", "res_stasis_snoop", "app_stasis", "res_ari_applications", "res_ari_bridges", "res_ari_channels",
	"res_ari_events", "res_ari_playbacks", "res_ari_recordings", "res_ari_sounds", "bridge_simple", "bridge_softmix", "bridge_holding", "app_userevent", "res_pjsip_outbound_registration",
}

// folders of a lab, by what asterisk.conf calls them.
var folders = map[string]string{
	"astetcdir": "etc", "astdbdir": "db", "astrundir": "run", "astlogdir": "log", "astspooldir": "spool",
	"astkeydir": "keys", "astagidir": "agi",
}

// Begun are the files that patchbay and the simulator know, as a lab begins with
// them: the same as those of a fresh simulator but for the port of SIP.
func Begun() map[string]string {
	return map[string]string{
		"ari.conf":        "[general]\nenabled = yes\n[patchbay]\ntype = user\nread_only = no\npassword = patchbay\n",
		"manager.conf":    "[general]\nenabled = yes\nwebenabled = yes\n[patchbay]\nsecret = patchbay\nread = all\nwrite = all\n",
		"sorcery.conf":    "[res_pjsip]\nendpoint = astdb,ps_endpoints\nauth = astdb,ps_auths\naor = astdb,ps_aors\n",
		"queues.conf":     "[general]\npersistentmembers = yes\nautofill = yes\n",
		"voicemail.conf":  "[general]\nformat = wav\n[default]\n",
		"extensions.conf": "[general]\nstatic = yes\n[internal]\nexten = _X.,1,Dial(PJSIP/${EXTEN},20)\n",
		"pjsip.conf":      "[global]\ntype = global\n[transport-udp]\ntype = transport\nprotocol = udp\nbind = 127.0.0.1:5060\n",
	}
}

// lay writes the configuration of a lab. Files that patchbay edits are left as they
// are where they exist: a restart finds what was there before.
func lay(lab string, in *Install, p ports, o Options) error {
	for _, dir := range folders {
		if err := os.MkdirAll(filepath.Join(lab, dir), 0o755); err != nil {
			return err
		}
	}
	files := map[string]string{
		"asterisk.conf": mainFile(lab, in),
		"modules.conf":  modulesFile(in),
		"http.conf":     fmt.Sprintf("[general]\nenabled = yes\nbindaddr = 127.0.0.1\nbindport = %d\nprefix = %s\n", p.http, o.Prefix),
		"logger.conf":   "[general]\n[logfiles]\nconsole = notice,warning,error\n",
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(lab, "etc", name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	kept := Begun()
	for _, name := range []string{"ccss", "indications", "acl", "udptl", "pjproject", "pjsip_wizard", "smdi", "queuerules", "stasis", "features", "cdr", "cel", "rtp", "websocket_client", "musiconhold"} {
		kept[name+".conf"] = ""
	}
	maps.Copy(kept, o.Files)
	for name, text := range kept {
		if path := filepath.Join(lab, "etc", name); !exists(path) {
			if err := os.WriteFile(path, []byte(bound(name, text, p)), 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}

// usualSIP is where SIP listens in files that know nothing of a lab.
const usualSIP = "127.0.0.1:5060"

// bound is a file with the ports of a lab in it. Those of AMI over TCP stand in
// manager.conf, which may be replaced by one that does not name them: then there is
// none.
func bound(name, text string, p ports) string {
	switch name {
	case "pjsip.conf":
		return strings.ReplaceAll(text, usualSIP, fmt.Sprintf("127.0.0.1:%d", p.sip))
	case "manager.conf":
		return strings.Replace(text, "[general]\n", fmt.Sprintf("[general]\nbindaddr = 127.0.0.1\nport = %d\n", p.ami), 1)
	}
	return text
}

// unbound undoes bound.
func unbound(name, text string, p ports) string {
	switch name {
	case "pjsip.conf":
		return strings.ReplaceAll(text, fmt.Sprintf("127.0.0.1:%d", p.sip), usualSIP)
	case "manager.conf":
		return strings.Replace(text, fmt.Sprintf("bindaddr = 127.0.0.1\nport = %d\n", p.ami), "", 1)
	}
	return text
}

func mainFile(lab string, in *Install) string {
	var b strings.Builder
	b.WriteString("[directories]\n")
	for _, name := range slices.Sorted(maps.Keys(folders)) {
		fmt.Fprintf(&b, "%s => %s\n", name, filepath.Join(lab, folders[name]))
	}
	fmt.Fprintf(&b, "astmoddir => %s\nastvarlibdir => %s\nastdatadir => %s\n[options]\nnocolor = yes\n", in.Modules, in.Data, in.Data)
	return b.String()
}

func modulesFile(in *Install) string {
	var b strings.Builder
	b.WriteString("[modules]\nautoload = no\n")
	for _, m := range modules {
		if exists(filepath.Join(in.Modules, m+".so")) {
			fmt.Fprintf(&b, "load = %s.so\n", m)
		}
	}
	return b.String()
}
