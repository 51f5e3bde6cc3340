package sim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// stasis is what clients of ARI keep while the system runs.
type stasis struct {
	apps    map[string]*application
	bridges map[string]*bridge
}

func newStasis() stasis {
	return stasis{apps: map[string]*application{}, bridges: map[string]*bridge{}}
}

// close ends the connections of all applications.
func (s *stasis) close() {
	for _, a := range s.apps {
		a.socket.inbox.close()
	}
}

// application is a name under which a client hears of events, and what it hears of.
type application struct {
	name                        string
	socket                      *hearer
	bridges, endpoints, devices map[string]bool
	channels                    bool // all of them
	allowed, disallowed         []filterRow
}

// filterRow is a kind of event.
type filterRow struct {
	Type string `json:"type"`
}

// everything is what a subscription to all of a kind is called.
const everything = "__AST_%s_ALL_TOPIC"

var (
	allBridges   = fmt.Sprintf(everything, "BRIDGE")
	allChannels  = fmt.Sprintf(everything, "CHANNEL")
	allDevices   = fmt.Sprintf(everything, "DEVICE_STATE")
	allEndpoints = fmt.Sprintf(everything, "ENDPOINT")
)

// shownApp is an application as ARI lists it.
type shownApp struct {
	Name       string      `json:"name"`
	Channels   []string    `json:"channel_ids"`
	Bridges    []string    `json:"bridge_ids"`
	Endpoints  []string    `json:"endpoint_ids"`
	Devices    []string    `json:"device_names"`
	Allowed    []filterRow `json:"events_allowed"`
	Disallowed []filterRow `json:"events_disallowed"`
}

func (a *application) shown() shownApp {
	names := func(m map[string]bool) []string { return append([]string{}, slices.Sorted(maps.Keys(m))...) }
	out := shownApp{a.name, []string{}, names(a.bridges), names(a.endpoints), names(a.devices), append([]filterRow{}, a.allowed...), append([]filterRow{}, a.disallowed...)}
	if a.channels {
		out.Channels = []string{allChannels}
	}
	return out
}

// register gives a name to a connection; who had it is told, and hears no more.
func (w *World) register(name string, h *hearer, all bool) {
	a := w.app(name)
	if a == nil {
		a = &application{name: name, bridges: map[string]bool{}, endpoints: map[string]bool{}, devices: map[string]bool{}}
		w.stasis.apps[name] = a
	} else {
		w.send(a, "ApplicationReplaced", false)
	}
	a.socket = h
	if all {
		a.channels, a.bridges[allBridges], a.endpoints[allEndpoints], a.devices[allDevices] = true, true, true, true
	}
}

// app is the application of a name; nil where there is none whose client is there.
func (w *World) app(name string) *application {
	a := w.stasis.apps[name]
	if a != nil && a.socket.left.Load() {
		delete(w.stasis.apps, name)
		return nil
	}
	return a
}

func (w *World) applications() []*application {
	var out []*application
	for _, name := range slices.Sorted(maps.Keys(w.stasis.apps)) {
		if a := w.app(name); a != nil {
			out = append(out, a)
		}
	}
	return out
}

// part is a member of an event.
type part struct {
	name  string
	value any
}

// happen tells the applications that hear of a thing, once for each subscription.
func (w *World) happen(kind, id, event string, parts ...part) {
	for _, a := range w.applications() {
		of, all := a.heard(kind)
		for _, name := range []string{id, all} {
			if of[name] {
				w.send(a, event, kind == "deviceState", parts...)
			}
		}
	}
}

// send tells one application. Where it stands in the message differs among events.
func (w *World) send(a *application, event string, early bool, parts ...part) {
	is := func(f filterRow) bool { return f.Type == event }
	if slices.ContainsFunc(a.disallowed, is) || len(a.allowed) > 0 && !slices.ContainsFunc(a.allowed, is) {
		return
	}
	all := []part{{"type", event}}
	if early {
		all = append(all, part{"application", a.name})
	}
	all = append(append(append(all, part{"timestamp", stamp(w.clock.Time())}), parts...), part{"asterisk_id", entity})
	if !early {
		all = append(all, part{"application", a.name})
	}
	a.socket.inbox.put(jsonOf(all))
}

// jsonOf is a JSON object whose members keep their order.
func jsonOf(parts []part) string {
	var b bytes.Buffer
	for i, p := range parts {
		b.WriteByte("{,"[min(i, 1)])
		v, err := marshal(p.value)
		if err != nil {
			panic(fmt.Sprintf("asterisk simulator: %v", err)) // events of this package are always JSON
		}
		b.WriteString(quoted(p.name) + ":")
		b.Write(v)
	}
	return b.String() + "}"
}

func (w *World) listApplications(q *ask) {
	out := []shownApp{}
	for _, a := range w.applications() {
		out = append(out, a.shown())
	}
	q.ok(out)
}

// appOf is the application of a request's path; nil where there is none, which it has
// said.
func (w *World) appOf(q *ask) *application {
	a := w.app(q.args["applicationName"])
	if a == nil {
		q.refuse(http.StatusNotFound, "Application not found")
	}
	return a
}

func (w *World) getApplication(q *ask) {
	if a := w.appOf(q); a != nil {
		q.ok(a.shown())
	}
}

// sources are those of a request, each a kind and a name; nil where one of them is no
// source that could be followed, or is not followed by who leaves it, which it has
// said.
func (w *World) sources(q *ask, a *application, on bool) [][2]string {
	var out [][2]string
	for source := range strings.SplitSeq(q.param("eventSource"), ",") {
		kind, name, _ := strings.Cut(source, ":")
		if !slices.Contains([]string{"channel", "bridge", "endpoint", "deviceState"}, kind) {
			q.refuse(http.StatusBadRequest, "Invalid event source URI scheme")
			return nil
		}
		switch {
		case on && name != "" && !w.isSource(kind, name):
			q.refuse(http.StatusUnprocessableEntity, "Event source does not exist")
			return nil
		case !on && name == "" && kind != "deviceState":
			q.refuse(http.StatusNotImplemented, "Method not implemented")
			return nil
		case !on && !a.follows(kind, name):
			q.refuse(http.StatusUnprocessableEntity, "Event source was not subscribed to")
			return nil
		}
		out = append(out, [2]string{kind, name})
	}
	return out
}

func (w *World) isSource(kind, name string) bool {
	switch kind {
	case "bridge":
		return w.stasis.bridges[name] != nil
	case "endpoint":
		id, ok := strings.CutPrefix(name, "PJSIP/")
		return name == "PJSIP" || ok && w.objects["endpoint"][id] != nil
	}
	return kind == "deviceState"
}

func (w *World) subscribe(q *ask) { w.subscribed(q, true) }

func (w *World) unsubscribe(q *ask) { w.subscribed(q, false) }

func (w *World) subscribed(q *ask, on bool) {
	a := w.app(q.args["applicationName"])
	if q.lacks("eventSource", "Missing parameter eventSource") {
		return
	}
	if a == nil {
		q.refuse(http.StatusNotFound, "Application not found")
		return
	}
	sources := w.sources(q, a, on)
	if sources == nil {
		return
	}
	for _, s := range sources {
		if on || s[1] != "" || w.major() >= modern { // older versions leave nobody without devices
			a.follow(s[0], s[1], on)
		}
	}
	q.ok(a.shown())
}

// heard are the names of a kind that an application hears of, and what all are called.
func (a *application) heard(kind string) (map[string]bool, string) {
	switch kind {
	case "endpoint":
		return a.endpoints, allEndpoints
	case "deviceState":
		return a.devices, allDevices
	}
	return a.bridges, allBridges
}

// follows reports whether there is a subscription; one to all devices is one to each.
func (a *application) follows(kind, name string) bool {
	of, all := a.heard(kind)
	return kind != "channel" && (of[name] || kind == "deviceState" && (name == "" || of[all]))
}

// follow begins or ends a subscription; no name is all.
func (a *application) follow(kind, name string, on bool) {
	if kind == "channel" {
		a.channels = a.channels || on && name == ""
		return
	}
	of, all := a.heard(kind)
	if name == "" {
		name = all
	}
	if on && !of[all] { // who hears of all needs no more
		of[name] = true
	} else if !on {
		delete(of, name)
	}
}

func (w *World) filterApplication(q *ask) {
	a := w.appOf(q)
	if a == nil {
		return
	}
	var in struct{ Allowed, Disallowed *[]filterRow }
	if len(q.raw) > 0 && json.Unmarshal(q.raw, &in) != nil {
		q.refuse(http.StatusBadRequest, "Invalid format definition")
		return
	}
	if in.Allowed != nil {
		a.allowed = *in.Allowed
	}
	if in.Disallowed != nil {
		a.disallowed = *in.Disallowed
	}
	if in.Allowed == nil && in.Disallowed == nil {
		a.allowed, a.disallowed = nil, nil
	}
	q.ok(a.shown())
}

// userEventARI tells one application what a client wants it told.
func (w *World) userEventARI(q *ask) {
	if q.lacks("application", "Missing parameter application") {
		return
	}
	a := w.app(q.param("application"))
	if a == nil {
		q.refuse(http.StatusNotFound, "Application not found")
		return
	}
	name := q.args["eventName"]
	var in struct{ Variables map[string]any }
	_ = json.Unmarshal(q.raw, &in) // it was checked; what has none is passed over
	said := []part{}
	for _, k := range slices.Sorted(maps.Keys(in.Variables)) {
		said = append(said, part{k, in.Variables[k]})
	}
	parts := []part{{"eventname", name}, {"userevent", json.RawMessage(jsonOf(append(said, part{"eventname", name})))}}
	if source := q.param("source"); source != "" {
		kind, id, _ := strings.Cut(source, ":")
		switch {
		case kind != "channel" && kind != "bridge" && kind != "endpoint":
			q.refuse(http.StatusBadRequest, "Invalid event source URI scheme")
			return
		case !w.isSource(kind, id):
			q.refuse(http.StatusUnprocessableEntity, "Event source was not found")
			return
		case kind == "bridge":
			parts = append(parts, part{"bridge", w.stasis.bridges[id]})
		default:
			parts = append(parts, part{"endpoint", w.endpointRow(strings.TrimPrefix(id, "PJSIP/"))})
		}
	}
	w.send(a, "ChannelUserevent", false, parts...)
	q.none()
}
