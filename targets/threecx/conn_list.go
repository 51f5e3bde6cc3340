package threecx

import (
	"context"
	"errors"
	"fmt"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// pageSize is the most that $top may ask for (observed by integrators; more is
// an error).
const pageSize = 100

// listing is one entity set, read in pages.
type listing struct {
	set  string
	q    query
	read entity
	what string // for progress: "users"
}

// whole reads every entity of a set into a harvest made anew for each attempt.
// It answers why the listing cannot be trusted, "" when it can: every page was
// full, no entity came twice, and the set had as many at the end as at the
// beginning. A listing that cannot be trusted is read once more.
func (c *conn) whole(ctx context.Context, l listing, fresh func() *harvest) (h *harvest, doubt string, err error) {
	for range 2 {
		h = fresh()
		if doubt, err = c.pages(ctx, l, h); err != nil || doubt == "" {
			return h, doubt, err
		}
	}
	return h, doubt, nil
}

// pages reads one set from its first page to its last. While a page is taken in
// the PBX makes the next one.
func (c *conn) pages(ctx context.Context, l listing, h *harvest) (doubt string, err error) {
	ctx, cancel := context.WithCancel(ctx)
	next := c.ask(ctx, l, 0, -1)
	defer func() { cancel(); next.reply() }()
	seen := map[string]bool{}
	total, last, at, twice := int64(-1), int64(-1), 0, ""
	for {
		if next.at != at { // nobody knew of it, or the page before was shorter than it should be
			next.reply()
			next = c.ask(ctx, l, at, total)
		}
		now := next
		reply, err := now.reply()
		if err == nil && total > int64(at+pageSize) {
			next = c.ask(ctx, l, at+pageSize, total)
		}
		var p page
		if err == nil {
			p, err = take(l, reply, h)
		}
		if err == nil && h.raw == nil { // else parts of it are kept
			reply.Done()
		}
		if err != nil {
			return "", err
		}
		for _, id := range p.ids {
			if seen[id] && twice == "" {
				twice = id
			}
			seen[id] = true
		}
		if at == 0 {
			total = p.count
			h.expect(len(p.ids), total)
		}
		if now.counts {
			last = p.count
		}
		at += len(p.ids)
		c.tell(at, int(max(total, 0)), l.what)
		if total < 0 && len(p.ids) < pageSize || len(p.ids) == 0 || total >= 0 && int64(at) >= total {
			break
		}
	}
	switch {
	case total < 0:
		return "the listing does not say how many " + l.what + " there are", nil
	case twice != "":
		return fmt.Sprintf("the pages of %s overlap: Id %s came twice", l.what, twice), nil
	case int64(len(seen)) != total:
		return fmt.Sprintf("%d of %d %s were listed", len(seen), total, l.what), nil
	case last != total:
		return fmt.Sprintf("the number of %s went from %d to %d while they were read", l.what, total, last), nil
	}
	return "", nil
}

// page is what one request brought.
type page struct {
	ids   []string
	count int64 // of the whole set; -1 when the reply does not say
}

// asked is a page that was asked for, and may be on its way still.
type asked struct {
	at     int
	counts bool // whether the reply says how many there are in all
	reply  func() (*rest.Reply, error)
}

// ask asks for the page that begins at an offset, of a set of so many; -1: nobody
// knows yet. One that is no JSON, though the exchange was whole, is asked for once
// more.
func (c *conn) ask(ctx context.Context, l listing, at int, total int64) asked {
	q := l.q
	q.top, q.skip = pageSize, at
	q.count = at == 0 || int64(at+pageSize) >= total
	var reply *rest.Reply
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		reply, err = c.api.list(ctx, l.set, q)
		if errors.Is(err, targets.ErrProtocol) {
			reply, err = c.api.list(ctx, l.set, q)
		}
	}()
	return asked{at, q.count, func() (*rest.Reply, error) { <-done; return reply, err }}
}

// take reads the entities of one page into the harvest.
func take(l listing, reply *rest.Reply, h *harvest) (page, error) {
	p := page{count: -1}
	found := false
	s := rest.NewScan(reply.Body)
	if len(reply.Body) == 0 || s.Kind() != '{' {
		return page{}, shapeless("/"+l.set, reply)
	}
	s.Object(func(name []byte) {
		switch string(name) {
		case "@odata.count":
			if n, ok := s.Int(); ok {
				p.count = n
			}
		case "value":
			found = true
			s.Array(func() { p.ids = append(p.ids, l.read(h, s)) })
		}
	})
	if !found {
		return page{}, shapeless("/"+l.set, reply)
	}
	return p, nil
}

func shapeless(path string, reply *rest.Reply) error {
	return &rest.Error{Kind: targets.ErrProtocol, Op: "GET " + path, Status: reply.Status, Sent: true, Message: "not the shape of a listing"}
}

func (c *conn) tell(done, total int, what string) {
	if c.progress != nil {
		c.progress(done, total, what)
	}
}

// coverage is what a listing of kinds amounts to.
func coverage(kinds []string, doubt string) []state.Coverage {
	out := make([]state.Coverage, len(kinds))
	for i, k := range kinds {
		out[i] = state.Coverage{Extent: state.Extent{Kind: k}, Reach: state.Complete}
		if doubt != "" {
			out[i].Reach, out[i].Reason = state.Partial, doubt
		}
	}
	return out
}
