package bitrix24

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// failure is an error as the REST API writes it, in a reply or inside a batch.
// Codes are compared without regard to case; many are empty (DOC, SRC).
type failure struct {
	code, text string
}

func readFailure(raw []byte) failure {
	var f failure
	rest.Fields(raw, func(name string, s *rest.Scan) {
		switch name {
		case "error":
			f.code = strings.ToUpper(texted(s))
		case "error_description":
			f.text = rest.OneLine(texted(s))
		}
	})
	return f
}

// message reads the body of a reply that is not 2xx.
func message(_ int, body []byte) (string, error) {
	if !json.Valid(body) {
		return "", nil
	}
	f := readFailure(body)
	return f.String(), f.kind()
}

func (f failure) String() string {
	switch {
	case f.text == "":
		return f.code
	case f.code == "":
		return f.text
	}
	return f.text + " (" + f.code + ")"
}

// kinds are the codes that say more than a status does (DOC, system errors).
var kinds = map[string]error{
	"INVALID_CREDENTIALS": targets.ErrUnauthorized, "NO_AUTH_FOUND": targets.ErrUnauthorized, "EXPIRED_TOKEN": targets.ErrUnauthorized, "INVALID_TOKEN": targets.ErrUnauthorized,
	"INVALID_GRANT": targets.ErrUnauthorized, "INVALID_CLIENT": targets.ErrUnauthorized,
	"INSUFFICIENT_SCOPE": targets.ErrForbidden, "ACCESS_DENIED": targets.ErrForbidden, "USER_ACCESS_ERROR": targets.ErrForbidden, "METHOD_CONFIRM_DENIED": targets.ErrForbidden,
	"METHOD_CONFIRM_WAITING": targets.ErrForbidden, "WRONG_AUTH_TYPE": targets.ErrForbidden,
	"QUERY_LIMIT_EXCEEDED": targets.ErrLimited, "OPERATION_TIME_LIMIT": targets.ErrLimited, "OVERLOAD_LIMIT": targets.ErrLimited,
	"ERROR_METHOD_NOT_FOUND": targets.ErrUnsupported, "PATCHBAY_ROLE_EXISTS": targets.ErrConflict, "PATCHBAY_ROLE_NOT_FOUND": targets.ErrNotFound,
	"INTERNAL_SERVER_ERROR": targets.ErrProtocol, "ERROR_UNEXPECTED_ANSWER": targets.ErrProtocol, "PAYMENT_REQUIRED": targets.ErrForbidden,
}

// texts are those that stand under a code that says nothing, or none.
var textKinds = []struct {
	part string
	kind error
}{
	{"already exists", targets.ErrConflict}, {"already in use", targets.ErrConflict}, {"access_denied", targets.ErrForbidden}, {"access denied", targets.ErrForbidden},
	{"no permissions", targets.ErrForbidden}, {"not found", targets.ErrNotFound}, {"user_count_exceeded", targets.ErrUnsupported},
}

// kind is the kind of error; nil leaves it to the status.
func (f failure) kind() error {
	if k := kinds[f.code]; k != nil {
		return k
	}
	low := strings.ToLower(f.text)
	for _, t := range textKinds {
		if strings.Contains(low, t.part) {
			return t.kind
		}
	}
	return nil
}

// notDone are codes of calls that were turned away before anything was done.
var notDone = []string{"QUERY_LIMIT_EXCEEDED", "OPERATION_TIME_LIMIT", "OVERLOAD_LIMIT", "ERROR_BATCH_LENGTH_EXCEEDED"}

// away reports whether a reply says that the call was not carried out.
func away(body []byte) bool {
	return json.Valid(body) && slices.Contains(notDone, readFailure(body).code)
}

// inner is the error of one command of a batch. It has no status of its own: what
// is a refusal by a method is a 400, what the portal does not explain a 500.
func (f failure) inner(method, key string) *rest.Error {
	e := &rest.Error{Kind: f.kind(), Op: method, Key: key, Status: http.StatusBadRequest, Message: f.String(), Sent: !slices.Contains(notDone, f.code)}
	if e.Kind == nil {
		e.Kind = targets.ErrInvalid
	}
	if errors.Is(e.Kind, targets.ErrProtocol) {
		e.Status = http.StatusInternalServerError
	}
	return e
}
