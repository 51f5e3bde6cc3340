package decorate

import (
	"net/http"
	"slices"
	"sync"
)

// Request is one request as a recorder notes it.
type Request struct {
	Method string
	Path   string
	Status int // 0 without a reply
}

// Recorder notes every request that goes through it, in the order of their
// replies.
type Recorder struct {
	Next   http.RoundTripper   // where requests go
	Redact func(string) string // applied to paths, some of which hold tokens; nil leaves them

	mu  sync.Mutex
	all []Request
}

// RoundTrip passes a request on and notes it.
func (r *Recorder) RoundTrip(q *http.Request) (*http.Response, error) {
	resp, err := r.Next.RoundTrip(q)
	n := Request{Method: q.Method, Path: q.URL.Path}
	if r.Redact != nil {
		n.Path = r.Redact(n.Path)
	}
	if err == nil {
		n.Status = resp.StatusCode
	}
	r.mu.Lock()
	r.all = append(r.all, n)
	r.mu.Unlock()
	return resp, err
}

// Requests are those noted so far.
func (r *Recorder) Requests() []Request {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.all)
}
