package simtest

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

func TestClient(t *testing.T) {
	w, _ := defects{}.made([]byte(seed))
	s, err := simhttp.New(w, simhttp.Options{})
	if err != nil {
		t.Fatal(err)
	}
	plain := func(*http.Request) {}
	c := Client{T: t, HTTP: Direct(s), Base: "http://toy", Lists: []string{"others", "things"}}
	r := c.Send("POST", "/things", "", plain)
	c.Equal(r, "", `{"error":"a name is wanted","at":[{"n":12345678901234567890}]}`)
	if r.Asked != "POST http://toy/things" || r.At("at.0.n") != "12345678901234567890" || r.Value("at.0.n") != json.Number("12345678901234567890") || r.At("error") != "a name is wanted" {
		t.Errorf("%+v", r)
	}
	for path, n := range map[string]int{"at": 1, "error": -1, "at.1": -1, "at.x": -1, "at.0.n.x": -1} {
		if r.Len(path) != n || n < 0 && path != "error" && r.Value(path) != nil {
			t.Errorf("%s: %d, %v", path, r.Len(path), r.Value(path))
		}
	}
	if got := c.Expect(200, c.Send("GET", "/things", "", plain)).Names("name"); got != "a b" {
		t.Errorf("%s", got)
	}
	Fault(t, s, simhttp.Fault{Kind: simhttp.Truncate})
	if said := failures(t, func(tb testing.TB) { Client{T: tb, HTTP: Direct(s), Base: "http://toy"}.Send("GET", "/", "", plain) }); said == "" {
		t.Error("half an answer is one")
	}
	Fault(t, s, simhttp.Fault{Kind: simhttp.DropAfter})
	if said := failures(t, func(tb testing.TB) { Client{T: tb, HTTP: Direct(s), Base: "http://toy"}.Send("GET", "/", "", plain) }); said == "" {
		t.Error("no answer is one")
	}
	for _, wrong := range []func(Client){
		func(c Client) { c.Expect(200, r) }, func(c Client) { c.Equal(r, "error", `"another"`) }, func(c Client) { c.Equal(r, "error", `{`) }, func(c Client) { c.Equal(r, "nothing", `0`) },
	} {
		if failures(t, func(tb testing.TB) { wrong(Client{T: tb}) }) == "" {
			t.Error("a reply is what it is not")
		}
	}
	if got := Fill("a/<x>/b<y>", func(name string) string { return "[" + name + "]" }); got != "a/[x]/b[y]" {
		t.Errorf("%s", got)
	}
}

func TestAsking(t *testing.T) {
	w, _ := defects{}.made([]byte(seed))
	for _, x := range []struct {
		Asking
		changed bool
		status  int
		says    string
	}{
		{Asking{Method: "POST", Path: "/things", Body: "c"}, true, 201, ""}, {Asking{Method: "POST", Path: "/things", Body: "c"}, false, 201, ""}, {Asking{Method: "GET", Path: "/%", Query: "&&=%"}, false, 200, ""},
		{Asking{Method: "GET", Path: "/"}, true, 200, "changed the world"}, {Asking{Method: "POST", Path: "/"}, true, 400, "changed the world"}, {Asking{Method: "GET", Path: "/sick"}, false, 500, "/sick"},
	} {
		rec := x.Of(w)
		said := failures(t, func(tb testing.TB) { x.Answered(tb, rec, x.changed) })
		if rec.Code != x.status || x.says == "" && said != "" || !strings.Contains(said, x.says) {
			t.Errorf("%+v: %d, said %q", x, rec.Code, said)
		}
	}
}
