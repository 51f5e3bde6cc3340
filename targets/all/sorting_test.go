package all_test

import (
	"errors"
	"maps"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func sortedRefs(m map[state.Ref]bool) []state.Ref {
	return slices.SortedFunc(maps.Keys(m), state.Ref.Compare)
}

// asList finds the diagnostics in an error.
func asList(err error, list *diag.List) bool {
	var one diag.Diagnostic
	if errors.As(err, &one) {
		*list = diag.List{one}
		return true
	}
	return errors.As(err, list)
}
