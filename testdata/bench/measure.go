package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"
)

// command is one program to run, with the folder and what it may answer.
type command struct {
	path string
	args []string
	dir  string
	env  []string
	ok   []int // exit statuses that count as done, beside 0

	// before is done first and not measured; nil is nothing.
	before func() error
}

// sample is one run.
type sample struct {
	wall time.Duration
	cpu  time.Duration // of all threads, in the program and in the kernel for it
	peak int64         // bytes
}

// run measures one run of a command.
func (c command) run(ctx context.Context) (sample, error) {
	if c.before != nil {
		if err := c.before(); err != nil {
			return sample{}, err
		}
	}
	cmd := exec.CommandContext(ctx, c.path, c.args...)
	cmd.Dir = c.dir
	cmd.Env = append(os.Environ(), c.env...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &tail{&out}, &tail{&out}
	start := time.Now()
	err := cmd.Run()
	s := sample{wall: time.Since(start)}
	if cmd.ProcessState == nil {
		return s, err
	}
	s.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	if u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		s.peak = u.Maxrss * 1024
	}
	if err != nil && !slices.Contains(c.ok, cmd.ProcessState.ExitCode()) {
		return s, fmt.Errorf("%s %s: %w\n%s", c.path, strings.Join(c.args, " "), err, out.String())
	}
	return s, nil
}

// tail keeps the beginning of what a program says, for its error.
type tail struct{ *bytes.Buffer }

func (t *tail) Write(p []byte) (int, error) {
	if t.Len() < 4096 {
		t.Buffer.Write(p[:min(len(p), 4096)])
	}
	return len(p), nil
}

// pair is two commands run in turns.
type pair struct{ ours, theirs []sample }

// sideBySide runs a and b in turns, after one run of each that does not count.
func (b *bench) sideBySide(ctx context.Context, ours, theirs command) (pair, error) {
	var p pair
	for i := range b.pairs + 1 {
		x, err := ours.run(ctx)
		if err != nil {
			return p, err
		}
		y, err := theirs.run(ctx)
		if err != nil {
			return p, err
		}
		if i > 0 {
			p.ours, p.theirs = append(p.ours, x), append(p.theirs, y)
		}
	}
	return p, nil
}

// repeat runs one command as often as there are pairs.
func (b *bench) repeat(ctx context.Context, c command) ([]sample, error) {
	var out []sample
	for range b.pairs {
		s, err := c.run(ctx)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

func wall(s sample) float64 { return s.wall.Seconds() }
func cpu(s sample) float64  { return s.cpu.Seconds() }
func peak(s sample) float64 { return float64(s.peak) }

// ratio is the median of what ours over theirs was in each pair.
func (p pair) ratio(of func(sample) float64) float64 {
	var all []float64
	for i := range p.ours {
		all = append(all, of(p.ours[i])/of(p.theirs[i]))
	}
	return median(all)
}

// say shows the medians behind a ratio.
func (p pair) say() string {
	return fmt.Sprintf("%s against %s", saySamples(p.ours), saySamples(p.theirs))
}

func saySamples(s []sample) string {
	return fmt.Sprintf("%.2f s (%.2f CPU) %.0f MiB", median(each(s, wall)), median(each(s, cpu)), median(each(s, peak))/(1<<20))
}

func each(s []sample, of func(sample) float64) []float64 {
	var out []float64
	for _, x := range s {
		out = append(out, of(x))
	}
	return out
}

func median[T cmp.Ordered](s []T) T {
	var zero T
	if len(s) == 0 {
		return zero
	}
	sorted := slices.Sorted(slices.Values(s))
	return sorted[len(sorted)/2]
}

// exponent is how cost grows with size: 1 is in proportion.
func exponent(sizeA, sizeB int, a, b float64) float64 {
	return math.Log(b/a) / math.Log(float64(sizeB)/float64(sizeA))
}

func goBuild(ctx context.Context, out, pkg string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-o", out, pkg)
	if b, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go build %s: %w\n%s", pkg, err, b)
	}
	return nil
}
