package main

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// pbx is a 3CX for one site, empty, in this program's process: like a PBX it
// costs patchbay neither time nor memory of its own. It lives until ctx ends.
type pbx struct {
	url         string
	credentials map[string]string
}

// connect points a site at a PBX of its own.
func (b *bench) connect(ctx context.Context, dir string) (pbx, error) {
	sim, err := simulator(ctx)
	if err != nil {
		return pbx{}, err
	}
	p := pbx{sim.URL(), sim.Credentials()}
	return p, write(filepath.Join(dir, "target.cue"), func(w *bufio.Writer) {
		fmt.Fprintf(w, "package bench\n\ntargets: pbx: {\n\turl: %q\n\tcredentials: {clientId: env: \"BENCH_ID\", clientSecret: env: \"BENCH_SECRET\"}\n\toptions: requestsPerSecond: %d\n}\n", p.url, unlimited)
	})
}

// unlimited is more requests a second than anybody can make: what is measured is
// patchbay, not how it spares a PBX.
const unlimited = 1 << 20

func (p pbx) env() []string {
	return []string{"BENCH_ID=" + p.credentials["clientId"], "BENCH_SECRET=" + p.credentials["clientSecret"]}
}

// empty takes everything off the PBX, and what patchbay remembers of it.
func (p pbx) empty(ctx context.Context, dir string) error {
	if err := os.RemoveAll(filepath.Join(dir, ".patchbay")); err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPut, p.url+"/_sim/world", strings.NewReader("{}"))
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	resp.Body.Close()
	if resp.StatusCode >= 300 {
		return fmt.Errorf("PUT /_sim/world: %s", resp.Status)
	}
	return nil
}

// plan is patchbay's plan of a site of n users over loopback: of a PBX that is
// empty, or that holds all of them.
func (b *bench) plan(ctx context.Context, f form, n int, there bool) (command, error) {
	name := fmt.Sprintf("one-%s-%d", f, n)
	if there {
		name += "-there"
	}
	dir, err := b.site(name, n, f)
	if err != nil {
		return command{}, err
	}
	p, err := b.connect(ctx, dir)
	if err != nil {
		return command{}, err
	}
	c := command{path: b.patchbay, args: []string{"plan"}, dir: dir, env: p.env(), ok: []int{2}}
	if !there {
		return c, nil
	}
	if err := os.RemoveAll(filepath.Join(dir, ".patchbay")); err != nil {
		return command{}, err
	}
	if err := c.with("apply", "--yes").once(ctx); err != nil {
		return command{}, err
	}
	// From here on a difference is a fault of the run, not of its speed.
	c.args, c.ok = []string{"plan", "--detailed-exitcode"}, nil
	return c, nil
}

// apply creates n users on an empty PBX every time.
func (b *bench) apply(ctx context.Context, n int) (command, error) {
	dir, err := b.site(fmt.Sprintf("one-%s-%d-apply", block, n), n, block)
	if err != nil {
		return command{}, err
	}
	p, err := b.connect(ctx, dir)
	if err != nil {
		return command{}, err
	}
	return command{path: b.patchbay, args: []string{"apply", "--yes"}, dir: dir, env: p.env(),
		before: func() error { return p.empty(ctx, dir) }}, nil
}

// G6
func planUnchanged(ctx context.Context, b *bench) ([]result, error) {
	return b.previews(ctx, result{what: "wall, beside dnscontrol preview", limit: 0.50, unit: "×"}, b.size(10_000), true)
}

// G8
func planNew(ctx context.Context, b *bench) ([]result, error) {
	return b.previews(ctx, result{what: "wall, beside dnscontrol preview of an empty zone", limit: 0.20, unit: "×"}, b.size(50_000), false)
}

// previews puts a plan beside DNSControl's. Ours is measured alone where the peer
// is missing, so that its seconds can be seen.
func (b *bench) previews(ctx context.Context, r result, n int, there bool) ([]result, error) {
	ours, err := b.plan(ctx, block, n, there)
	if err != nil {
		return nil, err
	}
	path, absent := installed("dnscontrol")
	if absent != "" {
		s, err := b.repeat(ctx, ours)
		if err != nil {
			return nil, err
		}
		r.absent = fmt.Sprintf("%s; ours took %s", absent, saySamples(s))
		return []result{r}, nil
	}
	theirs, err := b.dnscontrol(path, n, there)
	if err != nil {
		return nil, err
	}
	return b.measured(ctx, r, ours, theirs)
}

// G7
func planBesideTerraform(ctx context.Context, b *bench) ([]result, error) {
	r := result{what: "wall, beside terraform plan", limit: 1.0 / 25, unit: "×"}
	path, absent := installed("terraform")
	if absent != "" {
		r.absent = absent
		return []result{r}, nil
	}
	n := b.size(5_000)
	ours, err := b.plan(ctx, block, n, true)
	if err != nil {
		return nil, err
	}
	theirs, err := b.terraformPlan(ctx, path, n)
	if err != nil {
		return nil, err
	}
	return b.measured(ctx, r, ours, theirs)
}

// G9
func applyBesideTerraform(ctx context.Context, b *bench) ([]result, error) {
	r := result{what: "wall, beside terraform apply", limit: 1.0 / 50, unit: "×"}
	path, absent := installed("terraform")
	if absent != "" {
		r.absent = absent
		return []result{r}, nil
	}
	n := b.size(1_000)
	ours, err := b.apply(ctx, n)
	if err != nil {
		return nil, err
	}
	theirs, err := b.terraformApply(ctx, path, n)
	if err != nil {
		return nil, err
	}
	return b.measured(ctx, r, ours, theirs)
}

// measured runs both and says how ours compares.
func (b *bench) measured(ctx context.Context, r result, ours, theirs command) ([]result, error) {
	p, err := b.sideBySide(ctx, ours, theirs)
	if err != nil {
		return nil, err
	}
	r.value, r.detail = p.ratio(wall), p.say()
	return []result{r}, nil
}

// G10
func applyGrowth(ctx context.Context, b *bench) ([]result, error) {
	small, large := b.size(1_000), b.size(10_000)
	r := result{what: fmt.Sprintf("%d and %d new users", small, large), limit: 1.05, unit: "exp"}
	var samples [2][]sample
	for i, n := range []int{small, large} {
		c, err := b.apply(ctx, n)
		if err != nil {
			return nil, err
		}
		if samples[i], err = b.repeat(ctx, c); err != nil {
			return nil, err
		}
	}
	r.value = exponent(small, large, median(each(samples[0], wall)), median(each(samples[1], wall)))
	r.detail = saySamples(samples[0]) + ", " + saySamples(samples[1])
	return []result{r}, nil
}
