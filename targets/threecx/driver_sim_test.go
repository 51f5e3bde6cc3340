package threecx

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/targets/threecx/sim"
)

// TestQuirksAndOptions: each way in which the simulated PBX can differ can be
// asked for, and is written down as a quirk. What the world is made of (owner)
// is none.
func TestQuirksAndOptions(t *testing.T) {
	have := []string{"version"}
	fields := reflect.TypeFor[sim.Options]()
	for i := range fields.NumField() {
		if name, _, _ := strings.Cut(fields.Field(i).Tag.Get("json"), ","); name != "-" {
			have = append(have, name)
		}
	}
	slices.Sort(have)
	var quirky []string
	for _, q := range quirks {
		if q.Option != "" {
			quirky = append(quirky, q.Option)
		}
	}
	slices.Sort(quirky)
	if d := cmp.Diff(have, quirky); d != "" {
		t.Errorf("quirks (-simulator +documented)\n%s", d)
	}
	if d := cmp.Diff(slices.Sorted(slices.Values(append(have, "owner"))), sim.Known.Names()); d != "" {
		t.Errorf("options (-fields +known)\n%s", d)
	}
}
