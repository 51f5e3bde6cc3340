package sim

import (
	"net/http"
	"slices"
)

func mailboxRoutes() []endpoint {
	return []endpoint{
		{method: "POST", path: "shared-voicemails", do: (*call).createMailbox, scope: writeScope},
		{method: "GET", path: "shared-voicemails/{id}", do: (*call).readMailbox, scope: readScope},
		{method: "PATCH", path: "shared-voicemails/{id}", do: (*call).updateMailbox, scope: writeScope},
		{method: "POST", path: "virtual-fax-machines", do: (*call).createFax, scope: writeScope, inferred: "virtual-fax"},
	}
}

// audioFormats are those of attachments: the reference names WAV and says there
// are more.
var audioFormats = []string{"WAV", "MP3"}

// createMailbox makes an extension of its own type; its id is the extension's.
func (c *call) createMailbox() *fail { return c.createSpecial(sharedBox) }

func (c *call) createFax() *fail { return c.createSpecial(virtualFax) }

func (c *call) createSpecial(kind string) *fail {
	in := c.fields()
	in.mandatory("name", "accountKey", "extensionNumber")
	e := &extension{Account: c.own(in), Type: kind}
	c.specialFields(in, e)
	if in.fail != nil {
		return in.fail
	}
	e.ID = c.mint("extension", c.extensions.Has)
	e.complete()
	if kind == sharedBox {
		e.Box = &sharedMail{Addresses: []string{}, Format: audioFormats[0]}
	}
	c.extensions.Put(e)
	return c.answer(http.StatusCreated, map[string]any{"id": e.ID})
}

// specialFields are the name and the number, under other names and with other
// codes than a direct extension's.
func (c *call) specialFields(in *fields, e *extension) {
	in.required("name", "INVALID_NAME", &e.Name, isName)
	in.required("extensionNumber", "INVALID_EXTENSION", &e.Number, c.isDial(e.Account))
	if id := c.dials[at(e.Account, e.Number)]; id != "" && id != e.ID {
		in.wrong(clash("CONFLICTING_EXTENSION", "Extension %s already exists", e.Number))
	}
}

func viewMailbox(e *extension) map[string]any {
	b := e.Box
	return map[string]any{
		"id": e.ID, "accountKey": e.Account, "name": e.Name, "extensionNumber": e.Number, "interceptIncomingFaxes": b.InterceptFaxes, "allowMessageReview": b.MessageReview,
		"sendEmailNotification": b.Notify, "emailNotificationEmailAddresses": some(b.Addresses), "attachMessageToEmailNotification": b.Attach, "transcriptionEnabled": b.Transcription,
		"deleteMessageAfterEmailingNotification": b.DeleteAfter, "attachedMessageFormat": b.Format, "sayMessageDuration": b.SayDuration, "sayMessageCallerId": b.SayCallerID,
	}
}

func (c *call) mailbox() (*extension, *fail) {
	e, f := c.extension()
	if f == nil && e.Box == nil {
		f = notFound()
	}
	return e, f
}

func (c *call) readMailbox() *fail {
	e, f := c.mailbox()
	if f != nil {
		return f
	}
	return c.one(viewMailbox(e))
}

func (c *call) updateMailbox() *fail {
	e, f := c.mailbox()
	if f != nil {
		return f
	}
	in := c.fields()
	next, box := *e, *e.Box
	next.Box = &box
	c.specialFields(in, &next)
	in.bool("interceptIncomingFaxes", &box.InterceptFaxes)
	in.bool("allowMessageReview", &box.MessageReview)
	in.bool("sendEmailNotification", &box.Notify)
	in.bool("attachMessageToEmailNotification", &box.Attach)
	in.bool("transcriptionEnabled", &box.Transcription)
	in.bool("deleteMessageAfterEmailingNotification", &box.DeleteAfter)
	in.bool("sayMessageDuration", &box.SayDuration)
	in.bool("sayMessageCallerId", &box.SayCallerID)
	in.required("attachedMessageFormat", "INVALID_ATTACHED_MESSAGE_FORMAT", &box.Format, func(s string) bool { return has(audioFormats, s) })
	if list, ok := in.texts("emailNotificationEmailAddresses"); ok {
		if slices.ContainsFunc(list, func(s string) bool { return !isEmail(s) }) {
			in.wrong(bad("INVALID_NOTIFICATION_EMAIL_ADDRESS", "An e-mail address is not valid"))
		}
		box.Addresses = list
	}
	if in.fail != nil {
		return in.fail
	}
	c.extensions.Put(&next)
	return c.one(viewMailbox(&next))
}
