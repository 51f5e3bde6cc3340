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

// pages reads one set from its first page to its last.
func (c *conn) pages(ctx context.Context, l listing, h *harvest) (doubt string, err error) {
	seen := map[string]bool{}
	total, last, at, twice := int64(-1), int64(-1), 0, ""
	for {
		q := l.q
		q.top, q.skip = pageSize, at
		q.count = at == 0 || int64(at+pageSize) >= total
		p, err := c.page(ctx, l, q, h)
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
		}
		if q.count {
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

// page reads one page. One that is no JSON, though the exchange was whole, is
// asked for once more.
func (c *conn) page(ctx context.Context, l listing, q query, h *harvest) (page, error) {
	reply, err := c.api.list(ctx, l.set, q)
	if errors.Is(err, targets.ErrProtocol) {
		reply, err = c.api.list(ctx, l.set, q)
	}
	if err != nil {
		return page{}, err
	}
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
