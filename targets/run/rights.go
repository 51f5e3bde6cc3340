package run

import (
	"context"

	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Held is the effective rights on one target.
type Held struct {
	Target string
	Schema state.Schema
	Names  map[string]string
	Table  rights.Table
}

// Rights reads every chosen target and works out who may do what there.
func (j *Job) Rights(ctx context.Context) ([]Held, []Failure, error) {
	stages, err := j.stages()
	if err != nil {
		return nil, nil, err
	}
	out, failures := each(ctx, stages, func(ctx context.Context, s *stage) (Held, error) {
		seen, err := s.look(ctx)
		if err != nil {
			return Held{}, err
		}
		names := namesOf(j.Site.Site, seen.Schema, seen.Live, s.desired(seen.Profile))
		return Held{seen.Target, seen.Schema, names, s.driver.Rights(seen.Live).Grounded(seen.Live)}, nil
	})
	return out, failures, nil
}

// Predicted is who may do what once the site is all there is on its targets.
// No target is asked.
func (j *Job) Predicted(ctx context.Context) ([]Held, []Failure, error) {
	stages, err := j.stages()
	if err != nil {
		return nil, nil, err
	}
	out, failures := each(ctx, stages, func(_ context.Context, s *stage) (Held, error) {
		c := s.compile(j.Site, resolve.Offline(s.target))
		if err := c.Losses.Err(); err != nil {
			return Held{}, err
		}
		return Held{c.Target, c.Schema, namesOf(j.Site.Site, c.Schema, c.Desired), s.driver.Rights(c.Desired)}, nil
	})
	return out, failures, nil
}
