package sim

import (
	"encoding/json"
	"net/http"
	"regexp"
)

func followRoutes() []endpoint {
	const e = "extensions/{id}/"
	return []endpoint{
		{method: "GET", path: e + "find-me-follow-me", do: (*call).readFollow, scope: readScope},
		{method: "PATCH", path: e + "find-me-follow-me", do: (*call).updateFollow, scope: writeScope},
		{method: "PUT", path: e + "find-me-follow-me/ring-steps", do: (*call).replaceRingSteps, scope: writeScope},
		{method: "PATCH", path: e + "voicemail", do: (*call).updateVoicemail, scope: writeScope}, // and no GET
	}
}

// Actions of a final step. The reference names the first two and says there are
// more.
const (
	toExtension = "EXTENSION"
	toOutside   = "EXTERNAL_NUMBER"
	toVoicemail = "VOICEMAIL"
	hangUp      = "HANG_UP"
)

const (
	maxRingSteps   = 50
	maxRingTimeout = 999
)

func viewFollow(f follow) map[string]any {
	return map[string]any{"ringSteps": some(f.RingSteps), "unavailableStep": f.Unavailable, "finalStep": f.Final}
}

func (c *call) readFollow() *fail {
	e, f := c.directOne()
	if f != nil {
		return f
	}
	return c.one(viewFollow(e.Follow))
}

var outsideForm = regexp.MustCompile(`^\+?[0-9]{2,20}$`)

// destination checks that exactly one of both is set, and right.
func (c *call) destination(in *fields, account string, d destination) {
	switch {
	case (d.ExtensionID == "") == (d.ExternalNumber == ""):
		in.wrong(bad("INVALID_DESTINATION", "Exactly one of extensionId and externalNumber must be set"))
	case d.ExtensionID != "" && !c.dialable(account, d.ExtensionID):
		in.wrong(bad("INVALID_EXTENSION_ID", "Extension %s is not valid", d.ExtensionID))
	case d.ExternalNumber != "" && !outsideForm.MatchString(d.ExternalNumber):
		in.wrong(bad("INVALID_NUMBER", "Number %s is not valid", d.ExternalNumber))
	}
}

// dialable says whether an id is an extension of an account.
func (w *World) dialable(account, id string) bool {
	e := w.extensions.Get(id)
	return e != nil && e.Account == account
}

func (c *call) updateFollow() *fail {
	e, f := c.directOne()
	if f != nil {
		return f
	}
	in := c.fields()
	next := *e
	if in.null("unavailableStep") {
		next.Follow.Unavailable = nil
	}
	var d destination
	if in.read("unavailableStep", &d) {
		c.destination(in, e.Account, d)
		next.Follow.Unavailable = &d
	}
	var last finalStep
	if in.read("finalStep", &last) {
		c.finalStep(in, e.Account, last)
		next.Follow.Final = &last
	}
	if in.null("finalStep") {
		in.wrong(bad("INVALID_ACTION", "The final step cannot be unset"))
	}
	if in.fail != nil {
		return in.fail
	}
	c.extensions.Put(&next)
	return c.one(viewFollow(next.Follow))
}

// finalStep checks that the destination is the one that the action wants.
func (c *call) finalStep(in *fields, account string, s finalStep) {
	switch s.Action {
	case toExtension, toOutside:
		if s.ExtensionID != "" && s.ExternalNumber != "" || (s.Action == toExtension) != (s.ExtensionID != "") {
			in.wrong(bad("INVALID_DESTINATION", "The destination does not fit the action %s", s.Action))
		}
		c.destination(in, account, s.destination)
	case toVoicemail, hangUp:
		if s.destination != (destination{}) {
			in.wrong(bad("INVALID_DESTINATION", "The action %s has no destination", s.Action))
		}
	default:
		in.wrong(bad("INVALID_ACTION", "Action %s is not valid", s.Action))
	}
}

// replaceRingSteps sets the whole list; an empty one clears it.
func (c *call) replaceRingSteps() *fail {
	e, f := c.directOne()
	if f != nil {
		return f
	}
	in := c.fields()
	in.mandatory("ringSteps")
	steps := c.ringSteps(in, e.Account)
	if in.fail != nil {
		return in.fail
	}
	next := *e
	next.Follow.RingSteps = steps
	c.extensions.Put(&next)
	return c.answer(http.StatusOK, map[string]any{"ringSteps": steps})
}

func (c *call) ringSteps(in *fields, account string) []ringStep {
	var raw []json.RawMessage
	in.read("ringSteps", &raw)
	if len(raw) > maxRingSteps {
		in.wrong(bad("RING_STEPS_QUANTITY_EXCEEDED", "More than %d ring steps", maxRingSteps))
	}
	steps := []ringStep{}
	for _, text := range raw {
		var s ringStep
		if json.Unmarshal(text, &s) != nil {
			in.wrong(malformed("A ring step has the wrong type"))
			return nil
		}
		if s.Timeout < 1 || s.Timeout > maxRingTimeout {
			in.wrong(bad("INVALID_TIMEOUT", "Timeout %d is not valid", s.Timeout))
		}
		if len(s.Items) == 0 {
			in.wrong(bad("INVALID_DESTINATION", "A ring step rings nobody"))
		}
		for _, d := range s.Items {
			c.destination(in, account, d)
		}
		steps = append(steps, s)
	}
	return steps
}

// withoutDestination is an extension of which nothing leads to another any more,
// and whether that is a change.
func (e *extension) withoutDestination(id string) (*extension, bool) {
	next, changed := *e, false
	if d := e.Follow.Unavailable; d != nil && d.ExtensionID == id {
		next.Follow.Unavailable, changed = nil, true
	}
	if s := e.Follow.Final; s != nil && s.ExtensionID == id {
		next.Follow.Final, changed = &finalStep{Action: toVoicemail}, true
	}
	if e.Voicemail.OperatorExtensionID == id {
		next.Voicemail.OperatorExtensionID, changed = "", true
	}
	next.Follow.RingSteps = []ringStep{}
	for _, s := range e.Follow.RingSteps {
		kept := []destination{}
		for _, d := range s.Items {
			if d.ExtensionID != id {
				kept = append(kept, d)
			}
		}
		changed = changed || len(kept) != len(s.Items)
		if s.Items = kept; len(kept) > 0 {
			next.Follow.RingSteps = append(next.Follow.RingSteps, s)
		}
	}
	return &next, changed
}
