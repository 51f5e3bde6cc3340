package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// charges asks for consent to calls that raise the bill, and says by what. What a
// person orders by hand is that person's to order.
func charges(w *World) []Refusal {
	items := map[string]int{}
	about := map[state.Ref]bool{}
	for i := range w.Section.Steps {
		s := &w.Section.Steps[i]
		if !s.Flags.Costs || s.Kind == Manual {
			continue
		}
		about[s.Object] = true
		for _, item := range s.Charges {
			items[item]++
		}
	}
	if len(about) == 0 {
		return nil
	}
	message := "the bill would rise"
	if len(items) > 0 {
		message += ": " + listed(times(items))
	}
	return []Refusal{{Guard: "charges", Count: len(about), Objects: few(slices.SortedFunc(maps.Keys(about), state.Ref.Compare)), Flag: AcceptCharges, Message: message}}
}

// times are words with how often each is there: "2 × Professional User".
func times(items map[string]int) []string {
	var out []string
	for _, item := range slices.SortedFunc(maps.Keys(items), strings.Compare) {
		out = append(out, fmt.Sprintf("%d × %s", items[item], item))
	}
	return out
}
