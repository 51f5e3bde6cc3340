package rainbow_test

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
	"github.com/patchbay-dev/patchbay/targets/rainbow"
	"github.com/patchbay-dev/patchbay/targets/run"
	"github.com/patchbay-dev/patchbay/targets/secret"
)

// counting counts the requests that go to a company.
type counting struct{ all atomic.Int64 }

func (c *counting) RoundTrip(r *http.Request) (*http.Response, error) {
	c.all.Add(1)
	return http.DefaultTransport.RoundTrip(r)
}

type row map[string]any

// crowded starts a company of n users, each with an extension, and g supervision
// groups.
func crowded(t testing.TB, n, g int, options map[string]string) targets.Simulator {
	t.Helper()
	users := []row{{"loginEmail": "admin@patchbay.example", "password": "Patchbay-1", "firstName": "Admin", "roles": []string{"user", "admin"}, "adminType": "company_admin", "isInitialized": true}}
	phones, groups := []row{}, []row{}
	for i := 1; i < n; i++ {
		u := row{"loginEmail": fmt.Sprintf("u%d@acme.example", i), "firstName": "User", "lastName": fmt.Sprint(i), "isInitialized": true}
		users = append(users, u)
		phones = append(phones, row{"systemId": "OXE", "shortNumber": fmt.Sprint(100000 + i), "userId": u["loginEmail"]})
	}
	for i := range g {
		groups = append(groups, row{"name": fmt.Sprint("Group ", i), "type": "default", "members": []row{{"userId": fmt.Sprintf("u%d@acme.example", i+1), "roles": []string{"supervised"}}}})
	}
	seed, err := json.Marshal(row{"application": row{"id": "patchbay", "secret": "app-secret-1"}, "companies": []row{{"name": "Acme"}}, "sites": []row{{"name": "Paris", "status": "active"}},
		"systems": []row{{"name": "OXE", "type": "oxe", "country": "FRA", "siteId": []string{"Paris"}, "status": "activated"}}, "users": users, "phoneNumbers": phones, "supervisionGroups": groups})
	if err != nil {
		t.Fatal(err)
	}
	sim, err := rainbow.Driver.Simulate(t.Context(), targets.SimOptions{Seed: seed, Options: options})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sim.Close() })
	return sim
}

// reading is one look at a whole company, with the requests that it took.
func reading(t testing.TB, sim targets.Simulator) (users int, requests int64) {
	t.Helper()
	var c counting
	r, err := rainbow.Driver.Open(t.Context(), targets.Settings{Target: "pbx", URL: sim.URL(), Credentials: sim.Credentials(), Transport: &c, Now: time.Now})
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
	for _, x := range s.Coverage {
		if x.Reach != 0 {
			t.Errorf("%s: %s", x.Kind, x.Reason)
		}
	}
	return len(s.OfKind(rainbow.User)), c.all.Load()
}

// TestReadCost: a read costs one request for each page of users and of extensions,
// one for each group, and as many more as there are other things to ask.
func TestReadCost(t *testing.T) {
	_, constant := reading(t, crowded(t, 2, 0, nil))
	for _, x := range []struct{ users, groups, page int }{{900, 0, 1000}, {2500, 40, 1000}, {1000, 7, 100}, {4001, 0, 1000}} {
		users, got := reading(t, crowded(t, x.users, x.groups, map[string]string{"maxLimit": fmt.Sprint(x.page)}))
		if users != x.users {
			t.Errorf("%d of %d users", users, x.users)
		}
		floor := constant - 2 + pages(x.users, x.page) + pages(x.users-1, x.page) + int64(x.groups)
		if got > floor {
			t.Errorf("%d users and %d groups by %d: %d requests, want at most %d", x.users, x.groups, x.page, got, floor)
		}
		t.Logf("%d users, as many extensions and %d groups, by %d: %d requests (%d of them whatever the size)", x.users, x.groups, x.page, got, constant-2)
	}
}

func pages(n, size int) int64 { return int64((n + size - 1) / size) }

// site writes a site of the users u1 to un, whose jobs are called so, and loads it.
func site(t testing.TB, dir string, sim targets.Simulator, n int, job string) *run.Job {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "package acme\n\ntargets: pbx: {type: \"rainbow\", url: %q, options: requestsPerSecond: 1000000, credentials: {\n", sim.URL())
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
	return &run.Job{Site: loaded, Dir: dir, Drivers: []targets.Driver{rainbow.Driver}, Tool: "test", Now: time.Now, Secrets: &secret.Resolver{Dir: dir, Env: env}}
}

// TestApplyCost: n independent changes are n writes, since the API has no batches,
// and looks at pages of what they touch beside them: within a tenth of the writes
// where there are many.
func TestApplyCost(t *testing.T) {
	for _, n := range []int{1, 50, 400} {
		sim, dir := crowded(t, n+1, 0, nil), t.TempDir()
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
		if writes != n {
			t.Errorf("%d changes: %d writing requests", n, writes)
		}
		if most := n + n/10 + 20; all > most {
			t.Errorf("%d changes: %d requests, want at most %d", n, all, most)
		}
		t.Logf("%d changes: %d requests, %d of them write", n, all, writes)
	}
}

// requests are those that a company has had, and those of them that wrote.
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
