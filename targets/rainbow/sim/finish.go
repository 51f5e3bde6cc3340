package sim

import (
	"fmt"
)

// finish completes the values of a seed's object as the service would have when
// it was made: ids inside, dates, computed numbers.
func (l *loader) finish(kind string, props map[string]any) error {
	w := l.w
	switch kind {
	case "users":
		return l.finishUser(props)
	case "phoneNumbers":
		return w.finishNumber(props)
	case "systems":
		if props["pbxId"] == nil {
			props["pbxId"] = "PBX" + w.token("pbx", props["name"])[:16]
		}
		w.systemSecrets(props)
	case "subscriptions":
		if props["offerId"] == nil {
			return fmt.Errorf("offerId: is required")
		}
	case "apiKeys":
		if props["key"] == nil {
			props["key"] = w.mintKey()
		}
		if props["userId"] == nil {
			return fmt.Errorf("userId: is required")
		}
	case "groups":
		return w.finishGroup(props)
	}
	if f := kinds()[kind].byName["creationDate"]; f != nil && props["creationDate"] == nil {
		props["creationDate"] = w.now()
	}
	return nil
}

// finishUser resolves licences and numbers own personal phones.
func (l *loader) finishUser(props map[string]any) error {
	company, _ := props["companyId"].(string)
	profiles, err := l.profiles(company, props["profiles"])
	if err != nil {
		return fmt.Errorf("profiles: %w", err)
	}
	if props["creationDate"] == nil {
		props["creationDate"] = l.w.now()
	}
	props["profiles"] = profiles
	if props["isTerminated"] != true {
		props["profiles"] = l.w.withDefaultProfile(company, profiles)
	}
	phones, _ := props["phoneNumbers"].([]any)
	country := l.w.country(company)
	out := make([]any, 0, len(phones))
	for i, p := range phones {
		raw, ok := p.(map[string]any)
		if !ok || raw["isFromSystem"] == true {
			return fmt.Errorf("phoneNumbers[%d]: want a personal number; extensions are phoneNumbers of the world with a userId", i)
		}
		phone, e := l.w.personal(raw, nil, country)
		if e != nil {
			return fmt.Errorf("phoneNumbers[%d]: %w", i, e)
		}
		out = append(out, phone)
	}
	if len(out) > 0 {
		props["phoneNumbers"] = out
	} else {
		delete(props, "phoneNumbers")
	}
	return nil
}

// profiles resolves {"offerReference": "RB-Business"}, {"offerName": "Business"}
// and {"subscriptionId": …} to subscriptions of the company.
func (l *loader) profiles(company string, v any) ([]any, error) {
	items, _ := v.([]any)
	out := make([]any, 0, len(items))
	for i, item := range items {
		raw, ok := item.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("[%d]: want an object", i)
		}
		id, _ := raw["subscriptionId"].(string)
		for _, word := range []string{"offerReference", "offerName"} {
			if s, _ := raw[word].(string); id == "" && s != "" {
				id = l.names["subscriptions/"+company+"/"+fold(s)]
			}
		}
		s := l.w.get("subscriptions", id)
		if s == nil {
			return nil, fmt.Errorf("[%d]: the company has no such subscription", i)
		}
		date, _ := raw["assignationDate"].(string)
		out = append(out, map[string]any{"subscriptionId": id, "assignationDate": or(date, l.w.now())})
	}
	return out, nil
}

// finishNumber computes what a gateway or the service would add.
func (w *World) finishNumber(props map[string]any) error {
	system, _ := props["systemId"].(string)
	o := w.get("systems", system)
	if o == nil {
		o = w.get("cloudPbxs", system)
	}
	if o == nil {
		return fmt.Errorf("systemId: is required")
	}
	if props["isCloudPbxDDI"] == true {
		if props["number"] == nil {
			return fmt.Errorf("number: is required for a DDI")
		}
	} else if props["shortNumber"] == nil {
		return fmt.Errorf("shortNumber: is required")
	} else if props["internalNumber"] == nil {
		props["internalNumber"] = props["shortNumber"]
	}
	if o.kind() == "systems" {
		props["pbxId"] = o.str("pbxId")
	} else if props["isCloudPbxDDI"] != true {
		props["isCloudPbxDefault"] = true
	}
	if props["country"] == nil {
		props["country"] = or(o.str("country"), "FRA")
	}
	if e := w.computeE164(props); e != nil {
		return e
	}
	return nil
}

// verify checks what needs everything to be there: the rules of groups, and
// roles that follow from them.
func (l *loader) verify() error {
	w := l.w
	for i, g := range w.tables["supervisionGroups"].list {
		if e := w.shapeOf(g.str("type"), membersOf(g)); e != nil {
			return fmt.Errorf("supervisionGroups[%d]: %w", i, e)
		}
		if e := w.checkBosses(g.id, kindA, g.str("companyId"), w.managing(g), membersOf(g)); e != nil && !w.quirks.LooseMembers {
			return fmt.Errorf("supervisionGroups[%d]: %w", i, e)
		}
	}
	for i, g := range w.tables["groups"].list {
		if e := w.checkGroup(g.id, g.props, true); e != nil && !w.quirks.LooseMembers {
			return fmt.Errorf("groups[%d]: %w", i, e)
		}
	}
	for _, g := range w.tables["supervisionGroups"].list {
		for _, m := range membersOf(g) {
			w.syncSupervisor(m.user)
		}
	}
	return nil
}
