package apply

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/ledger"
)

// Former settles what earlier runs of other plans left open on a target, so that
// a new plan, which knows nothing of them, does not do it again. Whoever calls
// it holds the target's lock.
type Former struct {
	Target string
	Run    string                        // that takes their place
	Plan   string                        // journals of this plan are left to be gone on with; "" spares none
	Schema func(*plan.Plan) state.Schema // that a kept plan was made with
	Ledger *ledger.Ledger
	// Look reads the target; it is not called when nothing is open.
	Look     func(context.Context, targets.Scope) (*state.Snapshot, error)
	Settling time.Duration
	Said     map[string]bool                 // what a person says of open steps: by id, whether it was done
	Amends   func(*plan.Plan) (Amend, error) // has the last word on the record that a kept plan leaves; may be nil
	Now      func() time.Time
	Abort    context.Context // may be nil
}

// Unsettled is a step of which nobody knows whether it was done.
type Unsettled struct {
	Run    string
	ID     string
	Object state.Ref // zero when the plan of its run is not there
	Why    string
}

// UnsettledError names the steps that a person has to decide; it is an
// ErrUnsettled.
type UnsettledError struct {
	Target string
	Steps  []Unsettled
}

func (e *UnsettledError) Error() string {
	var parts []string
	for _, s := range e.Steps {
		parts = append(parts, fmt.Sprintf("%q of run %s: %s", s.ID, s.Run, s.Why))
	}
	return fmt.Sprintf("%s: %v: %s", e.Target, ErrUnsettled, strings.Join(parts, "; "))
}

func (e *UnsettledError) Unwrap() error { return ErrUnsettled }

// Hint says how a person decides them.
func (e *UnsettledError) Hint() string {
	var flags []string
	for _, s := range e.Steps {
		flags = append(flags, fmt.Sprintf("--settle %q", s.ID+"=done"))
	}
	return fmt.Sprintf("look at %s, then run apply with %s; or with =not for what was not done", e.Target, strings.Join(flags, " "))
}

// Settle goes through the journals that have no end, oldest first. What is done
// goes to the record. A journal is ended once nothing in it is unknown; what is
// still unknown comes back as an *UnsettledError, when all have been looked at.
func (f Former) Settle(ctx context.Context) error {
	all, err := f.Ledger.Unfinished(f.Target)
	if err != nil {
		return err
	}
	others := slices.DeleteFunc(slices.Clone(all), func(j *ledger.Journal) bool { return f.Plan != "" && j.Plan == f.Plan })
	err = f.settle(ctx, others)
	for _, j := range all {
		err = errors.Join(err, j.Close())
	}
	return err
}

func (f Former) settle(ctx context.Context, all []*ledger.Journal) error {
	var unknown []Unsettled
	for _, j := range all {
		left, err := f.one(ctx, j)
		if err != nil {
			return err
		}
		if len(left) > 0 {
			unknown = append(unknown, left...)
			continue
		}
		if err := j.Finish("superseded by run " + f.Run); err != nil {
			return err
		}
	}
	if len(unknown) > 0 {
		return &UnsettledError{f.Target, unknown}
	}
	return nil
}

// one settles one journal, and returns what stays unknown in it.
func (f Former) one(ctx context.Context, j *ledger.Journal) ([]Unsettled, error) {
	p, section, why := keptPlan(f.Ledger, j)
	if section == nil {
		return f.blindly(j, why)
	}
	r := begin(ctx, Job{Section: *section, Plan: j.Plan, Run: j.Opening.Run, Inputs: p.Bindings.Inputs, Commit: p.Envelope.Commit, Schema: f.Schema(p), Ledger: f.Ledger,
		Settling: f.Settling, Said: f.Said, Now: f.Now, Abort: f.Abort})
	defer r.abortable()()
	r.journal, r.look = j, f.Look
	if f.Amends != nil {
		r.Amend, _ = f.Amends(p) // without what it rests on the record knows less; that stops nobody
	}
	open, err := r.replay()
	if err != nil {
		return f.blindly(j, err.Error())
	}
	if err := r.settleOpen(open); err != nil {
		return nil, fmt.Errorf("look at what run %s left on %s: %w", j.Opening.Run, f.Target, err)
	}
	if err := j.Sync(); err != nil {
		return nil, err
	}
	if len(r.landed) > 0 {
		if err := r.record(); err != nil {
			return nil, err
		}
	}
	var unknown []Unsettled
	for _, i := range open {
		if s := r.report.Steps[i]; s.Outcome == Unknown {
			unknown = append(unknown, Unsettled{j.Opening.Run, s.ID, s.Object, s.Error})
		}
	}
	return unknown, nil
}

// settleOpen looks at open steps, and waits for what the run did last to be seen.
func (r *run) settleOpen(open []int) error {
	refs := r.openAt(open)
	if len(refs) == 0 {
		return nil
	}
	at, err := r.watch(sorted(refs), r.before, func(at *sight) bool { return r.openEnough(open, at) })
	if err != nil {
		return err
	}
	r.learn(at.live)
	for _, i := range open {
		r.reopen(i, at)
	}
	return nil
}

// openAt is where the open steps write; and, while a target settles, those that
// were done.
func (r *run) openAt(open []int) []state.Ref {
	var refs []state.Ref
	for _, i := range open {
		refs = append(refs, written(&r.steps[i])...)
	}
	if !r.before.IsZero() && r.Now().Sub(r.before) < r.Settling {
		for i := range r.steps {
			if r.report.Steps[i].Outcome == Done {
				refs = append(refs, written(&r.steps[i])...)
			}
		}
	}
	return refs
}

// openEnough reports whether waiting cannot tell more about the open steps, and
// what was done is seen.
func (r *run) openEnough(open []int, at *sight) bool {
	for i := range r.steps {
		switch {
		case slices.Contains(open, i):
			if _, said := r.Said[r.steps[i].ID]; !said && !r.decided(&r.steps[i], at) {
				return false
			}
		case r.report.Steps[i].Outcome == Done && !r.visible(i, at):
			return false
		}
	}
	return true
}

// blindly takes a person's word for the open steps of a run whose plan is not
// there: nothing else says what they were.
func (f Former) blindly(j *ledger.Journal, why string) ([]Unsettled, error) {
	var unknown []Unsettled
	for _, id := range leftBy(j).open {
		done, said := f.Said[id]
		out := NotRun
		if done {
			out = Done
		}
		if !said {
			unknown = append(unknown, Unsettled{Run: j.Opening.Run, ID: id, Why: why})
			continue
		}
		if err := j.Note(id, string(out), nil, "as a person said"); err != nil {
			return nil, err
		}
	}
	return unknown, j.Sync()
}

// keptPlan is the plan that the run of a journal carried out, or why it is not
// to be had.
func keptPlan(l *ledger.Ledger, j *ledger.Journal) (*plan.Plan, *plan.Section, string) {
	data, err := l.Plan(j.Opening.Run)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, "the plan of that run is not there, so nothing says what the step was"
	}
	if err != nil {
		return nil, nil, err.Error()
	}
	p, err := plan.Decode(data)
	if err != nil {
		return nil, nil, "the plan of that run cannot be read: " + err.Error()
	}
	digest, err := p.Digest()
	section, ok := p.Section(j.Target)
	if err != nil || digest != j.Plan || !ok {
		return nil, nil, "the plan that was kept with that run is not the one its journal is of"
	}
	return p, section, ""
}

// Open lists the steps that earlier runs left without a known outcome on a
// target, oldest first. Whoever calls it holds the target's lock.
func Open(l *ledger.Ledger, target string) ([]Unsettled, error) {
	all, err := l.Unfinished(target)
	if err != nil {
		return nil, err
	}
	var out []Unsettled
	for _, j := range all {
		_, section, _ := keptPlan(l, j)
		for _, id := range leftBy(j).open {
			u := Unsettled{Run: j.Opening.Run, ID: id}
			if section != nil {
				if s, ok := section.Step(id); ok {
					u.Object = s.Object
				}
			}
			out = append(out, u)
		}
		err = errors.Join(err, j.Close())
	}
	return out, err
}
