package threecx

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// TestPrivilegedRightsRestOnWhatTheyName: from their holder and what they come
// through, and nothing else, the same answer follows; and whatever else goes,
// they stay.
func TestPrivilegedRightsRestOnWhatTheyName(t *testing.T) {
	seen := 0
	rapid.Check(t, func(t *rapid.T) {
		live := someNative(t)
		if len(live.OfKind(User)) > 0 && rapid.Bool().Draw(t, "administrator") {
			u := live.OfKind(User)[0]
			m := state.Object{Kind: Membership, Key: "Sales/" + u.Key}
			if _, there := live.Find(m.Ref()); !there {
				m.Put("Group", state.OfText("Sales"))
				m.Put("User", state.OfText(u.Key))
				m.Put("RoleName", state.OfText(rapid.SampledFrom([]string{"system_owners", "system_admins"}).Draw(t, "role")))
				live.Objects = append(live.Objects, m)
				live.Sort()
			}
		}
		for _, r := range Rights(live).Rows {
			if !r.Privileged || r.Answer != rights.Yes {
				continue
			}
			seen++
			rests := map[state.Ref]bool{r.Holder: true}
			for _, v := range r.Via {
				rests[v.Object] = true
			}
			others := rapid.SliceOfN(rapid.Bool(), len(live.Objects), len(live.Objects)).Draw(t, "also there")
			cut := *live
			cut.Objects = nil
			for i, o := range live.Objects {
				if rests[o.Ref()] || others[i] {
					cut.Objects = append(cut.Objects, o)
				}
			}
			if !slices.ContainsFunc(Rights(&cut).Rows, func(x rights.Row) bool {
				return x.Right == r.Right && x.Answer == rights.Yes && x.Privileged
			}) {
				t.Fatalf("%v does not follow from what it comes through: %v", r.Right, r.Via)
			}
		}
	})
	if seen == 0 {
		t.Error("nobody was an administrator")
	}
}

// TestAccountsThatAreOff: their rights are listed, and nobody can use them.
func TestAccountsThatAreOff(t *testing.T) {
	live := world()
	off := func() []state.Ref { return Rights(live).Off }
	if len(off()) != 0 {
		t.Fatalf("off are %v", off())
	}
	rows := len(Rights(live).Rows)
	for i := range live.Objects {
		if o := &live.Objects[i]; o.Kind == User && o.Key == "101" {
			o.Put("Enabled", state.OfBool(false))
		}
	}
	if got := off(); len(got) != 1 || got[0] != (state.Ref{Kind: User, Key: "101"}) || !Rights(live).IsOff(got[0]) {
		t.Errorf("off are %v", got)
	}
	if len(Rights(live).Rows) != rows {
		t.Error("rights of an account that is off are not listed")
	}
}
