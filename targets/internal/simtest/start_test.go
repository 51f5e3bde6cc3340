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
