package asterisk_test

import (
	"os"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/targets/asterisk"
	"github.com/patchbay-dev/patchbay/targets/targettest"
)

func TestMain(m *testing.M) { os.Exit(targettest.Main(m, asterisk.Driver)) }

// TestConformance holds an Asterisk to what every target has to do.
func TestConformance(t *testing.T) { targettest.Run(t, conforming(t)) }

func conforming(t testing.TB) targettest.Target {
	worlds := map[string][]byte{}
	for _, name := range []string{"empty", "peopled"} {
		b, err := os.ReadFile("testdata/conformance/" + name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		worlds[name] = b
	}
	return targettest.Target{
		Driver:  asterisk.Driver,
		Worlds:  worlds,
		Options: model.Native{"context": "internal", "contexts": map[string]any{"none": "nobody", "internal": "internal", "any": "any"}},
		Secrets: []string{"canary-password-101", "canary-password-soft", "canary-password-102", "canary-password-hall", "canary-password-trunk", "c0ffee00c0ffee00c0ffee00c0ffee00",
			"canary-wallboard-password", "canary-gui-password", "canary-reports-secret", "canary-supervisor-secret", "9081726354", "5544332211"},
	}
}
