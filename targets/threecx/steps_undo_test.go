package threecx

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// TestCreatesCanBeTakenBack: what makes something says how it goes again, and
// with all that came along.
func TestCreatesCanBeTakenBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		live := someNative(t)
		_, desired, ds := lowered(acceptable(t), enterprise)
		if ds.HasErrors() {
			t.Skip("refused")
		}
		_, steps, refused := planned(desired, live)
		if refused != "" {
			t.Skip(refused)
		}
		for _, x := range steps {
			if x.Op != state.OpCreate || x.Flags.Irreversible {
				continue
			}
			if x.Inverse == nil {
				t.Fatalf("%s has no way back", x.ID)
			}
			there, _ := state.Apply(live, x.Effects)
			back, wrong := state.Apply(there, x.Inverse.Effects)
			if len(wrong) > 0 {
				t.Fatalf("%s: %v does not fit", x.ID, x.Inverse.Effects[wrong[0]])
			}
			for _, e := range x.Effects {
				_, was := live.Find(e.Object)
				if _, is := back.Find(e.Object); is != was {
					t.Fatalf("%s: %s was there: %v, and is after it was taken back: %v", x.ID, e.Object, was, is)
				}
			}
		}
	})
}
