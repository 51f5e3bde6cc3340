package sim

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// head is the part of a world that is not objects.
type head struct {
	Version string          `json:"version"`
	License License         `json:"license"`
	System  System          `json:"system"`
	Quirks  json.RawMessage `json:"quirks,omitempty"`
	NextID  int             `json:"nextId,omitempty"`
	Minted  int             `json:"minted,omitempty"`
}

// Load implements simhttp.Vendor: it replaces the world by a seed, or by what
// Save wrote. See the package documentation for the format.
func (w *World) Load(seed []byte) error {
	fresh := &World{opt: w.opt, clock: w.clock, sessions: w.sessions}
	if err := fresh.load(seed); err != nil {
		return fmt.Errorf("3cx simulator: %w", err)
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
	if h.Version == "" {
		h.Version = w.opt.version()
	}
	v, err := parseVersion(h.Version)
	if err != nil {
		return err
	}
	all, e := parseBody(seed)
	if e != nil {
		return fmt.Errorf("%s", e.message)
	}
	w.data = newData(v)
	w.license, w.system, w.minted = h.License, h.System, h.Minted
	w.system.fill()
	if err := w.readQuirks(h.Quirks); err != nil {
		return err
	}
	l := loader{w: w, all: all}
	if err := l.run(); err != nil {
		return err
	}
	w.nextID = max(w.nextID, h.NextID)
	w.settle()
	return nil
}

// readQuirks lays the quirks of a seed over the options.
func (w *World) readQuirks(raw json.RawMessage) error {
	w.quirks, w.written = w.opt, raw
	if raw == nil {
		return nil
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&w.quirks); err != nil {
		return fmt.Errorf("quirks: %w", err)
	}
	return nil
}

// loader reads the objects of a seed.
type loader struct {
	w   *World
	all map[string]any
}

// member is the seed's name of a set: "ringGroups" for RingGroups.
func member(set string) string { return strings.ToLower(set[:1]) + set[1:] }

func (l *loader) run() error {
	known := map[string]bool{"version": true, "license": true, "system": true, "quirks": true, "nextId": true, "minted": true}
	for _, s := range l.w.schema.sets {
		known[member(s.name)] = true
	}
	for _, k := range sortedKeys(l.all) {
		if !known[k] {
			return fmt.Errorf("%s: the world has no such part", k)
		}
	}
	if err := l.groups(); err != nil {
		return err
	}
	// Users first: queues, ring groups and favourites name them.
	order := []string{"Users", "ServicePrincipals"}
	for _, s := range l.w.schema.sets {
		switch s.name {
		case "Groups", "Users", "ServicePrincipals":
		default:
			order = append(order, s.name)
		}
	}
	for _, name := range order {
		if err := l.set(l.w.schema.set(name)); err != nil {
			return err
		}
	}
	return l.links()
}

// groups loads the groups, DEFAULT first: there is always one.
func (l *loader) groups() error {
	rows, err := l.rows("Groups")
	if err != nil {
		return err
	}
	at := defaultRow(rows)
	if at < 0 {
		at, rows = 0, append([]map[string]any{{"Name": "DEFAULT"}}, rows...)
	}
	first := rows[at]
	first["IsDefault"] = true
	if first["Number"] == nil {
		first["Number"] = "GRP0000"
	}
	if err := l.object("Groups", "groups: DEFAULT", first); err != nil {
		return err
	}
	for i, g := range rows {
		if i == at {
			continue
		}
		if err := l.object("Groups", fmt.Sprintf("groups: %v", g["Name"]), g); err != nil {
			return err
		}
	}
	return nil
}

// defaultRow finds the default group: the one that says so, else the one named
// DEFAULT; -1 when there is neither.
func defaultRow(rows []map[string]any) int {
	if i := slices.IndexFunc(rows, func(g map[string]any) bool { return g["IsDefault"] == true }); i >= 0 {
		return i
	}
	return slices.IndexFunc(rows, func(g map[string]any) bool { return g["Name"] == "DEFAULT" })
}

// rows returns the entries of a set as JSON objects.
func (l *loader) rows(set string) ([]map[string]any, error) {
	v, ok := l.all[member(set)]
	if !ok {
		return nil, nil
	}
	if one, ok := v.(map[string]any); ok && l.w.schema.set(set).single {
		return []map[string]any{one}, nil
	}
	items, ok := v.([]any)
	if !ok {
		return nil, fmt.Errorf("%s: want a list of objects", member(set))
	}
	var out []map[string]any
	for i, item := range items {
		m, ok := item.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("%s[%d]: want an object", member(set), i)
		}
		out = append(out, m)
	}
	return out, nil
}

// set loads one set, or makes what a fresh PBX has of it.
func (l *loader) set(s *entitySet) error {
	rows, err := l.rows(s.name)
	if err != nil {
		return err
	}
	if _, given := l.all[member(s.name)]; !given {
		rows = fresh(l.w, s)
		for _, r := range rows {
			maps.DeleteFunc(r, func(name string, _ any) bool { return s.typ.prop(name) == nil && !seedOnly[s.typ.name][name] })
		}
	}
	for i, r := range rows {
		if err := l.object(s.name, fmt.Sprintf("%s[%d]", member(s.name), i), r); err != nil {
			return err
		}
	}
	return nil
}

// seedOnly are members of a seed that the API does not have.
var seedOnly = map[string]map[string]bool{
	"User":             {"PrimaryGroup": true, "Favorites": true},
	"ServicePrincipal": {"Secret": true},
}

// object loads one object under the rules of the API.
func (l *loader) object(set, where string, raw map[string]any) error {
	_, err := l.w.restore(set, nil, raw)
	if err != nil {
		return fmt.Errorf("%s: %w", where, err)
	}
	return nil
}

// restore makes an object from its saved form; old is what it replaces.
func (w *World) restore(set string, old *object, raw map[string]any) (*object, error) {
	t := w.table(set)
	if t == nil {
		return nil, fmt.Errorf("no set %s", set)
	}
	raw, err := w.spell(t, raw)
	if err != nil {
		return nil, err
	}
	dec := &decoder{own: func(typ *typ, name string) bool { return seedOnly[typ.name][name] }}
	in := dec.object(t.set.typ, raw, "")
	if len(dec.errs) > 0 {
		return nil, listed(dec.errs)
	}
	if old != nil {
		old.groups, old.rights = w.detach(old)
	}
	d, e := w.prepare(nil, t, old, in)
	if e != nil {
		return nil, listed(e.details)
	}
	if id, ok := in["Id"].(int64); ok {
		d.id = int(id)
	}
	d.secret, _ = in["Secret"].(string)
	o := d.commit()
	if d.secret != "" {
		o.secret = d.secret
	}
	return o, nil
}

// detach empties an object that is about to be read anew.
func (w *World) detach(o *object) ([]membership, map[string]map[string]bool) {
	keep := map[string]any{"Id": o.props["Id"], "Number": o.props["Number"], "IsDefault": o.props["IsDefault"]}
	if k := o.table.set.key; k != "" {
		keep[k] = o.props[k]
	}
	for k, v := range keep {
		if v == nil {
			delete(keep, k)
		}
	}
	w.replace(o, keep, nil, map[string]map[string]bool{})
	return nil, o.rights
}

// listed makes an error of what is wrong with an object.
func listed(errs []detail) error {
	var lines []string
	for _, e := range errs {
		lines = append(lines, e.target+": "+e.message)
	}
	return fmt.Errorf("%s", strings.Join(lines, "; "))
}

// links reads what needs users to be there: members given with a group, and favourites.
func (l *loader) links() error {
	rows, _ := l.rows("Groups")
	for i, g := range rows {
		members, ok := g["Members"].([]any)
		if !ok {
			continue
		}
		name, _ := g["Name"].(string)
		if err := l.addMembers(name, members); err != nil {
			return fmt.Errorf("groups[%d].Members: %w", i, err)
		}
	}
	rows, _ = l.rows("Users")
	for i, u := range rows {
		favs, ok := u["Favorites"].([]any)
		if !ok {
			continue
		}
		if err := l.addFavorites(fmt.Sprint(u["Number"]), favs); err != nil {
			return fmt.Errorf("users[%d].Favorites: %w", i, err)
		}
	}
	return nil
}

func (l *loader) addMembers(name string, members []any) error {
	g := l.w.names[strings.ToLower(name)]
	for _, r := range spellNumbers(members) {
		row, _ := r.(map[string]any)
		n, _ := row["Number"].(string)
		o := l.w.numbers[n]
		if g == nil || o == nil {
			return fmt.Errorf("there is no number %q", n)
		}
		m := membership{group: g.id, role: defaultRole}
		if role, ok := row["RoleName"].(string); ok {
			m.role = role
		}
		d := &draft{w: l.w}
		if rights, ok := row["Rights"].(map[string]any); ok {
			m.overrides = d.readFlags(rights, "Rights.")
			if role, _ := rights["RoleName"].(string); role != "" {
				m.role = role
			}
		}
		if _, in := o.in(g.id); !in && rank(m.role) >= -1 {
			l.w.replace(o, o.props, append(o.groups[:len(o.groups):len(o.groups)], m), o.rights)
		}
	}
	return nil
}

func (l *loader) addFavorites(number string, favs []any) error {
	o := l.w.numbers[number]
	var others []*object
	for _, f := range favs {
		n, _ := f.(string)
		dn := l.w.numbers[n]
		if dn == nil {
			return fmt.Errorf("there is no number %q", n)
		}
		others = append(others, dn)
	}
	if o == nil { // a user without a Number in the seed got the next free one
		return errors.New("a user who has them has a Number")
	}
	if l.w.names[strings.ToLower(favoritesPrefix+number)] == nil {
		l.w.addFavorites(o, others)
	}
	return nil
}

// version is the version of a world that names none.
func (o Options) version() string {
	if o.Version == "" {
		return "20.0.10.1000"
	}
	return o.Version
}
