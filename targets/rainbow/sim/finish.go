package sim

import (
	"fmt"
	"maps"
	"slices"
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

// Save implements simhttp.Vendor.
func (w *World) Save() ([]byte, error) {
	out := map[string]any{"application": w.app, "nextId": w.nextID}
	if w.written != nil {
		out["quirks"] = w.written
	}
	for _, name := range kindOrder {
		rows := make([]map[string]any, 0, len(w.tables[name].list))
		for _, o := range w.tables[name].list {
			rows = append(rows, o.props)
		}
		out[name] = rows
	}
	return marshal(out)
}

// record is one line of the log.
type record struct {
	NextID int64                       `json:"nextId"`
	Put    map[string][]map[string]any `json:"put,omitempty"`
	Gone   []removal                   `json:"gone,omitempty"`
}

// Changes implements simhttp.Journal.
func (w *World) Changes() []byte {
	if len(w.changed) == 0 && len(w.removed) == 0 && !w.headDirty {
		return nil
	}
	r := record{NextID: w.nextID, Put: map[string][]map[string]any{}, Gone: w.removed}
	for _, o := range w.changed {
		if !o.gone {
			r.Put[o.kind()] = append(r.Put[o.kind()], o.props)
		}
	}
	w.settle()
	b, err := marshal(r)
	if err != nil {
		return nil
	}
	return b
}

// Replay implements simhttp.Journal.
func (w *World) Replay(b []byte) error {
	v, err := parseJSON(b)
	if err != nil {
		return err
	}
	m, _ := v.(map[string]any)
	if n, ok := m["nextId"].(int64); ok {
		w.nextID = n
	}
	gone, _ := m["gone"].([]any)
	for _, g := range gone {
		r, _ := g.(map[string]any)
		kind, _ := r["kind"].(string)
		id, _ := r["id"].(string)
		if t := w.tables[kind]; t != nil && t.byID[id] != nil {
			w.drop(t.byID[id])
		}
	}
	put, _ := m["put"].(map[string]any)
	for _, kind := range slices.Sorted(maps.Keys(put)) {
		if w.tables[kind] == nil {
			return fmt.Errorf("there is no kind %s", kind)
		}
		w.replayKind(kind, put[kind])
	}
	w.settle()
	return nil
}

func (w *World) replayKind(kind string, v any) {
	rows, _ := v.([]any)
	for _, row := range rows {
		props, ok := row.(map[string]any)
		if !ok {
			continue
		}
		id, _ := props["id"].(string)
		if o := w.get(kind, id); o != nil {
			w.replace(o, props)
			continue
		}
		w.add(kind, props)
	}
}
