package run

import (
	"context"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Drifted is what changed on a target since the last apply. In the changes Live
// is what was applied and Desired what is there now.
type Drifted struct {
	Seen
	Changes []diff.Change
}

// Drift compares every chosen target with what was last applied to it.
func (j *Job) Drift(ctx context.Context) ([]Drifted, []Failure, error) {
	stages, err := j.stages()
	if err != nil {
		return nil, nil, err
	}
	out, failures := each(ctx, stages, func(ctx context.Context, s *stage) (Drifted, error) {
		seen, err := s.look(ctx)
		if err != nil {
			return Drifted{}, err
		}
		last := seen.Record.Snapshot()
		seen.Names = namesThen(j.Site.Site, seen.Schema, seen.Live, last)
		if last == nil {
			return Drifted{Seen: *seen}, nil
		}
		set, found := diff.Compare(diff.Input{Target: seen.Target, Schema: seen.Schema, Desired: last, Live: seen.Live, Record: seen.Record})
		if err := found.Err(); err != nil {
			return Drifted{}, err
		}
		return Drifted{*seen, forward(set.Changes)}, nil
	})
	return out, failures, nil
}

// forward turns what would undo drift into what happened.
func forward(undo []diff.Change) []diff.Change {
	var out []diff.Change
	for _, c := range undo {
		if c.Guess() {
			continue // nobody knows what is there, so nobody knows that it changed
		}
		switch c.Op {
		case state.OpCreate:
			c.Op = state.OpDelete
		case state.OpDelete:
			c.Op = state.OpCreate
		}
		var fields []diff.Field
		for _, f := range c.Fields {
			if f.Live.Basis() != state.Unknown {
				fields = append(fields, diff.Field{Name: f.Name, Desired: f.Live, Live: f.Desired, Part: diff.Asked})
			}
		}
		c.Fields, c.Part, c.Replace = fields, diff.Asked, false
		out = append(out, c)
	}
	return out
}
