package sim

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// systemMethods are those of the scope basic, which every credential has.
func systemMethods() map[string]method {
	return map[string]method{
		"access.name":  {scope: basic, do: accessName},
		"app.info":     {scope: basic, do: appInfo},
		"event.bind":   {scope: basic, app: true, writes: true, do: eventBind},
		"event.get":    {scope: basic, app: true, do: eventGet},
		"event.unbind": {scope: basic, app: true, writes: true, do: eventUnbind},
		"events":       {scope: basic, do: eventNames},
		"feature.get":  {scope: basic, do: featureGet},
		"method.get":   {scope: basic, do: methodGet},
		"methods":      {scope: basic, do: methodNames},
		"profile":      {scope: basic, do: profile},
		"scope":        {scope: basic, do: scopeNames},
		"server.time":  {scope: basic, do: serverTime},
		"user.access":  {scope: basic, do: userAccess},
		"user.admin":   {scope: basic, do: func(c *call) (any, *fail) { return c.who.admin(), nil }},
	}
}

// methodGet tells whether a method exists and whether the caller may call it.
func methodGet(c *call) (any, *fail) {
	m, ok := c.w.method(strings.ToLower(c.p.text("name")))
	return obj{{"isExisting", ok}, {"isAvailable", ok && c.who.has(m.scope)}}, nil
}

func methodNames(c *call) (any, *fail) {
	var out []any
	for _, name := range slices.Sorted(maps.Keys(c.w.methods)) {
		m, ok := c.w.method(name)
		if ok && (yes(c.p.vals["full"]) || c.who.has(m.scope)) {
			out = append(out, name)
		}
	}
	return out, nil
}

func scopeNames(c *call) (any, *fail) {
	names := c.who.scopes
	if yes(c.p.vals["full"]) {
		names = strings.Split(allScopes, ",")
	}
	names = slices.DeleteFunc(slices.Clone(names), func(s string) bool {
		_, there := c.w.method("patchbay.info")
		return s == moduleScope && !there
	})
	return asList(names), nil
}

func asList(in []string) []any {
	out := make([]any, 0, len(in))
	for _, s := range in {
		out = append(out, s)
	}
	return out
}

func profile(c *call) (any, *fail) {
	u := c.who.user
	return obj{{"ID", u.key()}, {"ADMIN", u.user.admin}, {"NAME", u.text("NAME")}, {"LAST_NAME", u.text("LAST_NAME")},
		{"PERSONAL_GENDER", u.text("PERSONAL_GENDER")}, {"TIME_ZONE", u.text("TIME_ZONE")}}, nil
}

func serverTime(c *call) (any, *fail) { return c.w.clock.Time().Format(dates), nil }

// appInfo needs the context of an application.
func appInfo(c *call) (any, *fail) {
	if c.who.app == nil {
		return nil, denied("Application context required")
	}
	plan := c.w.plan()
	return obj{{"ID", c.who.app.id}, {"CODE", c.who.app.text("client_id")}, {"SCOPE", asList(c.who.scopes)}, {"VERSION", 1}, {"STATUS", "L"}, {"INSTALLED", true},
		{"PAYMENT_EXPIRED", "N"}, {"DAYS", nil}, {"LANGUAGE_ID", c.w.language()}, {"LICENSE", c.w.language() + "_" + plan}, {"LICENSE_TYPE", plan}, {"LICENSE_FAMILY", plan}}, nil
}

func (w *World) language() string {
	if w.head.Language != "" {
		return w.head.Language
	}
	return "en"
}

// plan is the name of the plan; On-Premise has one of its own.
func (w *World) plan() string {
	switch {
	case !w.cloud():
		return "selfhosted"
	case w.head.Licensed:
		return "basic"
	}
	return "project"
}

func featureGet(c *call) (any, *fail) {
	value := "N"
	if c.p.text("CODE") == "rest_offline_extended" || c.p.text("CODE") == "rest_auth_connector" {
		value = "Y"
	}
	return obj{{"value", value}}, nil
}

// accessName names access codes, and leaves out those that nothing stands for.
func accessName(c *call) (any, *fail) {
	codes := c.p.sub("ACCESS")
	if codes == nil || len(codes.keys) == 0 {
		return false, nil
	}
	out := obj{}
	for _, v := range codes.items() {
		code := text(v)
		if _, twice := out.get(code); twice {
			continue
		}
		if name, provider, id, ok := c.w.subject(code); ok {
			out = out.with(code, obj{{"provider", provider}, {"name", name}, {"provider_id", id}})
		}
	}
	return out, nil
}

// subject is who an access code stands for.
func (w *World) subject(code string) (name, provider, providerID string, ok bool) {
	kind, id, role := splitCode(code)
	if kind != "" && code != kind && code != kind+strconv.Itoa(id)+suffix(role) {
		return "", "", "", false
	}
	switch kind {
	case "U":
		r := w.find(users, id)
		return nameOf(r), "User", "user", r != nil
	case "IU":
		r := w.find(users, id)
		return nameOf(r), "Employee", "intranet", r != nil
	case "D", "DR":
		r := w.find(departments, id)
		return nameOf(r) + map[string]string{"DR": " with sub-departments"}[kind], "Department", "intranet", r != nil
	case "G":
		if id == 2 {
			return "All visitors", "", "other", true
		}
		r := w.find(userGroups, id)
		return nameOf(r), "User group", "group", r != nil
	case "AU":
		return "All authorized users", "", "other", true
	case "CR":
		return "Author", "", "other", true
	case "SG":
		r := w.find(workgroups, id)
		return nameOf(r) + map[string]string{"A": ": owner", "E": ": moderators", "K": ": all members"}[role], "Workgroup", "socnetgroup", r != nil && role != ""
	}
	return "", "", "", false
}

func suffix(role string) string {
	if role == "" {
		return ""
	}
	return "_" + role
}

func nameOf(r *row) string {
	switch {
	case r == nil:
		return ""
	case r.user != nil:
		return r.fullName()
	}
	return r.text("NAME")
}

// userAccess tests codes for the caller alone: true when one is held.
func userAccess(c *call) (any, *fail) {
	codes := many(c.p.vals["ACCESS"])
	for _, v := range codes {
		if c.w.holds(c.who.user, text(v)) {
			return true, nil
		}
	}
	return false, nil
}
