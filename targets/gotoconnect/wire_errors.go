package gotoconnect

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// coded is a kind of error that remembers the vendor's code.
type coded struct {
	error
	code string
}

func (c coded) Unwrap() error { return c.error }

// kinds are the codes that say more than their status does (reference §5 and §6).
var kinds = map[string]error{
	"AUTHZ_INSUFFICIENT_SCOPE": coded{targets.ErrForbidden, "AUTHZ_INSUFFICIENT_SCOPE"}, "UNAUTHORIZED": coded{targets.ErrForbidden, "UNAUTHORIZED"},
	"InsufficientScope": coded{targets.ErrForbidden, "AUTHZ_INSUFFICIENT_SCOPE"}, "AccessDenied": coded{targets.ErrForbidden, "UNAUTHORIZED"},
	"INVALID_OPERATION_FOR_DEVICE": coded{targets.ErrInvalid, "INVALID_OPERATION_FOR_DEVICE"}, "BAD_REQUEST": coded{targets.ErrInvalid, "BAD_REQUEST"},
	"LICENSE_FULL": coded{targets.ErrConflict, "LICENSE_FULL"},
}

// codeOf is the code that an error stands for, of those that matter here.
func codeOf(err error) string {
	var c coded
	if errors.As(err, &c) {
		return c.code
	}
	return ""
}

// message reads the body of a reply that is not 2xx: of the api.goto.com family a code,
// a message and what parameters are wrong; of the Admin API int_err_code and msg
// (inferred from another product on its host); of the token endpoint what OAuth says.
func message(_ int, body []byte) (string, error) {
	if !json.Valid(body) {
		return "", nil
	}
	var code, text, reference string
	var wrong []string
	rest.Fields(body, func(name string, s *rest.Scan) {
		switch name {
		case "errorCode", "int_err_code", "error":
			code = s.Plain()
		case "message", "msg", "error_description":
			text = rest.OneLine(s.Plain())
		case "reference":
			reference = s.Plain()
		case "constraintViolations":
			s.Array(func() { wrong = append(wrong, violation(s)) })
		}
	})
	if len(wrong) > 0 {
		text += ": " + strings.Join(wrong, ", ")
	}
	switch {
	case text == "":
		text = code
	case code != "":
		text += " (" + code + ")"
	}
	if reference != "" {
		text += ", reference " + reference
	}
	return text, kinds[code]
}

func violation(s *rest.Scan) string {
	var field, constraint string
	s.Object(func(name []byte) {
		switch string(name) {
		case "field":
			field = s.Plain()
		case "constraint":
			constraint = s.Plain()
		}
	})
	return strings.TrimSpace(field + " " + constraint)
}

// advised says what to do about a refusal.
func advised(err error) error {
	var e *rest.Error
	if !errors.As(err, &e) || e.Hint != "" {
		return err
	}
	switch codeOf(err) {
	case "AUTHZ_INSUFFICIENT_SCOPE":
		e.Hint = "the refresh token was given without a scope that is needed: identity:, voice-admin.v1.read and voice-admin.v1.write; log in to the client once more"
	case "UNAUTHORIZED":
		e.Hint = "the account whose refresh token this is needs the role of a super admin"
	case "LICENSE_FULL":
		e.Hint = "patchbay buys no licences: take one from somebody, or buy seats"
	}
	return err
}

// missingPage reports whether a page was refused since its marker or its size is none
// that the service takes.
func missingPage(err error) bool {
	var e *rest.Error
	return errors.As(err, &e) && e.Status == http.StatusBadRequest
}

// shapeless is a reply of another shape than the route's.
func shapeless(path, why string) error {
	return &rest.Error{Kind: targets.ErrProtocol, Op: "GET " + path, Status: http.StatusOK, Sent: true, Message: why}
}
