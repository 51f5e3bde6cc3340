package rainbow

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// failure is an error as the REST API writes it: five fields, of which
// errorDetails is a text, one object, or a list of {param, msg, value} (vendor's
// generated clients; web SDK).
type failure struct {
	code  string // errorDetailsCode: six digits, the status and a number
	text  string
	delay string // errorDetailsData.forbiddenDelay of a locked account
}

func readFailure(raw []byte) failure {
	var f failure
	plain := ""
	rest.Fields(raw, func(name string, s *rest.Scan) {
		switch name {
		case "errorMsg":
			plain = rest.OneLine(s.Plain())
		case "errorDetails":
			f.text = rest.OneLine(detailsOf(s))
		case "errorDetailsCode":
			f.code = s.Plain()
		case "errorDetailsData":
			rest.Fields(s.Raw(), func(name string, s *rest.Scan) {
				if name == "forbiddenDelay" {
					f.delay = s.Plain()
				}
			})
		}
	})
	if f.text == "" {
		f.text = plain
	}
	return f
}

// detailsOf reads errorDetails in any of its shapes. Values are left out: what was
// refused may be a password.
func detailsOf(s *rest.Scan) string {
	switch s.Kind() {
	case '{':
		return detail(s)
	case '[':
		var parts []string
		s.Array(func() {
			if s.Kind() == '{' {
				parts = append(parts, detail(s))
			} else if t := s.Plain(); t != "" {
				parts = append(parts, t)
			}
		})
		return strings.Join(parts, "; ")
	}
	return s.Plain()
}

func detail(s *rest.Scan) string {
	var param, msg string
	s.Object(func(name []byte) {
		switch string(name) {
		case "param":
			param = s.Plain()
		case "msg":
			msg = s.Plain()
		}
	})
	return strings.TrimPrefix(param+": "+msg, ": ")
}

// message reads the body of a reply that is not 2xx.
func message(_ int, body []byte) (string, error) {
	if !json.Valid(body) {
		return "", nil
	}
	f := readFailure(body)
	return f.String(), kinds[f.code]
}

func (f failure) String() string {
	switch {
	case f.code == "":
		return f.text
	case f.text == "":
		return f.code
	case f.delay != "":
		return fmt.Sprintf("%s (%s, forbiddenDelay %s)", f.text, f.code, f.delay)
	}
	return f.text + " (" + f.code + ")"
}

// coded is a kind of error that remembers the code it stands for: texts that speak
// of passwords have their numbers hidden.
type coded struct {
	error
	code string
}

func (c coded) Unwrap() error { return c.error }

// kinds are the codes that say more than their status does (web SDK, ErrorCodeLabels).
var kinds = map[string]error{
	wrongApp: coded{targets.ErrUnauthorized, wrongApp}, wrongPassword: coded{targets.ErrUnauthorized, wrongPassword}, lockedOut: coded{targets.ErrUnauthorized, lockedOut},
	roleMissing: coded{targets.ErrForbidden, roleMissing}, oldClient: coded{targets.ErrUnsupported, oldClient},
	"403608": targets.ErrConflict, "403609": targets.ErrConflict, // subscriptions are being synchronised
	"403610": targets.ErrConflict, // no licence is left
}

const (
	wrongApp      = "401102"
	wrongPassword = "401500"
	lockedOut     = "401501"
	roleMissing   = "403000"
	oldClient     = "403020"
)

// codeOf is the code that an error stands for, of those that matter here.
func codeOf(err error) string {
	var c coded
	if errors.As(err, &c) {
		return c.code
	}
	return ""
}

// advised says what to do about a refusal: which role would not have been refused, or,
// of a request that an API key signed, which credentials to look at.
func advised(err error, token string) error {
	var e *rest.Error
	switch {
	case !errors.As(err, &e) || e.Hint != "":
	case codeOf(err) == roleMissing:
		e.Hint = "the account needs the role admin with adminType company_admin"
	case expired(err) && token == "":
		e.Hint = "check apiKey, applicationId and applicationSecret in the target's credentials; a key may be switched off, or have an end"
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
