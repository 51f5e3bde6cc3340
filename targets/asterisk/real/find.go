package real

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// ErrNone is the kind of error for a machine where no Asterisk can be had.
var ErrNone = errors.New("no Asterisk")

// Install is an Asterisk that can be started.
type Install struct {
	// Command is the program with what has to stand before its own arguments.
	Command []string
	// Modules is the folder of its modules.
	Modules string
	// Data is the folder of its documentation, without which it does not start.
	Data string
	// Version is its own, such as "22.10.1".
	Version string
	// Suite is the suite of Debian that it was fetched from; "" for one on PATH.
	Suite string
}

// Major is the first number of the version.
func (in *Install) Major() int {
	first, _, _ := strings.Cut(in.Version, ".")
	n, _ := strconv.Atoi(first) // the version was matched as numbers
	return n
}

// OnPath is the Asterisk that the machine has.
func OnPath(ctx context.Context) (*Install, error) {
	program, err := exec.LookPath("asterisk")
	if err != nil {
		return nil, fmt.Errorf("%w on PATH", ErrNone)
	}
	return described(ctx, []string{program}, "/")
}

// Cached is what Fetch unpacked into a folder before.
func Cached(ctx context.Context, dir, suite string) (*Install, error) {
	root := filepath.Join(dir, suite)
	if _, err := os.Stat(root); err != nil {
		return nil, fmt.Errorf("%w of %s in %s", ErrNone, suite, dir)
	}
	m, ok := machines[runtime.GOARCH]
	if !ok || runtime.GOOS != "linux" {
		return nil, fmt.Errorf("%w for %s %s: only packages for Linux on amd64 and arm64 are run from a folder", ErrNone, runtime.GOOS, runtime.GOARCH)
	}
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	libraries := filepath.Join(root, "usr/lib", m.triplet)
	command := []string{filepath.Join(libraries, m.loader), "--library-path", libraries + ":" + filepath.Join(root, "usr/lib"), filepath.Join(root, "usr/sbin/asterisk")}
	in, err := described(ctx, command, root)
	if err != nil {
		return nil, err
	}
	in.Suite = suite
	return in, nil
}

// machine is what files are called on one kind of processor.
type machine struct{ triplet, loader string }

var machines = map[string]machine{
	"amd64": {"x86_64-linux-gnu", "ld-linux-x86-64.so.2"},
	"arm64": {"aarch64-linux-gnu", "ld-linux-aarch64.so.1"},
}

var versionText = regexp.MustCompile(`^Asterisk (\d+\.\d+\.\d+)`)

// described asks a program for its version and looks for its modules under root.
func described(ctx context.Context, command []string, root string) (*Install, error) {
	ctx, stop := context.WithTimeout(ctx, 10*time.Second)
	defer stop()
	out, err := exec.CommandContext(ctx, command[0], append(command[1:], "-V")...).CombinedOutput()
	m := versionText.FindSubmatch(out)
	if err != nil || m == nil {
		return nil, fmt.Errorf("%w that runs: %s: %v %.200s", ErrNone, command[len(command)-1], err, out)
	}
	in := &Install{Command: command, Version: string(m[1])}
	for _, dir := range []string{"usr/lib/" + machines[runtime.GOARCH].triplet + "/asterisk/modules", "usr/lib/asterisk/modules", "usr/lib64/asterisk/modules"} {
		if full := filepath.Join(root, dir); exists(filepath.Join(full, "res_ari.so")) {
			in.Modules = full
		}
	}
	for _, dir := range []string{"usr/share/asterisk", "var/lib/asterisk"} {
		if full := filepath.Join(root, dir); exists(filepath.Join(full, "documentation/core-en_US.xml")) {
			in.Data = full
		}
	}
	if in.Modules == "" || in.Data == "" {
		return nil, fmt.Errorf("%w with ARI: res_ari.so or the documentation of %s is not where it usually is", ErrNone, in.Version)
	}
	return in, nil
}

func exists(path string) bool { _, err := os.Stat(path); return err == nil }
