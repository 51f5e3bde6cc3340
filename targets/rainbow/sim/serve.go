package sim

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

const base = "/api/rainbow/"

// call is one request to the service.
type call struct {
	*World
	who   *caller
	rw    http.ResponseWriter
	r     *http.Request
	body  []byte
	args  map[string]string // variables of the path
	query url.Values
}

// guard says who may use a route.
type guard int

const (
	admins guard = iota // somebody with a role that administers
	anyone              // every user who is logged in
	open                // the public
)

// route is one method and path below /api/rainbow/.
type route struct {
	method, path string
	do           func(*call) *apiError
	guard        guard
	// inferred is the name under which the route can be switched off; empty for
	// what a vendor's source shows.
	inferred string
	segs     []string
}

// routeTable finds routes by method and number of segments.
var routeTable = sync.OnceValue(func() map[string][]route {
	out := map[string][]route{}
	for _, group := range [][]route{
		authRoutes(), oauthRoutes(), keyRoutes(), userRoutes(), licenceRoutes(), companyRoutes(), systemRoutes(), numberRoutes(),
		supervisionRoutes(), inferredRoutes(), groupRoutes(), voiceRoutes(), cloudRoutes(), deviceRoutes(), subscriberRoutes(), ddiRoutes(),
	} {
		for _, r := range group {
			r.segs = strings.Split(r.path, "/")
			key := fmt.Sprint(r.method, len(r.segs))
			out[key] = append(out[key], r)
		}
	}
	return out
})

// ServeHTTP answers one request.
func (w *World) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	w.answered++
	rw.Header().Set("x-rainbow-request-id", w.token("request", w.answered)[:32])
	body, err := io.ReadAll(r.Body)
	if err != nil {
		refuse(badRequest, "the body could not be read").send(rw, false)
		return
	}
	c := &call{World: w, rw: rw, r: r, body: body}
	if e := c.serve(); e != nil {
		e.send(rw, w.quirks.SingleErrorAsObject)
	}
}

func (c *call) serve() *apiError {
	path, below := strings.CutPrefix(c.r.URL.EscapedPath(), base)
	rt := c.route(path)
	if !below || rt == nil {
		return refuse(notFound, "there is no %s %s", c.r.Method, c.r.URL.Path)
	}
	var err error
	if c.query, err = url.ParseQuery(c.r.URL.RawQuery); err != nil {
		return wrong("query", "malformed query string", c.r.URL.RawQuery)
	}
	if rt.guard != open {
		if e := c.identify(); e != nil {
			return e
		}
		if e := c.throttle(c.who.user.id); e != nil {
			return e
		}
	}
	if rt.guard == admins && !c.who.admin() {
		return refuse(notAllowed, "the role admin is required")
	}
	return c.missing(rt.do(c))
}

// missing tells apart what is not found when it is read, changed and deleted, as
// the codes 404000 to 404002 do.
func (c *call) missing(e *apiError) *apiError {
	if e == nil || e.code != notFound {
		return e
	}
	switch c.r.Method {
	case http.MethodPut:
		e.code = notUpdated
	case http.MethodDelete:
		e.code = notDeleted
	}
	return e
}

// route finds the route of a path and its variables. Literal segments go before
// variables, so systems/countries is not a system.
func (c *call) route(path string) *route {
	segs := strings.Split(path, "/")
	method := c.r.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	var best *route
	literals := -1
	for _, r := range routeTable()[fmt.Sprint(method, len(segs))] {
		if r.inferred != "" && c.quirks.without(r.inferred) {
			continue
		}
		args, n := simhttp.Fit(r.segs, segs)
		if n > literals {
			found := r
			best, literals, c.args = &found, n, args
		}
	}
	return best
}

// input reads the body of a write as a JSON object; no body is an empty one.
func (c *call) input() (map[string]any, *apiError) {
	if len(strings.TrimSpace(string(c.body))) == 0 {
		return map[string]any{}, nil
	}
	v, err := parseJSON(c.body)
	if err != nil {
		return nil, refuse(badRequest, "the body is not JSON: %v", err)
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil, refuse(badRequest, "the body is not an object")
	}
	return m, nil
}

// decode reads the body as an object of a kind; old is nil for a new one.
func (c *call) decode(kind string, old *object) (map[string]any, *apiError) {
	raw, e := c.input()
	if e != nil {
		return nil, e
	}
	return c.decodeRaw(kind, old, raw)
}

func (c *call) decodeRaw(kind string, old *object, raw map[string]any) (map[string]any, *apiError) {
	d := &decoder{kind: kinds()[kind], old: old, strict: c.quirks.RefuseUnknownFields}
	values := d.object(raw)
	if len(d.errs) > 0 {
		return nil, invalid(d.errs)
	}
	return values, nil
}

// one answers with an object.
func (c *call) one(o *object) *apiError { return c.data(http.StatusOK, c.view(o, full)) }

// created answers with a new object.
func (c *call) created(o *object) *apiError {
	return c.data(or(c.quirks.CreateStatus, http.StatusCreated), c.view(o, full))
}

func (c *call) data(status int, v any) *apiError {
	writeJSON(c.rw, status, map[string]any{"data": v})
	return nil
}

// deleted answers a delete, in the vendor's words.
func (c *call) deleted(what, id string) *apiError {
	writeJSON(c.rw, http.StatusOK, map[string]any{"status": fmt.Sprintf("%s %s successfully deleted.", what, id), "data": []any{}})
	return nil
}

// done answers what yields nothing but a word.
func (c *call) done(format string, args ...any) *apiError {
	writeJSON(c.rw, http.StatusOK, map[string]any{"status": fmt.Sprintf(format, args...), "data": map[string]any{}})
	return nil
}

func writeJSON(rw http.ResponseWriter, status int, v any) {
	b, err := simhttp.JSON(v)
	if err != nil {
		status, b = http.StatusInternalServerError, []byte(`{"errorCode":500}`)
	}
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(status)
	rw.Write(b)
}

// ShiftPage implements simhttp.PageShifter: the first row moves to the end.
func (w *World) ShiftPage(r *http.Request) *http.Request { return simhttp.Shift(r) }

// Mutating implements simhttp.Vendor. Logging in is no change of the world that
// a client asks for, though a wrong password is counted.
func (w *World) Mutating(r *http.Request, _ []byte) bool {
	return simhttp.Asks(r.Method) && !strings.HasPrefix(r.URL.Path, base+"authentication/v1.0/oauth/")
}
