package sim

import (
	"cmp"
	"encoding/json"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/patchbay-dev/patchbay/targets/internal/rows"
)

// span is a page of the Admin API: by offset, not by marker.
type span struct{ offset, size int }

const adminMaxPage = 1000

// window reads offset and pageSize.
func (c *call) window() (span, *fail) {
	s := span{size: c.quirks.adminPageSize}
	if f := c.count("offset", 0, math.MaxInt32, &s.offset); f != nil {
		return s, f
	}
	return s, c.count("pageSize", 1, adminMaxPage, &s.size)
}

// count reads a whole number of the query, if it is there.
func (c *call) count(name string, least, most int, into *int) *fail {
	text, given := c.query[name]
	if !given {
		return nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		return wrongParameter(name, "INVALID")
	}
	*into = n
	return nil
}

// adminList answers with those rows that fit and that filter lets through, in
// the order that is asked for.
func adminList[R rows.Row](c *call, t *rows.Table[R], fits func(R) bool, view func(R) map[string]any) *fail {
	s, f := c.window()
	if f != nil {
		return f
	}
	keep, f := parseFilter(c.query["filter"], c.quirks.caseFilter)
	if f != nil {
		return f
	}
	var rows []map[string]any
	for r := range t.All {
		if !fits(r) {
			continue
		}
		if o := view(r); keep(o) {
			rows = append(rows, o)
		}
	}
	c.order(rows)
	return c.answer(http.StatusOK, c.envelope(rows, s))
}

// envelope is the envelope of a page: where it begins, where it ends, and of how many.
func (c *call) envelope(rows []map[string]any, s span) map[string]any {
	total := len(rows)
	if c.shifted() && total > 1 {
		rows = append(rows[1:], rows[0])
	}
	from := min(s.offset, total)
	to := min(from+s.size, total)
	results := make([]any, 0, to-from)
	for _, r := range rows[from:to] {
		results = append(results, c.shown(c.picked(r)))
	}
	return map[string]any{"results": results, "fromIndex": from, "toIndex": to - 1, "total": total}
}

// picked keeps the fields that attributes names; a vendor's guide calls the
// parameter attributeNames.
func (c *call) picked(object map[string]any) map[string]any {
	list := or(c.query["attributes"], c.query["attributeNames"])
	if list == "" {
		return object
	}
	out := map[string]any{}
	for name := range strings.SplitSeq(list, ",") {
		if v, ok := object[strings.TrimSpace(name)]; ok {
			out[strings.TrimSpace(name)] = v
		}
	}
	return out
}

// order sorts by a field: ascending=firstName, or firstName=true as some write.
func (c *call) order(rows []map[string]any) {
	for i, name := range []string{"ascending", "descending"} {
		field, _, _ := strings.Cut(c.query[name], "=")
		if field == "" {
			continue
		}
		slices.SortStableFunc(rows, func(a, b map[string]any) int {
			return (1 - 2*i) * cmp.Compare(fold(asText(a[field])), fold(asText(b[field])))
		})
	}
}

// asText is a field's value for filters and sorting.
func asText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}
