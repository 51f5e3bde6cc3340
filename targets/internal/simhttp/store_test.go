package simhttp

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// open serves a world file with a vendor that journals or one that does not.
func open(t *testing.T, file string, journals bool) *Server {
	t.Helper()
	var v Vendor = &counter{}
	if journals {
		v = &journaled{}
	}
	s, err := New(v, Options{File: file, Seed: []byte(`{"n":10}`)})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func add(t *testing.T, s *Server, want int) {
	t.Helper()
	_, body, err := request(s.Transport(), "POST", "http://sim/add", "")
	if err != nil || !strings.HasPrefix(body, fmt.Sprintf(`{"n":%d,`, want)) {
		t.Fatalf("%q %v, want n to be %d", body, err, want)
	}
}

func TestWorldFile(t *testing.T) {
	for _, journals := range []bool{false, true} {
		file := filepath.Join(t.TempDir(), "deep", "world.json")
		s := open(t, file, journals)
		add(t, s, 11)
		add(t, s, 12)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if b, _ := os.ReadFile(file); string(b) != `{"n":12}` {
			t.Errorf("journals %v: the file says %s", journals, b)
		}
		if _, err := os.Stat(file + ".log"); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("journals %v: the log is left: %v", journals, err)
		}
		if info, _ := os.Stat(file); info.Mode().Perm() != 0o600 {
			t.Errorf("mode %v: a world has secrets", info.Mode())
		}
		again := open(t, file, journals)
		add(t, again, 13)
		again.Close()
	}
}

// Left behind without Close, as by a kill, the file and its log are the world.
func TestWorldFileAfterKill(t *testing.T) {
	for name, damage := range map[string]func(t *testing.T, file string){
		"nothing":   func(*testing.T, string) {},
		"torn line": func(t *testing.T, file string) { appendTo(t, file+".log", `12345678 {"n":`) },
		"garbage":   func(t *testing.T, file string) { appendTo(t, file+".log", "garbage\n") },
		"old log": func(t *testing.T, file string) {
			// As if killed between a new snapshot and its log.
			if err := os.WriteFile(file, []byte(`{"n":12} `), 0o600); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "world.json")
			s := open(t, file, true)
			add(t, s, 11)
			add(t, s, 12)
			damage(t, file)
			again := open(t, file, true)
			add(t, again, 13)
			if err := again.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

func appendTo(t *testing.T, file, text string) {
	t.Helper()
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(text); err != nil {
		t.Fatal(err)
	}
}

// Two servers on one file, as two processes would have them, see one world.
func TestSharedWorldFile(t *testing.T) {
	for _, journals := range []bool{false, true} {
		file := filepath.Join(t.TempDir(), "world.json")
		a, b := open(t, file, journals), open(t, file, journals)
		add(t, a, 11)
		add(t, b, 12)
		add(t, a, 13)
		if err := a.SetWorld([]byte(`{"n":50}`)); err != nil {
			t.Fatal(err)
		}
		add(t, b, 51)
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		add(t, b, 52)
		if w := string(must(b.World())); w != `{"n":52}` {
			t.Errorf("journals %v: %s", journals, w)
		}
		b.Close()
	}
}

func TestSharedWorldFileAtOnce(t *testing.T) {
	file := filepath.Join(t.TempDir(), "world.json")
	var wg sync.WaitGroup
	for range 4 {
		s := open(t, file, true)
		wg.Go(func() {
			for range 25 {
				request(s.Transport(), "POST", "http://sim/add", "")
			}
			s.Close()
		})
	}
	wg.Wait()
	if b, _ := os.ReadFile(file); string(b) != `{"n":110}` {
		t.Errorf("the file says %s, want 110", b)
	}
}

// A long log is folded into the snapshot, so that neither grows without end.
func TestLogIsFolded(t *testing.T) {
	file := filepath.Join(t.TempDir(), "world.json")
	s := open(t, file, true)
	s.store.fold = 0
	add(t, s, 11)
	if b, _ := os.ReadFile(file); string(b) != `{"n":11}` {
		t.Errorf("the snapshot says %s", b)
	}
	add(t, s, 12)
	s.Close()
}

// A write that cannot be made safe is not acknowledged, and not remembered.
func TestUnwritableWorld(t *testing.T) {
	file := filepath.Join(t.TempDir(), "world.json")
	s := open(t, file, true)
	add(t, s, 11)
	b := unwritable{s.vendor.(*journaled), file + ".log"}
	s.vendor, s.store.vendor, s.store.journal = b, b, b
	status, body, err := request(s.Transport(), "POST", "http://sim/add", "")
	if status != 500 || err != nil || !strings.Contains(body, "simulator") {
		t.Errorf("%d %s %v", status, body, err)
	}
	if b.N != 11 {
		t.Errorf("the world is at %d, want 11", b.N)
	}
}

// unwritable takes the log away when it is about to be written, and gives it
// back when the world is read again.
type unwritable struct {
	*journaled
	log string
}

func (u unwritable) Changes() []byte {
	c := u.journaled.Changes()
	if c != nil {
		os.Rename(u.log, u.log+".away")
	}
	return c
}

func (u unwritable) Load(world []byte) error {
	os.Rename(u.log+".away", u.log)
	return u.journaled.Load(world)
}
