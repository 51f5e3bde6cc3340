package sim

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// World is the simulated service: its state, its sessions and its HTTP face. It
// implements simhttp.Vendor, Journal and PageShifter, and is not safe for
// concurrent use; simhttp.Server serialises.
type World struct {
	*data
	opt      Options
	clock    *simhttp.Clock
	sessions sessions
	answered int // replies so far, for x-rainbow-request-id
}

// data is everything that is saved.
type data struct {
	app     application
	quirks  Quirks          // the world's own, over those it was made with
	written json.RawMessage // the quirks of the seed
	nextID  int64
	serial  int

	tables map[string]*table
	index

	generation int // counts changes, so that cached lists know when they are stale
	lists      map[string]cachedList
	sorted     map[string]cachedList // what of returned last, for long lists
	changed    []*object
	removed    []removal
	headDirty  bool
}

// application is what a client logs in with, beside a user.
type application struct {
	ID           string   `json:"id"`
	Secret       string   `json:"secret"`
	Name         string   `json:"name"`
	RedirectURIs []string `json:"oauthRedirectUris,omitempty"`
}

// table holds the objects of one kind in order of their making.
type table struct {
	kind *kind
	list []*object
	byID map[string]*object
}

// object is one thing. Its values are replaced, never altered in place.
type object struct {
	table  *table
	id     string
	serial int
	props  map[string]any
	dirty  bool
	gone   bool
}

// removal names an object that is no more.
type removal struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
}

func newData() *data {
	d := &data{tables: map[string]*table{}, index: newIndex(), lists: map[string]cachedList{}, sorted: map[string]cachedList{}}
	for _, name := range kindOrder {
		d.tables[name] = &table{kind: kinds()[name], byID: map[string]*object{}}
	}
	return d
}

// idPrefix is the part of minted ids that never changes.
const idPrefix = "66a1b2c3"

// mint makes the next id: 24 hexadecimal digits, the same for the same history.
func (d *data) mint() string {
	d.nextID++
	d.headDirty = true
	return fmt.Sprintf("%s%016x", idPrefix, d.nextID)
}

func (d *data) get(kind, id string) *object { return d.tables[kind].byID[id] }

func (o *object) kind() string           { return o.table.kind.name }
func (o *object) str(name string) string { s, _ := o.props[name].(string); return s }
func (o *object) is(name string) bool    { b, _ := o.props[name].(bool); return b }
func (o *object) int(name string) int64  { n, _ := o.props[name].(int64); return n }
func (o *object) list(name string) []any { l, _ := o.props[name].([]any); return l }

// strings returns a list of strings.
func (o *object) strings(name string) []string {
	var out []string
	for _, v := range o.list(name) {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// add puts a new object in its table; it gets an id when it has none, and the
// defaults of its kind.
func (d *data) add(kind string, props map[string]any) *object {
	t := d.tables[kind]
	id, _ := props["id"].(string)
	if id == "" {
		id = d.mint()
		props["id"] = id
	}
	for _, f := range t.kind.fields {
		if _, given := props[f.name]; !given && f.hasDef {
			props[f.name] = f.def
		}
	}
	d.serial++
	o := &object{table: t, id: id, serial: d.serial, props: props}
	t.list = append(t.list, o)
	t.byID[id] = o
	d.enter(o)
	d.touch(o)
	return o
}

// set gives an object new values; nil takes one away.
func (d *data) set(o *object, values map[string]any) {
	props := maps.Clone(o.props)
	for k, v := range values {
		if v == nil {
			delete(props, k)
			continue
		}
		props[k] = v
	}
	d.replace(o, props)
}

func (d *data) replace(o *object, props map[string]any) {
	d.leave(o)
	o.props = props
	d.enter(o)
	d.touch(o)
}

// drop takes an object out of everything.
func (d *data) drop(o *object) {
	d.leave(o)
	t := o.table
	i, _ := slices.BinarySearchFunc(t.list, o.serial, func(a *object, n int) int { return cmp.Compare(a.serial, n) })
	t.list = slices.Delete(t.list, i, i+1)
	delete(t.byID, o.id)
	o.gone = true
	d.generation++
	d.removed = append(d.removed, removal{o.kind(), o.id})
}

// touch notes that an object differs from what was last written.
func (d *data) touch(o *object) {
	d.generation++
	if !o.dirty {
		o.dirty = true
		d.changed = append(d.changed, o)
	}
}

// now is the world's time as the vendor writes it.
func (w *World) now() string { return stamp(w.clock.Time()) }

// fold makes names and addresses comparable.
func fold(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
