package sim

import (
	"slices"
	"strings"
)

// paging is what a call asks of a listing: an offset, or -1 for one without a count.
func (c *call) start() int { return number(c.p.vals["start"]) }

// list cuts a page out of rows and shows each of its rows. Without a count
// (start=-1) there is neither next nor a true total.
func (c *call) list(rows []*row, show func(*row) any) page {
	size, start := c.w.quirks.pageSize, c.start()
	if start < 0 {
		return page{rows: shown(rows[:min(size, len(rows))], show), total: 0}
	}
	if c.shift && start > 0 && len(rows) > 1 {
		rows = append(slices.Clone(rows[1:]), rows[0])
	}
	from := min(start, len(rows))
	to := min(from+size, len(rows))
	p := page{rows: shown(rows[from:to], show), total: len(rows)}
	if to < len(rows) {
		p.next = to
	}
	return p
}

func shown(rows []*row, show func(*row) any) []any {
	out := make([]any, 0, len(rows))
	for _, r := range rows {
		out = append(out, show(r))
	}
	return out
}

// ordering reads an order that is given as {FIELD: direction}; strings are not for it.
func ordering(a *array) (field, direction string) {
	if a == nil || len(a.keys) == 0 {
		return "", ""
	}
	return strings.ToUpper(a.keys[0]), text(a.vals[a.keys[0]])
}

// pick are the rows that fit all conditions, in order of ID. An equality that the
// index knows narrows the search first; limit > 0 stops after so many rows.
func (t *table) pick(where []condition, value func(*row, string) []string, limit int) []*row {
	var out []*row
	for _, r := range t.candidates(where) {
		ok := r.user == nil || r.user.listed
		for i := 0; ok && i < len(where); i++ {
			ok = where[i].matches(value(r, where[i].field)...)
		}
		if !ok {
			continue
		}
		out = append(out, r)
		if limit > 0 && len(out) == limit {
			break
		}
	}
	return out
}

// indexed are the fields of tables that their index holds, by the kind of key.
var indexed = map[string]map[string]string{
	users:       {"EMAIL": "email", "UF_PHONE_INNER": "ext", "UF_DEPARTMENT": "dep"},
	departments: {"PARENT": "parent", "UF_HEAD": "head"},
}

// candidates are the rows that may fit, in order of ID.
func (t *table) candidates(where []condition) []*row {
	for _, c := range where {
		if c.op != "" && c.op != "=" && c.op != "@" || len(c.values) > 1000 {
			continue
		}
		if c.field == "ID" {
			return t.byIDs(c.values)
		}
		kind, ok := indexed[t.name][c.field]
		if !ok || slices.Contains(c.values, "") {
			continue
		}
		found := map[int]bool{}
		for _, v := range c.values {
			for id := range t.by[key(kind, strings.ToLower(v))] {
				found[id] = true
			}
		}
		return t.among(found)
	}
	return t.above(where)
}

// above skips the rows that >ID excludes: a cursor costs no more at the end than
// at the beginning.
func (t *table) above(where []condition) []*row {
	from := 0
	for _, c := range where {
		if c.field == "ID" && c.op == ">" && len(c.values) == 1 {
			from, _ = slices.BinarySearch(t.ids, number(c.values[0])+1)
		}
	}
	out := make([]*row, 0, len(t.ids)-from)
	for _, id := range t.ids[from:] {
		out = append(out, t.rows[id])
	}
	return out
}

func (t *table) byIDs(values []string) []*row {
	found := map[int]bool{}
	for _, v := range values {
		if id := number(v); t.rows[id] != nil {
			found[id] = true
		}
	}
	return t.among(found)
}

func (t *table) among(ids map[int]bool) []*row {
	out := make([]*row, 0, len(ids))
	for id := range ids {
		out = append(out, t.rows[id])
	}
	slices.SortFunc(out, func(a, b *row) int { return a.id - b.id })
	return out
}
