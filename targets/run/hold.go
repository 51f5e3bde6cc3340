package run

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/apply"
	"github.com/patchbay-dev/patchbay/targets/ledger"
)

// Decision is a person's word on a step whose outcome nobody knows.
type Decision struct {
	Step string // its id, or the object that it is about: "user/101"
	Done bool
}

// ErrNoStep is a decision about a step that is not open.
var ErrNoStep = errors.New("no step of that name waits for a decision")

// hold is what a run holds of its targets, and why it holds some of them not.
type hold struct {
	locks  map[string]apply.Lock
	said   map[string]map[string]bool // by target: step id → it was done
	failed map[string]error
}

// heldBack is why nothing may be begun on a target; nil when it may.
func (s *stage) heldBack() error {
	if s.hold == nil {
		return nil
	}
	return s.hold.failed[s.target.ID]
}

// Begin takes the lock of every chosen target, before anything is read, and
// settles what earlier runs left open there. A target that is locked, or where a
// step waits for a person, has no plan then; the others go on. The failures are
// those of all targets when none is left. Release lets the locks go.
func (j *Job) Begin(ctx context.Context, x *Execution) ([]Failure, error) {
	stages, err := j.stages()
	if err != nil {
		return nil, err
	}
	if err := j.lock(ctx, stages, x); err != nil {
		return nil, errors.Join(err, j.Release())
	}
	free := slices.DeleteFunc(slices.Clone(stages), func(s *stage) bool { return s.heldBack() != nil })
	_, failures := each(ctx, free, func(ctx context.Context, s *stage) (struct{}, error) { return struct{}{}, s.settle(ctx, x) })
	for _, f := range failures {
		j.hold.failed[f.Target] = f.Err
	}
	if len(j.hold.failed) < len(stages) {
		return nil, nil
	}
	var all []Failure
	for _, s := range stages {
		all = append(all, Failure{s.target.ID, s.heldBack()})
	}
	return all, nil
}

// Release lets go of what Begin took. It does nothing for what was let go.
func (j *Job) Release() error {
	if j == nil || j.hold == nil {
		return nil
	}
	var errs []error
	for i := range j.Site.Site.Targets {
		if k := j.hold.locks[j.Site.Site.Targets[i].ID]; k != nil {
			errs = append(errs, k.Release())
		}
	}
	return errors.Join(errs...)
}

// lock takes the locks of targets and reads what a person decided about steps of
// theirs. The error is of the decisions.
func (j *Job) lock(ctx context.Context, stages []*stage, x *Execution) error {
	if x.Run == "" {
		x.Run = runName(j.Now())
	}
	none := stealsNone(stages, x.Steal)
	j.hold = &hold{locks: map[string]apply.Lock{}, said: map[string]map[string]bool{}, failed: map[string]error{}}
	type held struct {
		target string
		lock   apply.Lock
	}
	locked, failures := each(ctx, stages, func(_ context.Context, s *stage) (held, error) {
		k, err := apply.FileLocks{Ledger: s.ledger()}.Lock(s.target.ID, x.Run, x.Steal)
		return held{s.target.ID, k}, err
	})
	for _, h := range locked {
		j.hold.locks[h.target] = h.lock
	}
	for _, f := range failures {
		j.hold.failed[f.Target] = f.Err
	}
	if none && len(j.hold.failed) == 0 {
		return advised{fmt.Errorf("run %q holds no target's lock", x.Steal), "run apply without --steal"}
	}
	return j.decide(stages, x.Settle)
}

// stealsNone reports whether a run whose lock is to be taken holds none of the
// targets: its name is misspelt, or it has ended.
func stealsNone(stages []*stage, run string) bool {
	return run != "" && !slices.ContainsFunc(stages, func(s *stage) bool {
		h, err := s.ledger().Holder(s.target.ID)
		return err != nil || h.Run == run // Lock says what is wrong
	})
}

// ledger is the site's, one for the whole job: what it has read it keeps.
func (j *Job) ledger() *ledger.Ledger {
	j.opening.Lock()
	defer j.opening.Unlock()
	if j.book == nil {
		j.book = ledger.Open(j.Dir)
		j.book.Now = j.Now
	}
	return j.book
}

// decide finds the steps that decisions are about.
func (j *Job) decide(stages []*stage, all []Decision) error {
	if len(all) == 0 {
		return nil
	}
	var open []openStep
	for _, s := range stages {
		if s.heldBack() != nil {
			continue
		}
		steps, err := apply.Open(s.ledger(), s.target.ID)
		if err != nil {
			return err
		}
		for _, u := range steps {
			open = append(open, openStep{s.target.ID, u})
		}
	}
	if len(open) == 0 && len(j.hold.failed) == 0 {
		return advised{fmt.Errorf("%w: nothing is unsettled", ErrNoStep), "run apply without --settle"}
	}
	for _, d := range all {
		found, err := d.find(open)
		if err != nil {
			return err
		}
		said := j.hold.said[found.target]
		if said == nil {
			said = map[string]bool{}
			j.hold.said[found.target] = said
		}
		if before, twice := said[found.ID]; twice && before != d.Done {
			return advised{fmt.Errorf("%q is said to be done and not to be done", found.ID), "look at " + found.target + " and give one of them"}
		}
		said[found.ID] = d.Done
	}
	return nil
}

type openStep struct {
	target string
	apply.Unsettled
}

// find looks a decision's step up by its id, else by its object.
func (d Decision) find(open []openStep) (openStep, error) {
	by := func(fits func(openStep) bool) []openStep {
		var out []openStep
		for _, u := range open {
			if fits(u) && !slices.ContainsFunc(out, func(o openStep) bool { return o.target == u.target && o.ID == u.ID }) {
				out = append(out, u)
			}
		}
		return out
	}
	found := by(func(u openStep) bool { return u.ID == d.Step })
	if len(found) == 0 {
		found = by(func(u openStep) bool { return u.Object.String() == d.Step || strings.HasSuffix(u.ID, " "+d.Step) })
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		hint := "none of these targets has one that waits"
		if len(open) > 0 {
			hint = "these wait for one: " + strings.Join(names(open), ", ")
		}
		return openStep{}, advised{fmt.Errorf("%w: %q", ErrNoStep, d.Step), hint}
	}
	return openStep{}, advised{fmt.Errorf("%q may be any of %s", d.Step, strings.Join(names(found), ", ")), "give the whole name of the step, and its target with --target"}
}

func names(open []openStep) []string {
	var out []string
	for _, u := range open {
		out = append(out, fmt.Sprintf("%q on %s", u.ID, u.target))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// settle decides what earlier runs left open on a target, before a plan is made
// that knows nothing of them. A target where nothing is open is not asked.
func (s *stage) settle(ctx context.Context, x *Execution) (err error) {
	var reader targets.Reader
	closeReader := func() error { return nil }
	defer func() { err = errors.Join(err, closeReader()) }()
	look := func(ctx context.Context, scope targets.Scope) (*state.Snapshot, error) {
		if reader == nil {
			opened, closeOpened, err := s.reader(ctx)
			if err != nil {
				return nil, err
			}
			reader, closeReader = opened, closeOpened
		}
		return reader.Read(ctx, scope)
	}
	former := apply.Former{Target: s.target.ID, Run: x.Run, Ledger: s.ledger(), Look: look, Settling: s.driver.Settling,
		Said: s.hold.said[s.target.ID], Amends: s.amend, Now: s.Now, Abort: x.Abort,
		Schema: func(p *plan.Plan) state.Schema { return s.driver.Schema(p.Bindings.Targets[s.target.ID].Profile) }}
	return former.Settle(ctx)
}
