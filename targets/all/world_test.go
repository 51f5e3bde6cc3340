package all_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/check"
	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/render"
	"github.com/patchbay-dev/patchbay/compiler/source"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/apply"
	"github.com/patchbay-dev/patchbay/targets/run"
	"github.com/patchbay-dev/patchbay/targets/secret"
)

// system is one simulator and the site's folder beside it.
type system struct {
	t      *testing.T
	driver targets.Driver
	sim    targets.Simulator
	dir    string
}

func start(t *testing.T, d targets.Driver, seed []byte, options map[string]string) *system {
	t.Helper()
	sim, err := d.Simulate(t.Context(), targets.SimOptions{Seed: seed, Options: options})
	if err != nil {
		t.Fatalf("the simulator does not start: %v", err)
	}
	t.Cleanup(func() { sim.Close() })
	return &system{t, d, sim, t.TempDir()}
}

// control speaks to the simulator's control plane.
func (x *system) control(method, what string, body []byte) []byte {
	x.t.Helper()
	u, err := url.Parse(x.sim.URL())
	if err != nil {
		x.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(x.t.Context(), method, u.Scheme+"://"+u.Host+"/_sim/"+what, bytes.NewReader(body))
	if err != nil {
		x.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		x.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode >= 300 {
		x.t.Fatalf("%s %s: %d %s %v", method, what, resp.StatusCode, b, err)
	}
	return b
}

// writes are the requests so far that asked for a change, one on a line.
func (x *system) writes() string {
	var log []struct {
		Method, Path string
		Status       int
		Mutating     bool
	}
	if err := json.Unmarshal(x.control("GET", "requests", nil), &log); err != nil {
		x.t.Fatal(err)
	}
	var b strings.Builder
	for _, r := range log {
		if r.Mutating {
			fmt.Fprintf(&b, "%s %s %d\n", r.Method, r.Path, r.Status)
		}
	}
	return b.String()
}

func (x *system) edit(edit map[string]map[string]map[string]any) {
	if len(edit) == 0 {
		return
	}
	world, err := edited(x.control("GET", "world", nil), edit)
	if err != nil {
		x.t.Fatal(err)
	}
	x.control("PUT", "world", world)
}

// outcome is what planning a site came to.
type outcome struct {
	text    string
	refused bool // nothing may be applied
	acts    bool // there is something to apply
	planned *run.Planned
}

// job loads a site from its files, which stand in the system's folder with the
// target beside them. The text is what loading had to say.
func (x *system) job(files map[string][]byte) (*run.Job, string) {
	x.t.Helper()
	old, err := filepath.Glob(filepath.Join(x.dir, "[^.]*"))
	if err != nil {
		x.t.Fatal(err)
	}
	for _, name := range old {
		if err := os.Remove(name); err != nil {
			x.t.Fatal(err)
		}
	}
	var target strings.Builder
	fmt.Fprintf(&target, "package acme\n\ntargets: pbx: {type: %q, url: %q, options: requestsPerSecond: 1000000, credentials: {", x.driver.Type, x.sim.URL())
	for _, name := range sorted(x.sim.Credentials()) {
		fmt.Fprintf(&target, "%s: env: %q\n", name, strings.ToUpper(name))
	}
	target.WriteString("}}\n")
	x.write("target_of_scenario.cue", []byte(target.String()))
	for name, b := range files {
		x.write(name, b)
	}
	tree, err := source.Dir(x.t.Context(), x.dir)
	if err != nil {
		x.t.Fatal(err)
	}
	site, ds := load.Site(tree, load.Options{})
	if site != nil {
		ds = append(ds, check.Site(site.Site, site.Causes)...)
	}
	text := string(render.Diagnostics(ds.Sorted(), render.Options{}))
	if ds.HasErrors() {
		return nil, text
	}
	return &run.Job{Site: site, Dir: x.dir, Drivers: []targets.Driver{x.driver}, Tool: "scenarios", Now: noon, Secrets: &secret.Resolver{Dir: x.dir, Env: x.env}}, text
}

func (x *system) write(name string, b []byte) {
	if err := os.WriteFile(filepath.Join(x.dir, name), b, 0o644); err != nil {
		x.t.Fatal(err)
	}
}

func (x *system) env(name string) (string, bool) {
	for k, v := range x.sim.Credentials() {
		if strings.ToUpper(k) == name {
			return v, true
		}
	}
	return "", false
}

func noon() time.Time { return time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC) }

// plan makes a plan and shows it as the command line does.
func (x *system) plan(files map[string][]byte, agreed []string) outcome {
	x.t.Helper()
	job, text := x.job(files)
	if job == nil {
		return outcome{text: text, refused: true}
	}
	job.Consent = consent(x.t, agreed)
	made, err := job.Plan(x.t.Context(), nil)
	if err != nil {
		return outcome{text: text + "error: " + err.Error() + "\n", refused: true}
	}
	for _, f := range made.Failures {
		text += x.failure(f)
	}
	text += string(render.Diagnostics(made.Found, render.Options{}))
	text += string(render.Plan{Plan: made.Plan, Schemas: made.Schemas}.Text(render.Options{}))
	return outcome{
		text: x.plain(text), refused: len(made.Failures) > 0 || made.Found.HasErrors() || len(made.Plan.Refused()) > 0,
		acts: acts(made.Plan), planned: made,
	}
}

// acts reports whether a plan has something that is not for people to do.
func acts(p *plan.Plan) bool {
	return slices.ContainsFunc(p.Body.Sections, func(t plan.Section) bool {
		return slices.ContainsFunc(t.Steps, func(s plan.Step) bool { return s.Kind != plan.Manual })
	})
}

// apply carries out the plan of a site and says what did not go well.
func (x *system) apply(files map[string][]byte, agreed []string) string {
	x.t.Helper()
	job, text := x.job(files)
	if job == nil {
		return text
	}
	job.Consent = consent(x.t, agreed)
	made, err := job.Plan(x.t.Context(), nil)
	if err != nil {
		return "error: " + err.Error() + "\n"
	}
	done, err := job.Apply(x.t.Context(), made.Plan, run.Execution{Planned: made})
	if err != nil {
		return x.plain("error: " + err.Error() + "\n")
	}
	var out strings.Builder
	for _, a := range done {
		if a.Err != nil {
			fmt.Fprintf(&out, "error: %v\n", a.Err)
		}
		if a.Report == nil {
			continue
		}
		for _, s := range a.Report.Steps {
			if s.Outcome != apply.Done {
				fmt.Fprintf(&out, "%s: %s %s\n", s.Title, s.Outcome, s.Error)
			}
		}
	}
	return x.plain(out.String())
}

func (x *system) schema() state.Schema { return x.driver.Schema(x.read().Profile) }

// failure is why a target has no plan: what is wrong with the site, or an error.
func (x *system) failure(f run.Failure) string {
	var list diag.List
	if asList(f.Err, &list) {
		return string(render.Diagnostics(list.Sorted(), render.Options{}))
	}
	return render.Failure(f.Error(), run.Hint(f.Err), render.Options{})
}

// plain takes out what differs from run to run.
func (x *system) plain(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, x.sim.URL(), "URL"), x.dir, "SITE")
}

// consent reads lines such as "replace users=1" and "acknowledge users.bob".
func consent(t *testing.T, lines []string) plan.Consent {
	c := plan.Consent{Deletes: map[string]int{}, Replaces: map[string]int{}}
	for i := 0; i+1 < len(lines); i += 2 {
		if lines[i] == "acknowledge" {
			c.Acknowledged = append(c.Acknowledged, lines[i+1])
			continue
		}
		kind, count, _ := strings.Cut(lines[i+1], "=")
		n, err := strconv.Atoi(count)
		if err != nil {
			t.Fatalf("consent: %v", err)
		}
		switch lines[i] {
		case "replace":
			c.Replaces[kind] = n
		case "delete":
			c.Deletes[kind] = n
		default:
			t.Fatalf("consent: %q is not replace, delete or acknowledge", lines[i])
		}
	}
	return c
}

// read looks at everything on the target.
func (x *system) read() *state.Snapshot {
	x.t.Helper()
	r, err := x.driver.Open(context.WithoutCancel(x.t.Context()), targets.Settings{Target: "pbx", URL: x.sim.URL(), Credentials: x.sim.Credentials(),
		Transport: http.DefaultTransport, Now: noon})
	if err != nil {
		x.t.Fatal(err)
	}
	defer r.Close()
	p, err := r.Probe(x.t.Context())
	if err != nil {
		x.t.Fatal(err)
	}
	s, err := r.Read(x.t.Context(), targets.Scope{})
	if err != nil {
		x.t.Fatal(err)
	}
	s.Profile = p
	return s
}

// changes lists what differs between two readings, without what the vendor
// computes.
func changes(schema state.Schema, before, after *state.Snapshot) string {
	var b strings.Builder
	refs := map[state.Ref]bool{}
	for _, s := range []*state.Snapshot{before, after} {
		for i := range s.Objects {
			refs[s.Objects[i].Ref()] = true
		}
	}
	for _, r := range sortedRefs(refs) {
		x, was := before.Find(r)
		y, is := after.Find(r)
		k, _ := schema.Kind(r.Kind)
		byItself := k.Can&state.Create == 0 && was != is // comes and goes with its owner
		switch {
		case byItself:
			continue
		case !was:
			fmt.Fprintf(&b, "+ %s\n", r)
			x = &state.Object{Kind: r.Kind}
		case !is:
			fmt.Fprintf(&b, "- %s\n", r)
			continue
		}
		for _, f := range k.Fields {
			v, w := x.Get(f.Name), y.Get(f.Name)
			hidden := f.Flags&(state.Computed|state.Secret|state.Runtime) != 0 || slices.Contains(k.Key, f.Name)
			if hidden || v.Equal(w) || v.Presence() != state.Set && w.Presence() != state.Set || !was && dull(w) {
				continue
			}
			fmt.Fprintf(&b, "%s %s.%s: %s → %s\n", map[bool]string{true: "~", false: " "}[was], r, f.Name, v, w)
		}
		if was && x.Extra != y.Extra {
			fmt.Fprintf(&b, "~ %s: unknown fields: %s → %s\n", r, x.Extra, y.Extra)
		}
	}
	return b.String()
}

// dull are the values that a new object has without anybody asking.
func dull(v state.Value) bool {
	return v.Presence() != state.Set || v.Type() == state.Bool || v.Type() == state.Int || v.Type() == state.Tree
}
