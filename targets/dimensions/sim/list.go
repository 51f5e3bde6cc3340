package sim

import (
	"net/http"
	"strconv"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// paging is how a list is cut: rows in a page when the request does not say, the
// most that it may ask for, and whether a page tells the index of the next.
type paging struct {
	usual, most int
	next        bool
}

// tenantPages is that of resellers and customers: 1000 is the documented most.
var tenantPages = paging{usual: 1000, most: 1000}

// whole answers with all of a list, as that of users is documented.
func (c *call) whole(rows []map[string]any) *fail {
	data := []any{}
	for _, r := range rows {
		data = append(data, c.shown(r))
	}
	writeJSON(c.rw, http.StatusOK, map[string]any{"page_size": len(data), "data": data, "status": "success", "timestamp": c.stamp()})
	return nil
}

// page answers with a part of a list: pageIndex counts pages from 0, page_size is
// how many rows there are in this one.
func (c *call) page(rows []map[string]any, p paging) *fail {
	size, index, f := c.pageAsked(p)
	if f != nil {
		return f
	}
	if simhttp.Shifted(c.r) && len(rows) > 1 {
		rows = append(rows[1:], rows[0])
	}
	data := []any{}
	for i := index * size; i < len(rows) && len(data) < size; i++ {
		data = append(data, c.shown(rows[i]))
	}
	out := map[string]any{"page_size": len(data), "page_index": index, "data": data, "status": "success", "timestamp": c.stamp()}
	if p.next && (index+1)*size < len(rows) {
		out["next"] = index + 1
	}
	writeJSON(c.rw, http.StatusOK, out)
	return nil
}

// pageAsked reads pageSize and pageIndex.
func (c *call) pageAsked(p paging) (size, index int, f *fail) {
	size = p.usual
	q := c.r.URL.Query()
	for _, one := range []struct {
		name        string
		least, most int
		into        *int
	}{{"pageSize", 1, p.most, &size}, {"pageIndex", 0, 1 << 20, &index}} {
		text := q.Get(one.name)
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < one.least || n > one.most {
			return 0, 0, invalid(text)
		}
		*one.into = n
	}
	return size, index, nil
}
