package real_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/targets/asterisk/real"
)

// TestWorld: a world that was put is the one that is got, and another one leaves
// nothing of it; what a real PBX cannot be is refused.
func TestWorld(t *testing.T) {
	onEach(t, func(t *testing.T, in *real.Install) {
		p, run := served(t, in)
		const peopled = `{"objects": {
			"aor": {"101": {"attributes": {"max_contacts": "2"}}, "a b/c": {"attributes": {}}},
			"auth": {"101": {"attributes": {"username": "101", "password": "p;w"}}},
			"endpoint": {"101": {"attributes": {"allow": "ulaw,alaw", "aors": "101", "auth": "101", "webrtc": "yes", "max_audio_streams": "3"}}}},
			"files": {"queues.conf": "[general]\n[sales]\nstrategy = ringall\nmember => PJSIP/101\n"},
			"loaded": {"voicemail.conf": "[general]\n[default]\n101 => 1234,Alice\n"}}`
		if err := run.SetWorld([]byte(peopled)); err != nil {
			t.Fatal(err)
		}
		first := world(t, run.World)
		if got := first.Objects["endpoint"]["101"].Attributes; got["max_audio_streams"] != "3" || got["bundle"] != "true" {
			t.Errorf("max_audio_streams %q, bundle %q", got["max_audio_streams"], got["bundle"])
		}
		if got := first.Objects["auth"]["101"].Attributes["password"]; got != "p;w" {
			t.Errorf("password %q", got)
		}
		if out, _ := p.Console(t.Context(), "voicemail show users"); !strings.Contains(out, "Alice") {
			t.Errorf("the mailbox is not loaded: %s", out)
		}
		raw, err := run.World()
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // nothing is to be changed, and then everything is new
			if err := run.SetWorld(raw); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(first, world(t, run.World)); d != "" {
				t.Errorf("a world that was got and put (-before +after):\n%s", d)
			}
			if err := run.SetWorld(nil); err != nil {
				t.Fatal(err)
			}
			if empty := world(t, run.World); len(empty.Objects["aor"])+len(empty.Objects["auth"])+len(empty.Objects["endpoint"]) > 0 {
				t.Errorf("left behind: %v", empty.Objects)
			}
		}
		for _, wrong := range []string{`{"version": "1.8"}`, `{"quirks": {"prefix": "x"}}`, `{"agents": [{}]}`, `{"nope": 1}`, `{"objects": {"aor": {"1": {"attributes": {"nope": "1"}}}}}`} {
			if err := run.SetWorld([]byte(wrong)); err == nil {
				t.Errorf("taken: %s", wrong)
			}
		}
	})
}

type seed struct {
	Objects map[string]map[string]struct{ Attributes map[string]string }
	Files   map[string]string
}

func world(t *testing.T, get func() ([]byte, error)) seed {
	t.Helper()
	raw, err := get()
	if err != nil {
		t.Fatal(err)
	}
	var out seed
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestCrash: a process that ends by itself is started again, and the request that
// ended it has no answer.
func TestCrash(t *testing.T) {
	onEach(t, func(t *testing.T, in *real.Install) {
		_, run := served(t, in)
		c := wire(t, run.URL)
		if r := c.ari("PUT", "aor/1", `{"fields":[{"attribute":"max_contacts","value":3}]}`); r.status != 0 {
			t.Errorf("a number as a value: %d %s", r.status, r.body)
		}
		if r := c.send("GET", "/ari/asterisk/info", "", ""); r.status != 200 {
			t.Errorf("afterwards: %d %s", r.status, r.body)
		}
	})
}
