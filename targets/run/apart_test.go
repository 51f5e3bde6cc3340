package run_test

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/all"
	"github.com/patchbay-dev/patchbay/targets/run"
)

// three is a site with three targets. The first is the one that is looked at.
func three(t *testing.T) *bench {
	files := map[string]string{"site.cue": boundSite["site.cue"]}
	for _, name := range []string{"aix", "bonn", "cork"} {
		files["target-"+name+".cue"] = strings.NewReplacer("pbx_", name+"_", "pbx: {", name+": {", "URL(pbx)", "URL("+name+")").Replace(`package acme

targets: pbx: {type: "3cx", url: "URL(pbx)", credentials: {clientId: env: "pbx_clientId", clientSecret: env: "pbx_clientSecret"}}
`)
	}
	return newBench(t, files, map[string]string{"aix": boundSeed, "bonn": boundSeed, "cork": boundSeed})
}

// ofAix is everything that a plan says about the first target.
func ofAix(t *testing.T, planned *run.Planned) string {
	t.Helper()
	section, ok := planned.Plan.Section("aix")
	if !ok || section.Failed != "" || len(section.Steps) == 0 {
		t.Fatalf("no plan for the target that answers: %+v", section)
	}
	data, err := state.Canonical(map[string]any{"section": section, "bindings": planned.Plan.Bindings.Targets["aix"]})
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestTargetsAreApart: given the same replies from its own target, a tenant's
// part of the plan is the same bytes whatever happens to the others; and what
// happens to them is said of them alone.
func TestTargetsAreApart(t *testing.T) {
	b := three(t)
	faults := func(target, fault string) { b.sim(target, http.MethodPost, "faults", []byte(fault)) }
	whole := ofAix(t, b.plan())
	nobody, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := "http://" + nobody.Addr().String()
	nobody.Close()
	for name, c := range map[string]struct {
		alter  func()
		failed int // other targets without a plan
	}{
		"nothing": {func() {}, 0},
		"slow":    {func() { faults("bonn", `{"kind":"delay","delay":"40ms"}`) }, 0},
		"all slow but it": {func() {
			faults("bonn", `{"kind":"delay","delay":"30ms"}`)
			faults("cork", `{"kind":"delay","delay":"60ms"}`)
		}, 0},
		"slow itself":         {func() { faults("aix", `{"kind":"delay","delay":"40ms"}`) }, 0},
		"refused":             {func() { faults("bonn", `{"kind":"status","status":403}`) }, 1},
		"failing":             {func() { faults("bonn", `{"kind":"status","status":500}`) }, 1},
		"failing in the end":  {func() { faults("cork", `{"kind":"status","status":400,"nth":6}`) }, 1},
		"too many requests":   {func() { faults("bonn", `{"kind":"status","status":429,"retryAfter":120}`) }, 1},
		"one of them limited": {func() { faults("bonn", `{"kind":"status","status":429,"retryAfter":0,"nth":3}`) }, 0},
		"pages of a proxy":    {func() { faults("bonn", `{"kind":"html"}`); faults("cork", `{"kind":"html"}`) }, 2},
		"half an answer":      {func() { faults("cork", `{"kind":"malformed"}`) }, 1},
		"another world": {func() {
			b.world("bonn", func(w map[string]any) {
				w["users"] = w["users"].([]any)[:1]
				delete(w, "queues")
				delete(w, "ringGroups")
			})
		}, 0},
		"a lower edition": {func() {
			b.world("cork", func(w map[string]any) { w["license"].(map[string]any)["edition"] = "standard" })
		}, 1},
		"no credentials":    {func() { delete(b.env, "bonn_clientSecret") }, 1},
		"wrong credentials": {func() { b.env["cork_clientSecret"] = "wrong-secret" }, 1},
		"down":              {func() { b.edit("target-bonn.cue", b.sims["bonn"], closed) }, 1},
		"a name that sorts before": {func() {
			b.edit("target-bonn.cue", "targets: bonn", "targets: aachen")
		}, 0},
		"gone":                 {func() { os.Remove(b.dir + "/target-bonn.cue") }, 0},
		"of an unknown driver": {func() { b.drivers = append([]targets.Driver{{Type: "another"}}, all.Drivers...) }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			saved := [2]string{b.read("target-bonn.cue"), b.read("target-cork.cue")}
			worlds := map[string][]byte{}
			for target := range b.sims {
				worlds[target] = b.sim(target, http.MethodGet, "world", nil)
			}
			env := fmt.Sprint(b.env["bonn_clientSecret"])
			defer func() {
				for target, w := range worlds {
					b.sim(target, http.MethodDelete, "faults", nil)
					b.sim(target, http.MethodPut, "world", w)
				}
				b.write("target-bonn.cue", saved[0])
				b.write("target-cork.cue", saved[1])
				b.env["bonn_clientSecret"], b.env["cork_clientSecret"], b.drivers = env, env, all.Drivers
			}()
			c.alter()
			planned := b.plan()
			if d := cmp.Diff(whole, ofAix(t, planned)); d != "" {
				t.Errorf("its part of the plan moved:\n%s", d)
			}
			if len(planned.Failures) != c.failed || failedIn(planned.Plan) != c.failed {
				t.Errorf("%d targets failed, %v, want %d", failedIn(planned.Plan), planned.Failures, c.failed)
			}
		})
	}
}

func failedIn(p *plan.Plan) (n int) {
	for _, s := range p.Body.Sections {
		if s.Failed != "" {
			n++
		}
	}
	return n
}
