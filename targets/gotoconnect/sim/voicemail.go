package sim

import (
	"regexp"
	"time"
)

var pinForm = regexp.MustCompile(`^[0-9]{4,20}$`)

// updateVoicemail writes what nobody can read: there is no GET. The answer is
// what was sent, without the password.
func (c *call) updateVoicemail() *fail {
	e, f := c.directOne()
	if f != nil {
		return f
	}
	in := c.fields()
	next := *e
	v := &next.Voicemail
	in.required("timeZone", "INVALID_TIME_ZONE", &v.TimeZone, isZone)
	in.required("password", "INVALID_PASSWORD", &v.Password, pinForm.MatchString)
	in.nullable("operatorExtensionId", "INVALID_EXTENSION_ID", &v.OperatorExtensionID, func(id string) bool { return c.dialable(e.Account, id) })
	in.bool("allowAccessWithoutPassword", &v.WithoutPassword)
	in.bool("allowEscapeToOperator", &v.EscapeToOperator)
	in.bool("allowMessageReview", &v.MessageReview)
	in.bool("transcriptionEnabled", &v.Transcription)
	if in.fail != nil {
		return in.fail
	}
	c.extensions.Put(&next)
	all := map[string]any{
		"timeZone": orNull(v.TimeZone), "operatorExtensionId": orNull(v.OperatorExtensionID), "allowAccessWithoutPassword": v.WithoutPassword,
		"allowEscapeToOperator": v.EscapeToOperator, "allowMessageReview": v.MessageReview, "transcriptionEnabled": v.Transcription,
	}
	out := map[string]any{}
	for name, value := range all {
		if in.given(name) {
			out[name] = value
		}
	}
	return c.one(out)
}

// isZone says whether text names a zone of the tz database.
func isZone(s string) bool {
	_, err := time.LoadLocation(s)
	return err == nil && s != "" && s != "Local"
}
