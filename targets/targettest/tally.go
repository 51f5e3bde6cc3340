package targettest

import (
	"os"
	"sync"
	"testing"
)

// torture reports whether the matrices run in full: more plans, more worlds, and
// chance.
func torture() bool { return os.Getenv("TORTURE") != "" }

// spared reports whether the ith of many cases that are alike is left out: with
// -short one in n is tried. The race detector, which makes each take eight times as
// long, is to see every path of the code, and not every request go wrong: it gets
// half of those.
func spared(i, n int) bool {
	if Racing {
		n = 2*n + 1
	}
	return testing.Short() && i%n != 0
}

// tally counts the cases of a matrix.
type tally struct {
	*check
	name string

	mu             sync.Mutex
	passed, failed int
}

// tally begins to count, and tells the sum when the case is over.
func (c *check) tally(name string) *tally {
	t := &tally{check: c, name: name}
	c.Cleanup(func() {
		c.Logf("matrix %s, %s: %d passed, %d failed", c.Driver.Type, name, t.passed, t.failed)
		if t.passed+t.failed == 0 {
			c.Errorf("matrix %s, %s: nothing was tried", c.Driver.Type, name)
		}
	})
	return t
}

// count notes what became of one case; why is "" when it went well.
func (t *tally) count(c *check, what, why string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if why == "" {
		t.passed++
		return
	}
	t.failed++
	if t.failed <= 10 {
		c.Errorf("%s: %s: %s", t.name, what, why)
	}
}

// plans is how many plans a matrix is run with.
func plans(usual, tortured int) int {
	if torture() {
		return tortured
	}
	return usual
}
