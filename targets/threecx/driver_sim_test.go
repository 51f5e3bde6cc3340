package threecx

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/targets/internal/draft"
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
	if d := cmp.Diff(append(slices.Clone(have), "owner"), draft.SortedKeys(simOptions), cmp.Transformer("sorted", func(s []string) []string { return slices.Sorted(slices.Values(s)) })); d != "" {
		t.Errorf("options (-simulator +driver)\n%s", d)
	}
}
