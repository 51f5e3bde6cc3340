package sim

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
	"github.com/patchbay-dev/patchbay/targets/internal/simtest"
)

// extensionRows are n extensions from 1000 on.
func extensionRows(n int) string {
	var list []any
	for i := range n {
		list = append(list, map[string]any{"number": fmt.Sprint(1000 + i), "name": fmt.Sprint("Phone ", i)})
	}
	b, _ := json.Marshal(map[string]any{"extensions": list})
	return string(b)
}

// numbers reads a whole list and returns the numbers on it, and how long each page
// was. Between pages it calls after.
func (c *client) numbers(query string, after func(page int)) (found []string, pages []int) {
	c.T.Helper()
	marker := ""
	for {
		r := c.want(200, "GET", "voice:extensions?accountKey=HOME"+query+marker, "")
		page := strings.Fields(r.Names("number"))
		found, pages = append(found, page...), append(pages, len(page))
		if after != nil {
			after(len(pages))
		}
		if _, more := r.JSON["nextPageMarker"]; !more {
			return found, pages
		}
		marker = "&pageMarker=" + r.At("nextPageMarker")
	}
}

// Fifty to a page when nobody says; the last page has no marker, even a full one.
func TestPages(t *testing.T) {
	for _, one := range []struct {
		rows  int
		query string
		pages string
	}{
		{120, "", "[50 50 20]"}, {100, "", "[50 50]"}, {100, "&pageSize=100", "[100]"}, {5, "&pageSize=1", "[1 1 1 1 1]"}, {5, "&pageSize=2", "[2 2 1]"},
		{5, "&type=DIRECT_EXTENSION&pageSize=4", "[4 1]"}, {5, "&type=RING_GROUP,CALL_QUEUE", "[0]"},
	} {
		c := connect(t, extensionRows(one.rows), nil)
		found, pages := c.numbers(one.query, nil)
		if fmt.Sprint(pages) != one.pages {
			t.Errorf("%d%s: pages %v, want %s", one.rows, one.query, pages, one.pages)
		}
		for i, n := range found {
			if n != fmt.Sprint(1000+i) {
				t.Fatalf("%d%s: row %d is %s", one.rows, one.query, i, n)
			}
		}
	}
}

func TestParameters(t *testing.T) {
	c := connect(t, extensionRows(5), nil)
	const list = "voice:extensions"
	marker := c.want(200, "GET", list+"?accountKey=HOME&pageSize=2", "").At("nextPageMarker")
	c.want(200, "GET", list+"?accountKey=HOME&pageSize=3&pageMarker="+marker, "")
	for _, one := range [][3]string{
		{"accountKey", "REQUIRED", list}, {"accountKey", "REQUIRED", list + "?accountKey="}, {"accountKey", "INVALID", list + "?accountKey=mine"},
		{"pageSize", "INVALID", list + "?accountKey=HOME&pageSize=0"}, {"pageSize", "INVALID", list + "?accountKey=HOME&pageSize=101"},
		{"pageSize", "INVALID", list + "?accountKey=HOME&pageSize=many"}, {"type", "INVALID", list + "?accountKey=HOME&type=DIRECT_EXTENSION,PHONE"},
		{"pageMarker", "INVALID", list + "?accountKey=HOME&pageMarker=2"}, {"pageMarker", "INVALID", list + "?accountKey=HOME&pageMarker="},
		{"pageMarker", "INVALID", list + "?accountKey=HOME&pageMarker=" + marker + "A"},
		{"pageMarker", "INVALID", "voice:devices?accountKey=HOME&pageMarker=" + marker},
		{"pageMarker", "INVALID", list + "?accountKey=HOME&type=DIRECT_EXTENSION&pageMarker=" + marker},
		{"accountKey", "REQUIRED", "users:users"}, {"accountKey", "REQUIRED", "voice:call-queues"}, {"accountKey", "REQUIRED", "voice:locations"},
		{"accountKey", "REQUIRED", "voice:phone-numbers"}, {"accountKey", "REQUIRED", "voice:devices"}, {"accountKey", "REQUIRED", "voice:billing-groups"},
	} {
		c.violates(one[0], one[1], one[2])
	}
	c.want(200, "GET", "voice:device-models", "") // wants no account
	if _, err := json.Marshal(marker); err != nil || strings.Contains(marker, "extension") || strings.Contains(marker, "1001") {
		t.Errorf("the marker can be read: %s", marker)
	}
}

// A row that goes between two pages is no harm to stable markers; by offset it
// hides another.
func TestMarkersAndDeletes(t *testing.T) {
	for markers, want := range map[string]int{"stable": 6, "offset": 5} {
		c := connect(t, extensionRows(6), opts{"markers": markers})
		found, _ := c.numbers("&pageSize=3", func(page int) {
			if page == 1 {
				c.want(204, "DELETE", "voice:extensions/"+c.id("ext/1002"), "")
			}
		})
		if len(found) != want {
			t.Errorf("%s: %v", markers, found)
		}
	}
}

func TestMarkersThatEnd(t *testing.T) {
	c := connect(t, extensionRows(6), opts{"staleMarkers": "true"})
	next := "voice:extensions?accountKey=HOME&pageSize=2&pageMarker=" + c.want(200, "GET", "voice:extensions?accountKey=HOME&pageSize=2", "").At("nextPageMarker")
	c.want(200, "GET", next, "")
	c.want(204, "DELETE", "voice:extensions/"+c.id("ext/1005"), "")
	c.violates("pageMarker", "INVALID", next)

	c = connect(t, extensionRows(6), nil)
	next = "voice:extensions?accountKey=HOME&pageSize=2&pageMarker=" + c.want(200, "GET", "voice:extensions?accountKey=HOME&pageSize=2", "").At("nextPageMarker")
	c.fault(simhttp.Fault{Kind: simhttp.Quirk, Nth: 1, Options: opts{"refuseMarkers": "true"}})
	c.violates("pageMarker", "INVALID", next)
	c.want(200, "GET", next, "")
}

// fault puts one fault in place of all.
func (c *client) fault(f simhttp.Fault) {
	c.T.Helper()
	simtest.Fault(c.T, c.sim, f)
}

// A shifted page hides one row, a short one its last.
func TestShiftedPages(t *testing.T) {
	c := connect(t, extensionRows(6), nil)
	c.fault(simhttp.Fault{Kind: simhttp.ShiftPage, Nth: 2, Match: simhttp.Match{Path: "*/extensions"}})
	if found, _ := c.numbers("&pageSize=3", nil); fmt.Sprint(found) != "[1000 1001 1002 1004 1005 1000]" {
		t.Errorf("shifted: %v", found)
	}
	c.fault(simhttp.Fault{Kind: simhttp.ShortPage, Nth: 1, Match: simhttp.Match{Path: "*/extensions"}})
	if found, _ := c.numbers("&pageSize=3", nil); len(found) != 5 {
		t.Errorf("short: %v", found)
	}
	c.fault(simhttp.Fault{Kind: simhttp.ShiftPage, Match: simhttp.Match{Path: "*/Users"}})
	c.want(200, "GET", "scim:Users", "")
}

// More requests than ten in one second to one API are 429, with a body of one
// field and no header that says when.
func TestRateLimit(t *testing.T) {
	c := connect(t, people, opts{"rateLimit": "10"})
	for range 10 {
		c.want(200, "GET", "voice:devices?accountKey=HOME", "")
		c.want(200, "GET", "admin:users", "")
		c.clock.Advance(50e6)
	}
	for _, path := range []string{"voice:devices?accountKey=HOME", "voice:nothing", "admin:users"} {
		r := c.do("GET", path, "")
		if r.Status != 429 || r.Text != `{"errorCode":"TOO_MANY_REQUESTS"}` || r.Header.Get("Retry-After") != "" {
			t.Errorf("%s: %d %s %v", path, r.Status, r.Text, r.Header)
		}
	}
	c.want(200, "GET", "users:me", "") // another API
	c.clock.Advance(499e6)
	c.refuse(429, "TOO_MANY_REQUESTS", "GET", "voice:devices?accountKey=HOME", "")
	c.clock.Advance(1e6) // the first of the ten is a second ago
	c.want(200, "GET", "voice:devices?accountKey=HOME", "")
	c.refuse(429, "TOO_MANY_REQUESTS", "GET", "voice:devices?accountKey=HOME", "")
}
