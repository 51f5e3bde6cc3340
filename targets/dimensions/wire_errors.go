package dimensions

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// message reads the body of a reply that is not 2xx (reference, errors). That of 402
// is the request, and none of the vendor's words.
func message(status int, body []byte) (string, error) {
	if status == http.StatusPaymentRequired {
		return "this costs something, and no consent to it was sent", nil
	}
	var in struct {
		Message string `json:"message"`
	}
	if json.Unmarshal(body, &in) != nil {
		return "", nil
	}
	text := rest.OneLine(in.Message)
	for _, words := range conflicts {
		if strings.Contains(text, words) {
			return text, targets.ErrConflict
		}
	}
	return text, nil
}

// conflicts are parts of messages that say that the target is not as it was seen, or
// that somebody else has what is asked for. The first is of the library of JSON
// Patch, the others are inferred.
var conflicts = []string{"is not equal to the test value", "already exists", "already in use"}

// advised says what to do about a refusal.
func advised(err error) error {
	var e *rest.Error
	switch {
	case !errors.As(err, &e) || e.Hint != "":
	case e.Status == http.StatusPaymentRequired:
		e.Hint = "the plan did not take it to cost: name what this portal charges for in options.charges, plan again and agree with --accept-charges"
	case e.Status == http.StatusForbidden:
		e.Hint = "the account needs REST API Administrator, Manage Users and, for what costs, Manage Billable Items; ask the service provider"
	}
	return err
}

// expired reports whether a token is what was refused.
func expired(err error) bool {
	var e *rest.Error
	return errors.As(err, &e) && e.Status == http.StatusUnauthorized
}

// shapeless is a reply of another shape than the route's.
func shapeless(path, why string) error {
	return &rest.Error{Kind: targets.ErrProtocol, Op: "GET " + path, Status: http.StatusOK, Sent: true, Message: why}
}
