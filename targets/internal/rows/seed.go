package rows

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// Seed is a world as it is written: its parts by name.
type Seed map[string]json.RawMessage

// ReadSeed reads a seed; no text at all is one without parts.
func ReadSeed(text []byte) (Seed, error) {
	if len(bytes.TrimSpace(text)) == 0 {
		return Seed{}, nil
	}
	var s Seed
	if err := Strict(text, &s); err != nil {
		return nil, err
	}
	if s == nil {
		return nil, errors.New("want an object")
	}
	return s, nil
}

// Saved says whether this is what Parts.Save wrote, to which nothing is added.
func (s Seed) Saved() bool { return s["nextId"] != nil }

// Head is what a world is beside its tables.
type Head struct {
	NextID int64             // how many ids were made
	Quirks map[string]string // the options of the seed; nil where it has none
}

// Head reads what is no table, and refuses what is neither that nor one of parts nor
// among the names that only this vendor's seeds have.
func (s Seed) Head(parts Parts, own ...string) (h Head, err error) {
	known := append([]string{"quirks", "nextId"}, own...)
	for _, p := range parts {
		known = append(known, p.Name())
	}
	for _, name := range slices.Sorted(maps.Keys(s)) {
		if !slices.Contains(known, name) {
			return h, fmt.Errorf("%s: the world has no such part", name)
		}
	}
	if raw := s["nextId"]; raw != nil {
		if err := json.Unmarshal(raw, &h.NextID); err != nil || h.NextID < 0 {
			return h, errors.New("nextId: want a number from 0")
		}
	}
	if raw := s["quirks"]; raw != nil {
		if err := json.Unmarshal(raw, &h.Quirks); err != nil {
			return h, fmt.Errorf("quirks: %w", err)
		}
	}
	return h, nil
}

// Load loads one table: the rows that the seed has, and after them those that it gets
// besides. Check completes each, or refuses it.
func (s Seed) Load(p Part, besides []json.RawMessage, check func(Row) error) error {
	var given []json.RawMessage
	if raw := s[p.Name()]; raw != nil {
		if err := json.Unmarshal(raw, &given); err != nil || given == nil {
			return fmt.Errorf("%s: want a list of objects", p.Name())
		}
	}
	return p.Load(append(given, besides...), check)
}

// Save writes a world in the format of a seed, with what only this vendor's have.
func (p Parts) Save(h Head, own map[string]any) ([]byte, error) {
	out := map[string]any{"nextId": h.NextID}
	maps.Copy(out, own)
	if h.Quirks != nil {
		out["quirks"] = h.Quirks
	}
	for _, part := range p {
		out[part.Name()] = part.Rows()
	}
	return simhttp.JSON(out)
}

// Names are what a seed may call rows by, instead of their keys.
type Names map[string]string

// Called is the key of the row that a part has by a name within something, such as
// an account; "" where there is none.
func (n Names) Called(part, within, name string) string {
	return n[place(part, within, name)]
}

// Call gives a row a name; one that had it before has it no more.
func (n Names) Call(part, within, name, key string) {
	n[place(part, within, name)] = key
}

// place is where a name stands, in lower case and without blanks around it.
func place(part, within, name string) string {
	return part + "\x00" + within + "\x00" + strings.ToLower(strings.TrimSpace(name))
}

// Resolve turns a name into a key. A key of the table stays what it is, and so does
// nothing.
func (n Names) Resolve(part, within string, ref *string, taken func(string) bool) error {
	if *ref == "" || taken(*ref) {
		return nil
	}
	key := n.Called(part, within, *ref)
	if key == "" {
		return fmt.Errorf("there is no %q among %s", *ref, part)
	}
	*ref = key
	return nil
}

// Required refuses a row that has no value for a field.
func Required(field, value string) error {
	if value == "" {
		return fmt.Errorf("%s is required", field)
	}
	return nil
}

// Valid refuses a row of which a field is not right.
func Valid(field string, right bool) error {
	if !right {
		return fmt.Errorf("%s is not valid", field)
	}
	return nil
}
