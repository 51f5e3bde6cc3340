package sim

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// crowd is a seed of n users, all but the first without rights.
func crowd(n int) string {
	rows := []string{`{"ID":"1","ADMIN":true,"NAME":"N1","EMAIL":"u1@acme.example"}`}
	for i := 2; i <= n; i++ {
		rows = append(rows, fmt.Sprintf(`{"ID":"%d","NAME":"N%d","EMAIL":"u%d@acme.example","ACTIVE":%v}`, i, i, i, i%10 != 0))
	}
	return `{"users":[` + strings.Join(rows, ",") + `]}`
}

// 5. Pages of fifty; next only when something remains.
func TestPages(t *testing.T) {
	c := portal(t, crowd(120))
	for _, x := range []struct {
		body        string
		rows        int
		first       string
		next, total any
	}{
		{`{}`, 50, "1", 50.0, 120.0},
		{`{"start":0}`, 50, "1", 50.0, 120.0},
		{`{"start":"50"}`, 50, "51", 100.0, 120.0},
		{`{"start":70}`, 50, "71", nil, 120.0},
		{`{"start":100}`, 20, "101", nil, 120.0},
		{`{"start":120}`, 0, "", nil, 120.0},
		{`{"start":9000}`, 0, "", nil, 120.0},
		{`{"START":50}`, 50, "1", 50.0, 120.0}, // lower case only
		{`{"start":"x"}`, 50, "1", 50.0, 120.0},
		{`{"start":-1}`, 50, "1", nil, 0.0},
		{`{"start":-1,"filter":{">ID":100},"order":{"ID":"ASC"}}`, 20, "101", nil, 0.0},
		{`{"start":-1,"filter":{">ID":30}}`, 50, "31", nil, 0.0},
		{`{"start":-1,"FILTER":{">ID":120}}`, 0, "", nil, 0.0},
		{`{"FILTER":{"ACTIVE":"N"}}`, 12, "10", nil, 12.0},
		{`{"FILTER":{">ID":5,"<=ID":7}}`, 2, "6", nil, 2.0},
	} {
		r := c.want("user.get", x.body)
		ids := r.field("ID")
		first := ""
		if len(ids) > 0 {
			first = ids[0]
		}
		if len(ids) != x.rows || first != x.first || r.json["next"] != x.next || r.json["total"] != x.total {
			t.Errorf("%s: %d rows from %s, next %v, total %v; want %d from %s, %v, %v", x.body, len(ids), first, r.json["next"], r.json["total"], x.rows, x.first, x.next, x.total)
		}
	}
}

// 5. An older portal does not know operators, and a cursor does not advance there.
func TestLegacyFilters(t *testing.T) {
	c := portal(t, crowd(120), "legacyFilters", "true")
	if ids := c.want("user.get", `{"start":-1,"filter":{">ID":100}}`).field("ID"); len(ids) != 50 || ids[0] != "1" {
		t.Errorf("the cursor advanced: %v", ids)
	}
}

func TestPageOptions(t *testing.T) {
	c := portal(t, crowd(5), "pageSize", "2")
	r := c.want("user.get", `{"start":2}`)
	same(t, "rows", strings.Join(r.field("ID"), " "), "3 4")
	same(t, "next", r.json["next"], any(4.0))
	c = portal(t, "", "emptyTotal", "omit")
	same(t, "keys", strings.Join(c.want("user.get", `{"FILTER":{"ID":99}}`).keys(), " "), "result time")
	c = portal(t, "")
	same(t, "keys", strings.Join(c.want("user.get", `{"FILTER":{"ID":99}}`).keys(), " "), "result time total")
}

// A listing by offset can shift between pages; one by a cursor cannot.
func TestShiftedPage(t *testing.T) {
	c := portal(t, crowd(120))
	seen := func(pages ...string) map[string]bool {
		out := map[string]bool{}
		if r := c.send(http.MethodPost, "http://portal.example/_sim/faults", jsonKind, `{"match":{"path":"*/user.get"},"nth":2,"kind":"shift-page"}`); r.status != 200 {
			t.Fatal(r.text)
		}
		for _, p := range pages {
			for _, id := range c.want("user.get", p).field("ID") {
				out[id] = true
			}
		}
		c.server.ClearFaults()
		return out
	}
	if got := seen(`{}`, `{"start":50}`, `{"start":100}`); len(got) == 120 || got["51"] {
		t.Errorf("by offset: %d users seen, 51: %v", len(got), got["51"])
	}
	if got := seen(`{"start":-1}`, `{"start":-1,"filter":{">ID":50}}`, `{"start":-1,"filter":{">ID":100}}`); len(got) != 120 {
		t.Errorf("by cursor: %d users seen", len(got))
	}
}

// Other listings page in the same way.
func TestPagesOfOthers(t *testing.T) {
	var deps, groups []string
	for i := range 60 {
		deps = append(deps, fmt.Sprintf(`{"NAME":"D%d"%s}`, i, map[bool]string{true: `,"PARENT":"1"`}[i > 0]))
		groups = append(groups, fmt.Sprintf(`{"NAME":"G%d","OWNER_ID":"1"}`, i))
	}
	c := portal(t, `{"edition":"onpremise","module":true,"departments":[`+strings.Join(deps, ",")+`],"workgroups":[`+strings.Join(groups, ",")+`],"userGroups":[`+strings.Join(groups, ",")+`]}`)
	for method, first := range map[string]string{"department.get": "51", "sonet_group.get": "10", "patchbay.usergroup.list": "51"} {
		r := c.want(method, `{"start":50}`)
		if ids := r.field("ID"); len(ids) != 10 || ids[0] != first || r.json["total"] != 60.0 || r.json["next"] != nil {
			t.Errorf("%s: %v of %v", method, ids, r.json["total"])
		}
	}
}
