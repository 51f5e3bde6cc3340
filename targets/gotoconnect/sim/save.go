package sim

import (
	"fmt"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// Save implements simhttp.Vendor.
func (w *World) Save() ([]byte, error) {
	out := map[string]any{"nextId": w.nextID}
	if w.written != nil {
		out["quirks"] = w.written
	}
	for _, p := range w.parts() {
		out[p.Name()] = p.Rows()
	}
	return simhttp.JSON(out)
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
