package apply

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/ledger"
)

// run is a job on its way.
type run struct {
	Job
	report    *Report
	steps     []plan.Step
	at        map[string]int // step id → index in steps and report.Steps
	expected  *expected
	changes   map[state.Ref]*diff.Change
	ids       map[state.Ref]string
	journal   *ledger.Journal
	lock      *ledger.Lock
	unread    []int          // done, and not yet read back
	landed    []state.Effect // of steps that are done, in the order of doing
	stop      error          // why no further step is sent
	concluded int            // steps with an outcome, for progress
	calls     context.Context
}

// Run carries out a job. The report is complete whatever the error, which is one
// of ErrStale, ErrPartly, ledger.ErrLocked, ctx's, or that of a target that
// could not be read before the first write.
func Run(ctx context.Context, job Job) (Report, error) {
	r := begin(ctx, job)
	err := r.run(ctx)
	r.finish(ctx, err)
	return *r.report, r.verdict(ctx, err)
}

func begin(ctx context.Context, job Job) *run {
	if job.Now == nil {
		job.Now = time.Now
	}
	r := &run{Job: job, steps: job.Section.Steps, at: map[string]int{}, changes: map[state.Ref]*diff.Change{}, ids: map[state.Ref]string{}}
	r.expected = expect(job.Schema, job.Section.Changes)
	for i := range job.Section.Changes {
		r.changes[job.Section.Changes[i].Object] = &job.Section.Changes[i]
	}
	r.report = &Report{Target: job.Section.Target, Type: job.Section.Type, Run: job.Run, Plan: job.Plan, Started: job.Now().UTC()}
	for i := range r.steps {
		s := &r.steps[i]
		r.at[s.ID] = i
		out := NotRun
		if s.Kind == plan.Manual {
			out = ByHand
		}
		r.report.Steps = append(r.report.Steps, StepReport{ID: s.ID, Title: s.Title, Op: s.Op, Object: s.Object, Outcome: out})
	}
	r.calls = context.WithoutCancel(ctx)
	return r
}

// run does everything up to the bookkeeping at the end.
func (r *run) run(ctx context.Context) (err error) {
	if r.Abort != nil {
		var cancel context.CancelFunc
		r.calls, cancel = context.WithCancel(r.calls)
		defer cancel()
		defer context.AfterFunc(r.Abort, cancel)()
	}
	if !slices.ContainsFunc(r.steps, func(s plan.Step) bool { return s.Kind == plan.Call }) {
		return r.found()
	}
	r.lock, err = r.Ledger.Lock(r.Section.Target, r.Run, r.Steal)
	if err != nil {
		return err
	}
	former, err := r.Ledger.Unfinished(r.Section.Target)
	if err != nil {
		return err
	}
	for _, j := range former {
		if j.Plan == r.Plan && r.journal == nil {
			r.journal = j
			continue
		}
		if err := errors.Join(j.Finish("superseded by run "+r.Run), j.Close()); err != nil {
			return err
		}
	}
	open, err := r.replay()
	if err != nil {
		return err
	}
	live, err := r.check(ctx, open)
	if err != nil {
		return err
	}
	if r.SavePlan != nil {
		if err := r.SavePlan(); err != nil {
			return err
		}
	}
	if r.journal == nil {
		r.journal, err = r.Ledger.CreateJournal(ledger.Opening{Plan: r.Plan, Target: r.Section.Target, Run: r.Run})
		if err != nil {
			return err
		}
	}
	return r.carryOut(ctx, live)
}

// found records that the target is as the site asks already. Nothing is read and
// nothing is written, so somebody else's lock is no obstacle: their run records.
func (r *run) found() error {
	if r.Desired == nil || r.Live == nil {
		return nil
	}
	var err error
	if r.lock, err = r.Ledger.Lock(r.Section.Target, r.Run, r.Steal); errors.Is(err, ledger.ErrLocked) {
		return nil
	}
	return err
}

// replay takes over what an interrupted run noted, and returns the steps that it
// announced without an outcome.
func (r *run) replay() (open []int, err error) {
	if r.journal == nil {
		return nil, nil
	}
	r.report.Resumed = r.journal.Opening.Run
	unsettled := map[int]bool{}
	last := map[int]ledger.Line{}
	for _, l := range r.journal.Lines {
		switch l.Event {
		case ledger.Intent:
			for _, id := range l.Steps {
				i, ok := r.at[id]
				if !ok {
					return nil, fmt.Errorf("%w: step %s is not in this plan", ledger.ErrOtherPlan, id)
				}
				unsettled[i] = true
				delete(last, i)
			}
		case ledger.Outcome:
			i, ok := r.at[l.Step]
			if !ok {
				return nil, fmt.Errorf("%w: step %s is not in this plan", ledger.ErrOtherPlan, l.Step)
			}
			last[i] = l
			unsettled[i] = Outcome(l.Outcome) == Unknown
		}
	}
	for i := range r.steps {
		switch l, ok := last[i]; {
		case unsettled[i]:
			open = append(open, i)
		case ok && Outcome(l.Outcome) == Done:
			r.done(i, parseIDs(l.IDs))
		}
	}
	return open, r.journal.Resumed(r.Run)
}

// check reads everything that the remaining steps touch or rest on, settles the
// open ones, and refuses to begin when anything moved.
func (r *run) check(ctx context.Context, open []int) (*state.Snapshot, error) {
	r.tell(Event{What: "checking"})
	var refs []state.Ref
	for i := range r.steps {
		if r.report.Steps[i].Outcome == NotRun {
			refs = append(refs, touches(&r.steps[i])...)
			refs = append(refs, written(&r.steps[i])...)
			refs = append(refs, rests(&r.steps[i])...)
		}
	}
	for _, b := range r.Bound {
		refs = append(refs, b.Object)
	}
	refs = sorted(refs)
	live := &state.Snapshot{}
	if len(refs) > 0 {
		var err error
		if live, err = r.Writer.Read(ctx, targets.Scope{Refs: refs}); err != nil {
			return nil, err
		}
	}
	r.learn(live)
	at := r.sight(live)
	for _, i := range open {
		r.reopen(i, at)
	}
	var remaining []state.Ref
	for i := range r.steps {
		if r.report.Steps[i].Outcome == NotRun {
			remaining = append(remaining, touches(&r.steps[i])...)
		}
	}
	r.report.Moved = r.expected.moved(at, sorted(remaining))
	if len(r.landed) == 0 { // what this plan did itself is no move
		for _, b := range r.Bound {
			o, _ := live.Find(b.Object)
			if what := b.Moved(o); what != "" {
				r.report.Moved = append(r.report.Moved, Move{Object: b.Object, Want: "as planned", Have: what})
			}
		}
	}
	if len(r.report.Moved) > 0 {
		return nil, fmt.Errorf("%s: %w: %s", r.Section.Target, ErrStale, r.report.Moved[0])
	}
	return live, nil
}

// reopen decides a step that the run before announced and never concluded.
func (r *run) reopen(i int, at *sight) {
	live := at.live
	s, out := &r.steps[i], &r.report.Steps[i]
	out.Settled = s.Settle
	if s.Settle == plan.ByAsk {
		out.Outcome, out.Error = Unknown, "sent by the run that was cut off; nobody knows whether it was done"
		out.Hint = askHint
		return
	}
	switch v, why := r.judge(s, at); v {
	case wasDone:
		r.done(i, r.adopt(s, live))
		r.note(i)
	case another:
		out.Outcome, out.Error = Differs, why
		r.note(i)
	case unclear:
		out.Outcome, out.Error = Unknown, why
		r.note(i)
	case notDone:
		out.Outcome = NotRun // to be sent again
		if s.Op != state.OpCreate {
			r.expected.found(live, written(s)) // it may have been carried out in part
		}
	}
}

const askHint = "look at the target, then say whether the step was done"

// learn notes the vendor ids of what a read found.
func (r *run) learn(live *state.Snapshot) {
	for i := range live.Objects {
		if o := &live.Objects[i]; o.ID != "" {
			r.ids[o.Ref()] = o.ID
		}
	}
}

// done concludes a step that was carried out, now or by an earlier run.
func (r *run) done(i int, ids map[state.Ref]string) {
	s, out := &r.steps[i], &r.report.Steps[i]
	out.Outcome, out.Error = Done, ""
	for _, e := range s.Effects {
		switch old := (state.Ref{Kind: e.Object.Kind, Key: e.LiveKey}); {
		case e.Op == state.OpDelete:
			delete(r.ids, e.Object)
		case e.LiveKey != "" && r.ids[old] != "":
			r.ids[e.Object] = r.ids[old]
		}
	}
	for ref, id := range ids {
		r.ids[ref] = id
	}
	out.IDs = textIDs(ids)
	r.expected.done(s.Effects)
	r.landed = append(r.landed, s.Effects...)
}

func textIDs(ids map[state.Ref]string) map[string]string {
	if len(ids) == 0 {
		return nil
	}
	out := make(map[string]string, len(ids))
	for ref, id := range ids {
		out[ref.String()] = id
	}
	return out
}

func parseIDs(ids map[string]string) map[state.Ref]string {
	out := make(map[state.Ref]string, len(ids))
	for ref, id := range ids {
		out[state.ParseRef(ref)] = id
	}
	return out
}

// note writes what became of a step into the journal. A journal that cannot be
// written stops the run.
func (r *run) note(i int) {
	out := &r.report.Steps[i]
	if err := r.journal.Note(out.ID, string(out.Outcome), out.IDs, out.Error); err != nil && r.stop == nil {
		r.stop = err
	}
}

// id finds the vendor id of an object for an order.
func (r *run) id(ref state.Ref) (string, bool) {
	id, ok := r.ids[ref]
	return id, ok
}

// finish ends the journal, writes the record and lets the lock go.
func (r *run) finish(ctx context.Context, err error) {
	if err != nil {
		r.report.Error = err.Error()
	} else if r.stop != nil {
		r.report.Error = r.stop.Error()
	}
	r.report.count()
	r.report.Ending = r.ending(ctx, err)
	r.report.Ended = r.Now().UTC()
	var wrong []error
	if r.journal != nil {
		if r.over() {
			wrong = append(wrong, r.journal.Finish(string(r.report.Ending)))
		} else {
			wrong = append(wrong, r.journal.Sync())
		}
		wrong = append(wrong, r.journal.Close())
	}
	if r.lock != nil {
		if len(r.landed) > 0 || r.journal == nil && err == nil {
			wrong = append(wrong, r.record())
		}
		wrong = append(wrong, r.lock.Release())
	}
	if err := errors.Join(wrong...); err != nil && r.report.Error == "" {
		r.report.Error = err.Error()
	}
}

// over reports whether a later run has nothing to go on with.
func (r *run) over() bool {
	return !slices.ContainsFunc(r.report.Steps, func(s StepReport) bool { return s.Outcome == NotRun || s.Outcome == Unknown })
}

func (r *run) ending(ctx context.Context, err error) Ending {
	switch {
	case errors.Is(err, ErrStale):
		return Stale
	case errors.Is(err, ledger.ErrLocked):
		return Locked
	case ctx.Err() != nil && !r.over():
		return Interrupted
	case err != nil && !r.report.Wrote():
		return Unreachable
	case err != nil, r.report.Counts.Failed+r.report.Counts.Unknown+r.report.Counts.Skipped > 0:
		return Partly
	}
	return Applied
}

// verdict is the error that goes with the ending.
func (r *run) verdict(ctx context.Context, err error) error {
	switch r.report.Ending {
	case Applied:
		return nil
	case Interrupted:
		return fmt.Errorf("%s: %w", r.Section.Target, context.Cause(ctx))
	case Partly:
		c := r.report.Counts
		why := fmt.Errorf("%s: %w: %d done, %d failed, %d unknown, %d not run", r.Section.Target, ErrPartly, c.Done, c.Failed, c.Unknown, c.Skipped)
		return errors.Join(why, err, r.stop)
	}
	return err
}

func (r *run) tell(e Event) {
	if r.Progress == nil {
		return
	}
	e.Target, e.Done, e.Total = r.Section.Target, r.concluded, len(r.steps)
	r.Progress(e)
}

func sorted(refs []state.Ref) []state.Ref {
	slices.SortFunc(refs, state.Ref.Compare)
	return slices.Compact(refs)
}
