package sim

import (
	"encoding/json"
	"fmt"
	"maps"
	"strconv"
)

// Save implements simhttp.Vendor.
func (w *World) Save() ([]byte, error) {
	out := append([]byte(nil), "{\n"...)
	top := head{Version: w.versionText(), License: w.license, System: w.system, Quirks: w.written, NextID: w.nextID, Minted: w.minted}
	h, err := json.Marshal(top)
	if err != nil {
		return nil, err
	}
	out = append(out, h[1:len(h)-1]...)
	for _, s := range w.schema.sets {
		if virtual(s) {
			continue
		}
		out = append(out, ",\n"+strconv.Quote(member(s.name))+": "...)
		if out, err = w.saveSet(out, w.table(s.name)); err != nil {
			return nil, err
		}
	}
	return append(out, "\n}\n"...), nil
}

// virtual says whether a set has no objects of its own.
func virtual(s *entitySet) bool {
	switch s.name {
	case "Peers", "SipDevices", "DidNumbers", "Defs", "SystemStatus", "LicenseStatus", "MyUser", "MyGroup":
		return true
	}
	return false
}

func (w *World) saveSet(out []byte, t *table) ([]byte, error) {
	if t.set.single {
		b, err := json.Marshal(w.saved(t.list[0]))
		return append(out, b...), err
	}
	out = append(out, '[')
	for i, o := range t.list {
		if i > 0 {
			out = append(out, ',')
		}
		b, err := json.Marshal(w.saved(o))
		if err != nil {
			return nil, err
		}
		out = append(append(out, '\n'), b...)
	}
	return append(out, ']'), nil
}

// saved is an object in the seed's format.
func (w *World) saved(o *object) map[string]any {
	out := maps.Clone(o.props)
	if out == nil {
		out = map[string]any{}
	}
	if p := o.table.set.typ.prop("Id"); p != nil && p.scalar == i32 {
		out["Id"] = o.id
	}
	if o.secret != "" {
		out["Secret"] = o.secret
	}
	if o.table.kind.peer != "" && o.table.set.name != "Groups" {
		out["Groups"] = w.savedGroups(o)
	}
	if g := w.byID[o.primaryGroup()]; g != nil && o.table.set.name == "Users" && !w.quirks.DuplicateGroupNames {
		delete(out, "PrimaryGroupId")
		out["PrimaryGroup"] = g.prop("Name")
	}
	for _, name := range []string{"Agents", "Managers", "Members"} {
		if links, ok := out[name].([]any); ok {
			out[name] = w.savedLinks(links)
		}
	}
	if o.table.set.name == "Groups" {
		if rows := savedRights(o); len(rows) > 0 {
			out["Rights"] = rows
		}
	}
	return out
}

func (w *World) savedGroups(o *object) []any {
	out := []any{}
	for _, m := range o.groups {
		g := w.byID[m.group]
		if g == nil {
			continue
		}
		row := map[string]any{"Group": g.prop("Name"), "RoleName": m.role}
		if w.quirks.DuplicateGroupNames {
			row = map[string]any{"GroupId": g.id, "RoleName": m.role}
		}
		if len(m.overrides) > 0 {
			row["Rights"] = m.overrides
		}
		if m.transcription != "" {
			row["TranscriptionMode"] = m.transcription
		}
		out = append(out, row)
	}
	return out
}

func (w *World) savedLinks(links []any) []any {
	out := []any{}
	for _, l := range links {
		link := l.(map[string]any)
		id, _ := link["Id"].(int64)
		dn := w.byID[int(id)]
		if dn == nil {
			continue
		}
		row := map[string]any{"Number": dn.number()}
		if g, ok := link["SkillGroup"]; ok {
			row["SkillGroup"] = g
		}
		out = append(out, row)
	}
	return out
}

// savedRights are the flags of a group's roles that differ from a new group's.
func savedRights(g *object) []any {
	var out []any
	for _, role := range roles {
		if len(g.rights[role]) == 0 {
			continue
		}
		row := map[string]any{"RoleName": role}
		for f, v := range g.rights[role] {
			row[f] = v
		}
		out = append(out, row)
	}
	return out
}

// change is what one request did to the world: a record of the journal.
type change struct {
	NextID int       `json:"nextId"`
	Minted int       `json:"minted"`
	System *System   `json:"system,omitempty"` // when it was altered
	Put    []putting `json:"put,omitempty"`
	Del    []removal `json:"del,omitempty"`
}

type putting struct {
	Set    string         `json:"set"`
	Object map[string]any `json:"object"`
}

// Changes implements simhttp.Journal.
func (w *World) Changes() []byte {
	if len(w.changed) == 0 && len(w.removed) == 0 && !w.altered {
		return nil
	}
	c := change{NextID: w.nextID, Minted: w.minted}
	if w.altered {
		c.System = &w.system
	}
	for _, o := range w.changed {
		if !o.gone {
			c.Put = append(c.Put, putting{o.table.set.name, w.saved(o)})
		}
	}
	c.Del = w.removed
	w.settle()
	record, err := json.Marshal(c)
	if err != nil {
		panic(fmt.Sprintf("sim: a world that JSON cannot write: %v", err))
	}
	return record
}

// settle takes the world as it is for written.
func (d *data) settle() {
	for _, o := range d.changed {
		o.dirty = false
	}
	d.changed, d.removed, d.altered = nil, nil, false
}

// Replay implements simhttp.Journal.
func (w *World) Replay(record []byte) error {
	var c change
	if err := json.Unmarshal(record, &c); err != nil {
		return err
	}
	raw, e := parseBody(record)
	if e != nil {
		return fmt.Errorf("%s", e.message)
	}
	puts, _ := raw["put"].([]any)
	for i, p := range c.Put {
		object, _ := puts[i].(map[string]any)["object"].(map[string]any)
		t := w.table(p.Set)
		if t == nil {
			return fmt.Errorf("no set %s", p.Set)
		}
		if _, err := w.restore(p.Set, w.existing(t, object), object); err != nil {
			return err
		}
	}
	for _, d := range c.Del {
		if o := w.table(d.Set).byKey[foldKey(d.Key)]; o != nil {
			w.remove(o)
		}
	}
	w.nextID, w.minted = c.NextID, c.Minted
	if c.System != nil {
		w.system = *c.System
	}
	w.settle()
	return nil
}

// existing finds the object that a saved one replaces.
func (w *World) existing(t *table, saved map[string]any) *object {
	if t.set.single {
		return t.list[0]
	}
	key := t.set.key
	if key == "" {
		key = "Id"
	}
	return t.byKey[foldKey(fmt.Sprint(saved[key]))]
}
