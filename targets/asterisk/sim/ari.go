package sim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// said is what ARI answers when it does not do what was asked.
type said struct {
	Message string `json:"message"`
}

// ari answers a request below /ari.
func (w *World) ari(rw http.ResponseWriter, r *http.Request) {
	body := readAll(r)
	r.Body = io.NopCloser(bytes.NewReader(body))
	if !readable(r, body) {
		reply(rw, http.StatusBadRequest, said{"Error parsing request body"})
		return
	}
	account := w.ariAccount(r)
	if account == nil {
		rw.Header().Set("WWW-Authenticate", `Basic realm="Asterisk REST Interface"`)
		reply(rw, http.StatusUnauthorized, said{"Authentication required"})
		return
	}
	if isTrue(account.get("read_only")) && r.Method != http.MethodGet && r.Method != http.MethodOptions {
		reply(rw, http.StatusForbidden, said{"Write access denied"})
		return
	}
	if path := strings.TrimSuffix(r.URL.Path, "/"); path != r.URL.Path && len(path) > len("/ari") {
		reply(rw, http.StatusNotFound, said{"ARI URLs do not end with a slash. Try " + path})
		return
	}
	methods := w.route(pathOf(r.URL))
	rw.Header().Set("Allow", strings.Join(append([]string{"OPTIONS"}, methods.names()...), ","))
	switch {
	case methods == nil:
		rw.Header().Del("Allow")
		reply(rw, http.StatusNotFound, said{"Resource not found"})
	case r.Method == http.MethodOptions:
		rw.WriteHeader(http.StatusNoContent)
	case methods[r.Method] == nil:
		reply(rw, http.StatusMethodNotAllowed, said{"Invalid method"})
	default:
		rw.Header().Del("Allow")
		methods[r.Method](rw, r)
	}
}

// readable reports whether a body that says to be JSON is an object or a list. Whose
// it is, and of what, is looked at afterwards.
func readable(r *http.Request, body []byte) bool {
	text := bytes.TrimSpace(body)
	if len(body) == 0 || !isJSON(r) {
		return true
	}
	return json.Valid(text) && (text[0] == '{' || text[0] == '[')
}

func isJSON(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Content-Type"), "application/json")
}

// ariAccount is the account of ari.conf that a request signs in with; nil is none.
func (w *World) ariAccount(r *http.Request) *category {
	name, password, ok := r.BasicAuth()
	if !ok {
		name, password, ok = strings.Cut(r.URL.Query().Get("api_key"), ":")
	}
	f := w.inForce("ari.conf")
	i := f.at(name)
	if !ok || i < 0 || !strings.EqualFold(f[i].get("type"), "user") || f[i].get("password") == "" || f[i].get("password") != password {
		return nil
	}
	return &f[i]
}

// pathOf are the parts of a path below /ari, each decoded by itself, as a form is: a
// plus is a blank.
func pathOf(u *url.URL) []string {
	var out []string
	for part := range strings.SplitSeq(strings.TrimPrefix(u.EscapedPath()[len("/ari"):], "/"), "/") {
		decoded, err := url.QueryUnescape(part)
		if err != nil {
			decoded = part
		}
		out = append(out, decoded)
	}
	return out
}

type methods map[string]http.HandlerFunc

func (m methods) names() []string {
	var out []string
	for _, name := range []string{"GET", "POST", "PUT", "DELETE"} {
		if m[name] != nil {
			out = append(out, name)
		}
	}
	return out
}

// parents are resources that have others below them, and answer to nothing.
var parents = []string{"", "asterisk", "asterisk/config", "asterisk/config/dynamic"}

// route is what a path answers to; nil where there is no such resource.
func (w *World) route(parts []string) methods {
	get := func(h http.HandlerFunc) methods { return methods{http.MethodGet: h} }
	at := func(i int) string {
		if i < len(parts) {
			return parts[i]
		}
		return ""
	}
	switch path := strings.Join(parts, "/"); {
	case at(0) == "" || slices.Contains(parents, path):
		return methods{}
	case path == "asterisk/info":
		return get(w.info)
	case path == "asterisk/ping":
		return get(w.ping)
	case path == "asterisk/variable":
		return get(w.globalVariable)
	case path == "asterisk/modules":
		return get(w.listModules)
	case at(0) == "asterisk" && at(1) == "modules" && len(parts) == 3:
		return methods{http.MethodGet: func(rw http.ResponseWriter, _ *http.Request) { w.module(rw, at(2)) }, http.MethodPut: func(rw http.ResponseWriter, _ *http.Request) { w.reloadModule(rw, at(2)) }}
	case strings.HasPrefix(path, "asterisk/config/dynamic/"):
		return w.dynamic(parts[3:])
	case path == "endpoints":
		return get(func(rw http.ResponseWriter, _ *http.Request) { reply(rw, http.StatusOK, w.endpoints()) })
	case at(0) == "endpoints" && len(parts) == 2:
		return get(func(rw http.ResponseWriter, _ *http.Request) { w.endpointsOf(rw, at(1)) })
	case at(0) == "endpoints" && len(parts) == 3:
		return get(func(rw http.ResponseWriter, _ *http.Request) { w.endpoint(rw, at(1), at(2)) })
	case path == "deviceStates":
		return get(func(rw http.ResponseWriter, _ *http.Request) { reply(rw, http.StatusOK, []any{}) })
	}
	return nil
}

// dynamic is config/dynamic/CLASS/TYPE/ID.
func (w *World) dynamic(parts []string) methods {
	switch {
	case len(parts) < 3:
		return methods{} // the way to one, and nothing by itself
	case len(parts) > 3:
		return nil
	}
	class, typ, id := parts[0], parts[1], parts[2]
	known := func(h http.HandlerFunc) http.HandlerFunc {
		return func(rw http.ResponseWriter, r *http.Request) {
			switch {
			case class != "res_pjsip":
				reply(rw, http.StatusNotFound, said{fmt.Sprintf("configClass '%s' not found", class)})
			case elsewhere[typ]:
				reply(rw, http.StatusNotFound, said{fmt.Sprintf("Object with id '%s' not found", id)})
			case attributesOf(typ) == nil:
				reply(rw, http.StatusNotFound, said{fmt.Sprintf("objectType '%s' not found", typ)})
			default:
				h(rw, r)
			}
		}
	}
	return methods{
		http.MethodGet:    known(func(rw http.ResponseWriter, _ *http.Request) { w.getObject(rw, typ, id) }),
		http.MethodPut:    known(func(rw http.ResponseWriter, r *http.Request) { w.putObject(rw, r, typ, id) }),
		http.MethodDelete: known(func(rw http.ResponseWriter, _ *http.Request) { w.deleteObject(rw, typ, id) }),
	}
}

// elsewhere are types whose objects are not kept where ARI could write them.
var elsewhere = map[string]bool{"contact": true, "transport": true}

func (w *World) getObject(rw http.ResponseWriter, typ, id string) {
	o := w.objects[typ][id]
	if o == nil || !w.loads(typ, o) {
		reply(rw, http.StatusNotFound, said{fmt.Sprintf("Object with id '%s' not found", id)})
		return
	}
	reply(rw, http.StatusOK, w.shown(typ, w.again(typ, o)))
}

func (w *World) putObject(rw http.ResponseWriter, r *http.Request, typ, id string) {
	var body map[string]json.RawMessage // names are looked at as they are written
	if isJSON(r) {
		_ = json.Unmarshal(readAll(r), &body) // what has no fields has none to write
	}
	pairs := pairsOf(body["fields"])
	doing := "Creation"
	old := w.objects[typ][id]
	if old != nil && w.loads(typ, old) {
		doing, old = "Update", w.again(typ, old)
	} else {
		old = nil // it cannot be found, so that it is made anew
	}
	if old != nil && w.inMemory(typ, old) {
		reply(rw, http.StatusInternalServerError, map[string]string{"error": "Allocation failed"})
		return
	}
	o, ok := w.write(typ, old, pairs)
	if !ok {
		reply(rw, http.StatusBadRequest, said{fmt.Sprintf("%s of object '%s' failed field value validation", doing, id)})
		return
	}
	w.setObject(typ, id, o)
	reply(rw, http.StatusOK, w.shown(typ, o))
}

// pairsOf reads the fields of a body. The real one ends, and all connections with
// it, at a value that is no text or is not there.
func pairsOf(raw json.RawMessage) []pair {
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		return nil
	}
	var out []pair
	for _, raw := range items {
		var item map[string]json.RawMessage
		var p pair
		if json.Unmarshal(raw, &item) != nil || json.Unmarshal(item["attribute"], &p.Attribute) != nil || json.Unmarshal(item["value"], &p.Value) != nil || string(item["value"]) == "null" {
			panic(http.ErrAbortHandler)
		}
		out = append(out, p)
	}
	return out
}

func (w *World) deleteObject(rw http.ResponseWriter, typ, id string) {
	if o := w.objects[typ][id]; o == nil || !w.loads(typ, o) {
		reply(rw, http.StatusNotFound, said{fmt.Sprintf("Object with id '%s' not found", id)})
		return
	}
	w.setObject(typ, id, nil)
	rw.WriteHeader(http.StatusNoContent)
}

// endpointRow is an endpoint as ARI lists it.
type endpointRow struct {
	Technology string   `json:"technology"`
	Resource   string   `json:"resource"`
	State      string   `json:"state"`
	ChannelIDs []string `json:"channel_ids"`
}

func (w *World) endpoints() []endpointRow {
	out := []endpointRow{}
	for _, id := range w.ids("endpoint") {
		out = append(out, endpointRow{"PJSIP", id, "offline", []string{}})
	}
	return out
}

func (w *World) endpointsOf(rw http.ResponseWriter, tech string) {
	if !strings.EqualFold(tech, "PJSIP") || len(w.endpoints()) == 0 {
		reply(rw, http.StatusNotFound, said{"No Endpoints found - invalid tech " + tech})
		return
	}
	reply(rw, http.StatusOK, w.endpoints())
}

func (w *World) endpoint(rw http.ResponseWriter, tech, id string) {
	all := w.endpoints()
	i := slices.IndexFunc(all, func(e endpointRow) bool { return e.Resource == id })
	if i < 0 || !strings.EqualFold(tech, "PJSIP") {
		reply(rw, http.StatusNotFound, said{"Endpoint not found"})
		return
	}
	reply(rw, http.StatusOK, all[i])
}

// stamp is a moment as ARI writes it.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000-0700") }

// info is what the system is, or a part of it.
func (w *World) info(rw http.ResponseWriter, r *http.Request) {
	all := map[string]any{
		"build":  map[string]string{"os": "Linux", "kernel": "unknown", "machine": "unknown", "options": "OPTIONAL_API", "date": "2026-01-01 00:00:00 UTC", "user": "nobody"},
		"system": map[string]string{"version": w.version, "entity_id": entity},
		"config": map[string]any{"name": "", "default_language": "en", "setid": map[string]string{"user": "", "group": ""}},
		"status": map[string]string{"startup_time": stamp(w.started), "last_reload_time": stamp(w.reloaded)},
	}
	if only, given := r.URL.Query()["only"]; given {
		for _, part := range slices.Sorted(maps.Keys(all)) {
			if !slices.Contains(strings.Split(only[0], ","), part) {
				delete(all, part)
			}
		}
	}
	reply(rw, http.StatusOK, all)
}

// entity is the system's id: the hardware address of its first network card.
const entity = "02:00:00:00:00:01"

func (w *World) ping(rw http.ResponseWriter, _ *http.Request) {
	reply(rw, http.StatusOK, map[string]string{"ping": "pong", "timestamp": stamp(w.clock.Time()), "asterisk_id": entity})
}

func (w *World) globalVariable(rw http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Get("variable") == "" {
		reply(rw, http.StatusBadRequest, said{"Variable name is required"})
		return
	}
	reply(rw, http.StatusOK, map[string]string{"value": ""})
}

type moduleRow struct {
	Name        string `json:"name"`
	Description string `json:"description"`
	UseCount    int    `json:"use_count"`
	Status      string `json:"status"`
	Support     string `json:"support_level"`
}

// modules are those that are loaded and of interest here.
func modules() []string {
	return []string{"app_dial", "app_queue", "app_voicemail", "chan_pjsip", "pbx_config", "res_ari", "res_ari_asterisk", "res_ari_endpoints", "res_pjsip"}
}

func (w *World) listModules(rw http.ResponseWriter, _ *http.Request) {
	var out []moduleRow
	for _, name := range modules() {
		out = append(out, moduleRow{name + ".so", "", 0, "Running", "core"})
	}
	reply(rw, http.StatusOK, out)
}

func (w *World) module(rw http.ResponseWriter, name string) {
	if !slices.Contains(modules(), strings.TrimSuffix(name, ".so")) {
		reply(rw, http.StatusNotFound, said{"Module could not be found in running modules"})
		return
	}
	reply(rw, http.StatusOK, moduleRow{name, "", 0, "Running", "core"})
}

func (w *World) reloadModule(rw http.ResponseWriter, name string) {
	module := strings.TrimSuffix(name, ".so")
	if !slices.Contains(modules(), module) {
		reply(rw, http.StatusNotFound, said{"Module not found in running modules"})
		return
	}
	w.reload(module)
	rw.WriteHeader(http.StatusNoContent)
}
