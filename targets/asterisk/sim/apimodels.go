package sim

import (
	"strings"
	"sync"
)

// modelTable are the things that ARI answers with and tells of, by the resource that
// declares them: a line is NAME and its members, NAME:TYPE, with ! those that are
// always there. Lines below "> NAME" are kinds of that one, and have its members too.
const modelTable = `
# asterisk
ConfigTuple attribute:string! value:string!
AsteriskPing asterisk_id:string! ping:string! timestamp:Date!
AsteriskInfo build:object system:object config:object status:object
Module name:string! description:string! use_count:int! status:string! support_level:string!
LogChannel channel:string! type:string! status:string! configuration:string!
Variable value:string!
# endpoints
Endpoint technology:string! resource:string! state:string channel_ids:List[string]!
# bridges
Bridge id:string! technology:string! bridge_type:string! bridge_class:string! creator:string! name:string! channels:List[string]! creationtime:Date! video_mode:string
# deviceStates
DeviceState name:string! state:string!
# applications
Application name:string! channel_ids:List[string]! bridge_ids:List[string]! endpoint_ids:List[string]! device_names:List[string]! events_allowed:List[object]! events_disallowed:List[object]!
# events
Message type:string! asterisk_id:string
> Message
Event application:string! timestamp:Date!
> Event
ApplicationMoveFailed channel:Channel! destination:string! args:List[string]!
ApplicationRegistered
ApplicationReplaced
ApplicationUnregistered
BridgeBlindTransfer channel:Channel! replace_channel:Channel transferee:Channel exten:string! context:string! result:string! is_external:boolean! bridge:Bridge
BridgeCreated bridge:Bridge!
BridgeDestroyed bridge:Bridge!
BridgeMerged bridge:Bridge! bridge_from:Bridge!
BridgeVideoSourceChanged bridge:Bridge! old_video_source_id:string
ChannelCallerId caller_presentation:int! caller_presentation_txt:string! channel:Channel!
ChannelConnectedLine channel:Channel!
ChannelCreated channel:Channel!
ChannelDestroyed cause:int! cause_txt:string! channel:Channel!
ChannelDialplan channel:Channel! dialplan_app:string! dialplan_app_data:string!
ChannelDtmfReceived digit:string! duration_ms:int! channel:Channel!
ChannelEnteredBridge bridge:Bridge! channel:Channel
ChannelHangupRequest cause:int soft:boolean channel:Channel!
ChannelHold channel:Channel! musicclass:string
ChannelLeftBridge bridge:Bridge! channel:Channel!
ChannelStateChange channel:Channel!
ChannelTalkingFinished channel:Channel! duration:int!
ChannelTalkingStarted channel:Channel!
ChannelUnhold channel:Channel!
ChannelUserevent eventname:string! channel:Channel bridge:Bridge endpoint:Endpoint userevent:object!
ChannelVarset variable:string! value:string! channel:Channel
ContactStatusChange endpoint:Endpoint! contact_info:ContactInfo!
DeviceStateChanged device_state:DeviceState!
Dial caller:Channel peer:Channel! forward:string forwarded:Channel dialstring:string dialstatus:string!
EndpointStateChange endpoint:Endpoint!
PeerStatusChange endpoint:Endpoint! peer:Peer!
PlaybackContinuing playback:Playback!
PlaybackFinished playback:Playback!
PlaybackStarted playback:Playback!
RecordingFailed recording:LiveRecording!
RecordingFinished recording:LiveRecording!
RecordingStarted recording:LiveRecording!
StasisEnd channel:Channel!
StasisStart args:List[string]! channel:Channel! replace_channel:Channel
TextMessageReceived message:TextMessage! endpoint:Endpoint
`

// model is one of them as Swagger has it.
type model struct {
	ID            string           `json:"id"`
	Discriminator string           `json:"discriminator,omitempty"`
	SubTypes      []string         `json:"subTypes,omitempty"`
	Properties    map[string]field `json:"properties"`
}

type field struct {
	Type     string `json:"type"`
	Required bool   `json:"required"`
}

// models are those of each resource, by their names. The table is read once.
var models = sync.OnceValue(func() map[string]map[string]*model {
	out := map[string]map[string]*model{}
	var in map[string]*model
	above := ""
	for l := range strings.Lines(modelTable) {
		words := strings.Fields(l)
		switch {
		case len(words) == 0:
		case words[0] == "#":
			in, above = map[string]*model{}, ""
			out[words[1]] = in
		case words[0] == ">":
			above = words[1]
		default:
			in[words[0]] = modelOf(words)
			if above != "" {
				in[above].SubTypes = append(in[above].SubTypes, words[0])
			}
		}
	}
	out["events"]["Message"].Discriminator = "type"
	return out
})

func modelOf(words []string) *model {
	m := &model{ID: words[0], Properties: map[string]field{}}
	for _, w := range words[1:] {
		name, typ, _ := strings.Cut(w, ":")
		typ, required := strings.CutSuffix(typ, "!")
		m.Properties[name] = field{typ, required}
	}
	return m
}
