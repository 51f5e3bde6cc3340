package sim

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
	"github.com/patchbay-dev/patchbay/targets/internal/simtest"
)

// client is an integrator with headers that it sends each time.
type client struct {
	simtest.Client
	headers map[string]string
	me      string // id of the user who is logged in
	sim     *simhttp.Server
	clock   *simhttp.Clock
	world   *World
}

type reply = simtest.Reply

// start makes a world behind a client that is not logged in.
func start(t *testing.T, seed string, q Quirks) *client {
	t.Helper()
	clock := &simhttp.Clock{Now: func() time.Time { return time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC) }}
	s, w, err := NewServer([]byte(seed), Options{Serving: simhttp.Serving{Clock: clock}, Quirks: q})
	if err != nil {
		t.Fatal(err)
	}
	c := over(t, s, w)
	c.sim, c.clock = s, clock
	return c
}

// over is a client of a server without a listener, not logged in.
func over(t *testing.T, s *simhttp.Server, w *World) *client {
	return &client{Client: reach(t, "http://rainbow", simtest.Direct(s)), headers: map[string]string{}, world: w}
}

// reach is a client of an address.
func reach(t *testing.T, base string, by *http.Client) simtest.Client {
	return simtest.Client{T: t, HTTP: by, Base: base, Lists: []string{"data"}}
}

// connect starts a world and logs in as its administrator.
func connect(t *testing.T, seed string, q Quirks) *client {
	t.Helper()
	c := start(t, seed, q)
	cred := c.world.Credentials()
	return c.as(cred["login"], cred["password"])
}

// appAuth is the application's header over a password or a challenge.
func appAuth(id, secret, salt string) string {
	sum := sha256.Sum256([]byte(secret + salt))
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(id+":"+hex.EncodeToString(sum[:])))
}

// basicAuth is the value of a Basic header.
func basicAuth(user, password string) string {
	return base64.StdEncoding.EncodeToString([]byte(user + ":" + password))
}

// tryLogin asks for a token.
func (c *client) tryLogin(login, password, app string) reply {
	c.T.Helper()
	d := *c
	d.headers = map[string]string{
		"Authorization":      "Basic " + basicAuth(login, password),
		"x-rainbow-app-auth": app,
	}
	return d.do("GET", "authentication/v1.0/login", "")
}

// as returns a client of another user of the same world.
func (c *client) as(login, password string) *client {
	c.T.Helper()
	r := c.tryLogin(login, password, appAuth("patchbay", "patchbay", password))
	token, _ := r.JSON["token"].(string)
	if token == "" {
		c.T.Fatalf("no token for %s: %d %s", login, r.Status, r.Text)
	}
	d := *c
	d.headers = map[string]string{"Authorization": "Bearer " + token}
	d.me = r.At("loggedInUser.id")
	return &d
}

// do makes a request below /api/rainbow/.
func (c *client) do(method, path, body string) reply {
	c.T.Helper()
	r := c.Send(method, "/api/rainbow/"+strings.ReplaceAll(path, " ", "%20"), body, func(r *http.Request) {
		if body != "" {
			r.Header.Set("Content-Type", "application/json")
		}
		for k, v := range c.headers {
			r.Header.Set(k, v)
		}
	})
	if r.JSON == nil {
		c.T.Errorf("%s: the answer is not JSON: %q", r.Asked, r.Text)
	}
	if kind := r.Header.Get("Content-Type"); !strings.HasPrefix(kind, "application/json") {
		c.T.Errorf("%s: content type %q", r.Asked, kind)
	}
	if r.Header.Get("x-rainbow-request-id") == "" {
		c.T.Errorf("%s: no x-rainbow-request-id", r.Asked)
	}
	return r
}

// want fails unless a request has the status.
func (c *client) want(status int, method, path, body string) reply {
	c.T.Helper()
	return c.Expect(status, c.do(method, path, body))
}

// refuse fails unless a request is refused with a code, and words in errorDetails.
func (c *client) refuse(code int, words, method, path, body string) reply {
	c.T.Helper()
	r := c.do(method, path, body)
	details, _ := json.Marshal(r.JSON["errorDetails"])
	if r.Status != code/1000 || r.JSON["errorDetailsCode"] != number(code) || r.JSON["errorCode"] != number(code/1000) || !strings.Contains(string(details), words) {
		c.T.Errorf("%s %s %s:\ngot %d %s\nwant %d with %q", method, path, body, r.Status, r.Text, code, words)
	}
	return r
}

// number is one as a reply has it.
func number(n int) json.Number { return json.Number(strconv.Itoa(n)) }

// make creates something and returns its id.
func (c *client) make(path, body string) string {
	c.T.Helper()
	return c.want(201, "POST", path, body).At("data.id")
}

// id finds an object of the world by a natural key: "users/alice@acme.example".
func (c *client) id(key string) string {
	c.T.Helper()
	kind, name, _ := strings.Cut(key, "/")
	for _, o := range c.world.tables[kind].list {
		for _, f := range []string{"loginEmail", "name", "shortNumber", "number"} {
			if o.str(f) == name {
				return o.id
			}
		}
		if kind == "subscriptions" && c.world.get("offers", o.str("offerId")).str("name") == name && o.str("companyId") == c.id("companies/"+freshCompany) {
			return o.id
		}
	}
	c.T.Fatalf("the world has no %s", key)
	return ""
}

// path fills <kind/name> in a path or body with ids.
func (c *client) path(text string) string {
	c.T.Helper()
	return simtest.Fill(text, c.id)
}
