package apply

import (
	"context"
	"errors"
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
	at        map[string]int    // step id → index in steps and report.Steps
	deletes   map[state.Ref]int // object → index of the step that deletes it
	expected  *expected
	changes   map[state.Ref]*diff.Change
	ids       map[state.Ref]string
	journal   *ledger.Journal
	announced map[int]bool // on disk, and not sent yet
	before    time.Time    // of the last line about a step, in a journal that is gone on with
	lock      Lock
	theirs    targets.Lock    // the target's own; nil when it cannot hold one
	unread    []int           // done, and not yet read back
	landed    []state.Effect  // of steps that are done, in the order of doing
	stop      error           // why no further step is sent
	concluded int             // steps with an outcome, for progress
	asked     time.Time       // when the last read began
	paces     []time.Duration // how long the last calls took
	sent      time.Time       // when the last call began
	acted     time.Time       // when it had ended
	checked   time.Time       // when everything had been read, before the first call
	look      func(context.Context, targets.Scope) (*state.Snapshot, error)
	patient   context.Context // ends with the first interruption: no more is begun, or waited for
	calls     context.Context // ends with the second: what is under way is given up
}

// Run carries out a job. The report is complete whatever the error, which is one
// of ErrStale, ErrUnsettled, ErrPartly, ledger.ErrLocked, ledger.ErrLost, ctx's,
// that of a target that could not be read before the first write, or of a disk
// that could not be written.
func Run(ctx context.Context, job Job) (Report, error) {
	r := begin(ctx, job)
	err := r.run(ctx)
	lost := r.finish(ctx, err)
	return *r.report, errors.Join(r.verdict(ctx, err), lost)
}

func begin(ctx context.Context, job Job) *run {
	if job.Now == nil {
		job.Now = time.Now
	}
	r := &run{Job: job, steps: job.Section.Steps, at: map[string]int{}, deletes: map[state.Ref]int{}, changes: map[state.Ref]*diff.Change{}, ids: map[state.Ref]string{}, announced: map[int]bool{}}
	r.expected = expect(job.Schema, job.Section.Changes, job.Section.Steps)
	for i := range job.Section.Changes {
		r.changes[job.Section.Changes[i].Object] = &job.Section.Changes[i]
	}
	r.report = &Report{Target: job.Section.Target, Type: job.Section.Type, Run: job.Run, Plan: job.Plan, Started: job.Now().UTC()}
	for i := range r.steps {
		s := &r.steps[i]
		r.at[s.ID] = i
		for _, e := range s.Effects {
			if e.Op == state.OpDelete && !e.Predicted {
				r.deletes[e.Object] = i
			}
		}
		out := StepReport{ID: s.ID, Title: s.Title, Op: s.Op, Object: s.Object, Outcome: NotRun, Number: job.Numbers[s.ID]}
		if s.Kind == plan.Manual {
			out.Outcome, out.Manual = ByHand, s.Manual
		}
		r.report.Steps = append(r.report.Steps, out)
	}
	if job.Writer != nil {
		r.look = func(ctx context.Context, s targets.Scope) (*state.Snapshot, error) {
			r.asked = r.Now()
			return job.Writer.Read(ctx, s)
		}
	}
	r.expected.leave(r.steps)
	r.vouch(&state.Snapshot{})
	r.patient, r.calls = ctx, context.WithoutCancel(ctx)
	return r
}

// abortable lets Abort end calls. What it returns is to be called at the end.
func (r *run) abortable() func() {
	if r.Abort == nil {
		return func() {}
	}
	var cancel context.CancelFunc
	r.calls, cancel = context.WithCancel(r.calls)
	stop := context.AfterFunc(r.Abort, cancel)
	return func() { stop(); cancel() }
}

// run does everything up to the bookkeeping at the end.
func (r *run) run(ctx context.Context) error {
	defer r.abortable()()
	if !slices.ContainsFunc(r.steps, func(s plan.Step) bool { return s.Kind == plan.Call }) {
		return errors.Join(r.checklist(ctx), r.found())
	}
	if err := r.acquire(ctx); err != nil {
		return err
	}
	if err := r.takeOver(ctx); err != nil {
		return err
	}
	if r.journal != nil {
		if err := errors.Join(r.keepPlan(), r.journal.Resumed(r.Run)); err != nil {
			return err
		}
		r.report.Resumed = r.journal.Opening.Run
	}
	open, err := r.replay()
	if err != nil {
		return err
	}
	live, err := r.check(ctx, open)
	if err != nil || r.report.Ending == Already {
		return err
	}
	if r.journal == nil {
		if err := r.keepPlan(); err != nil {
			return err
		}
		r.journal, err = r.Ledger.CreateJournal(ledger.Opening{Plan: r.Plan, Target: r.Section.Target, Run: r.Run})
		if err != nil {
			return err
		}
	}
	return r.carryOut(ctx, live)
}

func (r *run) keepPlan() error {
	if r.SavePlan == nil {
		return nil
	}
	return r.SavePlan()
}

// takeOver settles what runs of other plans left, and finds the journal of this
// plan that has no end.
func (r *run) takeOver(ctx context.Context) error {
	all, err := r.Ledger.Unfinished(r.Section.Target)
	if err != nil {
		return err
	}
	var others []*ledger.Journal
	for _, j := range slices.Backward(all) { // newest first
		if r.journal == nil && j.Plan == r.Plan {
			r.journal = j
			continue
		}
		others = append(others, j)
	}
	slices.Reverse(others)
	f := Former{Target: r.Section.Target, Run: r.Run, Schema: func(*plan.Plan) state.Schema { return r.Schema }, Ledger: r.Ledger, Look: r.look, Settling: r.Settling, Said: r.Said, Amends: r.Amends, Now: r.Now, Abort: r.Abort}
	err = f.settle(ctx, others)
	for _, j := range others {
		err = errors.Join(err, j.Close())
	}
	return err
}

// found records that the target is as the site asks already. Nothing is read and
// nothing is written, so somebody else's lock is no obstacle: their run records.
func (r *run) found() error {
	if r.Desired == nil || r.Live == nil {
		return nil
	}
	if r.lock = r.Job.Lock; r.lock != nil {
		return nil
	}
	k, err := FileLocks{r.Ledger}.Lock(r.Section.Target, r.Run, r.Steal)
	if errors.Is(err, ledger.ErrLocked) {
		return nil
	}
	r.lock = k
	return err
}

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
		case renames(e) && r.ids[old] != "":
			r.ids[e.Object] = r.ids[old]
			delete(r.ids, old)
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

// id finds the vendor id of an object that a step names, see plan.IDOf. While
// names are swapped one may stand for another object than it will.
func (r *run) id(s *plan.Step, ref state.Ref) (string, bool) {
	named := slices.ContainsFunc(s.Effects, func(e state.Effect) bool {
		return renames(e) && e.Object.Kind == ref.Kind && e.LiveKey == ref.Key
	})
	if !named && !r.going(ref) {
		ref = r.expected.names.atPresent(ref)
	}
	id, ok := r.ids[ref]
	return id, ok
}

// going reports whether what is called ref at present is to be deleted yet.
func (r *run) going(ref state.Ref) bool {
	i, ok := r.deletes[ref]
	return ok && r.report.Steps[i].Outcome != Done
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
