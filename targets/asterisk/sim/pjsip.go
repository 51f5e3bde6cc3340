package sim

import (
	"cmp"
	"fmt"
	"strings"
)

// family is where the objects of a type stand in Asterisk's database.
func family(typ string) string { return "ps_" + typ + "s/" + typ }

// row is an object as the database holds it: JSON, without lists that are empty.
func (w *World) row(typ string, o *object) string {
	var b strings.Builder
	b.Grow(64 * len(attributesOf(typ)))
	for _, p := range w.shown(typ, o) {
		if _, written := o.Values[p.Attribute]; p.Value == "" && (w.omits(p.Attribute) || unset[p.Attribute] && !written) {
			continue
		}
		b.WriteByte("{,"[min(b.Len(), 1)])
		quote(&b, p.Attribute)
		b.WriteByte(':')
		quote(&b, p.Value)
	}
	return cmp.Or(b.String(), "{") + "}"
}

// emptied are what the database does not hold while it is empty, and unset what it
// does not hold until the object is written again.
var (
	emptied = map[string]bool{"acl": true, "auth": true, "contact": true, "contact_acl": true, "outbound_auth": true, "set_var": true, "md5_cred": true,
		"supported_algorithms_uac": true, "supported_algorithms_uas": true}
	unset = map[string]bool{"dtls_ca_file": true, "dtls_ca_path": true, "dtls_cert_file": true, "dtls_cipher": true, "dtls_private_key": true, "voicemail_extension": true}
)

// omits reports whether this version leaves an empty attribute out.
func (w *World) omits(attribute string) bool {
	return emptied[attribute] && (attribute != "md5_cred" || w.major() >= modern)
}

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
	for _, p := range w.shown(typ, w.again(typ, w.objects[typ][id])) {
		key := camel(p.Attribute)
		if p.Attribute == "contact" && name != "InboundRegistrationDetail" {
			key = "Contacts"
		}
		e = append(e, [2]string{key, p.Value})
	}
	return e
}

// none is a refusal of one of the lists of PJSIP, which end in an empty line.
func none(text string) answer {
	a := failed(text)
	a.add("", "")
	return a
}

func (w *World) showAll(typ, name, plural string) answer {
	var found []event
	for _, id := range w.ids(typ) {
		found = append(found, w.detail(name+"List", typ, id))
	}
	if found == nil {
		return none("No " + plural + " found")
	}
	found = w.repeated(found)
	return list(fmt.Sprintf("A listing of %s follows, presented as %sList events", plural, name), name+"ListComplete", found...)
}

func (w *World) showEndpoints(message) answer {
	var found []event
	for _, id := range w.ids("endpoint") {
		o := w.objects["endpoint"][id]
		if !w.loads("endpoint", o) {
			return none("No endpoints found") // one that cannot be loaded hides all others
		}
		e := event{{"Event", "EndpointList"}, {"ObjectType", "endpoint"}, {"ObjectName", id}, {"Transport", o.Values["transport"]}, {"Aor", o.Values["aors"]},
			{"Auths", o.Values["auth"]}, {"OutboundAuths", o.Values["outbound_auth"]}}
		for range w.named("aor", o.Values["aors"]) {
			e = append(e, [2]string{"Contacts", ""}) // of each, and nobody is registered
		}
		found = append(found, append(e, [2]string{"DeviceState", worded[w.deviceState("PJSIP/"+id)]}, [2]string{"ActiveChannels", w.noChannels()}))
	}
	if found == nil {
		return none("No endpoints found")
	}
	found = w.repeated(found)
	return list("A listing of Endpoints follows, presented as EndpointList events", "EndpointListComplete", found...)
}

// noChannels is the number of an endpoint's channels.
func (w *World) noChannels() string {
	if w.major() < modern {
		return ""
	}
	return "0"
}

// repeated is a list as older versions give it: each object of the database twice.
func (w *World) repeated(found []event) []event {
	if w.major() >= modern {
		return found
	}
	return append(found, found...)
}

func (w *World) showEndpoint(m message) answer {
	id := m["endpoint"]
	if id == "" {
		return none("PJSIPShowEndpoint requires an endpoint name")
	}
	o, ok := w.objects["endpoint"][id]
	if !ok || !w.loads("endpoint", o) {
		return none("Unable to retrieve endpoint " + id)
	}
	found := []event{append(w.detail("EndpointDetail", "endpoint", id), [2]string{"DeviceState", worded[w.deviceState("PJSIP/"+id)]}, [2]string{"ActiveChannels", w.noChannels()})}
	for _, part := range []struct{ typ, attribute, name string }{{"aor", "aors", "AorDetail"}, {"auth", "auth", "AuthDetail"}} {
		for _, other := range w.named(part.typ, o.Values[part.attribute]) {
			e := append(w.detail(part.name, part.typ, other), [2]string{"EndpointName", id})
			if part.typ == "aor" {
				e = append(e, [2]string{"TotalContacts", "0"}, [2]string{"ContactsRegistered", "0"})
			}
			found = append(found, e)
		}
	}
	return list("Following are Events for each object associated with the Endpoint", "EndpointDetailComplete", found...)
}

// named are the objects of a type that a list names and that there are.
func (w *World) named(typ, list string) []string {
	var out []string
	for id := range strings.SplitSeq(list, ",") {
		if id = strings.TrimSpace(id); w.objects[typ][id] != nil {
			out = append(out, id)
		}
	}
	return out
}

// inboundRegistrations lists the aors that endpoints have, where devices would
// register.
func (w *World) inboundRegistrations(message) answer {
	var found []event
	for _, id := range w.ids("endpoint") {
		for _, aor := range w.named("aor", w.objects["endpoint"][id].Values["aors"]) {
			found = append(found, append(w.detail("InboundRegistrationDetail", "aor", aor), [2]string{"Contacts", ""}))
		}
	}
	found = w.repeated(found)
	return list("Following are Events for each Inbound registration", "InboundRegistrationDetailComplete", found...)
}

func (w *World) qualify(m message) answer {
	switch {
	case m["endpoint"] == "":
		return failed("Endpoint parameter missing.")
	case w.objects["endpoint"][m["endpoint"]] == nil:
		return none("Unable to retrieve endpoint")
	}
	return succeeded("Endpoint found, will qualify")
}

// registrationNamed is for registrations with others, of which there are none.
func registrationNamed(_ *World, m message) answer {
	if m["registration"] == "" {
		return failed("Registration parameter missing.")
	}
	return none("Unable to retrieve registration entry")
}
