package rest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/time/rate"

	"github.com/patchbay-dev/patchbay/targets"
)

// answer is a network in a function.
type answer func(*http.Request) (*http.Response, error)

func (a answer) RoundTrip(r *http.Request) (*http.Response, error) { return a(r) }

func reply(status int, body string, header ...string) *http.Response {
	h := http.Header{"Content-Type": {"application/json"}}
	for i := 0; i+1 < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body))}
}

func client(next http.RoundTripper) *Client {
	base, _ := url.Parse("https://pbx.acme.example")
	return &Client{Base: base, Transport: next}
}

// TestRepeats: what is sent again, and after how long. Time is the bubble's own.
func TestRepeats(t *testing.T) {
	unsure := errors.New("connection reset")
	for name, c := range map[string]struct {
		method  string
		replies []any // in order; the last one stays
		sent    int
		wait    time.Duration // at least
		kind    error
	}{
		"read, fine":                  {"GET", []any{reply(200, "{}")}, 1, 0, nil},
		"read, 500 twice":             {"GET", []any{reply(500, ""), reply(502, ""), reply(200, "{}")}, 3, 300 * time.Millisecond, nil},
		"read, 500 always":            {"GET", []any{reply(500, "")}, 4, time.Second, targets.ErrProtocol},
		"read, connection breaks":     {"GET", []any{unsure, reply(200, "{}")}, 2, 100 * time.Millisecond, nil},
		"read, 429 with seconds":      {"GET", []any{reply(429, "", "Retry-After", "7"), reply(200, "{}")}, 2, 7 * time.Second, nil},
		"read, 429 with a date":       {"GET", []any{reply(429, "", "Retry-After", "Mon, 02 Mar 2026 10:00:30 GMT", "Date", "Mon, 02 Mar 2026 10:00:00 GMT"), reply(200, "{}")}, 2, 30 * time.Second, nil},
		"read, asked to wait an hour": {"GET", []any{reply(429, "", "Retry-After", "3600")}, 1, 0, targets.ErrLimited},
		"read, 404":                   {"GET", []any{reply(404, "")}, 1, 0, targets.ErrNotFound},
		"read, reply breaks off":      {"GET", []any{broken(), reply(200, "{}")}, 2, 100 * time.Millisecond, nil},
		"write, fine":                 {"POST", []any{reply(201, "{}")}, 1, 0, nil},
		"write, 500":                  {"POST", []any{reply(500, "")}, 1, 0, targets.ErrProtocol},
		"write, 503":                  {"PATCH", []any{reply(503, "")}, 1, 0, targets.ErrUnreachable},
		"write, 503 with a time":      {"PATCH", []any{reply(503, "", "Retry-After", "2"), reply(204, "")}, 2, 2 * time.Second, nil},
		"write, 429":                  {"POST", []any{reply(429, ""), reply(201, "{}")}, 2, 100 * time.Millisecond, nil},
		"write, connection breaks":    {"POST", []any{unsure}, 1, 0, targets.ErrUnreachable},
		"write, never connected":      {"POST", []any{&unsent{unsure}, reply(201, "{}")}, 2, 100 * time.Millisecond, nil},
		"write, reply breaks off":     {"DELETE", []any{broken()}, 1, 0, targets.ErrProtocol},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				sent := 0
				var bodies []string
				start := time.Now()
				next := answer(func(r *http.Request) (*http.Response, error) {
					if r.Body != nil {
						b, _ := io.ReadAll(r.Body)
						bodies = append(bodies, string(b))
					}
					x := c.replies[min(sent, len(c.replies)-1)]
					sent++
					if err, ok := x.(error); ok {
						return nil, err
					}
					resp := *x.(*http.Response)
					if s, ok := resp.Body.(interface{ again() io.ReadCloser }); ok {
						resp.Body = s.again()
					}
					return &resp, nil
				})
				q := Request{Method: c.method, Path: "/x"}
				if c.method != "GET" {
					q.Body = []byte(`{"a":1}`)
				}
				_, err := client(Retry(next, Patience{})).Do(context.Background(), q)
				if (err == nil) != (c.kind == nil) || c.kind != nil && !errors.Is(err, c.kind) {
					t.Errorf("error %v, want %v", err, c.kind)
				}
				if sent != c.sent {
					t.Errorf("sent %d times, want %d", sent, c.sent)
				}
				if took := time.Since(start); took < c.wait || took > c.wait+time.Minute {
					t.Errorf("took %v, want about %v", took, c.wait)
				}
				for _, b := range bodies {
					if b != `{"a":1}` {
						t.Errorf("body %q", b)
					}
				}
			})
		})
	}
}

// broken is a reply that ends before its time.
func broken() *http.Response {
	r := reply(200, "")
	r.Body = cut{}
	return r
}

type cut struct{}

func (cut) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
func (cut) Close() error             { return nil }

// TestMarkedReads: a vendor that reads by POST says so, and is repeated.
func TestMarkedReads(t *testing.T) {
	sent := 0
	next := answer(func(*http.Request) (*http.Response, error) {
		if sent++; sent == 1 {
			return nil, errors.New("reset")
		}
		return reply(200, "{}"), nil
	})
	_, err := client(Retry(next, Patience{Backoff: time.Millisecond})).Do(Reads(context.Background()), Request{Method: "POST", Path: "/x", Body: []byte("{}")})
	if err != nil || sent != 2 {
		t.Errorf("sent %d times: %v", sent, err)
	}
}

// TestCounted: a GET that the target counts is not sent twice unless it was turned
// away.
func TestCounted(t *testing.T) {
	for name, c := range map[string]struct {
		first any
		sent  int
	}{
		"connection breaks": {errors.New("reset"), 1}, "500": {reply(500, ""), 1}, "503": {reply(503, ""), 1}, "never connected": {&unsent{errors.New("refused")}, 2}, "429": {reply(429, ""), 2},
	} {
		sent := 0
		next := answer(func(*http.Request) (*http.Response, error) {
			if sent++; sent > 1 {
				return reply(200, "{}"), nil
			}
			if err, ok := c.first.(error); ok {
				return nil, err
			}
			return c.first.(*http.Response), nil
		})
		_, err := client(Retry(next, Patience{Backoff: time.Millisecond})).Do(Once(context.Background()), Request{Method: "GET", Path: "/login"})
		if sent != c.sent || (err == nil) != (c.sent == 2) {
			t.Errorf("%s: sent %d times, want %d: %v", name, sent, c.sent, err)
		}
	}
}

// TestCancelledStopsWaiting: no try follows the end of the context.
func TestCancelledStopsWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		sent := 0
		next := answer(func(*http.Request) (*http.Response, error) { sent++; return reply(429, "", "Retry-After", "50"), nil })
		_, err := client(Retry(next, Patience{})).Do(ctx, Request{Method: "GET", Path: "/x"})
		if err == nil || sent != 1 {
			t.Errorf("sent %d times: %v", sent, err)
		}
	})
}

// TestNeverSent: with a real network, a connection that was never made counts as
// not sent, and one that broke after the request does not.
func TestNeverSent(t *testing.T) {
	drop := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	defer drop.Close()
	for name, c := range map[string]struct {
		url     string
		notSent bool
	}{
		"refused": {"http://127.0.0.1:1", true},
		"no name": {"http://no-such-host.invalid", true},
		"dropped": {drop.URL, false},
	} {
		t.Run(name, func(t *testing.T) {
			n := Network()
			defer n.CloseIdleConnections()
			cl := client(Retry(n, Patience{Attempts: 2, Backoff: time.Millisecond}))
			cl.Base, _ = Parse(c.url, true)
			_, err := cl.Do(context.Background(), Request{Method: "POST", Path: "/x", Body: []byte("{}")})
			if !errors.Is(err, targets.ErrUnreachable) || NotSent(err) != c.notSent {
				t.Errorf("not sent is %v: %v", NotSent(err), err)
			}
			if c.notSent && (Hint(err) == "" || !strings.Contains(err.Error(), cl.Base.Host)) {
				t.Errorf("error %q, hint %q", err, Hint(err))
			}
		})
	}
}

// TestReadOnly enumerates requests against the rules of a planning transport.
// Only what a rule allows gets through, however it is written.
func TestReadOnly(t *testing.T) {
	rules := []targets.ReadRule{
		{Method: "GET", Path: "/xapi/v1/**"},
		{Method: "POST", Path: "/connect/token"},
		{Method: "POST", Path: "/rest/*/*/batch", Body: func(b []byte) bool { return strings.Contains(string(b), "user.get") }},
	}
	for _, c := range []struct {
		method, path, body string
		ok                 bool
	}{
		{"GET", "/xapi/v1/Users", "", true},
		{"GET", "/xapi/v1/Users(Number=%27101%27)", "", true},
		{"GET", "/xapi/v1", "", false},
		{"GET", "/xapi/v2/Users", "", false},
		{"GET", "/xapi/v1/../v2/x", "", false},
		{"get", "/xapi/v1/Users", "", false},
		{"POST", "/xapi/v1/Users", "{}", false},
		{"PATCH", "/xapi/v1/Users(1)", "{}", false},
		{"DELETE", "/xapi/v1/Users(1)", "", false},
		{"POST", "/connect/token", "x", true},
		{"POST", "/connect/token/more", "x", false},
		{"POST", "/rest/1/t/batch", "user.get", true},
		{"POST", "/rest/1/t/batch", "user.add", false},
		{"POST", "/rest/1/t%2Fx/batch", "user.get", false},
		{"POST", "/rest/1/%2e%2E/batch", "user.get", false},
		{"POST", "/rest/1/%252e%252e/batch", "user.get", false},
		{"POST", "/rest/1/..;x=1/batch", "user.get", false},
		{"POST", "/rest/1/t%5Cx/batch", "user.get", false},
		{"POST", "/rest/1/t%00/batch", "user.get", false},
		{"POST", "/rest/1/t/batch?cmd=user.add", "user.get", false},
		{"POST", "/rest/1/t/batch?", "user.get", false},
		{"GET", "/xapi/v1/Users", "more", false},
		{"GET", "/xapi/v1/%2e%2e/%2e%2e/connect/token", "", false},
		{"GET", "/xapi/v1/Users?_method=DELETE", "", false},
		{"GET", "/xapi/v1/Users?a=b;%5fmethod=DELETE", "", false},
		{"GET", "/xapi/v1/Users?%24filter=Number%20eq%20'1'", "", true},
		{"POST", "/rest/1//batch", "user.get", false},
		{"POST", "/rest/1/t/x/batch", "user.get", false},
	} {
		sent := ""
		next := answer(func(r *http.Request) (*http.Response, error) {
			b, _ := io.ReadAll(r.Body)
			sent = "sent " + string(b)
			return reply(200, "{}"), nil
		})
		r, err := http.NewRequest(c.method, "https://pbx.acme.example"+c.path, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		_, err = ReadOnly(next, rules).RoundTrip(r)
		if c.ok && (err != nil || sent != "sent "+c.body) {
			t.Errorf("%s %s: %v, %q", c.method, c.path, err, sent)
		}
		if !c.ok && (!errors.Is(err, targets.ErrReadOnly) || sent != "" || !NotSent(err)) {
			t.Errorf("%s %s went through: %v", c.method, c.path, err)
		}
	}
}

// TestErrors: what came back decides the kind, and the words are the vendor's.
func TestErrors(t *testing.T) {
	for name, c := range map[string]struct {
		resp *http.Response
		kind error
		want string
	}{
		"unauthorized":   {reply(401, ""), targets.ErrUnauthorized, "PATCH /Users(1) (bob): credentials refused (HTTP 401)"},
		"vendor's words": {reply(400, `{"m":"taken"}`), targets.ErrConflict, "PATCH /Users(1) (bob): conflicts with what is there (HTTP 400): taken"},
		"page at 200":    {reply(200, "<!DOCTYPE html><title>Sign  in</title><p>please", "Content-Type", "text/html"), targets.ErrProtocol, `a web page instead of data: "Sign in please"`},
		"page at 404":    {reply(404, "<html>nginx</html>", "Content-Type", "text/html"), targets.ErrProtocol, `"nginx"`},
		"page, no type":  {reply(200, " <html>x</html>", "Content-Type", "application/json"), targets.ErrProtocol, "a web page"},
		"text":           {reply(200, "ok", "Content-Type", "text/plain"), targets.ErrProtocol, `text/plain instead of JSON: "ok"`},
		"half":           {reply(200, `{"a":[1,`), targets.ErrProtocol, "breaks off"},
		"moved":          {reply(302, "", "Location", "https://login.acme.example/?next=/secret"), targets.ErrProtocol, "redirects to login.acme.example"},
		"gone":           {reply(410, ""), targets.ErrNotFound, "410"},
		"timeout":        {reply(504, ""), targets.ErrUnreachable, "504"},
	} {
		t.Run(name, func(t *testing.T) {
			cl := client(answer(func(*http.Request) (*http.Response, error) { return c.resp, nil }))
			cl.Message = func(_ int, b []byte) (string, error) {
				if strings.Contains(string(b), "taken") {
					return "taken", targets.ErrConflict
				}
				return "", nil
			}
			_, err := cl.Do(context.Background(), Request{Method: "PATCH", Path: "/xapi/v1/Users(1)?%24filter=Mail+eq+bob", Name: "/Users(1)", Key: "bob", Body: []byte("{}")})
			if !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got  %v\nwant %v: %s", err, c.kind, c.want)
			}
			if NotSent(err) {
				t.Error("it counts as not sent")
			}
			if strings.Contains(err.Error(), "filter") || strings.Contains(err.Error(), "next=") {
				t.Errorf("a query is in %q", err)
			}
		})
	}
}

// TestHide: values are in no error, whoever's words they come in.
func TestHide(t *testing.T) {
	cl := client(answer(func(r *http.Request) (*http.Response, error) {
		if r.Method == "GET" {
			return nil, fmt.Errorf("dial https://u:canary@x: bad canary%%2F1")
		}
		return reply(400, `canary/1`), nil
	}))
	cl.Message = func(_ int, b []byte) (string, error) { return string(b), nil }
	cl.Hide("canary/1", "canary")
	for _, m := range []string{"GET", "POST"} {
		_, err := cl.Do(context.Background(), Request{Method: m, Path: "/rest/1/canary/user", Key: "canary"})
		for e := err; e != nil; e = errors.Unwrap(e) {
			if strings.Contains(e.Error(), "canary") {
				t.Errorf("%s: %v", m, e)
			}
		}
	}
}

func TestReplyBound(t *testing.T) {
	next := answer(func(*http.Request) (*http.Response, error) { return reply(200, strings.Repeat("1", 100)), nil })
	_, err := client(Retry(next, Patience{MaxReply: 99})).Do(context.Background(), Request{Method: "GET", Path: "/x"})
	if !errors.Is(err, targets.ErrProtocol) || !strings.Contains(err.Error(), "longer") {
		t.Errorf("error %v", err)
	}
	if _, err := client(Retry(next, Patience{MaxReply: 100})).Do(context.Background(), Request{Method: "GET", Path: "/x"}); err != nil {
		t.Error(err)
	}
}

// TestTimeout: a try that hangs ends, and a read gets another.
func TestTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sent := 0
		next := answer(func(r *http.Request) (*http.Response, error) {
			if sent++; sent == 1 {
				<-r.Context().Done()
				return nil, r.Context().Err()
			}
			return reply(200, "{}"), nil
		})
		start := time.Now()
		_, err := client(Retry(next, Patience{Timeout: 5 * time.Second})).Do(context.Background(), Request{Method: "GET", Path: "/x"})
		if err != nil || sent != 2 || time.Since(start) < 5*time.Second {
			t.Errorf("sent %d times in %v: %v", sent, time.Since(start), err)
		}
	})
}

// TestLimit: the rate holds over all connections of one account, and another
// account has its own.
func TestLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var all Limiters
		var sent atomic.Int32
		next := answer(func(*http.Request) (*http.Response, error) { sent.Add(1); return reply(200, "{}"), nil })
		acme := Account{"3cx", "pbx.acme.example", "patchbay"}
		a := Limit(next, all.For(acme, 2, 1))
		b := Limit(next, all.For(acme, 1000, 1000))
		other := Limit(next, all.For(Account{"3cx", "pbx.other.example", "patchbay"}, 2, 1))
		start := time.Now()
		for i := range 10 {
			r, _ := http.NewRequest("GET", "https://x", nil)
			[]http.RoundTripper{a, b}[i%2].RoundTrip(r)
		}
		if took := time.Since(start); took < 4400*time.Millisecond || took > 4600*time.Millisecond {
			t.Errorf("ten requests at two a second took %v", took)
		}
		start = time.Now()
		r, _ := http.NewRequest("GET", "https://x", nil)
		other.RoundTrip(r)
		if time.Since(start) != 0 {
			t.Error("another account waited")
		}
	})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r, _ := http.NewRequestWithContext(ctx, "GET", "https://x", nil)
	if _, err := Limit(nil, rate.NewLimiter(1, 1)).RoundTrip(r); !errors.As(err, new(*unsent)) {
		t.Errorf("a request that was not sent: %v", err)
	}
}

func TestParse(t *testing.T) {
	for raw, want := range map[string]string{
		"https://pbx.acme.example":        "",
		"http://127.0.0.1:5004":           "",
		"http://localhost:5004":           "",
		"http://[::1]:5004":               "",
		"http://pbx.acme.example":         "insecure",
		"http://127.0.0.1.evil.example":   "insecure",
		"ftp://pbx.acme.example":          "not https",
		"https://bob:pw@pbx.acme.example": "credentials",
		"pbx.acme.example":                "no host",
		"https://":                        "no host",
		"::":                              "cannot be read",
	} {
		_, err := Parse(raw, false)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", raw, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "pw") {
			t.Errorf("a password is in %q", err)
		}
	}
	if _, err := Parse("http://pbx.acme.example", true); err != nil {
		t.Error(err)
	}
}

// TestKindsCoverStatuses: every failing status has a kind that callers know.
func TestKindsCoverStatuses(t *testing.T) {
	known := []error{targets.ErrUnauthorized, targets.ErrForbidden, targets.ErrNotFound, targets.ErrConflict, targets.ErrLimited, targets.ErrInvalid, targets.ErrUnreachable, targets.ErrProtocol}
	for status := 300; status < 600; status++ {
		if k := kindOf(status); !slices.Contains(known, k) {
			t.Errorf("%d is %v", status, k)
		}
	}
}

// TestDone: a body that was given back does not reach into a reply that is in use,
// and one that was not stays as it is.
func TestDone(t *testing.T) {
	n := 0
	c := client(Retry(answer(func(*http.Request) (*http.Response, error) {
		n++
		return reply(200, fmt.Sprintf(`{"n":%d}`, n)), nil
	}), Patience{}))
	get := func() *Reply {
		t.Helper()
		r, err := c.Do(t.Context(), Request{Method: http.MethodGet, Path: "/x"})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	kept := get()
	for i := 2; i < 10; i++ {
		r := get()
		if want := fmt.Sprintf(`{"n":%d}`, i); string(r.Body) != want {
			t.Errorf("reply %d is %s", i, r.Body)
		}
		r.Done()
		r.Done() // once is enough, and twice does no harm
		if r.Body != nil {
			t.Errorf("the body of reply %d can be used still", i)
		}
	}
	if string(kept.Body) != `{"n":1}` {
		t.Errorf("a reply that was kept is %s now", kept.Body)
	}
}
