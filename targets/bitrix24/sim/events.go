package sim

import (
	"slices"
	"strings"
)

// eventsKnown are the events that an application can ask for. Nothing is ever
// sent: a simulator speaks to nobody.
var eventsKnown = []string{"ONAPPINSTALL", "ONAPPMETHODCONFIRM", "ONAPPPAYMENT", "ONAPPUNINSTALL", "ONAPPUPDATE", "ONEXTERNALCALLBACKSTART", "ONEXTERNALCALLSTART",
	"ONSONETGROUPADD", "ONSONETGROUPDELETE", "ONSONETGROUPUPDATE", "ONUSERADD", "ONVOXIMPLANTCALLEND", "ONVOXIMPLANTCALLINIT", "ONVOXIMPLANTCALLSTART"}

func eventNames(*call) (any, *fail) { return asList(eventsKnown), nil }

// eventBind remembers a handler: its event, address and kind.
func eventBind(c *call) (any, *fail) {
	p := c.p
	event := strings.ToUpper(p.text("event"))
	if !slices.Contains(eventsKnown, event) {
		return nil, bad("ERROR_EVENT_NOT_FOUND", "Event not found")
	}
	kind := p.text("event_type")
	if kind == "" {
		kind = "online"
	}
	if p.text("handler") == "" && kind == "online" {
		return nil, argument("Argument 'handler' is null or empty")
	}
	if c.handler(event, p.text("handler"), kind) != nil {
		return nil, bad("ERROR_EVENT_BINDING_EXISTS", "Handler already binded")
	}
	c.w.create(handlers, map[string]any{"APP": c.who.id, "EVENT": event, "HANDLER": p.text("handler"), "TYPE": kind, "AUTH_TYPE": text(number(p.vals["auth_type"]))})
	return true, nil
}

func (c *call) handler(event, address, kind string) *row {
	for _, r := range c.w.table(handlers).all() {
		if r.text("APP") == c.who.id && r.text("EVENT") == event && r.text("HANDLER") == address && r.text("TYPE") == kind {
			return r
		}
	}
	return nil
}

func eventGet(c *call) (any, *fail) {
	out := []any{}
	for _, r := range c.w.table(handlers).all() {
		if r.text("APP") == c.who.id {
			out = append(out, obj{{"event", r.text("EVENT")}, {"handler", r.text("HANDLER")}, {"auth_type", r.text("AUTH_TYPE")}, {"offline", map[string]int{"offline": 1}[r.text("TYPE")]}})
		}
	}
	return out, nil
}

func eventUnbind(c *call) (any, *fail) {
	event := strings.ToUpper(c.p.text("event"))
	if event == "" {
		return nil, argument("Argument 'event' is null or empty")
	}
	n := 0
	for _, r := range c.w.table(handlers).all() {
		address := c.p.text("handler")
		if r.text("APP") == c.who.id && r.text("EVENT") == event && (address == "" || address == r.text("HANDLER")) {
			c.w.drop(r)
			n++
		}
	}
	return obj{{"count", n}}, nil
}
