package sim

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
	"github.com/patchbay-dev/patchbay/targets/internal/simtest"
)

// client is an integrator of one account.
type client struct {
	simtest.Client
	token   string
	account string
	sim     *simhttp.Server
	clock   *simhttp.Clock
	world   *World
}

type reply = simtest.Reply

type opts = map[string]string

// freely lays options over a world without the limit of requests, since the clock
// of tests stands still.
func freely(o opts) opts {
	out := opts{"rateLimit": "0"}
	for k, v := range o {
		out[k] = v
	}
	return out
}

// start makes a world behind a client that has no token.
func start(t *testing.T, seed string, o opts) *client {
	t.Helper()
	clock := &simhttp.Clock{Now: func() time.Time { return time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC) }}
	s, w, err := NewServer([]byte(seed), Options{Serving: simhttp.Serving{Clock: clock}, Quirks: freely(o)})
	if err != nil {
		t.Fatal(err)
	}
	c := over(t, s, w)
	c.sim, c.clock = s, clock
	return c
}

// over is a client without a token of a server without a listener.
func over(t *testing.T, s *simhttp.Server, w *World) *client {
	return &client{Client: reach(t, "http://goto", simtest.Direct(s)), world: w, account: w.accounts.List[0].Row.Key}
}

// reach is a client of an address.
func reach(t *testing.T, base string, by *http.Client) simtest.Client {
	return simtest.Client{T: t, HTTP: by, Base: base, Lists: []string{"items", "results", "resources"}}
}

// connect starts a world and signs in by the refresh token of its credentials.
func connect(t *testing.T, seed string, o opts) *client {
	t.Helper()
	c := start(t, seed, o)
	return c.with(c.world.Credentials()["refreshToken"])
}

// with returns a client that has the access token of a refresh token.
func (c *client) with(refresh string) *client {
	c.T.Helper()
	r := c.exchange("grant_type=refresh_token&refresh_token=" + refresh)
	if r.Status != 200 {
		c.T.Fatalf("no token: %d %s", r.Status, r.Text)
	}
	d := *c
	d.token = r.At("access_token")
	return &d
}

// as returns a client of another user, with some scopes or all.
func (c *client) as(email, scope string) *client {
	c.T.Helper()
	d := *c
	d.token = c.exchange("grant_type=authorization_code&redirect_uri=" + defaultRedirect + "&code=" + c.code(email, scope)).At("access_token")
	if d.token == "" {
		c.T.Fatalf("no token for %s", email)
	}
	return &d
}

// code passes the login page.
func (c *client) code(email, scope string) string {
	c.T.Helper()
	q := url.Values{"client_id": {"patchbay"}, "response_type": {"code"}, "redirect_uri": {defaultRedirect}, "scope": {scope}}
	r := c.Send("GET", "/oauth/authorize?"+strings.ReplaceAll(q.Encode(), "+", "%20"), "", func(r *http.Request) { r.SetBasicAuth(email, "Secret-1") })
	to, err := url.Parse(r.Header.Get("Location"))
	if err != nil || to.Query().Get("code") == "" {
		c.T.Fatalf("no code for %s: %d %s", email, r.Status, r.Text)
	}
	return to.Query().Get("code")
}

func (c *client) exchange(form string) reply {
	c.T.Helper()
	return c.Send("POST", "/oauth/token", form, func(r *http.Request) {
		r.SetBasicAuth("patchbay", "patchbay")
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	})
}

// do makes a request with the token: a path from the root, or below one of
// "voice:", "admin:" (in the account), "scim:" and "users:". Spaces become %20.
func (c *client) do(method, path, body string) reply {
	c.T.Helper()
	for short, long := range map[string]string{"voice:": voiceAPI, "admin:": adminAPI + "accounts/" + c.account + "/", "scim:": scimAPI, "users:": usersAPI} {
		if rest, ok := strings.CutPrefix(path, short); ok {
			path = long + rest
		}
	}
	path = strings.NewReplacer(" ", "%20", `"`, "%22", "HOME", c.account).Replace(path)
	return c.Send(method, path, strings.ReplaceAll(body, "HOME", c.account), func(r *http.Request) {
		r.Header.Set("Authorization", "Bearer "+c.token)
		if body != "" {
			r.Header.Set("Content-Type", "application/json")
		}
	})
}

// want fails unless a request has the status.
func (c *client) want(status int, method, path, body string) reply {
	c.T.Helper()
	return c.Expect(status, c.do(method, path, body))
}

// refuse fails unless a request is refused with a status and an errorCode.
func (c *client) refuse(status int, code, method, path, body string) reply {
	c.T.Helper()
	r := c.do(method, path, body)
	got := r.At("errorCode")
	if got == "" {
		got = r.At("int_err_code")
	}
	if r.Status != status || got != code {
		c.T.Errorf("%s %s %s:\ngot %d %s\nwant %d %s", method, path, body, r.Status, r.Text, status, code)
	}
	return r
}

// violates fails unless a request is refused for one parameter.
func (c *client) violates(field, constraint, path string) {
	c.T.Helper()
	r := c.refuse(400, "BAD_REQUEST", "GET", path, "")
	if r.At("constraintViolations.0.field") != field || r.At("constraintViolations.0.constraint") != constraint || r.At("message") != "Provided parameter(s) must be valid" {
		c.T.Errorf("%s: %s, want %s %s", path, r.Text, field, constraint)
	}
}

// make creates something and returns its id.
func (c *client) make(path, body string) string {
	c.T.Helper()
	return c.want(201, "POST", path, body).At("id")
}

// equal compares a part of a reply with JSON text; "" is all of it.
func (c *client) equal(r reply, path, want string) {
	c.T.Helper()
	c.Equal(r, path, strings.ReplaceAll(want, "HOME", c.account))
}

// fill puts ids in the place of <kind/name> in a path or body, by what a client can
// list.
func (c *client) fill(text string) string {
	c.T.Helper()
	return simtest.Fill(text, c.id)
}

func (c *client) id(key string) string {
	c.T.Helper()
	kind, name, _ := strings.Cut(key, "/")
	var id string
	switch kind {
	case "user":
		id = c.world.emails[at(c.account, name)]
	case "ext":
		id = c.world.dials[at(c.account, name)]
	case "device":
		id = c.world.macs[at(c.account, name)]
	case "number":
		id = c.world.numbers.First(func(n *phoneNumber) bool { return n.Number == name }).ID
	case "location":
		id = c.world.locations.First(func(l *location) bool { return l.Name == name }).ID
	case "licence":
		id = c.world.licences.First(func(l *licence) bool { return l.Description == name && l.Account == c.account }).Key
	case "role":
		id = c.world.rolesets.First(func(n *named) bool { return n.Name == name }).ID
	case "group":
		id = c.world.groups.First(func(n *named) bool { return n.Name == name }).ID
	}
	if id == "" {
		c.T.Fatalf("the world has no %s", key)
	}
	return id
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// people is a world with staff, and with an account of others.
const people = `{
	"accounts": [{"name": "Acme", "extensionLength": 4, "domains": ["acme.example"]}, {"name": "Other", "domains": ["other.example"]}],
	"rolesets": [{"name": "Helpdesk", "permissions": ["Manage users"]}, {"name": "Auditor"}],
	"groups": [{"name": "Sales"}],
	"licenses": [
		{"description": "Connect", "seats": 6, "enabled": true, "products": ["JIVE"], "devicesAllowed": true},
		{"description": "Meeting", "seats": 9, "enabled": true, "products": ["G2M"]},
		{"description": "Second", "seats": 1, "enabled": true, "products": ["JIVE"]},
		{"description": "Area", "seats": 1, "enabled": true, "products": ["JIVE"], "devicesOnly": true},
		{"description": "Foreign", "account": "Other", "seats": 1, "enabled": true},
		{"description": "Off", "seats": 9, "products": ["JIVE"]}],
	"locations": [{"name": "Paris"}, {"name": "Lyon"}, {"name": "Emergency", "usedForEmergencyServices": true}],
	"users": [
		{"email": "root@acme.example", "firstName": "Root", "lastName": "Acme", "adminRoles": ["SUPER_USER"], "password": "Secret-1"},
		{"email": "mia@acme.example", "firstName": "Mia", "lastName": "Admin", "adminRoles": ["MANAGE_ACCOUNT"], "password": "Secret-1"},
		{"email": "alice@acme.example", "firstName": "Alice", "lastName": "Martin", "licenseKeys": ["Connect", "Meeting"], "password": "Secret-1"},
		{"email": "bob@acme.example", "firstName": "Bob", "lastName": "Zeta", "licenseKeys": ["Connect", "Second"], "roleSets": ["Helpdesk"]},
		{"email": "carol@acme.example", "firstName": "Carol", "lastName": "Martin", "locationId": "Emergency"},
		{"email": "eve@other.example", "account": "Other", "firstName": "Eve", "lastName": "Other", "adminRoles": ["SUPER_USER"]}],
	"extensions": [
		{"number": "1001", "name": "Alice", "primaryUser": "alice@acme.example"},
		{"number": "1002", "name": "Bob", "secondaryUsers": ["carol@acme.example"]},
		{"number": "1003", "name": "Spare"},
		{"number": "8000", "name": "Support", "type": "CALL_QUEUE", "queue": {"agents": ["alice@acme.example", "bob@acme.example"], "loggedIn": ["carol@acme.example"], "wrapUpSeconds": 30}},
		{"number": "9000", "name": "Menu", "type": "DIAL_PLAN"},
		{"number": "1001", "name": "Eve", "account": "Other", "primaryUser": "eve@other.example"}],
	"phoneNumbers": [{"number": "+14155550100", "name": "Main", "smsEnabled": true, "routeTo": {"id": "8000", "type": "EXTENSION"}}, {"number": "+14155550101"}, {"number": "+14155550199", "account": "Other"}],
	"devices": [
		{"name": "Alice desk", "macAddress": "00:15:65:00:00:01", "modelId": "yealink.t46u", "assignedUserKey": "alice@acme.example", "locationId": "Paris"},
		{"name": "Lobby", "macAddress": "00:15:65:00:00:02", "modelId": "yealink.t46u", "licenseKey": "Area"},
		{"name": "Store", "macAddress": "00:15:65:00:00:03", "modelId": "yealink.w60b"},
		{"name": "Room", "macAddress": "00:15:65:00:00:04", "modelId": "yealink.t46u", "unlisted": true, "locationId": "Emergency"},
		{"name": "Theirs", "macAddress": "00:15:65:00:00:01", "modelId": "yealink.t46u", "account": "Other"}]
}`
