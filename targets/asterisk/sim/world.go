package sim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
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
	written map[string]string             // the quirks of the seed
	objects map[string]map[string]*object // by type and id
	files   map[string]file               // as they stand on disk
	loaded  map[string]file               // as their modules read them last
	agents  []agent                       // those that QueueAdd put into queues

	given    settings // the options it was made with
	quirks   settings // those in force
	clock    *simhttp.Clock
	started  time.Time
	reloaded time.Time
	sessions map[string]session
	issued   int // sessions so far, for their ids
	touched  touched
}

// touched is what the last request changed.
type touched struct {
	objects map[[2]string]bool // type and id
	files   map[string]bool
	agents  bool
}

// ServeHTTP implements simhttp.Vendor.
func (w *World) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	defer w.under(r)()
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

func (w *World) nowhere(rw http.ResponseWriter) {
	w.page(rw, http.StatusNotFound, "Not Found", "The requested URL was not found on this server.")
}

// page is one of the HTTP server's own.
func (w *World) page(rw http.ResponseWriter, status int, title, text string) {
	rw.Header().Set("Content-Type", "text/html")
	rw.WriteHeader(status)
	fmt.Fprintf(rw, "<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">\r\n<html><head>\r\n<title>%d %s</title>\r\n</head><body>\r\n<h1>%s</h1>\r\n<p>%s</p>\r\n<hr />\r\n<address>Asterisk/%s</address>\r\n</body></html>\r\n", status, title, title, text, w.version)
}

// Mutating implements simhttp.Vendor.
func (w *World) Mutating(r *http.Request, body []byte) bool {
	if strings.Contains(r.URL.Path, "/ari") {
		return r.Method != http.MethodGet && r.Method != http.MethodOptions
	}
	name := r.URL.Query().Get("action")
	if name == "" && r.Method == http.MethodPost {
		name = formValue(body, "action")
	}
	return name != "" && !readsOnly(name)
}

// Restart implements simhttp.Vendor: all modules read their files, sessions end.
func (w *World) Restart() {
	w.sessions = map[string]session{}
	w.started = w.clock.Time()
	w.reload("yes")
}

// major is the first number of the version.
func (w *World) major() int {
	first, _, _ := strings.Cut(w.version, ".")
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

// reload lets modules read their files: one, or "yes" for all.
func (w *World) reload(module string) {
	w.reloaded = w.clock.Time()
	for name, f := range w.files {
		if module == "yes" || module == "1" || strings.TrimSuffix(module, ".so") == readers[name] {
			w.loaded[name] = f
			w.touched.files[name] = true
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
	b, _ := json.Marshal(s) // a text always is JSON
	return string(b)
}

func readAll(r *http.Request) []byte {
	b, _ := io.ReadAll(r.Body) // it has been read into memory
	return b
}
