// Command bench measures patchbay beside its peers, on the same data and in one
// run, and says for each speed goal whether it is met.
//
// Rules:
//   - What counts are ratios of pairs run one after the other and growth
//     exponents. Seconds are shown and never judged: machines differ.
//   - A peer that is not installed, or a verb that cannot do what a goal asks,
//     is "not measured", never a pass.
//   - Data is generated, the same for every run; nothing is downloaded.
//   - A PBX is a simulator in this program's own process, over loopback HTTP, and
//     never in patchbay's: what a PBX does is not patchbay's work. It shares the
//     machine all the same.
//   - Peaks are the kernel's, of the whole process (maximum resident set).
//
// A goal that is missed is printed as such and is no error of this program: it
// ends with another status than 0 only when it could not measure.
//
//	go run ./testdata/bench            # everything, about twenty minutes
//	go run ./testdata/bench -short     # a tenth of the sizes, one pair
//	go run ./testdata/bench -run G1,G5
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
)

// bench is one run of the program.
type bench struct {
	dir      string // where sites are generated
	patchbay string // the binary
	cue      string // the peer of the same language
	short    bool
	pairs    int
	only     []string
	results  []result
}

func main() {
	var b bench
	flag.BoolVar(&b.short, "short", false, "a tenth of the sizes and one pair, to see that it works")
	flag.IntVar(&b.pairs, "pairs", 5, "how many pairs to run")
	flag.StringVar(&b.patchbay, "patchbay", "", "use this binary instead of building one")
	keep := flag.String("keep", "", "generate into this folder and leave it")
	run := flag.String("run", "", "only these goals, such as G1,G5")
	inner := flag.String("inside", "", "measure this within the process, and print it as JSON (used by the program itself)")
	profile := flag.String("profile", "", "with -inside: write a CPU profile to this file")
	flag.Parse()
	if *run != "" {
		b.only = strings.Split(*run, ",")
	}
	if b.short {
		b.pairs = 1
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	if *inner != "" {
		err = profiled(*profile, func() error { return inside(ctx, *inner, flag.Args()) })
	} else {
		err = b.run(ctx, *keep)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func (b *bench) run(ctx context.Context, keep string) error {
	b.dir = keep
	if keep == "" {
		dir, err := os.MkdirTemp("", "patchbay-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		b.dir = dir
	}
	dir, err := filepath.Abs(b.dir)
	if err != nil {
		return err
	}
	b.dir = dir
	if err := b.build(ctx); err != nil {
		return err
	}
	for _, g := range goals {
		if !b.wants(g.name) {
			continue
		}
		fmt.Fprintf(os.Stderr, "%s: %s\n", g.name, g.title)
		r, err := g.measure(ctx, b)
		if err != nil {
			return fmt.Errorf("%s: %w", g.name, err)
		}
		for _, r := range r {
			r.goal = g
			b.results = append(b.results, r)
			fmt.Fprintln(os.Stderr, "  ", r.line())
		}
	}
	b.print(os.Stdout)
	return nil
}

func (b *bench) wants(name string) bool {
	if len(b.only) == 0 {
		return true
	}
	for _, n := range b.only {
		if strings.EqualFold(n, name) {
			return true
		}
	}
	return false
}

// build makes the binaries, so that no run pays for compiling.
func (b *bench) build(ctx context.Context) error {
	bin := filepath.Join(b.dir, "bin")
	if b.patchbay == "" {
		b.patchbay = filepath.Join(bin, "patchbay")
		if err := goBuild(ctx, b.patchbay, "./cmd/patchbay"); err != nil {
			return err
		}
	}
	if err := goBuild(ctx, filepath.Join(bin, "bench"), "./testdata/bench"); err != nil {
		return err
	}
	b.cue = filepath.Join(bin, "cue")
	return goBuild(ctx, b.cue, "cuelang.org/go/cmd/cue")
}

// size is n, or a tenth of it in a short run.
func (b *bench) size(n int) int {
	if b.short {
		return n / 10
	}
	return n
}
