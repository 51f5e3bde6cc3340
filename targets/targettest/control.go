package targettest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"
)

// control speaks to a simulator's control plane.
type control struct {
	tb   testing.TB
	base string
}

// request is one line of a simulator's log.
type request struct {
	N        int
	Method   string
	Path     string
	Query    string
	Status   int
	Mutating bool
	Fault    string
	Agent    string
}

// fault is what goes wrong with the nth request that matches; see the control
// plane's own documentation for the kinds.
type fault struct {
	Match      match  `json:"match"`
	Nth        int    `json:"nth"`
	Kind       string `json:"kind"`
	Status     int    `json:"status,omitempty"`
	RetryAfter string `json:"retryAfter,omitempty"`
	Delay      string `json:"delay,omitempty"`
}

type match struct {
	Method string `json:"method,omitempty"`
	Path   string `json:"path,omitempty"`
}

func (f fault) String() string { return fmt.Sprintf("%s at request %d", f.name(), f.Nth) }

// name is what goes wrong, wherever it does.
func (f fault) name() string {
	s := f.Kind
	if f.Status != 0 {
		s += fmt.Sprint(" ", f.Status)
	}
	if f.RetryAfter != "" {
		s += " Retry-After " + f.RetryAfter
	}
	return s
}

func newControl(tb testing.TB, simulator string) control {
	u, err := url.Parse(simulator)
	if err != nil {
		tb.Fatalf("the simulator's url: %v", err)
	}
	return control{tb, u.Scheme + "://" + u.Host + "/_sim/"}
}

func (c control) world() []byte           { return c.call(http.MethodGet, "world", nil) }
func (c control) setWorld(b []byte)       { c.call(http.MethodPut, "world", b) }
func (c control) clearRequests()          { c.call(http.MethodDelete, "requests", nil) }
func (c control) clearFaults()            { c.call(http.MethodDelete, "faults", nil) }
func (c control) restart()                { c.call(http.MethodPost, "restart", nil) }
func (c control) breakAt(faults ...fault) { c.call(http.MethodPost, "faults", encode(c.tb, faults)) }

// holding reports whether a request waits for the faults to be cleared.
func (c control) holding() bool {
	var all []struct{ Holding bool }
	if err := json.Unmarshal(c.call(http.MethodGet, "faults", nil), &all); err != nil {
		c.tb.Fatalf("the simulator's faults: %v", err)
	}
	return slices.ContainsFunc(all, func(f struct{ Holding bool }) bool { return f.Holding })
}

// await asks until it is so, and reports false when it does not come to that.
func (c control) await(so func() bool) bool {
	for end := time.Now().Add(patient); !so(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			return false
		}
	}
	return true
}

func (c control) requests() []request {
	var out []request
	if err := json.Unmarshal(c.call(http.MethodGet, "requests", nil), &out); err != nil {
		c.tb.Fatalf("the simulator's request log: %v", err)
	}
	return out
}

// writes are the requests that asked for a change.
func (c control) writes() []request {
	var out []request
	for _, r := range c.requests() {
		if r.Mutating {
			out = append(out, r)
		}
	}
	return out
}

func (c control) call(method, what string, body []byte) []byte {
	c.tb.Helper()
	req, err := http.NewRequestWithContext(c.tb.Context(), method, c.base+what, bytes.NewReader(body))
	if err != nil {
		c.tb.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		c.tb.Fatalf("the simulator's control plane: %v", err)
	}
	defer resp.Body.Close()
	out, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode >= 300 {
		c.tb.Fatalf("the simulator's control plane: %s %s: %d %s %v", method, what, resp.StatusCode, out, err)
	}
	return out
}

func encode(tb testing.TB, v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}
