package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// plan is patchbay's plan of a site of n users against the embedded simulator:
// with an empty world, or one that holds all of them.
func (b *bench) plan(f form, n int, there bool) (command, error) {
	name := fmt.Sprintf("one-%s-%d", f, n)
	if there {
		name += "-there"
	}
	dir, err := b.site(name, n, f)
	if err != nil {
		return command{}, err
	}
	if err := b.world(dir); err != nil {
		return command{}, err
	}
	c := command{path: b.patchbay, args: []string{"plan"}, dir: dir, ok: []int{2}}
	if !there {
		return c, nil
	}
	if _, err := os.Stat(filepath.Join(dir, ".patchbay")); err == nil {
		return c, nil
	}
	if err := c.with("apply", "--yes").once(context.Background()); err != nil {
		return command{}, err
	}
	// From here on a difference is a fault of the run, not of its speed.
	c.args, c.ok = []string{"plan", "--detailed-exitcode"}, nil
	return c, nil
}

// world is the seed of an empty system.
func (b *bench) world(dir string) error {
	return write(filepath.Join(dir, "world.json"), func(w *bufio.Writer) { fmt.Fprintln(w, "{}") })
}

// apply creates n users in a fresh world every time.
func (b *bench) apply(n int) (command, error) {
	dir, err := b.site(fmt.Sprintf("one-%s-%d-apply", block, n), n, block)
	if err != nil {
		return command{}, err
	}
	if err := b.world(dir); err != nil {
		return command{}, err
	}
	return command{path: b.patchbay, args: []string{"apply", "--yes"}, dir: dir,
		before: func() error { return os.RemoveAll(filepath.Join(dir, ".patchbay")) }}, nil
}

// G6
func planUnchanged(ctx context.Context, b *bench) ([]result, error) {
	r := result{what: "wall, beside dnscontrol preview", limit: 0.50, unit: "×"}
	n := b.size(10_000)
	ours, err := b.plan(block, n, true)
	if err != nil {
		return nil, err
	}
	return b.besideDNSControl(ctx, r, ours, n, true)
}

// G8
func planNew(ctx context.Context, b *bench) ([]result, error) {
	r := result{what: "wall, beside dnscontrol preview of an empty zone", limit: 0.20, unit: "×"}
	n := b.size(50_000)
	ours, err := b.plan(block, n, false)
	if err != nil {
		return nil, err
	}
	return b.besideDNSControl(ctx, r, ours, n, false)
}

// besideDNSControl measures ours alone where the peer is missing, so that its
// seconds can be seen.
func (b *bench) besideDNSControl(ctx context.Context, r result, ours command, n int, there bool) ([]result, error) {
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
	p, err := b.sideBySide(ctx, ours, theirs)
	if err != nil {
		return nil, err
	}
	r.value, r.detail = p.ratio(wall), p.say()
	return []result{r}, nil
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
	ours, err := b.plan(block, n, true)
	if err != nil {
		return nil, err
	}
	theirs, err := b.terraformPlan(ctx, path, n)
	if err != nil {
		return nil, err
	}
	p, err := b.sideBySide(ctx, ours, theirs)
	if err != nil {
		return nil, err
	}
	r.value, r.detail = p.ratio(wall), p.say()
	return []result{r}, nil
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
	ours, err := b.apply(n)
	if err != nil {
		return nil, err
	}
	theirs, err := b.terraformApply(ctx, path, n)
	if err != nil {
		return nil, err
	}
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
		c, err := b.apply(n)
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
