package rainbow

import (
	"context"
	"errors"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
	"github.com/patchbay-dev/patchbay/targets/rainbow/sim"
)

// company is a simulated company with a way to connect to it.
type company struct {
	*simhttp.Running
	t     testing.TB
	clock *simhttp.Clock
}

// simulated starts one of the worlds of the conformance suite.
func simulated(t testing.TB, world string, quirks sim.Quirks) *company {
	t.Helper()
	seed, err := os.ReadFile("testdata/conformance/" + world + ".json")
	if err != nil {
		t.Fatal(err)
	}
	clock := &simhttp.Clock{}
	run, err := sim.Start(context.Background(), seed, sim.Options{Serving: simhttp.Serving{Clock: clock}, Quirks: quirks})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { run.Close() })
	return &company{run, t, clock}
}

// settings are what the core would open a connection with; change may be nil.
func (c *company) settings(change func(*targets.Settings)) targets.Settings {
	network := rest.Network()
	c.t.Cleanup(network.CloseIdleConnections)
	s := targets.Settings{Target: "pbx", URL: c.URL, Credentials: asSite(c.Ready.Credentials),
		Transport: rest.Retry(network, rest.Patience{Backoff: time.Millisecond, Ceiling: time.Second})}
	if change != nil {
		change(&s)
	}
	return s
}

func (c *company) connect(change func(*targets.Settings)) targets.Writer {
	c.t.Helper()
	w, err := openWriter(context.Background(), c.settings(change))
	if err != nil {
		c.t.Fatal(err)
	}
	return w
}

// asked is how many requests there were whose path ends so.
func (c *company) asked(end string) int {
	n := 0
	for _, r := range c.Server.Requests() {
		if strings.HasSuffix(r.Path, end) {
			n++
		}
	}
	return n
}

func (c *company) fault(f simhttp.Fault) {
	c.t.Helper()
	if err := c.Server.AddFault(f); err != nil {
		c.t.Fatal(err)
	}
}

// everything reads the whole company.
func everything(t testing.TB, r targets.Reader) *state.Snapshot {
	t.Helper()
	s, err := r.Read(t.Context(), targets.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func object(t testing.TB, s *state.Snapshot, kind, key string) *state.Object {
	t.Helper()
	o, ok := s.Find(state.Ref{Kind: kind, Key: key})
	if !ok {
		t.Fatalf("no %s/%s", kind, key)
	}
	return o
}

// TestWrongPassword: however many readers there are, one wrong password is sent
// once, and an account that locks at the second try is not locked.
func TestWrongPassword(t *testing.T) {
	c := simulated(t, "peopled", sim.Quirks{LoginAttempts: 2})
	shared := &targets.Shared{}
	wrong := func(s *targets.Settings) { s.Shared, s.Credentials["password"] = shared, "Wrong-1" }
	var all sync.WaitGroup
	for range 8 {
		w := c.connect(wrong)
		all.Go(func() {
			for range 3 {
				_, err := w.Probe(context.Background())
				if !errors.Is(err, targets.ErrUnauthorized) || rest.Hint(err) == "" || strings.Contains(err.Error(), "Wrong-1") {
					t.Errorf("error %v, hint %q", err, rest.Hint(err))
				}
			}
		})
	}
	all.Wait()
	if n := c.asked("/login"); n != 1 {
		t.Errorf("%d logins with a wrong password, want 1", n)
	}
	if _, err := c.connect(func(s *targets.Settings) { s.Shared = shared }).Probe(t.Context()); err != nil {
		t.Errorf("the right password: %v", err)
	}
}

// TestLostLogin: a login whose answer got lost may have been counted, and is not
// sent again until the password was right once.
func TestLostLogin(t *testing.T) {
	for _, kind := range []simhttp.Kind{simhttp.DropAfter, simhttp.StatusAfter, simhttp.Truncate} {
		c := simulated(t, "empty", sim.Quirks{})
		c.fault(simhttp.Fault{Match: simhttp.Match{Path: "**/login"}, Nth: 1, Kind: kind})
		w := c.connect(nil)
		if _, err := w.Probe(t.Context()); err == nil {
			t.Errorf("%s: no error", kind)
		}
		if n := c.asked("/login"); n != 1 {
			t.Errorf("%s: %d logins, want 1", kind, n)
		}
		if _, err := w.Probe(t.Context()); err != nil {
			t.Errorf("%s: the next try: %v", kind, err)
		}
	}
}

// TestLocked: what a locked account is told says so, without numbers that help to
// guess.
func TestLocked(t *testing.T) {
	c := simulated(t, "empty", sim.Quirks{LoginAttempts: 1})
	c.connect(func(s *targets.Settings) { s.Credentials["password"] = "Wrong-1" }).Probe(t.Context())
	_, err := c.connect(nil).Probe(t.Context())
	if codeOf(err) != lockedOut || !strings.Contains(rest.Hint(err), "locked") {
		t.Errorf("%v (%s)", err, rest.Hint(err))
	}
}

// TestRenewal: a token is renewed before it ends, as often as it may be, and then
// the account logs in again.
func TestRenewal(t *testing.T) {
	c := simulated(t, "empty", sim.Quirks{TokenLifetime: sim.Duration(10 * time.Minute), MaxTokenRenew: 2})
	now := time.Now()
	w := c.connect(func(s *targets.Settings) { s.Now = func() time.Time { return now } })
	for i, want := range []struct{ logins, renewals int }{{1, 0}, {1, 1}, {1, 2}, {2, 2}, {2, 3}} {
		if _, err := w.Probe(t.Context()); err != nil {
			t.Fatal(err)
		}
		if l, r := c.asked("/login"), c.asked("/renew"); l != want.logins || r != want.renewals {
			t.Errorf("after %d steps of 9 minutes: %d logins and %d renewals, want %v", i, l, r, want)
		}
		now = now.Add(9 * time.Minute)
		c.clock.Advance(9 * time.Minute)
	}
	if n := c.refused(); n != 0 {
		t.Errorf("%d requests were refused", n)
	}
}

func (c *company) refused() int {
	n := 0
	for _, r := range c.Server.Requests() {
		if r.Status >= 400 {
			n++
		}
	}
	return n
}

// TestExpired: tokens that end while a company is read cost one login each, and
// nothing is lost; when every token is refused at once that is an answer.
func TestExpired(t *testing.T) {
	c := simulated(t, "peopled", sim.Quirks{MaxLimit: 1})
	w := c.connect(nil)
	want := everything(t, w)
	for nth := 1; nth <= 40; nth += 3 {
		c.Server.ClearFaults()
		c.Server.ClearRequests()
		c.fault(simhttp.Fault{Match: simhttp.Match{Method: "GET"}, Nth: nth, Kind: simhttp.Expire})
		if got := everything(t, w); cmp.Diff(keysOf(want), keysOf(got)) != "" {
			t.Errorf("after request %d: %s", nth, cmp.Diff(keysOf(want), keysOf(got)))
		}
		if n := c.asked("/login"); n != 1 {
			t.Errorf("after request %d: %d logins, want 1", nth, n)
		}
	}
	c.Server.ClearFaults()
	c.fault(simhttp.Fault{Match: simhttp.Match{Path: "**/users"}, Kind: simhttp.Status, Status: http.StatusUnauthorized})
	if _, err := w.Read(t.Context(), targets.Scope{}); !errors.Is(err, targets.ErrUnauthorized) {
		t.Errorf("every token refused: %v", err)
	}
}

func keysOf(s *state.Snapshot) []string {
	var out []string
	for i := range s.Objects {
		out = append(out, s.Objects[i].Ref().String())
	}
	return out
}

// TestStorm: 429 with Retry-After is waited out, on reads and on a write, which is
// carried out once.
func TestStorm(t *testing.T) {
	c := simulated(t, "peopled", sim.Quirks{})
	w := c.connect(nil)
	want := everything(t, w)
	for nth := 2; nth < 30; nth += 2 {
		c.fault(simhttp.Fault{Match: simhttp.Match{Path: "/api/**"}, Nth: nth, Kind: simhttp.Status, Status: http.StatusTooManyRequests, RetryAfter: "0"})
	}
	if got := everything(t, w); cmp.Diff(keysOf(want), keysOf(got)) != "" {
		t.Error(cmp.Diff(keysOf(want), keysOf(got)))
	}
	c.Server.ClearFaults()
	for nth := 1; nth < 4; nth++ {
		c.fault(simhttp.Fault{Match: simhttp.Match{Method: "POST"}, Nth: nth, Kind: simhttp.Status, Status: http.StatusTooManyRequests, RetryAfter: "0"})
	}
	r := w.Do(t.Context(), orderOf(want, creating("new@acme.example")))
	if r.Outcome != targets.Done || r.IDs[state.Ref{Kind: User, Key: "new@acme.example"}] == "" {
		t.Fatalf("%+v", r)
	}
	if _, ok := everything(t, w).Find(state.Ref{Kind: User, Key: "new@acme.example"}); !ok {
		t.Error("the user is not there")
	}
}

// TestLostAnswer: of a create whose answer got lost nobody knows what became, and
// it is not sent again.
func TestLostAnswer(t *testing.T) {
	for _, kind := range []simhttp.Kind{simhttp.DropAfter, simhttp.Truncate, simhttp.Malformed, simhttp.HTML, simhttp.StatusAfter} {
		c := simulated(t, "empty", sim.Quirks{})
		w := c.connect(nil)
		live := everything(t, w)
		c.Server.ClearRequests()
		c.fault(simhttp.Fault{Match: simhttp.Match{Method: "POST"}, Kind: kind})
		if r := w.Do(t.Context(), orderOf(live, creating("new@acme.example"))); r.Outcome != targets.OutcomeUnknown {
			t.Errorf("%s: %+v", kind, r)
		}
		posts := 0
		for _, r := range c.Server.Requests() {
			if r.Method == "POST" {
				posts++
			}
		}
		if posts != 1 {
			t.Errorf("%s: sent %d times", kind, posts)
		}
	}
}

// creating is a step that makes a user.
func creating(email string) *plan.Step {
	ref := state.Ref{Kind: User, Key: email}
	return &plan.Step{ID: "1", Op: state.OpCreate, Object: ref, Call: "user.create", Args: plan.Args{"loginEmail": email, "firstName": "New", "mobile": "0611111111"},
		Effects: []state.Effect{{Op: state.OpCreate, Object: ref}}}
}

// orderOf is a step with the ids of what was read.
func orderOf(live *state.Snapshot, s *plan.Step) targets.Order {
	return targets.Order{Step: s, Live: live, ID: func(r state.Ref) (string, bool) {
		o, ok := live.Find(r)
		if !ok {
			return "", false
		}
		return o.ID, true
	}, Secret: func(string) (string, error) { return "", errors.New("no secrets here") }}
}

// TestAPIKey: a key signs each request with another challenge, and says who we are.
func TestAPIKey(t *testing.T) {
	c := simulated(t, "peopled", sim.Quirks{})
	w := c.connect(func(s *targets.Settings) {
		delete(s.Credentials, "login")
		delete(s.Credentials, "password")
		s.Credentials["apiKey"] = "canary0key0canary0key0canary0key0canary0"
	})
	p, err := w.Probe(t.Context())
	if err != nil || p.Account.Name != "zoe.present@old.example" || p.Tenant != "Acme SA" {
		t.Errorf("%+v: %v", p, err)
	}
	if c.asked("/login") != 0 {
		t.Error("it logged in")
	}
	w = c.connect(func(s *targets.Settings) {
		delete(s.Credentials, "login")
		s.Credentials["apiKey"] = "canary-of-nobody"
	})
	if _, err := w.Probe(t.Context()); !errors.Is(err, targets.ErrUnauthorized) || strings.Contains(err.Error(), "canary") {
		t.Error(err)
	}
}

// TestOwnSite: who administers one site is shown nothing of the others, and what is
// not shown is not taken to be absent.
func TestOwnSite(t *testing.T) {
	c := simulated(t, "peopled", sim.Quirks{})
	w := c.connect(func(s *targets.Settings) {
		s.Credentials["login"], s.Credentials["password"] = "zoe.present@old.example", "Canary-password-1"
	})
	for _, x := range everything(t, w).Coverage {
		if x.Reach == state.Complete {
			t.Errorf("%s is complete", x.Kind)
		}
	}
}

// TestSurvey: what no site declares is counted, by people's words.
func TestSurvey(t *testing.T) {
	c := simulated(t, "peopled", sim.Quirks{})
	got, err := c.connect(nil).(targets.Surveyor).Survey(t.Context())
	want := []targets.Unmanaged{{What: "guests", Count: 1}, {What: "sites", Count: 1}, {What: "subscriptions, which are bought by people", Count: 6}}
	if d := cmp.Diff(want, got); err != nil || d != "" {
		t.Errorf("%v\n%s", err, d)
	}
}

// TestGuestInTheWay: a login that a guest has is not taken to be free.
func TestGuestInTheWay(t *testing.T) {
	c := simulated(t, "peopled", sim.Quirks{})
	ref := state.Ref{Kind: User, Key: "gaston@guest.example"}
	w := c.connect(nil)
	if _, err := w.Read(t.Context(), targets.Scope{Refs: []state.Ref{ref}}); !errors.Is(err, targets.ErrConflict) {
		t.Error(err)
	}
	if _, there := everything(t, w).Find(ref); there {
		t.Error("a guest is listed as a user")
	}
}

// TestTenant: an account that administers several companies works in the one that
// the site names, and in none that it does not find.
func TestTenant(t *testing.T) {
	c := simulated(t, "empty", sim.Quirks{})
	for _, name := range []string{"", "acme sa"} {
		p, err := c.connect(func(s *targets.Settings) { s.Tenant = name }).Probe(t.Context())
		if err != nil || p.Tenant != "Acme SA" {
			t.Errorf("%q: %+v %v", name, p, err)
		}
	}
	if _, err := c.connect(func(s *targets.Settings) { s.Tenant = "Other" }).Probe(t.Context()); !errors.Is(err, targets.ErrUnsupported) || rest.Hint(err) == "" {
		t.Error(err)
	}
}

// TestNoHub: a company that may not look at the Hub's portal is one with a PBX, all
// of which is seen.
func TestNoHub(t *testing.T) {
	c := simulated(t, "peopled", sim.Quirks{})
	c.fault(simhttp.Fault{Match: simhttp.Match{Path: "**/cloudpbxs"}, Kind: simhttp.Status, Status: http.StatusForbidden})
	s := everything(t, c.connect(nil))
	hub := []string{DDI, Device, HubGroup, Subscriber, System}
	for _, x := range s.Coverage {
		if want := map[bool]state.Reach{true: state.Denied, false: state.Complete}[slices.Contains(hub, x.Kind)]; x.Reach != want {
			t.Errorf("%s is %s, want %s", x.Kind, x.Reach, want)
		}
	}
	if s.Profile.Edition != ProductPBX {
		t.Errorf("edition %s", s.Profile.Edition)
	}
	ref := state.Ref{Kind: HubGroup, Key: "8701"}
	one, err := c.connect(nil).Read(t.Context(), targets.Scope{Refs: []state.Ref{ref}})
	if err != nil || len(one.Coverage) != 1 || one.Coverage[0].Reach != state.Denied {
		t.Errorf("what may not be looked at: %+v %v", one.Coverage, err)
	}
}
