package sim

import (
	"strconv"
	"strings"
)

// view is an object as the API shows it in a format.
func (w *World) view(o *object, format level) map[string]any {
	out := map[string]any{}
	for _, f := range o.table.kind.fields {
		if f.shows > format {
			continue
		}
		if v, ok := o.props[f.name]; ok {
			out[f.name] = v
		} else if f.typ == "strings" || f.typ == "objects" {
			out[f.name] = []any{}
		}
	}
	w.derive(o, format, out)
	return out
}

// derive adds what follows from other objects.
func (w *World) derive(o *object, format level, out map[string]any) {
	switch o.kind() {
	case "users":
		w.viewUser(o, format, out)
	case "phoneNumbers":
		w.viewNumber(o, format, out)
	case "subscriptions":
		w.viewSubscription(o, format, out)
	case "supervisionGroups":
		w.viewSupervision(o, format, out)
	case "groups":
		w.viewGroup(o, format, out)
	case "companies":
		w.viewCompany(o, format, out)
	case "apiKeys":
		w.viewKey(o, format, out)
	case "devices":
		out["isAssigned"] = o.str("phoneNumberId") != ""
	}
}

func displayName(u *object) string {
	name := strings.TrimSpace(u.str("firstName") + " " + u.str("lastName"))
	return or(name, u.str("loginEmail"))
}

func (w *World) viewUser(u *object, format level, out map[string]any) {
	out["displayName"] = displayName(u)
	out["companyName"] = w.companyName(u)
	if format < medium {
		return
	}
	out["jid_im"], out["jid_tel"] = w.jid("im", u), w.jid("tel", u)
	out["lastAvatarUpdateDate"] = nil
	if format < full {
		return
	}
	phones := make([]any, 0, 4)
	for _, n := range w.of("phoneNumbers", u.id) {
		phones = append(phones, w.systemPhone(n))
	}
	out["phoneNumbers"] = append(phones, u.list("phoneNumbers")...)
	out["jid_password"] = w.token("jid_password", u.id)[:24]
	out["profiles"] = w.profileViews(u)
	if out["customData"] == nil {
		out["customData"] = map[string]any{}
	}
	if w.quirks.AdminTypeUndefined && u.str("adminType") == "" {
		out["adminType"] = "undefined"
	}
}

// jid is an address of a user in the service's messaging.
func (w *World) jid(use string, u *object) string {
	if use == "tel" {
		return "tel_" + w.token("jid", u.id)[:32] + "@" + domain
	}
	return w.token("jid", u.id)[:32] + "@" + domain
}

func (w *World) companyName(o *object) string {
	if c := w.get("companies", o.str("companyId")); c != nil {
		return c.str("name")
	}
	return ""
}

func (w *World) country(company string) string {
	if c := w.get("companies", company); c != nil {
		return or(c.str("country"), "FRA")
	}
	return "FRA"
}

// systemPhone is an extension as it stands among its user's phone numbers.
func (w *World) systemPhone(n *object) map[string]any {
	out := w.view(n, full)
	out["phoneNumberId"] = n.id
	delete(out, "id")
	delete(out, "jid_password")
	return out
}

// viewNumber says whose an extension is in full only.
func (w *World) viewNumber(n *object, format level, out map[string]any) {
	if format < medium {
		return
	}
	out["isFromSystem"] = true
	if format < full {
		return
	}
	u := w.get("users", n.str("userId"))
	if u == nil {
		out["userId"] = nil
		return
	}
	out["jid_im"], out["jid_tel"] = w.jid("im", u), w.jid("tel", u)
	out["jid_password"] = w.token("jid_password", u.id)[:24]
}

func (w *World) viewCompany(c *object, format level, out map[string]any) {
	if format == full {
		out["numberUsers"] = len(w.links["users/"+c.id])
	}
}

// numeric writes text as a number where it is one.
func numeric(v any) any {
	s, _ := v.(string)
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && strconv.FormatInt(n, 10) == s {
		return n
	}
	return v
}
