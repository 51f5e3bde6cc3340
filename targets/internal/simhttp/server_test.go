package simhttp

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
)

func TestControlPlane(t *testing.T) {
	clock := &Clock{Now: func() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }}
	v := &journaled{counter: counter{sessions: 3}}
	s := must(New(v, Options{Seed: []byte(`{"n":5}`), Clock: clock}))
	rt := s.Transport()
	for _, step := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"GET", "/_sim/world", "", 200, `{"n":5}`},
		{"POST", "/add?x=1", "", 200, `{"n":6,"text":"some more words"}`},
		{"GET", "/show", "", 200, `{"n":6,"text":"some more words"}`},
		{"GET", "/_sim/requests", "", 200, `[{"n":1,"method":"POST","path":"/add","query":"x=1","status":200,"mutating":true},{"n":2,"method":"GET","path":"/show","status":200,"mutating":false}]`},
		{"DELETE", "/_sim/requests", "", 204, ""},
		{"GET", "/_sim/requests", "", 200, `[]`},
		{"PUT", "/_sim/world", `{"n":9}`, 204, ""},
		{"PUT", "/_sim/world", `{"n":`, 400, `{"error":"unexpected end of JSON input"}` + "\n"},
		{"GET", "/_sim/world", "", 200, `{"n":9}`},
		{"POST", "/_sim/clock", `{"advance":"90m"}`, 200, `{"now":"2026-01-01T01:30:00Z"}`},
		{"POST", "/_sim/clock", `{"advance":-1}`, 400, `{"error":"advance is -1s, and time goes forward only"}` + "\n"},
		{"GET", "/_sim/clock", "", 200, `{"now":"2026-01-01T01:30:00Z"}`},
		{"POST", "/_sim/faults", `[{"kind":"html"},{"kind":"delay","delay":2}]`, 200, `[{"match":{},"nth":0,"kind":"html","seen":0},{"match":{},"nth":0,"kind":"delay","delay":"2s","seen":0}]`},
		{"DELETE", "/_sim/faults", "", 204, ""},
		{"GET", "/_sim/faults", "", 200, `[]`},
		{"POST", "/_sim/restart", "", 204, ""},
		{"GET", "/_sim/nothing", "", 404, `{"error":"no GET /_sim/nothing in the control plane"}` + "\n"},
	} {
		status, body, err := request(rt, step.method, "http://sim"+step.path, step.body)
		if err != nil || status != step.status || body != step.want {
			t.Errorf("%s %s: %d %s %v, want %d %s", step.method, step.path, status, body, err, step.status, step.want)
		}
	}
	if v.sessions != 0 {
		t.Error("a restart keeps sessions")
	}
}

func TestListen(t *testing.T) {
	defer goleak.VerifyNone(t)
	run, err := Listen(context.Background(), must(New(&counter{}, Options{})), "", Ready{Type: "counter", Credentials: map[string]string{"key": "k"}})
	if err != nil {
		t.Fatal(err)
	}
	line, _ := json.Marshal(run.Ready)
	if want := `{"type":"counter","url":"` + run.URL + `","credentials":{"key":"k"}}`; string(line) != want || !strings.HasPrefix(run.URL, "http://127.0.0.1:") {
		t.Errorf("ready line %s, want %s", line, want)
	}
	rt := &http.Transport{}
	if status, _, err := request(rt, "POST", run.URL+"/add", ""); status != 200 || err != nil {
		t.Errorf("%d %v", status, err)
	}
	rt.CloseIdleConnections()
	if err := run.Close(); err != nil {
		t.Error(err)
	}
	if _, _, err := request(rt, "GET", run.URL, ""); err == nil {
		t.Error("still there after Close")
	}
}

func TestListenEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	run := must(Listen(ctx, must(New(&counter{}, Options{})), "localhost:0", Ready{}))
	cancel()
	<-run.done
	if err := run.Close(); err != nil {
		t.Error(err)
	}
}

func TestLoopbackOnly(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:80", "example.com:80"} {
		if _, err := Listen(context.Background(), must(New(&counter{}, Options{})), addr, Ready{}); !errors.Is(err, ErrNotLoopback) {
			t.Errorf("%s: %v, want ErrNotLoopback", addr, err)
		}
	}
	if _, err := Listen(context.Background(), must(New(&counter{}, Options{})), "nonsense", Ready{}); err == nil {
		t.Error("an address without a port was taken")
	}
}

func TestLargeBody(t *testing.T) {
	s := must(New(&counter{}, Options{MaxBody: 4}))
	if status, _, err := request(s.Transport(), "POST", "http://sim/x", "12345"); status != http.StatusRequestEntityTooLarge || err != nil {
		t.Errorf("%d %v", status, err)
	}
	if len(s.Requests()) != 0 {
		t.Error("it was served")
	}
}

// The vendor reads a body that the server has read before it.
func TestBodyReachesVendor(t *testing.T) {
	v := &echo{}
	s := must(New(v, Options{}))
	if _, body, err := request(s.Transport(), "POST", "http://sim/x", "hello"); body != "hello" || err != nil {
		t.Errorf("%q %v", body, err)
	}
	if d := cmp.Diff("hello", v.seen); d != "" {
		t.Error(d)
	}
}

// echo answers with the body, and notes what Mutating was shown.
type echo struct {
	counter
	seen string
}

func (e *echo) ServeHTTP(w http.ResponseWriter, r *http.Request) { io.Copy(w, r.Body) }

func (e *echo) Mutating(_ *http.Request, body []byte) bool { e.seen = string(body); return false }
