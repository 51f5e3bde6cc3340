package run_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/source"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/all"
	"github.com/patchbay-dev/patchbay/targets/run"
	"github.com/patchbay-dev/patchbay/targets/secret"
)

// bench is a site in a folder and the simulators of its targets.
type bench struct {
	*testing.T
	dir     string
	env     map[string]string
	now     time.Time
	tool    string
	drivers []targets.Driver
	sims    map[string]string // target → url
}

// newBench lays the site's files down and starts a simulator for each target,
// which begins as its seed. In the files URL(t) is the address of target t's.
func newBench(t *testing.T, files, seeds map[string]string) *bench {
	t.Helper()
	b := &bench{T: t, dir: t.TempDir(), env: map[string]string{}, now: time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC), tool: "0.3.1", drivers: all.Drivers, sims: map[string]string{}}
	var places []string
	for _, target := range slices.Sorted(maps.Keys(seeds)) {
		sim, err := all.Drivers[0].Simulate(context.Background(), targets.SimOptions{Seed: []byte(seeds[target])})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { sim.Close() })
		b.sims[target] = sim.URL()
		places = append(places, "URL("+target+")", sim.URL())
		for name, value := range sim.Credentials() {
			b.env[target+"_"+name] = value
		}
	}
	for name, text := range files {
		b.write(name, strings.NewReplacer(places...).Replace(text))
	}
	return b
}

func (b *bench) write(name, text string) {
	b.Helper()
	path := filepath.Join(b.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		b.Fatal(err)
	}
}

func (b *bench) read(name string) string {
	b.Helper()
	data, err := os.ReadFile(filepath.Join(b.dir, name))
	if err != nil {
		b.Fatal(err)
	}
	return string(data)
}

// edit replaces text in a file of the site.
func (b *bench) edit(name, old, now string) {
	b.Helper()
	text := b.read(name)
	if !strings.Contains(text, old) {
		b.Fatalf("%s does not hold %q", name, old)
	}
	b.write(name, strings.Replace(text, old, now, 1))
}

// job is what every verb starts from.
func (b *bench) job() *run.Job {
	b.Helper()
	tree, err := source.Dir(b.Context(), b.dir)
	if err != nil {
		b.Fatal(err)
	}
	site, found := load.Site(tree, load.Options{})
	if site == nil {
		b.Fatal(found.Err())
	}
	env := func(name string) (string, bool) { v, ok := b.env[name]; return v, ok }
	return &run.Job{Site: site, Dir: b.dir, Drivers: b.drivers, Tool: b.tool, Now: func() time.Time { return b.now },
		Secrets: &secret.Resolver{Dir: b.dir, Env: env, Redactor: &secret.Redactor{}}}
}

// plan makes a plan without a mistake in it.
func (b *bench) plan() *run.Planned {
	b.Helper()
	planned, err := b.job().Plan(b.Context(), nil)
	if err != nil {
		b.Fatal(err)
	}
	return planned
}

// apply carries out a saved plan, and tells the worst that came of it.
func (b *bench) apply(p *plan.Plan) error {
	b.Helper()
	applied, err := b.job().Apply(b.Context(), p, run.Execution{})
	if err != nil {
		return err
	}
	for _, a := range applied {
		if a.Err != nil {
			return a.Err
		}
	}
	return nil
}

// sim asks a simulator's control plane.
func (b *bench) sim(target, method, what string, body []byte) []byte {
	b.Helper()
	req, err := http.NewRequestWithContext(b.Context(), method, b.sims[target]+"/_sim/"+what, bytes.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	out, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode >= 300 {
		b.Fatalf("%s /_sim/%s: %d %s %v", method, what, resp.StatusCode, out, err)
	}
	return out
}

// writes are the requests since the last call that asked a target for a change.
func (b *bench) writes(target string) []string {
	b.Helper()
	var log []struct {
		Method, Path string
		Mutating     bool
	}
	if err := json.Unmarshal(b.sim(target, http.MethodGet, "requests", nil), &log); err != nil {
		b.Fatal(err)
	}
	b.sim(target, http.MethodDelete, "requests", nil)
	var out []string
	for _, r := range log {
		if r.Mutating {
			out = append(out, r.Method+" "+r.Path)
		}
	}
	return out
}

// world edits what a simulator holds.
func (b *bench) world(target string, edit func(world map[string]any)) {
	b.Helper()
	var w map[string]any
	if err := json.Unmarshal(b.sim(target, http.MethodGet, "world", nil), &w); err != nil {
		b.Fatal(err)
	}
	edit(w)
	data, err := json.Marshal(w)
	if err != nil {
		b.Fatal(err)
	}
	b.sim(target, http.MethodPut, "world", data)
}

// find looks an object of a simulated world up.
func find(world map[string]any, set, name, value string) map[string]any {
	for _, row := range world[set].([]any) {
		if o := row.(map[string]any); o[name] == value {
			return o
		}
	}
	return nil
}
