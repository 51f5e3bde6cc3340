package rest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/patchbay-dev/patchbay/targets"
)

// Client makes requests of one vendor's API and turns what comes back into a
// reply or an *Error. Its methods may be called from several goroutines.
type Client struct {
	Base      *url.URL
	Transport http.RoundTripper
	// Message reads the vendor's words and the kind of error from the body of a
	// reply that is not 2xx. A nil kind leaves it to the status.
	Message func(status int, body []byte) (message string, kind error)
	// Away reports whether a vendor says in the body of a reply that is not 2xx that
	// it did not carry the request out. nil: only the status tells.
	Away func(body []byte) bool

	mu   sync.RWMutex
	hide []string
}

// Request is one call.
type Request struct {
	Method string
	Path   string // below Base, escaped, with its query
	Name   string // Path as people should see it; "" is Path without its query
	Key    string // the object, in people's words
	Header http.Header
	Body   []byte
	Type   string // of Body; "" is JSON
	// Raw leaves a reply alone that is not JSON.
	Raw bool
}

// Reply is a 2xx answer.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte

	buffer *bytes.Buffer // which holds Body; nil when it is nobody else's
}

// Done gives Body back, for the replies to come. Nothing of it may be in use any
// more. Those who do not call it lose nothing but time, with long listings.
func (r *Reply) Done() {
	if r.buffer != nil {
		bodies.Put(r.buffer)
	}
	r.buffer, r.Body = nil, nil
}

// Hide keeps values out of every error to come.
func (c *Client) Hide(values ...string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, v := range values {
		if len(v) >= 4 {
			c.hide = append(c.hide, v)
		}
	}
}

// Do sends q. Errors are *Error, with the kinds of package targets.
func (c *Client) Do(ctx context.Context, q Request) (*Reply, error) {
	r, err := c.request(ctx, q)
	if err != nil {
		return nil, c.fail(q, Error{Kind: targets.ErrInvalid, Message: "the request cannot be made"})
	}
	resp, err := c.Transport.RoundTrip(r)
	if err != nil {
		return nil, c.broken(q, err)
	}
	body, buffer, err := bodyOf(resp)
	if err != nil {
		return nil, c.broken(q, err)
	}
	if resp.StatusCode/100 != 2 {
		return nil, c.refused(q, resp, body)
	}
	if err := c.suspect(q, resp, body); err != nil {
		return nil, err
	}
	return &Reply{resp.StatusCode, resp.Header, body, buffer}, nil
}

// bodyOf is a reply's body, which Retry has in memory already, and the buffer that
// it is in then.
func bodyOf(resp *http.Response) ([]byte, *bytes.Buffer, error) {
	if w, ok := resp.Body.(*whole); ok && w.Reader.Len() == w.all.Len() {
		return w.all.Bytes(), w.all, nil
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return body, nil, err
}

func (c *Client) request(ctx context.Context, q Request) (*http.Request, error) {
	var body io.Reader
	if q.Body != nil {
		body = bytes.NewReader(q.Body)
	}
	r, err := http.NewRequestWithContext(ctx, q.Method, strings.TrimSuffix(c.Base.String(), "/")+q.Path, body)
	if err != nil {
		return nil, err
	}
	for k, v := range q.Header {
		r.Header[k] = v
	}
	if q.Body != nil {
		r.Header.Set("Content-Type", "application/json")
		if q.Type != "" {
			r.Header.Set("Content-Type", q.Type)
		}
	}
	if r.Header.Get("Accept") == "" {
		r.Header.Set("Accept", "application/json")
	}
	return r, nil
}

// broken is an exchange without a whole reply.
func (c *Client) broken(q Request, err error) error {
	var u *unsent
	e := Error{Kind: targets.ErrUnreachable, Cause: err, Sent: !errors.As(err, &u)}
	switch {
	case errors.Is(err, targets.ErrReadOnly):
		e.Kind, e.Sent, e.Message = targets.ErrReadOnly, false, "only reads are allowed here"
	case errors.Is(err, errTooLong), errors.Is(err, io.ErrUnexpectedEOF):
		e.Kind = targets.ErrProtocol
	case !e.Sent:
		e.Message = c.Base.Host + ": " + plain(err)
		e.Hint = adviceFor(c.Base.Host, err)
	}
	return c.fail(q, e)
}

// refused is a reply whose status is not 2xx.
func (c *Client) refused(q Request, resp *http.Response, body []byte) error {
	e := Error{Kind: kindOf(resp.StatusCode), Status: resp.StatusCode, Sent: true}
	if resp.StatusCode/100 == 3 {
		e.Message = "it redirects to " + hostOf(resp.Header.Get("Location"))
		e.Hint = "check the target's url: something other than the API answers"
		return c.fail(q, e)
	}
	if turnedAway(resp, nil) || c.Away != nil && c.Away(body) {
		e.Sent = false
		e.Kind = targets.ErrLimited
		if wait, ok := retryAfter(resp); ok {
			e.Hint = fmt.Sprintf("the target asks to wait %v", wait)
		}
	}
	switch {
	case looksHTML(resp, body):
		e.Message = "a web page: " + firstWords(body)
		if e.Kind == targets.ErrNotFound {
			e.Kind = targets.ErrProtocol // not the API's word that a thing is not there
		}
	case c.Message != nil:
		msg, kind := c.Message(resp.StatusCode, body)
		e.Message = msg
		if kind != nil {
			e.Kind = kind
		}
	}
	return c.fail(q, e)
}

// suspect finds 2xx replies that the API cannot have sent.
func (c *Client) suspect(q Request, resp *http.Response, body []byte) error {
	if q.Raw || resp.StatusCode == http.StatusNoContent || len(body) == 0 {
		return nil
	}
	e := Error{Kind: targets.ErrProtocol, Status: resp.StatusCode, Sent: true}
	typ, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	switch {
	case looksHTML(resp, body):
		e.Message = "a web page instead of data: " + firstWords(body)
		e.Hint = "check the target's url: a proxy or a sign-in page answers"
	case typ != "" && typ != "application/json" && !strings.HasSuffix(typ, "+json"):
		e.Message = fmt.Sprintf("%s instead of JSON: %s", typ, firstWords(body))
	case !valid(body):
		e.Message = fmt.Sprintf("JSON that breaks off or is malformed (%d bytes)", len(body))
	default:
		return nil
	}
	return c.fail(q, e)
}

func (c *Client) fail(q Request, e Error) error {
	e.Op, e.Key = q.Method+" "+q.name(), q.Key
	if e.Status != 0 {
		e.Message = veil(e.Message)
	}
	e.Message, e.Key, e.Op = c.scrub(e.Message), c.scrub(e.Key), c.scrub(e.Op)
	if e.Cause != nil {
		// The text of a transport's error can hold the url; only its kind is kept.
		e.Cause = quiet{c.scrub(plain(e.Cause)), e.Cause}
	}
	return &e
}

func (q Request) name() string {
	if q.Name != "" {
		return q.Name
	}
	path, _, _ := strings.Cut(q.Path, "?")
	return path
}

// scrub takes hidden values out of a text.
func (c *Client) scrub(s string) string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for _, v := range c.hide {
		s = strings.ReplaceAll(s, v, "[hidden]")
		s = strings.ReplaceAll(s, url.QueryEscape(v), "[hidden]")
	}
	return s
}

// quiet is an error with another text.
type quiet struct {
	text string
	err  error
}

func (q quiet) Error() string { return q.text }
func (q quiet) Unwrap() error { return q.err }

// plain is the innermost reason of a network error, without addresses.
func plain(err error) string {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return "no answer in time"
	}
	return err.Error()
}

func hostOf(location string) string {
	u, err := url.Parse(location)
	if err != nil || u.Host == "" {
		return "another page"
	}
	return u.Host
}

func looksHTML(resp *http.Response, body []byte) bool {
	typ, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	return typ == "text/html" || bytes.HasPrefix(bytes.TrimSpace(body), []byte("<"))
}

// shownPage is how much of a page an error quotes.
const shownPage = 80

// firstWords is the beginning of a text, tags taken out, as a quotation. It is
// whole words, so that no part of a secret is left that nobody knows by its
// beginning, and none that looks made up: it is not the API that speaks.
func firstWords(body []byte) string {
	var b strings.Builder
	tag := false
	for len(body) > 0 && b.Len() <= 4*shownPage {
		r, n := utf8.DecodeRune(body)
		body = body[n:]
		switch {
		case r == '<':
			tag = true
		case r == '>':
			tag = false
			b.WriteByte(' ')
		case !tag && r >= ' ' && r != utf8.RuneError:
			b.WriteRune(r)
		case !tag:
			b.WriteByte(' ')
		}
	}
	out := ""
	words := strings.Fields(b.String())
	if len(body) > 0 && len(words) > 0 {
		words = words[:len(words)-1] // it may go on
	}
	for _, w := range words {
		if w = madeUp(w); len(out)+len(w) >= shownPage {
			break
		}
		out = strings.TrimSpace(out + " " + w)
	}
	return fmt.Sprintf("%q", out)
}
