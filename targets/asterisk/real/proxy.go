package real

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// PBX is a real Asterisk as simhttp.Server wants a vendor: requests are handed on,
// and the world is what the PBX holds, in the format of the simulator's seeds. So
// faults, the log of requests and the control plane work as with a simulator.
//
// What the world of a real PBX does not have: what was loaded, where it differs from
// what stands in a file now; agents that QueueAdd put into queues.
type PBX struct {
	*Asterisk
	proxy    *httputil.ReverseProxy
	names    map[string]bool // of attributes of endpoints; nil before they were seen
	sessions map[string]bool // cookies of AMI that were given out since Restart
}

// NewPBX puts a running Asterisk behind the interface of a simulator.
func NewPBX(a *Asterisk) (*PBX, error) {
	base, err := url.Parse(a.URL())
	if err != nil {
		return nil, err
	}
	p := &PBX{Asterisk: a, sessions: map[string]bool{}}
	p.proxy = &httputil.ReverseProxy{
		Rewrite:        func(r *httputil.ProxyRequest) { r.Out.URL.Scheme, r.Out.URL.Host = base.Scheme, base.Host },
		ModifyResponse: p.answered,
		ErrorHandler:   func(http.ResponseWriter, *http.Request, error) { p.supervise(); panic(http.ErrAbortHandler) },
		Transport:      &http.Transport{MaxIdleConnsPerHost: 4, ResponseHeaderTimeout: time.Minute},
	}
	return p, nil
}

// ServeHTTP implements simhttp.Vendor. A connection that the PBX drops is dropped
// here too.
func (p *PBX) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	out := r.Clone(r.Context())
	p.forget(out)
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	out.Body, out.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	p.proxy.ServeHTTP(rw, out)
}

// supervise starts a process that ended by itself again, as safe_asterisk does.
func (p *PBX) supervise() {
	select {
	case <-p.Ended():
		_ = p.Again(context.Background()) // else the next request says that nobody is there
	case <-time.After(100 * time.Millisecond): // it closed one connection
	}
}

const cookieName = "mansession_id"

// answered notes sessions that are given out, and shifts a list where that was asked.
func (p *PBX) answered(r *http.Response) error {
	p.remember(r)
	if !simhttp.Shifted(r.Request) {
		return nil
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	body = shifted(body)
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return nil
}

// ShiftPage implements simhttp.PageShifter. Lists of AMI have one page: what was the
// first item of it is the last.
func (p *PBX) ShiftPage(r *http.Request) *http.Request { return simhttp.Shift(r) }

// shifted is an answer of AMI whose first event stands before the one that ends it.
func shifted(body []byte) []byte {
	blocks := bytes.SplitAfter(body, []byte("\r\n\r\n"))
	last := slices.IndexFunc(blocks, func(b []byte) bool { return bytes.Contains(b, []byte("\r\nEventList: Complete\r\n")) })
	if last < 3 {
		return body
	}
	return bytes.Join(slices.Concat(blocks[:1], blocks[2:last], blocks[1:2], blocks[last:]), nil)
}

func (p *PBX) remember(r *http.Response) {
	for _, line := range r.Header.Values("Set-Cookie") {
		if name, rest, _ := strings.Cut(line, "="); name == cookieName {
			value, _, _ := strings.Cut(rest, ";")
			p.sessions[strings.Trim(value, `"`)] = true
		}
	}
}

// forget takes cookies out of a request that are older than the last Restart.
func (p *PBX) forget(r *http.Request) {
	var kept []string
	for _, c := range r.Cookies() {
		if c.Name != cookieName || p.sessions[strings.Trim(c.Value, `"`)] {
			kept = append(kept, c.Name+`="`+strings.Trim(c.Value, `"`)+`"`)
		}
	}
	r.Header.Del("Cookie")
	if kept != nil {
		r.Header.Set("Cookie", strings.Join(kept, "; "))
	}
}

// Mutating implements simhttp.Vendor.
func (p *PBX) Mutating(r *http.Request, body []byte) bool {
	if strings.Contains(r.URL.Path, "/ari/") {
		return r.Method != http.MethodGet && r.Method != http.MethodOptions
	}
	form, err := url.ParseQuery(r.URL.RawQuery + "&" + string(body))
	if err != nil {
		return true
	}
	for name, values := range form {
		if strings.EqualFold(name, "action") {
			return !onlyReads(strings.ToLower(values[0]))
		}
	}
	return false
}

func onlyReads(action string) bool {
	if slices.Contains([]string{"login", "logoff", "challenge", "ping", "dbget", "dbgettree", "modulecheck", "queuestatus", "queuesummary", "voicemailuserslist", "corestatus", "coresettings"}, action) {
		return true
	}
	return slices.ContainsFunc([]string{"get", "list", "show", "pjsipshow", "coreshow"}, func(s string) bool { return strings.HasPrefix(action, s) })
}

// Restart implements simhttp.Vendor: sessions end, and the files are read again. The
// process stays, since a case of the suite restarts its PBX hundreds of times; Stop,
// Kill and Again are for tests of that.
func (p *PBX) Restart() {
	clear(p.sessions)
	ctx, stop := context.WithTimeout(context.Background(), limit)
	defer stop()
	for _, r := range reloads {
		if r.command != "" {
			_, _ = p.Console(ctx, r.command) // a PBX that is gone answers no request either
		}
	}
}

// limit is how long looking at a world, or replacing it, may take.
const limit = time.Minute

// Serve puts a PBX behind a server on loopback with the control plane of simulators.
func Serve(ctx context.Context, p *PBX, at simhttp.Serving) (*simhttp.Running, error) {
	s, _, err := simhttp.Open(&at, nil, func([]byte) (*PBX, error) { return p, nil })
	if err != nil {
		return nil, fmt.Errorf("real Asterisk: %w", err)
	}
	return simhttp.Start(ctx, s, at, simhttp.Ready{Type: "asterisk"})
}
