package sim

import (
	"maps"
	"strconv"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// World is one simulated portal: its state, its tokens and its HTTP face. It
// implements simhttp.Vendor, Journal and PageShifter, and is not safe for
// concurrent use; simhttp.Server serialises.
type World struct {
	*data
	given   settings // what the options say; a world's own quirks lie over it
	methods map[string]method
	clock   *simhttp.Clock
	tokens  tokens
	buckets map[string]*bucket
	spent   map[string]*spending // by method and credential
}

// data is everything that is saved.
type data struct {
	head   head
	quirks settings
	tables map[string]*table

	headDirty  bool
	changed    map[string]map[int]bool // rows put or dropped since the last record
	generation int                     // counts changes, so that what was computed is known to be stale
	perms      map[int]permissions     // of users, for this generation
	computed   int
}

// head is the part of a world that is not rows.
type head struct {
	Edition          string            `json:"edition"`
	Licensed         bool              `json:"licensed"`
	Region           string            `json:"region,omitempty"`
	Language         string            `json:"language,omitempty"`
	Module           bool              `json:"module"`
	RestOnly         bool              `json:"restOnly"`
	Converted        bool              `json:"converted"`
	TelephonyVersion string            `json:"telephonyVersion"`
	Lines            map[string]string `json:"lines"`
	OutgoingLine     string            `json:"outgoingLine"`
	Quirks           map[string]string `json:"quirks,omitempty"`
	Minted           int               `json:"minted,omitempty"` // secrets made so far
}

func newData() *data {
	d := &data{tables: map[string]*table{}, changed: map[string]map[int]bool{}}
	for _, t := range tables {
		d.tables[t.name] = newTable(t.name, t.keys)
	}
	return d
}

func (d *data) table(name string) *table { return d.tables[name] }

// find is a row by ID, or nil.
func (d *data) find(table string, id int) *row { return d.tables[table].rows[id] }

// create adds a row under the next ID of its table.
func (d *data) create(table string, props map[string]any) *row {
	t := d.tables[table]
	id := t.next
	props["ID"] = strconv.Itoa(id)
	return d.put(table, id, props)
}

// put writes a row and notes that it changed.
func (d *data) put(table string, id int, props map[string]any) *row {
	d.touch(table, id)
	return d.tables[table].put(id, props)
}

// edit gives a row some new values; nil removes a value.
func (d *data) edit(r *row, values map[string]any) *row {
	props := maps.Clone(r.props)
	for k, v := range values {
		if v == nil {
			delete(props, k)
			continue
		}
		props[k] = v
	}
	return d.put(r.table.name, r.id, props)
}

func (d *data) drop(r *row) {
	d.touch(r.table.name, r.id)
	r.table.drop(r.id)
}

func (d *data) touch(table string, id int) {
	d.generation++
	if d.changed[table] == nil {
		d.changed[table] = map[int]bool{}
	}
	d.changed[table][id] = true
}

// touchHead notes that something beside the rows changed.
func (d *data) touchHead() {
	d.generation++
	d.headDirty = true
}

func (w *World) cloud() bool { return w.head.Edition != onPremise }

// The editions.
const (
	cloud     = "cloud"
	onPremise = "onpremise"
)
