package asterisk

import (
	"context"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/asterisk/sim"
	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// simulate starts the embedded simulator.
func simulate(ctx context.Context, o targets.SimOptions) (targets.Simulator, error) {
	run, err := sim.Start(ctx, o.Seed, sim.Options{Serving: simhttp.Serving{Addr: o.Listen, File: o.World, Certificate: o.Certificate}, Quirks: o.Options})
	if err != nil {
		return nil, err
	}
	return simhttp.Simulated{Run: run, Keys: func() map[string]string { return run.Ready.Credentials }}, nil
}
