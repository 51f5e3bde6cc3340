package simhttp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Kind names what goes wrong.
type Kind string

// The kinds of fault.
const (
	Status      Kind = "status"       // answered with Status, the vendor never sees the request
	StatusAfter Kind = "status-after" // the vendor does it, the answer is Status
	DropBefore  Kind = "drop-before"  // connection closed, the vendor never sees the request
	DropAfter   Kind = "drop-after"   // the vendor does it, connection closed without a reply
	Delay       Kind = "delay"        // the vendor does it, the reply comes later
	Truncate    Kind = "truncate"     // half the body under the full Content-Length
	Malformed   Kind = "malformed"    // half the body as though it were all of it
	HTML        Kind = "html"         // 200 and a web page, as a proxy or a login wall answers
	ShiftPage   Kind = "shift-page"   // a listing as seen after an object of an earlier page moved
	ShortPage   Kind = "short-page"   // a listing without its last item, under the same count
	Expire      Kind = "expire"       // sessions are forgotten just before the vendor sees the request
	IgnoreWrite Kind = "ignore-write" // success, and the world stays as it was
	HoldBefore  Kind = "hold-before"  // waits until the faults are cleared, and is served then
	HoldAfter   Kind = "hold-after"   // the vendor does it, the reply waits until the faults are cleared
	Quirk       Kind = "quirk"        // the vendor does it as one that has other Options
)

var kinds = []Kind{Status, StatusAfter, DropBefore, DropAfter, Delay, Truncate, Malformed, HTML, ShiftPage, ShortPage, Expire, IgnoreWrite, HoldBefore, HoldAfter, Quirk}

// Fault is one thing that goes wrong with the requests it matches.
type Fault struct {
	Match Match `json:"match"`
	// Nth is the matching request it hits, from 1; 0 hits every one.
	Nth  int  `json:"nth"`
	Kind Kind `json:"kind"`
	// Status is the code of status and status-after; 0 is 500.
	Status int `json:"status,omitempty"`
	// RetryAfter is sent as the header of that name: seconds, or an HTTP date.
	RetryAfter Text `json:"retryAfter,omitempty"`
	// Delay is how long a delayed reply waits: "250ms", or a number of seconds.
	Delay Duration `json:"delay,omitempty"`
	// Body and ContentType are what status and status-after answer; empty by default.
	Body        string `json:"body,omitempty"`
	ContentType string `json:"contentType,omitempty"`
	// Options are those of a quirk, by the names that the simulator starts with.
	Options map[string]string `json:"options,omitempty"`
	// Seen counts the requests that matched so far.
	Seen int `json:"seen"`
	// Holding is set while a request waits: hold-before has it before the vendor
	// sees it, hold-after when the vendor has done it.
	Holding bool `json:"holding,omitempty"`

	released chan struct{} // closed when the fault is cleared
}

// Match selects requests. An empty field matches everything.
type Match struct {
	Method string `json:"method,omitempty"` // "PATCH"; several as "PATCH|POST"
	Path   string `json:"path,omitempty"`   // the decoded path; * stands for any text, slashes too
}

func (m Match) matches(r *http.Request) bool {
	if m.Method != "" && !slices.ContainsFunc(strings.Split(m.Method, "|"), func(s string) bool { return strings.EqualFold(s, r.Method) }) {
		return false
	}
	return m.Path == "" || glob(m.Path, r.URL.Path)
}

// glob matches text against a pattern in which only * is special.
func glob(pattern, text string) bool {
	first, rest, starred := strings.Cut(pattern, "*")
	if !starred {
		return pattern == text
	}
	text, ok := strings.CutPrefix(text, first)
	if !ok {
		return false
	}
	for i := 0; i <= len(text); i++ {
		if glob(rest, text[i:]) {
			return true
		}
	}
	return false
}

// errFault is the kind of error for a fault that makes no sense.
var errFault = errors.New("fault")

func (f Fault) check() error {
	if !slices.Contains(kinds, f.Kind) {
		return fmt.Errorf("%w: unknown kind %q, want one of %v", errFault, f.Kind, kinds)
	}
	if f.Nth < 0 {
		return fmt.Errorf("%w: nth is %d, want 1 or more, or 0 for every request", errFault, f.Nth)
	}
	if f.Status != 0 && (f.Status < 200 || f.Status > 599) {
		return fmt.Errorf("%w: status is %d, want 200 to 599", errFault, f.Status)
	}
	return nil
}

// faultList holds the faults in the order they were added; the first that hits wins.
type faultList struct {
	mu  sync.Mutex
	all []*Fault
}

func (l *faultList) add(f Fault) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f.Seen, f.Holding, f.released = 0, false, make(chan struct{})
	l.all = append(l.all, &f)
}

func (l *faultList) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, f := range l.all {
		close(f.released)
	}
	l.all = nil
}

// hold waits until the fault is cleared, and reports false when the client gave
// up before.
func (l *faultList) hold(ctx context.Context, f Fault) bool {
	l.mark(f, true)
	defer l.mark(f, false)
	select {
	case <-f.released:
		return ctx.Err() == nil // who gave up meanwhile gets nothing done
	case <-ctx.Done():
		return false
	}
}

func (l *faultList) mark(f Fault, holding bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, x := range l.all {
		if x.released == f.released {
			x.Holding = holding
		}
	}
}

func (l *faultList) list() []Fault {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := make([]Fault, 0, len(l.all))
	for _, f := range l.all {
		out = append(out, *f)
	}
	return out
}

// take counts a request and returns the fault that hits it, or a zero Fault.
func (l *faultList) take(r *http.Request) Fault {
	l.mu.Lock()
	defer l.mu.Unlock()
	var hit Fault
	for _, f := range l.all {
		if !f.Match.matches(r) {
			continue
		}
		f.Seen++
		if hit.Kind == "" && (f.Nth == 0 || f.Nth == f.Seen) {
			hit = *f
		}
	}
	return hit
}

// Duration is a time.Duration written as "250ms" or as a number of seconds.
type Duration time.Duration

// UnmarshalJSON reads either spelling.
func (d *Duration) UnmarshalJSON(b []byte) error {
	s := strings.Trim(string(b), `"`)
	if seconds, err := strconv.ParseFloat(s, 64); err == nil {
		*d = Duration(seconds * float64(time.Second))
		return nil
	}
	v, err := time.ParseDuration(s)
	if err != nil {
		return fmt.Errorf("%w: duration %s: want \"250ms\", or a number of seconds", errFault, b)
	}
	*d = Duration(v)
	return nil
}

// MarshalJSON writes the first spelling.
func (d Duration) MarshalJSON() ([]byte, error) { return json.Marshal(time.Duration(d).String()) }

// Text is a string that may be written as a number.
type Text string

// UnmarshalJSON reads either spelling.
func (t *Text) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] != '"' {
		*t = Text(b)
		return nil
	}
	return json.Unmarshal(b, (*string)(t))
}
