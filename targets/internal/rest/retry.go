package rest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"sync"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/retrypolicy"

	"github.com/patchbay-dev/patchbay/targets"
)

// Patience says how long a transport tries. The zero value is the usual.
type Patience struct {
	Attempts int           // tries of one request in all; 0 is 4
	Backoff  time.Duration // before the second try, doubled for each further one; 0 is 250 ms
	Ceiling  time.Duration // longest wait between two tries, and longest Retry-After that is obeyed; 0 is one minute
	Timeout  time.Duration // of one try, reply included; 0 is 45 s
	MaxReply int64         // bytes; 0 is 64 MiB
}

func (p Patience) filled() Patience {
	if p.Attempts == 0 {
		p.Attempts = 4
	}
	if p.Backoff == 0 {
		p.Backoff = 250 * time.Millisecond
	}
	if p.Ceiling == 0 {
		p.Ceiling = time.Minute
	}
	if p.Timeout == 0 {
		p.Timeout = 45 * time.Second
	}
	if p.MaxReply == 0 {
		p.MaxReply = 64 << 20
	}
	return p
}

// errTooLong is a reply that passes Patience.MaxReply.
var errTooLong = errors.New("the reply is longer than any this vendor sends")

// Retry repeats requests as the package's rules allow and returns replies that
// are whole: their bodies are in memory.
func Retry(next http.RoundTripper, p Patience) http.RoundTripper {
	p = p.filled()
	t := &retrying{next: next, p: p}
	policy := func(again func(*http.Response, error) bool) failsafe.Executor[*http.Response] {
		return failsafe.With[*http.Response](retrypolicy.NewBuilder[*http.Response]().
			HandleIf(again).
			AbortIf(t.tooLate).
			ReturnLastFailure().
			WithMaxAttempts(p.Attempts).
			WithBackoff(p.Backoff, max(p.Ceiling, p.Backoff+1)).
			WithJitterFactor(jitter).
			WithDelayFunc(delay).
			Build())
	}
	t.reads, t.writes = policy(passing), policy(turnedAway)
	return t
}

type retrying struct {
	next          http.RoundTripper
	p             Patience
	reads, writes failsafe.Executor[*http.Response]
}

func (t *retrying) RoundTrip(r *http.Request) (*http.Response, error) {
	exec := t.writes
	if onlyReads(r) {
		exec = t.reads
	}
	return exec.WithContext(r.Context()).GetWithExecution(func(e failsafe.Execution[*http.Response]) (*http.Response, error) {
		if e.IsRetry() && r.Body != nil && r.Body != http.NoBody {
			if r.GetBody == nil {
				return nil, &unsent{errors.New("the request's body cannot be sent twice")}
			}
			body, err := r.GetBody()
			if err != nil {
				return nil, &unsent{err}
			}
			r = r.Clone(r.Context())
			r.Body = body
		}
		return t.once(r)
	})
}

// once sends r and reads the whole reply.
func (t *retrying) once(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(r.Context(), t.p.Timeout)
	defer cancel()
	sent := false
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: func() { sent = true }})
	resp, err := t.next.RoundTrip(r.WithContext(ctx))
	if err != nil {
		var u *unsent
		if !sent && !errors.As(err, &u) && neverConnected(err) {
			err = &unsent{err}
		}
		return nil, err
	}
	b, err := t.read(resp)
	if err != nil {
		return nil, fmt.Errorf("reading the reply: %w", err)
	}
	resp.Body = &whole{bytes.NewReader(b.Bytes()), b}
	return resp, nil
}

// bodies are buffers of replies that were given back, for the next ones.
var bodies = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// read takes a reply in, up to the bound.
func (t *retrying) read(resp *http.Response) (*bytes.Buffer, error) {
	defer resp.Body.Close()
	if resp.ContentLength > t.p.MaxReply {
		return nil, errTooLong
	}
	b := bodies.Get().(*bytes.Buffer)
	b.Reset()
	if resp.ContentLength > 0 {
		b.Grow(int(resp.ContentLength) + bytes.MinRead)
	}
	if _, err := b.ReadFrom(io.LimitReader(resp.Body, t.p.MaxReply+1)); err != nil {
		return nil, err
	}
	if int64(b.Len()) > t.p.MaxReply {
		return nil, errTooLong
	}
	return b, nil
}

// whole is a reply's body that is in memory.
type whole struct {
	*bytes.Reader
	all *bytes.Buffer
}

func (*whole) Close() error { return nil }

// neverConnected reports whether err came up before there was a connection to
// write to.
func neverConnected(err error) bool {
	var op *net.OpError
	var dns *net.DNSError
	return errors.As(err, &dns) || errors.As(err, &op) && op.Op == "dial" || isTLS(err)
}

// passing are failures that may be gone at the next try, for reads.
func passing(resp *http.Response, err error) bool {
	if err != nil {
		return !isTLS(err) && !errors.Is(err, errTooLong) && !errors.Is(err, targets.ErrReadOnly)
	}
	switch resp.StatusCode {
	case http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// turnedAway are failures of which it is certain that nothing was done.
func turnedAway(resp *http.Response, err error) bool {
	if err != nil {
		var u *unsent
		return errors.As(err, &u) && !isTLS(err)
	}
	return resp.StatusCode == http.StatusTooManyRequests ||
		resp.StatusCode == http.StatusServiceUnavailable && resp.Header.Get("Retry-After") != ""
}

// tooLate ends the tries when the target asks for more time than there is, or
// the host does not exist.
func (t *retrying) tooLate(resp *http.Response, err error) bool {
	var dns *net.DNSError
	switch {
	case errors.Is(err, context.Canceled):
		return true
	case errors.As(err, &dns) && dns.IsNotFound:
		return true
	case resp != nil:
		wait, ok := retryAfter(resp)
		return ok && wait > t.p.Ceiling
	}
	return false
}

// jitter spreads waits by a fifth to either side.
const jitter = 0.2

// delay obeys Retry-After, so that even the shortest of its spread is not too
// early; -1 leaves the wait to the backoff.
func delay(e failsafe.ExecutionAttempt[*http.Response]) time.Duration {
	if resp := e.LastResult(); resp != nil {
		if wait, ok := retryAfter(resp); ok {
			return wait * 5 / 4
		}
	}
	return -1
}

// retryAfter reads the header in either of its forms, seconds or a date.
func retryAfter(resp *http.Response) (time.Duration, bool) {
	h := resp.Header.Get("Retry-After")
	if h == "" {
		return 0, false
	}
	if s, err := strconv.Atoi(h); err == nil {
		return time.Duration(max(s, 0)) * time.Second, true
	}
	at, err := http.ParseTime(h)
	if err != nil {
		return 0, false
	}
	from := time.Now()
	if sent, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		from = sent // the target's own clock
	}
	return max(at.Sub(from), 0), true
}

type readsKey struct{}

// Reads marks the requests of ctx as changing nothing whatever their method:
// some vendors read by POST.
func Reads(ctx context.Context) context.Context { return context.WithValue(ctx, readsKey{}, true) }

type onceKey struct{}

// Once marks the requests of ctx as counted whatever their method: one is repeated
// only when the target cannot have acted on it. A login by GET is such a request,
// since vendors count wrong passwords.
func Once(ctx context.Context) context.Context { return context.WithValue(ctx, onceKey{}, true) }

func onlyReads(r *http.Request) bool {
	if r.Context().Value(onceKey{}) != nil {
		return false
	}
	return r.Method == http.MethodGet || r.Method == http.MethodHead || r.Context().Value(readsKey{}) != nil
}
