package real

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gofrs/flock"
)

// Suites are those of Debian that have, or had, an Asterisk, the newest first.
var Suites = []string{"sid", "bullseye"}

// Fetch gets Asterisk of a suite from the mirror that the machine's apt is set up
// with, and unpacks it into dir/suite. Apt checks what it gets by Debian's keys; its
// state is in a folder of its own, and nobody has to be root. Two that fetch at once
// fetch one after the other.
func Fetch(ctx context.Context, dir, suite string) (*Install, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	lock := flock.New(filepath.Join(dir, suite+".lock"))
	if err := lock.Lock(); err != nil {
		return nil, err
	}
	defer lock.Unlock()
	if in, err := Cached(ctx, dir, suite); err == nil {
		return in, nil
	}
	work := filepath.Join(dir, "fetching-"+suite) // what was downloaded when the time was over is there the next time
	if err := fetched(ctx, work, suite); err != nil {
		if ctx.Err() != nil {
			err = fmt.Errorf("%w of %s: %w", ErrNone, suite, context.Cause(ctx))
		}
		return nil, err
	}
	root := filepath.Join(dir, suite)
	if err := errors.Join(os.RemoveAll(root), os.Rename(filepath.Join(work, "root"), root), os.RemoveAll(work)); err != nil {
		return nil, err
	}
	return Cached(ctx, dir, suite)
}

// fetched downloads and unpacks a suite's packages into work/root.
func fetched(ctx context.Context, work, suite string) error {
	work, err := filepath.Abs(work)
	if err != nil {
		return err
	}
	mirror, err := mirror(ctx)
	if err != nil {
		return err
	}
	options, err := isolated(work, mirror, suite)
	if err != nil {
		return err
	}
	apt := func(ctx context.Context, verb string, more ...string) error {
		out, err := exec.CommandContext(ctx, "apt-get", slices.Concat(options, []string{verb}, more)...).CombinedOutput()
		if err != nil {
			return fmt.Errorf("apt-get %s: %w: %s", verb, cause(ctx, err), lastLine(out))
		}
		return nil
	}
	if err := apt(ctx, "update"); err != nil {
		return fmt.Errorf("%w from %s %s: %w", ErrNone, mirror, suite, err)
	}
	// Voicemail is a package of its own in some suites.
	for _, also := range [][]string{{"asterisk-voicemail"}, nil} {
		if err = apt(ctx, "install", append([]string{"--download-only", "--no-install-recommends", "-y", "asterisk"}, also...)...); err == nil {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("%w from %s %s: %w", ErrNone, mirror, suite, err)
	}
	packages, err := filepath.Glob(filepath.Join(work, "cache/archives/*.deb"))
	if err != nil {
		return err
	}
	for _, p := range packages {
		if err := unpack(ctx, p, filepath.Join(work, "root")); err != nil {
			return fmt.Errorf("unpack %s: %w", filepath.Base(p), err)
		}
	}
	return nil
}

// keyring is where Debian keeps the keys of its archive.
const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg"

// isolated are the arguments under which apt knows one suite of one mirror, no
// package that is installed, and no file but those in work.
func isolated(work, mirror, suite string) ([]string, error) {
	if err := os.RemoveAll(filepath.Join(work, "root")); err != nil {
		return nil, err
	}
	for _, d := range []string{"lists/partial", "cache/archives/partial", "root"} {
		if err := os.MkdirAll(filepath.Join(work, d), 0o755); err != nil {
			return nil, err
		}
	}
	source := fmt.Sprintf("deb [signed-by=%s] %s %s main\n", keyring, mirror, suite)
	if err := errors.Join(os.WriteFile(filepath.Join(work, "source.list"), []byte(source), 0o644), os.WriteFile(filepath.Join(work, "status"), nil, 0o644)); err != nil {
		return nil, err
	}
	var out []string
	for _, option := range []string{
		"Dir::Etc::sourcelist=" + filepath.Join(work, "source.list"), "Dir::Etc::sourceparts=/dev/null", "Dir::State=" + work,
		"Dir::State::lists=" + filepath.Join(work, "lists"), "Dir::State::status=" + filepath.Join(work, "status"), "Dir::Cache=" + filepath.Join(work, "cache"),
		"APT::Sandbox::User=root", "Debug::NoLocking=1", "Acquire::Languages=none", "Acquire::Retries=2", "Acquire::http::Timeout=20",
	} {
		out = append(out, "-o", option)
	}
	return append([]string{"-qq"}, out...), nil
}

// mirror is where the machine's own apt gets Debian from.
func mirror(ctx context.Context) (string, error) {
	for _, program := range []string{"apt-get", "dpkg-deb"} {
		if _, err := exec.LookPath(program); err != nil {
			return "", fmt.Errorf("%w on PATH, and no %s to fetch one with", ErrNone, program)
		}
	}
	if !exists(keyring) {
		return "", fmt.Errorf("%w on PATH, and no %s to check Debian's packages with", ErrNone, keyring)
	}
	out, err := exec.CommandContext(ctx, "apt-get", "indextargets", "--format", "$(SITE)", "Created-By: Packages").Output()
	if err != nil {
		return "", fmt.Errorf("%w on PATH, and apt-get does not say where it gets packages from: %w", ErrNone, cause(ctx, err))
	}
	for site := range strings.Lines(string(out)) {
		if site = strings.TrimSpace(site); strings.HasSuffix(strings.TrimSuffix(site, "/"), "/debian") {
			return site, nil
		}
	}
	return "", fmt.Errorf("%w on PATH, and apt has no mirror of Debian among its sources", ErrNone)
}

// cause is that of the context, where it is over.
func cause(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

func lastLine(out []byte) string {
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return lines[len(lines)-1]
}
