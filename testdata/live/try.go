package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/patchbay-dev/patchbay/targets/asterisk/real"
)

// rooms are the packages whose tests need a real Asterisk, each with those that do.
var rooms = []struct{ path, only string }{
	{"./targets/asterisk/real", "."},
	{"./targets/asterisk", "^TestLive$"},
}

// try runs the tests on what can be had, and counts.
func (l *live) try(ctx context.Context) error {
	begun := time.Now()
	found, missing := l.installs(ctx)
	var c count
	for _, why := range missing {
		if errors.Is(why, context.Canceled) {
			return why
		}
		c.skip("Asterisk", why.Error())
	}
	for _, in := range found {
		fmt.Printf("Asterisk %s%s, after %.1f s\n", in.Version, from(in), time.Since(begun).Seconds())
	}
	if len(found) > 0 {
		if err := l.test(ctx, found, &c); err != nil {
			return err
		}
	}
	fmt.Printf("%d passed, %d failed, %d skipped\n", c.passed, c.failed, c.skipped)
	if c.failed > 0 {
		os.Exit(1)
	}
	return nil
}

func from(in *real.Install) string {
	if in.Suite == "" {
		return " on PATH"
	}
	return " of Debian's " + in.Suite
}

// test builds patchbay, runs the tests and reads what they say.
func (l *live) test(ctx context.Context, found []*real.Install, c *count) error {
	dir, err := os.MkdirTemp("", "patchbay-live-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if l.patchbay == "" {
		l.patchbay = filepath.Join(dir, "patchbay")
		build := exec.CommandContext(ctx, "go", "build", "-o", l.patchbay, "./cmd/patchbay")
		if out, err := build.CombinedOutput(); err != nil {
			return fmt.Errorf("go build: %w\n%s", err, out)
		}
	}
	env, err := l.environment(found)
	if err != nil {
		return err
	}
	for _, r := range rooms {
		only := r.only
		if l.run != "" {
			only = l.run
			if first, _, _ := strings.Cut(l.run, "/"); !match(r.only, first) {
				continue
			}
		}
		if err := l.room(ctx, r.path, only, env, c); err != nil {
			return err
		}
	}
	return nil
}

// match reports whether tests of a room may have the name that a pattern begins with:
// those of the first room have any, and the second has one.
func match(only, pattern string) bool {
	re, err := regexp.Compile(pattern)
	return only == "." || err != nil || re.MatchString(strings.Trim(only, "^$"))
}

// room runs the tests of one package.
func (l *live) room(ctx context.Context, path, only string, env []string, c *count) error {
	args := []string{"test", "-json", "-count=1", "-timeout=60m", "-parallel=2", "-run", only, path}
	if l.short {
		args = append(args, "-short")
	}
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Env, cmd.Stderr = env, os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 20 * time.Second
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	before := c.failed
	if err := c.read(out); err != nil {
		return err
	}
	if err := cmd.Wait(); err != nil && c.failed == before {
		return fmt.Errorf("go test %s: %w", path, err)
	}
	return ctx.Err()
}

// environment tells the tests where Asterisk and patchbay are.
func (l *live) environment(found []*real.Install) ([]string, error) {
	cache, err := filepath.Abs(l.cache)
	if err != nil {
		return nil, err
	}
	patchbay, err := filepath.Abs(l.patchbay)
	if err != nil {
		return nil, err
	}
	var suites []string
	for _, in := range found {
		if in.Suite == "" {
			in.Suite = "PATH"
		}
		suites = append(suites, in.Suite)
	}
	return append(os.Environ(), "LIVE_CACHE="+cache, "LIVE_SUITES="+strings.Join(suites, ","), "TARGETTEST_PATCHBAY="+patchbay), nil
}

// count is what became of the tests that stand for one thing each: those without
// tests inside.
type count struct {
	passed, failed, skipped int
	failing                 bool // a test of the package at hand failed
	output                  map[string][]string
	inside                  map[string]bool // tests that have others inside
}

// event is a line of go test -json.
type event struct {
	Action, Package, Test, Output string
	Elapsed                       float64
}

// read counts tests as they end, and shows what they say about themselves: figures
// that they log, why they were skipped, what failed.
func (c *count) read(in io.Reader) error {
	c.output, c.inside, c.failing = map[string][]string{}, map[string]bool{}, false
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			fmt.Println(lines.Text()) // of the go command itself
			continue
		}
		c.take(e)
	}
	return lines.Err()
}

func (c *count) take(e event) {
	switch e.Action {
	case "run":
		if i := strings.LastIndex(e.Test, "/"); i >= 0 {
			c.inside[e.Test[:i]] = true
		}
	case "output", "build-output":
		c.output[e.Test] = append(c.output[e.Test], e.Output)
	case "pass", "fail", "skip":
		c.end(e)
	case "build-fail":
		fmt.Print(strings.Join(c.output[""], ""))
	}
}

func (c *count) end(e event) {
	said := c.said(e.Test)
	delete(c.output, e.Test)
	if e.Test == "" { // the package
		if e.Action == "fail" && !c.failing {
			c.failed++
			fmt.Printf("FAIL  %s\n%s", e.Package, indented(said))
		}
		return
	}
	name := strings.TrimPrefix(e.Test, "Test")
	switch {
	case e.Action == "fail" && (!c.inside[e.Test] || said != ""):
		c.failed++
		c.failing = true
		fmt.Printf("FAIL  %s (%.1f s)\n%s", name, e.Elapsed, indented(said))
	case c.inside[e.Test]:
		if e.Action == "pass" && said != "" {
			fmt.Printf("      %s\n%s", name, indented(said))
		}
	case e.Action == "skip":
		c.skip(name, said)
	case e.Action == "pass":
		c.passed++
		fmt.Printf("ok    %s (%.1f s)\n%s", name, e.Elapsed, indented(said))
	}
}

func (c *count) skip(name, why string) {
	c.skipped++
	fmt.Printf("skipped: %s: %s\n", name, strings.TrimSpace(why))
}

// said is what a test logged, without what go test says about each.
func (c *count) said(test string) string {
	var b strings.Builder
	for _, line := range c.output[test] {
		if s := strings.TrimSpace(line); s != "" && !strings.HasPrefix(s, "=== ") && !strings.HasPrefix(s, "--- ") {
			b.WriteString(line)
		}
	}
	return b.String()
}

func indented(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString("      " + strings.TrimRight(line, "\n") + "\n")
	}
	return b.String()
}
