package simhttp

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// secured is a counter that speaks TLS alone.
type secured struct{ counter }

func (s *secured) TLS() bool { return true }

// opened makes a world of what a seed says.
func opened(t *testing.T, at *Serving, seed string) *counter {
	t.Helper()
	s, w, err := Open(at, []byte(seed), func(seed []byte) (*counter, error) {
		if at.Clock == nil {
			t.Error("the world is made without a clock")
		}
		w := &counter{}
		if seed == nil {
			return w, nil
		}
		return w, w.Load(seed)
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return w
}

func TestOpen(t *testing.T) {
	at := Serving{File: filepath.Join(t.TempDir(), "world.json")}
	if w := opened(t, &at, `{"n":3}`); w.N != 3 {
		t.Errorf("a new world has %d", w.N)
	}
	if w := opened(t, &at, `{"n":9}`); w.N != 3 {
		t.Errorf("the seed is taken over the world's file: %d", w.N)
	}
	if at.Certificate != "" {
		t.Errorf("a certificate nobody asked for: %s", at.Certificate)
	}
	if _, _, err := Open(&Serving{}, []byte("x"), func(seed []byte) (*counter, error) { return nil, (&counter{}).Load(seed) }); err == nil {
		t.Error("a world that cannot be made is served")
	}
}

func TestCertificateOfItsOwn(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	for _, at := range []Serving{{}, {File: filepath.Join(dir, "world.json")}, {Certificate: filepath.Join(dir, "own.pem")}} {
		named := at.Certificate
		s, _, err := Open(&at, nil, func([]byte) (*secured, error) { return &secured{}, nil })
		if err != nil {
			t.Fatal(err)
		}
		run, err := Start(t.Context(), s, at, Ready{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(at.Certificate); err != nil || run.Ready.Certificate != at.Certificate || filepath.Dir(at.Certificate) != dir {
			t.Errorf("certificate %q: %v", at.Certificate, err)
		}
		if named != "" && at.Certificate != named || at.File != "" && at.Certificate != at.File+".pem" {
			t.Errorf("the certificate is in %s", at.Certificate)
		}
		run.Close()
	}
}

// A server that nobody can reach lets go of its world.
func TestStartRefused(t *testing.T) {
	at := Serving{Addr: "0.0.0.0:0", File: filepath.Join(t.TempDir(), "world.json")}
	s, _, err := Open(&at, nil, func([]byte) (*journaled, error) { return &journaled{}, nil })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Start(t.Context(), s, at, Ready{}); !errors.Is(err, ErrNotLoopback) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(at.File + ".log"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the log of changes is still open: %v", err)
	}
}
