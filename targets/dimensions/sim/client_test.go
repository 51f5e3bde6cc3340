package sim

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
	"github.com/patchbay-dev/patchbay/targets/internal/simtest"
)

// person is an integrator whom somebody let in.
type person struct {
	simtest.Client
	token string
	sim   *simhttp.Server
	clock *simhttp.Clock
	world *World
}

type reply = simtest.Reply

type opts = map[string]string

// start makes a world behind a client that has no token.
func start(t *testing.T, seed string, o opts) *person {
	t.Helper()
	clock := &simhttp.Clock{Now: func() time.Time { return time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC) }}
	s, w, err := NewServer([]byte(seed), Options{Serving: simhttp.Serving{Clock: clock}, Quirks: o})
	if err != nil {
		t.Fatal(err)
	}
	return &person{Client: reach(t, "http://dimensions", dial(t, s)), sim: s, clock: clock, world: w}
}

// over is a client without a token of a server without a listener.
func over(t *testing.T, s *simhttp.Server, w *World) *person {
	return &person{Client: reach(t, "http://dimensions", simtest.Direct(s)), sim: s, world: w}
}

// reach is a client of an address.
func reach(t *testing.T, base string, by *http.Client) simtest.Client {
	return simtest.Client{T: t, HTTP: by, Base: base, Lists: []string{"data"}}
}

// dial serves a world on loopback, where the client that it returns takes every
// address to be.
func dial(t *testing.T, s *simhttp.Server) *http.Client {
	t.Helper()
	run, err := simhttp.Listen(context.Background(), s, "", simhttp.Ready{})
	if err != nil {
		t.Fatal(err)
	}
	there := strings.TrimPrefix(run.URL, "http://")
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "tcp", there)
	}}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		run.Close()
	})
	return &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// connect starts a world and signs in by the refresh token of its credentials.
func connect(t *testing.T, seed string, o opts) *person {
	t.Helper()
	c := start(t, seed, o)
	return c.with(c.world.Credentials()["refreshToken"])
}

// with returns a client that has the access token of a refresh token.
func (c *person) with(refresh string) *person {
	c.T.Helper()
	r := c.exchange("grant_type=refresh_token&refresh_token=" + refresh)
	if r.Status != 200 {
		c.T.Fatalf("no token: %d %s", r.Status, r.Text)
	}
	d := *c
	d.token = r.At("access_token")
	return &d
}

// as returns a client that another person of the world let in.
func (c *person) as(email string) *person {
	c.T.Helper()
	d := *c
	d.token = c.exchange("grant_type=authorization_code&redirect_uri=" + defaultRedirect + "&code=" + c.code(email, strings.Join(scopes, " "))).At("access_token")
	if d.token == "" {
		c.T.Fatalf("no token for %s", email)
	}
	return &d
}

// code passes the login page.
func (c *person) code(email, scope string) string {
	c.T.Helper()
	q := url.Values{"client_id": {"patchbay"}, "response_type": {"code"}, "redirect_uri": {defaultRedirect}, "scope": {scope}, "state": {"s1"}}
	r := c.Send("GET", "/connect/authorize?"+q.Encode(), "", func(r *http.Request) { r.SetBasicAuth(email, "Secret-1") })
	to, err := url.Parse(r.Header.Get("Location"))
	if err != nil || to.Query().Get("code") == "" {
		c.T.Fatalf("no code for %s: %d %s %s", email, r.Status, r.Text, to)
	}
	return to.Query().Get("code")
}

func (c *person) exchange(form string) reply {
	c.T.Helper()
	return c.Send("POST", "/connect/token", form+"&client_id=patchbay&client_secret=patchbay", func(r *http.Request) {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	})
}

// request makes a request with the token: a path below the API's, in which <name>
// stands for a tenant, a user by its e-mail address or its name, or a device's owner.
func (c *person) request(method, path, body string, change func(*http.Request)) reply {
	c.T.Helper()
	return c.Send(method, "/api/v1.0/"+c.fill(path), c.fill(body), func(r *http.Request) {
		r.Header.Set("Authorization", "Bearer "+c.token)
		if body != "" {
			r.Header.Set("Content-Type", "application/json")
		}
		change(r)
	})
}

// do accepts no charges.
func (c *person) do(method, path, body string) reply {
	c.T.Helper()
	return c.request(method, path, body, func(*http.Request) {})
}

// pay accepts charges, and fails unless a request has the status.
func (c *person) pay(status int, method, path, body string) reply {
	c.T.Helper()
	return c.Expect(status, c.request(method, path, body, func(r *http.Request) { r.Header.Set("accept-charges", "true") }))
}

// want fails unless a request has the status.
func (c *person) want(status int, method, path, body string) reply {
	c.T.Helper()
	return c.Expect(status, c.do(method, path, body))
}

// refuse fails unless a request that accepts all charges is refused with a status
// and a message, in the vendor's envelope.
func (c *person) refuse(status int, message, method, path, body string) {
	c.T.Helper()
	message = c.fill(message)
	r := c.request(method, path, body, func(r *http.Request) { r.Header.Set("accept-charges", "true") })
	got := r.At("message")
	if r.Status != status || got != message || r.At("status") != "error" || r.Value("error") != json.Number(strconv.Itoa(status)) || r.At("timestamp") == "" {
		c.T.Errorf("%s %s %s:\ngot  %d %s\nwant %d %s", method, path, body, r.Status, r.Text, status, message)
	}
}

// patch changes a user of the first customer and accepts charges.
func (c *person) patch(status int, who, ops string) {
	c.T.Helper()
	c.pay(status, "PATCH", user1+who+">", ops)
}

// roles are what a user of the first customer has, joined.
func (c *person) roles(who string) string {
	c.T.Helper()
	r := c.want(200, "GET", user1+who+">", "")
	list, _ := r.Value("data.roles").([]any)
	var out []string
	for _, x := range list {
		out = append(out, strings.TrimPrefix(x.(string), "customer."))
	}
	return strings.Join(out, " ")
}

// equal compares a part of a reply with JSON text; "" is all of it.
func (c *person) equal(r reply, path, want string) {
	c.T.Helper()
	c.Equal(r, path, c.fill(want))
}

// fill puts ids in the place of <names>.
func (c *person) fill(text string) string {
	c.T.Helper()
	return simtest.Fill(text, c.id)
}

func (c *person) id(name string) string {
	c.T.Helper()
	w := c.world
	if o := w.customers.First(func(o *customer) bool { return o.Name == name }); o != nil {
		return o.ID
	}
	if a := w.accounts.First(func(a *account) bool { return a.Name == name }); a != nil {
		return a.ID
	}
	if u := w.users.First(func(u *user) bool { return u.Email == name || u.DisplayName == name }); u != nil {
		return u.ID
	}
	c.T.Fatalf("the world has no %s", name)
	return ""
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// user1 is the path of a user of the first customer, without its name and >.
const user1 = "customers/<Acme>/users/<"

// office is a world with a reseller, two customers, and another reseller.
const office = `{
	"accounts": [{"id": "r-1", "name": "Reseller"}, {"id": "r-2", "name": "Rival"}],
	"customers": [{"id": "c-1", "name": "Acme"}, {"id": "c-2", "name": "Globex"}, {"id": "c-9", "name": "Theirs", "account": "Rival"}],
	"pbxUsers": [
		{"displayName": "Alice", "email": "alice@acme.example", "extension": "101", "agent": true,
			"devices": [{"id": "d-soft"}, {"id": "d-web", "type": "webrtc"}, {"id": "d-desk", "type": "deskphone"}]},
		{"displayName": "Bob", "email": "bob@acme.example", "extension": "102", "devices": [{"id": "d-bob", "type": "webrtc"}]},
		{"displayName": "Carol", "email": "shared@acme.example", "extension": "103"},
		{"displayName": "Dave", "email": "SHARED@acme.example", "extension": "104"},
		{"displayName": "Erin", "extension": "105"}],
	"users": [
		{"access": [{"pbxUser": "101", "roles": []}]},
		{"displayName": "Zoe", "email": "zoe@acme.example"},
		{"displayName": "Gil", "email": "gil@globex.example", "primaryTenant": "Globex", "access": [{"roles": ["customer.user"]}, {"tenant": "Acme", "roles": ["customer.user"]}]},
		{"displayName": "Admin", "email": "root@reseller.example", "primaryTenant": "Reseller", "password": "Secret-1",
			"access": [{"roles": ["account.user", "user.admin", "customer.admin", "onboarding.admin", "manage_billable_items"]}, {"tenant": "Acme", "roles": ["customer.user"]}]},
		{"displayName": "Thrifty", "email": "thrifty@reseller.example", "primaryTenant": "Reseller", "password": "Secret-1", "access": [{"roles": ["account.user", "user.admin", "onboarding.admin"]}]},
		{"displayName": "Reader", "email": "reader@reseller.example", "primaryTenant": "Reseller", "password": "Secret-1", "access": [{"roles": ["account.user", "onboarding.admin"]}]},
		{"displayName": "Clerk", "email": "clerk@reseller.example", "primaryTenant": "Reseller", "password": "Secret-1", "access": [{"roles": ["account.user"]}]},
		{"displayName": "Boss", "email": "boss@enterprise.example", "primaryTenant": "Patchbay Enterprise", "password": "Secret-1",
			"access": [{"roles": ["account.user", "user.admin", "customer.admin", "onboarding.admin", "manage_billable_items"]}]}]
}`
