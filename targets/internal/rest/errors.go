package rest

import (
	"errors"
	"fmt"
	"strings"

	"github.com/patchbay-dev/patchbay/targets"
)

// Error is one exchange that failed.
type Error struct {
	Kind    error  // one of targets.Err…
	Op      string // what was asked: "PATCH /Users(12)"
	Key     string // the object, in people's words; "" when the operation says it
	Status  int    // of the reply; 0 without one
	Message string // the vendor's own words, or what was wrong with the reply
	Hint    string // what to do about it; "" is nothing in particular
	Sent    bool   // the target can have acted on the request
	Cause   error
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Op)
	if e.Key != "" {
		fmt.Fprintf(&b, " (%s)", e.Key)
	}
	fmt.Fprintf(&b, ": %v", e.Kind)
	if e.Status != 0 {
		fmt.Fprintf(&b, " (HTTP %d)", e.Status)
	}
	if e.Message != "" {
		fmt.Fprintf(&b, ": %s", e.Message)
	} else if e.Cause != nil {
		fmt.Fprintf(&b, ": %v", e.Cause)
	}
	return b.String()
}

// Unwrap gives errors.Is the kind and what lies below it.
func (e *Error) Unwrap() []error {
	if e.Cause == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Cause}
}

// Hint is the advice that goes with err, "" when there is none.
func Hint(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Hint
	}
	return ""
}

// Why is a failure in one line, with what to do about it.
func Why(err error) string {
	if hint := Hint(err); hint != "" {
		return err.Error() + "; " + hint
	}
	return err.Error()
}

// NotSent reports whether the target cannot have acted on the request that
// failed with err. What is not known counts as sent.
func NotSent(err error) bool {
	if errors.Is(err, targets.ErrReadOnly) {
		return true
	}
	var e *Error
	return errors.As(err, &e) && !e.Sent
}

// kindOf is the kind of error that a status stands for.
func kindOf(status int) error {
	switch {
	case status == 401:
		return targets.ErrUnauthorized
	case status == 403:
		return targets.ErrForbidden
	case status == 404 || status == 410:
		return targets.ErrNotFound
	case status == 409 || status == 412:
		return targets.ErrConflict
	case status == 429:
		return targets.ErrLimited
	case status >= 400 && status < 500:
		return targets.ErrInvalid
	case status == 502 || status == 503 || status == 504:
		return targets.ErrUnreachable
	}
	return targets.ErrProtocol
}
