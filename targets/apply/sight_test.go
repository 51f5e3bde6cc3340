package apply

import (
	"fmt"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// TestCheckIsLinear: four times as many objects that are not there yet, each
// looked up by itself, cost four times as much, not sixteen times.
func TestCheckIsLinear(t *testing.T) {
	cost := func(n int) float64 {
		live := &state.Snapshot{}
		var refs []state.Ref
		var changes []diff.Change
		for i := range n {
			ref := state.Ref{Kind: "person", Key: fmt.Sprint(100000 + i)}
			refs = append(refs, ref)
			live.Coverage = append(live.Coverage, state.Coverage{Extent: state.Extent{Kind: "person", Attr: "Number", Value: ref.Key}, Reach: state.Complete})
			changes = append(changes, diff.Change{Op: state.OpCreate, Object: ref, Part: diff.Asked})
		}
		r := &run{Job: Job{Schema: schema}, expected: expect(schema, changes, nil)}
		return testing.AllocsPerRun(1, func() {
			if m := r.expected.moved(r.sight(live), refs); len(m) > 0 {
				t.Fatal(m[0])
			}
		})
	}
	if small, large := cost(500), cost(2000); large > 6*small {
		t.Errorf("%v allocations for 500 objects, %v for 2000", small, large)
	}
}
