package rights

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// TestByRight: rows come in the order of their rights, and those of one right as
// they were given.
func TestByRight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"", "a", "b", "c"})
		rows := rapid.SliceOf(rapid.Custom(func(t *rapid.T) Row {
			return Row{Right: Right{Holder: state.Ref{Kind: word.Draw(t, "kind"), Key: word.Draw(t, "key")},
				Permission: word.Draw(t, "permission"), Scope: word.Draw(t, "scope"), Level: word.Draw(t, "level")}}
		})).Draw(t, "rows")
		want := make([]int, len(rows))
		for i := range want {
			want[i] = i
		}
		slices.SortStableFunc(want, func(i, j int) int { return rows[i].Right.Compare(rows[j].Right) })
		if diff := cmp.Diff(want, byRight(rows)); diff != "" {
			t.Error(diff)
		}
	})
}

func BenchmarkGather(b *testing.B) {
	var rows []Row
	for _, permission := range []string{"calls.place", "calls.park", "calls.monitor", "recordings.listen", "presence.set"} {
		for i := range 10_000 {
			rows = append(rows, Row{Right: Right{Holder: state.Ref{Kind: "user", Key: string(rune('a'+i%26)) + string(rune('a'+i/26%26)) + string(rune('a'+i/676))}, Permission: permission, Scope: "own"}, Answer: Yes})
		}
	}
	for b.Loop() {
		Gather(rows, nil)
	}
}
