package threecx

import (
	"context"
	"fmt"
	"strconv"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
	"github.com/patchbay-dev/patchbay/targets/threecx/sim"
)

// simulate starts the embedded simulator.
func simulate(ctx context.Context, o targets.SimOptions) (targets.Simulator, error) {
	out := sim.Options{File: o.World, Certificate: o.Certificate}
	if err := simhttp.Choose(&out, simOptions, o.Options, "the simulated 3CX"); err != nil {
		return nil, err
	}
	server, world, err := sim.NewServer(o.Seed, out)
	if err != nil {
		return nil, err
	}
	run, err := simhttp.Listen(ctx, server, o.Listen, simhttp.Ready{Type: "3cx", Credentials: world.Credentials()})
	if err != nil {
		server.Close()
		return nil, err
	}
	return simhttp.Simulated{Run: run, Keys: world.Credentials}, nil
}

// simOptions are the simulator's options by name.
var simOptions = map[string]simhttp.Option[sim.Options]{
	"allMembers":              simhttp.Toggle(func(o *sim.Options) *bool { return &o.AllMembers }),
	"checkDestinations":       simhttp.Toggle(func(o *sim.Options) *bool { return &o.CheckDestinations }),
	"duplicateGroupNames":     simhttp.Toggle(func(o *sim.Options) *bool { return &o.DuplicateGroupNames }),
	"editionRefused":          simhttp.Toggle(func(o *sim.Options) *bool { return &o.EditionRefused }),
	"emptyErrors":             simhttp.Toggle(func(o *sim.Options) *bool { return &o.EmptyErrors }),
	"favorites":               simhttp.Toggle(func(o *sim.Options) *bool { return &o.Favorites }),
	"favoritesSurviveReplace": simhttp.Toggle(func(o *sim.Options) *bool { return &o.FavoritesSurviveReplace }),
	"keepNullOverrides":       simhttp.Toggle(func(o *sim.Options) *bool { return &o.KeepNullOverrides }),
	"manyTokens":              simhttp.Toggle(func(o *sim.Options) *bool { return &o.ManyTokens }),
	"nextLink":                simhttp.Toggle(func(o *sim.Options) *bool { return &o.NextLink }),
	"owner":                   simhttp.Toggle(func(o *sim.Options) *bool { return &o.Owner }),
	"partialMultiUpdate":      simhttp.Toggle(func(o *sim.Options) *bool { return &o.PartialMultiUpdate }),
	"requireEnterprise":       simhttp.Toggle(func(o *sim.Options) *bool { return &o.RequireEnterprise }),
	"strictLength":            simhttp.Toggle(func(o *sim.Options) *bool { return &o.StrictLength }),
	"pageSize": func(o *sim.Options, s string) (err error) {
		if o.PageSize, err = strconv.Atoi(s); err != nil {
			return fmt.Errorf("%q is no number", s)
		}
		return nil
	},
	"primary": func(o *sim.Options, s string) error {
		o.Primary = sim.PrimaryRule(s)
		if s != "" && o.Primary != sim.PrimaryRejoin && o.Primary != sim.PrimaryMember {
			return fmt.Errorf("%q is neither %s nor %s", s, sim.PrimaryRejoin, sim.PrimaryMember)
		}
		return nil
	},
	"version": func(o *sim.Options, s string) error {
		o.Version = s // of any age: those that the driver refuses are simulated for that
		return nil
	},
}
