package secret

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/url"
	"strings"
	"sync"
)

// Hidden stands where a secret stood.
const Hidden = "[hidden]"

// shortest is the length below which a value is too likely to be an ordinary
// word or number to be taken out of a text.
const shortest = 4

// Redactor knows values that must not be shown. A nil Redactor knows none. It
// may be used by several goroutines. What it costs grows with the text, however
// many values it knows: a site has one for every phone.
type Redactor struct {
	mu     sync.RWMutex
	values index
}

// Add makes the redactor know a value, and the ways in which it is written in
// urls, JSON and headers.
func (r *Redactor) Add(value string) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, v := range spellings(value) {
		if len(v) >= shortest {
			r.values.add(v)
		}
	}
}

func spellings(value string) []string {
	out := []string{value, url.QueryEscape(value), url.PathEscape(value), base64.StdEncoding.EncodeToString([]byte(value)), base64.RawURLEncoding.EncodeToString([]byte(value))}
	if b, err := json.Marshal(value); err == nil {
		out = append(out, strings.Trim(string(b), `"`))
	}
	// Of an address that is a secret, the path alone tells it as well.
	if u, err := url.Parse(value); err == nil && u.Host != "" {
		out = append(out, strings.TrimSuffix(u.Path, "/"))
	}
	// A secret of several lines may be shown line by line.
	for _, line := range strings.Split(value, "\n") {
		if line = strings.TrimSpace(line); len(line) >= 8 && line != value {
			out = append(out, line)
		}
	}
	return out
}

// String takes all known values out of a text. Of values that overlap nothing is
// left.
func (r *Redactor) String(s string) string {
	if r == nil {
		return s
	}
	r.mu.RLock()
	defer r.mu.RUnlock()
	var out strings.Builder
	from := 0
	for at := range r.values.spans(s) {
		out.WriteString(s[from:at.from])
		out.WriteString(Hidden)
		from = at.to
	}
	if from == 0 {
		return s
	}
	return out.String() + s[from:]
}

// Error is err with its text redacted; errors.Is and errors.As see through it.
func (r *Redactor) Error(err error) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	clean := r.String(text)
	if clean == text {
		return err
	}
	return redacted{clean, err}
}

type redacted struct {
	text string
	err  error
}

func (e redacted) Error() string { return e.text }
func (e redacted) Unwrap() error { return e.err }

// Writer redacts what goes to w. It holds back the unfinished end of a text, so
// that a value cut by two writes is found: Flush lets that out.
func (r *Redactor) Writer(w io.Writer) *Writer { return &Writer{r: r, w: w} }

// Writer is a redacting writer, for one goroutine.
type Writer struct {
	r   *Redactor
	w   io.Writer
	buf []byte
}

// Write passes on whole lines, and of an unfinished line what cannot be the
// beginning of a value.
func (w *Writer) Write(p []byte) (int, error) {
	w.buf = append(w.buf, p...)
	keep := w.r.begun(w.buf)
	out := w.r.String(string(w.buf[:len(w.buf)-keep]))
	w.buf = append(w.buf[:0], w.buf[len(w.buf)-keep:]...)
	if out == "" {
		return len(p), nil
	}
	if _, err := io.WriteString(w.w, out); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Flush writes what was held back.
func (w *Writer) Flush() error {
	out := w.r.String(string(w.buf))
	w.buf = w.buf[:0]
	_, err := io.WriteString(w.w, out)
	return err
}

// begun is how much of the end of a text has to wait: what may be the beginning
// of a value, and all of a value that would be cut by waiting for that.
func (r *Redactor) begun(text []byte) int {
	if r == nil {
		return 0
	}
	r.mu.RLock()
	defer r.mu.RUnlock()
	s := string(text)
	cut := len(s) - r.values.begun(s)
	for at := range r.values.spans(s) {
		if at.from < cut && cut < at.to {
			cut = at.from
		}
	}
	return len(s) - cut
}
