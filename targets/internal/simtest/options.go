package simtest

import (
	"reflect"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/targets/internal/quirk"
)

// Options fails unless all options stand in order with a sentence, take their values,
// do not take everything, and change something. Values are by name, parted by blanks;
// true and false where there are none.
func Options[S any](t Failer, known quirk.List[S], usual S, values map[string]string) {
	t.Helper()
	names := known.Names()
	if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Errorf("out of order: %v", names)
	}
	for _, o := range known {
		if !strings.HasSuffix(o.What, ").") || strings.Contains(o.What, ". ") {
			t.Errorf("%s is no sentence that ends with its values: %s", o.Name, o.What)
		}
		option(t, known, usual, o.Name, words(values[o.Name]))
	}
	for name := range values {
		if !slices.Contains(names, name) {
			t.Errorf("there is no option %s", name)
		}
	}
}

func words(values string) []string {
	if values == "" {
		return []string{"true", "false"}
	}
	return strings.Fields(values)
}

// option holds one option to its values.
func option[S any](t Failer, known quirk.List[S], usual S, name string, values []string) {
	t.Helper()
	changes := false
	for _, v := range values {
		s, err := known.Over(usual, "PBX", map[string]string{name: v})
		if err != nil {
			t.Errorf("%s=%s: %v", name, v, err)
		}
		changes = changes || !reflect.DeepEqual(s, usual)
	}
	if !changes {
		t.Errorf("%s: nothing changes by any of %q", name, values)
	}
	if _, err := known.Over(usual, "PBX", map[string]string{name: "no such value"}); err == nil {
		t.Errorf("%s takes anything", name)
	}
}

// Inferred fails unless everything inferred says what and why, once, with options that
// exist; routes are the names that routes are taken away by, "" for those that cannot be.
func Inferred(t Failer, all quirk.Inferred, options, routes []string) {
	t.Helper()
	seen := map[string]bool{}
	for _, i := range all {
		if seen[i.Name] || i.Name == "" || i.What == "" || i.Why == "" {
			t.Errorf("there twice, or without a reason: %+v", i)
		}
		seen[i.Name] = true
		for name := range strings.SplitSeq(i.Option, ", ") {
			if name != "" && !slices.Contains(options, name) {
				t.Errorf("%s names the option %s", i.Name, name)
			}
		}
	}
	for _, name := range routes {
		if name != "" && !seen[name] {
			t.Errorf("a route is taken away as %s, which is not in the list", name)
		}
	}
}
