package sim

import (
	"fmt"

	"github.com/patchbay-dev/patchbay/targets/internal/rows"
)

// Save implements simhttp.Vendor. licences is how many of each charged role every
// customer uses; Load does not read it.
func (w *World) Save() ([]byte, error) {
	return w.parts().Save(rows.Head{NextID: w.nextID, Quirks: w.written}, map[string]any{"permissionKeys": w.permissionKeys, "licences": w.licences()})
}

// licences counts what customers pay for.
func (w *World) licences() map[string]map[string]int {
	out := map[string]map[string]int{}
	for c := range w.customers.All {
		out[c.ID] = map[string]int{}
		for key, n := range w.used[c.ID] {
			if n > 0 && w.charged(w.meaning(key)) {
				out[c.ID][key] = n
			}
		}
	}
	return out
}

// Changes implements simhttp.Journal.
func (w *World) Changes() []byte { return w.parts().Changes(w.nextID) }

// Replay implements simhttp.Journal.
func (w *World) Replay(raw []byte) error {
	next, err := w.parts().Replay(raw)
	if err != nil {
		return fmt.Errorf("dimensions simulator: %w", err)
	}
	w.nextID = max(w.nextID, next)
	return nil
}
