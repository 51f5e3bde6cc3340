package sim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// Load implements simhttp.Vendor: it replaces the world by a seed, or by what
// Save wrote. See the package documentation for the format.
func (w *World) Load(seed []byte) error {
	fresh := &World{given: w.given}
	if err := fresh.load(seed); err != nil {
		return fmt.Errorf("bitrix24 simulator: %w", err)
	}
	w.data = fresh.data
	return nil
}

func (w *World) load(seed []byte) error {
	if len(bytes.TrimSpace(seed)) == 0 {
		seed = []byte("{}")
	}
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(seed, &parts); err != nil {
		return err
	}
	if err := known(parts); err != nil {
		return err
	}
	w.data = newData()
	if err := w.readHead(seed, parts); err != nil {
		return err
	}
	for _, t := range tables {
		raw, given := parts[t.name]
		if !given {
			w.preset(t.name)
			continue
		}
		if err := w.readRows(t.name, raw); err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
	}
	if err := w.readNext(parts["nextIds"]); err != nil {
		return err
	}
	w.settleOwners()
	w.changed, w.headDirty = map[string]map[int]bool{}, false
	return w.verify()
}

// known refuses parts that no world has.
func known(parts map[string]json.RawMessage) error {
	all := []string{"edition", "licensed", "region", "language", "module", "restOnly", "converted", "telephonyVersion", "lines", "outgoingLine", "quirks", "minted", "nextIds"}
	for _, t := range tables {
		all = append(all, t.name)
	}
	for _, k := range slices.Sorted(maps.Keys(parts)) {
		if !slices.Contains(all, k) {
			return fmt.Errorf("%s: the world has no such part", k)
		}
	}
	return nil
}

// readHead reads everything but rows, over what a portal has by default.
func (w *World) readHead(seed []byte, parts map[string]json.RawMessage) error {
	var own map[string]string
	if err := json.Unmarshal(parts["quirks"], &own); parts["quirks"] != nil && err != nil {
		return fmt.Errorf("quirks: %w", err)
	}
	q, err := Known.Over(w.given, product, own)
	if err != nil {
		return fmt.Errorf("quirks: %w", err)
	}
	w.quirks = q
	h := &w.head
	*h = head{Edition: q.edition, Licensed: !q.unlicensed, Module: q.module, RestOnly: q.restOnly, Converted: q.converted, TelephonyVersion: q.telephonyVersion,
		Lines: map[string]string{"reg150907": "SIP line"}, OutgoingLine: "reg150907"}
	if parts["lines"] != nil {
		h.Lines, h.OutgoingLine = nil, ""
	}
	if err := json.Unmarshal(seed, h); err != nil {
		return err
	}
	if h.Lines == nil {
		h.Lines = map[string]string{}
	}
	if h.Edition != cloud && h.Edition != onPremise {
		return fmt.Errorf("edition: %q is neither %s nor %s", h.Edition, cloud, onPremise)
	}
	if !slices.Contains(telephonyVersions, h.TelephonyVersion) {
		return fmt.Errorf("telephonyVersion: %q is none of %v", h.TelephonyVersion, telephonyVersions)
	}
	return nil
}

// readRows reads a table. Rows without an ID get the next one.
func (w *World) readRows(name string, raw json.RawMessage) error {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var rows []map[string]any
	if err := dec.Decode(&rows); err != nil {
		return err
	}
	for i, props := range rows {
		if props == nil {
			return fmt.Errorf("[%d]: want an object", i)
		}
		if v, ok := props["ID"]; ok {
			id, err := strconv.Atoi(text(v))
			if err != nil || id < 1 {
				return fmt.Errorf("[%d]: ID %v: want a number above 0", i, v)
			}
			if w.find(name, id) != nil {
				return fmt.Errorf("[%d]: ID %d is there twice", i, id)
			}
			props["ID"] = strconv.Itoa(id)
			w.put(name, id, props)
		}
	}
	for _, props := range rows {
		if _, ok := props["ID"]; !ok {
			w.create(name, props)
		}
	}
	return nil
}

func (w *World) readNext(raw json.RawMessage) error {
	var next map[string]int
	if raw == nil {
		return nil
	}
	if err := json.Unmarshal(raw, &next); err != nil {
		return fmt.Errorf("nextIds: %w", err)
	}
	for name, id := range next {
		t := w.table(name)
		if t == nil {
			return fmt.Errorf("nextIds: no table %s", name)
		}
		t.next = max(t.next, id)
	}
	return nil
}

// settleOwners makes the owner of each workgroup a member of it.
func (w *World) settleOwners() {
	for _, g := range w.table(workgroups).all() {
		members, owner := membersOf(g), g.int("OWNER_ID")
		if !slices.ContainsFunc(members, func(m membership) bool { return m.role == "A" }) && owner > 0 {
			members = slices.DeleteFunc(members, func(m membership) bool { return m.user == owner })
			members = append([]membership{{owner, "A"}}, members...)
		}
		if len(members) > 0 {
			w.keepMembers(g, members)
		}
	}
}

// verify refuses a world in which an ID points at nothing.
func (w *World) verify() error {
	for _, r := range w.table(departments).all() {
		if p := r.text("PARENT"); p != "" && w.find(departments, r.int("PARENT")) == nil {
			return fmt.Errorf("departments: %s has the parent %s, which does not exist", r.key(), p)
		}
		if w.contains(r.id, r.int("PARENT")) {
			return fmt.Errorf("departments: %s is below itself", r.key())
		}
	}
	for _, r := range w.table(access).all() {
		if w.find(roles, r.int("ROLE_ID")) == nil {
			return fmt.Errorf("access: %s has the role %s, which does not exist", r.key(), r.text("ROLE_ID"))
		}
	}
	for _, r := range w.table(roles).all() {
		m, ok := r.props["PERMISSIONS"].(map[string]any)
		if !ok && r.props["PERMISSIONS"] != nil {
			return fmt.Errorf("roles: %s: PERMISSIONS is no object", r.key())
		}
		for _, k := range slices.Sorted(maps.Keys(m)) {
			if _, ok := m[k].(string); !ok {
				return fmt.Errorf("roles: %s: PERMISSIONS: %s: want a letter, as \"CALL.PERFORM\": \"X\"", r.key(), k)
			}
		}
	}
	return nil
}

// Save implements simhttp.Vendor.
func (w *World) Save() ([]byte, error) {
	h, err := json.Marshal(w.head)
	if err != nil {
		return nil, err
	}
	b := append(h[:len(h)-1], `,"nextIds":`...)
	next := obj{}
	for _, t := range tables {
		if n := w.table(t.name).next; n > 1 {
			next = next.with(t.name, n)
		}
	}
	b = append(b, next.object()...)
	for _, t := range tables {
		b = append(b, ',')
		b = append(appendString(b, t.name), ':', '[')
		for i, r := range w.table(t.name).all() {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(b, '\n')
			row, err := json.Marshal(r.props)
			if err != nil {
				return nil, err
			}
			b = append(b, row...)
		}
		b = append(b, ']')
	}
	return append(b, "}\n"...), nil
}

// object writes o as an object even when it is empty.
func (o obj) object() []byte {
	if len(o) == 0 {
		return []byte("{}")
	}
	return o.append(nil)
}
