package sim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// The warnings this simulator sends, in the spelling of 20.0.9 and later.
const (
	alreadyInUse   = "WARNINGS.XAPI.ALREADY_IN_USE"
	duplicate      = "WARNINGS.XAPI.DUPLICATE"
	notFound       = "WARNINGS.XAPI.NOT_FOUND"
	fileNotFound   = "WARNINGS.XAPI.FILE_NOT_FOUND"
	forbidden      = "WARNINGS.XAPI.FORBIDDEN_CHANGE"
	required       = "WARNINGS.XAPI.REQUIRED"
	emptyString    = "WARNINGS.XAPI.CAN_NOT_BE_EMPTY_STRING"
	outOfRange     = "WARNINGS.XAPI.OUT_OF_THE_RANGE"
	invalid        = "WARNINGS.INVALID"
	tooLong        = "WARNINGS.STRING_TOO_LONG"
	ownDowngrade   = "WARNINGS.XAPI.USER_ROLE_DOWNGRADE"
	otherDowngrade = "WARNINGS.XAPI.OTHER_USER_ROLE_DOWNGRADE"
	groupInUse     = "WARNINGS.GROUP_WITH_MEMBERS_CANNOT_BE_DELETED"
	groupKept      = "WARNINGS.GROUP_CANNOT_BE_DELETED"
	kept           = "WARNINGS.CANNOT_BE_DELETED"
	operatorKept   = "WARNINGS.OPERATOR_CANNOT_BE_DELETED"
	faxKept        = "WARNINGS.FAX_SERVER_CANNOT_BE_DELETED"
	licenseType    = "WARNINGS.XAPI.INVALID_LICENSE_TYPE"
	limitReached   = "WARNINGS.LIMIT_REACHED"
	noNumbers      = "WARNINGS.NO_MORE_NUMBERS_AVAILABLE"
	noSuchNumber   = "WARNINGS.XAPI.NON_EXISTENT_EXT_NUMBER"
	macInUse       = "WARNINGS.MAC_ADDRESS_ALREADY_IN_USE"
	macUsedBy      = "WARNINGS.XAPI.MAC_USED_BY"
	noPaging       = "WARNINGS.RING_GROUP_ENABLE_PAGING"
	contactName    = "WARNINGS.CONTACTS_SPECIFY_NAME_SURNAME_COMPANY"
	contactNumber  = "WARNINGS.CONTACTS_SPECIFY_PHONE_NUMBER"
)

// renamed gives a warning the name it had up to 20.0.8, from the OpenAPI files.
var renamed = map[string]string{
	invalid:   "WARNINGS.XAPI.INVALID",
	tooLong:   "WARNINGS.XAPI.OUT_OF_THE_RANGE",
	macInUse:  alreadyInUse,
	macUsedBy: alreadyInUse,
}

// detail is one thing wrong with a request.
type detail struct{ target, message string }

// apiError is a reply that is not a success. The zero details make a plain
// message; a status alone may have an empty body.
type apiError struct {
	status  int
	message string
	details []detail
	empty   bool // no body, whatever the options say
}

func status(code int) *apiError { return &apiError{status: code, message: http.StatusText(code)} }

// bad is a 400 about the request itself.
func bad(format string, args ...any) *apiError {
	return &apiError{status: http.StatusBadRequest, message: fmt.Sprintf(format, args...)}
}

// badQuery is a 400 about a query option.
func badQuery(format string, args ...any) *apiError {
	return bad("The query specified in the URI is not valid. "+format, args...)
}

// notDone is a 501 about a query option that means something and is not carried out
// here.
func notDone(option string) *apiError {
	return &apiError{status: http.StatusNotImplemented, message: fmt.Sprintf("The query option '%s' is not implemented by this simulator.", option)}
}

// refused is a 400 with one warning.
func refused(target, warning string) *apiError {
	return &apiError{status: http.StatusBadRequest, details: []detail{{target, warning}}}
}

// writeError sends an error in the shape of the service.
func (w *World) writeError(rw http.ResponseWriter, e *apiError) {
	if e.empty || w.quirks.EmptyErrors && (e.status == 401 || e.status == 403 || e.status == 404) {
		rw.WriteHeader(e.status)
		return
	}
	type line struct {
		Code    string `json:"code"`
		Message string `json:"message"`
		Target  string `json:"target,omitempty"`
	}
	body := struct {
		Code    string `json:"code"`
		Message string `json:"message"`
		Details []line `json:"details,omitempty"`
	}{Message: e.message}
	var lines []string
	for _, d := range e.details {
		msg := w.warning(d.message)
		body.Details = append(body.Details, line{Message: msg, Target: d.target})
		lines = append(lines, d.target+":\n"+msg)
	}
	if len(lines) > 0 {
		body.Message = strings.Join(lines, "\n")
	}
	out, _ := json.Marshal(map[string]any{"error": body})
	rw.Header().Set("Content-Type", jsonType)
	rw.WriteHeader(e.status)
	rw.Write(out)
}

// warning spells a warning as the world's version does.
func (d *data) warning(code string) string {
	if old, ok := renamed[code]; ok && !d.version.atLeast(20, 0, 9) {
		return old
	}
	return code
}
