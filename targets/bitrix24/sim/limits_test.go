package sim

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// until counts calls until one is refused, at most 1,000.
func (c *client) until(method string) (int, reply) {
	for n := range 1000 {
		if r := c.call(method, `{}`); r.status != http.StatusOK {
			return n, r
		}
	}
	return 1000, reply{}
}

// 14. The leaky bucket, by the simulated clock: a batch is one request, and what is
// refused takes no room.
func TestBucket(t *testing.T) {
	for _, x := range []struct {
		seed, option string
		first, more  int
	}{
		{"", "standard", 50, 6},
		{"", "enterprise", 250, 15},
		{"", "1/3", 3, 3},
		{"", "off", 1000, 1000},
		{"", "", 50, 6},
		{`{"edition":"onpremise"}`, "", 1000, 1000},
		{`{"edition":"onpremise"}`, "standard", 50, 6},
	} {
		c := portal(t, x.seed, "bucket", x.option)
		n, r := c.until("user.admin")
		if n != x.first {
			t.Errorf("%+v: %d calls", x, n)
		}
		if n < 1000 && (r.status != 503 || r.failure() != "QUERY_LIMIT_EXCEEDED Too many requests" || r.header.Get("Retry-After") != "") {
			t.Errorf("%+v: %d %s", x, r.status, r.text)
		}
		c.server.Clock().Advance(3 * time.Second)
		if n, _ := c.until("user.admin"); n != x.more {
			t.Errorf("%+v: %d calls after three seconds", x, n)
		}
	}
	c := portal(t, "", "bucket", "1/2")
	big := `{"cmd":[` + strings.Repeat(`"user.admin",`, 49) + `"user.admin"]}`
	for i, want := range []int{200, 200, 503} {
		if r := c.call("batch", big); r.status != want {
			t.Errorf("batch %d: %d", i, r.status)
		}
	}
}

// 14. The operating limit: per method and credential, over ten minutes.
func TestOperatingLimit(t *testing.T) {
	c := portal(t, people, "cost", "10", "operating", "480")
	n, r := c.until("user.get")
	if n != 49 || r.status != 429 || r.failure() != "OPERATION_TIME_LIMIT Method is blocked due to operation time limit." {
		t.Fatalf("%d calls, then %d %s", n, r.status, r.text)
	}
	times := c.want("user.current", `{}`).json["time"].(map[string]any) // other methods go on
	same(t, "operating of another method", times["operating"], any(10.0))
	same(t, "reset", times["operating_reset_at"], any(float64(noon.Add(10*time.Minute).Unix())))
	c.hook("9", "s").want("user.get", `{}`) // and other credentials
	_, errs := c.want("batch", `{"cmd":["user.get"]}`).parts()
	if !strings.Contains(errs, "OPERATION_TIME_LIMIT") {
		t.Errorf("in a batch: %s", errs)
	}
	c.server.Clock().Advance(9 * time.Minute)
	c.refuse("user.get", `{}`, 429, "OPERATION_TIME_LIMIT Method is blocked due to operation time limit.")
	c.server.Clock().Advance(time.Minute)
	c.want("user.get", `{}`)
	for seed, first := range map[string]int{`{"edition":"onpremise"}`: 1000, `{"edition":"onpremise","quirks":{"operating":"on"}}`: 43, `{"quirks":{"operating":"off"}}`: 1000, `{}`: 49} {
		if n, _ := portal(t, seed, "cost", "10").until("user.get"); n != first {
			t.Errorf("%s: %d calls, want %d", seed, n, first)
		}
	}
}

// 14. A request is cut off after sixty seconds; what it did by then is done.
func TestCut(t *testing.T) {
	c := portal(t, people, "cost", "25")
	r := c.call("batch", `{"cmd":["user.update?ID=7&NAME=A","user.update?ID=8&NAME=B","user.update?ID=9&NAME=C","user.update?ID=1&NAME=D"]}`)
	if r.status != 504 || !strings.Contains(r.text, "<html>") {
		t.Errorf("%d %s", r.status, r.text)
	}
	var names []string
	for _, id := range []int{7, 8, 9, 1} {
		names = append(names, c.world.find(users, id).text("NAME"))
	}
	same(t, "names", names, []string{"A", "B", "C", "Root"})
	if r := portal(t, people, "cost", "25", "cut", "0").call("batch", `{"cmd":["user.admin","user.admin","user.admin"]}`); r.status != 200 {
		t.Errorf("without a cut: %d", r.status)
	}
}

// 14. What a person sets, and what stands before PHP.
func TestFrontEnd(t *testing.T) {
	portal(t, "", "overload", "true").refuse("user.get", `{}`, 503, "OVERLOAD_LIMIT REST API is blocked due to overload.")
	portal(t, "", "https", "true").refuse("user.get", `{}`, 400, "INVALID_REQUEST Https required")
	portal(t, "", "restPlan", "false").refuse("user.get", `{}`, 403, "ACCESS_DENIED REST API is available only on commercial plans")
	r := portal(t, "", "overload", "true", "html", "true").call("user.get", `{}`)
	if r.status != 503 || !strings.HasPrefix(r.header.Get("Content-Type"), "text/html") || r.json != nil {
		t.Errorf("%d %s %s", r.status, r.header.Get("Content-Type"), r.text)
	}
	if r := portal(t, "", "html", "true").call("no.such", `{}`); r.status != 404 || r.json == nil {
		t.Errorf("an error of the application became a page: %s", r.text)
	}
}

// A restart forgets what was counted.
func TestRestart(t *testing.T) {
	c := portal(t, "", "bucket", "1/2")
	app := c.app() // the authorization server is another host
	c.until("user.admin")
	c.server.Restart()
	c.want("user.admin", `{}`)
	app.refuse("user.admin", `{}`, 401, "expired_token The access token provided has expired")
}
