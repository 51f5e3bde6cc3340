package sim

import (
	"bytes"
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

// broken is what it answers when something of its own goes wrong.
type broken struct {
	Error string `json:"error"`
}

// ask is a request to an operation, with the place for its answer.
type ask struct {
	http.ResponseWriter
	*http.Request
	args   map[string]string // variables of the path
	raw    []byte            // the body
	params url.Values        // of the query, and of the body where it says them
}

// param is a parameter: of the query, or else of the body.
func (q *ask) param(name string) string { return q.params.Get(name) }

func (q *ask) ok(v any)                       { reply(q.ResponseWriter, http.StatusOK, v) }
func (q *ask) none()                          { q.WriteHeader(http.StatusNoContent) }
func (q *ask) refuse(status int, text string) { reply(q.ResponseWriter, status, said{text}) }
func (q *ask) fail(text string) {
	reply(q.ResponseWriter, http.StatusInternalServerError, broken{text})
}
func (q *ask) lacks(name, text string) (no bool) {
	if q.param(name) != "" {
		return false
	}
	q.refuse(http.StatusBadRequest, text)
	return true
}

// ari answers a request below /ari.
func (w *World) ari(rw http.ResponseWriter, r *http.Request) {
	q := &ask{ResponseWriter: rw, Request: r, raw: readAll(r)}
	if !q.readable() {
		q.refuse(http.StatusBadRequest, "Error parsing request body")
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
	if len(q.raw) > largestForm {
		q.refuse(http.StatusRequestEntityTooLarge, "Request body too large")
		return
	}
	parts := pathOf(r.URL)
	if last := len(parts) - 1; last > 0 && parts[last] == "" {
		q.refuse(http.StatusNotFound, "ARI URLs do not end with a slash. Try "+strings.TrimSuffix(r.URL.Path, "/"))
		return
	}
	if len(parts) == 2 && parts[0] == "api-docs" && r.Method == http.MethodGet {
		w.apiDocs(rw, r, parts[1])
		return
	}
	w.dispatch(q, w.fit(parts))
}

// dispatch hands a request to the operation of its method.
func (w *World) dispatch(q *ask, to fitting) {
	i := slices.IndexFunc(to.operations, func(o *operation) bool { return o.method == q.Method })
	switch {
	case !to.known:
		q.refuse(http.StatusNotFound, "Resource not found")
	case q.Method == http.MethodOptions:
		q.Header().Set("Allow", allowed(to.operations))
		q.none()
	case i < 0:
		q.Header().Set("Allow", allowed(to.operations))
		q.refuse(http.StatusMethodNotAllowed, "Invalid method")
	default:
		q.args = to.args
		q.read()
		to.operations[i].do(w, q)
	}
}

// Header is that of the answer: requests have one too.
func (q *ask) Header() http.Header { return q.ResponseWriter.Header() }

// read gathers the parameters.
func (q *ask) read() {
	q.params = q.URL.Query()
	if strings.HasPrefix(q.Request.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		form, _ := url.ParseQuery(string(q.raw)) // as far as it can be read
		q.add(form)
	} else if q.isJSON() {
		q.add(textsOf(q.raw))
	}
}

// readable reports whether a body that says to be JSON is an object or a list. Whose
// it is, and of what, is looked at afterwards.
func (q *ask) readable() bool {
	text := bytes.TrimSpace(q.raw)
	return len(q.raw) == 0 || !q.isJSON() || json.Valid(text) && (text[0] == '{' || text[0] == '[')
}

// isJSON reports whether the body says that it is JSON.
func (q *ask) isJSON() bool {
	return strings.HasPrefix(q.Request.Header.Get("Content-Type"), "application/json")
}

// add lays parameters under those that are there.
func (q *ask) add(more url.Values) {
	for name, values := range more {
		if !q.params.Has(name) {
			q.params[name] = values
		}
	}
}

// textsOf are the values of an object that are one text, number or truth, or a list of
// such.
func textsOf(raw []byte) url.Values {
	var in map[string]any
	if json.Unmarshal(raw, &in) != nil {
		return nil
	}
	out := url.Values{}
	for name, v := range in {
		list, many := v.([]any)
		if !many {
			list = []any{v}
		}
		for _, one := range list {
			switch one.(type) {
			case string, float64, bool:
				out.Add(name, fmt.Sprint(one))
			}
		}
	}
	return out
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

// stamp is a moment as ARI writes it.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000-0700") }

// handlers do what operations are for, by resource and nickname.
func handlers() map[string]func(*World, *ask) {
	out := map[string]func(*World, *ask){
		"asterisk.getObject": (*World).getObject, "asterisk.updateObject": (*World).putObject, "asterisk.deleteObject": (*World).deleteObject,
		"asterisk.getInfo": (*World).info, "asterisk.ping": (*World).ping, "asterisk.listModules": (*World).listModules, "asterisk.getModule": (*World).getModule,
		"asterisk.loadModule": (*World).loadModule, "asterisk.unloadModule": (*World).unloadModule, "asterisk.reloadModule": (*World).reloadModule,
		"asterisk.listLogChannels": (*World).listLogs, "asterisk.addLog": (*World).addLog, "asterisk.deleteLog": (*World).deleteLog, "asterisk.rotateLog": (*World).rotateLog,
		"asterisk.getGlobalVar": (*World).globalVariable, "asterisk.setGlobalVar": (*World).setGlobalVariable,
		"endpoints.list": (*World).listEndpoints, "endpoints.listByTech": (*World).endpointsOf, "endpoints.get": (*World).getEndpoint,
		"deviceStates.list": (*World).listDevices, "deviceStates.get": (*World).getDevice, "deviceStates.update": (*World).updateDevice, "deviceStates.delete": (*World).deleteDevice,
		"events.eventWebsocket": (*World).eventSocket, "events.userEvent": (*World).userEventARI,
		"applications.list": (*World).listApplications, "applications.get": (*World).getApplication, "applications.subscribe": (*World).subscribe,
		"applications.unsubscribe": (*World).unsubscribe, "applications.filter": (*World).filterApplication,
		"bridges.list": (*World).listBridges, "bridges.create": (*World).createBridge, "bridges.createWithId": (*World).createBridge,
		"bridges.get": (*World).getBridge, "bridges.getBridgeVar": (*World).bridgeVariable, "bridges.setBridgeVar": (*World).setBridgeVariable, "bridges.destroy": (*World).destroyBridge,
	}
	idle(out)
	return out
}
