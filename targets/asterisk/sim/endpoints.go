package sim

import (
	"net/http"
	"slices"
	"strings"
)

// endpointRow is an endpoint as ARI lists it.
type endpointRow struct {
	Technology string   `json:"technology"`
	Resource   string   `json:"resource"`
	State      string   `json:"state"`
	ChannelIDs []string `json:"channel_ids"`
}

func (w *World) endpointRow(id string) endpointRow {
	state := "offline"
	if w.online(w.objects["endpoint"][id]) {
		state = "online"
	}
	return endpointRow{"PJSIP", id, state, []string{}}
}

func (w *World) endpoints() []endpointRow {
	out := []endpointRow{}
	for _, id := range w.ids("endpoint") {
		out = append(out, w.endpointRow(id))
	}
	return out
}

func (w *World) listEndpoints(q *ask) { q.ok(w.endpoints()) }

func (w *World) endpointsOf(q *ask) {
	if tech := q.args["tech"]; tech != "PJSIP" || len(w.objects["endpoint"]) == 0 {
		q.refuse(http.StatusNotFound, "No Endpoints found - invalid tech "+tech)
		return
	}
	q.ok(w.endpoints())
}

func (w *World) getEndpoint(q *ask) {
	id := q.args["resource"]
	if !strings.EqualFold(q.args["tech"], "PJSIP") || w.objects["endpoint"][id] == nil {
		q.refuse(http.StatusNotFound, "Endpoint not found")
		return
	}
	q.ok(w.endpointRow(id))
}

// deviceRow is a device as ARI lists it.
type deviceRow struct {
	Name  string `json:"name"`
	State string `json:"state"`
}

func (w *World) listDevices(q *ask) {
	out := []deviceRow{}
	for _, r := range w.tree(strings.TrimSuffix(stasisRow, "/")) {
		out = append(out, deviceRow{stasisPrefix + strings.TrimPrefix(r.path, stasisRow), r.value})
	}
	q.ok(out)
}

func (w *World) getDevice(q *ask) {
	name := q.args["deviceName"]
	q.ok(deviceRow{name, states[w.deviceState(name)]})
}

// madeUp is a device that clients may set; "" where it is none, which it has said.
func madeUp(q *ask) string {
	name, ok := strings.CutPrefix(q.args["deviceName"], stasisPrefix)
	switch {
	case !ok:
		q.refuse(http.StatusConflict, "Uncontrolled device specified")
	case name == "":
		q.refuse(http.StatusNotFound, "Device name is missing")
	}
	if !ok {
		return ""
	}
	return name
}

func (w *World) updateDevice(q *ask) {
	name := madeUp(q)
	if name == "" {
		return
	}
	state := strings.ToUpper(q.param("deviceState"))
	if !slices.Contains(states[1:], state) {
		q.refuse(http.StatusInternalServerError, "Unknown device")
		return
	}
	before := w.rows[stasisRow+name]
	w.setRow(stasisRow+name, state)
	if before != state {
		w.happen("deviceState", stasisPrefix+name, "DeviceStateChanged", part{"device_state", deviceRow{stasisPrefix + name, state}})
	}
	q.none()
}

func (w *World) deleteDevice(q *ask) {
	name := madeUp(q)
	if name == "" {
		return
	}
	if w.dropRow(stasisRow+name) && w.major() < modern {
		w.happen("deviceState", stasisPrefix+name, "DeviceStateChanged", part{"device_state", deviceRow{stasisPrefix + name, "UNKNOWN"}})
	}
	q.none()
}
