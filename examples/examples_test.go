// Package examples proves that the sites of this folder are sound.
package examples

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cuelang.org/go/cue/format"

	"github.com/patchbay-dev/patchbay/compiler/check"
	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/source"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/all"
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

// read loads an example.
func read(t *testing.T, dir string) *load.Result {
	t.Helper()
	tree, err := source.Dir(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	r, diags := load.Site(tree, load.Options{})
	if r == nil || len(diags) > 0 {
		t.Fatalf("%s:\n%v", dir, diags)
	}
	return r
}

// clean wants no diagnostic at all.
func clean(t *testing.T, diags diag.List) {
	t.Helper()
	for _, d := range diags {
		t.Errorf("%s %s: %s (%s)", d.Severity, d.At(), d.Message, d.Hint)
	}
}

// remarked is what an example shows on purpose.
var remarked = map[string]diag.Code{"vigie": diag.PrivilegedGrant}

// TestClean wants examples without a mistake, and without a remark but those.
func TestClean(t *testing.T) {
	for _, dir := range sites(t) {
		t.Run(dir, func(t *testing.T) {
			r := read(t, dir)
			ds := check.Site(r.Site, r.Causes)
			clean(t, slices.DeleteFunc(ds, func(d diag.Diagnostic) bool { return d.Code == remarked[dir] && d.Severity == diag.Notice }))
		})
	}
}

// shared are the sites whose systems are of several kinds: what one of these cannot
// hold, another does.
var shared = map[string]bool{"meridian": true}

// TestNothingLost wants each target to hold all that an example asks of it, by its
// API or by a person's hand.
func TestNothingLost(t *testing.T) {
	for _, dir := range sites(t) {
		t.Run(dir, func(t *testing.T) {
			site := read(t, dir).Site
			lost := map[string]int{} // by path, on how many targets
			for i := range site.Targets {
				target := &site.Targets[i]
				driver, ok := all.Find(target.Type)
				if !ok {
					t.Fatalf("no driver for %s", target.Type)
				}
				profile := resolve.Offline(target)
				desired, diags := resolve.For(site, target, profile, driver.Caps(profile))
				_, losses := driver.Lower(desired)
				if !shared[dir] {
					clean(t, byAPI(diags))
					clean(t, losses)
				}
				for _, d := range append(byAPI(diags), losses...) {
					if d.Severity == diag.Error {
						t.Errorf("%s: %s", d.Path, d.Message)
					}
					lost[d.Path]++
				}
			}
			for path, n := range lost {
				if n == len(site.Targets) {
					t.Errorf("%s: no target holds it", path)
				}
			}
		})
	}
}

// byAPI leaves out what is said of things that a person sets: that is no loss.
func byAPI(diags diag.List) diag.List {
	return slices.DeleteFunc(slices.Clone(diags), func(d diag.Diagnostic) bool { return d.Code == diag.LossByHand && d.Severity == diag.Notice })
}

// TestSeeds wants every seed to be a world of its simulator, and every target to
// begin as one.
func TestSeeds(t *testing.T) {
	for _, dir := range sites(t) {
		site := read(t, dir).Site
		for i := range site.Targets {
			target := &site.Targets[i]
			file, ok := strings.CutPrefix(target.URL, "sim:")
			driver, found := all.Find(target.Type)
			if !ok || !found {
				t.Errorf("%s: target %s is no simulator", dir, target.ID)
				continue
			}
			seed, err := os.ReadFile(filepath.Join(dir, file))
			if err != nil {
				t.Error(err)
				continue
			}
			run, err := driver.Simulate(t.Context(), targets.SimOptions{Seed: seed})
			if err != nil {
				t.Errorf("%s/%s: %v", dir, file, err)
				continue
			}
			run.Close()
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
