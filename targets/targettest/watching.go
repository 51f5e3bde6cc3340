package targettest

import (
	"context"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// call is one question to a connection: the objects that are looked for, or the
// steps that are sent; neither of a probe.
type call struct {
	refs  []state.Ref
	steps []*plan.Step
}

// watcher is told of each call before it is made and after it was answered.
type watcher struct{ before, after func(call) }

// watch has a watcher told of what a writer is asked. It can send batches if the
// bare one can.
func watch(w targets.Writer, by watcher) targets.Writer {
	if by.before == nil {
		by.before = func(call) {}
	}
	if by.after == nil {
		by.after = func(call) {}
	}
	out := watched{w, by}
	if b, ok := w.(targets.BatchWriter); ok {
		return watchedBatch{out, b}
	}
	return out
}

type watched struct {
	targets.Writer
	by watcher
}

func (w watched) Probe(ctx context.Context) (state.Profile, error) {
	w.by.before(call{})
	defer w.by.after(call{})
	return w.Writer.Probe(ctx)
}

func (w watched) Read(ctx context.Context, s targets.Scope) (*state.Snapshot, error) {
	c := call{refs: s.Refs}
	w.by.before(c)
	defer w.by.after(c)
	return w.Writer.Read(ctx, s)
}

func (w watched) Do(ctx context.Context, o targets.Order) targets.Result {
	c := call{steps: []*plan.Step{o.Step}}
	w.by.before(c)
	defer w.by.after(c)
	return w.Writer.Do(ctx, o)
}

type watchedBatch struct {
	watched
	batch targets.BatchWriter
}

func (w watchedBatch) BatchSize(call string) int { return w.batch.BatchSize(call) }

func (w watchedBatch) DoBatch(ctx context.Context, orders []targets.Order) []targets.Result {
	var c call
	for _, o := range orders {
		c.steps = append(c.steps, o.Step)
	}
	w.by.before(c)
	defer w.by.after(c)
	return w.batch.DoBatch(ctx, orders)
}
