package threecx

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
	"github.com/patchbay-dev/patchbay/targets/threecx/sim"
)

// pbx is a simulated 3CX with a connection to it.
type pbx struct {
	*simhttp.Running
	t testing.TB
	w targets.Writer
}

func start(t testing.TB, seed string, o sim.Options) *pbx {
	t.Helper()
	if o.Version == "" {
		o.Version = "20.0.10.1234"
	}
	run, err := sim.Start(context.Background(), []byte(seed), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { run.Close() })
	p := &pbx{Running: run, t: t}
	p.w = p.connect(nil)
	return p
}

// connect opens another connection.
func (p *pbx) connect(change func(*targets.Settings)) targets.Writer {
	p.t.Helper()
	network := rest.Network()
	p.t.Cleanup(network.CloseIdleConnections)
	s := targets.Settings{Target: "pbx", URL: p.URL, Credentials: p.Ready.Credentials,
		Transport: rest.Retry(network, rest.Patience{Backoff: time.Millisecond})}
	if change != nil {
		change(&s)
	}
	w, err := openWriter(context.Background(), s)
	if err != nil {
		p.t.Fatal(err)
	}
	return w
}

func (p *pbx) read(scope targets.Scope) *state.Snapshot {
	p.t.Helper()
	s, err := p.w.Read(context.Background(), scope)
	if err != nil {
		p.t.Fatal(err)
	}
	return s
}

func (p *pbx) find(s *state.Snapshot, kind, key string) *state.Object {
	p.t.Helper()
	o, ok := s.Find(state.Ref{Kind: kind, Key: key})
	if !ok {
		p.t.Fatalf("no %s/%s in the snapshot", kind, key)
	}
	return o
}

// do carries out a call on top of a fresh look at what it touches.
func (p *pbx) do(step plan.Step) targets.Result {
	p.t.Helper()
	refs := []state.Ref{step.Object}
	for _, e := range step.Effects {
		refs = append(refs, e.Object)
	}
	live := p.read(targets.Scope{Refs: refs})
	return p.w.Do(context.Background(), p.order(step, live))
}

func (p *pbx) order(step plan.Step, live *state.Snapshot) targets.Order {
	all := p.read(targets.Scope{})
	return targets.Order{Step: &step, Live: live, ID: func(r state.Ref) (string, bool) {
		o, ok := all.Find(r)
		if !ok {
			return "", false
		}
		return o.ID, true
	}, Secret: func(name string) (string, error) { return "s3cr3t-" + name, nil }}
}

// paths are the requests that the simulator saw since the last call.
func (p *pbx) paths() []string {
	var out []string
	for _, r := range p.Requests() {
		out = append(out, r.Method+" "+r.Path)
	}
	p.ClearRequests()
	return out
}

const small = `{
	"license": {"edition": "enterprise"},
	"groups": [{"Name": "Sales", "GloballyVisible": true, "Rights": [{"RoleName": "users", "AllowParking": false}]}, {"Name": "R/D"}],
	"users": [
		{"Number": "101", "FirstName": "Alice", "EmailAddress": "alice@acme.example", "PrimaryGroup": "Sales",
		 "Groups": [{"Group": "Sales", "RoleName": "managers", "Rights": {"CanBargeIn": true}}, {"Group": "R/D", "RoleName": "users"}],
		 "Phones": [{"MacAddress": "001565123456", "TemplateName": "yealink_t4x.ph.xml"}], "Favorites": ["102"]},
		{"Number": "102", "FirstName": "Bob", "PrimaryGroup": "Sales", "Groups": [{"Group": "Sales", "RoleName": "users"}]}],
	"queues": [{"Number": "800", "Name": "Support", "Agents": ["102", "101"], "Managers": ["102"]}],
	"ringGroups": [{"Number": "850", "Name": "Front", "Members": ["101"]}],
	"fax": [{"Number": "888"}],
	"receptionists": [{"Number": "900", "Name": "Menu", "TimeoutForwardType": "RingGroup", "TimeoutForwardDN": "850", "InvalidKeyForwardDN": "101",
		"OutOfOfficeRoute": {"Route": {"To": "VoiceMail", "Number": "102"}}, "Forwards": [{"Input": "1", "ForwardType": "Queue", "ForwardDN": "800"}, {"Input": "2", "ForwardType": "RepeatPrompt"}]}]
}`

func TestProbe(t *testing.T) {
	p := start(t, small, sim.Options{})
	got, err := p.w.Probe(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if got.Version != "20.0.10.1234" || got.Edition != "enterprise" || got.Account.Name == "" {
		t.Errorf("profile %+v", got)
	}
	want := []string{"POST /connect/token", "GET /xapi/v1/Defs", "GET /xapi/v1/Defs/Pbx.GetSystemParameters()"}
	if d := cmp.Diff(want, p.paths()); d != "" {
		t.Errorf("requests (-want +got)\n%s", d)
	}
}

func TestProbeRefusesOldVersions(t *testing.T) {
	p := start(t, `{"version": "20.0.7.900"}`, sim.Options{})
	_, err := p.w.Probe(context.Background())
	if !errors.Is(err, targets.ErrUnsupported) || !strings.Contains(err.Error(), "20.0.7.900") || !strings.Contains(err.Error(), oldest) {
		t.Errorf("error %v", err)
	}
}

func TestProbeSaysWhatIsWrong(t *testing.T) {
	p := start(t, small, sim.Options{})
	for name, c := range map[string]struct {
		change func(*targets.Settings)
		kind   error
		hint   string
	}{
		"secret": {func(s *targets.Settings) {
			s.Credentials = map[string]string{"clientId": s.Credentials["clientId"], "clientSecret": "wrong-secret"}
		}, targets.ErrUnauthorized, "clientSecret"},
		"host": {func(s *targets.Settings) { s.URL = "http://127.0.0.1:1" }, targets.ErrUnreachable, "url"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := p.connect(c.change).Probe(context.Background())
			if !errors.Is(err, c.kind) || !strings.Contains(rest.Hint(err), c.hint) {
				t.Errorf("error %v, hint %q", err, rest.Hint(err))
			}
			if strings.Contains(err.Error(), "wrong-secret") {
				t.Errorf("the secret is in %q", err)
			}
		})
	}
}

func TestPlainHTTPIsForLoopback(t *testing.T) {
	s := targets.Settings{Target: "pbx", URL: "http://pbx.acme.example", Credentials: map[string]string{"clientId": "a", "clientSecret": "b"}}
	if _, err := open(context.Background(), s); !errors.Is(err, rest.ErrPlain) || !strings.Contains(err.Error(), "insecure") {
		t.Errorf("error %v", err)
	}
	s.Options = map[string]any{"insecure": true}
	if _, err := open(context.Background(), s); err != nil {
		t.Error(err)
	}
}

func TestReadEverything(t *testing.T) {
	p := start(t, small, sim.Options{})
	s := p.read(targets.Scope{})
	alice := p.find(s, User, "101")
	if got := alice.Get("PrimaryGroup").Text(); got != "Sales" {
		t.Errorf("primary group %q", got)
	}
	member := p.find(s, Membership, "Sales/101")
	if member.Get("RoleName").Text() != "managers" || !member.Get("CanBargeIn").Bool() {
		t.Errorf("membership %v", member)
	}
	if v := member.Get("AllowParking"); v.Presence() != state.Absent {
		t.Errorf("AllowParking is %v: only overrides are of the member, the rest is of the role", v)
	}
	if _, ok := s.Find(state.Ref{Kind: Membership, Key: "R/D/101"}); !ok {
		t.Error("no membership in R/D")
	}
	if v := p.find(s, GroupRole, "Sales/users").Get("AllowParking"); v.Presence() != state.Set || v.Bool() {
		t.Errorf("role default %v", v)
	}
	if got := p.find(s, Phone, "001565123456").Get("User").Text(); got != "101" {
		t.Errorf("phone of %q", got)
	}
	queue := p.find(s, Queue, "800")
	if d := cmp.Diff([]string{"102", "101"}, queue.Get("AgentOrder").Items()); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"101", "102", "800", "850"}, p.find(s, Receptionist, "900").Get("Calls").Items()); d != "" {
		t.Error(d)
	}
	for _, o := range s.Objects {
		if strings.Contains(o.Key, "FAVORITES") {
			t.Errorf("%s is an object", o.Ref())
		}
	}
	for _, c := range s.Coverage {
		if c.Reach != state.Complete {
			t.Errorf("coverage %+v", c)
		}
	}
	if len(s.Coverage) != len(Schema(s.Profile).Kinds) {
		t.Errorf("%d kinds covered of %d", len(s.Coverage), len(Schema(s.Profile).Kinds))
	}
}

// TestReadFillsTheSchema: each attribute that can be read is read from an object
// that has it, so that no name in the schema is misspelt.
func TestReadFillsTheSchema(t *testing.T) {
	p := start(t, small, sim.Options{})
	s := p.read(targets.Scope{})
	optional := map[string]bool{Membership: true} // sparse
	for _, k := range Schema(s.Profile).Kinds {
		if optional[k.Name] || k.Name == Forwarding || k.Name == Parking || k.Name == Phone {
			continue
		}
		objects := s.OfKind(k.Name)
		if len(objects) == 0 {
			t.Errorf("no %s", k.Name)
			continue
		}
		for _, f := range k.Fields {
			if f.Has(state.Secret) {
				continue
			}
			if !slices.ContainsFunc(objects, func(o state.Object) bool { return o.Get(f.Name).Presence() != state.Absent }) {
				t.Errorf("%s.%s is in no object", k.Name, f.Name)
			}
		}
	}
}

// TestReadKeepsSecretsOnThePBX: neither the snapshot nor any request asks for them.
func TestReadKeepsSecretsOnThePBX(t *testing.T) {
	p := start(t, strings.Replace(small, `"FirstName": "Alice"`, `"FirstName": "Alice", "AuthPassword": "canary-1", "VMPIN": "987654"`, 1), sim.Options{})
	s := p.read(targets.Scope{})
	text := fmt.Sprintf("%+v", s)
	for _, canary := range []string{"canary-1", "987654", "provkey"} { // the last opens what handsets are told
		if strings.Contains(text, canary) {
			t.Errorf("%s is in the snapshot", canary)
		}
	}
	for _, r := range p.Requests() {
		if strings.Contains(r.Query, "AuthPassword") || strings.Contains(r.Query, "VMPIN") {
			t.Errorf("%s?%s asks for secrets", r.Path, r.Query)
		}
	}
}

func many(n int) string {
	var b bytes.Buffer
	b.WriteString(`{"license": {"edition": "enterprise", "maxUsers": 1000000}, "system": {"enl": 5}, "groups": [{"Name": "Sales"}], "users": [`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"Number": "%d", "FirstName": "U%d", "EmailAddress": "u%d@acme.example", "PrimaryGroup": "Sales", "Groups": [{"Group": "Sales", "RoleName": "users"}]}`, 10000+i, i, i)
	}
	b.WriteString(`]}`)
	return b.String()
}

// TestReadCost: ceil(n/100) requests for n users, and as many more as there are
// other sets.
func TestReadCost(t *testing.T) {
	for _, n := range []int{99, 100, 101, 250} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			p := start(t, many(n), sim.Options{})
			s := p.read(targets.Scope{})
			if got := len(s.OfKind(User)); got < n {
				t.Errorf("%d users", got)
			}
			users := 0
			for _, r := range p.paths() {
				if strings.HasSuffix(r, "/Users") {
					users++
				}
			}
			if want := (len(s.OfKind(User)) + 99) / 100; users != want {
				t.Errorf("%d requests for users, want %d", users, want)
			}
		})
	}
}

// TestListingsThatCannotBeTrusted: a page that shifts or breaks is read again,
// and what stays doubtful is never called complete.
func TestListingsThatCannotBeTrusted(t *testing.T) {
	users := simhttp.Match{Method: http.MethodGet, Path: "/xapi/v1/Users"}
	for name, c := range map[string]struct {
		fault simhttp.Fault
		reach state.Reach
	}{
		"a page shifts once":          {simhttp.Fault{Match: users, Nth: 2, Kind: simhttp.ShiftPage}, state.Complete},
		"pages shift again and again": {simhttp.Fault{Match: simhttp.Match{Method: http.MethodGet, Path: "/xapi/v1/U*"}, Nth: 2, Kind: simhttp.ShiftPage}, state.Partial},
		"a reply breaks off":          {simhttp.Fault{Match: users, Nth: 2, Kind: simhttp.Truncate}, state.Complete},
		"a reply is half a text":      {simhttp.Fault{Match: users, Nth: 2, Kind: simhttp.Malformed}, state.Complete},
		"a web page comes":            {simhttp.Fault{Match: users, Nth: 3, Kind: simhttp.HTML}, state.Complete},
		"the server is busy":          {simhttp.Fault{Match: users, Nth: 1, Kind: simhttp.Status, Status: 503, RetryAfter: "0"}, state.Complete},
		"the token is refused midway": {simhttp.Fault{Match: users, Nth: 2, Kind: simhttp.Status, Status: 401}, state.Complete},
		"the connection drops":        {simhttp.Fault{Match: users, Nth: 2, Kind: simhttp.DropBefore}, state.Complete},
	} {
		t.Run(name, func(t *testing.T) {
			p := start(t, many(250), sim.Options{})
			if err := p.AddFault(c.fault); err != nil {
				t.Fatal(err)
			}
			if c.reach == state.Partial { // the second attempt is hit as well
				c.fault.Nth = 5
				p.AddFault(c.fault)
			}
			s := p.read(targets.Scope{})
			i := slices.IndexFunc(s.Coverage, func(x state.Coverage) bool { return x.Kind == User })
			if got := s.Coverage[i]; got.Reach != c.reach || (got.Reason == "") != (c.reach == state.Complete) {
				t.Errorf("coverage %+v, want %v", got, c.reach)
			}
			if c.reach == state.Complete && len(s.OfKind(User)) < 250 {
				t.Errorf("%d users", len(s.OfKind(User)))
			}
		})
	}
}

func TestReadErrorsAfterAllTries(t *testing.T) {
	for name, c := range map[string]struct {
		fault simhttp.Fault
		kind  error
		words string
	}{
		"html":      {simhttp.Fault{Kind: simhttp.HTML}, targets.ErrProtocol, "Sign in"},
		"malformed": {simhttp.Fault{Kind: simhttp.Malformed}, targets.ErrProtocol, "breaks off"},
		"truncated": {simhttp.Fault{Kind: simhttp.Truncate}, targets.ErrProtocol, ""},
		"forbidden": {simhttp.Fault{Kind: simhttp.Status, Status: 403}, targets.ErrForbidden, "403"},
		"limited":   {simhttp.Fault{Kind: simhttp.Status, Status: 429}, targets.ErrLimited, "429"},
		"down":      {simhttp.Fault{Kind: simhttp.DropBefore}, targets.ErrUnreachable, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := start(t, small, sim.Options{})
			c.fault.Match = simhttp.Match{Path: "/xapi/v1/Users"}
			if err := p.AddFault(c.fault); err != nil {
				t.Fatal(err)
			}
			_, err := p.w.Read(context.Background(), targets.Scope{})
			if !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.words) || !strings.Contains(err.Error(), "/Users") {
				t.Errorf("error %v", err)
			}
		})
	}
}

// TestDeniedSetsAreNotEmpty: an account that may not look at queues does not see
// that there are none.
func TestDeniedSetsAreNotEmpty(t *testing.T) {
	p := start(t, small, sim.Options{})
	p.AddFault(simhttp.Fault{Match: simhttp.Match{Path: "/xapi/v1/Queues"}, Kind: simhttp.Status, Status: 403})
	p.AddFault(simhttp.Fault{Match: simhttp.Match{Path: "/xapi/v1/Parkings"}, Kind: simhttp.Status, Status: 404})
	got := map[string]state.Reach{}
	for _, c := range p.read(targets.Scope{}).Coverage {
		got[c.Kind] = c.Reach
	}
	if got[Queue] != state.Denied || got[Parking] != state.Unreadable || got[User] != state.Complete {
		t.Errorf("coverage %v", got)
	}
}

func TestReadByReference(t *testing.T) {
	p := start(t, small, sim.Options{})
	refs := []state.Ref{{Kind: User, Key: "101"}, {Kind: User, Key: "999"}, {Kind: Membership, Key: "R/D/102"}, {Kind: GroupRole, Key: "R/D/users"},
		{Kind: Queue, Key: "800"}, {Kind: Queue, Key: "801"}, {Kind: Phone, Key: "001565123456"}, {Kind: Phone, Key: "000000000000"}}
	s := p.read(targets.Scope{Refs: refs})
	there := map[string]bool{"user/101": true, "groupRole/R/D/users": true, "queue/800": true, "phone/001565123456": true}
	schema := Schema(s.Profile)
	for _, r := range refs {
		_, ok := s.Find(r)
		if ok != there[r.String()] {
			t.Errorf("%s: found %v", r, ok)
		}
		o := state.Object{Kind: r.Kind, Key: r.Key}
		k, _ := schema.Kind(r.Kind)
		keyed(k, &o)
		if got := s.ReachOf(&o); got != state.Complete {
			t.Errorf("%s: coverage %v", r, got)
		}
	}
}

// keyed fills in the attribute by which coverage finds an object.
func keyed(k *state.Kind, o *state.Object) {
	for _, name := range k.Key {
		if name == holding[o.Kind] || len(k.Key) == 1 {
			o.Put(name, state.OfText(holder(o.Ref())))
		}
	}
}

// TestReadByReferenceCost: a page of references is one request for users.
func TestReadByReferenceCost(t *testing.T) {
	p := start(t, many(250), sim.Options{})
	p.read(targets.Scope{Kinds: []string{Group}})
	p.paths()
	var refs []state.Ref
	for i := range 250 {
		refs = append(refs, state.Ref{Kind: User, Key: fmt.Sprint(10000 + i)}, state.Ref{Kind: Membership, Key: fmt.Sprintf("Sales/%d", 10000+i)})
	}
	s := p.read(targets.Scope{Refs: refs})
	if got := p.paths(); len(got) != 3 {
		t.Errorf("requests %v", got)
	}
	if len(s.OfKind(User)) != 250 || len(s.OfKind(Membership)) != 250 {
		t.Errorf("%d users, %d memberships", len(s.OfKind(User)), len(s.OfKind(Membership)))
	}
}

// TestSmallFilters: a PBX that limits how much a filter may say is asked in
// smaller pieces.
func TestSmallFilters(t *testing.T) {
	p := start(t, many(50), sim.Options{})
	p.AddFault(simhttp.Fault{Match: simhttp.Match{Path: "/xapi/v1/Users"}, Nth: 1, Kind: simhttp.Status, Status: 400, ContentType: "application/json",
		Body: `{"error":{"code":"","message":"The query specified in the URI is not valid. The node count limit of '100' has been exceeded."}}`})
	var refs []state.Ref
	for i := range 50 {
		refs = append(refs, state.Ref{Kind: User, Key: fmt.Sprint(10000 + i)})
	}
	s := p.read(targets.Scope{Refs: refs})
	if got := len(s.OfKind(User)); got != 50 {
		t.Errorf("%d users", got)
	}
	n := 0
	for _, r := range p.paths() {
		if strings.HasSuffix(r, "/Users") {
			n++
		}
	}
	if n != 4 {
		t.Errorf("%d requests, want one that fails and three of at most 20 keys", n)
	}
}

// TestOneToken: connections that share an account share its token, since
// another would end it.
func TestOneToken(t *testing.T) {
	p := start(t, small, sim.Options{})
	shared := &targets.Shared{}
	share := func(s *targets.Settings) { s.Shared = shared }
	a, b := p.connect(share), p.connect(share)
	p.ClearRequests()
	for _, w := range []targets.Writer{a, b, a, b} {
		if _, err := w.Probe(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	n := 0
	for _, r := range p.paths() {
		if strings.HasSuffix(r, "/connect/token") {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d tokens were asked for", n)
	}
}

// TestStolenToken: another program with the same client ends our token; we ask
// for another and go on.
func TestStolenToken(t *testing.T) {
	p := start(t, small, sim.Options{})
	other := p.connect(nil)
	for range 3 {
		p.read(targets.Scope{})
		if _, err := other.Probe(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
}

// TestTokenStolenAgain: a second program may be quick enough to end the new token
// as well, before the request that it was asked for.
func TestTokenStolenAgain(t *testing.T) {
	for times, want := range map[int]error{3: nil, 5: targets.ErrUnauthorized} {
		calls := 0
		p := start(t, many(3), sim.Options{})
		w := p.connect(nil)
		if _, err := w.Probe(t.Context()); err != nil {
			t.Fatal(err)
		}
		_, err := w.(*conn).api.tokens.with(t.Context(), func(string) (*rest.Reply, error) {
			if calls++; calls <= times {
				return nil, &rest.Error{Kind: targets.ErrUnauthorized, Status: 401, Sent: true}
			}
			return &rest.Reply{Status: 200}, nil
		})
		if !errors.Is(err, want) {
			t.Errorf("refused %d times: %v, want %v", times, err, want)
		}
	}
}

// TestTokenAges: expires_in is taken for seconds, so that neither reading of it
// lets a token run out in the middle of a run.
func TestTokenAges(t *testing.T) {
	for _, version := range []string{"20.0.8.1000", "20.0.10.1234"} {
		t.Run(version, func(t *testing.T) {
			clock := &simhttp.Clock{}
			p := start(t, strings.Replace(small, `"license"`, `"version": "`+version+`", "license"`, 1), sim.Options{Serving: simhttp.Serving{Clock: clock}})
			w := p.connect(func(s *targets.Settings) { s.Now = clock.Time })
			for range 3 {
				if _, err := w.Probe(context.Background()); err != nil {
					t.Fatal(err)
				}
				clock.Advance(59 * time.Minute)
			}
			for _, r := range p.Requests() {
				if r.Status == 401 {
					t.Errorf("%s %s was refused", r.Method, r.Path)
				}
			}
		})
	}
}
