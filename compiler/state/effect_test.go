package state_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// TestApplyInAnyOrder: what effects lead to does not depend on the order in which
// a snapshot holds its objects. Sorted ones are found in another way than others.
func TestApplyInAnyOrder(t *testing.T) {
	names := []string{"1", "2", "3", "4", "5"}
	ref := func(t *rapid.T) state.Ref {
		kind := rapid.SampledFrom([]string{"user", "group", "membership", "queue"}).Draw(t, "kind")
		key := rapid.SampledFrom(names).Draw(t, "key")
		if kind == "membership" {
			key += "/" + rapid.SampledFrom(names).Draw(t, "member")
		}
		return state.Ref{Kind: kind, Key: key}
	}
	rapid.Check(t, func(t *rapid.T) {
		var objects []state.Object
		there := map[state.Ref]bool{}
		for range rapid.IntRange(0, 12).Draw(t, "objects") {
			r := ref(t)
			if there[r] {
				continue
			}
			there[r] = true
			o := object(r.String())
			switch r.Kind {
			case "user":
				o.Put("Boss", state.OfText(rapid.SampledFrom(names).Draw(t, "boss")))
			case "queue":
				o.Put("Agents", state.OfSet(rapid.SliceOfN(rapid.SampledFrom(names), 0, 3).Draw(t, "agents")...))
			}
			objects = append(objects, o)
		}
		var effects []state.Effect
		for range rapid.IntRange(0, 6).Draw(t, "effects") {
			e := state.Effect{Op: rapid.SampledFrom([]state.Op{state.OpCreate, state.OpUpdate, state.OpDelete}).Draw(t, "op"), Object: ref(t)}
			if e.Op == state.OpUpdate && e.Object.Kind != "membership" && rapid.Bool().Draw(t, "rename") {
				e.LiveKey = rapid.SampledFrom(names).Draw(t, "from")
			}
			if e.Op != state.OpDelete && e.Object.Kind == "user" {
				e.Attrs = []state.Attr{attr("Email", state.OfText(rapid.SampledFrom(names).Draw(t, "email")))}
			}
			effects = append(effects, e)
		}
		mixed := &state.Snapshot{Objects: rapid.Permutation(objects).Draw(t, "order")}
		sorted := &state.Snapshot{Objects: slices.Clone(objects)}
		sorted.Sort()
		before := show(sorted)
		want, wrong := schema.Apply(mixed, effects)
		got, wrongSorted := schema.Apply(sorted, effects)
		if d := cmp.Diff(show(want), show(got)); d != "" {
			t.Fatalf("(-mixed +sorted)\n%s", d)
		}
		if d := cmp.Diff(wrong, wrongSorted); d != "" {
			t.Fatalf("errors (-mixed +sorted)\n%s", d)
		}
		if d := cmp.Diff(before, show(sorted)); d != "" {
			t.Fatalf("the snapshot itself was changed\n%s", d)
		}
	})
}

// TestSort holds it against the plain way.
func TestSort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s state.Snapshot
		for i := range rapid.IntRange(0, 40).Draw(t, "objects") {
			kind := rapid.SampledFrom([]string{"b", "a", "ab", ""}).Draw(t, "kind")
			s.Objects = append(s.Objects, state.Object{Kind: kind, Key: fmt.Sprint(rapid.IntRange(0, 30).Draw(t, "key"), "/", i)})
		}
		want := slices.Clone(s.Objects)
		slices.SortFunc(want, func(a, b state.Object) int {
			if c := strings.Compare(a.Kind, b.Kind); c != 0 {
				return c
			}
			return strings.Compare(a.Key, b.Key)
		})
		if s.Sort(); !cmp.Equal(want, s.Objects, cmp.AllowUnexported(state.Value{})) {
			t.Fatalf("got %v, want %v", s.Objects, want)
		}
	})
}
