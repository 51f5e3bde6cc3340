package targettest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/source"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
	"github.com/patchbay-dev/patchbay/targets/run"
	"github.com/patchbay-dev/patchbay/targets/secret"
)

// Cost is what something took on the wire, in requests that a simulator had.
type Cost struct{ Requests, Writes int }

// Glance reads a whole target with a connection of its own, and says how many
// requests that took, signing in among them.
func Glance(tb testing.TB, d targets.Driver, sim targets.Simulator) (*state.Snapshot, int) {
	tb.Helper()
	net := rest.Network()
	defer net.CloseIdleConnections()
	c := counting{next: net}
	r, err := d.Open(tb.Context(), targets.Settings{Target: "pbx", URL: sim.URL(), Credentials: sim.Credentials(), Transport: &c, Now: time.Now})
	if err != nil {
		tb.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Probe(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	s, err := r.Read(tb.Context(), targets.Scope{})
	if err != nil {
		tb.Fatal(err)
	}
	return s, int(c.n.Load())
}

// Crowd is a site of the users u1 to un on a simulator, as it is loaded from files,
// ready to be planned and applied. Each says what user gives as the fields of the
// language for its number: `firstName: "User", email: "u7@acme.example"`. Records
// and journals are kept in dir.
func Crowd(tb testing.TB, d targets.Driver, sim targets.Simulator, dir string, n int, user func(i int) string) *run.Job {
	tb.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "package acme\n\ntargets: pbx: {type: %q, url: %q, options: requestsPerSecond: 1000000, credentials: {\n", d.Type, sim.URL())
	for _, name := range sortedKeys(sim.Credentials()) {
		fmt.Fprintf(&b, "\t%s: env: %q\n", name, strings.ToUpper(name))
	}
	b.WriteString("}}\nusers: {\n")
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, "\tu%d: {%s}\n", i, user(i))
	}
	b.WriteString("}\n")
	tree, err := source.Memory(map[string][]byte{"site.cue": []byte(b.String())})
	if err != nil {
		tb.Fatal(err)
	}
	site, ds := load.Site(tree, load.Options{})
	if ds.HasErrors() {
		tb.Fatal(ds.Err())
	}
	env := func(name string) (string, bool) {
		for k, v := range sim.Credentials() {
			if strings.ToUpper(k) == name {
				return v, true
			}
		}
		return "", false
	}
	return &run.Job{Site: site, Dir: dir, Drivers: []targets.Driver{d}, Tool: "suite", Now: time.Now, Secrets: &secret.Resolver{Dir: dir, Env: env}}
}

// Changes plans a site, holds the plan to as many steps, applies it and says what
// the apply took.
func Changes(tb testing.TB, job *run.Job, sim targets.Simulator, steps int) Cost {
	tb.Helper()
	made, err := job.Plan(tb.Context(), nil)
	if err != nil {
		tb.Fatal(err)
	}
	if got := len(made.Plan.Body.Sections[0].Steps); got != steps {
		tb.Fatalf("%d steps for %d changes", got, steps)
	}
	c := newControl(tb, sim.URL())
	before := Cost{len(c.requests()), len(c.writes())}
	if _, err := job.Apply(tb.Context(), made.Plan, run.Execution{Planned: made}); err != nil {
		tb.Fatal(err)
	}
	return Cost{len(c.requests()) - before.Requests, len(c.writes()) - before.Writes}
}
