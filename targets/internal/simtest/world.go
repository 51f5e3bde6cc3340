package simtest

import (
	"bytes"
	"strings"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// Failer is a test, or one run of a property.
type Failer interface {
	Helper()
	Errorf(format string, values ...any)
	Fatalf(format string, values ...any)
}

// World is a simulator's world that tells what changes.
type World interface {
	simhttp.Vendor
	simhttp.Journal
}

// Reloads fails unless a world can be saved and loaded as the same, which has no
// changes to tell.
func Reloads[W World](t Failer, w W, load func(saved []byte) (W, error)) {
	t.Helper()
	once, err := w.Save()
	if err != nil {
		t.Fatalf("it cannot be saved: %v", err)
	}
	again, err := load(once)
	if err != nil {
		t.Fatalf("what was saved cannot be loaded: %v\n%s", err, once)
	}
	if r := again.Changes(); r != nil {
		t.Errorf("a world that was just loaded tells of changes: %s", r)
	}
	same(t, "loaded", again, once)
}

// same fails unless a world is saved as text says.
func same(t Failer, what string, w simhttp.Vendor, want []byte) {
	t.Helper()
	got, err := w.Save()
	if err != nil {
		t.Fatalf("%s, it cannot be saved: %v", what, err)
	}
	if !bytes.Equal(got, want) {
		t.Fatalf("%s, it is another (-want +got):\n%s", what, cmp.Diff(lines(want), lines(got)))
	}
}

// lines breaks a world up for a difference that can be read.
func lines(world []byte) []string { return strings.SplitAfter(string(world), "},") }

// Replica hears of what changes in a world, as another process would.
type Replica struct {
	World
	of World
	t  Failer
}

// Replicate makes a replica of a world as it is. What changed before is told nobody.
func Replicate[W World](t Failer, w W, load func(saved []byte) (W, error)) *Replica {
	t.Helper()
	w.Changes()
	saved, err := w.Save()
	if err != nil {
		t.Fatalf("it cannot be saved: %v", err)
	}
	copied, err := load(saved)
	if err != nil {
		t.Fatalf("what was saved cannot be loaded: %v\n%s", err, saved)
	}
	return &Replica{copied, w, t}
}

// Hear replays what changed since it was last asked for, and returns the record: one
// line, nil where nothing changed.
func (r *Replica) Hear() []byte {
	r.t.Helper()
	record := r.of.Changes()
	if record == nil {
		return nil
	}
	if bytes.ContainsRune(record, '\n') {
		r.t.Errorf("a record of two lines: %s", record)
	}
	if err := r.Replay(record); err != nil {
		r.t.Fatalf("%s: %v", record, err)
	}
	return record
}

// Agrees fails unless nothing is left to tell and the replica is the same as its world.
func (r *Replica) Agrees() {
	r.t.Helper()
	if record := r.of.Changes(); record != nil {
		r.t.Errorf("told twice: %s", record)
	}
	want, err := r.of.Save()
	if err != nil {
		r.t.Fatalf("it cannot be saved: %v", err)
	}
	same(r.t, "replayed", r.World, want)
}

// Told is a world whose server's changes go to a replica. It has no options for one
// request, no page that shifts, and no TLS.
func (r *Replica) Told() simhttp.Vendor { return told{r.of, r} }

type told struct {
	World
	replica *Replica
}

// Changes implements simhttp.Journal.
func (t told) Changes() []byte { return t.replica.Hear() }

// Refused fails unless every seed is, with words that say why.
func Refused[W any](t Failer, seeds map[string]string, load func(seed []byte) (W, error)) {
	t.Helper()
	for seed, words := range seeds {
		if _, err := load([]byte(seed)); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v, want %q", seed, err, words)
		}
	}
}

// Untold fails if what was said has a secret in it.
func Untold(t Failer, said string, secrets ...string) {
	t.Helper()
	for _, secret := range secrets {
		if secret == "" || strings.Contains(said, secret) {
			t.Errorf("%q is told", secret)
		}
	}
}
