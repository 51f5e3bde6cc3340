package sim

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// person is an integrator: it knows addresses and JSON, nothing of the inside.
type person struct {
	t     *testing.T
	http  *http.Client
	base  string
	token string
	sim   *simhttp.Server
	clock *simhttp.Clock
	world *World
}

// reply is what came back.
type reply struct {
	status int
	header http.Header
	text   string
	json   map[string]any
}

type opts = map[string]string

// start makes a world behind a client that has no token.
func start(t *testing.T, seed string, o opts) *person {
	t.Helper()
	clock := &simhttp.Clock{Now: func() time.Time { return time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC) }}
	s, w, err := NewServer([]byte(seed), Options{Serving: simhttp.Serving{Clock: clock}, Quirks: o})
	if err != nil {
		t.Fatal(err)
	}
	return &person{t: t, http: dial(t, s), base: "http://dimensions", sim: s, clock: clock, world: w}
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
	c.t.Helper()
	r := c.exchange("grant_type=refresh_token&refresh_token=" + refresh)
	if r.status != 200 {
		c.t.Fatalf("no token: %d %s", r.status, r.text)
	}
	d := *c
	d.token = r.at("access_token")
	return &d
}

// as returns a client that another person of the world let in.
func (c *person) as(email string) *person {
	c.t.Helper()
	d := *c
	d.token = c.exchange("grant_type=authorization_code&redirect_uri=" + defaultRedirect + "&code=" + c.code(email, strings.Join(scopes, " "))).at("access_token")
	if d.token == "" {
		c.t.Fatalf("no token for %s", email)
	}
	return &d
}

// code passes the login page.
func (c *person) code(email, scope string) string {
	c.t.Helper()
	q := url.Values{"client_id": {"patchbay"}, "response_type": {"code"}, "redirect_uri": {defaultRedirect}, "scope": {scope}, "state": {"s1"}}
	r := c.send("GET", "/connect/authorize?"+q.Encode(), "", func(r *http.Request) { r.SetBasicAuth(email, "Secret-1") })
	to, err := url.Parse(r.header.Get("Location"))
	if err != nil || to.Query().Get("code") == "" {
		c.t.Fatalf("no code for %s: %d %s %s", email, r.status, r.text, to)
	}
	return to.Query().Get("code")
}

func (c *person) exchange(form string) reply {
	c.t.Helper()
	return c.send("POST", "/connect/token", form+"&client_id=patchbay&client_secret=patchbay", func(r *http.Request) {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	})
}

// send makes a request as it is.
func (c *person) send(method, path, body string, change func(*http.Request)) reply {
	c.t.Helper()
	req, err := http.NewRequest(method, c.base+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	change(req)
	resp, err := c.http.Do(req)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	r := reply{status: resp.StatusCode, header: resp.Header, text: string(b)}
	if strings.HasPrefix(r.text, "{") {
		if err := json.Unmarshal(b, &r.json); err != nil {
			c.t.Errorf("%s %s: the answer is not JSON: %q", method, path, b)
		}
	}
	return r
}

// request makes a request with the token: a path below the API's, in which <name>
// stands for a tenant, a user by its e-mail address or its name, or a device's owner.
func (c *person) request(method, path, body string, change func(*http.Request)) reply {
	c.t.Helper()
	return c.send(method, "/api/v1.0/"+c.fill(path), c.fill(body), func(r *http.Request) {
		r.Header.Set("Authorization", "Bearer "+c.token)
		if body != "" {
			r.Header.Set("Content-Type", "application/json")
		}
		change(r)
	})
}

// do accepts no charges.
func (c *person) do(method, path, body string) reply {
	c.t.Helper()
	return c.request(method, path, body, func(*http.Request) {})
}

// pay accepts charges, and fails unless a request has the status.
func (c *person) pay(status int, method, path, body string) reply {
	c.t.Helper()
	return c.expect(status, method, path, body, c.request(method, path, body, func(r *http.Request) { r.Header.Set("accept-charges", "true") }))
}

// want fails unless a request has the status.
func (c *person) want(status int, method, path, body string) reply {
	c.t.Helper()
	return c.expect(status, method, path, body, c.do(method, path, body))
}

func (c *person) expect(status int, method, path, body string, r reply) reply {
	c.t.Helper()
	if r.status != status {
		c.t.Fatalf("%s %s %s: status %d, want %d\n%s", method, path, body, r.status, status, r.text)
	}
	return r
}

// refuse fails unless a request that accepts all charges is refused with a status
// and a message, in the vendor's envelope.
func (c *person) refuse(status int, message, method, path, body string) {
	c.t.Helper()
	message = c.fill(message)
	r := c.request(method, path, body, func(r *http.Request) { r.Header.Set("accept-charges", "true") })
	got := r.at("message")
	if r.status != status || got != message || r.at("status") != "error" || r.value("error") != float64(status) || r.at("timestamp") == "" {
		c.t.Errorf("%s %s %s:\ngot  %d %s\nwant %d %s", method, path, body, r.status, r.text, status, message)
	}
}

// patch changes a user of the first customer and accepts charges.
func (c *person) patch(status int, who, ops string) {
	c.t.Helper()
	c.pay(status, "PATCH", user1+who+">", ops)
}

// roles are what a user of the first customer has, joined.
func (c *person) roles(who string) string {
	c.t.Helper()
	r := c.want(200, "GET", user1+who+">", "")
	list, _ := r.value("data.roles").([]any)
	var out []string
	for _, x := range list {
		out = append(out, strings.TrimPrefix(x.(string), "customer."))
	}
	return strings.Join(out, " ")
}

// value follows a path of names and list places into a reply: "data.0.id".
func (r reply) value(path string) any {
	var v any = r.json
	for step := range strings.SplitSeq(path, ".") {
		switch at := v.(type) {
		case map[string]any:
			v = at[step]
		case []any:
			i := int(step[0] - '0')
			if len(step) > 1 || i < 0 || i >= len(at) {
				return nil
			}
			v = at[i]
		default:
			return nil
		}
	}
	return v
}

// at is a value as text.
func (r reply) at(path string) string {
	s, _ := r.value(path).(string)
	return s
}

// names are one field of every row of a list.
func (r reply) names(field string) string {
	rows, _ := r.json["data"].([]any)
	var out []string
	for _, row := range rows {
		out = append(out, reply{json: row.(map[string]any)}.at(field))
	}
	return strings.Join(out, " ")
}

// equal compares a part of a reply with JSON text; "" is all of it.
func (c *person) equal(r reply, path, want string) {
	c.t.Helper()
	var v any = r.json
	if path != "" {
		v = r.value(path)
	}
	got := must(json.Marshal(v))
	var w any
	if err := json.Unmarshal([]byte(c.fill(want)), &w); err != nil {
		c.t.Fatalf("%v: %s", err, want)
	}
	if text := must(json.Marshal(w)); string(got) != string(text) {
		c.t.Errorf("%s:\ngot  %s\nwant %s", path, got, text)
	}
}

// fill puts ids in the place of <names>.
func (c *person) fill(text string) string {
	c.t.Helper()
	for {
		before, rest, found := strings.Cut(text, "<")
		if !found {
			return text
		}
		name, after, _ := strings.Cut(rest, ">")
		text = before + c.id(name) + after
	}
}

func (c *person) id(name string) string {
	c.t.Helper()
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
	c.t.Fatalf("the world has no %s", name)
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
