package threecx

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// differs compares readable, settable attributes. None and absent are the same:
// what is empty is not written. Forwarding is running state, and no row of
// defaults without a value can be spoken of.
func differs(a, b *state.Snapshot) string {
	schema := Schema(enterprise)
	for _, pair := range [][2]*state.Snapshot{{a, b}, {b, a}} {
		for i := range pair[0].Objects {
			o := &pair[0].Objects[i]
			k, _ := schema.Kind(o.Kind)
			other, ok := pair[1].Find(o.Ref())
			if !ok {
				if o.Kind != Forwarding && (o.Kind != GroupRole || len(o.Attrs) > 2) {
					return o.Ref().String() + " is on one side only"
				}
				continue
			}
			for _, x := range o.Attrs {
				f, _ := k.Field(x.Name)
				if f.Flags&(state.Computed|state.Runtime|state.Secret) == 0 && x.Value.Presence() == state.Set && !x.Value.Equal(other.Get(x.Name)) {
					return o.Ref().String() + "." + x.Name + " is " + x.Value.String() + " and " + other.Get(x.Name).String()
				}
			}
		}
	}
	return ""
}

func TestRaiseKeepsEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := someNative(t)
		site, ds := Raise(s, nil)
		if len(ds) > 0 {
			t.Skip("something was left out, and said so")
		}
		_, again, more := lowered(site, enterprise)
		if more.HasErrors() {
			t.Fatalf("what was raised cannot be lowered: %v", more.Err())
		}
		if d := differs(s, again); d != "" {
			t.Fatal(d)
		}
	})
}
