package sim

import (
	"fmt"
	"strings"
)

// family is where the objects of a type stand in Asterisk's database.
func family(typ string) string { return "ps_" + typ + "s/" + typ }

// row is an object as the database holds it: JSON, without lists that are empty.
func (w *World) row(typ string, o *object) string {
	var parts []string
	for _, p := range w.shown(typ, o) {
		if p.Value == "" && emptied[p.Attribute] {
			continue
		}
		parts = append(parts, quoted(p.Attribute)+":"+quoted(p.Value))
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// emptied are the lists that the database does not hold while they are empty.
var emptied = map[string]bool{"acl": true, "auth": true, "contact": true, "contact_acl": true, "outbound_auth": true, "set_var": true}

// camel is an attribute's name as AMI writes it: t38_udptl is T38Udptl.
func camel(name string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(name, "_") {
		b.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return b.String()
}

// detail is an object as an event.
func (w *World) detail(name, typ, id string) event {
	e := event{{"Event", name}, {"ObjectType", typ}, {"ObjectName", id}}
	for _, p := range w.shown(typ, w.objects[typ][id]) {
		e = append(e, [2]string{camel(p.Attribute), p.Value})
	}
	return e
}

func (w *World) showAll(typ, name, plural string) answer {
	var found []event
	for _, id := range w.ids(typ) {
		found = append(found, w.detail(name+"List", typ, id))
	}
	if found == nil {
		return failed("No " + plural + " found")
	}
	return list(fmt.Sprintf("A listing of %s follows, presented as %sList events", plural, name), name+"ListComplete", found...)
}

func (w *World) showEndpoints(message) answer {
	var found []event
	for _, id := range w.ids("endpoint") {
		o := w.objects["endpoint"][id]
		found = append(found, event{{"Event", "EndpointList"}, {"ObjectType", "endpoint"}, {"ObjectName", id}, {"Transport", o.Values["transport"]}, {"Aor", o.Values["aors"]},
			{"Auths", o.Values["auth"]}, {"OutboundAuths", o.Values["outbound_auth"]}, {"DeviceState", "Unavailable"}, {"ActiveChannels", "0"}})
	}
	if found == nil {
		return failed("No endpoints found")
	}
	return list("A listing of Endpoints follows, presented as EndpointList events", "EndpointListComplete", found...)
}

func (w *World) showEndpoint(m message) answer {
	id := m["endpoint"]
	if id == "" {
		return failed("PJSIPShowEndpoint requires an endpoint name")
	}
	o, ok := w.objects["endpoint"][id]
	if !ok || !w.loads("endpoint", o) {
		return failed("Unable to retrieve endpoint " + id)
	}
	found := []event{w.detail("EndpointDetail", "endpoint", id)}
	for _, part := range []struct{ typ, attribute, name string }{{"aor", "aors", "AorDetail"}, {"auth", "auth", "AuthDetail"}} {
		for other := range strings.SplitSeq(o.Values[part.attribute], ",") {
			if other = strings.TrimSpace(other); w.objects[part.typ][other] != nil {
				found = append(found, w.detail(part.name, part.typ, other))
			}
		}
	}
	return list("Following are Events for each object associated with the Endpoint", "EndpointDetailComplete", found...)
}

// inboundRegistrations lists the aors that endpoints have, where devices would
// register.
func (w *World) inboundRegistrations(message) answer {
	var found []event
	for _, id := range w.ids("endpoint") {
		for aor := range strings.SplitSeq(w.objects["endpoint"][id].Values["aors"], ",") {
			if aor = strings.TrimSpace(aor); w.objects["aor"][aor] != nil {
				found = append(found, append(w.detail("InboundRegistrationDetail", "aor", aor), [2]string{"Contacts", ""}))
			}
		}
	}
	return list("Following are Events for each Inbound registration", "InboundRegistrationDetailComplete", found...)
}

func (w *World) qualify(m message) answer {
	switch {
	case m["endpoint"] == "":
		return failed("Endpoint parameter missing.")
	case w.objects["endpoint"][m["endpoint"]] == nil:
		return failed("Unable to retrieve endpoint")
	}
	return succeeded("Endpoint found, will qualify")
}

// registrationNamed is for registrations with others, of which there are none.
func registrationNamed(_ *World, m message) answer {
	if m["registration"] == "" {
		return failed("Registration parameter missing.")
	}
	return failed("Unable to retrieve registration entry")
}
