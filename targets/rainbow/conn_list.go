package rainbow

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

const (
	// longPage is how many rows are asked for at once: the most that the vendor's
	// own tool asks for (CLI). A portal that gives fewer is followed all the same.
	longPage = 1000
	// usualPage is the page that a portal gives when nobody asks (generated
	// clients), for one that refuses longPage.
	usualPage = 100
	// mostPages is more than any company has of anything.
	mostPages = 100_000
	// abreast is how many requests are under way at a time. The vendor's SDK allows
	// itself many more; no quota is published.
	abreast = 6
)

// list is one listing, read in pages of which several are under way at a time.
type list struct {
	path   string
	sort   string // the field that pages are cut by; "" leaves it to the vendor
	filter url.Values
	what   string // for progress and doubts: "users"
	read   func(s *rest.Scan) (id string)
	reset  func() // forgets what read took, before another attempt

	seen  map[string]bool
	total int
	limit int // rows of a page asked for
	size  int // rows of the first page
	doubt string
	err   error
}

// whole reads a list from its first page to its last. One that cannot be trusted is
// read once more; its doubt says why when it still cannot. Its err is why it could
// not be read at all.
func (c *conn) whole(ctx context.Context, l *list) {
	for range 2 {
		l.begin()
		l.err = c.pages(ctx, l)
		if l.err != nil || l.judge() == "" {
			return
		}
	}
}

func (l *list) begin() {
	l.seen, l.total, l.size, l.doubt, l.err = map[string]bool{}, -1, 0, "", nil
	l.reset()
}

// pages reads the first page, and then all others side by side. They are taken in
// their order, whichever comes first.
func (c *conn) pages(ctx context.Context, l *list) error {
	if err := c.firstPage(ctx, l); err != nil {
		return err
	}
	if l.size == 0 || l.size >= l.total {
		return nil
	}
	n := (l.total - 1) / l.size
	if n > mostPages {
		return shapeless(l.path, fmt.Sprintf("the reply says that there are %d %s", l.total, l.what))
	}
	got := make([]*rest.Reply, n)
	err := rest.Each(ctx, abreast, n, func(ctx context.Context, i int) (err error) {
		got[i], err = c.page(ctx, l, l.size*(i+1))
		return err
	})
	if err != nil {
		return err
	}
	for _, reply := range got {
		if _, err := l.take(reply); err != nil {
			return err
		}
		c.tell(len(l.seen), l.total, l.what)
	}
	return nil
}

// firstPage also finds out how many rows a page has. Lists are read side by side, so
// another may have found out since that so many are refused: each goes by the limit
// that it asked for itself.
func (c *conn) firstPage(ctx context.Context, l *list) error {
	l.limit = int(c.limit.Load())
	reply, err := c.page(ctx, l, 0)
	if errors.Is(err, targets.ErrInvalid) && l.limit > usualPage {
		l.limit = usualPage
		c.limit.Store(usualPage)
		reply, err = c.page(ctx, l, 0)
	}
	if err != nil {
		return err
	}
	l.size, err = l.take(reply)
	c.tell(len(l.seen), max(l.total, 0), l.what)
	return err
}

// page asks for one page; a reply that is whole and no JSON is asked for once more.
func (c *conn) page(ctx context.Context, l *list, offset int) (*rest.Reply, error) {
	p := page{limit: l.limit, offset: offset, sort: l.sort, filter: l.filter}
	reply, err := c.api.list(ctx, l.path, p)
	if errors.Is(err, targets.ErrProtocol) {
		reply, err = c.api.list(ctx, l.path, p)
	}
	return reply, err
}

// take reads the rows of a page and returns how many there are.
func (l *list) take(reply *rest.Reply) (int, error) {
	n, total, found := 0, -1, false
	rest.Fields(reply.Body, func(name string, s *rest.Scan) {
		switch {
		case name == "total":
			total = int(count(s))
		case name == "data" && s.Kind() == '[':
			found = true
			s.Array(func() {
				n++
				l.note(l.read(s))
			})
		}
	})
	switch {
	case !found:
		return 0, shapeless(l.path, "the reply is not a list")
	case l.total < 0 && len(l.seen) == n:
		l.total = total
	case total != l.total:
		l.doubt = fmt.Sprintf("the number of %s went from %d to %d while they were read", l.what, l.total, total)
	}
	return n, nil
}

func (l *list) note(id string) {
	switch {
	case id == "":
		l.doubt = fmt.Sprintf("a row of %s has no id", l.what)
		id = fmt.Sprint("nameless ", len(l.seen))
	case l.seen[id]:
		l.doubt = fmt.Sprintf("the pages of %s overlap: id %s came twice", l.what, id)
	}
	l.seen[id] = true
}

// judge holds what came against what there is.
func (l *list) judge() string {
	switch {
	case l.doubt != "":
	case l.total < 0:
		l.doubt = fmt.Sprintf("the listing does not say how many %s there are", l.what)
	case len(l.seen) != l.total:
		l.doubt = fmt.Sprintf("%d of %d %s were listed", len(l.seen), l.total, l.what)
	}
	return l.doubt
}

// lists reads lists whole, of which each is needed: one that is denied, or cannot
// be trusted, is an error.
func (c *conn) lists(ctx context.Context, all []*list) error {
	if err := c.readLists(ctx, all); err != nil {
		return err
	}
	for _, l := range all {
		switch {
		case l.err != nil:
			return l.err
		case l.doubt != "":
			return shapeless(l.path, l.doubt)
		}
	}
	return nil
}

// readLists reads lists side by side. An error is of those that say nothing about
// what an account may see.
func (c *conn) readLists(ctx context.Context, all []*list) error {
	return rest.Each(ctx, abreast, len(all), func(ctx context.Context, i int) error {
		c.whole(ctx, all[i])
		if _, less := lesser(all[i].err); all[i].err != nil && !less {
			return all[i].err
		}
		return nil
	})
}

func (c *conn) tell(done, total int, what string) {
	if c.progress != nil {
		c.telling.Lock()
		defer c.telling.Unlock()
		c.progress(done, total, what)
	}
}
