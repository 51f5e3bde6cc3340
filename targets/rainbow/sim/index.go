package sim

import (
	"cmp"
	"maps"
	"slices"
)

// index finds objects without looking at all of them. Each map is kept by enter
// and leave alone.
type index struct {
	emails   map[string]*object            // users, by loginEmail in lower case
	numbers  map[string]*object            // phone numbers, by system and shortNumber
	internal map[string]*object            // phone numbers, by group of systems and internalNumber
	public   map[string]*object            // DDIs, by system and number
	shorts   map[string]*object            // Hub groups, by system and shortNumber
	macs     map[string]*object            // devices
	keys     map[string]*object            // API keys by what is sent
	links    map[string]map[string]*object // "kind/id of the target" → the objects that name it
	assigned map[string]int                // subscription → users that have it
}

func newIndex() index {
	return index{
		emails: map[string]*object{}, numbers: map[string]*object{}, internal: map[string]*object{}, public: map[string]*object{},
		shorts: map[string]*object{}, macs: map[string]*object{}, keys: map[string]*object{}, links: map[string]map[string]*object{}, assigned: map[string]int{},
	}
}

// enter adds an object to the indexes.
func (d *data) enter(o *object) {
	d.each(o, func(m map[string]*object, key string) { m[key] = o })
	for _, l := range links(o) {
		if d.links[l] == nil {
			d.links[l] = map[string]*object{}
		}
		d.links[l][o.id] = o
	}
	for _, s := range profilesOf(o) {
		d.assigned[s]++
	}
}

// leave is the opposite of enter.
func (d *data) leave(o *object) {
	d.each(o, func(m map[string]*object, key string) {
		if m[key] == o {
			delete(m, key)
		}
	})
	for _, l := range links(o) {
		delete(d.links[l], o.id)
	}
	for _, s := range profilesOf(o) {
		d.assigned[s]--
	}
}

// each calls do for every unique key that an object has.
func (d *data) each(o *object, do func(map[string]*object, string)) {
	key := func(m map[string]*object, scope, value string) {
		if value != "" {
			do(m, scope+"\x00"+value)
		}
	}
	switch o.kind() {
	case "users":
		do(d.emails, fold(o.str("loginEmail")))
	case "phoneNumbers":
		if o.is("isCloudPbxDDI") {
			key(d.public, o.str("systemId"), o.str("number"))
			return
		}
		key(d.numbers, o.str("systemId"), o.str("shortNumber"))
		key(d.internal, d.systemGroup(o.str("systemId")), o.str("internalNumber"))
	case "groups":
		key(d.shorts, o.str("systemId"), o.str("shortNumber"))
	case "devices":
		key(d.macs, "", o.str("macAddress"))
	case "apiKeys":
		key(d.keys, "", o.str("key"))
	}
}

// systemGroup is the PBXs that share a dial plan with one, or that one alone.
func (d *data) systemGroup(system string) string {
	if s := d.get("systems", system); s != nil && s.str("systemGroupId") != "" {
		return s.str("systemGroupId")
	}
	return system
}

// links are what an object names, as "kind/id".
func links(o *object) []string {
	var out []string
	for _, f := range o.table.kind.fields {
		if !f.isRef() {
			continue
		}
		for _, id := range refs(o, f) {
			out = append(out, o.kind()+"/"+id)
		}
	}
	for _, m := range membersOf(o) {
		out = append(out, o.kind()+"/"+m.user)
	}
	return out
}

func refs(o *object, f *field) []string {
	if f.typ == "refs" {
		return o.strings(f.name)
	}
	if s := o.str(f.name); s != "" {
		return []string{s}
	}
	return nil
}

// profilesOf are the subscriptions assigned to a user.
func profilesOf(o *object) []string {
	if o.kind() != "users" {
		return nil
	}
	var out []string
	for _, p := range o.list("profiles") {
		m, _ := p.(map[string]any)
		if s, _ := m["subscriptionId"].(string); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// of returns the objects of a kind that name an id, in order of their making.
// The list is shared: nobody may change it.
func (d *data) of(kind, id string) []*object {
	key := kind + "/" + id
	named := d.links[key]
	if len(named) < 2 {
		return slices.Collect(maps.Values(named))
	}
	if l, ok := d.sorted[key]; ok && l.generation == d.generation {
		return l.objects
	}
	out := slices.Collect(maps.Values(named))
	slices.SortFunc(out, func(a, b *object) int { return cmp.Compare(a.serial, b.serial) })
	if len(d.sorted) >= maxLists {
		clear(d.sorted)
	}
	d.sorted[key] = cachedList{d.generation, out}
	return out
}
