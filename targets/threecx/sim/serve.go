package sim

import (
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

const (
	base     = "/xapi/v1"
	jsonType = "application/json; odata.metadata=minimal; odata.streaming=true; charset=utf-8"
)

// call is one request to the service.
type call struct {
	w    *World
	who  *caller
	rw   http.ResponseWriter
	r    *http.Request
	body []byte
	opts map[string]string // query options

	set *entitySet
	obj *object // of a bound operation or sub-resource
}

// ServeHTTP answers the token endpoints and the service.
func (w *World) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	path := r.URL.EscapedPath()
	switch {
	case path == "/connect/token":
		w.serveToken(rw, r)
	case path == "/webclient/api/Login/GetAccessToken":
		w.serveLogin(rw, r)
	case path == "/webclient/api/MyPhone/session":
		w.serveSession(rw, r)
	case path == base || strings.HasPrefix(path, base+"/"):
		w.serveAPI(rw, r, strings.TrimPrefix(strings.TrimPrefix(path, base), "/"))
	default:
		rw.WriteHeader(http.StatusNotFound)
	}
}

// serveSession answers the opening of a call control session. Nothing is behind
// it: it is there for clients that open one and do not use it.
func (w *World) serveSession(rw http.ResponseWriter, r *http.Request) {
	if w.caller(bearer(r)) == nil {
		rw.WriteHeader(http.StatusUnauthorized)
		return
	}
	w.sessions.issued++
	writeJSON(rw, map[string]any{"pass": strconv.Itoa(w.sessions.issued)})
}

func (w *World) serveAPI(rw http.ResponseWriter, r *http.Request, path string) {
	rw.Header().Set("X-3CX-Version", w.versionText())
	who := w.caller(bearer(r))
	if who == nil {
		rw.Header().Set("WWW-Authenticate", "Bearer")
		w.writeError(rw, status(http.StatusUnauthorized))
		return
	}
	rw.Header().Set("OData-Version", "4.0")
	body, err := io.ReadAll(r.Body)
	if err != nil {
		w.writeError(rw, bad("The request body could not be read."))
		return
	}
	c := &call{w: w, who: who, rw: rw, r: r, body: body}
	if e := c.serve(path); e != nil {
		w.writeError(rw, e)
	}
}

// serve finds the resource of a path and does what the method asks.
func (c *call) serve(path string) (e *apiError) {
	segs, e := parsePath(path)
	if e != nil {
		return e
	}
	if c.opts, e = rawOptions(c.r.URL.RawQuery); e != nil {
		return e
	}
	switch {
	case len(segs) == 0:
		return c.serviceDocument()
	case segs[0].name == "$metadata":
		return c.metadata()
	}
	if c.set = c.w.schema.set(segs[0].name); c.set == nil {
		return status(http.StatusNotFound)
	}
	if c.reads() && !c.who.may(c.set.name, false) || !c.reads() && !c.who.may(c.set.name, true) {
		return status(http.StatusForbidden)
	}
	if segs[0].call {
		if c.obj, e = c.find(segs[0]); e != nil {
			return e
		}
	}
	switch len(segs) {
	case 1:
		return c.root(segs[0].call)
	case 2:
		return c.below(segs[1])
	}
	return status(http.StatusNotFound)
}

func (c *call) reads() bool { return c.r.Method == http.MethodGet || c.r.Method == http.MethodHead }

// root serves a set, a singleton or one entity.
func (c *call) root(entity bool) *apiError {
	verb := strings.ToLower(c.r.Method)
	if verb == "head" {
		verb = "get"
	}
	if entity {
		verb = "item:" + verb
	}
	if c.set.alt != "" && verb == "item:get" {
		return c.readEntity()
	}
	if !c.set.allows(verb) {
		return status(http.StatusMethodNotAllowed)
	}
	switch {
	case verb == "get" && c.set.single, verb == "patch":
		return c.single(verb)
	case verb == "get":
		return c.list(c.records(), c.set.typ, "#"+c.set.name, true)
	case verb == "post":
		return c.create()
	case verb == "item:get":
		return c.readEntity()
	case verb == "item:patch":
		return c.update()
	}
	return c.delete()
}

// find resolves the key of an entity.
func (c *call) find(seg segment) (*object, *apiError) {
	o, e := c.lookup(seg)
	if e != nil {
		return nil, e
	}
	if o == nil || !c.who.sees(o) {
		return nil, status(http.StatusNotFound)
	}
	return o, nil
}

func (c *call) lookup(seg segment) (*object, *apiError) {
	t := c.w.table(c.set.name)
	if len(seg.args) != 1 {
		return nil, status(http.StatusNotFound)
	}
	for name, v := range seg.args {
		switch {
		case name != "" && strings.EqualFold(name, c.set.alt) && c.w.version.atLeast(20, 0, 8):
			return c.byNumber(v)
		case name != "" && !strings.EqualFold(name, c.set.key), c.set.key == "":
			return nil, status(http.StatusNotFound)
		case c.set.typ.prop(c.set.key).scalar == i32:
			n, err := strconv.ParseInt(v, 10, 32)
			if err != nil {
				return nil, status(http.StatusNotFound)
			}
			return t.byKey[strconv.FormatInt(n, 10)], nil
		default:
			s, ok := stringKey(v)
			if !ok {
				return nil, status(http.StatusNotFound)
			}
			return t.byKey[foldKey(s)], nil
		}
	}
	return nil, nil
}

// byNumber finds an entity of the set by the quoted number of a key.
func (c *call) byNumber(v string) (*object, *apiError) {
	n, ok := stringKey(v)
	if !ok {
		return nil, bad("The key '%s' is not a string.", v)
	}
	o := c.w.numbers[n]
	if o == nil || o.table.set != c.set && c.set.name != "Peers" {
		return nil, nil
	}
	return o, nil
}

// input reads and checks the body of a write.
func (c *call) input(t *typ) (map[string]any, *apiError) {
	if kind, _, _ := mime.ParseMediaType(c.r.Header.Get("Content-Type")); kind != "" && kind != "application/json" && len(c.body) > 0 {
		return nil, status(http.StatusUnsupportedMediaType)
	}
	raw, e := parseBody(c.body)
	if e != nil {
		return nil, e
	}
	d := &decoder{}
	in := d.object(t, raw, "")
	if len(d.errs) > 0 {
		return nil, &apiError{status: http.StatusBadRequest, details: d.errs}
	}
	return in, nil
}

func (c *call) create() *apiError {
	if !c.who.mayCreate(c.set.name) {
		return status(http.StatusForbidden)
	}
	in, e := c.input(c.set.typ)
	if e != nil {
		return e
	}
	o, e := c.w.write(c.who, c.w.table(c.set.name), nil, in)
	if e != nil {
		return e
	}
	c.rw.Header().Set("Location", c.host()+base+"/"+c.set.name+"("+keyText(o)+")")
	return c.entity(o, http.StatusCreated)
}

func (c *call) update() *apiError {
	in, e := c.input(c.set.typ)
	if e != nil {
		return e
	}
	if _, e := c.w.write(c.who, c.obj.table, c.obj, in); e != nil {
		return e
	}
	c.rw.WriteHeader(http.StatusNoContent)
	return nil
}

// delete removes an entity. If-Match is accepted, and no entity has an ETag to
// compare it with.
func (c *call) delete() *apiError {
	if e := c.w.delete(c.who, c.obj); e != nil {
		return e
	}
	c.rw.WriteHeader(http.StatusNoContent)
	return nil
}

func (c *call) readEntity() *apiError {
	if c.set.name == "Peers" {
		return c.record(c.w.peer(c.obj), c.set.typ, "#Peers/$entity", http.StatusOK)
	}
	return c.entity(c.obj, http.StatusOK)
}

func (c *call) entity(o *object, code int) *apiError {
	return c.record(o, c.set.typ, "#"+c.set.name+"/$entity", code)
}

// keyText is how an entity's key is written in an URL.
func keyText(o *object) string {
	if _, err := strconv.Atoi(o.key()); err == nil {
		return o.key()
	}
	return "'" + strings.ReplaceAll(o.key(), "'", "''") + "'"
}

// below serves what comes after a set or an entity: an operation, or a
// navigation property.
func (c *call) below(seg segment) *apiError {
	if name, ok := strings.CutPrefix(seg.name, "Pbx."); ok {
		return c.operate(name, seg)
	}
	p := c.set.typ.prop(seg.name)
	served := false
	for _, s := range c.set.subs {
		served = served || p != nil && s == p.name
	}
	if !served || seg.call || c.obj == nil && !c.set.single {
		return status(http.StatusNotFound)
	}
	switch c.r.Method {
	case http.MethodGet, http.MethodHead:
	case http.MethodPost:
		return status(http.StatusNotFound)
	default:
		return status(http.StatusMethodNotAllowed)
	}
	return c.navigate(p)
}

// navigate lists a navigation property as a resource of its own.
func (c *call) navigate(p *prop) *apiError {
	if c.set.name == "MyGroup" && p.name == "Rights" && c.who.role != owner {
		return status(http.StatusForbidden)
	}
	owner, e := c.subject()
	if e != nil {
		return e
	}
	items, _ := owner.value(c.w, c.set.typ.prop(p.name)).([]any)
	recs := make([]record, 0, len(items))
	for _, item := range items {
		recs = append(recs, asRecord(item))
	}
	context := "#" + c.set.name + "/" + p.name
	if c.obj != nil {
		context = "#" + c.set.name + "(" + keyText(c.obj) + ")/" + p.name
	}
	return c.list(recs, p.typ, context, false)
}

// ShiftPage implements simhttp.PageShifter: the first row moves to the end.
func (w *World) ShiftPage(r *http.Request) *http.Request { return simhttp.Shift(r) }

// readActions are the POST operations that change nothing.
var readActions = []string{"GetDuplicatedEmails", "RetreivePeersByNumbers", "GetPhoneRegistrars", "GetMultiEditGreetings", "GetRoutes", "GetProviderPhones"}

// Mutating implements simhttp.Vendor.
func (w *World) Mutating(r *http.Request, _ []byte) bool {
	path, api := strings.CutPrefix(r.URL.Path, base)
	if !api || !simhttp.Asks(r.Method) {
		return false
	}
	for _, a := range readActions {
		if strings.HasSuffix(path, "/Pbx."+a) {
			return false
		}
	}
	return true
}
