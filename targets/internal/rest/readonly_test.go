package rest

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/targets"
)

// wire is one request as a server receives it.
type wire struct {
	method, target, host string
	header               http.Header
	body                 string
}

// recorder is a server that notes what reaches it.
type recorder struct {
	*httptest.Server
	mu    sync.Mutex
	all   []wire
	reply func(w http.ResponseWriter, r *http.Request) // nil is 200 with {}
}

func record(tb testing.TB) *recorder {
	rec := &recorder{}
	rec.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		rec.mu.Lock()
		rec.all = append(rec.all, wire{r.Method, r.RequestURI, r.Host, r.Header, string(body)})
		rec.mu.Unlock()
		if rec.reply != nil {
			rec.reply(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, "{}")
	}))
	tb.Cleanup(rec.Close)
	return rec
}

func (r *recorder) take() []wire {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := r.all
	r.all = nil
	return out
}

// planning is what the rules below allow: a vendor that reads by GET, fetches a
// token by POST, and one that reads by POST.
var planning = []targets.ReadRule{
	{Method: "GET", Path: "/xapi/v1/**"},
	{Method: "POST", Path: "/connect/token"},
	{Method: "POST", Path: "/rest/*/*/batch", Body: func(b []byte) bool { return string(b) == "user.get" }},
}

var (
	batchPath = regexp.MustCompile(`^/rest/[^/]+/[^/]+/batch$`)
	override  = regexp.MustCompile(`(?i)^(x[-_]?)?(http[-_])?(original[-_])?_?method([-_]override)?$`)
	elsewhere = regexp.MustCompile(`(?i)^x[-_](original|rewrite)[-_](url|uri)$`)
)

// meanings are all the requests that some server, proxy or framework could take
// one for.
func (w wire) meanings() (methods, paths []string) {
	target, query, asked := strings.Cut(w.target, "?")
	methods, paths = []string{w.method}, []string{target}
	for name, values := range w.header {
		if override.MatchString(strings.TrimSpace(name)) {
			methods = append(methods, values...)
		}
		if elsewhere.MatchString(strings.TrimSpace(name)) {
			paths = append(paths, values...)
		}
	}
	for _, part := range strings.FieldsFunc(query, func(r rune) bool { return strings.ContainsRune("&;", r) }) {
		name, value, _ := strings.Cut(part, "=")
		for range 4 {
			name, _ = url.QueryUnescape(name)
		}
		if override.MatchString(strings.TrimSpace(name)) {
			methods = append(methods, value)
		}
	}
	if asked && w.method != "GET" {
		paths = append(paths, target+"?"+query) // parameters beside a body
	}
	for _, p := range slices.Clone(paths) {
		for range 4 {
			next, err := url.PathUnescape(p)
			if err != nil {
				break
			}
			p = next
			slashes := strings.ReplaceAll(p, `\`, "/")
			var bare []string
			for seg := range strings.SplitSeq(slashes, "/") {
				seg, _, _ = strings.Cut(seg, ";")
				bare = append(bare, strings.TrimSpace(seg))
			}
			cut, _, _ := strings.Cut(p, "\x00")
			paths = append(paths, path.Clean(slashes), path.Clean(strings.Join(bare, "/")), path.Clean(cut))
		}
	}
	return methods, paths
}

// read reports whether a request reads whatever it is taken for.
func (w wire) read() bool {
	methods, paths := w.meanings()
	for _, m := range methods {
		for _, p := range paths {
			switch {
			case m == "GET" && (strings.HasPrefix(p, "/xapi/v1/") || p == "/xapi/v1") && w.body == "":
			case m == "POST" && p == "/connect/token":
			case m == "POST" && batchPath.MatchString(p) && w.body == "user.get":
			default:
				return false
			}
		}
	}
	return len(w.header.Values("Upgrade")) == 0
}

// FuzzReadOnly: however a request is written, what reaches the wire can only be
// taken for a read.
func FuzzReadOnly(f *testing.F) {
	for _, p := range []string{"/xapi/v1/Users", "/connect/token", "/connect/token/../../xapi/v1/Users", "//connect/token", "/connect%2Ftoken", "/xapi/v1/%2e%2e/%2E%2E/x", "/xapi/v1/..%2f..",
		"/xapi/v1/..;/..;a=b/x", "/xapi/v1/%252e%252e/x", "/xapi/v1/Users%00", "/xapi/v1/ ../x", "/xapi/v1/%20..%20/x", `/xapi/v1/..\..\x`, "/xapi/v1/$batch", "/XAPI/V1/Users",
		"/rest/1/t/batch", "/rest/1/t/batch?cmd[0]=user.add", "/rest/1/%2e%2e/batch", "/rest/%2f/t/batch", "/xapi/v1/Users?_method=DELETE", "/xapi/v1/Users?%5Fmethod=PATCH", "/xapi/v1/Users#x"} {
		for _, m := range []string{"GET", "POST", "PATCH", "DELETE", "get", "PoSt", "HEAD", "OPTIONS", "TRACE", "CONNECT", "PUT", "MERGE", "", " GET"} {
			f.Add(m, p, "X-HTTP-Method-Override", "DELETE", "", "", byte(0))
			f.Add(m, p, "Accept", "*/*", "user.get", "", byte(0))
		}
	}
	for _, h := range []string{"x-http-method-override", "X_HTTP_METHOD_OVERRIDE", "X-HTTP-Method", "X-Method-Override", "X-Original-URL", "x-rewrite-url", "Upgrade", "Transfer-Encoding", "Content-Length", "Host", "Trailer"} {
		f.Add("GET", "/xapi/v1/Users", h, "PATCH", "", "", byte(1))
		f.Add("POST", "/rest/1/t/batch", h, "/xapi/v1/Users", "user.get", "", byte(1))
	}
	f.Add("POST", "/connect/token", "A", "b", "", "/xapi/v1/Users", byte(2))
	f.Add("POST", "/connect/token", "A", "b", "user.add", "//elsewhere/xapi/v1/Users", byte(2))
	f.Add("POST", "/rest/1/t/batch", "A", "b", "user.get", "user.add", byte(4))
	f.Add("GET", "/xapi/v1/Users", "A", "b", "", "elsewhere.example", byte(8))
	rec := record(f)
	host := strings.TrimPrefix(rec.URL, "http://")
	network := Network()
	f.Cleanup(network.CloseIdleConnections)
	rt := ReadOnly(Retry(network, Patience{Attempts: 1, Timeout: 5 * time.Second}), planning)
	f.Fuzz(func(t *testing.T, method, target, name, value, body, more string, how byte) {
		u, err := url.Parse("http://" + host + target)
		if err != nil || u.Host != host {
			p, err := url.PathUnescape(target)
			if err != nil {
				p = target
			}
			u = &url.URL{Scheme: "http", Host: host, Path: p, RawPath: target}
		}
		r := &http.Request{Method: method, URL: u, Host: host, Header: http.Header{}, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}
		if how&1 != 0 {
			r.Header[name] = []string{value} // not in its canonical form
		} else {
			r.Header.Set(name, value)
		}
		if how&2 != 0 {
			u.Opaque = more
		}
		if how&8 != 0 {
			r.Host = more
		}
		if body != "" {
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
			if how&4 != 0 {
				r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(more)), nil }
			}
			if how&16 != 0 {
				r.ContentLength = -1
			}
		}
		resp, err := rt.RoundTrip(r)
		if err == nil {
			resp.Body.Close()
		}
		for _, w := range rec.take() {
			if !w.read() {
				m, p := w.meanings()
				t.Errorf("%+v got through: a server may take it for %q of %q", w, m, p)
			}
			if w.host != host {
				t.Errorf("%+v went to another host", w)
			}
		}
	})
}

// TestRecorderSeesWrites: the oracle of the fuzzer calls a write a write.
func TestRecorderSeesWrites(t *testing.T) {
	for _, w := range []wire{
		{method: "PATCH", target: "/xapi/v1/Users(1)"},
		{method: "GET", target: "/xapi/v1/%2e%2e/%2e%2e/connect"},
		{method: "GET", target: "/xapi/v1/Users", header: http.Header{"x_http_method_override": {"DELETE"}}},
		{method: "GET", target: "/xapi/v1/Users?_method=DELETE"},
		{method: "GET", target: "/xapi/v1/Users", header: http.Header{"X-Original-Url": {"/other"}}},
		{method: "GET", target: "/xapi/v1/Users", body: "x"},
		{method: "POST", target: "/rest/1/t/batch", body: "user.add"},
		{method: "POST", target: "/rest/1/t/batch?cmd=user.add", body: "user.get"},
		{method: "POST", target: "/rest/1/..%2ft/batch", body: "user.get"},
	} {
		if w.read() {
			t.Errorf("%+v counts as a read", w)
		}
	}
	for _, w := range []wire{{method: "GET", target: "/xapi/v1/Users(1)?%24select=Id"}, {method: "POST", target: "/connect/token", body: "x"}, {method: "POST", target: "/rest/1/t/batch", body: "user.get"}} {
		if !w.read() {
			t.Errorf("%+v does not count as a read", w)
		}
	}
}

// TestRedirects: a server cannot turn a read into a write by sending the client
// elsewhere, neither where redirects are left alone nor where somebody follows.
func TestRedirects(t *testing.T) {
	rec := record(t)
	for _, status := range []int{301, 302, 303, 307, 308} {
		for from, to := range map[[2]string]string{{"POST", "/connect/token"}: "/xapi/v1/Users", {"POST", "/rest/1/t/batch"}: "/rest/1/t/user.add", {"GET", "/xapi/v1/Users"}: "/other"} {
			rec.reply = func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, status) }
			body := []byte(nil)
			if from[0] == "POST" {
				body = []byte("user.get")
			}
			cl := client(ReadOnly(Retry(rec.Client().Transport, Patience{Attempts: 1}), planning))
			cl.Base, _ = Parse(rec.URL, false)
			if _, err := cl.Do(context.Background(), Request{Method: from[0], Path: from[1], Body: body}); err == nil {
				t.Errorf("%d of %v is no error", status, from)
			}
			if got := rec.take(); len(got) != 1 {
				t.Errorf("%d of %v was followed: %+v", status, from, got)
			}
			following := http.Client{Transport: ReadOnly(rec.Client().Transport, planning)}
			r, err := http.NewRequest(from[0], rec.URL+from[1], strings.NewReader(string(body)))
			if err != nil {
				t.Fatal(err)
			}
			if resp, err := following.Do(r); err == nil {
				resp.Body.Close()
			}
			for _, w := range rec.take() {
				if !w.read() {
					t.Errorf("%d of %v led to %+v", status, from, w)
				}
			}
		}
	}
}

// TestTriesAreAlike: what was looked at is what goes out, at the second try too.
func TestTriesAreAlike(t *testing.T) {
	rec := record(t)
	rec.reply = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) }
	r, err := http.NewRequest("POST", rec.URL+"/rest/1/t/batch", strings.NewReader("user.get"))
	if err != nil {
		t.Fatal(err)
	}
	r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("user.add")), nil }
	resp, err := ReadOnly(Retry(rec.Client().Transport, Patience{Attempts: 3, Backoff: time.Millisecond}), planning).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	got := rec.take()
	if len(got) != 3 {
		t.Errorf("%d tries, want 3", len(got))
	}
	for _, w := range got {
		if !w.read() {
			t.Errorf("%+v got through", w)
		}
	}
}
