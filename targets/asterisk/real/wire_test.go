package real_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/targets/asterisk/real"
)

// client sends raw requests to a PBX, or to what pretends to be one.
type client struct {
	t    *testing.T
	base string
	http *http.Client
	user string // of ARI
}

// reply is what came back; status 0 is a connection that was closed.
type reply struct {
	status int
	header http.Header
	body   string
}

func wire(t *testing.T, base string) *client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return &client{t, base, &http.Client{Jar: jar, Transport: transport, Timeout: 30 * time.Second}, real.Name}
}

const dynamic = "/ari/asterisk/config/dynamic/res_pjsip/"

// ari sends a request for a dynamic object, "aor/101".
func (c *client) ari(method, object, body string) reply {
	return c.send(method, dynamic+object, body, "application/json")
}

// ami sends an action as a form.
func (c *client) ami(form string) reply {
	return c.send(http.MethodPost, "/rawman", form, "application/x-www-form-urlencoded")
}

func (c *client) send(method, path, body, contentType string) reply {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if c.user != "" {
		req.SetBasicAuth(c.user, real.Password)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return reply{}
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return reply{}
	}
	return reply{res.StatusCode, res.Header, string(b)}
}
