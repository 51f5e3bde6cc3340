package rows

import (
	"cmp"
	"slices"
)

// Row is one thing of a world: a pointer to a struct.
type Row interface {
	RowKey() string // unique in its table
}

// Table holds rows in the order of their making.
type Table[R Row] struct {
	// List is the table's entries, in order. It is read only.
	List []*Entry[R]

	// Enter and Leave keep indexes: they are told of every row that comes, and of
	// every one that goes or is replaced. Nil where there are none.
	Enter, Leave func(R)

	name       string
	byKey      map[string]*Entry[R]
	last       int // serial of the newest entry
	generation int
	changed    map[string]bool // keys that differ from what was last written
}

// Entry is a row's place.
type Entry[R Row] struct {
	Serial int // grows with every row that is made
	Row    R
}

// New makes an empty table; name is what a seed calls it.
func New[R Row](name string) *Table[R] {
	return &Table[R]{name: name, byKey: map[string]*Entry[R]{}, changed: map[string]bool{}}
}

// Get returns a row, or nil.
func (t *Table[R]) Get(key string) R {
	if e := t.byKey[key]; e != nil {
		return e.Row
	}
	var none R
	return none
}

// Has says whether there is a row.
func (t *Table[R]) Has(key string) bool { return t.byKey[key] != nil }

// Put adds a row, or replaces the one of the same key where it stands.
func (t *Table[R]) Put(r R) {
	key := r.RowKey()
	e := t.byKey[key]
	if e == nil {
		t.last++
		e = &Entry[R]{Serial: t.last}
		t.List = append(t.List, e)
		t.byKey[key] = e
	} else if t.Leave != nil {
		t.Leave(e.Row)
	}
	e.Row = r
	if t.Enter != nil {
		t.Enter(r)
	}
	t.touch(key)
}

// Drop takes a row out; none is fine.
func (t *Table[R]) Drop(key string) {
	e := t.byKey[key]
	if e == nil {
		return
	}
	if t.Leave != nil {
		t.Leave(e.Row)
	}
	at := t.After(e.Serial) - 1
	t.List = slices.Delete(t.List, at, at+1)
	delete(t.byKey, key)
	t.touch(key)
}

func (t *Table[R]) touch(key string) {
	t.generation++
	t.changed[key] = true
}

// Generation counts changes.
func (t *Table[R]) Generation() int { return t.generation }

// Serial is a row's, or 0 without one.
func (t *Table[R]) Serial(key string) int {
	if e := t.byKey[key]; e != nil {
		return e.Serial
	}
	return 0
}

// After is the place in List of the first row that was made after a serial.
func (t *Table[R]) After(serial int) int {
	at, _ := slices.BinarySearchFunc(t.List, serial+1, func(e *Entry[R], n int) int { return cmp.Compare(e.Serial, n) })
	return at
}

// All calls yield for every row, in order.
func (t *Table[R]) All(yield func(R) bool) {
	for _, e := range t.List {
		if !yield(e.Row) {
			return
		}
	}
}

// First returns the first row that fits, or nil.
func (t *Table[R]) First(fits func(R) bool) R {
	for r := range t.All {
		if fits(r) {
			return r
		}
	}
	var none R
	return none
}

// Each replaces the rows that change returns something else for.
func (t *Table[R]) Each(change func(R) (R, bool)) {
	for _, e := range slices.Clone(t.List) {
		if r, ok := change(e.Row); ok {
			t.Put(r)
		}
	}
}

// Among are the rows that a set of keys names, in order. Keys without a row are
// passed over.
func (t *Table[R]) Among(keys map[string]bool) []R {
	entries := make([]*Entry[R], 0, len(keys))
	for key := range keys {
		if e := t.byKey[key]; e != nil {
			entries = append(entries, e)
		}
	}
	slices.SortFunc(entries, func(a, b *Entry[R]) int { return cmp.Compare(a.Serial, b.Serial) })
	out := make([]R, len(entries))
	for i, e := range entries {
		out[i] = e.Row
	}
	return out
}
