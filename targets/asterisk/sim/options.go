package sim

import (
	"net/http"
	"strings"

	"github.com/patchbay-dev/patchbay/targets/internal/quirk"
	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// Options are how a world is made and served.
type Options struct {
	simhttp.Serving
	// Quirks set, by the names of Known, how the system differs from the usual. A
	// seed may set them too, as "quirks".
	Quirks map[string]string
}

// settings are the options as read.
type settings struct {
	prefix    string // http.conf: prefix
	noManager bool   // manager.conf: webenabled = no
	amiListen string // where AMI is spoken over TCP; "" is nowhere
}

// product is what messages call the system.
const product = "Asterisk"

// Known are all options, in the order of their names.
var Known = quirk.List[settings]{
	quirk.Own("amiListen", "the loopback address on which AMI is spoken over TCP as well; its port is told at the start and by GET /_sim/addresses (127.0.0.1:0 for a free port; none).", func(s *settings, v string) error {
		s.amiListen = v
		return nil
	}),
	quirk.Flag("noManager", "AMI is not served over HTTP, as with webenabled = no in manager.conf (true or false; false).", func(s *settings) *bool { return &s.noManager }),
	quirk.Own("prefix", "the path below which everything is served, as prefix of http.conf says (a path such as /pbx; none).", func(s *settings, v string) error {
		s.prefix = ""
		if v = strings.Trim(v, "/"); v != "" {
			s.prefix = "/" + v
		}
		return nil
	}),
}

// Under implements simhttp.Quirky: every option can be for one request.
func (w *World) Under(r *http.Request, options map[string]string) (*http.Request, error) {
	_, err := Known.Over(w.given, product, options)
	return quirk.Only(r, options), err
}

// under puts the options of one request in force, and returns what ends that.
func (w *World) under(r *http.Request) func() {
	before := w.quirks
	if q, err := Known.Over(before, product, quirk.Of(r)); err == nil { // they were checked in Under
		w.quirks = q
	}
	return func() { w.quirks = before }
}
