package sim

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
)

// row is one thing of the world. Rows are replaced by put, never altered in
// place, so that a request that is refused half way has changed nothing.
type row interface {
	key() string // unique in its table
}

// table holds rows in the order of their making.
type table[R row] struct {
	name string
	list []*entry[R]
	byID map[string]*entry[R]
	last int // serial of the newest entry

	changed map[string]bool // keys that differ from what was last written

	// enter and leave keep indexes; nil where there are none.
	enter, leave func(R)
}

// entry is a row's place.
type entry[R row] struct {
	serial int
	row    R
}

func newTable[R row](name string) *table[R] {
	return &table[R]{name: name, byID: map[string]*entry[R]{}, changed: map[string]bool{}}
}

// get returns a row, or nil.
func (t *table[R]) get(id string) R {
	if e := t.byID[id]; e != nil {
		return e.row
	}
	var none R
	return none
}

func (t *table[R]) has(id string) bool { return t.byID[id] != nil }

// put adds a row, or replaces the one of the same key where it stands.
func (t *table[R]) put(r R) {
	id := r.key()
	e := t.byID[id]
	if e == nil {
		t.last++
		e = &entry[R]{serial: t.last}
		t.list = append(t.list, e)
		t.byID[id] = e
	} else if t.leave != nil {
		t.leave(e.row)
	}
	e.row = r
	if t.enter != nil {
		t.enter(r)
	}
	t.touch(id)
}

// drop takes a row out; none is fine.
func (t *table[R]) drop(id string) {
	e := t.byID[id]
	if e == nil {
		return
	}
	if t.leave != nil {
		t.leave(e.row)
	}
	at := t.after(e.serial) - 1
	t.list = slices.Delete(t.list, at, at+1)
	delete(t.byID, id)
	t.touch(id)
}

func (t *table[R]) touch(id string) {
	t.changed[id] = true
}

// after is the place of the first row that was made after a serial.
func (t *table[R]) after(serial int) int {
	at, _ := slices.BinarySearchFunc(t.list, serial+1, func(e *entry[R], n int) int { return cmp.Compare(e.serial, n) })
	return at
}

// all calls yield for every row, in the order of their making.
func (t *table[R]) all(yield func(R) bool) {
	for _, e := range t.list {
		if !yield(e.row) {
			return
		}
	}
}

// first returns the first row that fits, or nil.
func (t *table[R]) first(fits func(R) bool) R {
	for r := range t.all {
		if fits(r) {
			return r
		}
	}
	var none R
	return none
}

// each replaces the rows that change returns something else for.
func (t *table[R]) each(change func(R) (R, bool)) {
	for _, e := range slices.Clone(t.list) {
		if r, ok := change(e.row); ok {
			t.put(r)
		}
	}
}

// part is a table as the world is saved and replayed.
type part interface {
	partName() string
	rows() any
	load(raw []json.RawMessage, check func(row) error) error
	replay(put []json.RawMessage, gone []string) error
	changes() (put []any, gone []string)
	settle()
}

func (t *table[R]) partName() string { return t.name }

func (t *table[R]) rows() any {
	out := make([]R, 0, len(t.list))
	for r := range t.all {
		out = append(out, r)
	}
	return out
}

// load reads the rows of a seed; check completes each, or refuses it.
func (t *table[R]) load(raw []json.RawMessage, check func(row) error) error {
	for i, text := range raw {
		var r R
		if err := strict(text, &r); err != nil {
			return fmt.Errorf("%s[%d]: %w", t.name, i, err)
		}
		if any(r) == any(*new(R)) {
			return fmt.Errorf("%s[%d]: want an object", t.name, i)
		}
		if err := check(r); err != nil {
			return fmt.Errorf("%s[%d]: %w", t.name, i, err)
		}
		if t.has(r.key()) {
			return fmt.Errorf("%s[%d]: %q is there twice", t.name, i, r.key())
		}
		t.put(r)
	}
	return nil
}

func (t *table[R]) replay(put []json.RawMessage, gone []string) error {
	for _, id := range gone {
		t.drop(id)
	}
	for _, text := range put {
		var r R
		if err := strict(text, &r); err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		t.put(r)
	}
	return nil
}

// changes are the rows that were put and the keys that are gone since the world
// was last written; rows in the order of the table.
func (t *table[R]) changes() (put []any, gone []string) {
	ids := make([]string, 0, len(t.changed))
	for id := range t.changed {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b string) int {
		return cmp.Or(cmp.Compare(t.serial(a), t.serial(b)), cmp.Compare(a, b))
	})
	for _, id := range ids {
		if e := t.byID[id]; e != nil {
			put = append(put, e.row)
			continue
		}
		gone = append(gone, id)
	}
	return put, gone
}

func (t *table[R]) serial(id string) int {
	if e := t.byID[id]; e != nil {
		return e.serial
	}
	return 0
}

func (t *table[R]) settle() { clear(t.changed) }
