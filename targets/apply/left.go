package apply

import (
	"fmt"
	"slices"
	"time"

	"github.com/patchbay-dev/patchbay/targets/ledger"
)

// left is what a journal says of the steps that it names.
type left struct {
	open []string               // announced, and nobody noted what became of them; in order
	last map[string]ledger.Line // of the others, the last outcome
	at   time.Time              // of the last line about a step
}

// leftBy reads a journal.
func leftBy(j *ledger.Journal) left {
	out := left{last: map[string]ledger.Line{}}
	announce := func(id string) {
		if !slices.Contains(out.open, id) {
			out.open = append(out.open, id)
		}
		delete(out.last, id)
	}
	for _, l := range j.Lines {
		switch l.Event {
		case ledger.Intent:
			for _, id := range l.Steps {
				announce(id)
			}
		case ledger.Outcome:
			announce(l.Step)
			if Outcome(l.Outcome) != Unknown {
				out.open = slices.DeleteFunc(out.open, func(id string) bool { return id == l.Step })
				out.last[l.Step] = l
			}
		default:
			continue
		}
		out.at = l.At
	}
	return out
}

// replay takes over what an interrupted run noted, and returns the steps that it
// announced without an outcome. A journal that names a step that the plan does
// not have is of another.
func (r *run) replay() (open []int, err error) {
	if r.journal == nil {
		return nil, nil
	}
	was := leftBy(r.journal)
	r.before = was.at
	for _, l := range r.journal.Lines {
		for _, id := range append(slices.Clone(l.Steps), l.Step) {
			if _, ok := r.at[id]; id != "" && !ok {
				return nil, fmt.Errorf("%w: step %s is not in this plan", ledger.ErrOtherPlan, id)
			}
		}
	}
	for _, id := range was.open {
		open = append(open, r.at[id])
	}
	slices.Sort(open)
	for i := range r.steps {
		if l, ok := was.last[r.steps[i].ID]; ok && Outcome(l.Outcome) == Done {
			r.done(i, parseIDs(l.IDs))
		}
	}
	return open, nil
}
