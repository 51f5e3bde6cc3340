package threecx

import (
	"errors"
	"testing"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// TestUnknownTimeZone: running again cannot help, and the hint says what does.
func TestUnknownTimeZone(t *testing.T) {
	c := &conn{zones: &zones{names: map[string]string{"1": "Etc/UTC"}, ids: map[string]string{"Etc/UTC": "1"}}}
	if id, err := c.zoneID(t.Context(), "Etc/UTC"); id != "1" || err != nil {
		t.Fatalf("known: %q, %v", id, err)
	}
	_, err := c.zoneID(t.Context(), "Moon/Tranquility")
	if !errors.Is(err, targets.ErrInvalid) || rest.Hint(err) == "" {
		t.Errorf("want an invalid value with a hint, got %v (hint %q)", err, rest.Hint(err))
	}
}
