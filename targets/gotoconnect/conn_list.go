package gotoconnect

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

const (
	// adminPageSize is the page of the Admin API that works (reference §3).
	adminPageSize = 1000
	// voicePageSize is the page of Voice Admin that is used in the field (reference §5).
	voicePageSize = 100
	// mostPages is more than any account has of anything.
	mostPages = 10_000
	// abreast is how many requests are under way at a time; how many a second the
	// transport decides.
	abreast = 6
	// attempts is how often a list is read that does not come out the same twice.
	attempts = 4
)

// list is one listing. A list of Voice Admin that has several pages says nothing of how
// many rows there are, so that a row that moved between two pages would be missed: it
// counts once it was read twice with the same rows.
type list struct {
	admin bool
	path  string
	what  string // for progress and doubts: "users"
	read  func(s *rest.Scan) (id string)
	reset func() // forgets what read took, before another attempt

	ids   []string
	pages int
	doubt string
	err   error
}

// whole reads a list from its first page to its last. Its doubt says why it cannot be
// trusted, its err why it could not be read at all.
func (c *conn) whole(ctx context.Context, l *list) {
	var before []string
	for try := range attempts {
		l.ids, l.pages, l.doubt, l.err = nil, 0, "", nil
		l.reset()
		if l.admin {
			l.err = c.adminPages(ctx, l)
		} else {
			l.err = c.voicePages(ctx, l)
		}
		switch {
		case missingPage(l.err) && l.pages > 0:
			l.doubt, l.err = "a page of "+l.what+" was refused in the middle of the list", nil
		case l.err != nil:
			return
		case l.doubt != "":
		case l.admin, l.pages <= 1, try > 0 && slices.Equal(before, l.ids):
			return
		}
		before = l.ids
	}
	if l.doubt == "" {
		l.doubt = "the list of " + l.what + " was another one each time it was read"
	}
}

// adminPages goes by offset, and holds what came against the total.
func (c *conn) adminPages(ctx context.Context, l *list) error {
	total := -1
	for ; l.pages < mostPages; l.pages++ {
		reply, err := c.object(ctx, true, l.path, adminPage(len(l.ids), adminPageSize))
		if err != nil {
			return err
		}
		n, said, found := 0, -1, false
		rest.Fields(reply.Body, func(name string, s *rest.Scan) {
			switch {
			case name == "total":
				said = number(s)
			case name == "results" && s.Kind() == '[':
				found = true
				s.Array(func() { n++; l.note(l.read(s)) })
			}
		})
		switch {
		case !found:
			return shapeless(l.path, "the reply is not a list")
		case said < 0:
			l.doubt = "the listing does not say how many " + l.what + " there are"
		case total >= 0 && said != total:
			l.doubt = fmt.Sprintf("the number of %s went from %d to %d while they were read", l.what, total, said)
		}
		total = said
		c.tell(len(l.ids), max(total, 0), l.what)
		if n == 0 || len(l.ids) >= total {
			break
		}
	}
	l.overlap()
	if l.doubt == "" && len(l.ids) != total {
		l.doubt = fmt.Sprintf("%d of %d %s were listed", len(l.ids), total, l.what)
	}
	return nil
}

// voicePages follows markers to the page that has none. Where the usual size is refused
// the service's own is taken from then on.
func (c *conn) voicePages(ctx context.Context, l *list) error {
	marker := ""
	for l.pages < mostPages {
		size := int(c.size.Load())
		reply, err := c.object(ctx, false, l.path, voicePage(c.account, marker, size))
		if missingPage(err) && l.pages == 0 && size > 0 {
			c.size.Store(0)
			reply, err = c.object(ctx, false, l.path, voicePage(c.account, marker, 0))
		}
		if err != nil {
			return err
		}
		l.pages++
		next, found := "", false
		rest.Fields(reply.Body, func(name string, s *rest.Scan) {
			switch {
			case name == "nextPageMarker":
				next = s.Plain()
			case name == "items" && s.Kind() == '[':
				found = true
				s.Array(func() { l.note(l.read(s)) })
			}
		})
		if !found {
			return shapeless(l.path, "the reply is not a list")
		}
		c.tell(len(l.ids), len(l.ids), l.what)
		if next == "" {
			l.overlap()
			return nil
		}
		marker = next
	}
	return shapeless(l.path, "the list has no end")
}

func number(s *rest.Scan) int {
	n, ok := s.Int()
	if !ok {
		return -1
	}
	return int(n)
}

func (l *list) note(id string) {
	if id == "" {
		l.doubt = "a row of " + l.what + " has no id"
	}
	l.ids = append(l.ids, id)
}

// overlap finds a row that came twice.
func (l *list) overlap() {
	seen := make(map[string]bool, len(l.ids))
	for _, id := range l.ids {
		if seen[id] {
			l.doubt = fmt.Sprintf("the pages of %s overlap: %s came twice", l.what, id)
		}
		seen[id] = true
	}
}

// object is one reply; one that is whole and no JSON is asked for once more.
func (c *conn) object(ctx context.Context, admin bool, path string, values url.Values) (*rest.Reply, error) {
	reply, err := c.api.get(ctx, admin, path, values)
	if errors.Is(err, targets.ErrProtocol) {
		reply, err = c.api.get(ctx, admin, path, values)
	}
	return reply, err
}

func (c *conn) tell(done, total int, what string) {
	if c.progress != nil {
		c.telling.Lock()
		defer c.telling.Unlock()
		c.progress(done, total, what)
	}
}
