package apply

import (
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// ahead is how many steps one line of the journal announces at most. A sync costs
// about as much as a call on a fast network, so this many creates share one.
//
// What is announced and not sent is open if the process dies then, and the next
// run looks for it. For a create that is no loss: it is sent again only when it is
// certain that nothing is there. An update or a delete goes alone, since a run
// that finds one open has to take what it finds for its own doing, and would not
// notice what somebody else changed.
const ahead = 25

// intend makes sure that the intent of the first of some steps is on disk before
// it is sent. It reports false when it must not be.
func (r *run) intend(g *group, members []int) bool {
	if first := members[0]; r.announced[first] {
		delete(r.announced, first)
		return r.noted(r.journal.Save)
	}
	together := members[:r.together(g, members)]
	ids := make([]string, len(together))
	for n, i := range together {
		ids[n] = r.steps[i].ID
	}
	if !r.announce(ids...) {
		return false
	}
	for _, i := range together[1:] {
		r.announced[i] = true
	}
	return true
}

// announce notes in the journal, on disk, that steps are about to be sent. It
// reports false when they must not be.
func (r *run) announce(steps ...string) bool {
	return r.noted(func() error { return r.journal.Intend(steps...) })
}

// noted writes to the journal before a call. It reports false when the call must
// not be sent: the lock was lost, or the note could not be written.
func (r *run) noted(write func() error) bool {
	if r.stop = r.lock.Held(); r.stop == nil {
		r.stop = write()
	}
	return r.stop == nil
}

// together is how many of the members can be announced at once: creates that are
// found by their keys, and that nothing keeps from being sent.
func (r *run) together(g *group, members []int) int {
	n := 0
	for n < min(ahead, len(members)) && r.free(g, members[n]) {
		n++
	}
	return max(n, 1)
}

// free reports whether a step can be announced before its turn.
func (r *run) free(g *group, i int) bool {
	s := &r.steps[i]
	if s.Op != state.OpCreate || s.Settle != plan.ByKey || r.announced[i] {
		return false
	}
	if _, moved := g.moved[i]; moved || r.Wait != nil && r.Wait(s) != "" {
		return false
	}
	for _, need := range s.Needs {
		if j, ok := r.at[need]; !ok || r.report.Steps[j].Outcome != Done {
			return false
		}
	}
	return true
}

// withdraw notes of what was announced and not sent that it was not.
func (r *run) withdraw() {
	for i := range r.steps {
		if r.announced[i] {
			r.note(i)
		}
	}
	clear(r.announced)
}
