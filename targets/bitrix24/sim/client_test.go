package sim

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// noon is when the worlds of these tests begin.
var noon = time.Date(2026, 5, 14, 12, 0, 0, 0, time.UTC)

// client is one credential at a simulated portal.
type client struct {
	t      testing.TB
	server *simhttp.Server
	world  *World
	http   *http.Client
	base   string // below which methods are, with a slash at the end
	auth   string // access token; "" for a webhook
}

// portal starts a world in memory, by the default webhook. Quirks come in pairs.
func portal(t testing.TB, seed string, quirks ...string) *client {
	t.Helper()
	q := map[string]string{"bucket": "off"}
	for i := 0; i+1 < len(quirks); i += 2 {
		if q[quirks[i]] = quirks[i+1]; quirks[i+1] == "" { // what the portal has by itself
			delete(q, quirks[i])
		}
	}
	clock := &simhttp.Clock{Now: func() time.Time { return noon }}
	s, w, err := NewServer([]byte(seed), Options{Serving: simhttp.Serving{Clock: clock}, Quirks: q})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return &client{t: t, server: s, world: w, http: &http.Client{Transport: s.Transport(), CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, base: "http://portal.example/rest/1/patchbay/"}
}

// hook is the same portal by another webhook.
func (c *client) hook(user, secret string) *client {
	d := *c
	d.base = "http://portal.example/rest/" + user + "/" + secret + "/"
	return &d
}

// app is the same portal by an access token of the application patchbay.
func (c *client) app() *client {
	c.t.Helper()
	refresh := c.world.table(apps).all()[0].text("refresh_token")
	r := c.get("http://portal.example/oauth/token/?" + url.Values{"grant_type": {"refresh_token"}, "client_id": {"patchbay"}, "client_secret": {"patchbay"}, "refresh_token": {refresh}}.Encode())
	token, _ := r.json["access_token"].(string)
	if token == "" {
		c.t.Fatalf("no access token: %s", r.text)
	}
	d := *c
	d.base, d.auth = "http://portal.example/rest/", token
	return &d
}

type reply struct {
	status int
	header http.Header
	text   string
	json   map[string]any
}

// result is the result as JSON.
func (r reply) result() string { return compact(r.json["result"]) }

// failure is "CODE text".
func (r reply) failure() string {
	code, _ := r.json["error"].(string)
	text, _ := r.json["error_description"].(string)
	return code + " " + text
}

func compact(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

func (c *client) send(method, address, kind, body string) reply {
	c.t.Helper()
	r, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	resp, err := c.http.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	out := reply{status: resp.StatusCode, header: resp.Header, text: string(b)}
	if strings.HasPrefix(resp.Header.Get("Content-Type"), "application/json") && strings.HasPrefix(out.text, "{") {
		if err := json.Unmarshal(b, &out.json); err != nil {
			c.t.Fatalf("%s %s: %v in %s", method, address, err, b)
		}
	}
	return out
}

func (c *client) get(address string) reply {
	c.t.Helper()
	return c.send(http.MethodGet, address, "", "")
}

const (
	jsonKind = "application/json"
	formKind = "application/x-www-form-urlencoded"
)

// call posts JSON to a method.
func (c *client) call(method, body string) reply {
	c.t.Helper()
	address := c.base + method
	if c.auth != "" {
		address += "?auth=" + c.auth
	}
	return c.send(http.MethodPost, address, jsonKind, body)
}

// want calls a method that has to succeed, and returns its result as JSON.
func (c *client) want(method, body string) reply {
	c.t.Helper()
	r := c.call(method, body)
	if r.status != http.StatusOK {
		c.t.Fatalf("%s %s: %d %s", method, body, r.status, r.text)
	}
	return r
}

// show fails unless the result of a method is want, as JSON.
func (c *client) show(method, body, want string) {
	c.t.Helper()
	var got, exp any
	if err := json.Unmarshal([]byte(want), &exp); err != nil {
		c.t.Fatal(err)
	}
	got = c.want(method, body).json["result"]
	if d := cmp.Diff(exp, got); d != "" {
		c.t.Errorf("%s %s (-want +got):\n%s", method, body, d)
	}
}

// refuse fails unless a method answers this status and error.
func (c *client) refuse(method, body string, status int, failure string) {
	c.t.Helper()
	r := c.call(method, body)
	if r.status != status || r.failure() != failure {
		c.t.Errorf("%s %s: got %d %s, want %d %s", method, body, r.status, r.text, status, failure)
	}
}

// field is one field of each row of a result.
func (r reply) field(name string) []string {
	rows, _ := r.json["result"].([]any)
	var out []string
	for _, row := range rows {
		m, _ := row.(map[string]any)
		out = append(out, text(m[name]))
	}
	return out
}

func (r reply) keys() []string { return slices.Sorted(maps.Keys(r.json)) }

// page does what a person does by mouse.
func (c *client) page(name, body string) reply {
	c.t.Helper()
	return c.send(http.MethodPost, "http://portal.example"+pagesPrefix+name, jsonKind, body)
}

func same(t testing.TB, what string, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}
