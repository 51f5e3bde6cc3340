package threecx

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
	"github.com/patchbay-dev/patchbay/targets/threecx/sim"
)

// simulate starts the embedded simulator.
func simulate(ctx context.Context, o targets.SimOptions) (targets.Simulator, error) {
	out := sim.Options{File: o.World, Certificate: o.Certificate}
	for _, name := range sortedKeys(o.Options) {
		set, ok := simOptions[name]
		if !ok {
			return nil, fmt.Errorf("the simulated 3CX has no option %s: %s", name, strings.Join(sortedKeys(simOptions), ", "))
		}
		if err := set(&out, o.Options[name]); err != nil {
			return nil, fmt.Errorf("option %s of the simulated 3CX: %w", name, err)
		}
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
	return simulator{run, world}, nil
}

// simulator is a running one.
type simulator struct {
	run   *simhttp.Running
	world *sim.World
}

func (s simulator) URL() string                    { return s.run.URL }
func (s simulator) Credentials() map[string]string { return s.world.Credentials() }
func (s simulator) Close() error                   { return s.run.Close() }

// simOptions are the simulator's options by name.
var simOptions = map[string]func(*sim.Options, string) error{
	"allMembers":              toggle(func(o *sim.Options) *bool { return &o.AllMembers }),
	"checkDestinations":       toggle(func(o *sim.Options) *bool { return &o.CheckDestinations }),
	"duplicateGroupNames":     toggle(func(o *sim.Options) *bool { return &o.DuplicateGroupNames }),
	"editionRefused":          toggle(func(o *sim.Options) *bool { return &o.EditionRefused }),
	"emptyErrors":             toggle(func(o *sim.Options) *bool { return &o.EmptyErrors }),
	"favorites":               toggle(func(o *sim.Options) *bool { return &o.Favorites }),
	"favoritesSurviveReplace": toggle(func(o *sim.Options) *bool { return &o.FavoritesSurviveReplace }),
	"keepNullOverrides":       toggle(func(o *sim.Options) *bool { return &o.KeepNullOverrides }),
	"manyTokens":              toggle(func(o *sim.Options) *bool { return &o.ManyTokens }),
	"nextLink":                toggle(func(o *sim.Options) *bool { return &o.NextLink }),
	"owner":                   toggle(func(o *sim.Options) *bool { return &o.Owner }),
	"partialMultiUpdate":      toggle(func(o *sim.Options) *bool { return &o.PartialMultiUpdate }),
	"requireEnterprise":       toggle(func(o *sim.Options) *bool { return &o.RequireEnterprise }),
	"strictLength":            toggle(func(o *sim.Options) *bool { return &o.StrictLength }),
	"pageSize": func(o *sim.Options, s string) (err error) {
		o.PageSize, err = strconv.Atoi(s)
		return err
	},
	"primary": func(o *sim.Options, s string) error {
		o.Primary = sim.PrimaryRule(s)
		if s != "" && o.Primary != sim.PrimaryRejoin && o.Primary != sim.PrimaryMember {
			return fmt.Errorf("%q is neither %s nor %s", s, sim.PrimaryRejoin, sim.PrimaryMember)
		}
		return nil
	},
	"version": func(o *sim.Options, s string) error {
		o.Version = s
		return nil
	},
}

func toggle(at func(*sim.Options) *bool) func(*sim.Options, string) error {
	return func(o *sim.Options, s string) (err error) {
		*at(o), err = strconv.ParseBool(s)
		return err
	}
}
