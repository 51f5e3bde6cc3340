package examples

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/source"
	"github.com/patchbay-dev/patchbay/targets/all"
	"github.com/patchbay-dev/patchbay/targets/run"
)

// TestPolicies runs the tests of the examples' policies, as `patchbay vet --test`
// does, and wants one for every rule.
func TestPolicies(t *testing.T) {
	ran := 0
	for _, dir := range sites(t) {
		if _, err := os.Stat(filepath.Join(dir, "policy")); err != nil {
			continue
		}
		tree, err := source.Dir(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		book := run.ReadRules(tree, all.Drivers, true)
		clean(t, book.Found)
		if book.Rules == nil {
			continue
		}
		trials, found := book.Rules.Try()
		clean(t, found)
		for _, trial := range trials {
			ran++
			for _, p := range trial.Problems {
				t.Errorf("%s: %s: %s", dir, trial.Name, p)
			}
		}
		tests, err := os.ReadFile(filepath.Join(dir, "policy", "rules_test.cue"))
		if err != nil {
			t.Fatal(err)
		}
		for _, family := range []string{"deny", "warn"} {
			for _, rule := range book.Rules.Names(family) {
				if !strings.Contains(string(tests), family+": "+rule+":") {
					t.Errorf("%s: no test shows that %s.%s says anything", dir, family, rule)
				}
			}
		}
	}
	if ran == 0 {
		t.Error("no example has policies with tests")
	}
}
