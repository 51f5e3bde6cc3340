package sim

import "net/http"

// idle adds what is answered about calls, sounds and recordings, of which there are
// none: lists that are empty, and refusals in the vendor's words and order.
func idle(out map[string]func(*World, *ask)) {
	refusal := func(status int, text string) func(*World, *ask) {
		return func(_ *World, q *ask) { q.refuse(status, text) }
	}
	gone := func(what string) func(*World, *ask) { return refusal(http.StatusNotFound, what+" not found") }
	for name, one := range map[string][]string{
		"Channel not found": {"get", "hangup", "continueInDialplan", "move", "redirect", "answer", "ring", "ringStop", "progress", "sendDTMF", "mute", "unmute", "hold", "unhold", "startMoh", "stopMoh", "startSilence", "stopSilence",
			"play", "playWithId", "record", "setChannelVar", "dial", "rtpstatistics", "transfer_progress"},
	} {
		for _, nick := range one {
			out["channels."+nick] = refusal(http.StatusNotFound, name)
		}
	}
	out["channels.getChannelVar"] = func(_ *World, q *ask) {
		if !q.lacks("variable", "Variable name is required") {
			q.refuse(http.StatusNotFound, "Provided channel was not found")
		}
	}
	out["channels.list"] = func(_ *World, q *ask) { q.ok([]any{}) }
	out["channels.originate"], out["channels.originateWithId"], out["channels.create"] = originateARI, originateARI, createARI
	out["channels.externalMedia"] = externalMedia
	out["channels.snoopChannel"], out["channels.snoopChannelWithId"] = snoop, snoop
	for _, nick := range []string{"getStored", "deleteStored", "getStoredFile", "copyStored", "getLive", "cancel", "stop", "pause", "unpause", "mute", "unmute"} {
		out["recordings."+nick] = gone("Recording")
	}
	out["recordings.listStored"] = func(_ *World, q *ask) { q.ok([]any{}) }
	out["sounds.list"] = refusal(http.StatusNotFound, "No sounds found that matched the query")
	out["sounds.get"] = gone("Sound")
	out["playbacks.get"], out["playbacks.stop"] = gone("Playback"), gone("Playback")
	out["playbacks.control"] = func(_ *World, q *ask) {
		if !q.lacks("operation", "Missing operation") {
			q.refuse(http.StatusNotFound, "Playback not found")
		}
	}
	toNobody := func(_ *World, q *ask) {
		if !q.lacks("to", "To must be specified") {
			q.refuse(http.StatusNotFound, "Endpoint not found")
		}
	}
	out["endpoints.sendMessage"], out["endpoints.refer"] = toNobody, toNobody
	out["endpoints.sendMessageToEndpoint"], out["endpoints.referToEndpoint"] = gone("Endpoint"), gone("Endpoint")
	onBridges(out)
}

// originateARI finds nobody at home.
func originateARI(_ *World, q *ask) {
	switch {
	case q.lacks("endpoint", "Endpoint must be specified"):
	case q.param("app") == "" && q.param("extension") == "":
		q.refuse(http.StatusBadRequest, "Application or extension must be specified")
	default:
		q.fail("Allocation failed")
	}
}

func createARI(_ *World, q *ask) {
	switch {
	case q.lacks("endpoint", "Endpoint must be specified"):
	case q.lacks("app", "Application must be specified"):
	default:
		q.fail("Allocation failed")
	}
}

func externalMedia(w *World, q *ask) {
	switch {
	case q.lacks("app", "app cannot be empty"):
	case w.major() >= modern && q.param("external_host") == "":
		q.refuse(http.StatusBadRequest, "external_host is required for all but websocket server connections")
	case w.major() >= modern:
		q.refuse(http.StatusInternalServerError, "An internal error prevented this request from being handled")
	default:
		q.fail("Allocation failed")
	}
}

func snoop(_ *World, q *ask) {
	if spies := func(s string) bool { return s != "" && s != "none" }; !spies(q.param("spy")) && !spies(q.param("whisper")) {
		q.refuse(http.StatusBadRequest, "Direction must be specified for at least spy or whisper")
	} else if !q.lacks("app", "Application name is required") {
		q.refuse(http.StatusNotFound, "Provided channel was not found")
	}
}

// onBridges adds what is done with calls in a bridge that is there.
func onBridges(out map[string]func(*World, *ask)) {
	in := func(do func(q *ask)) func(*World, *ask) {
		return func(w *World, q *ask) {
			if w.stasis.bridges[q.args["bridgeId"]] == nil {
				q.refuse(http.StatusNotFound, "Bridge not found")
				return
			}
			do(q)
		}
	}
	noChannel := func(q *ask) {
		if !q.lacks("channel", "Missing parameter channel") {
			q.refuse(http.StatusBadRequest, "Channel not found")
		}
	}
	for nick, do := range map[string]func(q *ask){
		"addChannel": noChannel, "removeChannel": noChannel,
		"setVideoSource":   func(q *ask) { q.refuse(http.StatusBadRequest, "Channel not found") },
		"clearVideoSource": (*ask).none,
		"startMoh":         func(q *ask) { q.fail("Allocation failed") },
		"stopMoh":          func(q *ask) { q.refuse(http.StatusConflict, "Bridge isn't playing music") },
		"play":             func(q *ask) { q.refuse(http.StatusInternalServerError, "Could not create playback channel") },
		"playWithId":       func(q *ask) { q.refuse(http.StatusInternalServerError, "Could not create playback channel") },
		"record":           func(q *ask) { q.refuse(http.StatusInternalServerError, "Failed to create recording channel") },
	} {
		out["bridges."+nick] = in(do)
	}
}
