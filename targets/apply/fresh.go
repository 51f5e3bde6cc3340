package apply

import (
	"slices"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// A read is written upon for targets.Trusted. Where a system is so slow that hardly
// a call fits into that, reading again before each write would make twice the
// requests and guard against less than a call's own time: there a read is good for
// callsFor calls for each request that it took. What another admin changes is
// overwritten unseen for so many calls at most, and the reads are one request in
// callsFor.
const callsFor = 12

// aged reports whether what a page knows is too old to be written upon, or was
// put in doubt by a call that did not come about.
func (r *run) aged(g *group) bool {
	return g.doubted || r.Now().Sub(g.read) > targets.Trusted && g.calls >= callsFor*g.cost
}

// requests is how many requests a read of objects takes at most: a page for each
// hundred of what is read together, which is an object with what belongs to it, and
// one for each of what is read by itself.
func (r *run) requests(refs []state.Ref) int {
	sets := map[string]int{}
	for _, ref := range refs {
		kind := ref.Kind
		for k, ok := r.Schema.Kind(kind); ok && k.Owner != ""; k, ok = r.Schema.Kind(kind) {
			kind = k.Owner
		}
		sets[kind]++
	}
	n := 0
	for kind, objects := range sets { // only summed up: the order does not show
		if k, ok := r.Schema.Kind(kind); ok && k.Single {
			n += objects
			continue
		}
		n += (objects + page - 1) / page
	}
	return n
}

// A call that takes this long, and several times as long as others do, waited or
// was retried on its way, as the transport does unseen: nobody knows for which
// part of it the target was free for others.
const (
	slow   = targets.Trusted / 2
	times  = 3
	recent = 8 // the last calls that tell what is usual
)

// dragged reports whether a call took longer than calls do here, and remembers it.
func (r *run) dragged(took time.Duration) bool {
	pace := time.Duration(0)
	if len(r.paces) > 0 {
		pace = slices.Min(r.paces)
	}
	if r.paces = append(r.paces, took); len(r.paces) > recent {
		r.paces = r.paces[1:]
	}
	return took > max(slow, times*pace)
}

// renew reads again what the steps that are left of a page touch and rest on, and
// checks them against it: a step of which something moved is not sent, and what
// others added to a list since is in what the next ones fill it from.
func (r *run) renew(g *group) error {
	if err := r.holds(); err != nil {
		return err // what moved is the other run's doing
	}
	var left []int
	var refs []state.Ref
	for _, i := range g.members {
		if r.report.Steps[i].Outcome == NotRun {
			left = append(left, i)
			refs = append(refs, r.about(i)...)
		}
	}
	refs = sorted(refs)
	at, err := r.watch(refs, r.acted, func(at *sight) bool {
		return len(r.expected.moved(at, refs)) == 0 && r.shows(at, refs)
	})
	if err != nil {
		return err
	}
	r.learn(at.live)
	g.live, g.since, g.dirty, g.moved = at.live, nil, map[state.Ref]bool{}, map[int]Move{}
	g.read, g.asked, g.cost, g.calls, g.doubted = r.Now(), r.asked, r.requests(refs), 0, false
	for _, i := range left {
		if m := r.expected.moved(at, sorted(r.about(i))); len(m) > 0 {
			g.moved[i] = m[0]
		}
	}
	return nil
}

// about are the objects that may not have moved when a step is sent.
func (r *run) about(i int) []state.Ref {
	return append(touches(&r.steps[i]), r.expected.rests(&r.steps[i])...)
}

// shows reports whether a read of refs holds what this run wrote there.
func (r *run) shows(at *sight, refs []state.Ref) bool {
	return !slices.ContainsFunc(r.unread, func(i int) bool {
		asked := slices.ContainsFunc(written(&r.steps[i]), func(w state.Ref) bool {
			_, ok := slices.BinarySearchFunc(refs, w, state.Ref.Compare)
			return ok
		})
		return asked && !r.visible(i, at)
	})
}

// again prepares a step to be sent once more, on a read of its own. One that is
// the same however often it is sent needs none: it may have been carried out.
// It reports false when the step must not be sent.
func (r *run) again(g *group, i int) bool {
	if r.steps[i].Settle == plan.ByRepeat || !r.aged(g) {
		return true
	}
	if r.stop = r.renew(g); r.stop != nil {
		return false
	}
	m, moved := g.moved[i]
	if moved {
		r.conflict(i, m)
	}
	return !moved
}

// conflict concludes a step that may not be sent, because something moved.
func (r *run) conflict(i int, m Move) {
	r.report.Moved = append(r.report.Moved, m)
	r.conclude(i, conflicting(m))
}

func conflicting(m Move) StepReport {
	return StepReport{Outcome: Conflict, Error: m.String(), Hint: "plan again: the new plan starts from what is there now"}
}
