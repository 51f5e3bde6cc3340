package sim

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// client is an integrator: it knows addresses and JSON, nothing of the inside.
type client struct {
	t       *testing.T
	http    *http.Client
	base    string
	token   string
	account string
	sim     *simhttp.Server
	clock   *simhttp.Clock
	world   *World
}

// reply is what came back.
type reply struct {
	status int
	header http.Header
	text   string
	json   map[string]any
}

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
	hc := &http.Client{Transport: s.Transport(), CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return &client{t: t, http: hc, base: "http://goto", sim: s, clock: clock, world: w, account: w.accounts.List[0].Row.Key}
}

// connect starts a world and signs in by the refresh token of its credentials.
func connect(t *testing.T, seed string, o opts) *client {
	t.Helper()
	c := start(t, seed, o)
	return c.with(c.world.Credentials()["refreshToken"])
}

// with returns a client that has the access token of a refresh token.
func (c *client) with(refresh string) *client {
	c.t.Helper()
	r := c.exchange("grant_type=refresh_token&refresh_token=" + refresh)
	if r.status != 200 {
		c.t.Fatalf("no token: %d %s", r.status, r.text)
	}
	d := *c
	d.token = r.at("access_token")
	return &d
}

// as returns a client of another user, with some scopes or all.
func (c *client) as(email, scope string) *client {
	c.t.Helper()
	d := *c
	d.token = c.exchange("grant_type=authorization_code&redirect_uri=" + defaultRedirect + "&code=" + c.code(email, scope)).at("access_token")
	if d.token == "" {
		c.t.Fatalf("no token for %s", email)
	}
	return &d
}

// code passes the login page.
func (c *client) code(email, scope string) string {
	c.t.Helper()
	q := url.Values{"client_id": {"patchbay"}, "response_type": {"code"}, "redirect_uri": {defaultRedirect}, "scope": {scope}}
	r := c.send("GET", "/oauth/authorize?"+strings.ReplaceAll(q.Encode(), "+", "%20"), "", func(r *http.Request) { r.SetBasicAuth(email, "Secret-1") })
	to, err := url.Parse(r.header.Get("Location"))
	if err != nil || to.Query().Get("code") == "" {
		c.t.Fatalf("no code for %s: %d %s", email, r.status, r.text)
	}
	return to.Query().Get("code")
}

func (c *client) exchange(form string) reply {
	c.t.Helper()
	return c.send("POST", "/oauth/token", form, func(r *http.Request) {
		r.SetBasicAuth("patchbay", "patchbay")
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	})
}

// send makes a request as it is.
func (c *client) send(method, path, body string, change func(*http.Request)) reply {
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
		dec := json.NewDecoder(strings.NewReader(r.text))
		dec.UseNumber()
		if err := dec.Decode(&r.json); err != nil {
			c.t.Errorf("%s %s: the answer is not JSON: %q", method, path, b)
		}
	}
	return r
}

// do makes a request with the token: a path from the root, or below one of
// "voice:", "admin:" (in the account), "scim:" and "users:". Spaces become %20.
func (c *client) do(method, path, body string) reply {
	c.t.Helper()
	for short, long := range map[string]string{"voice:": voiceAPI, "admin:": adminAPI + "accounts/" + c.account + "/", "scim:": scimAPI, "users:": usersAPI} {
		if rest, ok := strings.CutPrefix(path, short); ok {
			path = long + rest
		}
	}
	path = strings.NewReplacer(" ", "%20", `"`, "%22", "HOME", c.account).Replace(path)
	return c.send(method, path, strings.ReplaceAll(body, "HOME", c.account), func(r *http.Request) {
		r.Header.Set("Authorization", "Bearer "+c.token)
		if body != "" {
			r.Header.Set("Content-Type", "application/json")
		}
	})
}

// want fails unless a request has the status.
func (c *client) want(status int, method, path, body string) reply {
	c.t.Helper()
	r := c.do(method, path, body)
	if r.status != status {
		c.t.Fatalf("%s %s %s: status %d, want %d\n%s", method, path, body, r.status, status, r.text)
	}
	return r
}

// refuse fails unless a request is refused with a status and an errorCode.
func (c *client) refuse(status int, code, method, path, body string) reply {
	c.t.Helper()
	r := c.do(method, path, body)
	got := r.at("errorCode")
	if got == "" {
		got = r.at("int_err_code")
	}
	if r.status != status || got != code {
		c.t.Errorf("%s %s %s:\ngot %d %s\nwant %d %s", method, path, body, r.status, r.text, status, code)
	}
	return r
}

// violates fails unless a request is refused for one parameter.
func (c *client) violates(field, constraint, path string) {
	c.t.Helper()
	r := c.refuse(400, "BAD_REQUEST", "GET", path, "")
	if r.at("constraintViolations.0.field") != field || r.at("constraintViolations.0.constraint") != constraint || r.at("message") != "Provided parameter(s) must be valid" {
		c.t.Errorf("%s: %s, want %s %s", path, r.text, field, constraint)
	}
}

// make creates something and returns its id.
func (c *client) make(path, body string) string {
	c.t.Helper()
	return c.want(201, "POST", path, body).at("id")
}

// value follows a path of names and list places into a reply: "items.0.id".
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

// at is a value as text, numbers too.
func (r reply) at(path string) string {
	switch v := r.value(path).(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}

// names are one field of every row of a list.
func (r reply) names(field string) string {
	rows, _ := r.json["items"].([]any)
	for _, other := range []string{"results", "resources"} {
		if list, ok := r.json[other].([]any); ok {
			rows = list
		}
	}
	var out []string
	for _, row := range rows {
		out = append(out, reply{json: row.(map[string]any)}.at(field))
	}
	return strings.Join(out, " ")
}

// equal compares a part of a reply with JSON text; "" is all of it.
func (c *client) equal(r reply, path, want string) {
	c.t.Helper()
	var v any = r.json
	if path != "" {
		v = r.value(path)
	}
	got, err := json.Marshal(v)
	var w any
	dec := json.NewDecoder(strings.NewReader(strings.ReplaceAll(want, "HOME", c.account)))
	dec.UseNumber()
	if err != nil || dec.Decode(&w) != nil {
		c.t.Fatalf("%v or bad JSON: %s", err, want)
	}
	text, _ := json.Marshal(w)
	if string(got) != string(text) {
		c.t.Errorf("%s:\ngot  %s\nwant %s", path, got, text)
	}
}

// id fills <kind/name> in a path or body with ids, by what a client can list.
func (c *client) fill(text string) string {
	c.t.Helper()
	for {
		before, rest, found := strings.Cut(text, "<")
		if !found {
			return text
		}
		key, after, _ := strings.Cut(rest, ">")
		text = before + c.id(key) + after
	}
}

func (c *client) id(key string) string {
	c.t.Helper()
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
		c.t.Fatalf("the world has no %s", key)
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
