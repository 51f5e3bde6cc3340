package asterisk

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// What one request of AMI holds (measured: 16.28 and 22.10). Of a form with more fields
// Asterisk takes the first ones, passes over the rest and says Success; a longer body
// is refused with 413.
const (
	mostFields = 128
	mostBytes  = 40_000 // of 40,960
)

// smallest is how many fields an edit has at least but for newcat and its like: its
// action, category, variable and value.
const smallest = 4

// BatchSize is how many orders go together: changes of files, as many as one request
// can hold. What does not fit in goes in the next one.
func (c *conn) BatchSize(call string) int {
	if call == callConfigure {
		return mostFields / smallest
	}
	return 1
}

// batch is what one UpdateConfig does: the edits of some orders, all or none.
type batch struct {
	orders []int // by their places
	edits  [][]edit
}

func (b *batch) all() []edit { return slices.Concat(b.edits...) }

// DoBatch changes files. Edits are made from a file as it was read for these orders or
// later, and a line that somebody changed since refuses the request: then each of its
// orders goes by itself.
func (c *conn) DoBatch(ctx context.Context, orders []targets.Order) []targets.Result {
	out := make([]targets.Result, len(orders))
	err := c.ready(ctx)
	for from := 0; from < len(orders); {
		n := sameFile(orders[from:])
		if err == nil {
			err = c.fresh(ctx, orders[from:from+n])
		}
		if err != nil {
			out[from] = unread(err)
			from++
			continue
		}
		c.configure(ctx, orders[from:from+n], out[from:from+n])
		from += n
	}
	return out
}

// unread is the result of an order whose file cannot be read: the change was not sent,
// and where the target refuses to show the file it refuses the change as well.
func unread(err error) targets.Result {
	if r := outcome(err); r.Outcome == targets.Refused {
		return r
	}
	return rest.Unsent(err)
}

// sameFile is how many of the orders, from the first on, change the same file.
func sameFile(orders []targets.Order) int {
	n := 1
	for n < len(orders) && fileOf(orders[n]) == fileOf(orders[0]) {
		n++
	}
	return n
}

func fileOf(o targets.Order) string { return word(o.Step.Args["file"]) }

// fresh sees to it that the orders' file is known as it was when they were looked at,
// or later.
func (c *conn) fresh(ctx context.Context, orders []targets.Order) error {
	file := fileOf(orders[0])
	if file != fileQueues && file != fileVoicemail {
		return fmt.Errorf("%w: configure has no file %q", targets.ErrUnsupported, file)
	}
	s := c.seen[file]
	for _, o := range orders {
		if s == nil || o.Asked.IsZero() || s.from.Before(o.Asked) {
			_, err := c.look(ctx, file)
			return err
		}
	}
	return nil
}

// configure changes one file, in as few requests as hold the orders. Whatever comes of
// one of them, the next are made from what was read for all: what somebody else changed
// since is not looked at again, so that it is not overwritten.
func (c *conn) configure(ctx context.Context, orders []targets.Order, out []targets.Result) {
	file := fileOf(orders[0])
	var b batch
	for i := range orders {
		edits, err := c.edits(orders[i])
		if err != nil {
			out[i] = rest.Unsent(err)
			continue
		}
		if len(b.orders) > 0 && !fits(b.all(), edits) {
			c.send(ctx, file, b, out)
			b = batch{}
		}
		b.orders, b.edits = append(b.orders, i), append(b.edits, edits)
	}
	if len(b.orders) > 0 {
		c.send(ctx, file, b, out)
	}
	if slices.ContainsFunc(out, func(r targets.Result) bool { return r.Outcome != targets.Done }) {
		delete(c.seen, file)
	}
}

// edits lead from the file, with all that was made of it so far, to what an order asks
// for.
func (c *conn) edits(o targets.Order) ([]edit, error) {
	args, err := c.fill(o)
	if err != nil {
		return nil, err
	}
	e := editor{file: c.seen[fileOf(o)].file}
	actions, _ := args["actions"].([]any)
	for i := range actions {
		action, _ := actions[i].(map[string]any)
		if err := e.apply(action); err != nil {
			return nil, err
		}
	}
	return e.edits, nil
}

// send makes a batch, and its orders one by one when it is refused: then nothing of it
// was done.
func (c *conn) send(ctx context.Context, file string, b batch, out []targets.Result) {
	result := c.update(ctx, file, b.all())
	apart := result.Outcome == targets.Refused && len(b.orders) > 1 && !errors.Is(result.Err, targets.ErrForbidden)
	for n, i := range b.orders {
		if out[i] = result; apart {
			out[i] = c.update(ctx, file, b.edits[n])
		}
	}
}

// update sends edits, with the reload that lets them act. Those of one order that are
// too many for one request act together all the same, with the last one.
func (c *conn) update(ctx context.Context, file string, edits []edit) targets.Result {
	name, module := c.fileNamed(file)
	for sent := false; len(edits) > 0; sent = true {
		n := held(edits)
		reload := "no"
		if n == len(edits) {
			reload = module
		}
		fields := []pair{{"srcfilename", name}, {"dstfilename", name}, {"reload", reload}}
		for i, e := range edits[:n] {
			fields = append(fields, e.pairs(i)...)
		}
		if _, err := c.manager.do(ctx, "updateconfig", name, fields...); err != nil {
			r := outcome(err)
			if sent {
				r.Outcome = targets.OutcomeUnknown
			}
			return r
		}
		edits = edits[n:]
	}
	return targets.Result{Outcome: targets.Done}
}

// held is how many of the edits one request holds, one at least.
func held(edits []edit) int {
	fields, bytes := smallest, 0
	for i, e := range edits {
		for _, p := range e.pairs(i) {
			fields++
			bytes += len(formOf([]pair{p})) + 1
		}
		if i > 0 && (fields > mostFields || bytes > mostBytes) {
			return i
		}
	}
	return len(edits)
}

// fits reports whether one request holds edits and more of them.
func fits(edits, more []edit) bool {
	all := append(edits[:len(edits):len(edits)], more...)
	return held(all) == len(all)
}
