package sim

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// paging is what a client asks of a list.
type paging struct {
	limit, offset int
	field         string
	order         int
	format        level
}

// cachedList is a filtered and sorted list, good while the world stays as it is.
// Clients page through the same list: it is made once, not once a page.
type cachedList struct {
	generation int
	objects    []*object
}

// maxLists is how many lists are remembered.
const maxLists = 16

// param is a query parameter; "" when it is missing or says nothing. The SDK
// sends "undefined" where its caller left a parameter out.
func (c *call) param(name string) string {
	switch v := c.query.Get(name); v {
	case "undefined", "null", "NaN":
		return ""
	default:
		return v
	}
}

// flag is a boolean query parameter: nil when it is missing.
func (c *call) flag(name string) (*bool, *apiError) {
	s := c.param(name)
	if s == "" {
		return nil, nil
	}
	v, err := strconv.ParseBool(s)
	if err != nil {
		return nil, wrong(name, "must be a boolean", s)
	}
	return &v, nil
}

func (c *call) paging(sortField string) (p paging, e *apiError) {
	p = paging{limit: 100, field: sortField, order: 1}
	if p.limit, e = c.number("limit", 100); e != nil {
		return p, e
	}
	if p.offset, e = c.number("offset", 0); e != nil {
		return p, e
	}
	p.limit = min(p.limit, c.quirks.maxLimit())
	if s := c.param("sortField"); s != "" {
		p.field = s
	}
	switch s := c.param("sortOrder"); s {
	case "", "1":
	case "-1":
		p.order = -1
	default:
		return p, wrong("sortOrder", "must be 1 or -1", s)
	}
	p.format, e = c.format()
	return p, e
}

func (c *call) number(name string, usual int) (int, *apiError) {
	s := c.param(name)
	if s == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0, wrong(name, "must be a whole number of 0 or more", s)
	}
	return n, nil
}

func (c *call) format() (level, *apiError) {
	switch s := c.param("format"); s {
	case "", "small":
		return small, nil
	case "medium":
		return medium, nil
	case "full":
		return full, nil
	default:
		return small, wrong("format", "must be one of small, medium, full", s)
	}
}

// list answers with a page of those objects that keep lets through.
func (c *call) list(candidates []*object, sortField string, keep func(*object) bool) *apiError {
	return c.listAs(candidates, sortField, keep, c.view)
}

func (c *call) listAs(candidates []*object, sortField string, keep func(*object) bool, view func(*object, level) map[string]any) *apiError {
	p, e := c.paging(sortField)
	if e != nil {
		return e
	}
	objects := c.remember(candidates, p, keep)
	return c.page(len(objects), p, func(i int) any { return view(objects[i], p.format) })
}

// page answers with a part of n rows.
func (c *call) page(n int, p paging, row func(int) any) *apiError {
	rows := make([]any, 0, min(p.limit, n))
	shift := 0
	if simhttp.Shifted(c.r) && n > 1 {
		shift = 1
	}
	for i := p.offset; i < n && len(rows) < p.limit; i++ {
		rows = append(rows, row((i+shift)%n))
	}
	writeJSON(c.rw, http.StatusOK, map[string]any{"data": rows, "limit": p.limit, "offset": p.offset, "total": n})
	return nil
}

// remember narrows and sorts, or takes the list that the same question got before.
func (c *call) remember(candidates []*object, p paging, keep func(*object) bool) []*object {
	q := c.query
	key := strings.Join([]string{c.who.user.id, c.r.URL.Path, p.field, strconv.Itoa(p.order)}, "\x00")
	for _, name := range slices.Sorted(maps.Keys(q)) {
		if name != "limit" && name != "offset" && name != "format" {
			key += "\x00" + name + "=" + strings.Join(q[name], "\x01")
		}
	}
	if l, ok := c.lists[key]; ok && l.generation == c.generation {
		return l.objects
	}
	out := make([]*object, 0, len(candidates))
	for _, o := range candidates {
		if keep(o) {
			out = append(out, o)
		}
	}
	c.sort(out, p)
	if len(c.lists) >= maxLists {
		clear(c.lists)
	}
	c.lists[key] = cachedList{c.generation, out}
	return out
}

// sort orders by a field, without minding case; equals stay as they were made.
func (c *call) sort(list []*object, p paging) {
	keys := make(map[*object]string, len(list))
	for _, o := range list {
		keys[o] = c.sortKey(o, p.field)
	}
	slices.SortStableFunc(list, func(a, b *object) int { return p.order * cmp.Compare(keys[a], keys[b]) })
}

func (c *call) sortKey(o *object, field string) string {
	if field == "displayName" && o.kind() == "users" {
		return fold(displayName(o))
	}
	switch v := o.props[field].(type) {
	case string:
		return fold(v)
	case int64:
		return strconv.FormatInt(v+1<<40, 10)
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}
