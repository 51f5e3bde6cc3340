package rows

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// Part is a table as a world is loaded, saved and replayed.
type Part interface {
	// Name is what a seed calls it.
	Name() string
	// Rows are all rows, in order, as JSON is to write them.
	Rows() any
	// Load adds the rows of a seed; check completes each, or refuses it.
	Load(raw []json.RawMessage, check func(Row) error) error
	// Replay puts rows and drops keys.
	Replay(put []json.RawMessage, gone []string) error
	// Changes are the rows that were put and the keys that are gone since Settle,
	// rows in the order of the table.
	Changes() (put []any, gone []string)
	// Settle takes note that the world was written as it is.
	Settle()
}

// Name implements Part.
func (t *Table[R]) Name() string { return t.name }

// Rows implements Part.
func (t *Table[R]) Rows() any {
	out := make([]R, 0, len(t.List))
	for r := range t.All {
		out = append(out, r)
	}
	return out
}

// Load implements Part.
func (t *Table[R]) Load(raw []json.RawMessage, check func(Row) error) error {
	for i, text := range raw {
		var r R
		if err := Strict(text, &r); err != nil {
			return fmt.Errorf("%s[%d]: %w", t.name, i, err)
		}
		if any(r) == any(*new(R)) {
			return fmt.Errorf("%s[%d]: want an object", t.name, i)
		}
		if err := check(r); err != nil {
			return fmt.Errorf("%s[%d]: %w", t.name, i, err)
		}
		if t.Has(r.RowKey()) {
			return fmt.Errorf("%s[%d]: %q is there twice", t.name, i, r.RowKey())
		}
		t.Put(r)
	}
	return nil
}

// Replay implements Part.
func (t *Table[R]) Replay(put []json.RawMessage, gone []string) error {
	for _, key := range gone {
		t.Drop(key)
	}
	for _, text := range put {
		var r R
		if err := Strict(text, &r); err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		if any(r) == any(*new(R)) {
			return fmt.Errorf("%s: want an object", t.name)
		}
		t.Put(r)
	}
	return nil
}

// Changes implements Part.
func (t *Table[R]) Changes() (put []any, gone []string) {
	keys := make([]string, 0, len(t.changed))
	for key := range t.changed {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b string) int {
		return cmp.Or(cmp.Compare(t.Serial(a), t.Serial(b)), cmp.Compare(a, b))
	})
	for _, key := range keys {
		if e := t.byKey[key]; e != nil {
			put = append(put, e.Row)
			continue
		}
		gone = append(gone, key)
	}
	return put, gone
}

// Settle implements Part.
func (t *Table[R]) Settle() { clear(t.changed) }

// Parts are the tables of a world in the order in which it is loaded: what is
// referred to stands before what refers.
type Parts []Part

// record is what one request changed: rows by part, and keys that are gone.
type record struct {
	NextID int64                        `json:"nextId"`
	Put    map[string][]json.RawMessage `json:"put,omitempty"`
	Gone   map[string][]string          `json:"gone,omitempty"`
}

// Changes is a record of what changed since the last one, for simhttp.Journal; nil
// if nothing did. next is the world's counter of ids.
func (p Parts) Changes(next int64) []byte {
	put, gone := map[string][]any{}, map[string][]string{}
	for _, part := range p {
		rows, keys := part.Changes()
		if len(rows) > 0 {
			put[part.Name()] = rows
		}
		if len(keys) > 0 {
			gone[part.Name()] = keys
		}
		part.Settle()
	}
	if len(put) == 0 && len(gone) == 0 {
		return nil
	}
	b, err := simhttp.JSON(map[string]any{"nextId": next, "put": put, "gone": gone})
	if err != nil {
		panic(fmt.Sprintf("simulator: %v", err)) // all that is stored came from JSON
	}
	return b
}

// Replay does what a record of Changes says, and returns the counter of ids in it.
func (p Parts) Replay(raw []byte) (next int64, err error) {
	var rec record
	if err := Strict(raw, &rec); err != nil {
		return 0, err
	}
	for _, part := range p {
		if err := part.Replay(rec.Put[part.Name()], rec.Gone[part.Name()]); err != nil {
			return 0, err
		}
		part.Settle()
	}
	return rec.NextID, nil
}

// Strict reads one JSON value that has nothing unknown in it. Numbers that go where
// any value may are kept as they are written.
func Strict(raw []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	dec.UseNumber()
	if err := dec.Decode(into); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one JSON value")
	}
	return nil
}
