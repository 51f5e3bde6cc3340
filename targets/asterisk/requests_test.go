package asterisk_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/asterisk"
	"github.com/patchbay-dev/patchbay/targets/targettest"
)

// crowded starts an Asterisk of n lines that no site knows.
func crowded(t testing.TB, n int) targets.Simulator {
	t.Helper()
	type object map[string]map[string]string
	objects := map[string]map[string]object{"endpoint": {}, "aor": {}, "auth": {}}
	for i := range n {
		id := fmt.Sprint(900000 + i)
		objects["endpoint"][id] = object{"attributes": {"allow": "ulaw", "aors": id, "auth": id}}
		objects["aor"][id] = object{"attributes": {"max_contacts": "1"}}
		objects["auth"][id] = object{"attributes": {"username": id, "password": "x" + id}}
	}
	seed, err := json.Marshal(map[string]any{"objects": objects})
	if err != nil {
		t.Fatal(err)
	}
	sim, err := asterisk.Driver.Simulate(t.Context(), targets.SimOptions{Seed: seed})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sim.Close() })
	return sim
}

// TestWholeReadCost: a read costs as many requests whatever there is.
func TestWholeReadCost(t *testing.T) {
	for _, n := range []int{0, 300, 3000} {
		s, got := targettest.Glance(t, asterisk.Driver, crowded(t, n))
		if lines := len(s.OfKind(asterisk.Endpoint)); lines != n {
			t.Errorf("%d of %d lines", lines, n)
		}
		if got != 13 {
			t.Errorf("%d lines: %d requests, want 13", n, got)
		}
		for _, c := range s.Coverage {
			if c.Reach != state.Complete {
				t.Errorf("%s: %s", c.Kind, c.Reason)
			}
		}
	}
}

// TestApplyCost: a line is two objects and so two writes, and mailboxes go thirty at a
// time; what is looked at beside them is a few requests for each page, while there is
// not much more on the system than is written.
func TestApplyCost(t *testing.T) {
	for _, x := range []struct{ there, made, most int }{{0, 1, 20}, {0, 50, 125}, {0, 400, 890}, {400, 400, 890}} {
		sim := crowded(t, x.there)
		line := func(i int) string {
			return fmt.Sprintf(`firstName: "User", lastName: "Number %d", extension: "%d", voicemail: enabled: true`, i, 1000+i)
		}
		got := targettest.Changes(t, targettest.Crowd(t, asterisk.Driver, sim, t.TempDir(), x.made, line), sim, 3*x.made)
		if least := 2*x.made + (x.made+30)/31; got.Writes < least || got.Writes > least+x.made/20 {
			t.Errorf("%d lines: %d writing requests, want about %d", x.made, got.Writes, least)
		}
		if got.Requests > x.most {
			t.Errorf("%d lines: %d requests, want at most %d", x.made, got.Requests, x.most)
		}
		t.Logf("%d lines beside %d: %d requests, %d of them write", x.made, x.there, got.Requests, got.Writes)
	}
}
