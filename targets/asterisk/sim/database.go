package sim

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// row is one of Asterisk's database.
type row struct{ path, value string }

// uuid is the system's, which it wrote into its database when it first started.
const uuid = "a1c5e9d2-3b47-4f60-8c1d-5e9a7b302f64"

// tree are the rows below a path, sorted; "" is all. Objects of PJSIP and members
// that were added to queues are rows too. Letters are told apart by nobody here.
func (w *World) tree(path string) []row {
	under := func(s string) bool {
		return len(s) >= len(path) && strings.EqualFold(s[:len(path)], path) && (len(s) == len(path) || path == "" || s[len(path)] == '/')
	}
	var out []row
	for _, typ := range types {
		if base := "/" + family(typ); !under(base) && !strings.HasPrefix(strings.ToLower(path), strings.ToLower(base)) {
			continue
		}
		for id, o := range w.objects[typ] {
			if p := "/" + family(typ) + "/" + id; under(p) {
				out = append(out, row{p, w.row(typ, o)})
			}
		}
	}
	for p, v := range w.rows {
		if under(p) {
			out = append(out, row{p, v})
		}
	}
	for _, r := range append(w.persistent(), row{"/pbx/UUID", uuid}) {
		if under(r.path) {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b row) int { return cmp.Compare(a.path, b.path) })
	return out
}

// one is the value at a path, and whether there is one.
func (w *World) one(path string) (string, bool) {
	if typ, id, ok := objectAt(path); ok {
		if o := w.objects[typ][id]; o != nil {
			return w.row(typ, o), true
		}
	}
	if v, ok := w.rows[path]; ok {
		return v, true
	}
	for _, r := range append(w.persistent(), row{"/pbx/UUID", uuid}) {
		if r.path == path {
			return r.value, true
		}
	}
	return "", false
}

// objectAt is the object whose row is at a path.
func objectAt(path string) (typ, id string, ok bool) {
	for _, typ := range types {
		if id, ok := strings.CutPrefix(path, "/"+family(typ)+"/"); ok {
			return typ, id, true
		}
	}
	return "", "", false
}

// setRow writes a row; an object of PJSIP where the row is that of one and says so.
func (w *World) setRow(path, value string) {
	if typ, id, ok := objectAt(path); ok {
		if o := w.objectOf(typ, value); o != nil {
			w.setObject(typ, id, o)
			return
		}
	}
	w.rows[path] = value
	w.touched.rows[path] = true
}

// objectOf reads an object as its row holds it; nil where it is none.
func (w *World) objectOf(typ, value string) *object {
	var values map[string]string
	if json.Unmarshal([]byte(value), &values) != nil {
		return nil
	}
	var pairs []pair
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if w.find(typ, name) != nil {
			pairs = append(pairs, pair{name, values[name]})
		}
	}
	o, ok := w.write(typ, nil, pairs)
	if !ok {
		return nil
	}
	return o
}

// dropRow takes a row out, and reports whether there was one.
func (w *World) dropRow(path string) bool {
	if typ, id, ok := objectAt(path); ok && w.objects[typ][id] != nil {
		w.setObject(typ, id, nil)
		return true
	}
	if _, ok := w.rows[path]; !ok {
		return false
	}
	delete(w.rows, path)
	w.touched.rows[path] = true
	return true
}

func (w *World) dbGet(m message) answer {
	if why := unnamed(m, "."); why != "" {
		return failed(why)
	}
	v, ok := w.one("/" + m["family"] + "/" + m["key"])
	if !ok {
		return failed("Database entry not found")
	}
	if w.major() < modern {
		v = v[:min(len(v), 255)]
	}
	return list("Result will follow", "DBGetComplete", event{{"Event", "DBGetResponse"}, {"Family", m["family"]}, {"Key", m["key"]}, {"Val", v}})
}

// unnamed is what is said to a message without a family or a key.
func unnamed(m message, end string) string {
	switch {
	case m["family"] == "":
		return "No family specified" + end
	case m["key"] == "":
		return "No key specified" + end
	}
	return ""
}

// branch is the path that a family and a key are the beginning of.
func branch(m message) string {
	switch {
	case m["family"] == "":
		return ""
	case m["key"] == "":
		return "/" + m["family"]
	}
	return "/" + m["family"] + "/" + m["key"]
}

func (w *World) dbGetTree(m message) answer {
	var found []event
	for _, r := range w.tree(branch(m)) {
		found = append(found, event{{"Event", "DBGetTreeResponse"}, {"Key", r.path}, {"Val", r.value}})
	}
	out := list("Result will follow", "DBGetTreeComplete", found...)
	if w.major() < modern {
		last := out.events[len(out.events)-1]
		last[2][1] = "1" // whatever there were
	}
	return out
}

func (w *World) dbPut(m message) answer {
	if why := unnamed(m, ""); why != "" {
		return failed(why)
	}
	w.setRow("/"+m["family"]+"/"+m["key"], m["val"])
	return succeeded("Updated database successfully")
}

func (w *World) dbDel(m message) answer {
	if why := unnamed(m, "."); why != "" {
		return failed(why)
	}
	if !w.dropRow("/" + m["family"] + "/" + m["key"]) {
		return failed("Database entry could not be deleted")
	}
	return succeeded("Key deleted successfully")
}

func (w *World) dbDelTree(m message) answer {
	if m["family"] == "" {
		return failed("No family specified.")
	}
	if w.dropTree(branch(m)) == 0 {
		return failed("Database entry not found")
	}
	return succeeded("Key tree deleted successfully")
}

// dropTree takes out what is below a path, and counts it.
func (w *World) dropTree(path string) int {
	n := 0
	for _, r := range w.tree(path) {
		if w.dropRow(r.path) {
			n++
		}
	}
	return n
}
