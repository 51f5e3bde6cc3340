package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

// lab is where mutants are tried. It may be used by several goroutines.
type lab struct {
	root string // of the module
	dir  string // for altered files

	mu    sync.Mutex
	sound map[string]func() error // tests → why they do not pass without a mutant
}

func newLab() (*lab, error) {
	root, err := moduleRoot()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "patchbay-mutants-")
	if err != nil {
		return nil, err
	}
	return &lab{root: root, dir: dir, sound: map[string]func() error{}}, nil
}

func (l *lab) close() { os.RemoveAll(l.dir) }

// altered is the text of a mutant's file.
func (m *mutant) altered(text []byte) ([]byte, error) {
	if n := bytes.Count(text, []byte(m.old)); n != 1 {
		return nil, fmt.Errorf("the text to replace stands %d times in %s, not once", n, m.file)
	}
	return bytes.Replace(text, []byte(m.old), []byte(m.new), 1), nil
}

// try runs the tests of a mutant and returns the first that notices, as PACKAGE
// and name; "" is none.
func (l *lab) try(ctx context.Context, m *mutant) (by string, err error) {
	overlay, err := l.overlay(m)
	if err != nil {
		return "", err
	}
	for _, tests := range m.tests {
		if err := l.passing(ctx, tests)(); err != nil {
			return "", err
		}
		by, err := l.test(ctx, tests, overlay)
		if by != "" || err != nil {
			return by, err
		}
	}
	return "", nil
}

// overlay writes the altered file, and the note by which the go command finds it.
func (l *lab) overlay(m *mutant) (string, error) {
	path := filepath.Join(l.root, filepath.FromSlash(m.file))
	text, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	if text, err = m.altered(text); err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp(l.dir, "")
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, "altered.go")
	note, err := json.Marshal(map[string]any{"Replace": map[string]string{path: file}})
	if err != nil {
		return "", err
	}
	overlay := filepath.Join(dir, "overlay.json")
	return overlay, errors.Join(os.WriteFile(file, text, 0o600), os.WriteFile(overlay, note, 0o600))
}

// passing asks once whether tests pass.
func (l *lab) passing(ctx context.Context, tests string) func() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.sound[tests] == nil {
		l.sound[tests] = sync.OnceValue(func() error { return l.passes(ctx, tests) })
	}
	return l.sound[tests]
}

// passes reports why tests do not pass, or that none is of that name.
func (l *lab) passes(ctx context.Context, tests string) error {
	by, err := l.test(ctx, tests, "")
	if err == nil && by != "" {
		err = fmt.Errorf("%s fails without any mutant", by)
	}
	return err
}

// event is a line of go test -json.
type event struct {
	Action, Package, Test, Output, FailedBuild string
}

// test runs tests and returns the one that fails first; "" when none does.
func (l *lab) test(ctx context.Context, tests, overlay string) (failed string, err error) {
	pkg, pattern, _ := strings.Cut(tests, " ")
	cmd := exec.CommandContext(ctx, "go", "test", "-json", "-vet=off", "-failfast", "-timeout", "10m", "-run", pattern, pkg)
	cmd.Dir = l.root
	cmd.Env = append(os.Environ(), "RAPID_NOFAILFILE=1") // a failure is what is wanted: nothing to keep
	if overlay != "" {
		cmd.Env = append(cmd.Env, strings.TrimSpace("GOFLAGS="+os.Getenv("GOFLAGS")+" -overlay="+overlay))
	}
	out, status := cmd.Output()
	var build strings.Builder
	ran := false
	for line := range bytes.Lines(out) {
		var e event
		if json.Unmarshal(line, &e) != nil {
			continue
		}
		ran = ran || e.Action == "run"
		switch {
		case e.Action == "build-output":
			build.WriteString(e.Output)
		case e.Action != "fail":
		case e.FailedBuild != "":
			return "", fmt.Errorf("it does not compile: %s", strings.TrimSpace(build.String()))
		case e.Test != "":
			return pkg + " " + e.Test, nil
		default:
			return pkg + " (the whole test run ends)", nil
		}
	}
	switch {
	case status != nil:
		return "", fmt.Errorf("go test %s: %w", tests, status)
	case !ran:
		return "", fmt.Errorf("go test %s: there are no such tests", tests)
	}
	return "", nil
}
