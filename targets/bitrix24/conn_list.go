package bitrix24

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// pageSize is how many rows a page has (DOC). A portal that gives fewer is
// followed all the same.
const pageSize = 50

// list is one listing, read in pages of which fifty fit into a request.
type list struct {
	method string
	params map[string]any
	what   string // for progress: "users"
	read   func(s *rest.Scan) (id string)
	reset  func() // forgets what read took, before another attempt

	seen  map[string]bool
	total int
	more  bool // a page behind the last one that the total lets expect
	doubt string
	err   error
}

// at is the command for the page that begins at an offset.
func (l *list) at(start int) command {
	params := maps.Clone(l.params)
	if params == nil {
		params = map[string]any{}
	}
	params["start"] = start
	return command{method: l.method, params: params}
}

// listings reads lists whole: a first page of each in one request, and then all
// other pages of all of them, fifty to a request. A list that cannot be trusted is
// read once more; its doubt says why when it still cannot.
func (c *conn) listings(ctx context.Context, lists []*list) error {
	if err := c.readLists(ctx, lists); err != nil {
		return err
	}
	var again []*list
	for _, l := range lists {
		if l.doubt != "" {
			again = append(again, l)
		}
	}
	if len(again) == 0 {
		return nil
	}
	return c.readLists(ctx, again)
}

func (c *conn) readLists(ctx context.Context, lists []*list) error {
	first := make([]command, len(lists))
	for i, l := range lists {
		l.seen, l.total, l.more, l.doubt, l.err = map[string]bool{}, -1, false, "", nil
		l.reset()
		first[i] = l.at(0)
	}
	got, err := c.ask(ctx, first)
	if err != nil {
		return err
	}
	var rest []command
	var of []*list
	for i, l := range lists {
		size := l.take(got[i], 0)
		for at := size; got[i].next > 0 && size > 0 && at < l.total; at += size {
			rest, of = append(rest, l.at(at)), append(of, l)
		}
	}
	if got, err = c.ask(ctx, rest); err != nil {
		return err
	}
	for i, l := range of {
		l.take(got[i], rest[i].params["start"].(int))
		c.tell(len(l.seen), max(l.total, 0), l.what)
	}
	for _, l := range lists {
		l.judge()
	}
	return nil
}

// take reads a page and returns how many rows it has.
func (l *list) take(a answer, at int) int {
	if a.err != nil {
		l.err = a.err
		return 0
	}
	n := 0
	items(a.raw, func(s *rest.Scan) {
		n++
		id := l.read(s)
		switch {
		case id == "":
			l.doubt = fmt.Sprintf("a row of %s has no ID", l.what)
		case l.seen[id]:
			l.doubt = fmt.Sprintf("the pages of %s overlap: ID %s came twice", l.what, id)
		}
		l.seen[id] = true
	})
	if a.next > 0 && a.next >= max(l.total, a.total) {
		l.more = true
	}
	switch {
	case at == 0:
		l.total = a.total
	case a.total != l.total:
		l.doubt = fmt.Sprintf("the number of %s went from %d to %d while they were read", l.what, l.total, a.total)
	}
	return n
}

// judge holds what came against what there is.
func (l *list) judge() {
	switch {
	case l.err != nil || l.doubt != "":
	case l.total < 0 && len(l.seen) > 0:
		l.doubt = fmt.Sprintf("the listing does not say how many %s there are", l.what)
	case l.more:
		l.doubt = fmt.Sprintf("the listing says that there are %d %s, and goes on behind them", l.total, l.what)
	case l.total >= 0 && len(l.seen) != l.total:
		l.doubt = fmt.Sprintf("%d of %d %s were listed", len(l.seen), l.total, l.what)
	}
}

// ask sends commands that read, fifty to a request. One that the portal turned away
// by itself, because its method has used up its time, is an error of its own: that
// takes minutes to pass, and the next run asks again.
func (c *conn) ask(ctx context.Context, all []command) ([]answer, error) {
	out := make([]answer, 0, len(all))
	for len(all) > 0 {
		n := min(batchSize, len(all))
		got, err := c.send(rest.Reads(ctx), batchRead, all[:n])
		if err != nil {
			return nil, err
		}
		out, all = append(out, got...), all[n:]
	}
	return out, nil
}

// send is one batch, again after a while where the portal did nothing of it.
func (c *conn) send(ctx context.Context, path string, all []command) ([]answer, error) {
	var got []answer
	err := c.patient(ctx, func() (err error) {
		got, err = c.api.batch(ctx, path, all)
		return err
	})
	return got, err
}

// waits are how long to wait before a call is tried again that the portal turned
// away without doing anything: the bucket leaks two requests a second (DOC).
var waits = []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second}

// patient tries a request until the portal lets it in.
func (c *conn) patient(ctx context.Context, try func() error) error {
	err := try()
	for _, wait := range waits {
		if err == nil || !rest.NotSent(err) || !limited(err) || !rest.Pause(ctx, wait) {
			break
		}
		err = try()
	}
	return err
}

func (c *conn) tell(done, total int, what string) {
	if c.progress != nil {
		c.progress(done, total, what)
	}
}

// shapeless is a reply of another shape than the method's.
func shapeless(method, why string) error {
	return &rest.Error{Kind: targets.ErrProtocol, Op: method, Sent: true, Message: why}
}

// limited reports whether the portal turned a call away because there were too many.
func limited(err error) bool { return errors.Is(err, targets.ErrLimited) }
