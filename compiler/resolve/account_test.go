package resolve

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// TestLoweredKnowsEveryPath holds it against a set of all paths, written out.
func TestLoweredKnowsEveryPath(t *testing.T) {
	canonical := rapid.SampledFrom([]string{"users.a", "users.a.department", `users."a.b"`, "users", "groups.g", ""})
	path := rapid.SampledFrom([]string{".email", ".department", ".voicemail.email", `."x.y".z`, "users.a", "users.a.email", `users."a.b".email`, "groups.g.title", "users.a.department.x"})
	rapid.Check(t, func(t *rapid.T) {
		var s state.Snapshot
		for range rapid.IntRange(0, 5).Draw(t, "objects") {
			o := state.Object{Kind: "user", Canonical: canonical.Draw(t, "canonical")}
			for range rapid.IntRange(0, 3).Draw(t, "attrs") {
				o.Attrs = append(o.Attrs, state.Attr{From: rapid.SliceOfN(path, 0, 3).Draw(t, "from")})
			}
			s.Objects = append(s.Objects, o)
		}
		want, got := map[string]bool{}, loweredIn(&s)
		for i := range s.Objects {
			o := &s.Objects[i]
			want[o.Canonical] = true
			for _, a := range o.Attrs {
				for _, p := range o.Paths(a) {
					want[p] = true
				}
			}
		}
		asked := canonical.Draw(t, "asked")
		if rapid.Bool().Draw(t, "below") {
			asked += path.Draw(t, "asked below")
		}
		if asked != "" && asked[0] != '.' && want[asked] != got.has(asked) {
			t.Fatalf("%s: want %v, got %v", asked, want[asked], got.has(asked))
		}
	})
}
