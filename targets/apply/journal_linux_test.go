package apply

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// spoil makes every further write to an open file fail: what is behind its number
// is another file from now on, that is open for reading only.
func spoil(t *testing.T, name string) {
	t.Helper()
	other, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	fds, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip("skipped: no /proc on this system")
	}
	for _, fd := range fds {
		path, err := os.Readlink("/proc/self/fd/" + fd.Name())
		if err != nil || !strings.HasSuffix(path, name) {
			continue
		}
		var n int
		fmt.Sscan(fd.Name(), &n)
		if err := syscall.Dup3(int(other.Fd()), n, syscall.O_CLOEXEC); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Fatalf("nobody has %s open", name)
}

// TestFailingDisk: once the journal cannot be written no further call goes out, at
// whatever point that happens; what is on disk leads the next run to the same
// world.
func TestFailingDisk(t *testing.T) {
	for call := 1; call <= 4; call++ {
		f, want := office()
		dir := t.TempDir()
		s := planned(f, want, usual)
		f.edit = func(calls int) {
			if calls == call {
				spoil(t, "r1/pbx.jsonl")
			}
		}
		r, err := Run(context.Background(), job(t, f, s, dir, "r1"))
		if !errors.Is(err, syscall.EBADF) || f.calls != call || !strings.Contains(r.Error, "write the journal") {
			t.Errorf("failing at call %d: %v after %d calls, report says %q", call, err, f.calls, r.Error)
		}
		f.edit = nil
		r, err = Run(context.Background(), job(t, f, s, dir, "r2"))
		if err != nil || r.Resumed != "r1" {
			t.Errorf("failing at call %d, and again: %v\n%s", call, err, outcomes(r))
		}
		if d := cmp.Diff(applied, f.text()); d != "" {
			t.Errorf("failing at call %d (-want +got)\n%s", call, d)
		}
	}
}
