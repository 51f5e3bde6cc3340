package sim

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

const (
	apiPath   = "/api/v1.0/"
	loginPath = "/connect/"
	jsonType  = "application/json; charset=utf-8"
)

// endpoint is one method and path below apiPath or loginPath.
type endpoint struct {
	method, path string
	do           func(*call) *fail
	// inferred is the name under which the route can be taken away; empty for
	// what the vendor's pages show.
	inferred string
	segs     []string
}

// call is one request.
type call struct {
	*World
	who   *user // who let the client in
	token *token
	rw    http.ResponseWriter
	r     *http.Request
	body  []byte
	args  map[string]string // variables of the path
}

// endpoints finds routes by method and number of segments.
var endpoints = sync.OnceValue(func() map[string][]endpoint {
	out := map[string][]endpoint{}
	for prefix, groups := range map[string][][]endpoint{
		loginPath: {oauthRoutes()},
		apiPath:   {accountRoutes(), customerRoutes("customers"), customerRoutes("accounts/{account}/customers"), resellerUserRoutes()},
	} {
		for _, group := range groups {
			for _, e := range group {
				e.segs = strings.Split(e.path, "/")
				key := fmt.Sprint(prefix, e.method, len(e.segs))
				out[key] = append(out[key], e)
			}
		}
	}
	return out
})

// ServeHTTP answers one request.
func (w *World) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	defer Known.During(r, product, &w.quirks)()
	w.answered++
	w.synchronize()
	body, err := io.ReadAll(r.Body)
	c := &call{World: w, rw: rw, r: r, body: body}
	if err != nil {
		c.send(bad("The body could not be read."))
		return
	}
	if f := c.serve(); f != nil {
		c.send(f)
	}
	w.alignAgents() // what was written may differ from the PBX
}

// serve checks, in this order: the token, the limit, the scope, the person, and
// then whatever is about the resource.
func (c *call) serve() *fail {
	path := c.r.URL.EscapedPath()
	if rest, ok := strings.CutPrefix(path, loginPath); ok {
		return c.route(loginPath, rest)
	}
	rest, ok := strings.CutPrefix(path, apiPath)
	if !ok {
		return notFound()
	}
	if f := c.authenticate(); f != nil {
		return f
	}
	if f := c.throttle(); f != nil {
		return f
	}
	if c.quirks.unknownError {
		return refuse(http.StatusInternalServerError, "Internal Server Error")
	}
	if f := c.admit(); f != nil {
		return f
	}
	return c.route(apiPath, rest)
}

func (c *call) route(prefix, path string) *fail {
	e := c.find(prefix, path)
	if e == nil {
		return notFound()
	}
	return e.do(c)
}

// find returns the endpoint of a path, and keeps its variables.
func (c *call) find(prefix, path string) *endpoint {
	segs := strings.Split(path, "/")
	method := c.r.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	for _, e := range endpoints()[fmt.Sprint(prefix, method, len(segs))] {
		if e.inferred != "" && c.quirks.lacks.Route(e.inferred) {
			continue
		}
		if args, n := simhttp.Fit(e.segs, segs); n >= 0 {
			c.args = args
			return &e
		}
	}
	return nil
}

var apiHost = regexp.MustCompile(`^api\.([a-z]+)\.myreports\.cloud(:[0-9]+)?$`)

// elsewhere says whether the request went to the API of a region that has none of
// these tenants. An address that names no region has all of them.
func (c *call) elsewhere() bool {
	m := apiHost.FindStringSubmatch(c.r.Host)
	return m != nil && m[1] != c.quirks.region
}

// ShiftPage implements simhttp.PageShifter: what was the first row of a listing is
// its last.
func (w *World) ShiftPage(r *http.Request) *http.Request { return simhttp.Shift(r) }

// Mutating implements simhttp.Vendor. Signing in is no change that a client asks for.
func (w *World) Mutating(r *http.Request, _ []byte) bool {
	return simhttp.Asks(r.Method) && !strings.HasPrefix(r.URL.Path, loginPath)
}

// done answers what has nothing to say.
func (c *call) done(status int) *fail {
	writeJSON(c.rw, status, map[string]any{"status": "success", "timestamp": c.stamp()})
	return nil
}

// one answers with an object.
func (c *call) one(status int, object map[string]any) *fail {
	writeJSON(c.rw, status, map[string]any{"data": c.shown(object), "status": "success", "timestamp": c.stamp()})
	return nil
}

// created answers with an object that is new, and where it is.
func (c *call) created(id string, object map[string]any) *fail {
	c.rw.Header().Set("Location", c.here()+"/"+url.PathEscape(id))
	return c.one(http.StatusCreated, object)
}

// here is the address that was asked, without its query.
func (c *call) here() string {
	scheme := "http"
	if c.r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + c.r.Host + c.r.URL.EscapedPath()
}

// shown adds what a newer version of the API would.
func (c *call) shown(object map[string]any) map[string]any {
	if c.quirks.newAttribute {
		object["introducedLater"] = map[string]any{"since": "2027-01", "values": []any{"a", 1}}
	}
	return object
}

func writeJSON(rw http.ResponseWriter, status int, v any) {
	b, err := simhttp.JSON(v)
	if err != nil {
		status, b = http.StatusInternalServerError, []byte(`{"error":500,"message":"Internal Server Error","status":"error"}`)
	}
	rw.Header().Set("Content-Type", jsonType)
	rw.WriteHeader(status)
	rw.Write(b)
}
