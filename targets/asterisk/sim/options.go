package sim

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// Options are how a world is made and served.
type Options struct {
	// Addr is where Start listens; "127.0.0.1:0" when empty. Loopback only.
	Addr string
	// File is where the world lives; empty keeps it in memory.
	File string
	// Certificate is a file that the server's certificate is written to; naming one
	// makes it speak TLS.
	Certificate string
	// Clock is the world's time; nil is the wall clock.
	Clock *simhttp.Clock
	// Log receives failures of the simulator itself; nil discards them.
	Log *slog.Logger
	// Quirks are how the system differs from the usual.
	Quirks Quirks
}

// Quirks are what differs from one installation to the next. A seed may set them
// too, as "quirks", by the names of Switches.
type Quirks struct {
	Prefix    string // http.conf: prefix
	NoManager bool   // manager.conf: webenabled = no
}

// Switch is one option and what it does.
type Switch struct {
	Name string
	What string
	set  simhttp.Option[Quirks]
}

// Switches are all of them, by name.
var Switches = []Switch{
	{"noManager", "AMI is not served over HTTP, as with webenabled = no (true or false; false).", simhttp.Toggle(func(q *Quirks) *bool { return &q.NoManager })},
	{"prefix", "the path below which everything is served, as prefix of http.conf says (a path such as /pbx; none).", func(q *Quirks, s string) error {
		q.Prefix = ""
		if s = strings.Trim(s, "/"); s != "" {
			q.Prefix = "/" + s
		}
		return nil
	}},
}

// Set sets one option by its name.
func (q *Quirks) Set(name, value string) error {
	all := map[string]simhttp.Option[Quirks]{}
	for _, s := range Switches {
		all[s.Name] = s.set
	}
	return simhttp.Choose(q, all, map[string]string{name: value}, "the simulated Asterisk")
}

// beside are the options that a world has set itself.
func (q Quirks) beside(given Quirks) map[string]string {
	out := map[string]string{}
	if q.NoManager != given.NoManager {
		out["noManager"] = map[bool]string{true: "true", false: "false"}[q.NoManager]
	}
	if q.Prefix != given.Prefix {
		out["prefix"] = q.Prefix
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

type quirkKey struct{}

// Under implements simhttp.Quirky: every option can be for one request.
func (w *World) Under(r *http.Request, options map[string]string) (*http.Request, error) {
	q := w.quirks
	for name, value := range options {
		if err := q.Set(name, value); err != nil {
			return nil, err
		}
	}
	return r.WithContext(context.WithValue(r.Context(), quirkKey{}, q)), nil
}

// under puts the options of one request in force, and returns what ends that.
func (w *World) under(r *http.Request) func() {
	q, ok := r.Context().Value(quirkKey{}).(Quirks)
	if !ok {
		return func() {}
	}
	before := w.quirks
	w.quirks = q
	return func() { w.quirks = before }
}

// formValue is a field of a form that was posted.
func formValue(body []byte, name string) string {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return ""
	}
	for key, values := range form {
		if strings.EqualFold(key, name) {
			return values[0]
		}
	}
	return ""
}

func readsOnly(action string) bool { return slices.Contains(readOnly, strings.ToLower(action)) }
