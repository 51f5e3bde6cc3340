package sim

import (
	"fmt"
	"strings"
)

// name remembers by what words a seed may refer to an object.
func (l *loader) name(o *object) {
	if o.kind() == "companies" && l.home == "" && !reserved(o) {
		l.home = o.id
	}
	for _, f := range []string{"name", "pbxId", "offerReference", "loginEmail", "shortNumber", "macAddress", "number"} {
		if s := o.str(f); s != "" {
			key := o.kind() + "/" + fold(s)
			if _, taken := l.names[key]; !taken {
				l.names[key] = o.id
			}
		}
	}
	if o.kind() == "subscriptions" {
		offer := l.w.get("offers", o.str("offerId"))
		for _, s := range []string{offer.str("name"), offer.str("offerReference")} {
			l.names["subscriptions/"+o.str("companyId")+"/"+fold(s)] = o.id
		}
	}
}

// resolve turns names into ids.
func (l *loader) resolve(k *kind, raw map[string]any) (err error) {
	for _, f := range k.fields {
		v := raw[f.name]
		switch {
		case v == nil:
		case f.typ == "ref":
			raw[f.name], err = l.ref(f, v)
		case f.typ == "refs":
			raw[f.name], err = l.refs(f, v)
		case f.typ == "members":
			raw[f.name], err = l.members(k, v)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
	}
	return nil
}

func (l *loader) ref(f *field, v any) (string, error) {
	s, ok := text(v)
	if !ok {
		return "", fmt.Errorf("want a name or an id")
	}
	for _, kind := range f.among {
		if l.w.get(kind, s) != nil {
			return s, nil
		}
		if id := l.names[kind+"/"+fold(s)]; id != "" {
			return id, nil
		}
	}
	return "", fmt.Errorf("there is no %q among %s", s, strings.Join(f.among, ", "))
}

func (l *loader) refs(f *field, v any) ([]any, error) {
	items, ok := v.([]any)
	if !ok {
		items = []any{v}
	}
	out := make([]any, 0, len(items))
	for _, item := range items {
		id, err := l.ref(f, item)
		if err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, nil
}

// members resolves the users of a group and completes what the seed leaves out.
func (l *loader) members(k *kind, v any) ([]any, error) {
	items, ok := v.([]any)
	if !ok {
		return nil, fmt.Errorf("want a list of members")
	}
	key, usual := "userId", ""
	if k.name == "groups" {
		key, usual = "memberId", "agent"
	}
	var out []member
	for i, item := range items {
		raw, ok := item.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("[%d]: want an object", i)
		}
		m := readMember(raw)
		id, err := l.ref(&field{among: []string{"users"}}, m.user)
		if err != nil {
			return nil, fmt.Errorf("[%d]: %w", i, err)
		}
		m.user, m.status = id, or(m.status, "active")
		if len(m.roles) == 0 && usual != "" {
			m.roles = []string{usual}
		}
		out = append(out, m)
	}
	return savedMembers(out, key), nil
}

// defaults fills in what a seed need not say: whose a thing is.
func (l *loader) defaults(k *kind, raw map[string]any) {
	w := l.w
	set := func(name string, id string) {
		if f := k.byName[name]; f != nil && f.isRef() && raw[name] == nil && id != "" {
			raw[name] = id
		}
	}
	set("companyId", l.home)
	switch k.name {
	case "systems":
		set("siteId", first(w.tables["sites"].list))
	case "phoneNumbers":
		set("systemId", first(w.tables["systems"].list))
		set("systemId", first(w.tables["cloudPbxs"].list))
	case "devices", "groups":
		set("systemId", first(w.tables["cloudPbxs"].list))
	}
}

func first(list []*object) string {
	if len(list) == 0 {
		return ""
	}
	return list[0].id
}
