package simtest

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// Client is an integrator: it knows addresses and JSON, nothing of the inside.
type Client struct {
	T    testing.TB
	HTTP *http.Client
	Base string // what stands before every path
	// Lists are the members of a reply that listings stand under: see Reply.Names.
	Lists []string
}

// Direct is a client of a server without a listener. It follows no redirects.
func Direct(s *simhttp.Server) *http.Client {
	return &http.Client{Transport: s.Transport(), CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// Send makes a request as change leaves it.
func (c Client) Send(method, path, body string, change func(*http.Request)) Reply {
	c.T.Helper()
	req, err := http.NewRequest(method, c.Base+path, strings.NewReader(body))
	if err != nil {
		c.T.Fatal(err)
	}
	change(req)
	return c.Do(req)
}

// Do makes a request, and fails unless an answer comes whole; one that begins like a
// JSON object has to be one.
func (c Client) Do(req *http.Request) Reply {
	c.T.Helper()
	asked := asked(req)
	resp, err := c.HTTP.Do(req)
	if err != nil {
		c.T.Fatalf("%s: %v", asked, err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		c.T.Fatalf("%s: %v", asked, err)
	}
	r := Reply{Asked: asked, Status: resp.StatusCode, Header: resp.Header, Text: string(b), lists: c.Lists}
	if strings.HasPrefix(r.Text, "{") {
		if err := decode(r.Text, &r.JSON); err != nil {
			c.T.Errorf("%s: the answer is not JSON: %q", asked, b)
		}
	}
	return r
}

// asked is a request as messages show it.
func asked(r *http.Request) string {
	line := r.Method + " " + r.URL.String()
	if r.GetBody == nil {
		return line
	}
	body, err := r.GetBody()
	if err != nil {
		return line
	}
	text, _ := io.ReadAll(body)
	return strings.TrimSpace(line + " " + string(text))
}

// Expect fails unless a reply has the status.
func (c Client) Expect(status int, r Reply) Reply {
	c.T.Helper()
	if r.Status != status {
		c.T.Fatalf("%s: status %d, want %d\n%s", r.Asked, r.Status, status, r.Text)
	}
	return r
}

// Equal compares a part of a reply with JSON text; "" is all of it.
func (c Client) Equal(r Reply, path, want string) {
	c.T.Helper()
	var got, exp any = r.JSON, nil
	if path != "" {
		got = r.Value(path)
	}
	if err := decode(want, &exp); err != nil {
		c.T.Fatalf("%v: %s", err, want)
	}
	if d := cmp.Diff(exp, got); d != "" {
		c.T.Errorf("%s: %s (-want +got):\n%s", r.Asked, path, d)
	}
}

// Fill puts ids in the place of <names>.
func Fill(text string, id func(name string) string) string {
	for {
		before, rest, found := strings.Cut(text, "<")
		if !found {
			return text
		}
		name, after, _ := strings.Cut(rest, ">")
		text = before + id(name) + after
	}
}
