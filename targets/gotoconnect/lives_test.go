package gotoconnect_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/source"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/gotoconnect"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
	"github.com/patchbay-dev/patchbay/targets/run"
	"github.com/patchbay-dev/patchbay/targets/secret"
)

// account is a simulated account with the folder of a site beside it.
type account struct {
	*testing.T
	sim targets.Simulator
	dir string
}

func begin(t *testing.T, seed string, options map[string]string) account {
	t.Helper()
	sim, err := gotoconnect.Driver.Simulate(t.Context(), targets.SimOptions{Seed: []byte(seed), Options: options})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sim.Close() })
	return account{t, sim, t.TempDir()}
}

// planned is the plan of a site, of which the fields of the target beside its address are
// given.
func (a account) planned(target, site string) (*run.Job, *run.Planned) {
	a.Helper()
	text := fmt.Sprintf("package acme\n\ntargets: pbx: {type: \"goto\", url: %q, options: requestsPerSecond: 1000000, credentials: {clientId: env: \"ID\", clientSecret: env: \"SECRET\", refreshToken: env: \"TOKEN\"}\n%s}\n%s\n", a.sim.URL(), target, site)
	tree, err := source.Memory(map[string][]byte{"site.cue": []byte(text)})
	if err != nil {
		a.Fatal(err)
	}
	loaded, ds := load.Site(tree, load.Options{})
	if ds.HasErrors() {
		a.Fatal(ds.Err())
	}
	keys := a.sim.Credentials()
	env := func(name string) (string, bool) {
		v, ok := map[string]string{"ID": keys["clientId"], "SECRET": keys["clientSecret"], "TOKEN": keys["refreshToken"], "PIN": "73920481"}[name]
		return v, ok
	}
	job := &run.Job{Site: loaded, Dir: a.dir, Drivers: []targets.Driver{gotoconnect.Driver}, Tool: "tests", Now: time.Now, Secrets: &secret.Resolver{Dir: a.dir, Env: env}}
	made, err := job.Plan(a.Context(), nil)
	if err != nil {
		a.Fatal(err)
	}
	return job, made
}

// apply carries a plan out and agrees to all that it asks.
func (a account) apply(job *run.Job, made *run.Planned) {
	a.Helper()
	var flags []string
	for _, r := range made.Plan.Refused() {
		flags = append(flags, r.Flag)
	}
	done, err := job.Apply(a.Context(), made.Plan, run.Execution{Planned: made, Allowed: flags})
	if err != nil {
		a.Fatal(err)
	}
	for _, d := range done {
		if d.Err != nil || d.Report.Counts.Failed+d.Report.Counts.Unknown > 0 {
			a.Fatalf("apply: %v %+v", d.Err, d.Report.Steps)
		}
	}
}

func (a account) control(what string, into any) []byte {
	a.Helper()
	u, _ := url.Parse(a.sim.URL())
	resp, err := http.Get(u.Scheme + "://" + u.Host + "/_sim/" + what)
	if err != nil {
		a.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err == nil && into != nil {
		err = json.Unmarshal(b, into)
	}
	if err != nil {
		a.Fatal(err)
	}
	return b
}

func steps(p *plan.Plan) []string {
	var out []string
	for _, s := range p.Body.Sections[0].Steps {
		out = append(out, s.ID)
	}
	return out
}

const seeded = `{"quirks": {"rateLimit": "0"}, "users": [{"email": "admin@patchbay.example", "firstName": "Admin", "lastName": "P", "status": "ACTIVE", "adminRoles": ["SUPER_USER"]}]}`

// TestAnotherAddress: an e-mail address is for ever. Another one is another user, the plan
// says that the first is deleted, and the extension passes with what is in it.
func TestAnotherAddress(t *testing.T) {
	a := begin(t, seeded, nil)
	site := func(email string) string {
		return fmt.Sprintf(`users: alice: {firstName: "Alice", lastName: "Martin", email: %q, extension: "1001", position: pbx: "admin"}`, email)
	}
	a.apply(a.planned("", site("alice@acme.example")))
	job, made := a.planned("", site("alice.martin@acme.example"))
	refused := made.Plan.Refused()
	if len(refused) != 1 || refused[0].Flag != "--allow-replace users=1" || !strings.Contains(refused[0].Message, "cannot change email") {
		t.Fatalf("refused: %+v", refused)
	}
	want := []string{"delete user/alice@acme.example", "create user/alice.martin@acme.example", "create assignment/alice.martin@acme.example/1001", "role user/alice.martin@acme.example"}
	if got := steps(made.Plan); !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))) || got[0] != want[0] {
		t.Errorf("steps: %q", got)
	}
	extension := a.extension("1001")
	a.apply(job, made)
	if again := a.extension("1001"); again["id"] != extension["id"] || again["primaryUser"] == extension["primaryUser"] {
		t.Errorf("the extension was %v and is %v", extension, again)
	}
	if _, last := a.planned("", site("alice.martin@acme.example")); !last.Plan.Empty() {
		t.Errorf("still planned: %q", steps(last.Plan))
	}
}

// extension is one of the world's.
func (a account) extension(number string) map[string]any {
	a.Helper()
	var w struct{ Extensions []map[string]any }
	a.control("world", &w)
	i := slices.IndexFunc(w.Extensions, func(e map[string]any) bool { return e["number"] == number })
	if i < 0 {
		a.Fatalf("there is no extension %s", number)
	}
	return w.Extensions[i]
}

// TestMailbox: what nobody can read is written once, counts as applied from then on, and
// is written again when the site changes it. The PIN stands in no plan.
func TestMailbox(t *testing.T) {
	a := begin(t, seeded, nil)
	site := func(zone string) string {
		return fmt.Sprintf(`users: alice: {firstName: "Alice", lastName: "Martin", email: "alice@acme.example", extension: "1001", voicemail: pin: env: "PIN", native: pbx: {timeZone: %q, transcriptionEnabled: true}}`, zone)
	}
	job, made := a.planned("", site("Europe/Paris"))
	if b, err := plan.Encode(made.Plan); err != nil || bytes.Contains(b, []byte("73920481")) {
		t.Errorf("the plan holds the PIN: %v", err)
	}
	a.apply(job, made)
	box, _ := a.extension("1001")["voicemail"].(map[string]any)
	if box["timeZone"] != "Europe/Paris" || box["transcriptionEnabled"] != true || box["password"] != "73920481" {
		t.Errorf("the mailbox is %v", box)
	}
	if _, again := a.planned("", site("Europe/Paris")); !again.Plan.Empty() {
		t.Errorf("still planned: %q", steps(again.Plan))
	}
	job, made = a.planned("", site("America/Montreal"))
	if got := steps(made.Plan); !slices.Equal(got, []string{"voicemail extension/1001"}) {
		t.Errorf("steps: %q", got)
	}
	a.apply(job, made)
	if box, _ := a.extension("1001")["voicemail"].(map[string]any); box["timeZone"] != "America/Montreal" || box["password"] != "73920481" {
		t.Errorf("the mailbox is %v", box)
	}
}

// TestKeys: keys of 26 digits are the same in both APIs and in the world.
func TestKeys(t *testing.T) {
	a := begin(t, `{"quirks": {"rateLimit": "0"}, "users": [{"key": "78888886011013972886849029", "email": "admin@patchbay.example", "firstName": "Admin", "lastName": "P", "status": "ACTIVE", "adminRoles": ["SUPER_USER"]}]}`, nil)
	a.apply(a.planned("", `users: admin: {firstName: "Ada", lastName: "P", email: "admin@patchbay.example", extension: "1001"}`))
	if e := a.extension("1001"); e["primaryUser"] != "78888886011013972886849029" {
		t.Errorf("the extension is %v", e)
	}
	if live := a.read(nil); !slices.ContainsFunc(live.OfKind(gotoconnect.User), func(o state.Object) bool {
		return o.ID == "78888886011013972886849029" && o.Get("firstName").Text() == "Ada"
	}) {
		t.Errorf("users are %+v", live.OfKind(gotoconnect.User))
	}
}

// read looks at everything; keep is where a new refresh token goes.
func (a account) read(keep func(name, value string) error) *state.Snapshot {
	a.Helper()
	net := rest.Network()
	defer net.CloseIdleConnections()
	r, err := gotoconnect.Driver.Open(a.Context(), targets.Settings{Target: "pbx", URL: a.sim.URL(), Credentials: a.sim.Credentials(), Transport: rest.ReadOnly(net, gotoconnect.Driver.Reads), Now: time.Now, Keep: keep})
	if err != nil {
		a.Fatal(err)
	}
	defer r.Close()
	s, err := r.Read(a.Context(), targets.Scope{})
	if err != nil {
		a.Fatal(err)
	}
	return s
}

// TestRotation: a refresh token that comes with an access token is kept before anything is
// done, and where it cannot be kept nothing is.
func TestRotation(t *testing.T) {
	a := begin(t, seeded, map[string]string{"rotateRefresh": "true"})
	kept := ""
	a.read(func(name, value string) error {
		if name != "refreshToken" {
			t.Errorf("%s is kept", name)
		}
		kept = value
		return nil
	})
	var w struct{ Grants []struct{ Token string } }
	a.control("world", &w)
	if len(w.Grants) != 1 || kept == "" || w.Grants[0].Token != kept {
		t.Errorf("kept is %q, and good is %+v", kept, w.Grants)
	}
	b := begin(t, seeded, map[string]string{"rotateRefresh": "true"})
	full := errors.New("the disk is full")
	r, err := gotoconnect.Driver.Open(t.Context(), targets.Settings{Target: "pbx", URL: b.sim.URL(), Credentials: b.sim.Credentials(), Transport: rest.Network(), Now: time.Now, Keep: func(string, string) error { return full }})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Probe(t.Context()); !errors.Is(err, full) {
		t.Errorf("probe: %v", err)
	}
}

// TestCosts: licences that are given raise the bill and want consent; numbers and licences
// that the account does not have are refused.
func TestCosts(t *testing.T) {
	a := begin(t, seeded, nil)
	_, made := a.planned("", `users: alice: {firstName: "Alice", lastName: "Martin", email: "alice@acme.example", native: pbx: licenseKeys: ["GoTo Connect"]}`)
	if r := made.Plan.Refused(); len(r) != 1 || r[0].Flag != "--accept-charges" {
		t.Errorf("refused: %+v", r)
	}
	for target, code := range map[string]string{
		`native: pbx: phoneNumbers: "+33999999999": name: "Ours"`: "PB3131", `native: pbx: phoneNumbers: "+15145550101": permissions: alice: ["TEXTING"]`: "PB3112",
	} {
		_, made := a.planned(target, `users: alice: {firstName: "Alice", lastName: "Martin", email: "alice@acme.example"}`)
		if len(made.Failures) == 0 || !strings.Contains(made.Failures[0].Error(), code) {
			t.Errorf("%s: %v, want %s", target, made.Failures, code)
		}
	}
}

// TestMember: an account that is no administrator would be shown empty lists, and is
// refused before anything is read.
func TestMember(t *testing.T) {
	a := begin(t, `{"quirks": {"rateLimit": "0"}, "users": [{"email": "admin@patchbay.example", "firstName": "A", "lastName": "P", "status": "ACTIVE", "adminRoles": ["SUPER_USER"]}, {"email": "al@acme.example", "firstName": "Al", "lastName": "A", "status": "ACTIVE"}],
		"grants": [{"token": "member-token", "client": "patchbay", "user": "al@acme.example", "scopes": ["identity:", "voice-admin.v1.read"]}, {"token": "admin-token", "client": "patchbay", "user": "admin@patchbay.example", "scopes": ["identity:"]}]}`, nil)
	for token, want := range map[string]error{"member-token": targets.ErrForbidden, "admin-token": nil} {
		keys := a.sim.Credentials()
		keys["refreshToken"] = token
		r, err := gotoconnect.Driver.Open(t.Context(), targets.Settings{Target: "pbx", URL: a.sim.URL(), Credentials: keys, Transport: rest.Network(), Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Probe(t.Context()); !errors.Is(err, want) {
			t.Errorf("%s: %v", token, err)
		}
		if want != nil {
			continue
		}
		s, err := r.Read(t.Context(), targets.Scope{Kinds: []string{gotoconnect.Extension}})
		if err != nil || s.Coverage[0].Reach != state.Denied || !strings.Contains(s.Coverage[0].Reason, "voice-admin.v1.read") {
			t.Errorf("without the scope: %v %+v", err, s)
		}
	}
}
