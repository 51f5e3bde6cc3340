package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func open(t *testing.T) *Ledger {
	l := Open(t.TempDir())
	l.Now = func() time.Time { return noon }
	l.Host = "here"
	return l
}

func TestRecord(t *testing.T) {
	l := open(t)
	if r, err := l.Record("pbx"); r != nil || err != nil {
		t.Fatalf("%v, %v: nothing is known yet", r, err)
	}
	want := &state.Record{Target: "a/../b", Type: "3cx", Run: "r1", At: noon,
		Entries: []state.Entry{{Object: state.Ref{Kind: "user", Key: "101"}, ID: "12", Attrs: []state.Attr{{Name: "Mobile", Value: state.OfText("+48")}}}}}
	if err := l.SaveRecord(want); err != nil {
		t.Fatal(err)
	}
	got, err := l.Record("a/../b")
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Entries) != 1 || !got.Entries[0].Attrs[0].Value.Equal(state.OfText("+48")) || got.Run != "r1" {
		t.Errorf("record %+v", got)
	}
}

// TestFilesAreTheOwnersAlone, stay in the folder, and are not for git.
func TestFilesAreTheOwnersAlone(t *testing.T) {
	l := open(t)
	if err := l.SaveRecord(&state.Record{Target: "../../x"}); err != nil {
		t.Fatal(err)
	}
	k, err := l.Lock("..", "r1", "")
	if err != nil {
		t.Fatal(err)
	}
	defer k.Release()
	j, err := l.CreateJournal(Opening{Plan: "p", Target: "pbx", Run: "../r1"})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	var names []string
	err = filepath.WalkDir(filepath.Dir(l.dir), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(l.dir, path)
		names = append(names, filepath.ToSlash(rel))
		if info, _ := d.Info(); info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", rel, info.Mode().Perm())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{".gitignore", "locks/%2E..lock", "locks/%2E..lock.guard", "records/..%2F..%2Fx.json", "runs/..%2Fr1/pbx.jsonl"}
	if d := cmp.Diff(want, names); d != "" {
		t.Errorf("files (-want +got)\n%s", d)
	}
}

func TestLock(t *testing.T) {
	l := open(t)
	k, err := l.Lock("pbx", "r1", "")
	if err != nil {
		t.Fatal(err)
	}
	_, err = l.Lock("pbx", "r2", "")
	var locked *LockedError
	if !errors.As(err, &locked) || locked.Holder.Run != "r1" || locked.Holder.Host != "here" || !strings.Contains(err.Error(), "r1") {
		t.Fatalf("second lock: %v", err)
	}
	if other, err := l.Lock("pbx2", "r2", ""); err != nil {
		t.Errorf("another target: %v", err)
	} else {
		other.Release()
	}
	if err := k.Release(); err != nil {
		t.Fatal(err)
	}
	again, err := l.Lock("pbx", "r3", "")
	if err != nil {
		t.Fatalf("after release: %v", err)
	}
	again.Release()
}

// TestLockOfADeadProcess: its holder's text is still there and the system's lock
// is not.
func TestLockOfADeadProcess(t *testing.T) {
	l := open(t)
	k, err := l.Lock("pbx", "r1", "")
	if err != nil {
		t.Fatal(err)
	}
	k.file.Close() // what the system does when a process ends
	next, err := l.Lock("pbx", "r2", "")
	if err != nil {
		t.Fatal(err)
	}
	if err := k.Held(); !errors.Is(err, ErrLost) {
		t.Errorf("the dead one still thinks it holds the lock: %v", err)
	}
	if err := next.Held(); err != nil {
		t.Error(err)
	}
	next.Release()
}

// TestLockFromAnotherHost: its process cannot be seen, so only a person can say
// that it is dead.
func TestLockFromAnotherHost(t *testing.T) {
	l := open(t)
	k, err := l.Lock("pbx", "r1", "")
	if err != nil {
		t.Fatal(err)
	}
	k.file.Close()
	l.Host = "there"
	if _, err := l.Lock("pbx", "r2", ""); !errors.Is(err, ErrLocked) {
		t.Fatalf("taken without a word: %v", err)
	}
	if _, err := l.Lock("pbx", "r2", "r0"); !errors.Is(err, ErrLocked) {
		t.Fatalf("taken with another run's name: %v", err)
	}
	next, err := l.Lock("pbx", "r2", "r1")
	if err != nil {
		t.Fatal(err)
	}
	next.Release()
}

// TestLockAcrossProcesses: a real second process, and a real kill.
func TestLockAcrossProcesses(t *testing.T) {
	if dir := os.Getenv("LEDGER_TEST_HOLD"); dir != "" {
		l := Open(dir)
		if _, err := l.Lock("pbx", "child", ""); err != nil {
			os.Exit(3)
		}
		os.Stdout.WriteString("held\n")
		select {} // until killed
	}
	dir := t.TempDir()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(exe, "-test.run=^TestLockAcrossProcesses$")
	child.Env = append(os.Environ(), "LEDGER_TEST_HOLD="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 5)); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir).Lock("pbx", "r1", ""); !errors.Is(err, ErrLocked) {
		t.Errorf("while the child holds it: %v", err)
	}
	child.Process.Kill()
	child.Wait()
	k, err := Open(dir).Lock("pbx", "r1", "")
	if err != nil {
		t.Fatalf("after the child was killed: %v", err)
	}
	k.Release()
}

// TestSteal: a run whose process lives keeps its lock until a person names it;
// then the new one holds it, and the old one finds out and leaves it alone.
func TestSteal(t *testing.T) {
	l := open(t)
	old, err := l.Lock("pbx", "r1", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, steal := range []string{"", "r0"} {
		var locked *LockedError
		if _, err := l.Lock("pbx", "r2", steal); !errors.As(err, &locked) || !strings.Contains(locked.Hint, "--steal r1") {
			t.Fatalf("taken with %q: %v", steal, err)
		}
	}
	if err := old.Held(); err != nil {
		t.Fatalf("the attempts cost it the lock: %v", err)
	}
	next, err := l.Lock("pbx", "r2", "r1")
	if err != nil {
		t.Fatal(err)
	}
	if err := old.Held(); !errors.Is(err, ErrLost) {
		t.Errorf("the old one: %v", err)
	}
	if _, err := l.Lock("pbx", "r3", "r1"); !errors.Is(err, ErrLocked) {
		t.Errorf("stolen twice: %v", err)
	}
	if err := errors.Join(old.Release(), next.Held()); err != nil {
		t.Errorf("the old one's release: %v", err)
	}
	if _, err := l.Lock("pbx", "r3", ""); !errors.Is(err, ErrLocked) {
		t.Errorf("after the old one's release: %v", err)
	}
	if err := errors.Join(next.Release(), next.Release()); err != nil {
		t.Fatal(err)
	}
	third, err := l.Lock("pbx", "r3", "")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(next.Release(), third.Held(), third.Release()); err != nil {
		t.Errorf("a second release took the next one's lock: %v", err)
	}
}

// TestOneThief: of many that name the same run one gets its lock. A lock that
// nobody holds on to is let go when its memory is reclaimed, with the file that it
// has open: here all are held on to.
func TestOneThief(t *testing.T) {
	l := open(t)
	owner, err := l.Lock("pbx", "r1", "")
	if err != nil {
		t.Fatal(err)
	}
	thieves := make([]*Lock, 8)
	var wg sync.WaitGroup
	for i := range thieves {
		wg.Go(func() {
			runtime.GC()
			var err error
			if thieves[i], err = l.Lock("pbx", fmt.Sprint("thief ", i), "r1"); err != nil && !errors.Is(err, ErrLocked) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	won := 0
	for _, k := range thieves {
		if k != nil {
			won++
		}
	}
	if won != 1 {
		t.Errorf("%d got it", won)
	}
	runtime.KeepAlive(owner)
}

func journal(t *testing.T, l *Ledger) []byte {
	t.Helper()
	j, err := l.CreateJournal(Opening{Plan: "p1", Target: "pbx", Run: "r1"})
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{j.Intend("s1"), j.Note("s1", "done", map[string]string{"user/101": "12"}, ""), j.Intend("s2", "s3"), j.Note("s2", "refused", nil, "no"), j.Sync(), j.Close()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(filepath.Join(l.dir, "runs", "r1", "pbx.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestJournal(t *testing.T) {
	l := open(t)
	journal(t, l)
	j := unfinished(t, l)
	if len(j.Lines) != 4 || j.Run != "r1" {
		t.Fatalf("%+v", j)
	}
	if j.Lines[1].IDs["user/101"] != "12" {
		t.Errorf("line %+v", j.Lines[1])
	}
	if err := errors.Join(j.Resumed("r2"), j.Finish("applied"), j.Close()); err != nil {
		t.Fatal(err)
	}
	if all, err := l.Unfinished("pbx"); all != nil || err != nil {
		t.Errorf("it is finished: %v, %v", all, err)
	}
	for _, c := range []struct {
		plan, how string
		want      bool
	}{{"p1", "applied", true}, {"p1", "partly", false}, {"p2", "applied", false}} {
		j, err := l.Ended("pbx", c.plan, c.how)
		if err != nil || (j != nil) != c.want {
			t.Errorf("%s that ended %s: %v, %v", c.plan, c.how, j, err)
		}
	}
}

// unfinished is the one journal that goes on.
func unfinished(t *testing.T, l *Ledger) *Journal {
	t.Helper()
	all, err := l.Unfinished("pbx")
	if err != nil || len(all) != 1 {
		t.Fatalf("%v, %v: want one", all, err)
	}
	return all[0]
}

// TestUnfinishedOldestFirst: of whatever plan they are, and not those of other
// targets.
func TestUnfinishedOldestFirst(t *testing.T) {
	l := open(t)
	for n, o := range []Opening{{Plan: "p1", Target: "pbx", Run: "b"}, {Plan: "p2", Target: "pbx", Run: "a"}, {Plan: "p1", Target: "pbx2", Run: "b"}} {
		l.Now = func() time.Time { return noon.Add(time.Duration(n) * time.Second) }
		j, err := l.CreateJournal(o)
		if err != nil {
			t.Fatal(err)
		}
		j.Close()
	}
	all, err := l.Unfinished("pbx")
	if err != nil || len(all) != 2 || all[0].Run != "b" || all[1].Run != "a" {
		t.Errorf("%+v, %v", all, err)
	}
	closeAll(all...)
}

// full is a disk that takes n bytes and no more.
type full struct {
	*os.File
	left int
}

func (f *full) Write(b []byte) (int, error) {
	n, err := f.File.Write(b[:min(len(b), f.left)])
	if f.left -= n; err == nil && n < len(b) {
		err = errors.New("no space left on device")
	}
	return n, err
}

// TestFullDisk: the intent that did not reach the disk is an error, as is
// everything after it, though there is room again; what is on disk can be gone
// on with.
func TestFullDisk(t *testing.T) {
	for room := 0; room < 200; room += 9 {
		l := open(t)
		j, err := l.CreateJournal(Opening{Plan: "p1", Target: "pbx", Run: "r1"})
		if err != nil {
			t.Fatal(err)
		}
		disk := &full{j.file.(*os.File), room}
		j.file = disk
		if err := errors.Join(j.Intend("s1"), j.Intend("s2")); err == nil {
			t.Fatalf("%d bytes were enough", room)
		}
		disk.left = 1 << 20
		if j.Note("s1", "done", nil, ""); j.Sync() == nil || j.Finish("applied") == nil {
			t.Errorf("room for %d bytes: it went on after the gap", room)
		}
		j.Close()
		again := unfinished(t, l)
		if err := errors.Join(again.Resumed("r2"), again.Finish("applied"), again.Close()); err != nil {
			t.Errorf("room for %d bytes: %v", room, err)
		}
		if left, err := l.Unfinished("pbx"); left != nil || err != nil {
			t.Errorf("room for %d bytes: %v, %v", room, left, err)
		}
	}
}

// TestOutcomesRideOnTheNextSync: a note alone is not on disk, an intent is.
func TestOutcomesRideOnTheNextSync(t *testing.T) {
	l := open(t)
	j, err := l.CreateJournal(Opening{Plan: "p1", Target: "pbx", Run: "r1"})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	size := func() int {
		b, _ := os.ReadFile(filepath.Join(l.dir, "runs", "r1", "pbx.jsonl"))
		return bytes.Count(b, []byte("\n"))
	}
	j.Intend("s1")
	if size() != 2 {
		t.Errorf("%d lines after an intent, want 2", size())
	}
	j.Note("s1", "done", nil, "")
	if size() != 2 {
		t.Errorf("%d lines after a note, want 2", size())
	}
	j.Intend("s2")
	if size() != 4 {
		t.Errorf("%d lines after the next intent, want 4", size())
	}
}

// TestTornTail: however much of the last line reached the disk, the journal goes
// on after the last whole one.
func TestTornTail(t *testing.T) {
	whole := journal(t, open(t))
	lines := bytes.SplitAfter(bytes.TrimSuffix(whole, []byte("\n")), []byte("\n"))
	first := len(lines[0])
	for cut := first; cut < len(whole); cut += 3 {
		l := open(t)
		path, err := l.file("runs/r1", "pbx.jsonl")
		if err != nil {
			t.Fatal(err)
		}
		os.WriteFile(path, whole[:cut], 0o600)
		j := unfinished(t, l)
		if data, _ := os.ReadFile(path); len(data) != cut {
			t.Errorf("cut at %d: looking at it left %d bytes", cut, len(data))
		}
		if want := bytes.Count(whole[:cut], []byte("\n")) - 1; len(j.Lines) != want {
			t.Errorf("cut at %d: %d lines, want %d", cut, len(j.Lines), want)
		}
		if err := errors.Join(j.Resumed("r2"), j.Close()); err != nil {
			t.Fatal(err)
		}
		data, _ := os.ReadFile(path)
		if _, err := ReadJournal(data); err != nil {
			t.Errorf("cut at %d, and gone on: %v", cut, err)
		}
	}
}

// TestAlteredJournals are refused: a line that is changed, dropped or swapped.
func TestAlteredJournals(t *testing.T) {
	whole := journal(t, open(t))
	lines := bytes.SplitAfter(whole, []byte("\n"))
	for name, data := range map[string][]byte{
		"changed": bytes.Replace(whole, []byte(`"s1"`), []byte(`"s9"`), 1),
		"dropped": bytes.Join([][]byte{lines[0], lines[2], lines[3], lines[4]}, nil),
		"swapped": bytes.Join([][]byte{lines[0], lines[2], lines[1], lines[3], lines[4]}, nil),
		"opening": bytes.Replace(whole, []byte(`"p1"`), []byte(`"p2"`), 1),
		"no head": bytes.Join(lines[1:], nil),
	} {
		if _, err := ReadJournal(data); !errors.Is(err, ErrBroken) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := ReadJournal(bytes.Replace(whole, []byte(`"version":1`), []byte(`"version":2`), 1)); !errors.Is(err, ErrNewer) {
		t.Errorf("newer: %v", err)
	}
}

func FuzzReadJournal(f *testing.F) {
	f.Add([]byte(`{"format":"patchbay.journal","version":1}` + "\n"))
	f.Add([]byte("{}\n\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if j, err := ReadJournal(data); err == nil && j == nil {
			t.Error("neither a journal nor an error")
		}
	})
}
