package apply

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/ledger"
)

// drawn is a random set of people and teams.
func drawn(t *rapid.T, label string) []state.Object {
	var out []state.Object
	n := rapid.IntRange(0, 6).Draw(t, label+" people")
	for i := range n {
		if rapid.Bool().Draw(t, "in") {
			out = append(out, person(fmt.Sprint(100+i), rapid.SampledFrom([]string{"a", "b"}).Draw(t, "mail"), rapid.SampledFrom([]string{"user", "manager"}).Draw(t, "role")))
		}
	}
	for i := range rapid.IntRange(0, 2).Draw(t, label+" teams") {
		if len(out) > 0 {
			out = append(out, team(fmt.Sprint("t", i), out[0].Key))
		}
	}
	return out
}

// TestConverges: whatever becomes of the calls of two runs, killed ones among
// them, a third run leads to what was asked for. Nothing is there twice and
// nothing that was not asked for is gone. A run that finds its plan stale plans
// again, as a person does.
func TestConverges(t *testing.T) {
	dirs := t.TempDir()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		dir := fmt.Sprintf("%s/%d", dirs, n)
		f := newFake()
		for _, o := range drawn(t, "live") {
			f.put(o)
		}
		want := drawn(t, "desired")
		fates := rapid.SliceOfN(rapid.SampledFrom([]fate{fine, fine, fine, refused, notSent, lostAfter, lostBefore, killedBefore, killedAfter}), 20, 20).Draw(t, "fates")
		sent := 0
		f.fates = func(int) fate {
			if sent++; sent <= len(fates) {
				return fates[sent-1]
			}
			return fine
		}
		s := planned(f, want, usual)
		for i := 1; ; i++ {
			if i == 3 {
				f.fates = func(int) fate { return fine }
			}
			err := survive(f, s, dir, fmt.Sprint("r", i))
			if errors.Is(err, ErrStale) || i > 1 && rapid.Bool().Draw(t, "plan again") {
				s = planned(f, want, usual)
				err = survive(f, s, dir, fmt.Sprint("r", i, "b"))
			}
			if i == 3 {
				if err != nil {
					t.Fatalf("the third run, without faults: %v", err)
				}
				break
			}
		}
		if got := f.text(); got != text(want) {
			t.Fatalf("got:\n%s\nwant:\n%s", got, text(want))
		}
	})
}

// survive runs a job that may be killed. The lock of a killed one is freed as
// the system does it.
func survive(f *fake, s plan.Section, dir, run string) (err error) {
	j, err := jobOf(f, s, dir, run)
	if err != nil {
		return err
	}
	defer func() {
		if p := recover(); p != nil {
			if _, ok := p.(killed); !ok {
				panic(p)
			}
			err = errors.Join(errKilled, os.RemoveAll(filepath.Join(dir, ledger.Folder, "locks")))
		}
	}()
	_, err = Run(context.Background(), j)
	return err
}

var errKilled = errors.New("killed")
