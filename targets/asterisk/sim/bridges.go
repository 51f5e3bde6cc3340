package sim

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// bridge is one that a client of ARI made. It lasts until it is destroyed, or the
// system goes down.
type bridge struct {
	ID         string   `json:"id"`
	Technology string   `json:"technology"`
	Type       string   `json:"bridge_type"`
	Class      string   `json:"bridge_class"`
	Creator    string   `json:"creator"`
	Name       string   `json:"name"`
	Channels   []string `json:"channels"`
	Created    string   `json:"creationtime"`
	VideoMode  string   `json:"video_mode"`

	variables map[string]string
}

func (w *World) listBridges(q *ask) {
	out := []*bridge{}
	for _, id := range slices.Sorted(maps.Keys(w.stasis.bridges)) {
		out = append(out, w.stasis.bridges[id])
	}
	q.ok(out)
}

// bridgeKinds are the words of a bridge's type, and what it is made with.
var bridgeKinds = map[string][2]string{"": {"simple_bridge", "mixing"}, "mixing": {"simple_bridge", "mixing"}, "holding": {"holding_bridge", "holding"},
	"dtmf_events": {"simple_bridge", "mixing"}, "proxy_media": {"simple_bridge", "mixing"}, "video_sfu": {"softmix", "mixing"}, "video_single": {"simple_bridge", "mixing"}}

func (w *World) createBridge(q *ask) {
	id := cmp.Or(q.args["bridgeId"], q.param("bridgeId"))
	modern := w.major() >= modern
	if w.stasis.bridges[id] != nil {
		if modern {
			q.refuse(http.StatusConflict, "Bridge with id '"+id+"' already exists")
		}
		return // 200, and nothing in it
	}
	kind := bridgeKinds[""]
	for word := range strings.SplitSeq(q.param("type"), ",") {
		k, ok := bridgeKinds[strings.TrimSpace(word)]
		switch {
		case !ok && modern:
			q.refuse(http.StatusInternalServerError, fmt.Sprintf("Unable to create bridge. Possible duplicate bridge id '%s'", cmp.Or(id, "(null)")))
			return
		case !ok:
			q.refuse(http.StatusInternalServerError, "Unable to create bridge")
			return
		case k != bridgeKinds[""]:
			kind = k
		}
	}
	if id == "" {
		id = w.newID() + "-0000-4000-8000-020000000001"
	}
	b := &bridge{ID: id, Technology: kind[0], Type: kind[1], Class: "stasis", Creator: "Stasis", Name: q.param("name"), Channels: []string{}, Created: stamp(w.clock.Time()), VideoMode: "talker", variables: map[string]string{}}
	w.stasis.bridges[id] = b
	w.happen("bridge", id, "BridgeCreated", part{"bridge", b})
	q.ok(b)
}

// bridge is the one of a request's path; nil where there is none, which it has said.
func (w *World) bridge(q *ask) *bridge {
	b := w.stasis.bridges[q.args["bridgeId"]]
	if b == nil {
		q.refuse(http.StatusNotFound, "Bridge not found")
	}
	return b
}

func (w *World) getBridge(q *ask) {
	if b := w.bridge(q); b != nil {
		q.ok(b)
	}
}

func (w *World) destroyBridge(q *ask) {
	b := w.bridge(q)
	if b == nil {
		return
	}
	delete(w.stasis.bridges, b.ID)
	w.happen("bridge", b.ID, "BridgeDestroyed", part{"bridge", b})
	for _, a := range w.stasis.apps {
		delete(a.bridges, b.ID)
	}
	q.none()
}

func (w *World) bridgeVariable(q *ask) {
	b := w.bridge(q)
	if b == nil || q.lacks("variable", "Variable name is required") {
		return
	}
	v, ok := b.variables[q.param("variable")]
	if !ok {
		q.refuse(http.StatusNotFound, "Provided variable was not found")
		return
	}
	q.ok(map[string]string{"value": v})
}

func (w *World) setBridgeVariable(q *ask) {
	if b := w.bridge(q); b != nil && !q.lacks("variable", "Variable name is required") {
		b.variables[q.param("variable")] = q.param("value")
		q.none()
	}
}
