package simtest

import (
	"net/http"
	"testing"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

func TestStarts(t *testing.T) {
	check := func(tb testing.TB, d defects) {
		used := false
		Start(d.start).Starts(tb, "toy", func(run *simhttp.Running) { used = run.URL != "" })
		if !used {
			tb.Errorf("nobody used it")
		}
	}
	holds(t, check, map[string]defects{"listens to others": {everybody: true}, "ready: {Type:pbx": {untrue: true}, "takes any seed": {anySeed: true}, "takes any option": {anyOption: true}, "ready without password": {noPassword: true}})
}

func TestTLS(t *testing.T) {
	check := func(tb testing.TB, d defects) {
		times := 0
		Start(d.start).TLS(tb, func(by *http.Client, run *simhttp.Running) {
			times++
			c := Client{T: tb, HTTP: by, Base: run.URL, Lists: []string{"things"}}
			c.Expect(200, c.Send("GET", "/things", "", func(*http.Request) {}))
		})
		if times != 2 {
			tb.Errorf("used %d times", times)
		}
	}
	holds(t, check, map[string]defects{"ready: ": {elsewhere: true}})
}

func TestShared(t *testing.T) {
	check := func(tb testing.TB, d defects) {
		all := func(c Client) string { return c.Send("GET", "/things", "", func(*http.Request) {}).Names("name") }
		Shared[Client]{
			Open: func(file string) (*simhttp.Server, Client) {
				s, _, err := simhttp.Open(&simhttp.Serving{File: file}, nil, d.made)
				if err != nil {
					tb.Fatal(err)
				}
				return s, Client{T: tb, HTTP: Direct(s), Base: "http://toy", Lists: []string{"things"}}
			},
			Make: func(c Client) string {
				c.Expect(201, c.Send("POST", "/things", "n", func(*http.Request) {}))
				return "n"
			},
			Change: func(c Client, id string) { c.Expect(201, c.Send("POST", "/things", id, func(*http.Request) {})) },
			Delete: func(c Client, id string) { c.Expect(200, c.Send("DELETE", "/things/"+id, "", func(*http.Request) {})) },
			There: func(c Client, id string) {
				if got := all(c); got != id {
					tb.Errorf("there is %q, not %s", got, id)
				}
			},
			Gone: func(c Client, id string) {
				if got := all(c); got != "" {
					tb.Errorf("there still is %q", got)
				}
			},
		}.Check(tb)
	}
	for _, d := range []defects{{deaf: true}, {quiet: true}} {
		holds(t, check, map[string]defects{`there is "", not n`: d})
	}
}
