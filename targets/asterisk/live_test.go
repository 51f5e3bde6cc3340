package asterisk_test

import (
	"encoding/json"
	"testing"

	"github.com/patchbay-dev/patchbay/targets/asterisk/real"
	"github.com/patchbay-dev/patchbay/targets/targettest"
)

// TestLive holds the driver to the suite on a real Asterisk behind the control plane
// that simulators have. What is left out is about options of a simulator.
func TestLive(t *testing.T) {
	all, err := real.Given(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if all == nil {
		t.Skip("it needs a real Asterisk, which make live gets")
	}
	for _, in := range all {
		t.Run(in.Version, func(t *testing.T) {
			pool := &real.Pool{Install: in}
			t.Cleanup(func() {
				if err := pool.Close(); err != nil {
					t.Error(err)
				}
			})
			target := conforming(t)
			target.Driver.Simulate = pool.Simulate
			for name, world := range target.Worlds {
				target.Worlds[name] = anyVersion(t, world)
			}
			for _, c := range targettest.Cases() {
				if c.Name == "quirks" {
					continue
				}
				t.Run(c.Name, func(t *testing.T) {
					if c.Name == "edited" && in.Major() < 20 {
						t.Skip("an endpoint that goes between the last look at it and its PUT is made anew without codecs, which before 20 a DELETE alone mends")
					}
					t.Parallel()
					c.Check(t, target)
				})
			}
		})
	}
}

// anyVersion is a world that does not say of which version it is.
func anyVersion(t *testing.T, world []byte) []byte {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(world, &all); err != nil {
		t.Fatal(err)
	}
	delete(all, "version")
	out, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
