package diff_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

var anyReach = rapid.SampledFrom([]state.Reach{state.Complete, state.Partial, state.Denied, state.Unreadable})

func drawSide(t *rapid.T, label string) *state.Snapshot {
	s := &state.Snapshot{}
	for _, k := range []string{"user", "group"} {
		s.Coverage = append(s.Coverage, state.Coverage{Extent: state.Extent{Kind: k}, Reach: anyReach.Draw(t, label+" reach")})
		for i := range 5 {
			if !rapid.Bool().Draw(t, label+" has") {
				continue
			}
			key := fmt.Sprintf("%s%d", k[:1], i)
			o := state.Object{Kind: k, Key: key, ID: "id" + key, Canonical: k + "s." + key}
			kind, _ := schema.Kind(k)
			o.Put(kind.Key[0], state.OfText(key))
			for _, name := range []string{"Email", "Mobile", "Status", "Language"} {
				if _, ok := kind.Field(name); ok && rapid.Bool().Draw(t, "sets") {
					o.Put(name, state.OfText(rapid.SampledFrom([]string{"", "a", "A", "b"}).Draw(t, "value")), "."+name)
				}
			}
			s.Objects = append(s.Objects, o)
		}
	}
	if rapid.Bool().Draw(t, label+" exclusive") {
		s.Claims = []state.Extent{{Kind: "user"}, {Kind: "group"}}
	}
	s.Sort()
	return s
}

func drawInput(t *rapid.T) diff.Input {
	in := diff.Input{Schema: schema, Desired: drawSide(t, "desired"), Live: drawSide(t, "live"),
		Released: map[string]diff.Release{"users": rapid.SampledFrom([]diff.Release{diff.ToReset, diff.ToLeave, diff.ToError}).Draw(t, "released")}}
	if rapid.Bool().Draw(t, "base is known") {
		in.Base = drawSide(t, "base")
	}
	if rapid.Bool().Draw(t, "last is known") {
		in.Record = (*state.Record)(nil).Settled(schema, drawSide(t, "last"), in.Live, nil)
	}
	return in
}

// TestNotSeenIsNotAbsent: whatever the sides are, nothing is created or deleted
// where the target was not read in full, and what is not done is said.
func TestNotSeenIsNotAbsent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		reach := map[string]state.Reach{}
		for _, c := range in.Live.Coverage {
			reach[c.Kind] = c.Reach
		}
		set, diags := diff.Compare(in)
		for _, c := range set.Changes {
			if c.Op != state.OpUpdate && c.Acts() && reach[c.Object.Kind] != state.Complete {
				t.Fatalf("%s, where the list of the kind is %s", c.Name(), reach[c.Object.Kind])
			}
		}
		for i := range in.Desired.Objects {
			o := &in.Desired.Objects[i]
			if _, there := in.Live.Find(o.Ref()); !there && reach[o.Kind] != state.Complete && !said(diags, diag.NotWhollyRead) {
				t.Fatalf("%s was not created, and nothing says why", o.Ref())
			}
		}
	})
}

func said(l diag.List, code diag.Code) bool {
	return slices.ContainsFunc(l, func(d diag.Diagnostic) bool { return d.Code == code })
}

// TestUnmanagedIsNotTouched: what desired does not mention, and does not claim,
// and nobody declared before, is in no change that acts.
func TestUnmanagedIsNotTouched(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		set, _ := diff.Compare(in)
		for _, c := range set.Changes {
			if !c.Acts() {
				continue
			}
			d, declared := in.Desired.Find(c.Object)
			live, _ := in.Live.Find(c.Live())
			switch {
			case c.Op == state.OpDelete && !in.Desired.Claimed(live) && c.Part != diff.Reset:
				t.Fatalf("%s outside every claim", c.Name())
			case c.Op != state.OpDelete && !declared:
				t.Fatalf("%s of what is not declared", c.Name())
			case c.Op != state.OpUpdate:
				continue
			}
			for _, f := range c.Fields {
				if d.Get(f.Name).Presence() == state.Absent && f.Part.Acts() && f.Part != diff.Reset {
					t.Fatalf("%s of %s, which is not declared", f.Name, c.Name())
				}
			}
		}
	})
}

// TestOrderOfInputsDoesNotMatter: the same sides in another order give the same
// changes and diagnostics.
func TestOrderOfInputsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		set, diags := diff.Compare(in)
		seed := rapid.Uint64().Draw(t, "seed")
		r := rand.New(rand.NewPCG(seed, 1))
		other := in
		other.Desired, other.Live, other.Base = shuffled(r, in.Desired), shuffled(r, in.Live), shuffled(r, in.Base)
		again, diagsAgain := diff.Compare(other)
		same := cmp.Comparer(func(a, b state.Value) bool { return a.Equal(b) && a.Source() == b.Source() })
		if d := cmp.Diff(set, again, same) + cmp.Diff(diags, diagsAgain); d != "" {
			t.Fatal(d)
		}
	})
}

func shuffled(r *rand.Rand, s *state.Snapshot) *state.Snapshot {
	if s == nil {
		return nil
	}
	out := *s
	out.Objects = slices.Clone(s.Objects)
	r.Shuffle(len(out.Objects), func(i, j int) { out.Objects[i], out.Objects[j] = out.Objects[j], out.Objects[i] })
	return &out
}
