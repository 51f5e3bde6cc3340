package sim

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// client is an integrator: it knows addresses and JSON, nothing of the inside.
type client struct {
	t       *testing.T
	http    *http.Client
	base    string
	headers map[string]string
	me      string // id of the user who is logged in
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

// start makes a world behind a client that is not logged in.
func start(t *testing.T, seed string, q Quirks) *client {
	t.Helper()
	clock := &simhttp.Clock{Now: func() time.Time { return time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC) }}
	s, w, err := NewServer([]byte(seed), Options{Serving: simhttp.Serving{Clock: clock}, Quirks: q})
	if err != nil {
		t.Fatal(err)
	}
	return &client{t: t, http: &http.Client{Transport: s.Transport()}, base: "http://rainbow", headers: map[string]string{}, sim: s, clock: clock, world: w}
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
	c.t.Helper()
	d := *c
	d.headers = map[string]string{
		"Authorization":      "Basic " + basicAuth(login, password),
		"x-rainbow-app-auth": app,
	}
	return d.do("GET", "authentication/v1.0/login", "")
}

// as returns a client of another user of the same world.
func (c *client) as(login, password string) *client {
	c.t.Helper()
	r := c.tryLogin(login, password, appAuth("patchbay", "patchbay", password))
	token, _ := r.json["token"].(string)
	if token == "" {
		c.t.Fatalf("no token for %s: %d %s", login, r.status, r.text)
	}
	d := *c
	d.headers = map[string]string{"Authorization": "Bearer " + token}
	d.me = r.at("loggedInUser.id")
	return &d
}

// do makes a request below /api/rainbow/.
func (c *client) do(method, path, body string) reply {
	c.t.Helper()
	req, err := http.NewRequest(method, c.base+"/api/rainbow/"+strings.ReplaceAll(path, " ", "%20"), strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for k, v := range c.headers {
		req.Header.Set(k, v)
	}
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
	if err := json.Unmarshal(b, &r.json); err != nil {
		c.t.Errorf("%s %s: the answer is not JSON: %q", method, path, b)
	}
	if kind := resp.Header.Get("Content-Type"); !strings.HasPrefix(kind, "application/json") {
		c.t.Errorf("%s %s: content type %q", method, path, kind)
	}
	if resp.Header.Get("x-rainbow-request-id") == "" {
		c.t.Errorf("%s %s: no x-rainbow-request-id", method, path)
	}
	return r
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

// refuse fails unless a request is refused with a code, and words in errorDetails.
func (c *client) refuse(code int, words, method, path, body string) reply {
	c.t.Helper()
	r := c.do(method, path, body)
	details, _ := json.Marshal(r.json["errorDetails"])
	if r.status != code/1000 || r.json["errorDetailsCode"] != float64(code) || r.json["errorCode"] != float64(code/1000) || !strings.Contains(string(details), words) {
		c.t.Errorf("%s %s %s:\ngot %d %s\nwant %d with %q", method, path, body, r.status, r.text, code, words)
	}
	return r
}

// make creates something and returns its id.
func (c *client) make(path, body string) string {
	c.t.Helper()
	return c.want(201, "POST", path, body).at("data.id")
}

// value follows a path of names and list places into a reply: "data.0.id".
func (r reply) value(path string) any {
	var v any = r.json
	for _, step := range strings.Split(path, ".") {
		switch at := v.(type) {
		case map[string]any:
			v = at[step]
		case []any:
			if i := int(step[0] - '0'); len(step) == 1 && i >= 0 && i < len(at) {
				v = at[i]
			} else {
				return nil
			}
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

// len is how long a list is; -1 when there is none.
func (r reply) len(path string) int {
	l, ok := r.value(path).([]any)
	if !ok {
		return -1
	}
	return len(l)
}

// equal compares a value with what JSON text says.
func (c *client) equal(r reply, path, want string) {
	c.t.Helper()
	var w any
	if err := json.Unmarshal([]byte(want), &w); err != nil {
		c.t.Fatal(err)
	}
	if d := cmp.Diff(w, r.value(path)); d != "" {
		c.t.Errorf("%s (-want +got):\n%s", path, d)
	}
}

// names are one field of every row of a list.
func (r reply) names(field string) string {
	rows, _ := r.value("data").([]any)
	var out []string
	for _, row := range rows {
		s, _ := row.(map[string]any)[field].(string)
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

// id finds an object of the world by a natural key: "users/alice@acme.example".
func (c *client) id(key string) string {
	c.t.Helper()
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
	c.t.Fatalf("the world has no %s", key)
	return ""
}

// path fills {kind/name} in a path or body with ids.
func (c *client) path(text string) string {
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
