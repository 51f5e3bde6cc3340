package sim

import (
	"encoding/json"
	"fmt"
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
	parts := pathOf(r.URL)
	methods := w.route(parts)
	switch {
	case methods == nil:
		reply(rw, http.StatusNotFound, said{"Resource not found"})
	case r.Method == http.MethodOptions:
		rw.Header().Set("Allow", strings.Join(append([]string{"OPTIONS"}, methods.names()...), ","))
		rw.WriteHeader(http.StatusNoContent)
	case methods[r.Method] == nil:
		reply(rw, http.StatusMethodNotAllowed, said{"Invalid method"})
	default:
		methods[r.Method](rw, r)
	}
}

// ariAccount is the account of ari.conf that a request signs in with; nil is none.
func (w *World) ariAccount(r *http.Request) *category {
	name, password, ok := r.BasicAuth()
	if !ok {
		name, password, ok = strings.Cut(r.URL.Query().Get("api_key"), ":")
	}
	f := w.loaded["ari.conf"]
	i := f.at(name)
	if !ok || i < 0 || !strings.EqualFold(f[i].get("type"), "user") || f[i].get("password") == "" || f[i].get("password") != password {
		return nil
	}
	return &f[i]
}

// pathOf are the parts of a path below /ari, each decoded by itself.
func pathOf(u *url.URL) []string {
	var out []string
	for part := range strings.SplitSeq(strings.TrimPrefix(u.EscapedPath(), "/ari/"), "/") {
		decoded, err := url.PathUnescape(part)
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
	for _, name := range []string{"DELETE", "GET", "POST", "PUT"} {
		if m[name] != nil {
			out = append(out, name)
		}
	}
	return out
}

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
	if len(parts) < 3 {
		return methods{} // the way to one, and nothing by itself
	}
	class, typ, id := parts[0], parts[1], strings.Join(parts[2:], "/")
	known := func(h http.HandlerFunc) http.HandlerFunc {
		return func(rw http.ResponseWriter, r *http.Request) {
			switch {
			case class != "res_pjsip":
				reply(rw, http.StatusNotFound, said{fmt.Sprintf("configClass '%s' not found", class)})
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

func (w *World) getObject(rw http.ResponseWriter, typ, id string) {
	o := w.objects[typ][id]
	if o == nil || !w.loads(typ, o) {
		reply(rw, http.StatusNotFound, said{fmt.Sprintf("Object with id '%s' not found", id)})
		return
	}
	reply(rw, http.StatusOK, w.shown(typ, o))
}

func (w *World) putObject(rw http.ResponseWriter, r *http.Request, typ, id string) {
	var body struct {
		Fields json.RawMessage `json:"fields"`
	}
	raw := readAll(r)
	if isJSON := strings.HasPrefix(r.Header.Get("Content-Type"), "application/json"); len(raw) > 0 && isJSON && !json.Valid(raw) {
		reply(rw, http.StatusBadRequest, said{"Error parsing request body"})
		return
	} else if isJSON && len(raw) > 0 && raw[0] == '{' {
		_ = json.Unmarshal(raw, &body) // it is valid, and what it is not is passed over
	}
	pairs := pairsOf(body.Fields)
	old := w.objects[typ][id]
	if old != nil && !w.loads(typ, old) {
		old = nil // it cannot be found, so that it is made anew
	}
	o, ok := w.write(typ, old, pairs)
	if !ok {
		reply(rw, http.StatusBadRequest, said{fmt.Sprintf("Creation of object '%s' failed field value validation", id)})
		return
	}
	w.setObject(typ, id, o)
	reply(rw, http.StatusOK, w.shown(typ, o))
}

// pairsOf reads the fields of a body. The real one ends, and all connections with
// it, at a value that is no text or is not there.
func pairsOf(raw json.RawMessage) []pair {
	var items []map[string]json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		return nil
	}
	var out []pair
	for _, item := range items {
		var p pair
		if json.Unmarshal(item["attribute"], &p.Attribute) != nil || json.Unmarshal(item["value"], &p.Value) != nil || string(item["value"]) == "null" {
			panic(http.ErrAbortHandler)
		}
		out = append(out, p)
	}
	return out
}

func (w *World) deleteObject(rw http.ResponseWriter, typ, id string) {
	if w.objects[typ][id] == nil {
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
	if !strings.EqualFold(tech, "PJSIP") {
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
	if only := r.URL.Query().Get("only"); only != "" {
		some := map[string]any{}
		for part := range strings.SplitSeq(only, ",") {
			if v, ok := all[part]; ok {
				some[part] = v
			} else {
				reply(rw, http.StatusBadRequest, said{"Invalid parameter " + part})
				return
			}
		}
		all = some
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
