package rest

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/targets"
)

// ReadOnly refuses every request that no rule allows, with targets.ErrReadOnly
// and before anything is sent.
func ReadOnly(next http.RoundTripper, rules []targets.ReadRule) http.RoundTripper {
	return readOnly{next, rules}
}

type readOnly struct {
	next  http.RoundTripper
	rules []targets.ReadRule
}

func (t readOnly) RoundTrip(r *http.Request) (*http.Response, error) {
	ok, err := t.allowed(r)
	if err != nil {
		return nil, &unsent{err}
	}
	if !ok {
		if r.Body != nil {
			r.Body.Close()
		}
		return nil, fmt.Errorf("%s %s: %w", r.Method, r.URL.Path, targets.ErrReadOnly)
	}
	return t.next.RoundTrip(r)
}

// allowed looks at the body only when a rule for this path asks for it.
func (t readOnly) allowed(r *http.Request) (bool, error) {
	var body []byte
	for _, rule := range t.rules {
		if rule.Method != r.Method || !match(rule.Path, r.URL.EscapedPath()) {
			continue
		}
		if rule.Body == nil {
			return true, nil
		}
		if body == nil && r.Body != nil {
			b, err := io.ReadAll(r.Body)
			if err != nil {
				return false, err
			}
			r.Body.Close()
			body = b
			r.Body = io.NopCloser(bytes.NewReader(b))
		}
		if rule.Body(body) {
			return true, nil
		}
	}
	return false, nil
}

// match compares an escaped path with a pattern segment by segment, so that an
// encoded slash or a dot segment cannot step out of what was allowed.
func match(pattern, path string) bool {
	want, have := strings.Split(pattern, "/"), strings.Split(path, "/")
	if slices.Contains(have, "..") || slices.Contains(have, ".") {
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
