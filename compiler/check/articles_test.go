package check_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/check"
)

// TestArticles holds what vendors' help pages describe to be sayable: one site
// for each, with the remarks that it deserves. The 3CX page is examples/acme.
func TestArticles(t *testing.T) {
	privileged := func(role, permission string) string {
		return `notice PB2062 roles.` + role + `.grants."` + permission + `"`
	}
	everyQueue := "warning PB2073 targets.phone.contactCenter.supervisor.limitToAssigned"
	want := map[string][]string{
		"bitrix24":   {privileged("administrateur", "telephony.settings")},
		"dimensions": {privileged("support", "rights.manage"), privileged("lead", "licences.assign")},
		"goto":       {privileged("facturation", "licences.assign"), everyQueue, everyQueue},
		"rainbow":    {},
	}
	files, err := filepath.Glob("testdata/articles/*.cue")
	if err != nil || len(files) != len(want) {
		t.Fatalf("%d articles, want %d (%v)", len(files), len(want), err)
	}
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".cue")
		t.Run(name, func(t *testing.T) {
			src, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			_, body, _ := strings.Cut(string(src), "package acme\n")
			if diff := cmp.Diff(want[name], codes(check.Site(read(t, body), nil))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
