package sim

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// World is one simulated PBX: its state, its sessions and its HTTP face. It
// implements simhttp.Vendor, Journal and PageShifter, and is not safe for
// concurrent use; simhttp.Server serialises.
type World struct {
	*data
	opt      Options
	clock    *simhttp.Clock
	sessions sessions
}

// data is everything that is saved.
type data struct {
	schema  *schema
	version version
	license License
	system  System
	quirks  Options         // the world's own, over those it was made with
	written json.RawMessage // the quirks of the seed

	nextID int // Ids are one sequence for all sets, as on a PBX
	serial int // order of the objects that have no Id
	minted int // credentials generated so far: makes them differ and reproducible

	tables  map[string]*table // by set name
	byID    map[int]*object   // numbers (DNs) and groups
	numbers map[string]*object
	emails  map[string]*object // lower case
	macs    map[string]*object
	names   map[string]*object      // group names, lower case
	members map[int]map[int]*object // group Id → the DNs in it, by Id
	primary map[int]int             // group Id → users that have it as PrimaryGroupId
	owners  map[int]*object         // users that are system_owners somewhere
	free    map[string]int          // first number of a range that may be free

	generation int // counts changes, so that cached lists know when they are stale
	lists      map[string]cachedList
	changed    []*object
	removed    []removal
	altered    bool // what the PBX as a whole is set to has changed
}

// table holds the objects of one set in order of Id.
type table struct {
	set   *entitySet
	kind  kind
	list  []*object
	byKey map[string]*object
}

// object is one entity. Its values are replaced, never altered in place.
type object struct {
	table  *table
	id     int
	props  map[string]any // what differs from the default, by property name
	groups []membership   // of a DN
	rights map[string]map[string]bool
	secret string // of a service principal; not a property, the API never shows it
	gone   bool
	dirty  bool
}

// removal names an object that is no more.
type removal struct {
	Set string `json:"set"`
	Key string `json:"key"`
}

func newData(v version) *data {
	d := &data{
		schema: schemaOf(v), version: v, nextID: firstID,
		tables: map[string]*table{}, byID: map[int]*object{}, numbers: map[string]*object{},
		emails: map[string]*object{}, macs: map[string]*object{}, names: map[string]*object{},
		members: map[int]map[int]*object{}, primary: map[int]int{}, owners: map[int]*object{},
		free: map[string]int{}, lists: map[string]cachedList{},
	}
	for _, s := range d.schema.sets {
		d.tables[s.name] = &table{set: s, kind: kinds[s.name], byKey: map[string]*object{}}
	}
	return d
}

// firstID is the Id of DEFAULT on a fresh PBX. It is 28 on some and 95 on
// others, so no client may count on it.
const firstID = 28

func (d *data) table(name string) *table { return d.tables[name] }

// key is how an URL names the object.
func (o *object) key() string {
	switch o.table.set.key {
	case "", "Id":
		if s, ok := o.props["Id"].(string); ok {
			return s
		}
		return strconv.Itoa(o.id)
	default:
		s, _ := o.props[o.table.set.key].(string)
		return s
	}
}

func (o *object) number() string { s, _ := o.props["Number"].(string); return s }

// insert adds a new object to its table and all indexes.
func (d *data) insert(o *object) {
	t := o.table
	i, _ := slices.BinarySearchFunc(t.list, o.id, func(a *object, id int) int { return cmp.Compare(a.id, id) })
	t.list = slices.Insert(t.list, i, o)
	t.byKey[foldKey(o.key())] = o
	d.index(o)
	d.touch(o)
}

// remove takes an object out of everything.
func (d *data) remove(o *object) {
	d.unindex(o)
	t := o.table
	i, _ := slices.BinarySearchFunc(t.list, o.id, func(a *object, id int) int { return cmp.Compare(a.id, id) })
	t.list = slices.Delete(t.list, i, i+1)
	delete(t.byKey, foldKey(o.key()))
	o.gone = true
	d.generation++
	d.removed = append(d.removed, removal{t.set.name, o.key()})
}

// replace gives an object new values.
func (d *data) replace(o *object, props map[string]any, groups []membership, rights map[string]map[string]bool) {
	d.unindex(o)
	o.props, o.groups, o.rights = props, groups, rights
	d.index(o)
	d.touch(o)
}

// touch notes that an object differs from what was last written.
func (d *data) touch(o *object) {
	d.generation++
	if !o.dirty {
		o.dirty = true
		d.changed = append(d.changed, o)
	}
}

// index enters an object in the indexes by number, e-mail, MAC, name and group.
func (d *data) index(o *object) {
	if o.table.kind.peer != "" {
		d.byID[o.id] = o
		if n := o.number(); n != "" {
			d.numbers[n] = o
		}
	}
	for _, mac := range o.macs() {
		d.macs[mac] = o
	}
	for _, m := range o.groups {
		d.join(m.group, o)
	}
	switch o.table.set.name {
	case "Users":
		if e := strings.ToLower(o.prop("EmailAddress")); e != "" {
			d.emails[e] = o
		}
		d.primary[o.primaryGroup()]++
		if o.role() == owner {
			d.owners[o.id] = o
		}
	case "Groups":
		d.names[strings.ToLower(o.prop("Name"))] = o
	}
}

// unindex is the opposite of index.
func (d *data) unindex(o *object) {
	if o.table.kind.peer != "" {
		delete(d.byID, o.id)
		forget(d.numbers, o.number(), o)
		d.release(o)
	}
	for _, mac := range o.macs() {
		forget(d.macs, mac, o)
	}
	for _, m := range o.groups {
		delete(d.members[m.group], o.id)
	}
	switch o.table.set.name {
	case "Users":
		forget(d.emails, strings.ToLower(o.prop("EmailAddress")), o)
		d.primary[o.primaryGroup()]--
		delete(d.owners, o.id)
	case "Groups":
		forget(d.names, strings.ToLower(o.prop("Name")), o)
	}
}

// forget deletes key if it is o's.
func forget(index map[string]*object, key string, o *object) {
	if index[key] == o {
		delete(index, key)
	}
}

func (d *data) join(group int, o *object) {
	if d.members[group] == nil {
		d.members[group] = map[int]*object{}
	}
	d.members[group][o.id] = o
}

// prop is a stored string property, "" when it has none.
func (o *object) prop(name string) string { s, _ := o.props[name].(string); return s }

func (o *object) primaryGroup() int { n, _ := o.props["PrimaryGroupId"].(int64); return int(n) }

// inGroup returns the DNs of a group in order of Id.
func (d *data) inGroup(group int) []*object {
	in := d.members[group]
	out := make([]*object, 0, len(in))
	for _, id := range slices.Sorted(maps.Keys(in)) {
		out = append(out, in[id])
	}
	return out
}

// defaultGroup is the group that is always there.
func (d *data) defaultGroup() *object {
	for _, g := range d.table("Groups").list {
		if g.isDefault() {
			return g
		}
	}
	return nil
}

func (o *object) isDefault() bool { b, _ := o.props["IsDefault"].(bool); return b }

// foldKey makes keys of one set comparable; MACs and names do not mind the case.
func foldKey(k string) string { return strings.ToLower(k) }
