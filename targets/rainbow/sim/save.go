package sim

import (
	"fmt"
	"maps"
	"slices"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

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
	return simhttp.JSON(out)
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
	b, err := simhttp.JSON(r)
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
