package sim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// World is the simulated Asterisk: its state, its sessions and its HTTP face. It
// implements simhttp.Vendor, Journal and Quirky, and is not safe for concurrent use;
// simhttp.Server serialises.
type World struct {
	version string
	release int                           // its first number
	written map[string]string             // the quirks of the seed
	objects map[string]map[string]*object // by type and id
	files   map[string]file               // as they stand on disk
	loaded  map[string]file               // as their modules read them last
	agents  []agent                       // those that QueueAdd put into queues
	rows    map[string]string             // the database, but for objects and agents

	crew      map[[2]string]past // what members of queues went through, by crewKey
	variables map[string]string  // global ones of the dialplan
	steps     []step             // what actions added to the dialplan
	stasis    stasis             // applications, bridges

	given    settings // the options it was made with
	quirks   settings // those in force
	clock    *simhttp.Clock
	started  time.Time
	reloaded time.Time
	sessions map[string]*session // of HTTP, by their cookies
	crowd    int                 // how many of them are looked through for those that ended
	wires    []*session          // connections of AMI
	logs     map[string]string   // channels of the log that ARI added, with their levels
	issued   int                 // sessions so far, for their ids
	touched  touched
}

// touched is what the last request changed.
type touched struct {
	objects map[[2]string]bool // type and id
	files   map[string]bool
	rows    map[string]bool
	agents  bool
}

// ServeHTTP implements simhttp.Vendor.
func (w *World) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	defer w.under(r)()
	if a, ok := r.Context().Value(askedKey{}).(asked); ok {
		w.serveSocket(rw, r, a)
		return
	}
	rw.Header().Set("Server", "Asterisk/"+w.version)
	rw.Header().Set("Cache-Control", "no-cache, no-store")
	path := strings.TrimPrefix(r.URL.Path, w.quirks.prefix)
	switch {
	case w.quirks.prefix != "" && path == r.URL.Path:
		w.nowhere(rw)
	case strings.EqualFold(path, "/ari") || len(path) > 4 && strings.EqualFold(path[:5], "/ari/"):
		r.URL.Path, r.URL.RawPath = path, strings.TrimPrefix(r.URL.EscapedPath(), w.quirks.prefix)
		w.ari(rw, r)
	case path == "/rawman" || path == "/mxml" || path == "/manager":
		if w.quirks.noManager {
			w.nowhere(rw)
			return
		}
		w.manage(rw, r, path[1:])
	default:
		w.nowhere(rw)
	}
}

// nowhere is the HTTP server's own page.
func (w *World) nowhere(rw http.ResponseWriter) {
	w.page(rw, http.StatusNotFound, "The requested URL was not found on this server.")
}

// page is what the HTTP server itself says.
func (w *World) page(rw http.ResponseWriter, status int, text string) {
	title := http.StatusText(status)
	rw.Header().Set("Content-Type", "text/html")
	rw.WriteHeader(status)
	fmt.Fprintf(rw, "<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">\r\n<html><head>\r\n<title>%d %s</title>\r\n</head><body>\r\n<h1>%s</h1>\r\n<p>%s</p>\r\n<hr />\r\n<address>Asterisk/%s</address>\r\n</body></html>\r\n", status, title, title, text, w.version)
}

// Mutating implements simhttp.Vendor.
func (w *World) Mutating(r *http.Request, body []byte) bool {
	if a, ok := r.Context().Value(askedKey{}).(asked); ok {
		return r.URL.Path != banner && a.broken == nil && !readsOnly(actionOf(a.message))
	}
	if strings.Contains(r.URL.Path, "/ari") {
		return r.Method != http.MethodGet && r.Method != http.MethodOptions
	}
	form := r.URL.RawQuery
	if r.Method == http.MethodPost {
		form = string(body)
	}
	name := actionOf(formMessage(form).message)
	return name != "" && !readsOnly(name)
}

// Restart implements simhttp.Vendor: all modules read their files, sessions end, and
// what was only said is forgotten.
func (w *World) Restart() {
	w.emit("system", "Shutdown", [2]string{"Shutdown", "Cleanly"}, [2]string{"Restart", "False"})
	for _, s := range w.wires {
		s.inbox.close()
	}
	w.stasis.close()
	w.sessions, w.wires = map[string]*session{}, nil
	w.started, w.reloaded = w.clock.Time(), w.clock.Time()
	w.reload("")
	w.boot()
}

// boot is how a system begins, before anybody has said anything.
func (w *World) boot() {
	w.crew, w.steps, w.logs, w.stasis = map[[2]string]past{}, nil, map[string]string{}, newStasis()
	w.variables = w.globals()
}

// major is the first number of the version.
func (w *World) major() int { return w.release }

func majorOf(version string) int {
	first, _, _ := strings.Cut(version, ".")
	n, _ := strconv.Atoi(first)
	return n
}

// managerVersion is that of AMI, as measured of both.
func (w *World) managerVersion() string {
	if w.major() >= modern {
		return "11.0.0"
	}
	return "5.0.4"
}

func (w *World) newID() string {
	w.issued++
	return fmt.Sprintf("%08x", 0x9e3779b9*uint32(w.issued))
}

func (w *World) setObject(typ, id string, o *object) {
	if o == nil {
		delete(w.objects[typ], id)
	} else {
		w.objects[typ][id] = o
	}
	w.touched.objects[[2]string{typ, id}] = true
}

func (w *World) setFile(name string, f file) {
	w.files[name] = f
	w.touched.files[name] = true
}

// inForce is a file as its module read it last, each category with what it inherits.
func (w *World) inForce(name string) file { return w.loaded[name].whole() }

// reload lets modules read their files: one, or all of them for "".
func (w *World) reload(module string) {
	module = strings.TrimSuffix(module, ".so")
	for _, name := range slices.Sorted(maps.Keys(w.files)) {
		if f := w.files[name]; module == "" || module == readers[name] {
			w.loaded[name] = f
			w.touched.files[name] = true
		}
	}
	if module == "" || module == "pbx_config" {
		w.tellHints()
	}
	if module == "" || module == "app_voicemail" {
		w.tellMailboxes()
	}
}

// tellHints says how the extensions are that have hints.
func (w *World) tellHints() {
	for _, s := range w.hints() {
		w.emit("call", "ExtensionStatus", w.hintFields(s)...)
	}
}

// tellMailboxes says that nobody has messages.
func (w *World) tellMailboxes() {
	for _, e := range w.mailboxes(nil).events {
		if e[0][1] == "VoicemailUserEntry" {
			w.emit("call", "MessageWaiting", [2]string{"Mailbox", e[2][1] + "@" + e[1][1]}, [2]string{"Waiting", "0"}, [2]string{"New", "0"}, [2]string{"Old", "0"})
		}
	}
}

// readers are the modules that read each file.
var readers = map[string]string{"ari.conf": "res_ari", "extensions.conf": "pbx_config", "manager.conf": "manager", "pjsip.conf": "res_pjsip", "queues.conf": "app_queue", "voicemail.conf": "app_voicemail"}

func reply(rw http.ResponseWriter, status int, v any) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(fmt.Sprintf("asterisk simulator: %v", err)) // rows of this package are always JSON
	}
	rw.Header().Set("Content-Type", "application/json")
	rw.WriteHeader(status)
	_, _ = rw.Write(bytes.TrimSpace(b.Bytes()))
}

func quoted(s string) string {
	var b strings.Builder
	quote(&b, s)
	return b.String()
}

// quote writes a text as JSON; most need no escapes.
func quote(b *strings.Builder, s string) {
	if strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r > '~' || r == '"' || r == '\\' }) < 0 {
		b.WriteByte('"')
		b.WriteString(s)
		b.WriteByte('"')
		return
	}
	text, _ := json.Marshal(s) // a text always is JSON
	b.Write(text)
}

func readAll(r *http.Request) []byte {
	b, _ := io.ReadAll(r.Body) // it has been read into memory
	return b
}
