package sim

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
)

const (
	readScope  = "voice-admin.v1.read"
	writeScope = "voice-admin.v1.write"
)

// Types of extensions. Clients create direct ones, and boxes and fax machines
// through routes of their own.
const (
	direct     = "DIRECT_EXTENSION"
	callQueue  = "CALL_QUEUE"
	sharedBox  = "SHARED_VOICEMAIL"
	virtualFax = "VIRTUAL_FAX"
)

var extensionTypes = []string{direct, callQueue, "RING_GROUP", "DIAL_PLAN", "CONFERENCE_BRIDGE", sharedBox, virtualFax}

func extensionRoutes() []endpoint {
	return []endpoint{
		{method: "GET", path: "extensions", do: (*call).listExtensions, scope: readScope},
		{method: "POST", path: "extensions", do: (*call).createExtension, scope: writeScope},
		{method: "GET", path: "extensions/{id}", do: (*call).readExtension, scope: readScope},
		{method: "PATCH", path: "extensions/{id}", do: (*call).updateExtension, scope: writeScope},
		{method: "DELETE", path: "extensions/{id}", do: (*call).deleteExtension, scope: writeScope},
	}
}

// viewExtension is what lists show: not who has it.
func (w *World) viewExtension(e *extension) map[string]any {
	return map[string]any{
		"id": e.ID, "accountKey": e.Account, "organizationId": w.accounts.Get(e.Account).OrganizationID, "name": e.Name, "number": e.Number, "type": e.Type,
		"omitFromDirectories": e.OmitFromDirectories, "omitFromAutoAttendants": e.OmitFromAutoAttendant, "sharedAppearance": e.SharedAppearance,
	}
}

func (c *call) listExtensions() *fail {
	account, f := c.account()
	if f != nil {
		return f
	}
	var types []string
	if text := c.query["type"]; text != "" {
		types = strings.Split(text, ",")
	}
	for _, t := range types {
		if !has(extensionTypes, t) {
			return wrongParameter("type", "INVALID")
		}
	}
	return page(c, c.extensions, func(e *extension) bool {
		return c.sees(account) && e.Account == account && (types == nil || has(types, e.Type))
	}, c.viewExtension, account, c.query["type"])
}

// extension is the one of the path.
func (c *call) extension() (*extension, *fail) {
	e := c.extensions.Get(c.args["id"])
	if e == nil || !c.sees(e.Account) {
		return nil, notFound()
	}
	return e, nil
}

// directOne is the one of the path, for what only direct extensions have.
func (c *call) directOne() (*extension, *fail) {
	e, f := c.extension()
	if f == nil && e.Type != direct {
		f = bad("INVALID_ID", "Extension %s is not a direct extension", e.ID)
	}
	return e, f
}

func (c *call) readExtension() *fail {
	e, f := c.extension()
	if f != nil {
		return f
	}
	out := c.viewExtension(e)
	if e.Type == direct {
		out["assignedPrimaryUserKey"], out["assignedSecondaryUserKeys"] = orNull(e.Primary), some(e.Secondary)
	}
	return c.one(out)
}

// orNull is text, or null when there is none.
func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

var dialForm = regexp.MustCompile(`^[0-9]{1,15}$`)

// isDial says whether text can be the number of an extension of an account.
func (w *World) isDial(account string) func(string) bool {
	return func(s string) bool {
		length := 0
		if a := w.accounts.Get(account); a != nil {
			length = a.ExtensionLength
		}
		return dialForm.MatchString(s) && (length == 0 || len(s) == length)
	}
}

// extensionFields reads what a creation and a change have in common.
func (c *call) extensionFields(in *fields, e *extension) {
	in.required("name", "INVALID_NAME", &e.Name, isName)
	in.required("number", "INVALID_NUMBER", &e.Number, c.isDial(e.Account))
	in.bool("omitFromDirectories", &e.OmitFromDirectories)
	in.bool("omitFromAutoAttendants", &e.OmitFromAutoAttendant)
	in.bool("sharedAppearance", &e.SharedAppearance)
	if id := c.dials[at(e.Account, e.Number)]; id != "" && id != e.ID {
		in.wrong(clash("NUMBER_EXISTS", "Number %s already exists", e.Number))
	}
}

func (c *call) createExtension() *fail {
	in := c.fields()
	in.mandatory("name", "accountKey", "number")
	e := &extension{Account: c.own(in), Type: direct}
	c.extensionFields(in, e)
	if in.fail != nil {
		return in.fail
	}
	e.ID = c.mint("extension", c.extensions.Has)
	e.complete()
	c.extensions.Put(e)
	return c.answer(http.StatusCreated, c.viewExtension(e))
}

// complete fills what a new extension has.
func (e *extension) complete() {
	e.Follow.RingSteps = some(e.Follow.RingSteps)
	if e.Follow.Final == nil {
		e.Follow.Final = &finalStep{Action: toVoicemail}
	}
}

// updateExtension answers who has it only if that was in the request.
func (c *call) updateExtension() *fail {
	e, f := c.directOne()
	if f != nil {
		return f
	}
	in := c.fields()
	next := *e
	c.extensionFields(in, &next)
	c.assign(in, &next)
	if in.fail != nil {
		return in.fail
	}
	c.promoted(&next, in.given("assignedSecondaryUserKeys"))
	c.extensions.Put(&next)
	out := c.viewExtension(&next)
	if in.given("assignedPrimaryUserKey") {
		out["assignedPrimaryUserKey"] = orNull(next.Primary)
	}
	if in.given("assignedSecondaryUserKeys") {
		out["assignedSecondaryUserKeys"] = some(next.Secondary)
	}
	return c.one(out)
}

// assign reads the users of an extension. Who has a primary extension elsewhere
// must be taken off that one before.
func (c *call) assign(in *fields, e *extension) {
	if in.null("assignedPrimaryUserKey") {
		e.Primary = ""
	}
	if key, ok := in.text("assignedPrimaryUserKey"); ok {
		if !c.knows(e.Account, key) {
			in.wrong(bad("INVALID_USER_KEY", "User key %s is not valid", key))
		}
		if held := c.primary[key]; held != "" && held != e.ID {
			in.wrong(clash("USER_ALREADY_HAS_PRIMARY_EXTENSION", "Given user key [%s] on account [%s], already assigned to extension [%s]", key, e.Account, held))
		}
		e.Primary = key
	}
	keys, ok := in.texts("assignedSecondaryUserKeys")
	if in.null("assignedSecondaryUserKeys") {
		keys, ok = nil, true
	}
	if ok {
		e.Secondary = keys
	}
	for i, key := range e.Secondary {
		if !c.knows(e.Account, key) || slices.Contains(e.Secondary[:i], key) || key == e.Primary {
			in.wrong(bad("INVALID_USER_KEY", "User key %s is not valid as a secondary user", key))
		}
	}
}

// knows says whether Voice Admin knows a user of an account by now.
func (c *call) knows(account, key string) bool {
	u := c.users.Get(key)
	return u != nil && u.Account == account && !c.clock.Time().Before(u.Made.Add(c.quirks.userDelay))
}

// promoted makes the first secondary user primary where nobody is: the reference
// says it may happen. Who is primary elsewhere is passed over.
func (w *World) promoted(e *extension, assigning bool) {
	if e.Primary != "" || w.quirks.promote == "never" || w.quirks.promote == "assign" && !assigning {
		return
	}
	for _, key := range e.Secondary {
		if held := w.primary[key]; held == "" || held == e.ID {
			e.Primary, e.Secondary = key, without(e.Secondary, key)
			return
		}
	}
}

func (c *call) deleteExtension() *fail {
	e, f := c.extension()
	if f != nil {
		return f
	}
	c.removeExtension(e.ID)
	return c.done(http.StatusNoContent)
}

// removeExtension takes an extension of any type out of everything that names it.
func (w *World) removeExtension(id string) {
	w.extensions.Drop(id)
	w.numbers.Each(func(n *phoneNumber) (*phoneNumber, bool) {
		next := *n
		next.RouteTo = nil
		return &next, n.RouteTo != nil && n.RouteTo.ID == id
	})
	w.devices.Each(func(d *device) (*device, bool) {
		next := *d
		next.Buttons = slices.DeleteFunc(slices.Clone(d.Buttons), func(b button) bool { return b.ExtensionID == id })
		return &next, len(next.Buttons) != len(d.Buttons)
	})
	w.extensions.Each(func(e *extension) (*extension, bool) { return e.withoutDestination(id) })
}
