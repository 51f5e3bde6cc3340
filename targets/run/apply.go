package run

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/apply"
)

// Execution is how a plan is carried out.
type Execution struct {
	Allowed []string // flags that were given for refusals: "--allow-delete users=3"
	Steal   string   // a run whose lock is taken although nobody saw it end
	Settle  []Decision
	Run     string                 // name of this run; "" makes one
	Planned *Planned               // when the plan was made just now; it spares reading for the record
	Digest  func() (string, error) // the plan's, where it is being worked out already; nil works it out
	Event   func(apply.Event)
	Abort   context.Context // ends the call in flight too

	savePlan func() error // shared by all targets
}

// Applied is what became of one target.
type Applied struct {
	Target string
	Report *apply.Report // nil when nothing was begun
	Err    error
}

// Apply carries out a plan on every target that has steps in it. The error is
// about the plan as a whole, and then nothing was begun.
func (j *Job) Apply(ctx context.Context, p *plan.Plan, x Execution) (_ []Applied, err error) {
	if err := j.accept(p, x); err != nil {
		return nil, err
	}
	if x.Digest == nil {
		x.Digest = p.Digest
	}
	digest, err := x.Digest()
	if err != nil {
		return nil, err
	}
	stages, err := j.sections(p)
	if err != nil {
		return nil, err
	}
	if j.hold == nil { // the plan was made before: nobody called Begin
		defer func() { err = errors.Join(err, j.Release()) }()
		if err := j.lock(ctx, stages, &x); err != nil {
			return nil, err
		}
	}
	x.savePlan = j.savePlan(p, x.Run)
	done, failures := each(ctx, stages, func(ctx context.Context, s *stage) (Applied, error) {
		if err := s.heldBack(); err != nil {
			return Applied{}, err
		}
		section, _ := p.Section(s.target.ID)
		if section.Failed != "" {
			return Applied{}, fmt.Errorf("the plan has nothing for this target: %s", section.Failed)
		}
		if section.Untrusted {
			return Applied{}, advised{errors.New("the plan's steps could not be put in order, or do not do what they say"), "see what `patchbay plan` reports"}
		}
		report, err := s.apply(ctx, p, section, digest, x)
		return Applied{s.target.ID, report, err}, nil
	})
	for _, f := range failures {
		done = append(done, Applied{Target: f.Target, Err: f.Err})
	}
	slices.SortFunc(done, func(a, b Applied) int { return strings.Compare(a.Target, b.Target) })
	return done, nil
}

// runName is unique and sorts by time.
func runName(now time.Time) string {
	var b [4]byte
	rand.Read(b[:])
	return now.UTC().Format("20060102T150405Z") + "-" + hex.EncodeToString(b[:])
}

// accept checks that a plan is still of this site and may be carried out.
func (j *Job) accept(p *plan.Plan, x Execution) error {
	if err := j.bound(p); err != nil {
		return err
	}
	if err := guarded(p.Remaining(plan.ConsentTo(x.Allowed))); err != nil {
		return err
	}
	return j.InWindow(p)
}

// sections are the stages that a plan has sections for.
func (j *Job) sections(p *plan.Plan) ([]*stage, error) {
	stages, err := j.stages()
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(stages, func(s *stage) bool {
		_, ok := p.Section(s.target.ID)
		return !ok
	}), nil
}

// apply carries out one section.
func (s *stage) apply(ctx context.Context, p *plan.Plan, section *plan.Section, digest string, x Execution) (_ *apply.Report, err error) {
	bound := p.Bindings.Targets[section.Target]
	job := apply.Job{Section: *section, Plan: digest, Run: x.Run, Steal: x.Steal, Lock: s.hold.locks[section.Target], Said: s.hold.said[section.Target], Inputs: p.Bindings.Inputs, Commit: s.Commit,
		Schema: s.driver.Schema(bound.Profile), Ledger: s.ledger(), Settling: s.driver.Settling, Secret: s.secretMade(ctx), SavePlan: x.savePlan, Now: s.Now, Progress: x.Event, Abort: x.Abort}
	if x.Planned != nil {
		sides := x.Planned.sides[section.Target]
		job.Desired, job.Live = sides.desired, sides.live
	}
	job.Wait, job.Defer = s.wait(p.Body.Windows), p.Body.Windows != nil && p.Body.Windows.Outside == plan.Defer
	job.Amends = s.amend
	if job.Amend, err = s.amend(p); err != nil {
		return nil, err
	}
	job.Numbers = map[string]int{}
	for _, i := range p.Checklist() {
		if i.Target == section.Target {
			job.Numbers[i.Step.ID] = i.Number
		}
	}
	if job.Vouched, err = s.vouching(job.Schema, bound.Profile); err != nil {
		return nil, err
	}
	if job.Bound, err = bindings(section, job.Schema, bound.Objects); err != nil {
		return nil, err
	}
	if len(section.Steps) == 0 {
		report, err := apply.Run(ctx, job)
		return &report, err
	}
	writer, closeWriter, err := s.writer(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, closeWriter()) }()
	if err := s.sameProfile(ctx, writer, bound.Profile); err != nil {
		return nil, err
	}
	job.Writer = writer
	s.learn(section, job.Secret)
	report, err := apply.Run(ctx, job)
	return &report, err
}

// writer opens a target for writing. This is the only place that does.
func (s *stage) writer(ctx context.Context) (targets.Writer, func() error, error) {
	l, err := s.dial(ctx)
	if err != nil {
		return nil, nil, err
	}
	w, err := s.driver.OpenWriter(ctx, l.settings)
	if err != nil {
		return nil, nil, errors.Join(err, l.close())
	}
	return s.tracedWriter(s.cleanWriter(w)), func() error { return errors.Join(w.Close(), l.close()) }, nil
}
