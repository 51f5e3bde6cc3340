package asterisk

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/asterisk/sim"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// pbx is a simulated Asterisk with a connection to it.
type pbx struct {
	*simhttp.Running
	t    testing.TB
	w    *conn
	mu   sync.Mutex // some requests are sent side by side
	sent []string   // methods, paths and actions, in order
}

func start(t testing.TB, seed string, o sim.Options) *pbx {
	t.Helper()
	run, err := sim.Start(t.Context(), []byte(seed), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { run.Close() })
	p := &pbx{Running: run, t: t}
	p.w = p.connect(nil)
	return p
}

// connect opens another connection.
func (p *pbx) connect(change func(*targets.Settings)) *conn {
	p.t.Helper()
	network := rest.Network()
	p.t.Cleanup(network.CloseIdleConnections)
	s := targets.Settings{Target: "pbx", URL: p.URL, Credentials: p.Ready.Credentials, Transport: rest.Retry(p.recording(network), rest.Patience{Backoff: time.Millisecond})}
	if change != nil {
		change(&s)
	}
	w, err := openWriter(context.Background(), s)
	if err != nil {
		p.t.Fatal(err)
	}
	return w.(*conn)
}

type recorder struct {
	next http.RoundTripper
	p    *pbx
}

func (p *pbx) recording(next http.RoundTripper) http.RoundTripper { return recorder{next, p} }

func (r recorder) RoundTrip(q *http.Request) (*http.Response, error) {
	what := q.Method + " " + q.URL.Path
	if q.URL.Path == managerPath {
		body, _ := q.GetBody()
		b := make([]byte, q.ContentLength)
		_, _ = body.Read(b)
		what, _, _ = strings.Cut(string(b), "&")
	}
	r.p.mu.Lock()
	r.p.sent = append(r.p.sent, what)
	r.p.mu.Unlock()
	return r.next.RoundTrip(q)
}

// requests are those since the last call.
func (p *pbx) requests() []string {
	out := p.sent
	p.sent = nil
	return out
}

func (p *pbx) read(scope targets.Scope) *state.Snapshot {
	p.t.Helper()
	s, err := p.w.Read(p.t.Context(), scope)
	if err != nil {
		p.t.Fatal(err)
	}
	return s
}

// do carries a call out and returns what came of it.
func (p *pbx) do(call string, args plan.Args) targets.Result {
	return p.w.Do(p.t.Context(), targets.Order{Step: &plan.Step{Call: call, Args: args}, Asked: time.Now().Add(-time.Second)})
}

func (p *pbx) done(call string, args plan.Args) {
	p.t.Helper()
	if r := p.do(call, args); r.Outcome != targets.Done {
		p.t.Fatalf("%s: %s: %v", call, r.Outcome, r.Err)
	}
}

// shown are the attributes of an object, by name.
func shown(s *state.Snapshot, ref state.Ref) map[string]string {
	o, ok := s.Find(ref)
	if !ok {
		return nil
	}
	out := map[string]string{}
	for _, a := range o.Attrs {
		out[a.Name] = a.Value.String()
	}
	return out
}

func TestRead(t *testing.T) {
	p := start(t, `{"objects": {
		"endpoint": {"101": {"attributes": {"allow": "ulaw,alaw", "callerid": "Alice <101>", "aors": "101,101-soft", "auth": "101", "named_call_group": "b,a", "tos_audio": "184"}}, "bare": {"attributes": {"allow": "ulaw", "callerid": ""}}},
		"auth": {"101": {"attributes": {"username": "101", "password": "canary"}}},
		"aor": {"101": {"attributes": {"max_contacts": "3"}}}},
		"files": {
			"queues.conf": "[general]\nx = 1\n[tpl](!)\nstrategy = linear\n[sales]\nstrategy = ringall\ntimeout = 20\ntimeout = 30\nodd = value\nmember => PJSIP/101,2,Alice\nmember => Local/9@x\n[inherited](tpl)\ntimeout = 5\n[twice]\n[twice]\n",
			"voicemail.conf": "[general]\n[default]\n101 => 1234,Alice,alice@acme.example,,attach=yes|tz=central\n102 => ,Bob\n"}}`, sim.Options{})
	s := p.read(targets.Scope{})
	for _, x := range []struct {
		ref  state.Ref
		want map[string]string
	}{
		{state.Ref{Kind: Endpoint, Key: "101"}, map[string]string{"id": "101", "station": "line", "allow": "ulaw, alaw", "callerid": `"Alice" <101>`, "aors": "101, 101-soft", "auth": "101", "named_call_group": "a, b", "tos_audio": "184"}},
		{state.Ref{Kind: Endpoint, Key: "bare"}, map[string]string{"id": "bare", "allow": "ulaw"}},
		{state.Ref{Kind: Auth, Key: "101"}, map[string]string{"id": "101", "endpoint": "101", "station": "line", "username": "101", "password": "another"}},
		{state.Ref{Kind: AOR, Key: "101"}, map[string]string{"id": "101", "endpoint": "101", "station": "line", "max_contacts": "3"}},
		{state.Ref{Kind: Queue, Key: "sales"}, map[string]string{"name": "sales", "strategy": "ringall", "timeout": "30", "members": "101", "others": "Local/9@x", "order": "101", "penalties": "101:2"}},
		{state.Ref{Kind: Queue, Key: "inherited"}, nil},
		{state.Ref{Kind: Queue, Key: "twice"}, nil},
		{state.Ref{Kind: Mailbox, Key: "101@default"}, map[string]string{"mailbox": "101@default", "endpoint": "101", "pin": "another", "name": "Alice", "email": "alice@acme.example", "attach": "true", "options": "tz=central"}},
		{state.Ref{Kind: Mailbox, Key: "102@default"}, map[string]string{"mailbox": "102@default", "name": "Bob"}},
		{state.Ref{Kind: ManagerAccount, Key: "patchbay"}, map[string]string{"name": "patchbay", "read": "all", "write": "all"}},
		{state.Ref{Kind: ARIAccount, Key: "patchbay"}, map[string]string{"name": "patchbay"}},
	} {
		if d := cmp.Diff(x.want, shown(s, x.ref)); d != "" {
			t.Errorf("%s (-want +got):\n%s", x.ref, d)
		}
	}
	if q, _ := s.Find(state.Ref{Kind: Queue, Key: "sales"}); q.Extra != `{"odd":"value"}` {
		t.Errorf("Extra of the queue: %s", q.Extra)
	}
	for _, name := range []string{"inherited", "twice"} {
		q := state.Object{Kind: Queue, Key: name}
		q.Put("name", state.OfText(name))
		if c := s.ReachIndex().Find(&q); c.Reach != state.Partial || !strings.Contains(c.Reason, "["+name+"]") {
			t.Errorf("%s is covered as %+v", name, c)
		}
	}
}

// TestReadCost: a read is as many requests whatever there is.
func TestReadCost(t *testing.T) {
	p := start(t, "", sim.Options{})
	p.read(targets.Scope{})
	want := []string{"GET /ari/asterisk/info", "GET /ari/asterisk/modules", "action=login", "action=listcommands", "action=getconfig", "action=getconfig",
		"action=dbgettree", "action=dbgettree", "action=dbgettree", "action=getconfig", "action=getconfig", "action=getconfig", "action=getconfig"}
	if d := cmp.Diff(want, p.requests()); d != "" {
		t.Errorf("a whole read (-want +got):\n%s", d)
	}
}

func TestPutAndRemove(t *testing.T) {
	p := start(t, "", sim.Options{})
	fields := map[string]any{"allow": []any{"ulaw", "alaw"}, "webrtc": true, "callerid": `"Alice" <101>`, "max_audio_streams": int64(2), "named_call_group": nil}
	p.done(callPut, plan.Args{"type": "endpoint", "id": "101", "fields": fields})
	ref := state.Ref{Kind: Endpoint, Key: "101"}
	got := shown(p.read(targets.Scope{Refs: []state.Ref{ref}}), ref)
	if got["allow"] != "ulaw, alaw" || got["webrtc"] != "true" || got["max_audio_streams"] != "2" {
		t.Errorf("written and read back: %v", got)
	}
	for name, r := range map[string]targets.Result{
		"a line end":    p.do(callPut, plan.Args{"type": "endpoint", "id": "101", "fields": map[string]any{"callerid": "a\r\nb"}}),
		"a float":       p.do(callPut, plan.Args{"type": "endpoint", "id": "101", "fields": map[string]any{"callerid": 1.5}}),
		"no such call":  p.do("reboot", plan.Args{}),
		"without an id": p.do(callPut, plan.Args{"type": "endpoint", "fields": map[string]any{}}),
	} {
		if r.Outcome != targets.NotSent {
			t.Errorf("%s: %s: %v", name, r.Outcome, r.Err)
		}
	}
	if r := p.do(callPut, plan.Args{"type": "endpoint", "id": "102", "fields": map[string]any{"timers": "sometimes"}}); r.Outcome != targets.Refused || !errors.Is(r.Err, targets.ErrInvalid) {
		t.Errorf("a value that does not fit: %s: %v", r.Outcome, r.Err)
	}
	if r := p.do(callPut, plan.Args{"type": "endpoint", "id": "102", "fields": map[string]any{"context": "x"}}); r.Outcome != targets.OutcomeUnknown {
		t.Errorf("one without codecs: %s: %v", r.Outcome, r.Err)
	}
	p.done(callRemove, plan.Args{"type": "endpoint", "id": "101"})
	if r := p.do(callRemove, plan.Args{"type": "endpoint", "id": "101"}); r.Outcome != targets.Refused || !errors.Is(r.Err, targets.ErrNotFound) {
		t.Errorf("what is gone already: %s: %v", r.Outcome, r.Err)
	}
}

// TestPutOfWhatIsGone: an update of what somebody deleted meanwhile makes nothing, and
// says so; of what has changed otherwise it is an update.
func TestPutOfWhatIsGone(t *testing.T) {
	for _, version := range []string{"16.28.0", "22.10.1"} {
		p := start(t, `{"version": "`+version+`", "objects": {"endpoint": {"101": {"attributes": {"allow": "ulaw", "auth": "101", "aors": "101", "context": "internal"}}}, "aor": {"101": {"attributes": {"max_contacts": "3"}}}}}`, sim.Options{})
		live := p.read(targets.Scope{})
		update := func(kind string, fields map[string]any) targets.Result {
			return p.w.Do(t.Context(), targets.Order{Step: &plan.Step{Call: callPut, Op: state.OpUpdate, Object: state.Ref{Kind: kind, Key: "101"}, Args: plan.Args{"type": kind, "id": "101", "fields": fields}}, Live: live})
		}
		p.done(callPut, plan.Args{"type": "endpoint", "id": "101", "fields": map[string]any{"context": "any"}})
		if r := update(Endpoint, map[string]any{"callerid": "Al"}); r.Outcome != targets.Done {
			t.Errorf("%s: what another admin changed: %s: %v", version, r.Outcome, r.Err)
		}
		for kind, fields := range map[string]map[string]any{Endpoint: {"allow": []any{"alaw"}, "callerid": "Al"}, AOR: {"qualify_frequency": int64(60)}} {
			p.done(callRemove, plan.Args{"type": kind, "id": "101"})
			if r := update(kind, fields); r.Outcome != targets.Refused || !errors.Is(r.Err, targets.ErrConflict) {
				t.Errorf("%s: %s: %s: %v", version, kind, r.Outcome, r.Err)
			}
		}
		if now := p.read(targets.Scope{Kinds: pjsipKinds}); len(now.Objects) > 0 {
			t.Errorf("%s: there is %v", version, now.Objects)
		}
		if r := update(Endpoint, map[string]any{"callerid": "Al"}); r.Outcome != targets.Refused {
			t.Errorf("%s: without codecs: %s: %v", version, r.Outcome, r.Err)
		}
		if now := p.read(targets.Scope{Kinds: pjsipKinds}); len(now.Objects) > 0 {
			t.Errorf("%s: there is %v", version, now.Objects)
		}
	}
}

// TestSession: Asterisk answers an action of a session that is over as one that is not
// permitted, and then we log in again; but once.
func TestSession(t *testing.T) {
	p := start(t, "", sim.Options{})
	p.read(targets.Scope{})
	p.requests()
	p.post("/_sim/clock", `{"advance": "61s"}`)
	if got := len(p.read(targets.Scope{Kinds: []string{ManagerAccount}}).Objects); got != 1 {
		t.Errorf("%d accounts", got)
	}
	if d := cmp.Diff([]string{"action=getconfig", "action=login", "action=getconfig"}, p.requests()); d != "" {
		t.Errorf("after a minute (-want +got):\n%s", d)
	}
}

func (p *pbx) post(path, body string) {
	p.t.Helper()
	res, err := http.Post(p.URL+path, "application/json", strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode/100 != 2 {
		p.t.Fatalf("POST %s: %s", path, res.Status)
	}
}
