package bitrix24_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/source"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/bitrix24"
	"github.com/patchbay-dev/patchbay/targets/run"
	"github.com/patchbay-dev/patchbay/targets/secret"
)

// counting counts the requests that go to a portal.
type counting struct{ all atomic.Int64 }

func (c *counting) RoundTrip(r *http.Request) (*http.Response, error) {
	c.all.Add(1)
	return http.DefaultTransport.RoundTrip(r)
}

// portal starts a simulator with n users, without limits.
func portal(t testing.TB, n int, options map[string]string) targets.Simulator {
	t.Helper()
	type row map[string]any
	users := []row{{"ID": "1", "ACTIVE": true, "ADMIN": true, "NAME": "Portal", "EMAIL": "admin@portal.example", "UF_DEPARTMENT": []int{1}, "USER_TYPE": "employee"}}
	for i := 1; i < n; i++ {
		users = append(users, row{"ID": fmt.Sprint(i + 1), "ACTIVE": true, "NAME": "User", "LAST_NAME": fmt.Sprint(i), "EMAIL": fmt.Sprintf("u%d@acme.example", i), "UF_DEPARTMENT": []int{1}, "USER_TYPE": "employee"})
	}
	seed, err := json.Marshal(row{"quirks": row{"bucket": "off", "operating": "off"}, "webhooks": []row{{"user": "1", "secret": "hook", "scope": "user,department,sonet_group,telephony,patchbay"}},
		"departments": []row{{"ID": "1", "NAME": "Acme"}}, "users": users, "lines": row{"sip7": "Acme"}, "outgoingLine": "sip7"})
	if err != nil {
		t.Fatal(err)
	}
	sim, err := bitrix24.Driver.Simulate(t.Context(), targets.SimOptions{Seed: seed, Options: options})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sim.Close() })
	return sim
}

// reading is one look at a whole portal, with the requests that it took.
func reading(t testing.TB, sim targets.Simulator) (users int, requests int64) {
	t.Helper()
	var c counting
	r, err := bitrix24.Driver.Open(t.Context(), targets.Settings{Target: "pbx", URL: sim.URL(), Credentials: sim.Credentials(), Transport: &c, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Probe(t.Context()); err != nil {
		t.Fatal(err)
	}
	s, err := r.Read(t.Context(), targets.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	return len(s.OfKind(bitrix24.User)), c.all.Load()
}

// TestReadCost: a batch holds 50 pages of 50, so a read of n users costs one
// request for each 2500, one for the first pages, and as many more as there are
// other things to ask.
func TestReadCost(t *testing.T) {
	_, constant := reading(t, portal(t, 51, nil))
	for _, n := range []int{49, 2400, 2600, 5100} {
		users, got := reading(t, portal(t, n, nil))
		if users != n {
			t.Errorf("%d of %d users", users, n)
		}
		if want := constant - 1 + int64(n+2499)/2500; got > want {
			t.Errorf("%d users: %d requests, want at most %d", n, got, want)
		}
	}
}

// site writes a site of n users whose jobs are called so, and loads it.
func site(t testing.TB, dir string, sim targets.Simulator, n int, job string) *run.Job {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "package acme\n\ntargets: pbx: {type: \"bitrix24\", url: %q, options: requestsPerSecond: 1000000, credentials: {\n", sim.URL())
	for name := range sim.Credentials() {
		fmt.Fprintf(&b, "\t%s: env: %q\n", name, strings.ToUpper(name))
	}
	b.WriteString("}}\nusers: {\n")
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, "\tu%d: {firstName: \"User\", lastName: \"%d\", email: \"u%d@acme.example\", jobTitle: %q}\n", i, i, i, job)
	}
	b.WriteString("}\n")
	if err := os.WriteFile(filepath.Join(dir, "site.cue"), []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	tree, err := source.Dir(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	loaded, ds := load.Site(tree, load.Options{})
	if ds.HasErrors() {
		t.Fatal(ds.Err())
	}
	env := func(name string) (string, bool) {
		for k, v := range sim.Credentials() {
			if strings.ToUpper(k) == name {
				return v, true
			}
		}
		return "", false
	}
	return &run.Job{Site: loaded, Dir: dir, Drivers: []targets.Driver{bitrix24.Driver}, Tool: "test", Now: time.Now, Secrets: &secret.Resolver{Dir: dir, Env: env}}
}

// TestApplyCost: n independent changes are ceil(n/50) writes.
func TestApplyCost(t *testing.T) {
	for _, n := range []int{1, 50, 120} {
		sim, dir := portal(t, n+1, nil), t.TempDir()
		job := site(t, dir, sim, n, "clerk")
		made, err := job.Plan(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(made.Plan.Body.Sections[0].Steps); got != n {
			t.Fatalf("%d steps for %d changes", got, n)
		}
		before, wrote := requests(t, sim)
		if _, err := job.Apply(t.Context(), made.Plan, run.Execution{Planned: made}); err != nil {
			t.Fatal(err)
		}
		all, writes := requests(t, sim)
		all, writes = all-before, writes-wrote
		pages := (n + 49) / 50
		if writes != pages {
			t.Errorf("%d changes: %d writing requests, want %d", n, writes, pages)
		}
		t.Logf("%d changes: %d requests, %d of them write", n, all, writes)
	}
}

// requests are those that a portal has had, and those of them that wrote.
func requests(t testing.TB, sim targets.Simulator) (all, writes int) {
	t.Helper()
	u, err := url.Parse(sim.URL())
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.Get(u.Scheme + "://" + u.Host + "/_sim/requests")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var log []struct{ Mutating bool }
	if err := json.NewDecoder(resp.Body).Decode(&log); err != nil {
		t.Fatal(err)
	}
	for _, r := range log {
		if r.Mutating {
			writes++
		}
	}
	return len(log), writes
}
