package apply

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// group is a page of steps that were checked together.
type group struct {
	members []int
	live    *state.Snapshot
	read    time.Time      // when live had been read
	asked   time.Time      // when it was asked for
	cost    int            // how many requests that takes, at most
	calls   int            // requests sent since
	doubted bool           // a call did not come about since
	since   []state.Effect // done since live was read
	dirty   map[state.Ref]bool
	moved   map[int]Move // steps that must not be sent
}

// carryOut sends the steps that are left, a page at a time. live is the read
// that just found everything in place; it serves as the check of the first page
// when there is only one.
func (r *run) carryOut(ctx context.Context, live *state.Snapshot) error {
	pages := r.pages()
	for n, members := range pages {
		if r.stop != nil || ctx.Err() != nil {
			break
		}
		if err := r.holds(); err != nil {
			return err
		}
		g := &group{members: members, live: live, read: r.checked, asked: r.asked, dirty: map[state.Ref]bool{}, moved: map[int]Move{}}
		var refs []state.Ref
		for _, i := range members {
			refs = append(refs, r.about(i)...)
		}
		refs = sorted(refs)
		g.cost = r.requests(refs)
		if n > 0 || len(pages) > 1 {
			var err error
			if g.live, err = r.look(ctx, targets.Scope{Refs: refs}); err != nil {
				if ctx.Err() != nil {
					break
				}
				return err
			}
			g.read, g.asked = r.Now(), r.asked
			r.learn(g.live)
		}
		at := r.sight(g.live)
		for _, i := range members {
			about := touches(&r.steps[i])
			if n > 0 || len(pages) > 1 {
				about = r.about(i)
			}
			if m := r.expected.moved(at, sorted(about)); len(m) > 0 {
				g.moved[i] = m[0]
			}
		}
		r.send(ctx, g, members)
		r.readBack()
	}
	return nil
}

// pages cuts the steps that are left into groups of about a page of objects.
func (r *run) pages() [][]int {
	var out [][]int
	var now []int
	size := 0
	for i := range r.steps {
		if r.report.Steps[i].Outcome != NotRun {
			continue
		}
		n := r.weight(&r.steps[i])
		if size > 0 && size+n > page {
			out, now, size = append(out, now), nil, 0
		}
		now, size = append(now, i), size+n
	}
	if len(now) > 0 {
		out = append(out, now)
	}
	return out
}

// weight is how many objects of a listing show what a step touches. A part, such
// as a membership, comes with what it is a part of where the step touches that
// too: else a page of new users would be half a page of the vendor's.
func (r *run) weight(s *plan.Step) int {
	own := map[state.Ref]bool{}
	for _, e := range s.Effects {
		own[e.Object] = true
	}
	n := 0
	for _, e := range s.Effects {
		if !e.Predicted && !r.partOf(e, own) {
			n++
		}
	}
	return n
}

// partOf reports whether an effect says itself that its object is a part of one of
// the others.
func (r *run) partOf(e state.Effect, others map[state.Ref]bool) bool {
	k, ok := r.Schema.Kind(e.Object.Kind)
	if !ok {
		return false
	}
	for owner := range k.Owners(&state.Object{Kind: e.Object.Kind, Key: e.Object.Key, Attrs: e.Attrs}) {
		if owner != e.Object && others[owner] {
			return true
		}
	}
	return false
}

// send goes through the steps of a group in order.
func (r *run) send(ctx context.Context, g *group, members []int) {
	for len(members) > 0 && r.stop == nil && ctx.Err() == nil {
		i := members[0]
		why, ok := r.ready(g, i)
		if ok && r.aged(g) {
			if r.stop = r.renew(g); r.stop != nil {
				return
			}
			why, ok = r.ready(g, i)
		}
		if !ok {
			r.conclude(i, why)
			members = members[1:]
			continue
		}
		n := r.batch(g, members)
		if n > 1 {
			r.sendBatch(g, members[:n])
		} else {
			r.sendOne(g, members)
		}
		members = members[n:]
	}
}

// ready reports whether a step may be sent, or what becomes of it otherwise.
func (r *run) ready(g *group, i int) (StepReport, bool) {
	if later, ok := r.waits(i); ok {
		return later, false
	}
	for _, need := range r.steps[i].Needs {
		j, ok := r.at[need]
		if !ok {
			return StepReport{Outcome: Skipped, Because: need, Error: "the plan has no step " + need}, false
		}
		if r.report.Steps[j].Outcome == Done && r.due(j) {
			r.readBack()
		}
		if out := r.report.Steps[j]; out.Outcome != Done {
			return StepReport{Outcome: Skipped, Because: need, Error: fmt.Sprintf("it needs %q, which is %s", out.Title, out.Outcome)}, false
		}
	}
	if m, ok := g.moved[i]; ok {
		r.report.Moved = append(r.report.Moved, m)
		return conflicting(m), false
	}
	return StepReport{}, true
}

// conclude sets what became of a step that was not sent.
func (r *run) conclude(i int, with StepReport) {
	out := &r.report.Steps[i]
	out.Outcome, out.Because, out.Error, out.Hint = with.Outcome, with.Because, with.Error, with.Hint
	if r.announced[i] {
		delete(r.announced, i)
		r.note(i)
	}
	r.ended(i)
}

// ended tells about a step.
func (r *run) ended(i int) {
	r.concluded++
	r.tell(Event{What: "applying", Step: &r.steps[i], Result: &r.report.Steps[i]})
}

// batch is how many of the members can go out in one request.
func (r *run) batch(g *group, members []int) int {
	w, ok := r.Writer.(targets.BatchWriter)
	if !ok {
		return 1
	}
	first := &r.steps[members[0]]
	most := min(w.BatchSize(first.Call), len(members))
	in := map[string]bool{first.ID: true}
	n := 1
	for ; n < most; n++ {
		s := &r.steps[members[n]]
		if s.Call != first.Call {
			break
		}
		for _, need := range s.Needs {
			if in[need] {
				return n
			}
		}
		if _, ok := r.ready(g, members[n]); !ok {
			break
		}
		in[s.ID] = true
	}
	return n
}

// sendBatch sends several steps in one request. Each has its own outcome; those
// that are not done are settled one by one.
func (r *run) sendBatch(g *group, members []int) {
	ids := make([]string, len(members))
	orders := make([]targets.Order, len(members))
	for n, i := range members {
		ids[n] = r.steps[i].ID
		orders[n] = r.order(g, i)
	}
	if !r.announce(ids...) {
		return
	}
	r.sent, g.calls = r.Now(), g.calls+1
	results := r.Writer.(targets.BatchWriter).DoBatch(r.calls, orders)
	for n, i := range members {
		r.report.Steps[i].Sent++
		if n >= len(results) {
			results = append(results, targets.Result{Outcome: targets.OutcomeUnknown, Err: targets.ErrProtocol})
		}
		if !r.take(g, i, results[n]) {
			r.sendOne(g, members[n:n+1])
		}
	}
}

// sendOne sends the first of the members until its outcome is known, or nobody can
// know it. The others are those that come after it.
func (r *run) sendOne(g *group, members []int) {
	i := members[0]
	for r.report.Steps[i].Sent < tries {
		if r.report.Steps[i].Sent > 0 && !r.again(g, i) {
			return
		}
		if !r.intend(g, members) {
			return
		}
		r.report.Steps[i].Sent++
		r.sent, g.calls = r.Now(), g.calls+1
		if r.take(g, i, r.Writer.Do(r.calls, r.order(g, i))) {
			return
		}
	}
	out := &r.report.Steps[i]
	out.Outcome = Failed
	r.note(i)
	r.ended(i)
}

func (r *run) order(g *group, i int) targets.Order {
	s := &r.steps[i]
	live := g.live
	if len(g.since) > 0 && g.touched(s) {
		live, _ = r.Schema.Apply(live, g.since)
		g.live, g.since = live, nil
	}
	return targets.Order{Step: s, Live: live, Asked: g.asked, ID: func(ref state.Ref) (string, bool) { return r.id(s, ref) }, Secret: r.secret}
}

// touched reports whether what a step works on was written since live was read.
// A rename reaches whatever has the name, in its own key too.
func (g *group) touched(s *plan.Step) bool {
	if slices.ContainsFunc(g.since, renames) {
		return true
	}
	for _, e := range s.Effects {
		if g.dirty[e.Object] || e.LiveKey != "" && g.dirty[state.Ref{Kind: e.Object.Kind, Key: e.LiveKey}] {
			return true
		}
	}
	return false
}

func renames(e state.Effect) bool {
	return e.Op == state.OpUpdate && e.LiveKey != "" && e.LiveKey != e.Object.Key
}

func (r *run) secret(name string) (string, error) {
	if r.Secret == nil {
		return "", fmt.Errorf("no secret is called %s", name)
	}
	return r.Secret(name)
}

// take concludes a step with the outcome of a call. It reports false when the
// call changed nothing and may be sent again.
func (r *run) take(g *group, i int, result targets.Result) bool {
	s, out := &r.steps[i], &r.report.Steps[i]
	r.acted = r.Now()
	g.doubted = g.doubted || result.Outcome != targets.Done || r.dragged(r.acted.Sub(r.sent))
	if result.Err != nil {
		out.Error, out.Hint = result.Err.Error(), rest.Hint(result.Err)
	}
	switch result.Outcome {
	case targets.Done:
		r.succeed(g, i, result.IDs)
		return true
	case targets.NotSent:
		out.Outcome = Failed
		out.Sent--
		if r.calls.Err() != nil {
			out.Outcome, r.stop = NotRun, r.calls.Err() // given up before it went out
		}
		if hopeless(result.Err) {
			r.stop = result.Err
		}
	case targets.Refused:
		out.Outcome = Refused
		if s.Op != state.OpDelete || !errors.Is(result.Err, targets.ErrNotFound) {
			break
		}
		return r.resolve(g, i) // it may be gone already
	default:
		return r.resolve(g, i)
	}
	r.note(i)
	r.ended(i)
	return true
}

// hopeless reports whether no other step can fare better.
func hopeless(err error) bool {
	return errors.Is(err, targets.ErrUnreachable) || errors.Is(err, targets.ErrUnauthorized) || errors.Is(err, targets.ErrLimited)
}

func (r *run) succeed(g *group, i int, ids map[state.Ref]string) {
	s := &r.steps[i]
	r.done(i, ids)
	if g != nil {
		g.since = append(g.since, s.Effects...)
		for _, e := range s.Effects {
			g.dirty[e.Object] = true
		}
	}
	r.unread = append(r.unread, i)
	r.note(i)
	r.ended(i)
}

// resolve decides a call whose outcome is unknown. It reports false when the
// call may be sent again.
func (r *run) resolve(g *group, i int) bool {
	s, out := &r.steps[i], &r.report.Steps[i]
	out.Settled = s.Settle
	if s.Settle == plan.ByAsk {
		out.Outcome, out.Hint = Unknown, r.askHint(s)
		r.note(i)
		r.ended(i)
		return true
	}
	if s.Settle == plan.ByRepeat && out.Sent < tries {
		return false
	}
	if r.calls.Err() != nil {
		r.stop = r.calls.Err()
		out.Outcome, out.Error, out.Hint = Unknown, "given up before the answer came", "run apply again: it looks whether this was done"
		r.note(i)
		r.ended(i)
		return true
	}
	v, why, live, err := r.settle(s, r.acted)
	if err != nil {
		v, why = unclear, err.Error()
		r.stop = err
	}
	switch v {
	case wasDone:
		r.succeed(g, i, r.adopt(s, live))
		return true
	case notDone:
		if out.Outcome != Refused {
			return false
		}
		out.Error += "; " + why
	case another:
		out.Outcome, out.Error = Differs, why
		out.Hint = "plan again: somebody else may have made it"
	case unclear:
		out.Outcome = Unknown
		out.Error += "; looking gave no answer: " + why
		out.Hint = "run apply again when the target answers"
	}
	r.note(i)
	r.ended(i)
	return true
}
