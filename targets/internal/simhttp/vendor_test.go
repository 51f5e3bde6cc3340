package simhttp

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// counter is a vendor of one number: POST adds to it, GET shows it. It has no
// journal, so its whole world is written at every change.
type counter struct {
	N        int `json:"n"`
	sessions int
}

func (c *counter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost {
		c.N++
	}
	if r.URL.Path == "/list" {
		items := []string{"a", "b", "c"}
		if Shifted(r) {
			items = []string{"b", "c", "a"}
		}
		json.NewEncoder(w).Encode(items)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, `{"n":%d,"text":"some more words"}`, c.N)
}

func (c *counter) Load(world []byte) error {
	var fresh counter
	if err := json.Unmarshal(world, &fresh); err != nil {
		return err
	}
	c.N = fresh.N
	return nil
}

func (c *counter) Save() ([]byte, error)                   { return json.Marshal(c) }
func (c *counter) Mutating(r *http.Request, _ []byte) bool { return r.Method == http.MethodPost }
func (c *counter) Restart()                                { c.sessions = 0 }

// journaled is a counter that tells what changed, and whose listing can shift.
type journaled struct {
	counter
	pending int
}

func (j *journaled) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	before := j.N
	j.counter.ServeHTTP(w, r)
	j.pending += j.N - before
}

func (j *journaled) Load(world []byte) error {
	j.pending = 0
	return j.counter.Load(world)
}

func (j *journaled) Changes() []byte {
	if j.pending == 0 {
		return nil
	}
	j.pending = 0
	return fmt.Appendf(nil, `{"n":%d}`, j.N)
}

func (j *journaled) Replay(record []byte) error { return j.counter.Load(record) }

func (j *journaled) ShiftPage(r *http.Request) *http.Request { return Shift(r) }

// request sends one request through a transport and returns status and body.
func request(rt http.RoundTripper, method, url, body string) (int, string, error) {
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	resp, err := rt.RoundTrip(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(b), err
}
