package sim

import (
	"fmt"
	"net/http"
)

// fail is a refusal.
type fail struct {
	status  int
	message string
	echo    bool // the request's body is the answer
}

func refuse(status int, format string, args ...any) *fail {
	return &fail{status: status, message: fmt.Sprintf(format, args...)}
}

func bad(format string, args ...any) *fail { return refuse(http.StatusBadRequest, format, args...) }

// invalid is the documented text for an id that is not one, and here for every
// other value that is not one.
func invalid(value string) *fail { return bad("The value '%s' is not valid.", value) }

func required(field string) *fail { return bad("The %s field is required.", field) }

func notFound() *fail { return refuse(http.StatusNotFound, "Not Found") }

func forbidden() *fail { return refuse(http.StatusForbidden, "Forbidden") }

// charge is the answer to a request that would cost something and does not say
// that this is accepted. Nothing was done.
func charge() *fail { return &fail{status: http.StatusPaymentRequired, echo: true} }

// send writes a refusal. 401 has no body, 402 that of the request.
func (c *call) send(f *fail) {
	switch {
	case f.status == http.StatusUnauthorized:
		c.rw.Header().Set("WWW-Authenticate", "Bearer")
		c.rw.WriteHeader(f.status)
	case f.echo:
		c.rw.Header().Set("Content-Type", jsonType)
		c.rw.WriteHeader(f.status)
		c.rw.Write(c.body)
	default:
		writeJSON(c.rw, f.status, map[string]any{"error": f.status, "message": f.message, "status": "error", "timestamp": c.stamp()})
	}
}

// stamp is the time in the form of the vendor's samples, with seven digits.
func (w *World) stamp() string { return w.clock.Time().Format("2006-01-02T15:04:05.0000000Z") }
