package run

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/apply"
	"github.com/patchbay-dev/patchbay/targets/ledger"
)

// Taking a run back is an ordinary plan: what the targets held where the run
// wrote is what they are asked for, as a site would ask, and everything from the
// comparison on is the same. It rests on the plan that was kept with the run,
// with the way back in it, and on the run's journals, which say what was done.
// The site says only how the targets are reached and what plans are held to.

// ErrNoRun is a name that is no run of this folder.
var ErrNoRun = errors.New("no such run")

// Last is what the newest run that wrote something is called by. Where that was
// taking another back and did not come to its end, the other is meant: who runs
// the same command again wants the rest of it, and not the opposite.
const Last = "last"

// FindRun is the run that a name, the beginning of one, or Last means.
func (j *Job) FindRun(name string) (string, error) {
	runs, err := ledger.Open(j.Dir).Runs()
	if err != nil {
		return "", err
	}
	if name == Last {
		return j.lastRun(runs)
	}
	found := slices.DeleteFunc(slices.Clone(runs), func(r string) bool { return !strings.HasPrefix(r, name) })
	switch {
	case name != "" && slices.Contains(runs, name):
		return name, nil
	case name != "" && len(found) == 1:
		return found[0], nil
	case name != "" && len(found) > 1:
		return "", advised{fmt.Errorf("%w: %d runs begin with %q", ErrNoRun, len(found), name), "they are " + strings.Join(found[:min(5, len(found))], ", ")}
	}
	hint := "no run was made from this folder"
	if near, ok := diag.Nearest(name, runs); ok {
		hint = "did you mean " + near + "?"
	} else if len(runs) > 0 {
		hint = "the newest are " + strings.Join(runs[:min(5, len(runs))], ", ")
	}
	return "", advised{fmt.Errorf("%w: %q", ErrNoRun, name), hint}
}

// lastRun is the newest that may have changed one of the chosen targets.
func (j *Job) lastRun(runs []string) (string, error) {
	stages, err := j.stages()
	if err != nil {
		return "", err
	}
	for _, run := range runs {
		for _, s := range stages {
			journal, err := ledger.Open(j.Dir).History(run, s.target.ID)
			if err != nil {
				return "", err
			}
			if journal != nil && len(doings(journal)) > 0 {
				return j.meant(run, stages), nil
			}
		}
	}
	return "", j.nothingSent(runs)
}

// nothingSent says that no run has changed anything by itself, and which may be
// meant: what people did is taken back by name, since every apply asks for it again.
func (j *Job) nothingSent(runs []string) error {
	for _, run := range runs {
		if p, _, err := j.keptPlan(run); err == nil && len(p.Checklist()) > 0 {
			return advised{fmt.Errorf("%w: no run from this folder has sent anything", ErrNoRun), "what a run left to people is taken back by its name: --rollback " + run}
		}
	}
	return advised{fmt.Errorf("%w: no run from this folder has changed anything", ErrNoRun), "a run can be taken back from the folder that it was made from"}
}

// meant is the run that a rollback which did not come to its end takes back; any
// other run is meant itself.
func (j *Job) meant(run string, stages []*stage) string {
	p, _, err := j.keptPlan(run)
	if err != nil || p.Body.Undoes == "" {
		return run
	}
	for _, s := range stages {
		journal, err := ledger.Open(j.Dir).History(run, s.target.ID)
		if err == nil && journal != nil && !slices.ContainsFunc(journal.Lines, ended) {
			return p.Body.Undoes
		}
	}
	return run
}

func ended(l ledger.Line) bool {
	return l.Event == ledger.End && l.Outcome == string(apply.Applied)
}

// Rollback works out what would take a run back, as a plan.
func (j *Job) Rollback(ctx context.Context, run string) (*Planned, error) {
	former, data, err := j.keptPlan(run)
	if err != nil {
		return nil, err
	}
	all, err := j.stages()
	if err != nil {
		return nil, err
	}
	var stages []*stage
	for _, s := range all {
		journal, err := ledger.Open(j.Dir).History(run, s.target.ID)
		if err != nil {
			return nil, err
		}
		if journal != nil || leftToPeople(former, s.target.ID) {
			stages = append(stages, s)
		}
	}
	if len(stages) == 0 {
		return nil, advised{fmt.Errorf("run %s began nothing on %s", run, strings.Join(namesOfStages(all), ", ")), "there is nothing to take back"}
	}
	in := j.buildInput()
	in.Undoes, in.Causes = run, nil
	in.Bindings.Files = nil
	if in.Bindings.Inputs, err = j.wayBack(data); err != nil {
		return nil, err
	}
	return j.planned(ctx, stages, in, func(ctx context.Context, s *stage) (compared, error) { return s.takeBack(ctx, former, run) })
}

// leftToPeople reports whether a plan has steps for people on a target. They may
// have been done without any journal: nothing was sent.
func leftToPeople(p *plan.Plan, target string) bool {
	return slices.ContainsFunc(p.Checklist(), func(i plan.Item) bool { return i.Target == target })
}

func namesOfStages(stages []*stage) []string {
	var out []string
	for _, s := range stages {
		out = append(out, s.target.ID)
	}
	return out
}

// keptPlan is the plan that a run carried out, and the file that holds it.
func (j *Job) keptPlan(run string) (*plan.Plan, []byte, error) {
	data, err := ledger.Open(j.Dir).Plan(run)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, advised{fmt.Errorf("%w: nothing was kept of run %s", ErrNoRun, run), "a run that sent nothing keeps no plan, and there is nothing to take back"}
	}
	if err != nil {
		return nil, nil, err
	}
	p, err := plan.Decode(data)
	if err != nil {
		return nil, nil, fmt.Errorf("the plan of run %s: %w", run, err)
	}
	return p, data, nil
}

// wayBack sums what a plan that takes a run back was made from, beside the
// targets: the kept plan, and how the site reaches its targets.
func (j *Job) wayBack(kept []byte) (string, error) {
	reached := map[string]any{}
	for i := range j.Site.Site.Targets {
		t := &j.Site.Site.Targets[i]
		reached[t.ID] = map[string]any{"type": t.Type, "url": address(t.URL), "tenant": t.Tenant.Or(""), "options": map[string]any(t.Options)}
	}
	sum, err := state.Canonical(map[string]any{"plan": state.Digest(kept), "targets": reached})
	if err != nil {
		return "", fmt.Errorf("targets of the site: %w", err)
	}
	return state.Digest(sum), nil
}

// boundRun refuses a plan that takes a run back when what it was made from is
// not there as it was. The site's files may have changed: undoing them is what
// often goes with it.
func (j *Job) boundRun(p *plan.Plan) error {
	_, data, err := j.keptPlan(p.Body.Undoes)
	if err != nil {
		return stale("apply it in the folder that it was made in", "what run %s kept cannot be read: %w", p.Body.Undoes, err)
	}
	sum, err := j.wayBack(data)
	if err != nil {
		return err
	}
	if sum != p.Bindings.Inputs {
		return stale(anew, "what run %s kept, or how the site reaches its targets, was changed after the plan was made", p.Body.Undoes)
	}
	return nil
}

// takeBack compares one target with what it held before a run.
func (s *stage) takeBack(ctx context.Context, former *plan.Plan, run string) (compared, error) {
	section, ok := former.Section(s.target.ID)
	if !ok {
		return compared{}, fmt.Errorf("the plan of run %s has nothing for this target", run)
	}
	if was := former.Bindings.Targets[s.target.ID].URL; was != address(s.target.URL) {
		return compared{}, advised{fmt.Errorf("run %s was on %s, and the site says %s now", run, was, address(s.target.URL)), "take it back while the site reaches the same system"}
	}
	journal, err := ledger.Open(s.Dir).History(run, s.target.ID)
	if err != nil {
		return compared{}, err
	}
	digest, err := former.Digest()
	if journal == nil {
		journal = &ledger.Journal{} // people alone had something to do
		journal.Plan = digest
	}
	if err != nil || digest != journal.Plan {
		return compared{}, errors.Join(fmt.Errorf("the plan that was kept with run %s is not the one its journal is of", run), err)
	}
	seen, err := s.look(ctx)
	if err != nil {
		return compared{}, err
	}
	way, ok := former.UndoOf(s.target.ID)
	if !ok {
		way = &plan.Undo{Target: s.target.ID}
	}
	attempts, err := s.attempts(run)
	if err != nil {
		return compared{}, err
	}
	s.progress("comparing", 0, 0)
	back := plan.TakeBack(plan.BackInput{Schema: seen.Schema, Section: section, Undo: way, Done: doing(section, journal), IDs: yielded(journal),
		Live: seen.Live, Last: seen.Record.Snapshot(), Attempts: attempts})
	s.forgotten(&back, seen.Schema)
	changes, found := diff.Compare(diff.Input{Target: seen.Target, Schema: seen.Schema, Desired: back.Desired, Live: seen.Live, Record: back.Record, Last: back.Last, Said: seen.Said})
	if err := found.Err(); err != nil {
		return compared{}, err
	}
	steps, more := s.steps(targets.StepInput{Profile: seen.Profile, Desired: back.Desired, Live: seen.Live, Changes: changes})
	if err := more.Err(); err != nil {
		return compared{}, err
	}
	names := namesOf(s.Site.Site, seen.Schema, seen.Live, back.Desired)
	maps.Copy(names, section.NamesBack(back.Desired))
	nameBack(names, seen.Schema, back.Desired)
	in := s.targetInput(seen, back.Desired, changes, steps)
	in.Losses, in.Lost, in.Kept = slices.Concat(found, more), back.Lost, back.Kept
	in.Names = func(ref string) string { return names[ref] }
	return compared{TargetInput: in, noted: seen.Found}, nil
}

// attempts are the effects of later runs on this target that took a run back, as
// far as they came: of one that was cut off the rest is wanted.
func (s *stage) attempts(run string) ([]state.Effect, error) {
	book := ledger.Open(s.Dir)
	runs, err := book.Runs()
	if err != nil {
		return nil, err
	}
	var out []state.Effect
	for _, later := range runs { // newest first
		if later == run {
			break
		}
		journal, err := book.History(later, s.target.ID)
		if err != nil {
			return nil, err
		}
		if journal == nil {
			continue
		}
		p, _, err := s.keptPlan(later)
		if err != nil || p.Body.Undoes != run {
			continue
		}
		section, ok := p.Section(s.target.ID)
		if !ok {
			continue
		}
		did := doing(section, journal)
		for i := range section.Steps {
			if did[section.Steps[i].ID] != plan.NotDone {
				out = append(out, section.Steps[i].Effects...)
			}
		}
	}
	return out, nil
}

// doing is what a journal knows of the steps of its plan. A step for a person
// has no line, and the target tells.
func doing(section *plan.Section, journal *ledger.Journal) map[string]plan.Doing {
	out := doings(journal)
	for i := range section.Steps {
		if section.Steps[i].Kind == plan.Manual {
			out[section.Steps[i].ID] = plan.Unclear
		}
	}
	return out
}

func doings(journal *ledger.Journal) map[string]plan.Doing {
	out := map[string]plan.Doing{}
	for _, l := range journal.Lines {
		switch l.Event {
		case ledger.Intent:
			for _, id := range l.Steps {
				out[id] = plan.Unclear
			}
		case ledger.Outcome:
			switch apply.Outcome(l.Outcome) {
			case apply.Done:
				out[l.Step] = plan.WasDone
			case apply.Unknown, apply.Differs, apply.Ignored:
				out[l.Step] = plan.Unclear
			default:
				delete(out, l.Step)
			}
		}
	}
	return out
}

// yielded are the vendor ids that a run was given.
func yielded(journal *ledger.Journal) map[state.Ref]string {
	out := map[state.Ref]string{}
	for _, l := range journal.Lines {
		for ref, id := range l.IDs {
			out[state.ParseRef(ref)] = id
		}
	}
	return out
}

// amend makes the record say of what was taken back what it said before the run:
// as the site stands it asks for it again, and a site without it asks for
// nothing.
func (s *stage) amend(p *plan.Plan) (apply.Amend, error) {
	run := p.Body.Undoes
	if run == "" {
		return nil, nil
	}
	former, _, err := s.keptPlan(run)
	if err != nil {
		return nil, err
	}
	section, ok := former.Section(s.target.ID)
	if !ok {
		return nil, nil
	}
	mine, _ := p.Section(s.target.ID)
	whole := len(mine.Kept) == 0 && !p.Body.Partial
	found, err := ledger.Open(s.Dir).Former(s.firstRun(run), s.target.ID)
	if err != nil {
		whole = false
	}
	return func(before, now *state.Record, all bool) {
		if before != nil {
			now.Inputs, now.Commit = before.Inputs, before.Commit
		}
		if whole && all && before != nil && (before.Run == run || before.Run == s.firstRun(run)) {
			made := now.Entries
			now.Inputs, now.Commit, now.Entries = found.Inputs, found.Commit, found.Entries
			renew(now, made, mine)
			return
		}
		forget(now, section, mine)
	}, nil
}

// firstRun is the run that began what a run went on with.
func (s *stage) firstRun(run string) string {
	if journal, err := ledger.Open(s.Dir).History(run, s.target.ID); err == nil && journal != nil {
		return journal.Opening.Run
	}
	return run
}

// renew gives what was made anew the ids that it has now, as far as they are
// known: by the former ones it is not found again.
func renew(r *state.Record, made []state.Entry, mine *plan.Section) {
	ids := map[state.Ref]string{}
	for i := range made {
		ids[made[i].Object] = made[i].ID
	}
	for i := range mine.Steps {
		for _, e := range mine.Steps[i].Effects {
			if entry, ok := r.Find(e.Object); ok && e.Op == state.OpCreate {
				entry.ID = ids[e.Object]
			}
		}
	}
}

// forget takes out of the record what was taken back and was not in it before
// the run.
func forget(now *state.Record, section, mine *plan.Section) {
	for i := range mine.Changes {
		c := &mine.Changes[i]
		entry, ok := now.Find(c.Object)
		if !ok || !c.Acts() {
			continue
		}
		var attrs []state.Attr
		for _, a := range entry.Attrs {
			f, touched := c.Field(a.Name)
			if !touched || !f.Part.Acts() || !f.Desired.Equal(a.Value) {
				attrs = append(attrs, a)
				continue
			}
			if was := section.Recorded(c.Object, a.Name); was.Presence() != state.Absent {
				attrs = append(attrs, state.Attr{Name: a.Name, Value: was})
			}
		}
		entry.Attrs = attrs
	}
	now.Entries = slices.DeleteFunc(now.Entries, func(e state.Entry) bool { return len(e.Attrs) == 0 })
}

// Runs are the names of the runs made from this folder, newest first.
func (j *Job) Runs() ([]string, error) { return ledger.Open(j.Dir).Runs() }

// AsksAgain reports whether the site asks for what a plan takes back, so that
// the next plan shows it again.
func (j *Job) AsksAgain(p *plan.Plan) bool {
	former, _, err := j.keptPlan(p.Body.Undoes)
	return err == nil && former.Bindings.Inputs == j.Site.Digest
}
