package run

import (
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/decorate"
)

// traced tells the log about requests.
func (s *stage) traced(next http.RoundTripper) http.RoundTripper {
	if s.Log == nil {
		return next
	}
	return decorate.Trace(next, s.Log.With("target", s.target.ID), s.clean)
}

// tracedWriter tells the log about steps.
func (s *stage) tracedWriter(w targets.Writer) targets.Writer {
	if s.Log == nil {
		return w
	}
	return decorate.TraceWriter(w, s.Log.With("target", s.target.ID), s.clean)
}

// ErrCrash is a mistake in patchbay itself, met while it was at one target. The
// others go on.
var ErrCrash = errors.New("patchbay itself failed")

// crashed turns a panic into an error about the one target. What a panic says is
// cleaned like everything else, and where it happened goes to the log only.
func (s *stage) crashed(err *error) {
	p := recover()
	if p == nil {
		return
	}
	if s.Log != nil {
		s.Log.Debug("crash", "target", s.target.ID, "stack", s.clean(string(debug.Stack())))
	}
	*err = advised{fmt.Errorf("%w: %s", ErrCrash, s.clean(fmt.Sprint(p))),
		"this is a mistake in patchbay or in its driver for " + s.target.Type + ", not in the site: please report it; --debug says where it happened"}
}
