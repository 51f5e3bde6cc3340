package simtest

import (
	"path/filepath"
	"testing"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// Shared is a simulator of which several servers have one world file, as processes do.
// C is a client; each function fails the test when it does not find what it is to.
type Shared[C any] struct {
	Open        func(file string) (*simhttp.Server, C)
	Make        func(c C) (id string)
	Change      func(c C, id string)
	Delete      func(c C, id string)
	There, Gone func(c C, id string)
}

// Check fails unless two servers see one world at once, and a third what they left.
func (x Shared[C]) Check(t testing.TB) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "world.json")
	first, one := x.Open(file)
	second, two := x.Open(file)
	id := x.Make(one)
	x.There(two, id)
	x.Change(two, id)
	x.Delete(two, id)
	x.Gone(one, id)
	kept := x.Make(one)
	if first.Close() != nil || second.Close() != nil {
		t.Error("a world could not be written")
	}
	third, three := x.Open(file)
	x.There(three, kept)
	if err := third.Close(); err != nil {
		t.Error(err)
	}
}
