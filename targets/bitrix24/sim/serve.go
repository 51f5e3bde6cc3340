package sim

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// call is one method call, alone or in a batch.
type call struct {
	w      *World
	who    *caller
	method string
	p      *array // parameters
	shift  bool   // show listings shifted
	spent  time.Duration
}

// page is a part of a listing.
type page struct {
	rows  any
	next  int // 0: nothing remains
	total int // -1: not counted
}

// ServeHTTP answers the REST interface, the authorization server, and what the
// portal's own pages do.
func (w *World) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		rw.WriteHeader(http.StatusBadRequest)
		return
	}
	defer Known.During(r, product, &w.quirks)()
	switch path := strings.TrimSuffix(r.URL.Path, "/"); {
	case path == "/oauth/authorize":
		w.serveAuthorize(rw, r)
	case path == "/oauth/token":
		w.serveToken(rw, r, body)
	case strings.HasPrefix(path, pagesPrefix):
		w.servePage(rw, r, strings.TrimPrefix(path, pagesPrefix), body)
	default:
		w.serveREST(rw, r, body)
	}
}

func (w *World) serveREST(rw http.ResponseWriter, r *http.Request, body []byte) {
	a, ok := parsePath(r.URL.Path)
	if !ok {
		writeHTML(rw, http.StatusNotFound, "404 Not Found")
		return
	}
	if f := w.front(r); f != nil {
		w.writeFail(rw, f)
		return
	}
	p := decode(r, body)
	if a.third {
		w.serveThird(rw, r, a, p)
		return
	}
	c := &call{w: w, method: a.method, p: p, shift: simhttp.Shifted(r)}
	m, known := w.method(a.method)
	if !known {
		w.writeFail(rw, errNoMethod)
		return
	}
	who, f := w.authorize(a, p)
	if f != nil {
		w.writeFail(rw, f)
		return
	}
	c.who = who
	out, f := c.run(m)
	switch {
	case w.quirks.cutAfter(c.spent):
		writeHTML(rw, http.StatusGatewayTimeout, "504 Gateway Time-out")
	case f != nil:
		w.writeFail(rw, f)
	default:
		writeJSON(rw, http.StatusOK, c.reply(out))
	}
}

// run checks what holds for every method, and calls it.
func (c *call) run(m method) (any, *fail) {
	if !c.who.has(m.scope) {
		return nil, errScope
	}
	if c.w.blocked(c) {
		return nil, errOperating
	}
	c.charge(m)
	if m.app && c.who.app == nil {
		return nil, errAuthType
	}
	return m.do(c)
}

// reply is the envelope of a result.
func (c *call) reply(v any) obj {
	out := obj{}
	switch v := v.(type) {
	case page:
		out = out.with("result", v.rows)
		if v.next > 0 {
			out = out.with("next", v.next)
		}
		if v.total >= 0 {
			out = out.with("total", v.total)
		}
	default:
		out = out.with("result", v)
	}
	return out.with("time", c.time())
}

// time is the block of times that every reply has.
func (c *call) time() obj {
	finish := c.w.clock.Time()
	start := finish.Add(-c.spent)
	out := obj{
		{"start", unix(start)}, {"finish", unix(finish)}, {"duration", c.spent.Seconds()}, {"processing", c.spent.Seconds()},
		{"date_start", start.Format(dates)}, {"date_finish", finish.Format(dates)},
	}
	if c.w.cloud() {
		reset, used := c.w.operating(c)
		out = append(out, field{"operating_reset_at", reset}, field{"operating", used})
	}
	return out
}

// dates is how moments are written.
const dates = "2006-01-02T15:04:05-07:00"

func unix(t time.Time) float64 { return float64(t.UnixMicro()) / 1e6 }

func writeJSON(rw http.ResponseWriter, status int, v any) {
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(status)
	rw.Write(encode(v))
}

func writeHTML(rw http.ResponseWriter, status int, title string) {
	rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	rw.WriteHeader(status)
	io.WriteString(rw, "<html>\n<head><title>"+title+"</title></head>\n<body><center><h1>"+title+"</h1></center></body>\n</html>\n")
}

// writeFail answers an error; those of the front-end can be a page of HTML.
func (w *World) writeFail(rw http.ResponseWriter, f *fail) {
	if w.quirks.html && f.status >= http.StatusTooManyRequests {
		writeHTML(rw, f.status, strconv.Itoa(f.status)+" "+http.StatusText(f.status))
		return
	}
	writeJSON(rw, f.status, f.body())
}

// Under implements simhttp.Quirky: every option can be for one request.
func (w *World) Under(r *http.Request, options map[string]string) (*http.Request, error) {
	return Known.Under(w.given, product, r, options)
}

// ShiftPage implements simhttp.PageShifter: for pages from the second on, what was
// the first row of the listing is its last. A listing by >ID does not shift, there
// as here.
func (w *World) ShiftPage(r *http.Request) *http.Request { return simhttp.Shift(r) }

// Mutating implements simhttp.Vendor. The verb says nothing: a portal writes by
// GET too. A batch writes when one of its commands does.
func (w *World) Mutating(r *http.Request, body []byte) bool {
	if strings.HasPrefix(r.URL.Path, pagesPrefix) {
		return true
	}
	a, ok := parsePath(r.URL.Path)
	if !ok {
		return false
	}
	if a.third {
		return thirdWrites(a.method)
	}
	if a.method != batchMethod {
		return w.writes(a.method)
	}
	for _, cmd := range decode(r, body).sub("cmd").items() {
		if s, ok := cmd.(string); ok && w.writes(commandMethod(s)) {
			return true
		}
	}
	return false
}
