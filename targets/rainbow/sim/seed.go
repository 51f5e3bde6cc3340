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
