package asterisk

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// What Asterisk says of a request that it does not carry out, as 16.28 and 22.10
// word it.
const (
	denied       = "Permission denied"                    // AMI: a class that the account has not, and a session that is over
	unlogged     = "Authentication failed"                // AMI
	noFile       = "Config file not found"                // AMI
	elevated     = "File requires escalated"              // AMI: a file that is not there, or stands outside
	moved        = "Update did not complete successfully" // AMI: no line has the value that was named
	readOnly     = "Write access denied"                  // ARI: an account that is read_only
	notKeptHere  = "Cannot "                              // ARI: "Cannot update sorcery objects of type 'endpoint'"
	notDeletable = "Could not delete"                     // ARI: an object of a file
)

// message reads what ARI says: {"message": …}, or {"error": …} of the server below it.
func message(_ int, body []byte) (string, error) {
	var in struct{ Message, Error string }
	if json.Unmarshal(body, &in) != nil {
		return "", nil
	}
	if in.Message == "" {
		in.Message = in.Error
	}
	return rest.OneLine(in.Message), kindOfMessage(in.Message)
}

// kindOfMessage is the kind of error that ARI's words stand for; nil leaves it to the
// status.
func kindOfMessage(text string) error {
	switch {
	case strings.HasPrefix(text, notKeptHere), strings.HasPrefix(text, notDeletable), strings.HasPrefix(text, "objectType"), strings.HasPrefix(text, "configClass"), text == "Resource not found":
		return targets.ErrUnsupported
	}
	return nil
}

// advised says what to do about what ARI refused.
func advised(err error) error {
	var e *rest.Error
	if !errors.As(err, &e) || e.Hint != "" {
		return err
	}
	switch {
	case e.Status == http.StatusUnauthorized:
		e.Hint = "check ariUser and ariPassword against ari.conf, which has to say type = user for it"
	case e.Message == readOnly:
		e.Hint = "give the ARI account read_only = no in ari.conf"
	case strings.HasPrefix(e.Message, notKeptHere), strings.HasPrefix(e.Message, notDeletable):
		e.Hint = "it stands in a file, which ARI does not write: edit it there, or let sorcery.conf keep objects of this type in astdb (endpoint = astdb,ps_endpoints)"
	case e.Message == "Resource not found":
		e.Hint = "load the modules res_ari and res_ari_asterisk"
	case e.Status == http.StatusNotFound && errors.Is(err, targets.ErrProtocol):
		e.Hint = "check that ari.conf and http.conf say enabled = yes, and that the url has the prefix of http.conf, if there is one"
	}
	return err
}

// unauthorized reports whether a request was not let in, whatever it asked for.
func unauthorized(err error) bool {
	var e *rest.Error
	return errors.As(err, &e) && e.Status == http.StatusUnauthorized
}

// managerAdvice says what to do when AMI does not answer over HTTP.
func managerAdvice(err error) error {
	var e *rest.Error
	if errors.As(err, &e) && e.Status == http.StatusNotFound {
		e.Kind, e.Hint = targets.ErrUnsupported, "let manager.conf say enabled = yes and webenabled = yes, or take amiUser and amiPassword out of the credentials"
	}
	return err
}

// saidError is an action that AMI did not carry out, in its own words.
type saidError struct{ of *rest.Error }

func (e *saidError) Error() string { return e.of.Error() }
func (e *saidError) Unwrap() error { return e.of }

// denied reports whether the session may not do what was asked, or is over.
func (e *saidError) denied() bool { return e.of.Message == denied }

// said is what an answer with "Response: Error" means.
func said(action, key, text string) error {
	e := &rest.Error{Kind: targets.ErrInvalid, Op: "POST " + opOf(action), Key: key, Status: http.StatusOK, Sent: true, Message: rest.OneLine(text)}
	switch {
	case text == denied:
		e.Kind, e.Hint = targets.ErrForbidden, "give the AMI account the classes system and config, to read and to write, in manager.conf"
	case text == unlogged:
		e.Kind, e.Hint = targets.ErrUnauthorized, "check amiUser and amiPassword against manager.conf, and the addresses that it permits"
	case text == noFile, strings.HasPrefix(text, elevated):
		e.Kind, e.Hint = targets.ErrNotFound, "create the file, which may be empty, and let the account that Asterisk runs as write it"
	case text == moved:
		e.Kind, e.Hint = targets.ErrConflict, "somebody changed the file meanwhile: plan again"
	case strings.HasPrefix(text, "Invalid/unknown command"):
		e.Kind, e.Hint = targets.ErrUnsupported, "the module with this action is not loaded"
	}
	return &saidError{e}
}

// outcome tells a refusal from a call of which nobody knows what became of it.
func outcome(err error) targets.Result {
	var e *saidError
	if errors.As(err, &e) {
		return targets.Result{Outcome: targets.Refused, Err: err}
	}
	return rest.Outcome(err)
}

// shapeless is a reply of another shape than the route's.
func shapeless(op, why string) error {
	return &rest.Error{Kind: targets.ErrProtocol, Op: op, Status: http.StatusOK, Sent: true, Message: why}
}
