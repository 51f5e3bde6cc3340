// Package examples proves that the sites of this folder are sound.
package examples

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cuelang.org/go/cue/format"

	"github.com/patchbay-dev/patchbay/compiler/check"
	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/source"
	"github.com/patchbay-dev/patchbay/targets/threecx/sim"
)

// sites are the folders here that hold a site.
func sites(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		if e.IsDir() {
			out = append(out, e.Name())
		}
	}
	return out
}

// TestClean wants no diagnostic at all from an example.
func TestClean(t *testing.T) {
	for _, dir := range sites(t) {
		t.Run(dir, func(t *testing.T) {
			tree, err := source.Dir(t.Context(), dir)
			if err != nil {
				t.Fatal(err)
			}
			r, diags := load.Site(tree, load.Options{})
			if r == nil {
				t.Fatalf("does not load:\n%v", diags)
			}
			for _, d := range append(diags, check.Site(r.Site, nil)...) {
				t.Errorf("%s %s: %s (%s)", d.Severity, d.At(), d.Message, d.Hint)
			}
		})
	}
}

// TestSeeds wants every seed to be a world of its simulator.
func TestSeeds(t *testing.T) {
	for _, dir := range sites(t) {
		seed, err := os.ReadFile(filepath.Join(dir, "seed.json"))
		if err != nil {
			t.Error(err)
			continue
		}
		if _, err := sim.New(seed, sim.Options{}); err != nil {
			t.Errorf("%s/seed.json: %v", dir, err)
		}
	}
}

// TestFormatted wants CUE files as cue fmt leaves them, and three lines of README.
func TestFormatted(t *testing.T) {
	for _, dir := range sites(t) {
		readme, err := os.ReadFile(filepath.Join(dir, "README.md"))
		if err != nil {
			t.Error(err)
		}
		if n := strings.Count(string(readme), "\n"); n > 3 {
			t.Errorf("%s/README.md has %d lines", dir, n)
		}
		err = filepath.WalkDir(dir, func(name string, _ fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(name) != ".cue" {
				return err
			}
			data, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			if want, err := format.Source(data); err != nil || string(want) != string(data) {
				t.Errorf("%s: run cue fmt (%v)", name, err)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}
