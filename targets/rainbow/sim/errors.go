package sim

import (
	"fmt"
	"net/http"
	"strconv"
)

// apiError is a refusal in the vendor's shape: five fields, of which
// errorDetails is a string, one detail, or a list of them.
type apiError struct {
	status  int
	code    int // errorDetailsCode: the status times 1000, and a number
	details any // string, detail or []detail
	data    map[string]any
	retry   int // seconds for Retry-After; 0 sends none
}

// detail is one thing that is wrong with a request's fields.
type detail struct {
	Param string `json:"param"`
	Msg   string `json:"msg"`
	Value any    `json:"value"`
}

// errorBody is what travels.
type errorBody struct {
	Code    int            `json:"errorCode"`
	Msg     string         `json:"errorMsg"`
	Details any            `json:"errorDetails"`
	Number  int            `json:"errorDetailsCode"`
	Data    map[string]any `json:"errorDetailsData"`
}

// refuse makes an error of a six digit code; the status is its first three.
func refuse(code int, format string, args ...any) *apiError {
	return &apiError{status: code / 1000, code: code, details: fmt.Sprintf(format, args...)}
}

// invalid is a body whose fields are wrong: errorDetails is a list.
func invalid(errs []detail) *apiError {
	return &apiError{status: http.StatusBadRequest, code: 400000, details: errs}
}

// wrong is one query parameter that is wrong: errorDetails is one object.
func wrong(param, msg string, value any) *apiError {
	return &apiError{status: http.StatusBadRequest, code: 400000, details: detail{param, msg, value}}
}

// broken is a rule of manager/assistant groups that a request would break. The
// vendor's own codes for these are not known, so the text says who is speaking.
func broken(code int, rule, format string, args ...any) *apiError {
	return refuse(code, "%s: %s (simulated)", rule, fmt.Sprintf(format, args...))
}

func (e *apiError) body() errorBody {
	data := e.data
	if data == nil {
		data = map[string]any{}
	}
	return errorBody{Code: e.status, Msg: http.StatusText(e.status), Details: e.details, Number: e.code, Data: data}
}

// Error makes a refusal readable where a seed is checked by the API's rules.
func (e *apiError) Error() string {
	switch d := e.details.(type) {
	case []detail:
		text := ""
		for i, one := range d {
			if i > 0 {
				text += "; "
			}
			text += one.Param + ": " + one.Msg
		}
		return text
	case detail:
		return d.Param + ": " + d.Msg
	}
	return fmt.Sprint(e.details)
}

func (e *apiError) send(rw http.ResponseWriter, single bool) {
	if d, ok := e.details.([]detail); ok && single && len(d) == 1 {
		e = &apiError{status: e.status, code: e.code, details: d[0], data: e.data, retry: e.retry}
	}
	if e.retry > 0 {
		rw.Header().Set("Retry-After", strconv.Itoa(e.retry))
	}
	writeJSON(rw, e.status, e.body())
}

// The codes that more than one place sends.
const (
	badRequest    = 400000
	notAllowed    = 403000 // a required role is missing
	notOwner      = 403001
	noRoleChange  = 403200
	notThisUser   = 403205
	notThisFirm   = 403301
	licenceMax    = 403610
	notFound      = 404000
	notUpdated    = 404001 // not found, for an update
	notDeleted    = 404002 // not found, for a delete
	conflict      = 409000
	noCredentials = 401500
	locked        = 401501
	badApp        = 401102
	badToken      = 401202
)
