package sim

import (
	"fmt"
	"net/http"
)

// fail is a refusal. How it is written depends on the API that is asked.
type fail struct {
	status     int
	code       string // errorCode of the api.goto.com family
	message    string
	violations []violation
}

// violation is one query parameter that is wrong.
type violation struct {
	Field      string `json:"field"`
	Constraint string `json:"constraint"` // REQUIRED or INVALID
}

func refuse(status int, code, format string, args ...any) *fail {
	return &fail{status: status, code: code, message: fmt.Sprintf(format, args...)}
}

// bad is a 400 with one of the documented codes.
func bad(code, format string, args ...any) *fail {
	return refuse(http.StatusBadRequest, code, format, args...)
}

// clash is a 409.
func clash(code, format string, args ...any) *fail {
	return refuse(http.StatusConflict, code, format, args...)
}

// wrongParameter is a list's parameter that is missing or wrong.
func wrongParameter(field, constraint string) *fail {
	return &fail{status: http.StatusBadRequest, code: "BAD_REQUEST", message: "Provided parameter(s) must be valid", violations: []violation{{field, constraint}}}
}

func notFound() *fail {
	return refuse(http.StatusNotFound, "NOT_FOUND", "The requested resource was not found")
}

func unauthorized() *fail {
	return refuse(http.StatusForbidden, "UNAUTHORIZED", "The principal is not authorized to perform this operation")
}

func malformed(format string, args ...any) *fail { return bad("MALFORMED_REQUEST", format, args...) }

func missing(field string) *fail {
	return bad("MISSING_MANDATORY_FIELDS", "The mandatory field %s is missing", field)
}

// send writes a refusal in the shape of the API that was asked. A 429 has one
// shape everywhere, without a reference and without a header that says when.
func (c *call) send(f *fail) {
	switch {
	case f.status == http.StatusTooManyRequests:
		writeJSON(c.rw, f.status, map[string]any{"errorCode": f.code})
	case c.family == scimAPI && f.status == http.StatusUnauthorized:
		c.rw.Header().Set("WWW-Authenticate", `Bearer error="invalid_token",error_description="`+f.message+`"`)
		c.rw.WriteHeader(f.status)
	case c.family == adminAPI || c.family == scimAPI:
		writeJSON(c.rw, f.status, map[string]any{"int_err_code": adminCode(f), "msg": f.message})
	default:
		body := map[string]any{"reference": c.reference(), "errorCode": f.code, "message": f.message}
		if f.violations != nil {
			body["constraintViolations"] = f.violations
		}
		writeJSON(c.rw, f.status, body)
	}
}

// adminCode is int_err_code. Bodies of the Admin API are not known; InvalidToken
// and the shape are those of another product on its host, the rest follows them.
func adminCode(f *fail) string {
	switch f.status {
	case http.StatusUnauthorized:
		return "InvalidToken"
	case http.StatusForbidden:
		if f.code == "AUTHZ_INSUFFICIENT_SCOPE" {
			return "InsufficientScope"
		}
		return "AccessDenied"
	case http.StatusNotFound:
		return "NotFound"
	case http.StatusConflict:
		return "Conflict"
	case http.StatusInternalServerError:
		return "InternalError"
	}
	return "InvalidRequest"
}

// reference is what the vendor's support would ask for.
func (c *call) reference() string { return digest("reference", c.answered)[:18] }
