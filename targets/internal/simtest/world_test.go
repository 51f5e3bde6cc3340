package simtest

import (
	"net/http"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

func TestReloads(t *testing.T) {
	holds(t, func(tb testing.TB, d defects) {
		w, err := defects{}.made([]byte(seed))
		if err != nil {
			t.Fatal(err)
		}
		Reloads(tb, w, d.made)
	}, map[string]defects{"loaded, it is another": {loses: true}, "tells of changes": {unsettled: true}})
}

func TestReplica(t *testing.T) {
	holds(t, func(tb testing.TB, d defects) {
		w, err := d.made([]byte(seed))
		if err != nil {
			t.Fatal(err)
		}
		r := Replicate(tb, w, defects{deaf: d.deaf}.made)
		s, err := simhttp.New(r.Told(), simhttp.Options{})
		if err != nil {
			t.Fatal(err)
		}
		c := Client{T: tb, HTTP: Direct(s), Base: "http://toy"}
		c.Expect(201, c.Send("POST", "/things", "c", func(*http.Request) {}))
		w.things.Drop("a")
		r.Hear()
		r.Agrees()
	}, map[string]defects{"replayed, it is another": {deaf: true}, "two lines": {twoLines: true}})
	w, _ := defects{}.made([]byte(seed))
	if said := failures(t, func(tb testing.TB) {
		r := Replicate(tb, w, defects{}.made)
		w.things.Drop("a")
		r.Agrees()
	}); !strings.Contains(said, "told twice") {
		t.Errorf("what nobody heard of: %q", said)
	}
	mute, _ := defects{quiet: true}.made([]byte(seed))
	if said := failures(t, func(tb testing.TB) {
		r := Replicate(tb, mute, defects{}.made)
		mute.things.Drop("a")
		r.Hear()
		r.Agrees()
	}); !strings.Contains(said, "replayed, it is another") {
		t.Errorf("what is not told: %q", said)
	}
}

func TestRefused(t *testing.T) {
	refuse := func(seeds map[string]string) string {
		return failures(t, func(tb testing.TB) { Refused(tb, seeds, defects{}.made) })
	}
	if said := refuse(map[string]string{`{"things":[{}]}`: "name is required", `[`: ""}); said != "" {
		t.Error(said)
	}
	for _, seeds := range []map[string]string{{seed: ""}, {`{"things":[{}]}`: "colour"}} {
		if refuse(seeds) == "" {
			t.Errorf("%v is held to be refused so", seeds)
		}
	}
}

func TestUntold(t *testing.T) {
	tell := func(said string, secrets ...string) string {
		return failures(t, func(tb testing.TB) { Untold(tb, said, secrets...) })
	}
	if said := tell("nothing of it", "hunter2"); said != "" {
		t.Error(said)
	}
	if tell("it is hunter2", "x", "hunter2") == "" || tell("x", "") == "" {
		t.Error("a secret is told, or there is none, and nobody minds")
	}
}
