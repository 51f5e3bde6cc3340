package asterisk_test

import (
	"os"
	"slices"
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
		Fit:     fit,
		Options: model.Native{"context": "internal", "contexts": map[string]any{"none": "nobody", "internal": "internal", "any": "any"}},
		Secrets: []string{"canary-password-101", "canary-password-soft", "canary-password-102", "canary-password-hall", "canary-password-trunk", "c0ffee00c0ffee00c0ffee00c0ffee00",
			"canary-wallboard-password", "canary-gui-password", "canary-reports-secret", "canary-supervisor-secret", "9081726354", "5544332211"},
		Quirks: map[string][]string{"amiListen": {"127.0.0.1:0"}},
	}
}

// fit gives a site what Asterisk has: groups are called by their names, those of calls are
// what their members have, and an address is one of a mailbox.
func fit(s *model.Site) {
	s.Groups = slices.DeleteFunc(s.Groups, func(g model.Group) bool { return g.Kind == model.Team && len(g.Members) == 0 })
	for i := range s.Groups {
		s.Groups[i].Extension = model.Field[string]{}
	}
	for i := range s.Users {
		if u := &s.Users[i]; u.Email.Managed() && u.Voicemail == nil {
			u.Voicemail = &model.Voicemail{Enabled: model.Of(true)}
		}
	}
}
