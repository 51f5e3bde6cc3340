package run_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/threecx"
)

// TestWhatTargetsSayIsClean: a target that quotes our secret when it refuses to
// be read does not bring it into the reasons why there is no plan.
func TestWhatTargetsSayIsClean(t *testing.T) {
	b := newBench(t, boundSite, map[string]string{"pbx": boundSeed})
	secret := b.env["pbx_clientSecret"]
	for _, probing := range []bool{true, false} {
		d := threecx.Driver
		d.Open = func(ctx context.Context, s targets.Settings) (targets.Reader, error) {
			r, err := threecx.Driver.Open(ctx, s)
			return quoting{r, secret, probing}, err
		}
		b.drivers = []targets.Driver{d}
		planned := b.plan()
		if len(planned.Failures) != 1 || !strings.Contains(planned.Failures[0].Error(), "who said") {
			t.Fatalf("probing %v: %v", probing, planned.Failures)
		}
		if err := planned.Failures[0]; strings.Contains(err.Error(), secret) {
			t.Errorf("probing %v: %v", probing, err)
		}
	}
}

// quoting is a connection whose errors hold a text.
type quoting struct {
	targets.Reader
	text    string
	probing bool // or reading
}

func (q quoting) Probe(ctx context.Context) (state.Profile, error) {
	if q.probing {
		return state.Profile{}, fmt.Errorf("who said %s?", q.text)
	}
	return q.Reader.Probe(ctx)
}

func (q quoting) Read(context.Context, targets.Scope) (*state.Snapshot, error) {
	return nil, fmt.Errorf("who said %s?", q.text)
}
