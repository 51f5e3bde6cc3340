package sim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// record is what one request changed: rows by table and ID, null for one that is
// gone, and the head if it changed.
type record struct {
	Head *head                                `json:"head,omitempty"`
	Rows map[string]map[string]map[string]any `json:"rows,omitempty"`
	Next map[string]int                       `json:"next,omitempty"`
}

// Changes implements simhttp.Journal.
func (w *World) Changes() []byte {
	if !w.headDirty && len(w.changed) == 0 {
		return nil
	}
	rec := record{Rows: map[string]map[string]map[string]any{}, Next: map[string]int{}}
	if w.headDirty {
		rec.Head = &w.head
	}
	for _, name := range slices.Sorted(maps.Keys(w.changed)) {
		rows := map[string]map[string]any{}
		for id := range w.changed[name] {
			var props map[string]any
			if r := w.find(name, id); r != nil {
				props = r.props
			}
			rows[strconv.Itoa(id)] = props
		}
		rec.Rows[name] = rows
		rec.Next[name] = w.table(name).next
	}
	w.headDirty, w.changed = false, map[string]map[int]bool{}
	out, err := json.Marshal(rec)
	if err != nil {
		panic(fmt.Sprintf("bitrix24 simulator: %v", err)) // all that is stored came from JSON
	}
	return out
}

// Replay implements simhttp.Journal.
func (w *World) Replay(raw []byte) error {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var rec record
	if err := dec.Decode(&rec); err != nil {
		return fmt.Errorf("bitrix24 simulator: %w", err)
	}
	if rec.Head != nil {
		w.head = *rec.Head
	}
	for _, name := range slices.Sorted(maps.Keys(rec.Rows)) {
		t := w.table(name)
		if t == nil {
			return fmt.Errorf("bitrix24 simulator: no table %s", name)
		}
		for key, props := range rec.Rows[name] {
			id, err := strconv.Atoi(key)
			if err != nil {
				return fmt.Errorf("bitrix24 simulator: %w", err)
			}
			if props == nil {
				t.drop(id)
				continue
			}
			t.put(id, props)
		}
		t.next = max(t.next, rec.Next[name])
	}
	w.generation++
	return nil
}
