package sim

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"

	"github.com/patchbay-dev/patchbay/targets/internal/rows"
)

// marker is what a page marker says to those who made it. Clients see text.
type marker struct {
	List   string `json:"l"` // digest of the list and its filters
	ID     string `json:"i"` // the last row that was shown,
	Serial int    `json:"s"` // and its serial, for when it is gone
	Shown  int    `json:"n"` // how many rows were shown so far
	Gen    int    `json:"g"`
}

func (m marker) text() string {
	b, _ := json.Marshal(m)
	return base64.RawURLEncoding.EncodeToString(append(b, digest("marker", string(b))[:8]...))
}

// openMarker reads a marker that was made here for the same list.
func openMarker(text, list string) (marker, bool) {
	var m marker
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(b) < 8 {
		return m, false
	}
	b, sum := b[:len(b)-8], b[len(b)-8:]
	if digest("marker", string(b))[:8] != string(sum) || json.Unmarshal(b, &m) != nil {
		return m, false
	}
	return m, m.List == list && m.text() == text // base64 reads over line breaks
}

// slice is which part of a list a request asks for.
type slice struct {
	from marker
	size int
	list string
}

// slice reads pageSize and pageMarker.
func (c *call) slice(generation int, filters ...string) (slice, *fail) {
	s := slice{size: c.quirks.pageSize, list: digest("list", []any{c.r.URL.Path, filters})[:12]}
	if f := c.count("pageSize", 1, c.quirks.maxPageSize, &s.size); f != nil {
		return s, f
	}
	text, given := c.query["pageMarker"]
	if !given {
		return s, nil
	}
	m, ok := openMarker(text, s.list)
	if !ok || c.quirks.refuseMarkers || c.quirks.staleMarkers && m.Gen != generation {
		return s, wrongParameter("pageMarker", "INVALID")
	}
	s.from = m
	return s, nil
}

// page answers with a part of a table's rows that fit. filters tell lists of one
// path apart, so that the marker of one is refused by the other.
func page[R rows.Row](c *call, t *rows.Table[R], fits func(R) bool, show func(R) map[string]any, filters ...string) *fail {
	s, f := c.slice(t.Generation(), filters...)
	if f != nil {
		return f
	}
	entries, more := sliceRows(c, t, s, fits)
	items := make([]any, 0, len(entries))
	for _, e := range entries {
		items = append(items, c.shown(show(e.Row)))
	}
	out := map[string]any{"items": items}
	if more && len(entries) > 0 { // the last page has no marker
		last := entries[len(entries)-1]
		out["nextPageMarker"] = marker{s.list, last.Row.RowKey(), last.Serial, s.from.Shown + len(entries), t.Generation()}.text()
	}
	return c.answer(http.StatusOK, out)
}

// sliceRows are the entries of a slice, and whether there are more.
func sliceRows[R rows.Row](c *call, t *rows.Table[R], s slice, fits func(R) bool) ([]*rows.Entry[R], bool) {
	if c.quirks.markers == "offset" || c.shifted() {
		return countedRows(c, t, s, fits)
	}
	at := 0
	if s.from.Shown > 0 {
		at = place(t, s.from)
	}
	var out []*rows.Entry[R]
	for _, e := range t.List[at:] {
		if !fits(e.Row) {
			continue
		}
		if len(out) == s.size {
			return out, true
		}
		out = append(out, e)
	}
	return out, false
}

// countedRows finds the slice by counting, as the rows stand now; shifted, the
// first of them has moved to the end.
func countedRows[R rows.Row](c *call, t *rows.Table[R], s slice, fits func(R) bool) ([]*rows.Entry[R], bool) {
	var all []*rows.Entry[R]
	for _, e := range t.List {
		if fits(e.Row) {
			all = append(all, e)
		}
	}
	if c.shifted() && len(all) > 1 {
		all = append(all[1:], all[0])
	}
	from := min(s.from.Shown, len(all))
	to := min(from+s.size, len(all))
	return all[from:to], to < len(all)
}

// place is where the rows after one begin, even when that one is gone.
func place[R rows.Row](t *rows.Table[R], m marker) int {
	if t.Has(m.ID) {
		return t.After(t.Serial(m.ID))
	}
	return t.After(m.Serial)
}

// shown adds what a newer version of the API would.
func (c *call) shown(object map[string]any) map[string]any {
	if c.quirks.newAttribute {
		object["introducedLater"] = map[string]any{"since": "2027-01", "values": []any{"a", 1}}
	}
	return object
}

// one answers with an object.
func (c *call) one(object map[string]any) *fail { return c.answer(http.StatusOK, c.shown(object)) }

// decimal is the form of keys of the Admin API, wherever they stand.
var decimal = regexp.MustCompile(`^[0-9]{1,40}$`)

// account reads the parameter that lists of Voice Admin want. Unknown accounts
// and those of others are fine: their lists are empty.
func (c *call) account() (string, *fail) {
	key := strings.TrimSpace(c.query["accountKey"])
	if key == "" {
		return "", wrongParameter("accountKey", "REQUIRED")
	}
	if !decimal.MatchString(key) {
		return "", wrongParameter("accountKey", "INVALID")
	}
	return key, nil
}
