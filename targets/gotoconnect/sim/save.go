package sim

import (
	"fmt"

	"github.com/patchbay-dev/patchbay/targets/internal/rows"
)

// Save implements simhttp.Vendor.
func (w *World) Save() ([]byte, error) {
	return w.parts().Save(rows.Head{NextID: w.nextID, Quirks: w.written}, nil)
}

// Changes implements simhttp.Journal.
func (w *World) Changes() []byte { return w.parts().Changes(w.nextID) }

// Replay implements simhttp.Journal.
func (w *World) Replay(raw []byte) error {
	next, err := w.parts().Replay(raw)
	if err != nil {
		return fmt.Errorf("goto simulator: %w", err)
	}
	w.nextID = max(w.nextID, next)
	return nil
}
