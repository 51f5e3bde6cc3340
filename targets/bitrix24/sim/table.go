package sim

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// The tables of a world, by the names they have in a seed.
const (
	users       = "users"
	departments = "departments"
	workgroups  = "workgroups"
	roles       = "roles"
	access      = "access"
	userGroups  = "userGroups"
	queues      = "queues"
	sips        = "sip"
	invitations = "invitations"
	apps        = "apps"
	webhooks    = "webhooks"
	calls       = "calls"
	outerLines  = "externalLines"
	handlers    = "handlers"
	userFields  = "userFields"
)

// tables are all of them, in the order of a seed, with what their rows are
// looked up by.
var tables = []struct {
	name string
	keys func(*row) []string
}{
	{users, userKeys}, {departments, departmentKeys}, {workgroups, workgroupKeys}, {roles, named}, {access, accessKeys},
	{userGroups, named}, {queues, queueKeys}, {sips, sipKeys}, {invitations, nil}, {apps, appKeys}, {webhooks, hookKeys},
	{calls, nil}, {outerLines, outerKeys}, {handlers, nil}, {userFields, nil},
}

// table holds rows in order of ID, and finds them by the keys of its index.
type table struct {
	name string
	keys func(*row) []string
	rows map[int]*row
	ids  []int // ascending
	next int   // the ID of the next new row; no ID is given twice
	by   map[string]map[int]*row

	listed []*row // by listings, in order of ID; nil: not known since the last change
}

// row is one object in the vendor's own words. Its values are replaced, never
// altered in place.
type row struct {
	table *table
	id    int
	props map[string]any
	keys  []string
	user  *person // of a user
}

func newTable(name string, keys func(*row) []string) *table {
	return &table{name: name, keys: keys, rows: map[int]*row{}, next: 1, by: map[string]map[int]*row{}}
}

// put adds a row, or gives the one with that ID new values.
func (t *table) put(id int, props map[string]any) *row {
	t.listed = nil
	r := t.rows[id]
	if r == nil {
		r = &row{table: t, id: id}
		t.rows[id] = r
		at, _ := slices.BinarySearch(t.ids, id)
		t.ids = slices.Insert(t.ids, at, id)
		t.next = max(t.next, id+1)
	}
	r.props = props
	if t.name == users {
		r.user = personOf(r)
	}
	t.reindex(r)
	return r
}

// reindex follows a change of the values that a row is looked up by.
func (t *table) reindex(r *row) {
	if t.keys == nil {
		return
	}
	keys := t.keys(r)
	if slices.Equal(keys, r.keys) {
		return
	}
	t.forget(r)
	r.keys = keys
	for _, k := range keys {
		if t.by[k] == nil {
			t.by[k] = map[int]*row{}
		}
		t.by[k][r.id] = r
	}
}

func (t *table) forget(r *row) {
	for _, k := range r.keys {
		delete(t.by[k], r.id)
		if len(t.by[k]) == 0 {
			delete(t.by, k)
		}
	}
	r.keys = nil
}

func (t *table) drop(id int) {
	r := t.rows[id]
	if r == nil {
		return
	}
	t.listed = nil
	t.forget(r)
	delete(t.rows, id)
	at, _ := slices.BinarySearch(t.ids, id)
	t.ids = slices.Delete(t.ids, at, at+1)
}

// all are the rows in order of ID.
func (t *table) all() []*row {
	out := make([]*row, 0, len(t.ids))
	for _, id := range t.ids {
		out = append(out, t.rows[id])
	}
	return out
}

// whole are all rows that a listing shows, kept until the table changes: a reader
// asks for them page by page. They are not to be altered.
func (t *table) whole() []*row {
	if t.listed == nil {
		t.listed = t.pick(nil, nil, 0)
	}
	return t.listed
}

// having are the rows with a key of the index, in order of ID.
func (t *table) having(key string) []*row {
	in := t.by[key]
	out := make([]*row, 0, len(in))
	for _, id := range slices.Sorted(maps.Keys(in)) {
		out = append(out, in[id])
	}
	return out
}

// first is the row of least ID with a key, or nil.
func (t *table) first(key string) *row {
	var out *row
	for _, r := range t.by[key] {
		if out == nil || r.id < out.id {
			out = r
		}
	}
	return out
}

func (r *row) text(name string) string { return text(r.props[name]) }
func (r *row) int(name string) int     { return number(r.props[name]) }
func (r *row) key() string             { return strconv.Itoa(r.id) }

// key is how the index names a value.
func key(kind, value string) string { return kind + ":" + value }

func named(r *row) []string { return []string{key("name", r.text("NAME"))} }

func departmentKeys(r *row) []string {
	return []string{key("parent", r.text("PARENT")), key("head", r.text("UF_HEAD"))}
}

func workgroupKeys(r *row) []string {
	out := []string{key("name", r.text("NAME"))}
	for _, m := range membersOf(r) {
		out = append(out, key("member", strconv.Itoa(m.user)))
	}
	return out
}

func accessKeys(r *row) []string {
	return []string{key("code", r.text("CODE")), key("role", r.text("ROLE_ID"))}
}

func queueKeys(r *row) []string {
	return []string{key("ext", r.text("EXTENSION"))}
}

func sipKeys(r *row) []string {
	return []string{key("owner", r.text("APP")), key("title", r.text("TITLE")), key("config", r.text("CONFIG_ID")), key("reg", r.text("REG_ID"))}
}

func appKeys(r *row) []string { return []string{key("client", r.text("client_id"))} }

func hookKeys(r *row) []string {
	return []string{key("hook", r.text("user")+"/"+r.text("secret"))}
}

func outerKeys(r *row) []string {
	return []string{key("line", r.text("APP")+"/"+r.text("NUMBER"))}
}

func userKeys(r *row) []string {
	out := []string{key("email", strings.ToLower(r.text("EMAIL")))}
	if r.user.extension != "" {
		out = append(out, key("ext", r.user.extension))
	}
	for _, d := range r.user.departments {
		out = append(out, key("dep", strconv.Itoa(d)))
	}
	if r.user.admin {
		out = append(out, "admin")
	}
	return out
}
