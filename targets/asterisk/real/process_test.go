package real_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/targets/asterisk/real"
)

// TestLife: what was written is there after a stop, after a restart and, once it had
// the time to reach the disk, after a kill; a lab that was temporary is removed.
func TestLife(t *testing.T) {
	onEach(t, func(t *testing.T, in *real.Install) {
		a, err := real.Start(t.Context(), in, real.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer a.Close()
		put := func(id string) { wire(t, a.URL()).ari("PUT", "aor/"+id, `{"fields":[]}`) }
		there := func(id string) bool {
			out, err := a.Console(t.Context(), "database show ps_aors/aor "+id)
			if err != nil {
				t.Fatal(err)
			}
			return strings.Contains(out, "/ps_aors/aor/"+id)
		}
		put("stopped")
		for _, end := range []struct {
			name string
			by   func() error
			wait time.Duration
		}{{"stopped", a.Stop, 0}, {"killed", a.Kill, 2500 * time.Millisecond}} {
			put(end.name)
			time.Sleep(end.wait)
			if err := end.by(); err != nil || a.Running() {
				t.Fatalf("%s: %v, running: %t", end.name, err, a.Running())
			}
			if err := a.Again(t.Context()); err != nil {
				t.Fatal(err)
			}
			if !there(end.name) {
				t.Errorf("what was written is gone after it was %s", end.name)
			}
		}
		if err := a.Again(t.Context()); err == nil {
			t.Error("one that runs was started again")
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(a.Lab); !os.IsNotExist(err) {
			t.Errorf("its lab is still there: %v", err)
		}
	})
}
