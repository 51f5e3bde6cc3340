package sim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// head is the part of a world that is not objects.
type head struct {
	Application *application    `json:"application,omitempty"`
	Quirks      json.RawMessage `json:"quirks,omitempty"`
	NextID      int64           `json:"nextId,omitempty"`
}

// Load implements simhttp.Vendor: it replaces the world by a seed, or by what
// Save wrote. See the package documentation for the format.
func (w *World) Load(seed []byte) error {
	fresh := &World{opt: w.opt, clock: w.clock}
	if err := fresh.load(seed); err != nil {
		return fmt.Errorf("rainbow simulator: %w", err)
	}
	w.data = fresh.data
	return nil
}

func (w *World) load(seed []byte) error {
	if len(bytes.TrimSpace(seed)) == 0 {
		seed = []byte("{}")
	}
	var h head
	if err := json.Unmarshal(seed, &h); err != nil {
		return err
	}
	v, err := parseJSON(seed)
	if err != nil {
		return err
	}
	all, ok := v.(map[string]any)
	if !ok {
		return fmt.Errorf("want an object")
	}
	w.data = newData()
	if h.NextID < 0 {
		return fmt.Errorf("nextId is negative")
	}
	w.nextID = h.NextID
	w.app = w.application(h.Application)
	if err := w.readQuirks(h.Quirks); err != nil {
		return err
	}
	l := &loader{w: w, all: all, names: map[string]string{}}
	if err := l.run(); err != nil {
		return err
	}
	w.settle()
	return nil
}

// application fills what a seed leaves out.
func (w *World) application(a *application) application {
	var out application
	if a != nil {
		out = *a
	}
	out.ID = or(out.ID, or(w.opt.AppID, "patchbay"))
	out.Secret = or(out.Secret, or(w.opt.AppSecret, "patchbay"))
	out.Name = or(out.Name, "patchbay")
	return out
}

// readQuirks lays the quirks of a seed over the options.
func (w *World) readQuirks(raw json.RawMessage) error {
	w.quirks, w.written = w.opt.Quirks, raw
	if raw != nil {
		dec := json.NewDecoder(bytes.NewReader(raw))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&w.quirks); err != nil {
			return fmt.Errorf("quirks: %w", err)
		}
	}
	return w.quirks.check()
}

// settle makes the world as it is the one that was last written.
func (d *data) settle() {
	for _, o := range d.changed {
		o.dirty = false
	}
	d.changed, d.removed, d.headDirty = nil, nil, false
}

// loader reads the objects of a seed.
type loader struct {
	w     *World
	all   map[string]any
	names map[string]string // "kind/name" → id, names in lower case
	home  string            // the company of what names none
}

func (l *loader) run() error {
	for _, k := range slices.Sorted(maps.Keys(l.all)) {
		if !has(kindOrder, k) && !has([]string{"application", "quirks", "nextId"}, k) {
			return fmt.Errorf("%s: the world has no such part", k)
		}
	}
	if err := l.reserve(); err != nil {
		return err
	}
	for _, name := range kindOrder {
		if err := l.kind(kinds()[name]); err != nil {
			return err
		}
	}
	return l.verify()
}

// reserve keeps ids that the seed gives from being minted again.
func (l *loader) reserve() error {
	for _, name := range kindOrder {
		rows, err := l.rows(name)
		if err != nil {
			return err
		}
		for _, r := range rows {
			id, _ := r["id"].(string)
			if n, err := strconv.ParseInt(strings.TrimPrefix(id, idPrefix), 16, 64); err == nil && strings.HasPrefix(id, idPrefix) {
				l.w.nextID = max(l.w.nextID, n)
			}
		}
	}
	return nil
}

// rows returns the entries of a part as JSON objects.
func (l *loader) rows(part string) ([]map[string]any, error) {
	v, given := l.all[part]
	if !given {
		return nil, nil
	}
	items, ok := v.([]any)
	if !ok {
		return nil, fmt.Errorf("%s: want a list of objects", part)
	}
	var out []map[string]any
	for i, item := range items {
		m, ok := item.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("%s[%d]: want an object", part, i)
		}
		out = append(out, m)
	}
	return out, nil
}

// kind loads one part, or makes what a fresh world has of it.
func (l *loader) kind(k *kind) error {
	rows, err := l.rows(k.name)
	if err != nil {
		return err
	}
	rows = append(rows, l.fresh(k.name, rows)...)
	for i, r := range rows {
		if err := l.object(k, r); err != nil {
			return fmt.Errorf("%s[%d]: %w", k.name, i, err)
		}
	}
	return nil
}

// object loads one object.
func (l *loader) object(k *kind, raw map[string]any) error {
	raw = maps.Clone(raw)
	l.defaults(k, raw)
	if err := l.resolve(k, raw); err != nil {
		return err
	}
	d := &decoder{kind: k, seed: true}
	props := d.object(raw)
	if len(d.errs) > 0 {
		return invalid(d.errs)
	}
	if id, ok := props["id"].(string); ok && l.w.tables[k.name].byID[id] != nil {
		return fmt.Errorf("the id %s is there twice", id)
	}
	if err := l.finish(k.name, props); err != nil {
		return err
	}
	if key := l.w.clash(k.name, props); key != "" {
		return fmt.Errorf("%q is there twice", key)
	}
	l.name(l.w.add(k.name, props))
	return nil
}

// clash returns a key of an object to be that another has already.
func (d *data) clash(kind string, props map[string]any) string {
	var key string
	o := &object{table: d.tables[kind], props: props}
	d.each(o, func(m map[string]*object, k string) {
		if m[k] != nil {
			key = k[strings.IndexByte(k, 0)+1:]
		}
	})
	return key
}
