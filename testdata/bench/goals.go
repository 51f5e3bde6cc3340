package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"strconv"

	"github.com/jedib0t/go-pretty/v6/table"
)

// goal is one line of what patchbay sets out to reach.
type goal struct {
	name, title string
	measure     func(context.Context, *bench) ([]result, error)
}

// result is one figure held against a limit.
type result struct {
	goal   goal
	what   string
	value  float64
	limit  float64
	unit   string // "×", "exp" or "more"
	detail string
	absent string // why there is no figure
}

func (r result) verdict() string {
	switch {
	case r.absent != "":
		return "not measured"
	case r.value <= r.limit:
		return "pass"
	}
	return "miss"
}

func (r result) line() string {
	if r.absent != "" {
		return fmt.Sprintf("%s: not measured: %s", r.what, r.absent)
	}
	return fmt.Sprintf("%s: %.3g %s, wanted ≤ %.3g: %s (%s)", r.what, r.value, r.unit, r.limit, r.verdict(), r.detail)
}

var goals = []goal{
	{"G1", "check of 10,000 users in 500 sites", checkTenants},
	{"G4", "growth of check and of plan", growth},
	{"G5", "check of one package of 10,000 users", checkPackage},
	{"G6", "plan of 10,000 users without a change", planUnchanged},
	{"G7", "plan of 5,000 users without a change", planBesideTerraform},
	{"G8", "plan of 50,000 new users", planNew},
	{"G9", "apply of 1,000 new users", applyBesideTerraform},
	{"G10", "growth of apply", applyGrowth},
	{"G11", "the engine's own cost of a write", writeCost},
	{"G14", "diff of two sets of 10,000 users", diffCost},
	{"G15", "peak memory at 100,000 users", peakMemory},
	{"G16", "start-up: check of one user", startUp},
	{"G17", "requests of reading a Bitrix24 portal", portalRead},
	{"G18", "requests of applying to a Bitrix24 portal", portalApply},
	{"G18", "requests of inviting people to a Bitrix24 portal", portalInvites},
	{"G19", "apply to a Bitrix24 portal under its limits", portalWall},
}

// print shows every figure and then the tally.
func (b *bench) print(w io.Writer) {
	t := table.NewWriter()
	t.SetOutputMirror(w)
	t.AppendHeader(table.Row{"goal", "what", "measured", "wanted", "", "medians"})
	tally := map[string]int{}
	for _, r := range b.results {
		measured := strconv.FormatFloat(r.value, 'g', 3, 64) + " " + r.unit
		if r.absent != "" {
			measured, r.detail = "–", r.absent
		}
		t.AppendRow(table.Row{r.goal.name, r.what, measured, fmt.Sprintf("≤ %.3g %s", r.limit, r.unit), r.verdict(), r.detail})
		tally[r.verdict()]++
	}
	t.Render()
	fmt.Fprintf(w, "%d pass, %d miss, %d not measured (%d CPUs, %d pairs)\n", tally["pass"], tally["miss"], tally["not measured"], runtime.NumCPU(), b.pairs)
	if b.short {
		fmt.Fprintln(w, "A short run: sizes are a tenth, so that fixed costs weigh more than they should.")
	}
}

// vet checks one site.
func (b *bench) vet(dir string) command {
	return command{path: b.patchbay, args: []string{"vet"}, dir: dir}
}

// cueVet is the peer's check of one package.
func (b *bench) cueVet(dir string) command {
	return command{path: b.cue, args: []string{"vet", "-c", "."}, dir: dir}
}

// checkAll checks every site below a folder, as many at once as there are CPUs.
func (b *bench) checkAll(dir string) command { return b.self("check", dir) }

// G1 and G3, which are one run.
func checkTenants(ctx context.Context, b *bench) ([]result, error) {
	dir, err := b.tenants(b.size(500), 20)
	if err != nil {
		return nil, err
	}
	p, err := b.sideBySide(ctx, b.checkAll(dir), command{path: b.cue, args: []string{"vet", "-c", "./..."}, dir: dir})
	if err != nil {
		return nil, err
	}
	return []result{
		{what: "wall, beside cue vet -c ./...", value: p.ratio(wall), limit: 0.65, unit: "×", detail: p.say()},
		{what: "G3: peak, beside the same", value: p.ratio(peak), limit: 0.40, unit: "×", detail: p.say()},
	}, nil
}

// G5
func checkPackage(ctx context.Context, b *bench) ([]result, error) {
	var out []result
	for _, c := range []struct {
		form  form
		limit float64
	}{{paths, 0.65}, {block, 0.85}} {
		n := b.size(10_000)
		dir, err := b.site(fmt.Sprintf("one-%s-%d", c.form, n), n, c.form)
		if err != nil {
			return nil, err
		}
		beside, err := b.beside(dir)
		if err != nil {
			return nil, err
		}
		p, err := b.sideBySide(ctx, b.vet(dir), b.cueVet(beside))
		if err != nil {
			return nil, err
		}
		out = append(out, result{what: fmt.Sprintf("wall, %s, beside cue vet -c .", c.form), value: p.ratio(wall), limit: c.limit, unit: "×", detail: p.say()})
	}
	return out, nil
}

// G4
func growth(ctx context.Context, b *bench) ([]result, error) {
	check := result{what: "check, 500 sites of 20 and of 200", limit: 1.05, unit: "exp"}
	var samples [2][]sample
	for i, users := range []int{20, 200} {
		dir, err := b.tenants(b.size(500), users)
		if err != nil {
			return nil, err
		}
		if samples[i], err = b.repeat(ctx, b.checkAll(dir)); err != nil {
			return nil, err
		}
	}
	check.value = exponent(20, 200, median(each(samples[0], wall)), median(each(samples[1], wall)))
	check.detail = saySamples(samples[0]) + ", " + saySamples(samples[1])
	out := []result{check}
	for _, c := range []struct {
		form form
		a, b int
	}{{block, 10_000, 50_000}, {roster, 10_000, 100_000}} {
		r, err := b.planGrowth(ctx, c.form, b.size(c.a), b.size(c.b))
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// planGrowth compares plans of new users at two sizes.
func (b *bench) planGrowth(ctx context.Context, f form, small, large int) (result, error) {
	r := result{what: fmt.Sprintf("plan, all new, %s, %d and %d", f, small, large), limit: 1.05, unit: "exp"}
	var samples [2][]sample
	for i, n := range []int{small, large} {
		c, err := b.plan(ctx, f, n, false)
		if err != nil {
			return r, err
		}
		if samples[i], err = b.repeat(ctx, c); err != nil {
			return r, err
		}
	}
	r.value = exponent(small, large, median(each(samples[0], wall)), median(each(samples[1], wall)))
	r.detail = saySamples(samples[0]) + ", " + saySamples(samples[1])
	return r, nil
}

// G15
func peakMemory(ctx context.Context, b *bench) ([]result, error) {
	n := b.size(100_000)
	decoded := float64(n) / 10_000 * 10 * (1 << 20)
	tenants, err := b.tenants(b.size(500), 200)
	if err != nil {
		return nil, err
	}
	staff, err := b.site(fmt.Sprintf("one-roster-%d", n), n, roster)
	if err != nil {
		return nil, err
	}
	one, err := b.site(fmt.Sprintf("one-%s-%d", block, n), n, block)
	if err != nil {
		return nil, err
	}
	var out []result
	for _, c := range []struct {
		what string
		cmd  command
	}{{"check, 500 sites of 200, over 10 MiB for each 10,000", b.checkAll(tenants)}, {"check, one roster, over the same", b.vet(staff)},
		{"check, one CUE file, over the same", b.vet(one)}} {
		s, err := b.repeat(ctx, c.cmd)
		if err != nil {
			return nil, err
		}
		out = append(out, result{what: c.what, value: median(each(s, peak)) / decoded, limit: 6, unit: "×", detail: saySamples(s)})
	}
	return out, nil
}

// G16
func startUp(ctx context.Context, b *bench) ([]result, error) {
	dir, err := b.site("one-user", 1, block)
	if err != nil {
		return nil, err
	}
	beside, err := b.beside(dir)
	if err != nil {
		return nil, err
	}
	p, err := b.sideBySide(ctx, b.vet(dir), b.cueVet(beside))
	if err != nil {
		return nil, err
	}
	return []result{{what: "wall, beside cue vet -c .", value: p.ratio(wall), limit: 2, unit: "×",
		detail: fmt.Sprintf("%.0f ms against %.0f ms", median(each(p.ours, wall))*1000, median(each(p.theirs, wall))*1000)}}, nil
}

// self is this program, measuring something within one process.
func (b *bench) self(mode string, args ...string) command {
	return command{path: filepath.Join(b.dir, "bin", "bench"), args: append([]string{"-inside", mode}, args...)}
}
