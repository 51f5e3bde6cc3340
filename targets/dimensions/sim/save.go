package sim

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// Save implements simhttp.Vendor. licences is how many of each charged role every
// customer uses; Load does not read it.
func (w *World) Save() ([]byte, error) {
	out := map[string]any{"nextId": w.nextID, "permissionKeys": w.permissionKeys, "licences": w.licences()}
	if w.written != nil {
		out["quirks"] = w.written
	}
	for _, p := range w.parts() {
		out[p.partName()] = p.rows()
	}
	return simhttp.JSON(out)
}

// licences counts what customers pay for.
func (w *World) licences() map[string]map[string]int {
	out := map[string]map[string]int{}
	for c := range w.customers.all {
		out[c.ID] = map[string]int{}
		for key, n := range w.used[c.ID] {
			if n > 0 && w.charged(w.meaning(key)) {
				out[c.ID][key] = n
			}
		}
	}
	return out
}

// record is what one request changed: rows by part, and keys that are gone.
type record struct {
	NextID int64                        `json:"nextId"`
	Put    map[string][]json.RawMessage `json:"put,omitempty"`
	Gone   map[string][]string          `json:"gone,omitempty"`
}

// Changes implements simhttp.Journal.
func (w *World) Changes() []byte {
	put, gone := map[string][]any{}, map[string][]string{}
	for _, p := range w.parts() {
		rows, keys := p.changes()
		if len(rows) > 0 {
			put[p.partName()] = rows
		}
		if len(keys) > 0 {
			gone[p.partName()] = keys
		}
		p.settle()
	}
	if len(put) == 0 && len(gone) == 0 {
		return nil
	}
	b, err := simhttp.JSON(map[string]any{"nextId": w.nextID, "put": put, "gone": gone})
	if err != nil {
		panic(fmt.Sprintf("dimensions simulator: %v", err)) // all that is stored came from JSON
	}
	return b
}

// Replay implements simhttp.Journal.
func (w *World) Replay(raw []byte) error {
	var rec record
	if err := strict(raw, &rec); err != nil {
		return fmt.Errorf("dimensions simulator: %w", err)
	}
	w.nextID = max(w.nextID, rec.NextID)
	for _, p := range w.parts() {
		if err := p.replay(rec.Put[p.partName()], rec.Gone[p.partName()]); err != nil {
			return fmt.Errorf("dimensions simulator: %w", err)
		}
		p.settle()
	}
	return nil
}

// strict reads one JSON value that has nothing unknown in it.
func strict(raw []byte, into any) error {
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
