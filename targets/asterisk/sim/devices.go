package sim

import (
	"slices"
	"strings"
)

// states are those of a device, at their numbers.
var states = []string{"UNKNOWN", "NOT_INUSE", "INUSE", "BUSY", "INVALID", "UNAVAILABLE", "RINGING", "RINGINUSE", "ONHOLD"}

// worded are the same as people read them.
var worded = []string{"Unknown", "Not in use", "In use", "Busy", "Invalid", "Unavailable", "Ringing", "Ring+Inuse", "On Hold"}

// deviceState is a device's, by its number: that of an endpoint, of what ARI made, or
// of a place in the dialplan.
func (w *World) deviceState(device string) int {
	name := device
	tech, rest, _ := strings.Cut(name, "/")
	switch {
	case strings.EqualFold(tech, "PJSIP"):
		o := w.objects["endpoint"][rest]
		switch {
		case o == nil || !w.loads("endpoint", o):
			return 4
		case w.online(o):
			return 1
		}
		return 5
	case strings.EqualFold(tech, "Local"):
		exten, context, _ := strings.Cut(rest, "@")
		if w.reaches(context, exten) {
			return 1
		}
		return 4
	}
	if stasis, ok := strings.CutPrefix(name, stasisPrefix); ok {
		return max(0, slices.Index(states, w.rows[stasisRow+stasis]))
	}
	return 4
}

// online reports whether an endpoint can be reached: one of its aors has a contact
// written into it. Nobody registers here.
func (w *World) online(o *object) bool {
	for aor := range strings.SplitSeq(o.Values["aors"], ",") {
		if a := w.objects["aor"][strings.TrimSpace(aor)]; a != nil && a.Values["contact"] != "" {
			return true
		}
	}
	return false
}

// What ARI makes devices of, and where the database keeps them.
const (
	stasisPrefix = "Stasis:"
	stasisRow    = "/StasisDeviceState/"
)
