package apply

import (
	"context"
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// check reads everything that the remaining steps touch or rest on, settles the
// open ones, and refuses to begin when anything moved. A plan of which everything
// is there already has nothing left to do.
func (r *run) check(ctx context.Context, open []int) (*state.Snapshot, error) {
	r.tell(Event{What: "checking"})
	refs := r.openAt(open)
	for i := range r.steps {
		if r.report.Steps[i].Outcome == NotRun {
			refs = append(refs, touches(&r.steps[i])...)
			refs = append(refs, written(&r.steps[i])...)
			refs = append(refs, rests(&r.steps[i])...)
		}
	}
	refs = append(refs, r.byHand()...)
	for _, b := range r.Bound {
		refs = append(refs, r.expected.names.nowOf(r.Schema, b.Object)...)
	}
	at := r.sight(&state.Snapshot{})
	if len(refs) > 0 {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		var err error
		if at, err = r.watch(sorted(refs), r.before, func(at *sight) bool { return r.openEnough(open, at) }); err != nil {
			return nil, err
		}
	}
	r.checked = r.Now()
	r.learn(at.live)
	r.expected.names.keys.ofRead(r.Schema, at.live)
	r.vouch(at.live)
	for _, i := range open {
		r.reopen(i, at)
	}
	moved := r.expected.moved(at, r.remaining())
	known := map[state.Ref]bool{}
	for _, m := range moved {
		known[m.Object] = true
	}
	bound := slices.DeleteFunc(r.boundMoved(open, at), func(m Move) bool { return known[m.Object] })
	r.report.Moved = append(moved, bound...)
	if len(r.report.Moved) > 0 {
		if r.journal == nil && r.already(at) {
			return nil, nil
		}
		why := ErrStale
		if r.report.Before != "" {
			why = fmt.Errorf("%w any more: run %s applied it", ErrStale, r.report.Before)
		}
		return nil, fmt.Errorf("%s: %w: %s", r.Section.Target, why, r.report.Moved[0])
	}
	for i := range r.steps {
		r.expected.lean(&r.steps[i], at.live)
	}
	return at.live, nil
}

// remaining are the objects that the steps that are left touch.
func (r *run) remaining() []state.Ref {
	var out []state.Ref
	for i := range r.steps {
		if r.report.Steps[i].Outcome == NotRun {
			out = append(out, touches(&r.steps[i])...)
		}
	}
	return sorted(out)
}

// boundMoved lists what the plan was decided from and is different now. What this
// plan did itself is no move: it tells nothing about the objects that its steps
// have written, or may have.
func (r *run) boundMoved(open []int, at *sight) []Move {
	ours := map[state.Ref]bool{}
	note := func(effects []state.Effect) {
		for _, e := range effects {
			ours[state.Ref{Kind: e.Object.Kind, Key: e.LiveKey}] = true
			for _, r := range r.expected.names.beforeOf(r.Schema, e.Object) {
				ours[r] = true
			}
			if e.Op != state.OpDelete {
				continue
			}
			for _, h := range r.expected.holders[r.expected.names.firstOf(e.Object)] {
				ours[h.object] = true
			}
		}
	}
	note(r.landed)
	for _, i := range open {
		note(r.steps[i].Effects)
	}
	var out []Move
	live := r.expected.names.inFirst(r.Schema, at.live)
	for _, b := range r.Bound {
		if ours[b.Object] {
			continue
		}
		o, _ := live.Find(b.Object)
		if what := b.Moved(o); what != "" {
			out = append(out, Move{Object: b.Object, Want: "as planned", Have: what})
		}
	}
	return out
}
