package check_test

import (
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/check"
	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/source"
)

// TestZones: a window in a zone that does not exist would never open.
func TestZones(t *testing.T) {
	info, _ := diag.Explain(string(diag.UnknownZone))
	for text, want := range map[string]int{
		info.Bad:  1,
		info.Good: 0,
		"organization: timezone: \"Europe/Nowhere\"\npolicies: windows: night: {from: \"22:00\", to: \"06:00\"}\n": 1,
		"organization: timezone: \"Asia/Tokyo\"\npolicies: windows: night: {from: \"22:00\", to: \"06:00\"}\n":     0,
	} {
		tree, err := source.Memory(map[string][]byte{"site.cue": []byte("package acme\n\n" + text)})
		if err != nil {
			t.Fatal(err)
		}
		site, found := load.Site(tree, load.Options{})
		if site == nil {
			t.Fatal(found)
		}
		got := 0
		for _, d := range check.Site(site.Site, site.Causes) {
			if d.Code == diag.UnknownZone && d.Path == "policies.windows.night" {
				got++
			}
		}
		if got != want {
			t.Errorf("%d times that the zone is unknown, want %d:\n%s", got, want, text)
		}
	}
}
