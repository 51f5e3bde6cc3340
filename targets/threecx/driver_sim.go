package threecx

import (
	"context"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
	"github.com/patchbay-dev/patchbay/targets/threecx/sim"
)

// simulate starts the embedded simulator.
func simulate(ctx context.Context, o targets.SimOptions) (targets.Simulator, error) {
	out, err := sim.Options{Serving: simhttp.Serving{Addr: o.Listen, File: o.World, Certificate: o.Certificate}}.With(o.Options)
	if err != nil {
		return nil, err
	}
	server, world, err := sim.NewServer(o.Seed, out)
	if err != nil {
		return nil, err
	}
	run, err := simhttp.Start(ctx, server, out.Serving, simhttp.Ready{Type: "3cx", Credentials: world.Credentials()})
	if err != nil {
		return nil, err
	}
	return simhttp.Simulated{Run: run, Keys: world.Credentials}, nil
}
