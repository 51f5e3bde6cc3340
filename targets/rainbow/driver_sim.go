package rainbow

import (
	"context"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
	"github.com/patchbay-dev/patchbay/targets/rainbow/sim"
)

// simulate starts the embedded simulator.
func simulate(ctx context.Context, o targets.SimOptions) (targets.Simulator, error) {
	quirks, err := sim.Quirks{}.With(o.Options)
	if err != nil {
		return nil, err
	}
	run, err := sim.Start(ctx, o.Seed, sim.Options{Serving: simhttp.Serving{Addr: o.Listen, File: o.World, Certificate: o.Certificate}, Quirks: quirks})
	if err != nil {
		return nil, err
	}
	return simhttp.Simulated{Run: run, Keys: func() map[string]string { return asSite(run.Ready.Credentials) }}, nil
}

// asSite gives credentials the names that they have in a site.
func asSite(ready map[string]string) map[string]string {
	return map[string]string{"login": ready["login"], "password": ready["password"], "applicationId": ready["appId"], "applicationSecret": ready["appSecret"]}
}
