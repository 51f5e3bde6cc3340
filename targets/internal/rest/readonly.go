package rest

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/targets"
)

// ReadOnly refuses every request that no rule allows, with targets.ErrReadOnly
// and before anything is sent.
//
// A rule says what a request is by its method and path. Whatever could make a
// server take a request for another than the one that was looked at is refused
// too, since proxies and frameworks disagree on it: headers and parameters that
// stand in for the method or the path, a request target that is not the path,
// encoded slashes and dot segments, a body where none belongs, a query beside a
// body that reads.
func ReadOnly(next http.RoundTripper, rules []targets.ReadRule) http.RoundTripper {
	return readOnly{next, rules}
}

type readOnly struct {
	next  http.RoundTripper
	rules []targets.ReadRule
}

func (t readOnly) RoundTrip(r *http.Request) (*http.Response, error) {
	clean, ok, err := t.allowed(r)
	if err != nil {
		return nil, &unsent{err}
	}
	if !ok {
		if r.Body != nil {
			r.Body.Close()
		}
		return nil, fmt.Errorf("%s %s: %w", r.Method, r.URL.Path, targets.ErrReadOnly)
	}
	return t.next.RoundTrip(clean)
}

// allowed returns the request that may be sent. A body is read whole once, and
// what was looked at is what goes out, at each try.
func (t readOnly) allowed(r *http.Request) (clean *http.Request, ok bool, err error) {
	if disguised(r) {
		return nil, false, nil
	}
	var body []byte
	for _, rule := range t.rules {
		if rule.Method != r.Method || !match(rule.Path, r.URL.EscapedPath()) {
			continue
		}
		if clean == nil {
			if clean, body, err = inMemory(r); err != nil {
				return nil, false, err
			}
		}
		if fits(rule, clean, body) {
			return clean, true, nil
		}
	}
	return nil, false, nil
}

// fits looks at what a rule says beside method and path. A GET has no body, and
// a read by another method has no query: vendors that read by POST take
// parameters from either place.
func fits(rule targets.ReadRule, r *http.Request, body []byte) bool {
	switch {
	case r.Method == http.MethodGet || r.Method == http.MethodHead:
		if len(body) > 0 {
			return false
		}
	case r.URL.RawQuery != "" || r.URL.ForceQuery:
		return false
	}
	return rule.Body == nil || rule.Body(body)
}

// inMemory is a copy of a request whose body is in memory, and that body.
func inMemory(r *http.Request) (*http.Request, []byte, error) {
	clean := r.Clone(r.Context())
	clean.Trailer, clean.TransferEncoding = nil, nil
	clean.Body, clean.GetBody, clean.ContentLength = http.NoBody, nil, 0
	if r.Body == nil {
		return clean, nil, nil
	}
	body, err := io.ReadAll(r.Body)
	r.Body.Close()
	if err != nil || len(body) == 0 {
		return clean, nil, err
	}
	clean.ContentLength = int64(len(body))
	clean.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	clean.Body, _ = clean.GetBody()
	return clean, body, nil
}

// standIns are headers and parameters that some servers put in the place of the
// method or the path, and those that make another protocol of a request. "_"
// counts as "-", as it does to some.
var (
	standIns   = []string{"x-http-method", "x-http-method-override", "x-method-override", "x-original-method", "x-original-url", "x-original-uri", "x-rewrite-url", "upgrade"}
	parameters = []string{"_method", "x-http-method", "x-http-method-override", "x-method-override"}
)

// disguised reports whether a server could take r for another request than its
// method and path say.
func disguised(r *http.Request) bool {
	if r.URL == nil || r.URL.Opaque != "" || r.URL.User != nil || r.Method == "" || r.Host != "" && r.Host != r.URL.Host {
		return true
	}
	for name := range r.Header {
		if slices.Contains(standIns, strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), "_", "-")) {
			return true
		}
	}
	for part := range strings.FieldsFuncSeq(r.URL.RawQuery, func(c rune) bool { return c == '&' || c == ';' }) {
		name, _, _ := strings.Cut(part, "=")
		if slices.Contains(parameters, strings.ToLower(strings.TrimSpace(decoded(name)))) {
			return true
		}
	}
	return false
}

// decoded undoes every layer of percent encoding, as a row of servers may.
func decoded(s string) string {
	for range 8 {
		next, err := url.PathUnescape(s)
		if err != nil || next == s {
			return s
		}
		s = next
	}
	return "/" // nobody writes so; it fits no rule
}

// match compares an escaped path with a pattern segment by segment, so that an
// encoded slash or a dot segment cannot step out of what was allowed.
func match(pattern, path string) bool {
	want, have := strings.Split(pattern, "/"), strings.Split(path, "/")
	if slices.ContainsFunc(have, steps) {
		return false
	}
	for i, w := range want {
		switch {
		case w == "**" && i == len(want)-1:
			return len(have) > i
		case i >= len(have):
			return false
		case w == "*" && have[i] != "":
		case w != have[i]:
			return false
		}
	}
	return len(want) == len(have)
}

// steps reports whether a segment leads elsewhere, once it is decoded: a dot
// segment, with or without parameters behind it, a slash of either kind, or what
// ends a path.
func steps(segment string) bool {
	s := decoded(segment)
	if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f || strings.ContainsRune(`/\?#`, r) || r == '\uFFFD' }) {
		return true
	}
	s, _, _ = strings.Cut(s, ";")
	s = strings.TrimSpace(s)
	return s == "." || s == ".."
}
