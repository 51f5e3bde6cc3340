package simhttp

import (
	"net/http"
	"sync"
)

// Request is one line of the request log.
type Request struct {
	N        int    `json:"n"` // from 1, in order of arrival
	Method   string `json:"method"`
	Path     string `json:"path"`            // decoded
	Query    string `json:"query,omitempty"` // as sent
	Status   int    `json:"status"`          // what the vendor or the fault answered; 0 when nobody did
	Mutating bool   `json:"mutating"`        // asks for a change of the world
	Fault    string `json:"fault,omitempty"` // kind of the fault that hit it
	Agent    string `json:"agent,omitempty"` // what the client calls itself
}

// requestLog keeps every request since it was last cleared.
type requestLog struct {
	mu    sync.Mutex
	lines []*Request
	n     int
}

func (l *requestLog) open(r *http.Request, mutating bool) *Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.n++
	line := &Request{N: l.n, Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Mutating: mutating, Agent: r.UserAgent()}
	l.lines = append(l.lines, line)
	return line
}

func (l *requestLog) close(line *Request, status int, fault string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	line.Status, line.Fault = status, fault
}

func (l *requestLog) all() []Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := make([]Request, 0, len(l.lines))
	for _, line := range l.lines {
		out = append(out, *line)
	}
	return out
}

// clear empties the log and counts from 1 again.
func (l *requestLog) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines, l.n = nil, 0
}
