package sim

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// cachedList is a filtered and sorted set, good while the world stays as it is.
// Clients page through the same list: it is made once, not once a page.
type cachedList struct {
	generation int
	recs       []record
}

// maxLists is how many lists are remembered.
const maxLists = 16

func (c *call) host() string {
	return "https://" + c.w.system.FQDN
}

// context opens a reply with its metadata address.
func (c *call) context(fragment string) string {
	return `"@odata.context":` + strconv.Quote(c.host()+base+"/$metadata"+fragment)
}

func (c *call) record(rec record, t *typ, fragment string, code int) *apiError {
	q, e := parseQuery(c.opts, t)
	if e != nil {
		return e
	}
	c.render(code, func(r *renderer) { r.record(rec, q.shape, c.context(fragment)) })
	return nil
}

func (c *call) send(code int, body []byte) {
	c.rw.Header().Set("Content-Type", jsonType)
	c.rw.WriteHeader(code)
	c.rw.Write(body)
}

// value sends the result of a function that is no entity.
func (c *call) value(edm, json string) *apiError {
	c.send(http.StatusOK, []byte("{"+c.context("#"+edm)+`,"value":`+json+"}"))
	return nil
}

// list sends records under the query options. Lists of a whole set are
// remembered between pages.
func (c *call) list(recs []record, t *typ, fragment string, whole bool) *apiError {
	q, e := parseQuery(c.opts, t)
	if e != nil {
		return e
	}
	if e := q.checkTop(); e != nil {
		return e
	}
	if whole {
		recs = c.remember(recs, q)
	} else {
		recs = c.w.narrow(recs, q)
	}
	if simhttp.Shifted(c.r) && len(recs) > 1 {
		recs = append(slices.Clone(recs[1:]), recs[0])
	}
	if q.selected != "" {
		fragment += "(" + strings.Join(q.shape.names(), ",") + ")"
	}
	rows := page(recs, q)
	if q.top < 0 && c.w.quirks.PageSize > 0 && !c.bound() {
		rows = rows[:min(c.w.quirks.PageSize, len(rows))]
	}
	c.render(http.StatusOK, func(r *renderer) {
		r.buf.WriteString("{" + c.context(fragment))
		if q.count {
			r.buf.WriteString(`,"@odata.count":` + strconv.Itoa(len(recs)))
		}
		r.buf.WriteString(`,"value":`)
		r.list(rows, q.shape)
		if end := max(q.skip, 0) + len(rows); c.w.quirks.NextLink && end < len(recs) && len(rows) > 0 {
			r.buf.WriteString(`,"@odata.nextLink":` + strconv.Quote(c.nextLink(end)))
		}
		r.buf.WriteByte('}')
	})
	return nil
}

// bound says whether the list belongs to one entity.
func (c *call) bound() bool { return c.obj != nil }

// nextLink is the request at hand, further on.
func (c *call) nextLink(skip int) string {
	u := *c.r.URL
	q := u.Query()
	q.Del("%24skip")
	q.Set("$skip", strconv.Itoa(skip))
	return "http://" + c.r.Host + u.EscapedPath() + "?" + q.Encode()
}

// names are the selected properties.
func (s *shape) names() []string {
	out := make([]string, 0, len(s.fields))
	for _, f := range s.fields {
		out = append(out, f.p.name)
	}
	return out
}

// remember narrows a list, or takes the one that the same question got before.
func (c *call) remember(recs []record, q *query) []record {
	if q.filter == nil && q.search == "" && len(q.order) == 0 {
		return recs
	}
	if q.filter != nil {
		if some, ok := c.pick(q.filter.needs); ok {
			return c.w.narrow(some, q)
		}
	}
	key := c.set.name + "\x00" + q.key
	if !c.who.global {
		key += "\x00" + c.who.object.number()
	}
	if l, ok := c.w.lists[key]; ok && l.generation == c.w.generation {
		return l.recs
	}
	recs = c.w.narrow(recs, q)
	if len(c.w.lists) >= maxLists {
		clear(c.w.lists)
	}
	c.w.lists[key] = cachedList{c.w.generation, recs}
	return recs
}

// records are the rows of a set that the caller may see.
func (c *call) records() []record {
	switch c.set.name {
	case "Peers":
		return c.peers()
	case "SipDevices":
		return c.w.sipDevices()
	case "DidNumbers":
		return c.w.didNumbers()
	}
	key := "\x00" + c.set.name
	if l, ok := c.w.lists[key]; ok && l.generation == c.w.generation && c.who.global {
		return l.recs
	}
	list := c.w.table(c.set.name).list
	out := make([]record, 0, len(list))
	for _, o := range list {
		if c.who.sees(o) {
			out = append(out, o)
		}
	}
	if c.who.global {
		c.w.lists[key] = cachedList{c.w.generation, out}
	}
	return out
}
