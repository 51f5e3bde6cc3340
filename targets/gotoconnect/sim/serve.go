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

// The APIs, each with limits and errors of its own. On the vendor's side oauth,
// admin and scim have other host names; their paths do not overlap.
const (
	oauthAPI = "/oauth/"
	adminAPI = "/admin/rest/v1/"
	scimAPI  = "/identity/v1/"
	voiceAPI = "/voice-admin/v1/"
	usersAPI = "/users/v1/"
)

var families = []string{oauthAPI, adminAPI, scimAPI, voiceAPI, usersAPI}

// guard says which principals may use a route.
type guard int

const (
	admins guard = iota // a built-in role that administers
	supers              // the built-in role SUPER_USER
	anyone              // every user
	open                // the public
)

// endpoint is one method and path below a family's.
type endpoint struct {
	method, path string
	do           func(*call) *fail
	scope        string
	guard        guard
	// inferred is the name under which the route can be taken away; empty for
	// what the reference shows.
	inferred string
	segs     []string
}

// call is one request.
type call struct {
	*World
	family string
	who    *user
	token  *token
	rw     http.ResponseWriter
	r      *http.Request
	body   []byte
	args   map[string]string // variables of the path
	query  map[string]string
}

// endpoints finds routes by family, method and number of segments.
var endpoints = sync.OnceValue(func() map[string][]endpoint {
	out := map[string][]endpoint{}
	for family, groups := range map[string][][]endpoint{
		oauthAPI: {oauthRoutes()},
		adminAPI: {meRoutes(), userRoutes(), roleRoutes(), licenceRoutes(), groupRoutes()},
		scimAPI:  {scimRoutes(), scimGroupRoutes()},
		voiceAPI: {extensionRoutes(), followRoutes(), numberRoutes(), orderRoutes(), deviceRoutes(), buttonRoutes(), locationRoutes(), memberRoutes(), mailboxRoutes(), queueRoutes(), accountRoutes()},
		usersAPI: {lineRoutes()},
	} {
		for _, group := range groups {
			for _, e := range group {
				e.segs = strings.Split(e.path, "/")
				key := fmt.Sprint(family, e.method, len(e.segs))
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
	body, err := io.ReadAll(r.Body)
	c := &call{World: w, rw: rw, r: r, body: body}
	path := r.URL.EscapedPath()
	for _, f := range families {
		if strings.HasPrefix(path, f) {
			c.family = f
		}
	}
	if err != nil {
		c.send(malformed("The body could not be read"))
		return
	}
	if f := c.serve(strings.TrimPrefix(path, c.family)); f != nil {
		c.send(f)
	}
}

// serve checks, in this order: the token, the limit, the scope, the principal,
// and then whatever is about the resource.
func (c *call) serve(path string) *fail {
	e := c.find(path)
	if c.family != "" && c.family != oauthAPI {
		if f := c.authenticate(); f != nil {
			return f
		}
		if f := c.throttle(); f != nil {
			return f
		}
		if c.quirks.unknownError {
			return refuse(http.StatusInternalServerError, "UNKNOWN_ERROR", "An unknown error occurred")
		}
	}
	if e == nil {
		return notFound()
	}
	if e.scope != "" && !c.token.allows(e.scope) {
		return refuse(http.StatusForbidden, "AUTHZ_INSUFFICIENT_SCOPE", "The token does not have the scope that is required")
	}
	if f := c.admit(e); f != nil {
		return f
	}
	if f := c.parseQuery(); f != nil {
		return f
	}
	return e.do(c)
}

// admit checks the principal's role. One that is no admin reads Voice Admin all
// the same, and sees nothing there.
func (c *call) admit(e *endpoint) *fail {
	switch {
	case e.guard == anyone || e.guard == open || c.who.super():
		return nil
	case e.guard == admins && c.who.admin():
		return nil
	case c.family == voiceAPI && e.method == http.MethodGet && c.quirks.memberReads == "empty":
		return nil
	}
	return unauthorized()
}

func (u *user) super() bool { return u.has("SUPER_USER") }
func (u *user) admin() bool { return u.super() || u.has("MANAGE_ACCOUNT") }

func (u *user) has(role string) bool {
	for _, r := range u.AdminRoles {
		if r == role {
			return true
		}
	}
	return false
}

// sees says whether what an account has is shown to the principal.
func (c *call) sees(account string) bool { return account == c.who.Account && c.who.admin() }

// find returns the endpoint of a path, and keeps its variables. Literal segments
// go before variables, so that users/rolesets is not a user.
func (c *call) find(path string) *endpoint {
	segs := strings.Split(path, "/")
	method := c.r.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	var best *endpoint
	literals := -1
	for _, e := range endpoints()[fmt.Sprint(c.family, method, len(segs))] {
		if e.inferred != "" && c.quirks.lacks.Route(e.inferred) {
			continue
		}
		if args, n := simhttp.Fit(e.segs, segs); n > literals {
			found := e
			best, literals, c.args = &found, n, args
		}
	}
	return best
}

// parseQuery reads the query string; a + is a plus sign, as in a path. What is
// given twice is what was given first.
func (c *call) parseQuery() *fail {
	c.query = map[string]string{}
	for pair := range strings.SplitSeq(c.r.URL.RawQuery, "&") {
		name, value, _ := strings.Cut(pair, "=")
		n, err1 := url.PathUnescape(name)
		v, err2 := url.PathUnescape(value)
		if err1 != nil || err2 != nil {
			return wrongParameter(name, "INVALID")
		}
		if _, twice := c.query[n]; !twice {
			c.query[n] = v
		}
	}
	if strings.Contains(rawValue(c.r.URL.RawQuery, "filter"), "+") && c.quirks.plus == "refuse" {
		return wrongParameter("filter", "INVALID")
	}
	return nil
}

// rawValue is a parameter as it was sent.
func rawValue(query, name string) string {
	for pair := range strings.SplitSeq(query, "&") {
		if n, v, _ := strings.Cut(pair, "="); n == name {
			return v
		}
	}
	return ""
}

// ShiftPage implements simhttp.PageShifter: what was the first row of a listing is
// its last.
func (w *World) ShiftPage(r *http.Request) *http.Request { return simhttp.Shift(r) }

func (c *call) shifted() bool { return simhttp.Shifted(c.r) }

// Mutating implements simhttp.Vendor. Signing in is no change that a client asks for.
func (w *World) Mutating(r *http.Request, _ []byte) bool {
	return simhttp.Asks(r.Method) && !strings.HasPrefix(r.URL.Path, oauthAPI)
}

// answer writes a JSON value.
func (c *call) answer(status int, v any) *fail {
	writeJSON(c.rw, status, v)
	return nil
}

// done answers what has nothing to say.
func (c *call) done(status int) *fail {
	c.rw.WriteHeader(status)
	return nil
}

func writeJSON(rw http.ResponseWriter, status int, v any) {
	b, err := simhttp.JSON(v)
	if err != nil {
		status, b = http.StatusInternalServerError, []byte(`{"errorCode":"UNKNOWN_ERROR"}`)
	}
	rw.Header().Set("Content-Type", "application/json")
	rw.WriteHeader(status)
	rw.Write(b)
}
