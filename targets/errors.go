package targets

import "errors"

// The kinds of failure that the core tells apart. Connections wrap them with
// the operation and key; callers test with errors.Is, never by text.
var (
	ErrUnreachable  = errors.New("target unreachable")          // no answer, or none in time
	ErrUnauthorized = errors.New("credentials refused")         // 401, or a token that cannot be had
	ErrForbidden    = errors.New("the account may not do this") // 403
	ErrNotFound     = errors.New("not found")                   // 404 for a thing that was named
	ErrConflict     = errors.New("conflicts with what is there")
	ErrInvalid      = errors.New("refused by the target as invalid")
	ErrLimited      = errors.New("rate limited") // after all permitted waiting
	ErrProtocol     = errors.New("unexpected answer")
	ErrUnsupported  = errors.New("not supported")          // a version, edition or module
	ErrLocked       = errors.New("locked by another run")  // by a lock that the target holds
	ErrReadOnly     = errors.New("refused while planning") // a write reached a planning transport
)
