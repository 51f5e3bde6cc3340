package threecx

import "github.com/patchbay-dev/patchbay/compiler/state"

// destinationKinds are the destinations that are objects, as people call them,
// and the kind whose number they carry (3CX OpenAPI 20.0.10, DestinationType).
var destinationKinds = map[string]struct{ words, kind string }{
	"Extension":  {"extension", User},
	"Queue":      {"queue", Queue},
	"RingGroup":  {"ring group", RingGroup},
	"VoiceMail":  {"voicemail of", User},
	"IVR":        {"digital receptionist", ""},
	"Fax":        {"fax", ""},
	"RoutePoint": {"route point", ""},
}

// destinationWords are the destinations that say all by themselves.
var destinationWords = map[string]string{
	"None":                    "end call",
	"VoiceMail":               "own voicemail",
	"VoiceMailOfDestination":  "voicemail of whoever was called",
	"Callback":                "callback",
	"Deflect":                 "deflect",
	"Boomerang":               "boomerang",
	"ProceedWithNoExceptions": "no exception",
}

// sayDestination says where a call goes: "ring group 820 Recepcja", "end call".
func sayDestination(object map[string]any) ([]state.Word, bool) {
	to, ok := object["To"].(string)
	if !ok {
		return nil, false
	}
	number, _ := object["Number"].(string)
	external, _ := object["External"].(string)
	named, isKind := destinationKinds[to]
	switch {
	case to == "External" && external != "":
		return []state.Word{{Text: "external " + external}}, true
	case isKind && number != "" && named.kind != "":
		return []state.Word{{Text: named.words + " "}, {Ref: state.Ref{Kind: named.kind, Key: number}}}, true
	case isKind && number != "":
		return []state.Word{{Text: named.words + " " + number}}, true
	case destinationWords[to] != "" && number == "":
		return []state.Word{{Text: destinationWords[to]}}, true
	}
	return nil, false
}
