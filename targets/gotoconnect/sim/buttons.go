package sim

import (
	"encoding/json"
	"net/http"
	"slices"
)

func buttonRoutes() []endpoint {
	const b = "devices/{id}/buttons-configuration"
	return []endpoint{
		{method: "GET", path: b, do: (*call).readButtons, scope: readScope},
		{method: "PUT", path: b, do: (*call).replaceButtons, scope: writeScope},
	}
}

var buttonTypes = []string{"SPEED_DIAL", "LINE"}

// buttoned is the device of the path, if it has buttons that can be set.
func (c *call) buttoned() (*device, *fail) {
	d, f := c.device()
	if f == nil && c.models.Get(d.ModelID).Buttons == 0 {
		f = bad("INVALID_OPERATION_FOR_DEVICE", "Device %s has no buttons to configure", d.ID)
	}
	return d, f
}

func (c *call) readButtons() *fail {
	d, f := c.buttoned()
	if f != nil {
		return f
	}
	return c.answer(http.StatusOK, map[string]any{"items": some(d.Buttons)})
}

// replaceButtons sets the whole list and answers what was accepted.
func (c *call) replaceButtons() *fail {
	d, f := c.buttoned()
	if f != nil {
		return f
	}
	if c.quirks.parallelButtons {
		return clash("DUPLICATE_FOUND", "The buttons are being updated by another request")
	}
	in := c.fields()
	in.mandatory("items")
	buttons := c.buttons(in, d)
	if in.fail != nil {
		return in.fail
	}
	next := *d
	next.Buttons = buttons
	c.devices.Put(&next)
	return c.answer(http.StatusOK, map[string]any{"items": buttons})
}

func (c *call) buttons(in *fields, d *device) []button {
	room := c.models.Get(d.ModelID).Buttons
	var raw []json.RawMessage
	in.read("items", &raw)
	if len(raw) > room {
		in.wrong(bad("TOO_MANY_BUTTONS", "Device %s has %d buttons", d.ID, room))
	}
	out := []button{}
	for _, text := range raw {
		b := button{Position: -1}
		if json.Unmarshal(text, &b) != nil {
			in.wrong(malformed("A button has the wrong type"))
			return out
		}
		taken := slices.ContainsFunc(out, func(o button) bool { return o.Position == b.Position })
		switch {
		case !has(buttonTypes, b.Type):
			in.wrong(bad("UNSUPPORTED_BUTTON_TYPE", "Button type %s is not supported", b.Type))
		case b.Position < 0 || b.Position >= room || taken:
			in.wrong(bad("INVALID_POSITION", "Position %d is not valid", b.Position))
		case !isName(b.Label):
			in.wrong(bad("INVALID_LABEL", "Label is not valid"))
		case !c.dialable(d.Account, b.ExtensionID):
			in.wrong(bad("INVALID_EXTENSION_ID", "Extension %s is not valid", b.ExtensionID))
		}
		out = append(out, b)
	}
	return out
}
