package run_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/targets"
)

// TestReadersCannotWrite gives a driver its settings for reading, and has it try
// to write with them.
func TestReadersCannotWrite(t *testing.T) {
	tried := false
	job := distrusted(t, func(d *targets.Driver) {
		d.Open = func(ctx context.Context, s targets.Settings) (targets.Reader, error) {
			r, err := http.NewRequestWithContext(ctx, "POST", s.URL+"/xapi/v1/Users", strings.NewReader("{}"))
			if err != nil {
				return nil, err
			}
			tried = true
			resp, err := s.Transport.RoundTrip(r)
			if err == nil {
				resp.Body.Close()
			}
			if !errors.Is(err, targets.ErrReadOnly) {
				t.Errorf("what reads can write: %v", err)
			}
			return nil, targets.ErrReadOnly
		}
	})
	planned, err := job.Plan(t.Context(), nil)
	if err == nil && len(planned.Failures) == 0 {
		t.Error("a target that cannot be opened has a plan")
	}
	if !tried {
		t.Error("nobody opened the target")
	}
}
