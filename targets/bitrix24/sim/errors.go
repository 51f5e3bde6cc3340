package sim

import "net/http"

// fail is an error reply: {"error": code, "error_description": text}. Several
// methods have an empty code, so that only the text tells.
type fail struct {
	status int
	code   string
	text   string
	more   obj
}

func (f *fail) body() obj {
	return append(obj{{"error", f.code}, {"error_description", f.text}}, f.more...)
}

// bad is an error of a method.
func bad(code, text string) *fail {
	return &fail{status: http.StatusBadRequest, code: code, text: text}
}

// argument is an error about an argument.
func argument(text string) *fail {
	f := bad("ERROR_ARGUMENT", text)
	f.more = obj{{"argument", ""}}
	return f
}

func core(text string) *fail { return bad("ERROR_CORE", text) }

// denied is the error of a right that the caller lacks; detail may be empty.
func denied(detail string) *fail {
	text := "Access denied!"
	if detail != "" {
		text += " " + detail
	}
	return &fail{status: http.StatusForbidden, code: "ACCESS_DENIED", text: text}
}

func forbidden(code, text string) *fail {
	return &fail{status: http.StatusForbidden, code: code, text: text}
}

func unauthorized(code, text string) *fail {
	return &fail{status: http.StatusUnauthorized, code: code, text: text}
}

var (
	errNoMethod  = &fail{status: http.StatusNotFound, code: "ERROR_METHOD_NOT_FOUND", text: "Method not found!"}
	errNoAuth    = unauthorized("NO_AUTH_FOUND", "Wrong authorization data")
	errExpired   = unauthorized("expired_token", "The access token provided has expired")
	errScope     = forbidden("insufficient_scope", "The request requires higher privileges than provided by the webhook token")
	errAuthType  = forbidden("WRONG_AUTH_TYPE", "Current authorization type is denied for this method")
	errLeaver    = forbidden("user_access_error", "The user does not have access to the application")
	errWaiting   = unauthorized("METHOD_CONFIRM_WAITING", "Waiting for confirmation")
	errRefused   = forbidden("METHOD_CONFIRM_DENIED", "Method call denied")
	errHTTPS     = bad("INVALID_REQUEST", "Https required")
	errPlan      = forbidden("ACCESS_DENIED", "REST API is available only on commercial plans")
	errRate      = &fail{status: http.StatusServiceUnavailable, code: "QUERY_LIMIT_EXCEEDED", text: "Too many requests"}
	errOverload  = &fail{status: http.StatusServiceUnavailable, code: "OVERLOAD_LIMIT", text: "REST API is blocked due to overload."}
	errOperating = &fail{status: http.StatusTooManyRequests, code: "OPERATION_TIME_LIMIT", text: "Method is blocked due to operation time limit."}
	errInternal  = &fail{status: http.StatusInternalServerError, code: "INTERNAL_SERVER_ERROR", text: "Internal server error"}
)
