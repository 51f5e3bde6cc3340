package sim

import (
	"net/http"
	"slices"
	"strings"
	"sync"
)

// table are the operations of ARI, a resource each with what it is about. A line is
// METHOD PATH NICKNAME ANSWER PARAMETER...; a parameter is NAME, with ! one that must
// be there, with @body one that is the body's, with :TYPE one that is no text. A line
// that ends in + is of newer versions only. res_ari_mailboxes is not there: its
// module and app_voicemail exclude each other, and packages have the latter.
const table = `
# asterisk The system: what it is, its modules, logs, variables and stored objects
GET /asterisk/config/dynamic/{configClass}/{objectType}/{id} getObject List[ConfigTuple]
PUT /asterisk/config/dynamic/{configClass}/{objectType}/{id} updateObject List[ConfigTuple] fields@body
DELETE /asterisk/config/dynamic/{configClass}/{objectType}/{id} deleteObject void
GET /asterisk/info getInfo AsteriskInfo only:list
GET /asterisk/ping ping AsteriskPing
GET /asterisk/modules listModules List[Module]
GET /asterisk/modules/{moduleName} getModule Module
POST /asterisk/modules/{moduleName} loadModule void
DELETE /asterisk/modules/{moduleName} unloadModule void
PUT /asterisk/modules/{moduleName} reloadModule void
GET /asterisk/logging listLogChannels List[LogChannel]
POST /asterisk/logging/{logChannelName} addLog void configuration!
DELETE /asterisk/logging/{logChannelName} deleteLog void
PUT /asterisk/logging/{logChannelName}/rotate rotateLog void
GET /asterisk/variable getGlobalVar Variable variable!
POST /asterisk/variable setGlobalVar void variable! value
# endpoints Endpoints, and messages to them
GET /endpoints list List[Endpoint]
PUT /endpoints/sendMessage sendMessage void to! from! body variables@body
POST /endpoints/refer refer void to! from! refer_to! to_self:boolean variables@body +
GET /endpoints/{tech} listByTech List[Endpoint]
GET /endpoints/{tech}/{resource} get Endpoint
PUT /endpoints/{tech}/{resource}/sendMessage sendMessageToEndpoint void from! body variables@body
POST /endpoints/{tech}/{resource}/refer referToEndpoint void from! refer_to! to_self:boolean variables@body +
# channels Calls, of which there are none
GET /channels list List[Channel]
POST /channels originate Channel endpoint! extension context priority:long label app appArgs callerId timeout:int variables@body channelId otherChannelId originator formats
POST /channels/create create Channel endpoint! app! appArgs channelId otherChannelId originator formats variables@body
POST /channels/externalMedia externalMedia Channel channelId app! variables@body external_host encapsulation transport connection_type format! direction data transport_data
GET /channels/{channelId} get Channel
POST /channels/{channelId} originateWithId Channel endpoint! extension context priority:long label app appArgs callerId timeout:int variables@body otherChannelId originator formats
DELETE /channels/{channelId} hangup void reason_code reason
POST /channels/{channelId}/continue continueInDialplan void context extension priority:int label
POST /channels/{channelId}/move move void app! appArgs
POST /channels/{channelId}/redirect redirect void endpoint!
POST /channels/{channelId}/answer answer void
POST /channels/{channelId}/ring ring void
DELETE /channels/{channelId}/ring ringStop void
POST /channels/{channelId}/progress progress void +
POST /channels/{channelId}/dtmf sendDTMF void dtmf before:int between:int duration:int after:int
POST /channels/{channelId}/mute mute void direction
DELETE /channels/{channelId}/mute unmute void direction
POST /channels/{channelId}/hold hold void
DELETE /channels/{channelId}/hold unhold void
POST /channels/{channelId}/moh startMoh void mohClass
DELETE /channels/{channelId}/moh stopMoh void
POST /channels/{channelId}/silence startSilence void
DELETE /channels/{channelId}/silence stopSilence void
POST /channels/{channelId}/play play Playback media!:list lang offsetms:int skipms:int playbackId
POST /channels/{channelId}/play/{playbackId} playWithId Playback media!:list lang offsetms:int skipms:int
POST /channels/{channelId}/record record LiveRecording name! format! maxDurationSeconds:int maxSilenceSeconds:int ifExists beep:boolean terminateOn
GET /channels/{channelId}/variable getChannelVar Variable variable!
POST /channels/{channelId}/variable setChannelVar void variable! value report_events:boolean
POST /channels/{channelId}/snoop snoopChannel Channel spy whisper app! appArgs snoopId
POST /channels/{channelId}/snoop/{snoopId} snoopChannelWithId Channel spy whisper app! appArgs
POST /channels/{channelId}/dial dial void caller timeout:int
GET /channels/{channelId}/rtp_statistics rtpstatistics RTPstat
POST /channels/{channelId}/transfer_progress transfer_progress void states! +
# bridges Bridges between calls
GET /bridges list List[Bridge]
POST /bridges create Bridge type bridgeId name variables@body
POST /bridges/{bridgeId} createWithId Bridge type name variables@body
GET /bridges/{bridgeId} get Bridge
DELETE /bridges/{bridgeId} destroy void
GET /bridges/{bridgeId}/variable getBridgeVar Variable variable! +
POST /bridges/{bridgeId}/variable setBridgeVar void variable! value report_events:boolean +
POST /bridges/{bridgeId}/addChannel addChannel void channel!:list role absorbDTMF:boolean mute:boolean inhibitConnectedLineUpdates:boolean
POST /bridges/{bridgeId}/removeChannel removeChannel void channel!:list
POST /bridges/{bridgeId}/videoSource/{channelId} setVideoSource void
DELETE /bridges/{bridgeId}/videoSource clearVideoSource void
POST /bridges/{bridgeId}/moh startMoh void mohClass
DELETE /bridges/{bridgeId}/moh stopMoh void
POST /bridges/{bridgeId}/play play Playback media!:list announcer_format lang offsetms:int skipms:int playbackId
POST /bridges/{bridgeId}/play/{playbackId} playWithId Playback media!:list announcer_format lang offsetms:int skipms:int
POST /bridges/{bridgeId}/record record LiveRecording name! format! recorder_format maxDurationSeconds:int maxSilenceSeconds:int ifExists beep:boolean terminateOn
# recordings Recordings, of which there are none
GET /recordings/stored listStored List[StoredRecording]
GET /recordings/stored/{recordingName} getStored StoredRecording
DELETE /recordings/stored/{recordingName} deleteStored void
GET /recordings/stored/{recordingName}/file getStoredFile binary
POST /recordings/stored/{recordingName}/copy copyStored StoredRecording destinationRecordingName!
GET /recordings/live/{recordingName} getLive LiveRecording
DELETE /recordings/live/{recordingName} cancel void
POST /recordings/live/{recordingName}/stop stop void
POST /recordings/live/{recordingName}/pause pause void
DELETE /recordings/live/{recordingName}/pause unpause void
POST /recordings/live/{recordingName}/mute mute void
DELETE /recordings/live/{recordingName}/mute unmute void
# sounds Sounds, of which none are installed
GET /sounds list List[Sound] lang format
GET /sounds/{soundId} get Sound
# playbacks Sounds that are being played, of which there are none
GET /playbacks/{playbackId} get Playback
DELETE /playbacks/{playbackId} stop void
POST /playbacks/{playbackId}/control control void operation!
# deviceStates States of devices that clients make up
GET /deviceStates list List[DeviceState]
GET /deviceStates/{deviceName} get DeviceState
PUT /deviceStates/{deviceName} update void deviceState!
DELETE /deviceStates/{deviceName} delete void
# events What happens, over a WebSocket
GET /events eventWebsocket Message app!:list subscribeAll:boolean
POST /events/user/{eventName} userEvent void application! source:list variables@body
# applications Clients of /events by their names, and what they hear of
GET /applications list List[Application]
GET /applications/{applicationName} get Application
POST /applications/{applicationName}/subscription subscribe Application eventSource!:list
DELETE /applications/{applicationName}/subscription unsubscribe Application eventSource!:list
PUT /applications/{applicationName}/eventFilter filter Application filter@body:object
`

// operation is a line of the table.
type operation struct {
	method, path string
	parts        []string // of the path
	nick         string
	gives        string
	params       []parameter
	since        int // the first version that has it; 0 is all
	do           func(*World, *ask)
}

// parameter is one of an operation.
type parameter struct {
	name, in, typ  string
	required, many bool
}

// resource are the operations below the first part of a path.
type resource struct {
	name, about string
	operations  []*operation
}

// resources are those of the table. It is read once.
var resources = sync.OnceValue(func() []resource {
	var out []resource
	for l := range strings.Lines(table) {
		l = strings.TrimSpace(l)
		if head, ok := strings.CutPrefix(l, "# "); ok {
			name, about, _ := strings.Cut(head, " ")
			out = append(out, resource{name: name, about: about})
		} else if l != "" {
			at := &out[len(out)-1]
			at.operations = append(at.operations, operationOf(at.name, l))
		}
	}
	return out
})

func operationOf(resource, line string) *operation {
	words := strings.Fields(line)
	o := &operation{method: words[0], path: words[1], parts: strings.Split(words[1][1:], "/"), nick: words[2], gives: words[3]}
	for _, p := range o.parts {
		if strings.HasPrefix(p, "{") {
			o.params = append(o.params, parameter{name: strings.Trim(p, "{}"), in: "path", typ: "string", required: true})
		}
	}
	for _, w := range words[4:] {
		if w == "+" {
			o.since = modern
			continue
		}
		o.params = append(o.params, parameterOf(w))
	}
	o.do = handlers()[resource+"."+o.nick]
	return o
}

func parameterOf(w string) parameter {
	p := parameter{in: "query", typ: "string"}
	p.name, p.typ, _ = strings.Cut(w, ":")
	if p.typ == "list" {
		p.many = true
	}
	if p.typ == "" || p.many {
		p.typ = "string"
	}
	if name, ok := strings.CutSuffix(p.name, "@body"); ok {
		p.name, p.in = name, "body"
		if p.typ == "string" {
			p.typ = "containers"
		}
	}
	p.name, p.required = strings.CutSuffix(p.name, "!")
	return p
}

// fitting is what a path leads to.
type fitting struct {
	operations []*operation
	args       map[string]string
	known      bool // the way to other paths, at least
}

// fit finds the operations of a path, of those with the most literal parts.
func (w *World) fit(parts []string) fitting {
	out := fitting{known: parts[0] == ""}
	best := -1
	for _, res := range resources() {
		if parts[0] != res.name {
			continue
		}
		for _, o := range res.operations {
			if o.since > w.major() {
				continue
			}
			args, literal, whole := o.fits(parts)
			out.known = out.known || literal >= 0
			switch {
			case literal < 0 || !whole || literal < best:
			case literal > best:
				best, out.operations, out.args = literal, []*operation{o}, args
			default:
				out.operations = append(out.operations, o)
			}
		}
	}
	return out
}

// fits gives what a path's variables are and how many of its parts are literal; -1
// where it is another's. Whole tells it from the beginning of a longer one.
func (o *operation) fits(parts []string) (args map[string]string, literal int, whole bool) {
	if len(parts) > len(o.parts) {
		return nil, -1, false
	}
	args = map[string]string{}
	for i, p := range parts {
		if name, ok := strings.CutPrefix(o.parts[i], "{"); ok {
			args[strings.TrimSuffix(name, "}")] = p
		} else if o.parts[i] == p {
			literal++
		} else {
			return nil, -1, false
		}
	}
	return args, literal, len(parts) == len(o.parts)
}

// allowed are the methods of operations as the vendor lists them.
func allowed(operations []*operation) string {
	out := []string{"OPTIONS"}
	for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
		if slices.ContainsFunc(operations, func(o *operation) bool { return o.method == m && o.nick != "eventWebsocket" }) {
			out = append(out, m)
		}
	}
	return strings.Join(out, ",")
}
