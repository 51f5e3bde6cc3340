package sim

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
	"github.com/patchbay-dev/patchbay/targets/threecx/sim/spec"
)

// validator loads the vendor's OpenAPI file once; nil where there is none.
var validator = sync.OnceValue(func() *spec.Validator {
	path := spec.Find("swagger.yaml")
	if path == "" {
		return nil
	}
	v, err := spec.New(path)
	if err != nil {
		panic(err)
	}
	return v
})

// client is an integrator: it knows addresses and JSON, nothing of the inside.
type client struct {
	t     *testing.T
	http  *http.Client
	base  string
	token string
	sim   *simhttp.Server
	clock *simhttp.Clock
	// unchecked leaves replies unchecked against the specification.
	unchecked bool
	// spec is the specification to check against; nil is that of 20.0.10.
	spec *spec.Validator
}

// reply is what came back.
type reply struct {
	status int
	header http.Header
	text   string
	json   map[string]any
}

// connect starts a world and logs in as its first principal.
func connect(t *testing.T, seed string, o Options) *client {
	t.Helper()
	o.Clock = &simhttp.Clock{Now: func() time.Time { return time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC) }}
	s, w, err := NewServer([]byte(seed), o)
	if err != nil {
		t.Fatal(err)
	}
	c := &client{t: t, http: &http.Client{Transport: s.Transport()}, base: "http://pbx", sim: s, clock: o.Clock}
	c.unchecked = !w.version.atLeast(20, 0, 10)
	cred := w.Credentials()
	c.login(cred["clientId"], cred["clientSecret"])
	return c
}

func (c *client) login(id, secret string) {
	c.t.Helper()
	r := c.form("/connect/token", url.Values{"client_id": {id}, "client_secret": {secret}, "grant_type": {"client_credentials"}})
	c.token, _ = r.json["access_token"].(string)
	if c.token == "" {
		c.t.Fatalf("no token for %s: %d %s", id, r.status, r.text)
	}
}

// as returns a client of another principal of the same world.
func (c *client) as(id, secret string) *client {
	c.t.Helper()
	d := *c
	d.login(id, secret)
	return &d
}

func (c *client) form(path string, v url.Values) reply {
	c.t.Helper()
	req, _ := http.NewRequest("POST", c.base+path, strings.NewReader(v.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return c.send(req, "")
}

// do makes a request to the service; body is JSON or nothing.
func (c *client) do(method, path, body string) reply {
	c.t.Helper()
	u := c.base + "/xapi/v1" + strings.ReplaceAll(path, " ", "%20")
	req, err := http.NewRequest(method, u, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	return c.send(req, body)
}

func (c *client) send(req *http.Request, body string) reply {
	c.t.Helper()
	resp, err := c.http.Do(req)
	if err != nil {
		c.t.Fatalf("%s %s: %v", req.Method, req.URL, err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatalf("%s %s: %v", req.Method, req.URL, err)
	}
	r := reply{status: resp.StatusCode, header: resp.Header, text: string(b)}
	json.Unmarshal(b, &r.json)
	c.check(req, body, r)
	return r
}

// check holds an exchange against the vendor's specification. Requests that the
// specification does not have, and 5xx, are nobody's promise.
func (c *client) check(req *http.Request, body string, r reply) {
	c.t.Helper()
	v := c.spec
	if v == nil {
		v = validator()
	}
	path := strings.TrimPrefix(req.URL.Path, "/xapi/v1/")
	if v == nil || c.unchecked || path == req.URL.Path || path == "" || path == "$metadata" || r.status >= 500 || r.status == 404 || r.status == 405 || r.status == 401 {
		return
	}
	if err := v.Check(req, []byte(body), r.status, r.header, []byte(r.text)); err != nil {
		c.t.Errorf("%s %s: not as the specification has it: %v", req.Method, req.URL, err)
	}
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

// refuse fails unless a request is a 400 about target with the warning.
func (c *client) refuse(method, path, body, target, warning string) {
	c.t.Helper()
	r := c.want(400, method, path, body)
	e, _ := r.json["error"].(map[string]any)
	details, _ := e["details"].([]any)
	for _, d := range details {
		d := d.(map[string]any)
		if d["target"] == target && d["message"] == warning {
			return
		}
	}
	c.t.Errorf("%s %s %s: got %s, want %s at %s", method, path, body, r.text, warning, target)
}

// id creates an object and returns its Id.
func (c *client) id(set, body string) string {
	c.t.Helper()
	r := c.want(201, "POST", "/"+set, body)
	return string(must(json.Marshal(r.json["Id"])))
}

// show fails unless the value at path is, but for the context, what want says.
func (c *client) show(path, want string) {
	c.t.Helper()
	r := c.want(200, "GET", path, "")
	delete(r.json, "@odata.context")
	var w map[string]any
	if err := json.Unmarshal([]byte(want), &w); err != nil {
		c.t.Fatal(err)
	}
	if d := cmp.Diff(w, r.json); d != "" {
		c.t.Errorf("GET %s (-want +got):\n%s", path, d)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestSpecificationIsThere(t *testing.T) {
	if validator() == nil {
		t.Skip(spec.Skip)
	}
}

func jsonText(v any) ([]byte, error) { return json.Marshal(v) }
